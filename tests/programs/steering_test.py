#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What steers a run is the supervisor's: whatever plugins write, and whoever is stopped, it ends.

The plugin is wild/wild.c, over the twenty packets of poison.pcap.
"""
import atexit
import os
import pathlib
import signal
import tempfile
import time

import e2e
import remains
import running
from e2e import CAPTURES, TESTS, DONE, FAILED, PARTIAL, REFUSED, equal, named, netcapd, test

STORES, FORK, PRINT, COMPLAIN = 1, 2, 3, 4
SEEDS = 5
# A sanitizer's reports of crashes that are meant are read by nobody.
REPORTS = {name: os.environ.get(name, "") + ":symbolize=0"
           for name in ("ASAN_OPTIONS", "TSAN_OPTIONS")}

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)
plugins = e2e.build_plugin(place / "plugins", TESTS / "plugins/wild")
head, frames = e2e.packets(CAPTURES / "poison.pcap")
# A fork copies what a sanitizer for threads keeps of all memory, and a crash makes a fork: 13 ms.
ROUNDS = 30 if "thread" in os.environ.get("SANITIZERS", "") else 300
capture = e2e.write_capture(place / "in.pcap", head, frames * ROUNDS)
large = e2e.large_capture(place / "large.pcap", 300)


def run(folder, deed, *more, packet=8, **how):
    """Without the sandbox, which forbids most of it: what steers holds by itself."""
    return netcapd("-r", capture, f"--set=Wild.deed={deed}", f"--set=Wild.packet={packet}", *more,
                   "--sandbox=off", "--overwrite", out=folder / "out", plugins=plugins, env=e2e.environment(**REPORTS), **how)


def readable(out):
    """Every file of records is a row of messages, although one may hold what was written into it."""
    equal([name for name in e2e.names(out) if name.endswith(".part")], [], "unfinished files")
    for path in out.glob("*.ncap.gz"):
        data, at = e2e.content(path), 0
        while at < len(data):
            at = e2e.message_end(data, at)
        equal(at, len(data), f"{path.name}: where its last message ends")


@test
def packets_cannot_be_made_writable(folder):
    run(folder, 0, status=DONE)
    found = e2e.records(folder / "out", "Wild")
    equal(len(found), len(frames) * ROUNDS, "records")
    equal({record.get("Opened", 0) for record in found}, {0}, "what could be opened")


def comes_to_an_end(folder, seed, workers):
    done = run(folder, STORES, f"-w{workers}", f"--set=Wild.seed={seed}", packet=8)
    assert done.returncode in (DONE, FAILED, PARTIAL), (done.returncode, done.stderr)
    found = e2e.balanced(done)
    if done.returncode != FAILED:
        equal(found["all"], len(frames) * ROUNDS, "packets")
    readable(folder / "out")


for n in range(SEEDS):
    named(f"stores over all that can be opened let the run end, seed {n}",
          lambda folder, n=n: comes_to_an_end(folder, n, 1 + n % 2))


@test
def a_fork_doubles_nothing(folder):
    (folder / "right").mkdir()
    run(folder, FORK, packet=0, status=DONE)
    run(folder / "right", 0, packet=0, status=DONE)
    for kind in e2e.counts(folder / "right/out"):
        equal(e2e.records(folder / "out", kind) == e2e.records(folder / "right/out", kind), True,
              f"{kind}: the same records")


@test
def what_a_plugin_prints_is_not_printed(folder):
    for deed in (PRINT, COMPLAIN):
        done = run(folder, deed, packet=0, status=DONE)
        for word in ("prints", "complains"):
            assert word not in done.stdout + done.stderr, done.stdout + done.stderr


def stopped(folder, which):
    """A run of which somebody is stopped in the midst, to its end."""
    process = running.start("-r", large, "-w2", out=folder / "out")
    running.until("it has written something", lambda: running.written(folder / "out"), pause=0.002)
    process.send_signal(signal.SIGSTOP)
    for pid in which(process):
        os.kill(pid, signal.SIGSTOP)
    process.send_signal(signal.SIGCONT)
    said = process.communicate(timeout=e2e.TIMEOUT)
    return process.returncode, said[0].decode(), said[1].decode()


def one_worker(process):
    return running.workers(process)[:1]


@test
def a_worker_that_is_stopped_is_replaced_and_costs_nothing(folder):
    status, _, said = stopped(folder, one_worker)
    equal((status, said), (DONE, ""), "the end")
    netcapd("-r", large, out=folder / "right", status=DONE)
    e2e.same_files(folder / "out", folder / "right", "*.ncap.gz")


@test
def a_zygote_that_is_stopped_is_ended_at_the_end(folder):
    status, _, said = stopped(folder, lambda process: running.children(process.pid))
    equal((status, said), (DONE, ""), "the end")
    netcapd("-r", large, out=folder / "right", status=DONE)
    e2e.same_files(folder / "out", folder / "right", "*.ncap.gz")


@test
def without_a_zygote_that_answers_what_was_decoded_stays_in_unfinished_files(folder):
    status, _, said = stopped(folder, lambda process: running.workers(process) +
                                   running.children(process.pid))
    equal(status, FAILED, "the exit status")
    assert "does not answer" in said and "packets were decoded" in said, said
    netcapd("-r", large, out=folder / "right", status=DONE)
    equal(list((folder / "out").glob("*.ncap.gz")), [], "finished files")
    remains.Whole(folder / "right").check(folder / "out")


@test
def a_constructor_that_never_ends_is_refused_by_name(folder):
    began = time.monotonic()
    done = netcapd("-r", capture, "--load-timeout=1", out=folder / "out", plugins=plugins,
                   env=e2e.environment(WILD_LOAD="1"), status=REFUSED)
    assert "wild.so: not loaded after 1 seconds" in done.stderr, done.stderr
    assert time.monotonic() - began < 10


@test
def a_destructor_that_never_ends_is_not_waited_for(folder):
    mark = f"NETCAP_TEST_{os.getpid()}"
    netcapd("-r", capture, out=folder / "out", plugins=plugins, status=DONE,
            env=e2e.environment(WILD_LEAVE="1", **{mark: "1"}))
    running.until("its processes are gone", lambda: not e2e.survivors(mark))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
