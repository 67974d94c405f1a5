#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Killed at any moment, a run leaves files that can be read, and nothing else.

The moments are random, over loading, running and finishing; what is killed is the program, now and
then the process that runs the plugins, or a worker.
"""
import argparse
import collections
import ctypes
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import e2e
import remains
import running
from e2e import DONE, FAILED, PARTIAL, REFUSED, equal

PR_SET_CHILD_SUBREAPER = 36
LOADING_SECONDS, LEFT_SECONDS, AGAIN = 0.06, 2, 10
VICTIMS = ["program"] * 8 + ["zygote", "worker"]


def build_tree(program):
    """The program itself, where libtool has put a script before it: a kill is for the one."""
    behind = pathlib.Path(program).parent / ".libs" / pathlib.Path(program).name
    return str(behind if behind.exists() else program)


def environment():
    libraries = f"{e2e.BUILD}/sdk/.libs:{os.environ.get('LD_LIBRARY_PATH', '')}"
    return e2e.environment(LD_LIBRARY_PATH=libraries)


def shared_memory():
    """All that outlives processes: files of shared memory, and System V's."""
    return (sorted(os.listdir("/dev/shm")),
            pathlib.Path("/proc/sysvipc/shm").read_text().count("\n"))


class Kills:
    def __init__(self, place, seed):
        self.random, self.place, self.tally = random.Random(seed), place, collections.Counter()
        self.capture = e2e.large_capture(place / "in.pcap", 100)
        self.overwrite = ["--overwrite"] * ("--overwrite" in e2e.netcapd("--help").stdout)
        begun = time.monotonic()
        equal(self.start(place / "whole").wait(e2e.TIMEOUT), DONE, "the exit status")
        self.seconds = time.monotonic() - begun
        self.whole = remains.Whole(place / "whole")

    def start(self, out, *more):
        command = e2e.command("-q", "-w2", "-r", self.capture, *more, out=out)
        with open(self.place / "said", "wb") as said:
            return subprocess.Popen([build_tree(command[0]), *command[1:]], stdout=said,
                                    stderr=said, stdin=subprocess.DEVNULL, env=environment(),
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

    def leave(self, process):
        """No process of the run is there any more, soon."""
        end = time.monotonic() + LEFT_SECONDS
        while True:
            try:
                if os.waitpid(-process.pid, os.WNOHANG)[0]:
                    continue
            except ChildProcessError:
                return
            assert time.monotonic() < end, "processes are left"
            time.sleep(0.002)

    def kill_one(self, out):
        process = self.start(out)
        what = self.strike(process)
        status = process.wait(e2e.TIMEOUT)
        self.leave(process)
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
        equal(self.start(out, *self.overwrite).wait(e2e.TIMEOUT), DONE, "the status of a rerun")
        e2e.same_files(out, self.place / "whole")
        self.tally["run again"] += 1

    def one(self, number):
        out = self.place / "out"
        before = shared_memory()
        self.look(out, self.kill_one(out))
        equal(shared_memory(), before, "shared memory")
        if number % AGAIN == 0:
            self.again(out)
        shutil.rmtree(out, ignore_errors=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    return parser.parse_args()


def main():
    options = arguments()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="netcap-test-") as name:
        kills = Kills(pathlib.Path(name).resolve(), seed)
        for number in range(options.kills):
            try:
                kills.one(number)
            except AssertionError as reason:
                wrong += 1
                said = (kills.place / "said").read_text(errors="replace").strip()
                print(f"FAILED: kill {number} of --seed={seed}: {reason}; it said: {said}",
                      flush=True)
                shutil.rmtree(kills.place / "out", ignore_errors=True)
        for what, n in sorted(kills.tally.items()):
            print(f"{n:9,}  {what}")
    print(f"{options.kills} kills, {wrong} failed, of a run of {kills.seconds:.2f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
