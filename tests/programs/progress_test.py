#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""How far long work is shows on a terminal, and nowhere else."""
import os
import pty
import re
import subprocess

import e2e
import made
from e2e import DONE, equal, named, test
from made import framed


def large(folder, records=1_000_000):
    path = folder / "M.ncap"
    path.write_bytes(framed(made.header()) + framed(made.record(1, b"some bytes")) * records)
    return path


def on_terminal(*arguments):
    """What a command says on a terminal, while its output goes to nobody."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([e2e.NETCAP, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # nobody has the terminal any more
                break
            if not more:
                break
            said += more
        os.close(ours)
        equal(process.wait(e2e.TIMEOUT), DONE, "the exit status")
    return said.decode()


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


@test
def without_a_terminal_nothing_is_shown(folder):
    path = large(folder)
    for command in ("dump", "check"):
        equal(made.netcap(command, path, status=DONE).stderr, "", f"what {command} said")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
