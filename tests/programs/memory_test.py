#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""With less memory than it may map (ulimit -v) netcapd works as ever, or says what it wants and what
to do; what works with less works with more."""
import os
import re
import resource
import sys

import e2e
from e2e import DONE, FAILED, equal, named, netcapd

MIB = 1 << 20
LIMITS = [n * 256 for n in range(3, 33)] + [65536]  # in MiB
WANTS = re.compile(r"netcapd: (cannot map memory to be shared with \d+ workers: .*; \d+ MiB are wanted: "
                   r"raise the limit \(ulimit -v\) or lower --workers"
                   r"|the limits for streams and flows ask for \d+ MiB, and there is room for \d+: "
                   r"lower max_flows, .* or raise the limit of memory \(ulimit -v\))\n")


def run(folder, mebibytes, *options):
    """Whether it works; if not, it says why."""
    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes * MIB, mebibytes * MIB))

    out = folder / f"with{mebibytes}"
    done = netcapd("-r", e2e.DEMO, *options, out=out, preexec_fn=limit)
    if done.returncode == DONE:
        equal(e2e.balanced(done)["all"], e2e.demo_packets(), f"packets, with {mebibytes} MiB")
        equal(done.stderr, "", f"what is said with {mebibytes} MiB")
        return True
    equal(done.returncode, FAILED, f"the status with {mebibytes} MiB: {done.stderr}")
    assert WANTS.fullmatch(done.stderr), f"with {mebibytes} MiB it says {done.stderr!r}"
    return False


def more_is_better(folder, *options):
    works = [run(folder, mebibytes, *options) for mebibytes in LIMITS]
    least = LIMITS[works.index(True)]
    equal(works, [mebibytes >= least for mebibytes in LIMITS], f"who works, of {LIMITS}")
    assert works[-1] and not works[0], "all limits are the same"


WAYS = {"as it is": ["--workers=2"],
        "with threads and much for a packet": ["--workers=4", "--isolation=none", "--packet-memory=64"],
        "with fewer flows": ["--workers=1", "--set=Flow.max_flows=1000", "--max-streams=1000"],
        "with more flows": ["--workers=1", "--set=Flow.max_flows=2000000"]}
for name, way in WAYS.items():
    named(f"what works with less memory works with more: {name}",
          lambda folder, way=way: more_is_better(folder, *way))


if __name__ == "__main__":
    if os.environ.get("SANITIZERS"):
        print("skipped: sanitizers map more than there is")
        sys.exit(77)
    raise SystemExit(e2e.main())
