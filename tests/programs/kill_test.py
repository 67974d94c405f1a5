#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A file of records is whole under its name or is not there, whenever the program is ended."""
import atexit
import fcntl
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import termios

import e2e
import remains
import running
from e2e import DEMO, DONE, FAILED, PARTIAL, equal, named, test

MOMENTS, TIMES = 12, 20

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)
capture = e2e.large_capture(place / "in.pcap", 300)
whole = e2e.netcapd("-r", capture, "-w2", out=place / "whole", status=DONE)
SIZE = running.written(place / "whole")
of_whole = remains.Whole(place / "whole")
wanted, left_behind = of_whole.wanted, of_whole.check


def gone(mark):
    """Waits until no process with the mark is left."""
    running.until("all its processes are gone", lambda: not e2e.survivors(mark))


def killed_at(folder, share, what, number):
    """A run of which something is killed when this share of its output is written."""
    mark = f"NETCAP_TEST_{os.getpid()}_{number}"
    out = folder / "out"
    process = running.start("-r", capture, "-w2", out=out, env=e2e.environment(**{mark: "1"}))
    running.until("it has written so much", lambda: running.written(out) >= share * SIZE or
                  process.poll() is not None, pause=0.002)
    what(process)
    said = process.communicate(timeout=e2e.TIMEOUT)
    gone(mark)
    return process.returncode, said, out


growing = []

for moment in range(MOMENTS):
    def at_this_moment(folder, moment=moment):
        _, _, out = killed_at(folder, moment / MOMENTS, subprocess.Popen.kill, moment)
        growing.append(left_behind(out))

    named(f"killed at moment {moment + 1} of {MOMENTS} it leaves whole files and beginnings only",
          at_this_moment)


@test
def some_of_these_moments_were_in_the_midst_of_writing(_):
    assert any(growing), "no killed run had left records in a .part file"


def kill_helpers(which):
    """Kills some of the plugins' process and the workers, while the supervisor cannot go on."""
    def kill(process):
        process.send_signal(signal.SIGSTOP)
        for pid in which(process):
            os.kill(pid, signal.SIGKILL)
        process.send_signal(signal.SIGCONT)
    return kill


@test
def a_run_whose_helpers_are_all_killed_finishes_what_was_decoded_and_fails(folder):
    status, said, out = killed_at(folder, 1 / MOMENTS, kill_helpers(
        lambda process: running.workers(process) + running.children(process.pid)), "helpers")
    equal(status, FAILED, "the exit status")
    assert b"the process that runs the plugins has ended" in said[1], said[1]
    equal([name for name in e2e.names(out) if name.endswith(".part")], [], "unfinished")
    n = e2e.summary(said[0].decode())["all"]
    assert f"only the first {n} packets were decoded" in said[1].decode(), said[1]
    assert n < e2e.summary(whole.stdout)["all"], f"{n} packets"
    for path in out.glob("*.ncap.gz"):
        found = e2e.content(path)
        equal(wanted[path.name][e2e.message_end(wanted[path.name]):].startswith(
            found[e2e.message_end(found):]), True, f"{path.name}: a beginning")


@test
def a_worker_killed_from_outside_costs_one_packet_at_most(folder):
    status, said, out = killed_at(folder, 1 / MOMENTS, kill_helpers(
        lambda process: running.workers(process)[:1]), "worker")
    found = e2e.summary(said[0].decode())
    assert status in (DONE, PARTIAL), said
    assert found["quarantined"] <= 1, found
    equal(found["all"], e2e.summary(whole.stdout)["all"], "packets")
    if not found["quarantined"]:
        e2e.same_files(out, place / "whole")


def unread(pipe):
    """How many bytes nobody has read yet."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def fed(folder, which, **how):
    """A run that has read and done the demo capture from a pipe that stays open, and gets a signal;
    its end, and the summary before that."""
    process = running.start("-r", "-", out=folder / "out", stdin=subprocess.PIPE, **how)
    os.write(process.stdin.fileno(), DEMO.read_bytes())
    running.until("it has read all", lambda: not unread(process.stdin))
    so_far = running.until_all_are_done(process, e2e.demo_packets())
    process.send_signal(which)
    stdout, stderr = process.stdout.read().decode(), process.stderr.read().decode()
    process.stdin.close()
    return process.wait(e2e.TIMEOUT), stdout, stderr, so_far


def ended_by(folder, which):
    status, stdout, stderr, _ = fed(folder, which)
    equal(status, PARTIAL, "the exit status")
    n = e2e.demo_packets()
    equal(stderr, f"netcapd: interrupted: only the first {n} packets were read\n", "what it said")
    equal(e2e.summary(stdout)["all"], n, "packets")
    e2e.netcapd("-r", DEMO, out=folder / "whole")
    equal(e2e.counts(folder / "out"), e2e.counts(folder / "whole"), "the numbers of records")


for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    named(f"{name} ends a run from a slow pipe with all records so far",
          lambda folder, which=getattr(signal, name): ended_by(folder, which))


@test
def SIGINT_in_the_midst_of_a_file_ends_with_the_records_so_far(folder):
    process = running.start(*["-r", capture] * TIMES, "-w1", out=folder / "out")
    running.until("it has written something",
                  lambda: running.written(folder / "out") > SIZE / MOMENTS)
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
    status, stdout, stderr, so_far = fed(folder, signal.SIGINT)
    equal(e2e.summary(so_far), e2e.summary(stdout), "the summary on standard error")
    assert stderr.startswith("netcapd: interrupted"), stderr
    equal(status, PARTIAL, "the exit status")


@test
def SIGUSR1_to_a_worker_or_the_zygote_is_nothing(folder):
    process = running.start("-r", "-", out=folder / "out", stdin=subprocess.PIPE)
    os.write(process.stdin.fileno(), DEMO.read_bytes()[:1000])
    for pid in running.workers(process) + running.children(process.pid):
        os.kill(pid, signal.SIGUSR1)
        os.kill(pid, signal.SIGINT)
    said = process.communicate(DEMO.read_bytes()[1000:], timeout=e2e.TIMEOUT)
    equal(process.returncode, DONE, "the exit status")
    equal(e2e.summary(said[0].decode())["all"], e2e.demo_packets(), "packets")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
