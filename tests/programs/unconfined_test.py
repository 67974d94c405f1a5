#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A worker that cannot confine itself runs no plugin, and is not replaced for ever."""
import os
import shlex
import shutil
import subprocess
import sys

import e2e
import malicious_test as malicious

# From the so many-th call on, whoever makes it.
SHIM = """
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

static _Atomic int *left;

__attribute__((constructor)) static void
count(void)
{
    left = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *left = atoi(getenv("LIMITS_LEFT"));
}

int
setrlimit(__rlimit_resource_t what, const struct rlimit *limit)
{
    if (atomic_fetch_sub(left, 1) > 0)
        return prlimit(0, what, limit, NULL);
    errno = EPERM;
    return -1;
}
"""
A_WORKER = 6  # calls that a worker makes


def shim():
    path = malicious.scratch / "shim.c"
    path.write_text(SHIM)
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-D_GNU_SOURCE", "-fPIC", "-shared", path, "-o",
                    path.with_suffix(".so")], check=True)
    return path.with_suffix(".so")


def run(place, limits, workers):
    """A run whose workers can set so many limits in all; a plugin fails at two packets."""
    malicious.capture(place / "in.pcap", "", 2)
    env = e2e.environment(LD_PRELOAD=str(shim()), LIMITS_LEFT=str(limits))
    return e2e.netcapd("-r", "in.pcap", f"-w{workers}", out="out", plugins=malicious.build("aborts"), cwd=place,
                       env=env, status=e2e.FAILED, timeout=60)


@e2e.test
def a_run_whose_workers_cannot_be_confined_does_not_begin(place):
    done = run(place, 0, 2)
    assert "cannot start the workers: Operation not permitted" in done.stderr, done.stderr


@e2e.test
def a_run_ends_when_no_worker_can_be_confined_any_more(place):
    done = run(place, A_WORKER, 1)
    assert "worker 1 cannot be started: Operation not permitted" in done.stderr, done.stderr
    assert "no worker is left" in done.stderr, done.stderr
    assert len(e2e.aside(place / "out")) <= 1, "packets are blamed"


if __name__ == "__main__":
    try:
        if os.environ.get("SANITIZERS"):
            print("skipped: sanitizers want to be loaded first")
            sys.exit(77)
        malicious.common()
        sys.exit(e2e.main())
    finally:
        shutil.rmtree(malicious.scratch, ignore_errors=True)
