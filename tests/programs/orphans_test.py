#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whether netcapd waits for its workers, so that none outlives it and the time they took counts
as its own.

This process takes in the orphans of its children, and so sees every worker that was left behind.
"""
import ctypes
import os
import pathlib
import subprocess
import sys
import tempfile

PR_SET_CHILD_SUBREAPER = 36
CAPTURE = pathlib.Path(__file__).resolve().parents[1] / "captures" / "tcp.pcap"
RUNS, WORKERS = 10, 8


def orphans():
    """How many processes there are that another than we was to wait for."""
    count = 0
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return count
        count += 1


def left_behind(folder):
    """Workers that outlived a run, which ends moments after they were told to leave."""
    subprocess.run([os.environ.get("NETCAPD", "../core/here/netcapd"), "--quiet", "-w", str(WORKERS),
                    "--plugins=" + os.environ.get("PLUGINS", "../plugins"), "-r", CAPTURE,
                    "-o", folder], check=False, stderr=subprocess.DEVNULL)
    return orphans()


def main():
    if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        print("skipped: this process cannot take in orphans")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        left = sum(left_behind(folder) for _ in range(RUNS))
        written = (pathlib.Path(folder) / "TCP.ncap.gz").exists()
    print(f"{'ok' if written else 'FAILED'}: netcapd_ran")
    print(f"{'FAILED' if left else 'ok'}: no_worker_outlives_netcapd ({left} of {RUNS * WORKERS})")
    return 0 if written and not left else 1


if __name__ == "__main__":
    sys.exit(main())
