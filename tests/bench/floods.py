#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether hostile traffic costs in proportion to its size: N, 2N and 4N of each kind of flood.

usage: floods.py --netcapd PROGRAM --plugins FOLDER [--part PARTS] [--most RATIO] [KIND...]

Each flood is made three times as large, and the processor time that netcapd takes for it, less what
it takes for nothing, is compared: 4N may cost at most RATIO times N.  Memory is the most that the
process held; it may not grow with the flood beyond what the limits allow.  Kinds of one packet in
another say N in bytes of a message.
"""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import flood_kinds

RUNS = 3          # the fastest counts
LEAST_CPU = 0.02  # below which a time says nothing, in seconds
MEMORY = 700      # MB; all tables at their default limits, and what the batches take
CHILD = """
import os, resource, sys
status = os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(status, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


class Failed(Exception):
    """netcapd did not do its work."""


def run(options, capture, out):
    """Seconds of processor time and MB of one run, in a process of its own that counts them."""
    command = [options.netcapd, "--quiet", f"--plugins={options.plugins}", "--isolation=none",
               "--workers=1", "--compression=none", "--no-unknown", "--no-errors", "-r", str(capture),
               "-o", str(out), *options.option]
    said = subprocess.run([sys.executable, "-c", CHILD, *command], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.split()
    if said[0] not in ("0", "3"):
        raise Failed(f"status {said[0]}: {' '.join(command)}")
    return float(said[1]), int(said[2]) / 1024


def measure(options, folder, kind, size):
    """The fastest of some runs."""
    capture, out = folder / "flood.pcap", folder / "out"
    flood_kinds.write(capture, kind, size)
    runs = []
    for _ in range(RUNS):
        subprocess.run(["rm", "-rf", out], check=True)
        runs.append(run(options, capture, out))
    subprocess.run(["rm", "-rf", out, capture], check=True)
    return min(seconds for seconds, _ in runs), max(mb for _, mb in runs)


def check(options, folder, kind, nothing):
    """One line of the table; whether the kind is linear and stays within its memory."""
    base = max(1, flood_kinds.KINDS[kind].size // options.part)
    sizes = [base, 2 * base, 4 * base]
    results = [measure(options, folder, kind, size) for size in sizes]
    times = [max(seconds - nothing, LEAST_CPU) for seconds, _ in results]
    most = max(mb for _, mb in results)
    faults = []
    if times[2] > options.most * times[0]:
        faults.append(f"4N costs more than {options.most:g} times N")
    if most > MEMORY:
        faults.append(f"more than {MEMORY} MB")
    print(f"{kind:<12} {base:>9,} {times[0]:>8.3f} {times[1]:>8.3f} {times[2]:>8.3f}"
          f" {times[1] / times[0]:>6.2f} {times[2] / times[0]:>6.2f} {most:>7.0f}"
          f"  {'; '.join(faults)}", flush=True)
    return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--netcapd", required=True, type=os.path.abspath)
    parser.add_argument("--plugins", required=True, type=os.path.abspath)
    parser.add_argument("--part", type=int, default=1, help="only this part of each N")
    parser.add_argument("--most", type=float, default=5.0, help="times that 4N may cost what N does")
    parser.add_argument("--option", action="append", default=[], help="one more for netcapd")
    parser.add_argument("kinds", metavar="KIND", nargs="*", help=", ".join(flood_kinds.KINDS))
    options = parser.parse_args()
    kinds = options.kinds or [kind for kind in flood_kinds.KINDS if kind != "nothing"]
    for kind in kinds:
        if kind not in flood_kinds.KINDS:
            parser.error(f"there is no flood {kind}: expected {', '.join(flood_kinds.KINDS)}")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(prefix="floods.") as folder:
        folder = pathlib.Path(folder)
        nothing, _ = measure(options, folder, "nothing", 1)
        print(f"{'flood':<12} {'N':>9} {'CPU N':>8} {'2N':>8} {'4N':>8} {'2N/N':>6} {'4N/N':>6}"
              f" {'MB':>7}")
        bad = [kind for kind in kinds if not check(options, folder, kind, nothing)]
    print(f"{len(kinds) - len(bad)} of {len(kinds)} floods cost in proportion to their size")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
