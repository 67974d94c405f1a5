#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What is otherwise on a terminal: how far long work is shows there and nowhere else, and a table fits it."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import e2e
import made
from e2e import DONE, equal, named, netcapd, test
from made import framed


def large(folder, records=1_000_000):
    path = folder / "M.ncap"
    path.write_bytes(framed(made.header()) + framed(made.record(1, b"some bytes")) * records)
    return path


def everything(ours):
    """What a terminal is told, until nobody has it any more."""
    said = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:
            break
        if not more:
            break
        said += more
    os.close(ours)
    return said.decode()


def on_terminal(*arguments):
    """What a command says on a terminal, while its output goes to nobody."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([e2e.NETCAP, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        said = everything(ours)
        equal(process.wait(e2e.TIMEOUT), DONE, "the exit status")
    return said


def shows(folder, *arguments):
    """The slower the work, the more often; so there is more of it until it shows."""
    for records in (1_000_000, 4_000_000, 16_000_000):
        path = large(folder, records)
        said = on_terminal(*(path if each == "FILE" else folder / f"out{records}" if each == "DIR" else each
                             for each in arguments))
        if said:
            break
    lines = said.split("\r")[1:]
    for line in lines[:-1]:
        assert re.match(r" {0,2}\d+ %  [\d,]+ records  [\d,]+/s  [\d.]+ [kM]?B/s  \d+:\d\d left\x1b\[K$", line), repr(line)
    equal(lines[-1], "\x1b[K", "what is left of it at the end")


for what in (("dump", "--json", "FILE"), ("check", "FILE"), ("merge", "-o", "DIR", "FILE"),
             ("export", "-f", "csv", "-o", "DIR", "FILE")):
    named(f"netcap {what[0]} shows how far it is", lambda folder, what=what: shows(folder, *what))


def table(columns, *arguments):
    """The lines of a table on a terminal that is so wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    with subprocess.Popen([e2e.NETCAP, "dump", "--table", *map(str, arguments)], stdout=theirs) as process:
        os.close(theirs)
        said = everything(ours)
        equal(process.wait(e2e.TIMEOUT), DONE, "the exit status")
    return said.replace("\r\n", "\n").splitlines()


@test
def a_table_has_the_columns_that_the_terminal_has_room_for(folder):
    netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    file = folder / "out/TCP.ncap.gz"
    whole = e2e.dump(file, DONE, "--table")
    for columns in (40, 80, 120):
        lines = table(columns, file)
        assert max(map(len, lines)) <= columns, max(lines, key=len)
        left_out, = (line for line in set(lines) if line.endswith(" more columns (--wide)"))
        shown = lines[0].split()
        equal(len(shown) + int(left_out.split()[0]), len(whole[0].split()), "the columns, shown or not,")
        equal(shown, whole[0].split()[:len(shown)], "those that are shown")
        equal([line.rstrip() for line in lines if line and line != left_out],
              [line[:len(lines[1])].rstrip() for line in whole if line], "what stands in them")
    equal(table(80, "--wide", file), whole, "a table that may be wide")
    equal(table(0, file), whole, "one where the terminal does not say")


@test
def without_a_terminal_nothing_is_shown(folder):
    path = large(folder)
    for command in ("dump", "check"):
        equal(made.netcap(command, path, status=DONE).stderr, "", f"what {command} said")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
