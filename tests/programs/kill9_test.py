#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Killed at any moment, a run leaves files that can be read, and nothing else.

The moments are random, over loading, running and finishing; what is killed is the program, now and
then the process that runs the plugins, or a worker.
"""
import argparse
import collections
import ctypes
import fcntl
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import e2e
import remains
import running
from e2e import DONE, FAILED, PARTIAL, REFUSED, equal

PR_SET_CHILD_SUBREAPER = 36
LOADING_SECONDS, LEFT_SECONDS, AGAIN = 0.06, 2, 10

# Live: how soon a datagram is on disk as promised, and what a busy machine may add to that.
FLUSH_SECONDS, BUSY_SECONDS, LIVE_SECONDS = 1, 0.5, 2.5
VICTIMS = ["program"] * 8 + ["zygote", "worker"]


def shared_memory():
    """All that outlives processes: files of shared memory, and System V's."""
    return (sorted(os.listdir("/dev/shm")),
            pathlib.Path("/proc/sysvipc/shm").read_text().count("\n"))


def is_free(out):
    """Whether nobody has the folder's lock."""
    try:
        with open(out / ".netcapd.lock", "r+b") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


class Sender(threading.Thread):
    """Sends numbered datagrams to a port, and knows when it sent each."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.times, self.ended = [], threading.Event()

    def run(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as to:
            while not self.ended.wait(0.002):
                self.times.append(time.monotonic())
                to.sendto(struct.pack(">Q", len(self.times) - 1), ("127.0.0.1", self.port))


class Kills:
    def __init__(self, place, seed):
        self.seed, self.random = seed, random.Random(seed)
        self.place, self.tally = place, collections.Counter()
        self.prepare()

    def prepare(self):
        self.capture = e2e.large_capture(self.place / "in.pcap", 100)
        begun = time.monotonic()
        equal(self.offline(self.place / "whole").wait(e2e.TIMEOUT), DONE, "the exit status")
        self.seconds = time.monotonic() - begun
        self.whole = remains.Whole(self.place / "whole")

    def offline(self, out, *more):
        return self.start(out, "-r", self.capture, *more)

    def start(self, out, *more):
        with open(self.place / "said", "wb") as said:
            return subprocess.Popen(e2e.command("-q", "-w2", *more, out=out), stdout=said,
                                    stderr=said, stdin=subprocess.DEVNULL, env=e2e.environment(),
                                    start_new_session=True)

    def moment(self):
        """Half of them while it loads or soon after; some when it is over."""
        most = LOADING_SECONDS if self.random.random() < 0.4 else 1.1 * self.seconds
        return self.random.uniform(0, most)

    def pick(self, process, what):
        """The process to kill: the program where there is no other yet."""
        zygotes = running.children(process.pid) if what != "program" else []
        workers = [each for zygote in zygotes for each in running.children(zygote)]
        found = {"program": [], "zygote": zygotes, "worker": workers}[what]
        return self.random.choice(found) if found else process.pid

    def strike(self, process):
        """Kills one of its processes after a while."""
        what = self.random.choice(VICTIMS)
        time.sleep(self.moment())
        victim = self.pick(process, what) if process.poll() is None else process.pid
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return what if victim != process.pid else "program"

    def leave(self):
        """No process of the run is there any more, soon: of whatever group, all become ours."""
        end = time.monotonic() + LEFT_SECONDS
        while True:
            try:
                if os.waitpid(-1, os.WNOHANG)[0]:
                    continue
            except ChildProcessError:
                return
            assert time.monotonic() < end, "processes are left"
            time.sleep(0.002)

    def kill_one(self, out):
        process = self.offline(out)
        what = self.strike(process)
        status = process.wait(e2e.TIMEOUT)
        self.leave()
        self.tally[f"killed: {what}" if status != DONE else "was over before"] += 1
        allowed = {"program": (-signal.SIGKILL, DONE), "zygote": (FAILED, REFUSED, DONE),
                   "worker": (DONE, PARTIAL)}[what]
        assert status in allowed, f"{what} killed: status {status}, expected one of {allowed}"
        return status

    def look(self, out, status):
        """At all files; a run that went on has them all."""
        if status == PARTIAL:  # a worker has cost the packet that it was at
            growing = 0
            self.read_all(out)
        else:
            growing = self.whole.check(out)
        names = e2e.names(out) if out.exists() else []
        parts = [name for name in names if name.endswith(".part")]
        phase = "no file yet" if not names else "files growing" if parts else "files finished"
        self.tally[phase] += 1
        self.tally["files read"] += len(names)
        self.tally["records in .part files"] += growing
        if status in (DONE, PARTIAL):
            equal(parts, [], "files not finished")

    def read_all(self, out):
        done = subprocess.run([e2e.NETCAP, "info", *map(str, out.glob("*.ncap.gz"))], check=False,
                              stdout=subprocess.DEVNULL, timeout=e2e.TIMEOUT)
        equal(done.returncode, DONE, "the status of netcap info")

    def again(self, out):
        """The same once more, over what is there."""
        equal(self.offline(out, "--overwrite").wait(e2e.TIMEOUT), DONE, "the status of a rerun")
        e2e.same_files(out, self.place / "whole")
        self.tally["run again"] += 1

    def check_one(self, number):
        out = self.place / "out"
        before = shared_memory()
        self.look(out, self.kill_one(out))
        equal(shared_memory(), before, "shared memory")
        equal(is_free(out), True, "the lock is free")
        if number % AGAIN == 0:
            self.again(out)
        shutil.rmtree(out, ignore_errors=True)

    def all(self, n):
        """Kills so many; how many of them went wrong."""
        wrong = 0
        for number in range(n):
            try:
                self.check_one(number)
            except AssertionError as reason:
                wrong += 1
                said = (self.place / "said").read_text(errors="replace").strip()
                print(f"FAILED: kill {number}, --seed={self.seed}: {reason}; it said: {said}",
                      flush=True)
                shutil.rmtree(self.place / "out", ignore_errors=True)
        for what, n in sorted(self.tally.items()):
            print(f"{n:9,}  {what}")
        return wrong


class LiveKills(Kills):
    """Of captures of the loopback interface."""

    def prepare(self):
        self.worst = 0
        self.held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.held.bind(("127.0.0.1", 0))  # a port of its own: others may test at the same time
        self.port = self.held.getsockname()[1]

    def start(self, out, *more):
        return super().start(out, "-i", "lo", f"--filter=udp dst port {self.port}",
                             "--set=UDP.payload=on", *more)

    def numbers(self, out):
        """The datagrams whose records can be read."""
        for path in out.glob("UDP.ncap.gz*"):
            done = subprocess.run([e2e.NETCAP, "dump", "--json", path], check=False,
                                  timeout=e2e.TIMEOUT, capture_output=True)
            assert done.returncode in (DONE, PARTIAL), done.stderr.decode()
            return [int(json.loads(line)["Payload"], 16) for line in done.stdout.splitlines()]
        return []

    def check_one(self, number):
        out, sender = self.place / "out", Sender(self.port)
        process = self.start(out)
        sender.start()
        running.ready(process)
        ready = time.monotonic()
        time.sleep(self.random.uniform(0, LIVE_SECONDS))
        process.kill()
        killed = time.monotonic()
        sender.ended.set()
        sender.join()
        process.wait()
        self.leave()
        self.compare(self.numbers(out), sender.times, ready, killed)
        shutil.rmtree(out, ignore_errors=True)

    def compare(self, found, times, ready, killed):
        """What is on disk is without gaps, and all that was sent before the last second."""
        self.tally["killed: live"] += 1
        self.tally["datagrams on disk"] += len(found)
        equal(found, list(range(found[0], found[-1] + 1)) if found else [], "the datagrams on disk")
        first = found[-1] + 1 if found else next(
            (i for i, sent in enumerate(times) if sent > ready), len(times))
        lost = killed - times[first] if first < len(times) else 0
        self.worst = max(self.worst, lost)
        assert lost < FLUSH_SECONDS + BUSY_SECONDS, f"{lost:.2f} s are lost"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--live", type=int, default=2, help="so many of live captures")
    parser.add_argument("--seed", type=int, default=None)
    return parser.parse_args()


def main():
    options = arguments()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="netcap-test-") as name:
        place = pathlib.Path(name).resolve()
        kills = Kills(place, seed)
        wrong = kills.all(options.kills)
        print(f"{options.kills} kills, {wrong} failed, of a run of {kills.seconds:.2f} s")
        if not running.may_capture():
            print("skipped: those of live captures, which need root or CAP_NET_RAW")
        else:
            live = LiveKills(place, seed)
            wrong += live.all(options.live)
            print(f"{options.live} kills of live captures: at most {live.worst:.2f} s lost")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
