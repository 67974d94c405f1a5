#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs fuzz targets of fuzz-build/ for some seconds each and prints what came of it, a line a target.

What was found to reach more code stays in fuzz-corpus/TARGET and is begun with the next time.  An input at
which a target stops is kept in fuzz-log/, and its name is in the table; the status is 1 then."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

BUILT, CORPUS, SEEDS, LOG = (pathlib.Path(name) for name in ("fuzz-build", "fuzz-corpus", "fuzz-seeds", "fuzz-log"))
LIMITS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=8192", "-close_fd_mask=2", "-print_final_stats=1")
HEAD = f"{'target':<36} {'runs':>10} {'a second':>9} {'edges':>7} {'features':>8} {'inputs':>7} {'crashes':>7}"


def all_targets():
    return sorted(path.name[5:] for path in BUILT.glob("fuzz_*") if os.access(path, os.X_OK))


def chosen(names):
    """Those named, plugins by their stem alone; all of them when none is."""
    there = all_targets()
    targets = [name if name in there else f"plugin_{name}" for name in names] or there
    for target in targets:
        if target not in there:
            sys.exit(f"run.py: there is no target {target}: expected some of {' '.join(there)}")
    return targets


def number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def what_it_said(target, crash):
    """Without the mask that keeps the messages of millions of inputs from us."""
    again = subprocess.run([BUILT / f"fuzz_{target}", "-timeout=10", crash], capture_output=True, text=True,
                           errors="replace", check=False)
    lines = [line for line in again.stderr.splitlines()
             if re.match(r"fuzz: |SUMMARY|.*runtime error|==\d+==\s*ERROR", line)]
    (LOG / f"{crash.name}.txt").write_text(again.stderr, encoding="utf-8")
    return lines[:2] or ["it does not stop there again"]


def run(target, options):
    corpus = CORPUS / target
    corpus.mkdir(parents=True, exist_ok=True)
    folders = [corpus] + [folder for folder in (SEEDS / target, options.found / target) if folder.is_dir()]
    before = set(LOG.glob(f"{target}-*"))
    out = subprocess.run(["nice", "-n", "19", BUILT / f"fuzz_{target}", f"-max_total_time={options.seconds}",
                          f"-artifact_prefix={LOG}/{target}-", *LIMITS, *options.flags, *folders],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    crashes = sorted(path for path in set(LOG.glob(f"{target}-*")) - before if "-slow-unit-" not in path.name)
    runs = number(r"number_of_executed_units:\s*(\d+)", out.stdout) or number(r"#(\d+)", out.stdout)
    rate, edges, features, inputs = (number(pattern, out.stdout) for pattern in (
        r"average_exec_per_sec:\s*(\d+)", r"cov: (\d+)", r"ft: (\d+)", r"corp: (\d+)"))
    line = f"{target:<36} {runs:>10} {rate:>9} {edges:>7} {features:>8} {inputs:>7} {len(crashes):>7}"
    for crash in crashes:
        line += "".join(f"\n    {crash}: {said}" for said in what_it_said(target, crash))
    if out.returncode and not crashes:
        line += f"\n    ended with status {out.returncode}: " + out.stdout[-300:].replace("\n", "\n    ")
    return runs, bool(crashes or out.returncode), line


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="for each target (20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="targets at a time")
    parser.add_argument("--found", type=pathlib.Path, required=True, help="folder of inputs that once stopped a target")
    parser.add_argument("names", nargs="*", help="targets, or stems of plugins; all when none is named")
    parser.add_argument("--flags", type=str.split, default=[], help="options of the fuzzer itself")
    options = parser.parse_args()
    shutil.rmtree(LOG, ignore_errors=True)
    LOG.mkdir()
    print(HEAD, flush=True)
    runs, failed, targets = 0, 0, chosen(options.names)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done in concurrent.futures.as_completed([pool.submit(run, target, options) for target in targets]):
            ran, bad, line = done.result()
            runs, failed = runs + ran, failed + bad
            print(line, flush=True)
    print(f"{len(targets)} targets, {runs} runs, {failed} targets stopped")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
