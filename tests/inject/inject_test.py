#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Lets each call fail once, and all from there on: memory, files, processes, sockets.

Every run ends in time; with status 0 its output is the same to the byte as without a failure,
otherwise it says why; no process is left and no file under its final name that is not whole.  A
call that a signal interrupts or that moves fewer bytes is not noticed at all.
"""
import argparse
import collections
import concurrent.futures
import ctypes
import gzip
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))
import e2e  # noqa: E402
import remains  # noqa: E402
import scenarios  # noqa: E402

MODES = "once ever interrupt short".split()
ROLES = "supervisor zygote worker other".split()
KINDS = ("memory map open descriptor read write close name look process wait message "
         "random").split()
BOARD = struct.Struct(f"{len(MODES) * len(ROLES) * len(KINDS)}II116s")
FAULTS = "hang crash silent wrong left".split()
QUICK = "workers overwrite dump-plugin netcap-csv netcap-info".split()
WHOLE = "print-config"  # so short that each call of the first process is tried
LIBRARY = str(e2e.BUILD / "tests/inject/inject.so")
PR_SET_CHILD_SUBREAPER = 36

# libpcap's scanner of filter expressions ends the program, or crashes, where it gets no memory.
KNOWN = {"libpcap": ("crash", "silent")}
LOCK = ".netcapd.lock"

Fault = collections.namedtuple("Fault", "role kind mode call")
NONE = Fault(0, "memory", "once", 0)
Ending = collections.namedtuple("Ending", "status stdout stderr files left counts struck where")


def board_index(mode, role, kind):
    return (MODES.index(mode) * len(ROLES) + role) * len(KINDS) + KINDS.index(kind)


def environment(fault, board):
    return e2e.environment(LD_PRELOAD=LIBRARY, INJECT_BOARD=str(board),
                           INJECT=f"{fault.role} {fault.kind} {fault.mode} {fault.call}")


def children():
    """Of this process: all that a run left, of whatever group, becomes its child."""
    return [int(pid) for path in pathlib.Path("/proc/self/task").glob("*/children")
            for pid in path.read_text().split()]


def reap():
    """Waits for what is left of a run; whether anything had to be killed."""
    end, killed = time.monotonic() + 2, False
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                if time.monotonic() > end:
                    killed = True
                    for child in children():
                        os.kill(child, signal.SIGKILL)
                time.sleep(0.002)
        except ChildProcessError:
            return killed


def summed(report):
    """In place of its sum over what stands before whether that is right."""
    before, mark, rest = report.rpartition(b',\n  "sum": "')
    right = rest[:64] == hashlib.sha256(before).hexdigest().encode()
    return before + mark + (b"right" if right else b"wrong") + rest[64:] if mark else report


def reports(files):
    """The names of those of a run or of its sets, in their order."""
    return sorted((name for name in files if re.fullmatch(r"run(-.*)?\.json", name)),
                  key=lambda name: (len(name), name))


def contents(out):
    """Of all files but the lock, which nobody holds now; of the report what is always the same."""
    found = {path.name: path.read_bytes() for path in out.iterdir()} if out.is_dir() else {}
    found.pop(LOCK, None)
    for name in reports(found):
        report = re.sub(rb'[^" ]*/netcap-inject-\w+', b"", summed(found[name]))
        found[name] = re.sub(rb'("(started|ended)": )"[^"]*"', rb'\1"TIME"', report)
    return found


def command(scenario, out):
    program = e2e.NETCAPD if scenario.program == "netcapd" else e2e.NETCAP
    return [program, *[str(out) + word[3:] if word.split("/")[0] == "OUT" else word for word in scenario.arguments]]


def run(scenario, fault, timeout):
    """One run with one fault; its end.  A status of None: it did not."""
    with tempfile.TemporaryDirectory(prefix="netcap-inject-") as name:
        folder = pathlib.Path(name)
        board, out = folder / "board", folder / "out"
        board.write_bytes(bytes(BOARD.size))
        if scenario.before:
            shutil.copytree(scenario.before, out)
        stdin = open(scenario.stdin or os.devnull, "rb")
        with stdin, open(folder / "stdout", "wb") as stdout, open(folder / "stderr", "wb") as stderr:
            process = subprocess.Popen(command(scenario, out), stdin=stdin, stdout=stdout,
                                       stderr=stderr, start_new_session=True,
                                       env=environment(fault, board))
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            status = None
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        left = reap()
        *counts, struck, where = BOARD.unpack(board.read_bytes())
        said = [(folder / each).read_bytes().decode(errors="replace").replace(name, "")
                for each in ("stdout", "stderr")]
        return Ending(status, *said, contents(out), left, counts, struck,
                      where.rstrip(b"\0").decode())


def steady(stdout):
    """What is said, without what differs from run to run."""
    return re.sub(r" in [\d.]+ s: .*packets/s, .*/s", "", stdout)


def is_beginning(part, whole):
    if whole is None:
        return not part
    if whole[:2] == b"\x1f\x8b":
        return gzip.decompress(whole).startswith(remains.readable(part)[0])
    return whole.startswith(part)


def wrong_files(end, right, before):
    """The first file that is neither whole nor the beginning of one, nor an earlier run's."""
    for name, data in sorted(end.files.items()):
        whole = right.files.get(name.removesuffix(".part"))
        if ".json" in name or (end.status and before.get(name) == data):
            continue
        if name.endswith(".part"):
            # Packets' files change their name when link types mix; records' never.
            if ".ncap" in name and not is_beginning(data, whole):
                return name
        elif end.status in (0, 1) and data != whole and name in right.files:
            return name
    return None


def wrong_report(end, before):
    """What the report of the run, or those of its sets, tell that is not so."""
    names = [name for name in reports(end.files) if not (end.status and end.files[name] == before.get(name))]
    told = [json.loads(end.files[name]) for name in names]
    wrong = next(filter(None, (wrong_sums(end, report) for report in told)), None)
    if wrong or not told or told[-1]["status"] == "running":
        return wrong
    listed = {file["name"] for report in told for file in report["files"] + report["older"]}
    listed |= {file["name"].removesuffix(".part") for report in told for file in report["files"] if is_of_set(report)
               and report["status"] == "running"}  # it is not closed at once
    known = [name for name, report in zip(names, told)
             if not (is_of_set(report) and f"{name}.part: cannot" in end.stderr)]
    missing = {name for name in end.files if ".json" not in name and has_report(name, known)} - listed
    if any("of an earlier run stays" in line for report in told for line in report["warnings"]):
        missing -= {name for name in missing if before.get(name) == end.files[name]}
    return f"nothing of {', '.join(sorted(missing))}" if missing else None


def is_of_set(report):
    return report["set"] is not None


def has_report(name, names):
    """Of its set, of which nothing tells where that is what could not be written; a run without sets always has."""
    set_of = re.search(r"-\d{8}T\d{6}Z(-\d+)?(?=\.)", name)
    return not set_of or f"run{set_of[0]}.json" in names


def wrong_sums(end, report):
    """A set may be closed before the run fails, and the report of the next one be what cannot be written."""
    if report["status"] == "running":
        return None if end.status == 1 else "the run goes on"
    if report["sum"] != "right":
        return "a sum of itself that is not so"
    if report["exit_status"] not in ({end.status, 0} if is_of_set(report) else {end.status}):
        return f"status {report['exit_status']}, and it is {end.status}"
    for file in report["files"]:
        if len(end.files.get(file["name"], b"")) != file["bytes"]:
            return f"{file['name']} of {file['bytes']} bytes, which is not so"
    return None


def says_why(end):
    if any(re.match(r"netcapd?( \w+)?: .{8}", line) for line in end.stderr.splitlines()):
        return True
    return end.status == 3 and re.search(r"set aside: a plugin failed +[1-9]|: damaged: ", end.stdout)


def same_files(end, right):
    """The same but for warnings in a report that were said."""
    names = reports(right.files)
    ours, theirs = ({**each.files, **dict.fromkeys(names)} for each in (end, right))
    if ours != theirs or reports(end.files) != names:
        return False
    return all(same_reports(end, right, name) for name in names)


def same_reports(end, right, name):
    if end.files[name] == right.files[name]:
        return True
    ours, theirs = (json.loads(each.files[name]) for each in (end, right))
    return ({**ours, "warnings": theirs["warnings"]} == theirs
            and all(f"netcapd: {line}" in end.stderr for line in ours["warnings"]))


def judge(end, right, fault, before):
    """What is wrong with a run, in a word and a sentence; None when nothing is."""
    if end.status is None:
        return "hang", "did not end"
    if end.status < 0 or end.status > 4:
        return "crash", f"ended with status {end.status}"
    if end.left:
        return "left", "left processes"
    weaker = "the sandbox is weaker" in end.stderr
    same = same_files(end, right) and (weaker or steady(end.stdout) == steady(right.stdout))
    if end.status == right.status == 0 and not same:
        differ = [name for name in {*end.files, *right.files}
                  if end.files.get(name) != right.files.get(name)]
        return "wrong", f"status 0, and not the same: {', '.join(sorted(differ)) or 'what it says'}"
    if fault.mode in ("interrupt", "short") and end.status != right.status:
        return "wrong", f"status {end.status}, although nothing had failed"
    if end.status != right.status and not says_why(end):
        return "silent", f"status {end.status}, and not a word"
    told = wrong_report(end, before)
    if told:
        return "wrong", f"the report says: {told}"
    name = wrong_files(end, right, before)
    return ("wrong", f"{name} is not whole") if name else None


Finding = collections.namedtuple("Finding", "scenario fault word sentence said where")


def attempt(job):
    scenario, fault, right, timeout = job
    end = run(scenario, fault, timeout)
    if not end.struck:
        return None, None
    bad = judge(end, right, fault, contents(scenario.before) if scenario.before else {})
    said = end.stderr.strip().split("\n")[0]
    known = [word for library, words in KNOWN.items() if library in end.where for word in words]
    finding = bad and bad[0] not in known and Finding(scenario.name, fault, *bad, said, end.where)
    return (fault, end.status, said, end.where), finding


def calls(n, most):
    """Which calls are struck: all, or a few of them from the first to the last."""
    if not most or n <= most:
        return range(1, n + 1)
    if most == 1:
        return [1]
    return sorted({1 + round(i * (n - 1) / (most - 1)) for i in range(most)})


def cells(right):
    for mode, role, kind in itertools.product(MODES, range(len(ROLES)), KINDS):
        n = right.counts[board_index(mode, role, kind)]
        if n:
            yield role, kind, mode, n


def most_calls(scenario, role, options):
    return 0 if scenario.name == WHOLE and not role else options.most


def cell_jobs(scenario, right, options, chosen):
    role, kind, mode, n = chosen
    return [(scenario, Fault(role, kind, mode, call), right, options.timeout)
            for call in calls(n, most_calls(scenario, role, options))]


def over_the_end(pool, scenario, right, options, chosen):
    """Runs may make more calls than the first one did: on until one is not struck."""
    role, kind, mode, n = chosen
    for call in itertools.count(n + 1):
        fault = Fault(role, kind, mode, call)
        done = pool.submit(attempt, (scenario, fault, right, options.timeout))
        if done.result()[0] is None or call > n + 50:
            return
        yield done.result()


def try_cell(pool, scenario, right, options, chosen):
    jobs = cell_jobs(scenario, right, options, chosen)
    yield from pool.map(attempt, jobs, chunksize=max(1, min(20, len(jobs) // 8)))
    if not most_calls(scenario, chosen[0], options):
        yield from over_the_end(pool, scenario, right, options, chosen)


def try_scenario(pool, scenario, options, tally):
    right = pool.submit(run, scenario, NONE, options.timeout).result()
    assert right.status in (0, 3), f"{scenario.name}: {right.stderr}"
    assert any(right.counts), f"{scenario.name}: nothing was counted: is it a static build?"
    for chosen in cells(right):
        role, kind, mode, _ = chosen
        if options.most and mode == "ever" and role:
            continue  # workers are tried for seconds
        if any(word not in (ROLES[role], kind, mode) for word in options.only):
            continue
        for run_, finding in try_cell(pool, scenario, right, options, chosen):
            if run_:
                tally.add(scenario, chosen, run_, finding)


class Tally:
    """Runs and findings, by scenario, role and kind."""

    def __init__(self, verbose):
        self.verbose, self.rows = verbose, collections.defaultdict(collections.Counter)
        self.findings, self.said = [], set()

    def add(self, scenario, chosen, run_, finding):
        row = self.rows[scenario.name, ROLES[chosen[0]], chosen[1]]
        row["runs"] += 1
        fault, status, said, where = run_
        if self.verbose and (scenario.name, status, said) not in self.said:
            self.said.add((scenario.name, status, said))
            print(f"    {scenario.name} {where}: {status}: {said}", flush=True)
        if finding:
            row[finding.word] += 1
            self.findings.append(finding)
            if row[finding.word] <= 3 or self.verbose:
                print(f"{finding.word}: {finding.scenario} {ROLES[fault.role]} {fault.kind} "
                      f"{fault.mode} {fault.call} ({finding.where}): {finding.sentence}"
                      f"{': ' if finding.said else ''}{finding.said}", flush=True)

    def total(self, names):
        rows = [row for row_names, row in self.rows.items()
                if all(a in (b, "") for a, b in zip(names, row_names))]
        return [sum(row[word] for row in rows) for word in ["runs", *FAULTS]]

    def show(self):
        line = "{:14} {:10} {:10}" + " {:>7}" * (1 + len(FAULTS))
        print(line.format("scenario", "role", "kind", "runs", *FAULTS))
        for names in self.rows:
            print(line.format(*names, *self.total(names)))
        for role in ROLES:
            if self.total(("", role, ""))[0]:
                print(line.format("all", role, "", *self.total(("", role, ""))))
        print(line.format("all", "", "", *self.total(("", "", ""))))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("only", metavar="WORD", nargs="*",
                        help="only these scenarios; only this role, kind, mode")
    parser.add_argument("--full", action="store_true", help="each call, in each scenario")
    parser.add_argument("--most", type=int, default=3, help="else at most so many of a kind")
    parser.add_argument("--timeout", type=float, default=20)
    parser.add_argument("--verbose", action="store_true", help="what was said, each once")
    options = parser.parse_args()
    options.most = 0 if options.full else options.most
    return options


def become_reaper():
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def main():
    options, begun = arguments(), time.monotonic()
    tally = Tally(options.verbose)
    if os.environ.get("SANITIZERS"):
        print("skipped: this build has sanitizers, which have a malloc of their own")
        return 77
    with tempfile.TemporaryDirectory(prefix="netcap-inject-") as name, \
            concurrent.futures.ProcessPoolExecutor(os.cpu_count(),
                                                   initializer=become_reaper) as pool:
        there = scenarios.all_of_them(pathlib.Path(name).resolve())
        named = {each.name for each in there} & {*options.only}
        options.only = {*options.only} - named
        for scenario in there:
            if scenario.name in (named or ({scenario.name} if options.full else [*QUICK, WHOLE])):
                try_scenario(pool, scenario, options, tally)
    tally.show()
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if tally.findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
