#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The fuzz targets of core that need no plugins take what the fuzzer begins with, and what once stopped one."""
import os
import subprocess
import sys

import e2e
from e2e import CAPTURES, NETCAPD, PLUGINS, TESTS, named

sys.path.insert(0, str(TESTS / "fuzz"))
import seeds  # pylint: disable=wrong-import-position

SEEDS = {
    "capture": lambda to: [seeds.save(to / "capture", path.read_bytes()) for path in CAPTURES.glob("*.pcap*")],
    "defrag": seeds.of_fragments,
    "ncap": lambda to: seeds.of_records(to, CAPTURES / "dns.pcap", NETCAPD, PLUGINS),
    "source": seeds.of_compression,
    "streams": seeds.of_segments,
}


def takes(target):
    def check(folder):
        SEEDS[target](folder)
        files = sorted((folder / target).iterdir()) + sorted((TESTS / "fuzz/found" / target).glob("*"))
        done = subprocess.run([os.path.abspath(f"fuzz/replay_{target}"), *files], capture_output=True, text=True,
                              errors="replace", timeout=e2e.TIMEOUT, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        assert f"{len(files)} files" in done.stdout, done.stdout
    return check


for one in SEEDS:
    named(f"the target {one} takes what the fuzzer begins with", takes(one))

if __name__ == "__main__":
    raise SystemExit(e2e.main())
