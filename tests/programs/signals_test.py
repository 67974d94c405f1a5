#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Signals are heeded from the first moment to the last, whatever a run waits for."""
import atexit
import gzip
import os
import pathlib
import shlex
import signal
import struct
import subprocess
import tempfile
import time

import e2e
import running
from e2e import DEMO, DONE, FAILED, PARTIAL, equal, named, test

# A signal is to take effect at once; two busy processors make that some tenths of a second.
AT_ONCE = 2.0

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
bombs = pathlib.Path(scratch.name)


def bomb():
    """A small file that takes long to unpack, with packets that no filter of ours takes."""
    path = bombs / "bomb.pcap.gz"
    if not path.exists():
        head = struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
        record = struct.pack("<IIII", 1, 0, 60, 60) + bytes(60)
        member = gzip.compress(record * 200000, 6)
        path.write_bytes(gzip.compress(head) + member * 1500)
    return path


def working(*arguments, out, **how):
    """A run that has begun to read."""
    process = running.start(*arguments, out=out, **how)
    running.workers(process)
    return process


def in_the_bomb(folder):
    """A run in the midst of it."""
    process = working("-r", bomb(), "--filter=udp port 1", out=folder / "out")
    time.sleep(0.3)  # not at the beginning, whatever moment it is
    assert process.poll() is None, "it is through already"
    return process


def ended(process):
    stdout, stderr = process.communicate(timeout=e2e.TIMEOUT)
    return process.returncode, stdout.decode(), stderr.decode()


for sign in ("INT", "TERM", "HUP"):
    def ends_the_bomb(folder, which=getattr(signal, "SIG" + sign)):
        process = in_the_bomb(folder)
        begun = time.monotonic()
        process.send_signal(which)
        status, _, stderr = ended(process)
        seconds = time.monotonic() - begun
        equal((status, stderr), (PARTIAL, "netcapd: interrupted: only the first 0 packets were "
                                          "read\n"), "status, and what it said")
        assert seconds < AT_ONCE, f"it took {seconds:.1f} seconds"

    named(f"{sign} ends at once a run that unpacks much and takes nothing", ends_the_bomb)


@test
def USR1_is_answered_at_once_by_a_run_that_unpacks_much_and_takes_nothing(folder):
    process = in_the_bomb(folder)
    begun = time.monotonic()
    said = running.summary_so_far(process)
    seconds = time.monotonic() - begun
    process.kill()
    ended(process)
    equal(e2e.summary(said)["all"], 0, "packets")
    assert seconds < AT_ONCE, f"it took {seconds:.1f} seconds"


@test
def a_pipe_that_nobody_writes_to_is_waited_for_until_the_interrupt(folder):
    os.mkfifo(folder / "pipe")
    process = running.start("-r", folder / "pipe", out=folder / "out")
    running.ready(process)
    process.send_signal(signal.SIGUSR1)
    equal(process.stderr.readline(), b"netcapd: no packet has been read so far\n", "what it said")
    process.send_signal(signal.SIGINT)
    status, stdout, stderr = ended(process)
    equal((status, stderr), (PARTIAL, "netcapd: interrupted: only the first 0 packets were read\n"),
          "status, and what it said")
    equal(e2e.summary(stdout)["all"], 0, "packets")


@test
def an_interrupt_in_a_folder_of_thousands_of_captures_is_heeded(folder):
    (folder / "in").mkdir()
    (folder / "in/0.pcap").write_bytes(DEMO.read_bytes())
    for n in range(1, 5000):
        os.link(folder / "in/0.pcap", folder / f"in/{n}.pcap")
    process = working("-r", folder / "in", out=folder / "out")
    running.until("it has read some", lambda: running.written(folder / "out"))
    process.send_signal(signal.SIGINT)
    status, stdout, stderr = ended(process)
    equal(status, PARTIAL, "the exit status")
    n = e2e.summary(stdout)["all"]
    equal(stderr, f"netcapd: interrupted: only the first {n} packets were read\n", "what it said")
    assert n < 5000 * e2e.demo_packets(), "all were read"


@test
def USR1_in_the_first_moments_is_remembered(folder):
    for _ in range(5):
        process = running.start("-r", "-", "--overwrite", out=folder / "out",
                                stdin=subprocess.PIPE)
        running.plugins_process(process)
        process.send_signal(signal.SIGUSR1)
        said = process.communicate(DEMO.read_bytes(), timeout=e2e.TIMEOUT)
        equal(process.returncode, DONE, f"exit status, having said {said}")
        assert b"RECORDS" in said[1] or b"no packet has been read so far" in said[1], said[1]


@test
def USR2_ALRM_and_PIPE_are_nothing_to_a_run_from_its_first_moments(folder):
    for which in (signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE):
        process = running.start("-r", "-", "--overwrite", out=folder / "out", stdin=subprocess.PIPE)
        running.until("it runs", lambda of=process: os.readlink(f"/proc/{of.pid}/exe").endswith("/netcapd")
                      and signal.SIGXFSZ in running.signals(of, "SigIgn"))
        process.send_signal(which)
        running.plugins_process(process)
        process.send_signal(which)
        running.ready(process)
        process.send_signal(which)
        said = process.communicate(DEMO.read_bytes(), timeout=e2e.TIMEOUT)
        equal(process.returncode, DONE, f"exit status, having said {said}")


def slow_plugin(folder):
    """A folder with a plugin that does not get through being loaded."""
    (folder / "slow").mkdir()
    (folder / "slow.c").write_text("#include <poll.h>\n"
                                   "__attribute__((constructor)) static void f(void)\n"
                                   "{ for (;;) poll(0, 0, -1); }\n")
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-fPIC", "-shared",
                    str(folder / "slow.c"), "-o", str(folder / "slow/slow.so")], check=True)
    return folder / "slow"


@test
def an_interrupt_before_anything_is_read_ends_the_program_and_all_its_processes(folder):
    mark = f"NETCAP_TEST_{os.getpid()}_EARLY"
    process = running.start("-r", DEMO, out=folder / "out", plugins=slow_plugin(folder),
                            env=e2e.environment(**{mark: "1"}))
    running.plugins_process(process)
    process.send_signal(signal.SIGINT)
    equal(ended(process), (PARTIAL, "", "netcapd: interrupted before anything was read\n"),
          "status, and what it said")
    running.until("all its processes are gone", lambda: not e2e.survivors(mark))
    assert not (folder / "out").exists(), "there is an output"


@test
def a_terminal_that_is_closed_costs_no_record(folder):
    process, terminal = running.in_terminal("-r", "-", out=folder / "out")
    os.write(process.stdin.fileno(), DEMO.read_bytes())
    running.until("it has made records", lambda: running.written(folder / "out"))
    os.close(terminal)
    equal(process.wait(e2e.TIMEOUT), PARTIAL, "the exit status")
    process.stdin.close()
    e2e.netcapd("-r", DEMO, out=folder / "whole", status=DONE)
    equal(e2e.counts(folder / "out"), e2e.counts(folder / "whole"), "the numbers of records")


@test
def HUP_stays_ignored_for_whoever_has_it_ignored(folder):
    process = running.start("-r", "-", out=folder / "out", stdin=subprocess.PIPE,
                            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    running.ready(process)
    process.send_signal(signal.SIGHUP)
    said = process.communicate(DEMO.read_bytes(), timeout=e2e.TIMEOUT)
    equal((process.returncode, said[1]), (DONE, b""), "status, and what it said")
    equal(e2e.summary(said[0].decode())["all"], e2e.demo_packets(), "packets")


@test
def a_worker_or_the_zygote_does_not_end_by_signals_meant_for_all(folder):
    process = running.start("-r", "-", out=folder / "out", stdin=subprocess.PIPE)
    os.write(process.stdin.fileno(), DEMO.read_bytes()[:1000])
    for pid in running.workers(process) + running.children(process.pid):
        for which in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
            os.kill(pid, which)
    said = process.communicate(DEMO.read_bytes()[1000:], timeout=e2e.TIMEOUT)
    equal(process.returncode, DONE, f"exit status, having said {said}")


@test
def count_reads_the_first_packets_only(folder):
    done = e2e.netcapd("-r", DEMO, "--count=5", out=folder / "out", status=DONE)
    equal((e2e.balanced(done)["all"], done.stderr), (5, ""), "packets, and what it said")


@test
def less_free_space_than_asked_for_ends_a_run(folder):
    done = e2e.netcapd("-r", bomb(), "--min-free=1000000T", out=folder / "out", status=FAILED)
    assert done.stderr.startswith(f"netcapd: {folder}/out: only "), done.stderr
    equal([name for name in e2e.names(folder / "out") if name.endswith(".part")], [], "unfinished")


def unpacked(folder, *limits, status):
    """A run over a compressed capture, its packets and what it said."""
    (folder / "in.pcap.gz").write_bytes(gzip.compress(DEMO.read_bytes()))
    done = e2e.netcapd("-r", folder / "in.pcap.gz", "--overwrite", *limits, out=folder / "out",
                       status=status)
    return e2e.summary(done.stdout)["all"], done.stderr


@test
def a_capture_may_unpack_to_just_the_limit(folder):
    size, n = DEMO.stat().st_size, e2e.demo_packets()
    equal(unpacked(folder, f"--unpack-max={size + 1}", status=DONE), (n, ""), "below the limit")
    equal(unpacked(folder, f"--unpack-max={size}", status=DONE), (n, ""), "at the limit")
    packets, said = unpacked(folder, f"--unpack-max={size - 1}", status=PARTIAL)
    equal(packets, n - 1, "packets beyond the limit")
    assert f"it unpacks to more than {size - 1} bytes (unpack_max)" in said, said


@test
def a_capture_that_unpacks_to_too_many_times_its_size_is_left_at_that(folder):
    done = e2e.netcapd("-r", bomb(), "--unpack-ratio=100", "--filter=udp port 1",
                       out=folder / "out", status=PARTIAL)
    assert "it unpacks to more than 100 times its size (unpack_ratio)" in done.stderr, done.stderr
    equal(done.stderr.count("\n"), 1, "lines it said")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
