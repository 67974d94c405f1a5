#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A file of records is whole under its name or is not there, whenever the program is ended."""
import atexit
import fcntl
import os
import pathlib
import re
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import zlib

import e2e
from e2e import DEMO, DONE, FAILED, PARTIAL, equal, named, test

MOMENTS, TIMES = 12, 20

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)
capture = e2e.large_capture(place / "in.pcap", 300)
began = time.monotonic()
whole = e2e.netcapd("-r", capture, "-w2", out=place / "whole", status=DONE)
SECONDS = time.monotonic() - began
wanted = {path.name: e2e.content(path) for path in (place / "whole").glob("*.ncap.gz")}


def start(*arguments, out, **how):
    how = {"stdin": subprocess.DEVNULL, "env": e2e.environment(), **how}
    return subprocess.Popen(e2e.command(*arguments, out=out), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **how)


def readable(path):
    """What can be unpacked of a file, how much of it up to the last whole gzip member, and
    whether the file ends there."""
    data, found, members = path.read_bytes(), b"", 0
    while data:
        reader = zlib.decompressobj(31)
        try:
            found += reader.decompress(data)
        except zlib.error:
            break
        if not reader.eof:
            break
        members = len(found)
        data = reader.unused_data
    return found, members, not data


def records_in(data):
    """The number of records in a beginning, without the header."""
    n = at = 0
    while at < len(data):
        try:
            at = e2e.message_end(data, at)
        except IndexError:
            break
        n += at <= len(data)
    return max(n - 1, 0)


def check_part(path):
    """The beginning of the whole, of which netcap dump gives the records; how many there are."""
    found, members, whole_members = readable(path)
    equal(wanted[path.name[:-5]].startswith(found), True, f"{path.name}: a beginning")
    if not members:
        return 0
    status = DONE if whole_members else PARTIAL
    flow = any(name in path.name for name in ("Flow", "Connection"))
    n = len(e2e.dump(path, status, "--select=Timestamp" + "First" * flow))
    least, most = records_in(found[:members]), records_in(found)
    assert least <= n <= most, f"{path.name}: netcap dump finds {n} of {least} to {most} records"
    return n


def left_behind(out):
    """Each file is the whole one, or a .part with its beginning; how many records those have."""
    growing = 0
    for path in out.iterdir() if out.exists() else ():
        if path.name.endswith(".ncap.gz"):
            equal(e2e.content(path) == wanted[path.name], True, f"{path.name}: the whole of it")
        elif path.name.endswith(".ncap.gz.part"):
            growing += check_part(path)
        else:
            assert path.name.split(".")[0] in ("unknown", "errors"), path.name
            assert path.name.endswith(".pcap.part") or e2e.digests(out, path.name) == \
                e2e.digests(place / "whole", path.name), f"{path.name} is not whole"
    return growing


def gone(mark):
    """No process with the mark is left; they have a moment to go."""
    end = time.monotonic() + 5
    while left := e2e.survivors(mark):
        assert time.monotonic() < end, f"these processes are left: {left}"
        time.sleep(0.02)


def killed_at(folder, delay, what, number):
    mark = f"NETCAP_TEST_{os.getpid()}_{number}"
    out = folder / "out"
    process = start("-r", capture, "-w2", out=out, env=e2e.environment(**{mark: "1"}))
    time.sleep(delay)
    for pid in what(process, mark):
        os.kill(pid, signal.SIGKILL)
    said = process.communicate(timeout=e2e.TIMEOUT)
    gone(mark)
    return process.returncode, said, out


growing = []

for moment in range(MOMENTS):
    after = SECONDS * (moment + 0.5) / MOMENTS

    def at_this_moment(folder, after=after, moment=moment):
        _, _, out = killed_at(folder, after, lambda process, _: [process.pid], moment)
        growing.append(left_behind(out))

    named(f"killed at moment {moment + 1} of {MOMENTS} it leaves whole files and beginnings only",
          at_this_moment)


@test
def some_of_these_moments_were_in_the_midst_of_writing(_):
    assert any(growing), "no killed run had left records in a .part file"


def workers_and_zygote(process, mark):
    return [pid for pid in e2e.survivors(mark) if pid != process.pid]


@test
def a_run_whose_helpers_are_all_killed_says_so_and_fails(folder):
    status, said, out = killed_at(folder, SECONDS / 3, workers_and_zygote, "helpers")
    equal(status, FAILED, "the exit status")
    assert b"the process that runs the plugins has ended" in said[1], said[1]
    left_behind(out)
    equal([name for name in e2e.names(out) if name.endswith(".gz")], [], "files that look whole")


def one_worker(process, mark):
    """A worker is a child of a child."""
    for pid in e2e.survivors(mark):
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        parent = int(status.split("PPid:")[1].split()[0])
        if process.pid not in (pid, parent):
            return [pid]
    raise AssertionError("there is no worker")


@test
def a_worker_killed_from_outside_costs_one_packet_at_most(folder):
    status, said, out = killed_at(folder, SECONDS / 3, one_worker, "worker")
    found = e2e.summary(said[0].decode())
    assert status in (DONE, PARTIAL), said
    assert found["aside"] <= 1, found
    equal(found["all"], e2e.summary(whole.stdout)["all"], "packets")
    if not found["aside"]:
        e2e.same_files(out, place / "whole")


def unread(pipe):
    """How many bytes nobody has read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def said_so_far(process):
    """Standard error up to the end of a summary."""
    said = b""
    while not re.search(rb"packets, .* in [\d.]+ s:.*\n", said):
        ready = select.select([process.stderr], [], [], e2e.TIMEOUT)[0]
        piece = os.read(process.stderr.fileno(), 1 << 16) if ready else b""
        assert piece, f"no summary in: {said!r}"
        said += piece
    return said.decode()


def fed(folder, *signals):
    """A run that reads the demo capture from a pipe that stays open, until it is told to end."""
    process = start("-r", "-", out=folder / "out", stdin=subprocess.PIPE)
    os.write(process.stdin.fileno(), DEMO.read_bytes())
    end, stderr = time.monotonic() + e2e.TIMEOUT, ""
    while unread(process.stdin):
        assert time.monotonic() < end, "it does not read"
        time.sleep(0.02)
    time.sleep(0.6)
    for each in signals:
        os.kill(process.pid, each)
        if each == signal.SIGUSR1:
            stderr += said_so_far(process)
    stdout, rest = process.stdout.read().decode(), process.stderr.read().decode()
    process.stdin.close()
    return process.wait(e2e.TIMEOUT), stdout, stderr + rest


def ended_by(folder, which):
    status, stdout, stderr = fed(folder, which)
    equal(status, PARTIAL, "the exit status")
    n = e2e.demo_packets()
    equal(stderr, f"netcapd: interrupted: only the first {n} packets were read\n", "what it said")
    equal(e2e.summary(stdout)["all"], n, "packets")
    e2e.netcapd("-r", DEMO, out=folder / "whole")
    equal(e2e.counts(folder / "out"), e2e.counts(folder / "whole"), "the numbers of records")


for name in ("SIGINT", "SIGTERM"):
    named(f"{name} ends a run from a slow pipe with all records so far",
          lambda folder, which=getattr(signal, name): ended_by(folder, which))


@test
def SIGINT_in_the_midst_of_a_file_ends_with_the_records_so_far(folder):
    process = start(*["-r", capture] * TIMES, "-w1", out=folder / "out")
    time.sleep(SECONDS)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=e2e.TIMEOUT)
    equal(process.returncode, PARTIAL, "the exit status")
    n = e2e.summary(stdout.decode())["all"]
    equal(stderr.decode(), f"netcapd: interrupted: only the first {n} packets were read\n",
          "what it said")
    assert 0 < n < TIMES * e2e.summary(whole.stdout)["all"], f"{n} packets"
    equal([name for name in e2e.names(folder / "out") if name.endswith(".part")], [], "unfinished")
    one, many = wanted["UDP.ncap.gz"], e2e.content(folder / "out/UDP.ncap.gz")
    all_of_them = one[e2e.message_end(one):] * TIMES
    equal(all_of_them.startswith(many[e2e.message_end(many):]), True, "UDP: a beginning")


@test
def SIGUSR1_prints_the_summary_so_far_and_goes_on(folder):
    status, stdout, stderr = fed(folder, signal.SIGUSR1, signal.SIGINT)
    so_far, _, rest = stderr.partition("netcapd: ")
    equal(e2e.summary(so_far), e2e.summary(stdout), "the summary on standard error")
    assert rest.startswith("interrupted"), rest
    equal(status, PARTIAL, "the exit status")


@test
def SIGUSR1_to_a_worker_or_the_zygote_is_nothing(folder):
    mark = f"NETCAP_TEST_{os.getpid()}_usr1"
    process = start("-r", "-", out=folder / "out", stdin=subprocess.PIPE,
                    env=e2e.environment(**{mark: "1"}))
    time.sleep(0.4)
    for pid in workers_and_zygote(process, mark):
        os.kill(pid, signal.SIGUSR1)
        os.kill(pid, signal.SIGINT)
    said = process.communicate(DEMO.read_bytes(), timeout=e2e.TIMEOUT)
    equal(process.returncode, DONE, "the exit status")
    equal(e2e.summary(said[0].decode())["all"], e2e.demo_packets(), "packets")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
