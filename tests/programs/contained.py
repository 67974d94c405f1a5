#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Runs a command in a world of processes of its own, which ends with it.

    contained.py SECONDS STDOUT STDERR COMMAND...

It is for commands that may kill or stop whatever they reach, or leave processes behind.  Prints as
JSON the exit status (none: it had to be killed), the seconds it took, and what processes it left.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

GRACE = 2  # seconds in which those that were told to end do
WORLD = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]


def way():
    """The command before ours that makes the world; nothing where none can be made."""
    for words in (WORLD, [*WORLD, "--user", "--map-root-user"]):
        if shutil.which(words[0]) and not subprocess.run([*words, "true"], check=False,
                                                         stderr=subprocess.DEVNULL).returncode:
            return words
    return None


def run(command, seconds, folder, **how):
    """A command run like that: what main() prints, and .stdout and .stderr as bytes."""
    files = [folder / "stdout", folder / "stderr"]
    done = subprocess.run([*way_known(), sys.executable, "-B", __file__, str(seconds),
                           *map(str, files), *map(str, command)],
                          check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **how)
    return {**json.loads(done.stdout), "stdout": files[0].read_bytes(),
            "stderr": files[1].read_bytes()}


def way_known(known=[]):  # pylint: disable=dangerous-default-value
    """The way, found once."""
    if not known:
        known.append(way())
    return known[0]


def others():
    """The other processes of this world, by number; zombies are none."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            state = (path / "stat").read_text().rsplit(")", 1)[1].split()[0]
            words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(path.name) != os.getpid() and state not in "ZX":
            found[path.name] = f"{words.strip() or '?'} ({state})"
    return found


def collect(pid, until):
    """Waits for everybody; the status of that one, none when it takes too long."""
    while time.monotonic() < until:
        try:
            found, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if found == pid:
            return os.waitstatus_to_exitcode(status)
        if not found:
            time.sleep(0.005)
    return None


def main():
    seconds, stdout, stderr, *command = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    begun = time.monotonic()
    with open(stdout, "wb") as out, open(stderr, "wb") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                   start_new_session=True)
    status = collect(process.pid, begun + float(seconds))
    took = time.monotonic() - begun
    collect(None, time.monotonic() + GRACE if status is not None and others() else 0)
    print(json.dumps({"status": status, "seconds": took, "left": others()}), flush=True)


if __name__ == "__main__":
    main()
