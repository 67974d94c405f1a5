#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Plugins that attack the run: each is contained and named, and costs what its file says.

The plugins are plugins/malicious/*.c; malicious.h there says how they tell what must come of them.
Each runs in a world of processes of its own; it prints a line for each.
"""
import argparse
import collections
import concurrent.futures
import functools
import gzip
import os
import pathlib
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import threading

import contained
import e2e
from wire import TCP, UDP, ether, ip4, tcp, udp

SOURCES = e2e.TESTS / "plugins/malicious"
BYSTANDERS = ("ethernet", "ipv4", "tcp", "udp", "ntp", "http", "flow", "connection", "linkflow",
              "networkflow", "transportflow")
FIELDS = ("costs", "says", "exit", "packets", "within", "shows")
IPV4, ETHERTYPE, PORT = 0x0800, 0x88B5, 7777
NOTHING = b"\0"  # no Ethernet header
LOAD_SECONDS = 6
MESSAGES, MARKED, SWITCHED_OFF = 150, (70, 71, 20, 99), {"a hundred packets": 100, "five packets": 5}
# Those of `make check`, one of each kind.
SHORT = ("null_write", "endless_loop", "exits", "forks", "starts_thread", "kills_parent", "reads_file",
         "writes_stdout", "random_writes", "stray_writes", "memory_bomb", "constructor_crashes",
         "destructor_crashes", "huge_bytes", "hands_on_to_itself", "path_as_name", "observe_exits",
         "stream_crashes", "fails_always", "reason_obeyed")

scratch = pathlib.Path(tempfile.mkdtemp(prefix="netcap-test-"))


def slowness():
    """How many times longer all takes, as others are at work on this machine too."""
    return min(5, max(1, os.getloadavg()[0] / (os.cpu_count() or 1)))


class Attack:
    """A plugin's file, and what its first comment says."""

    def __init__(self, path):
        self.name, text = path.stem, path.read_text(encoding="utf-8")
        self.path = path
        comment = text.split("*/")[1]
        for field in FIELDS:
            found = re.search(rf"^ \* {field}: +(.*?) *$", comment, re.M)
            setattr(self, field, found[1] if found else None)
        self.exits = {int(number) for number in self.exit.split(",")}
        self.seconds = float(self.within or 20) * slowness()
        self.marks = MESSAGES if self.packets == "all" else int(self.packets or 2)
        self.kind = next((kind for kind in ("FLOWS", "STREAMS") if f"HOSTILE_{kind}()" in text), "")


# Plugins.

@functools.lru_cache
def common():
    """What all of them are compiled and run with: the record's code, the plugins beside them."""
    folder = scratch / "common"
    folder.mkdir()
    subprocess.run([os.environ.get("PROTOC_C", "protoc-c"), f"-I{SOURCES}", f"-I{e2e.SOURCE}/sdk",
                    f"--c_out={folder}", SOURCES / "hostile.proto"], check=True)
    compile_into(folder / "hostile.o", folder / "hostile.pb-c.c", "-c")
    for stem in BYSTANDERS:
        shutil.copy(pathlib.Path(e2e.PLUGINS) / f"{stem}.so", folder)
    return folder


def compile_into(target, source, *more):
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-D_GNU_SOURCE", "-Wall", "-Wextra",
                    "-O1", "-g0", "-fPIC", f"-I{e2e.SOURCE}/sdk", f"-I{e2e.BUILD}/sdk",
                    f"-I{target.parent if '-c' in more else common()}", source, *more, "-o", target],
                   check=True)


def build(name, *more):
    """A folder of plugins with this one among them, as hostile.so: headers list options by file."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=scratch))
    for path in common().glob("*.so"):
        os.link(path, folder / path.name)
    compile_into(folder / "hostile.so", SOURCES / f"{name}.c", "-DSTEM=hostile", *more,
                 common() / "hostile.o", "-shared", f"-L{e2e.BUILD}/sdk/.libs", "-lnetcap-sdk",
                 "-lprotobuf-c")
    return folder


# The capture.

def frame(time, data):
    return struct.pack("<4I", 1700000000 + time // 1000, time % 1000 * 1000, len(data), len(data)) + data


def ours(number, kind, marked):
    """The packet that an attack may wait for: a frame of its own, or a segment of five talks."""
    text = b"hostile%04d" % number + (b"X" if marked and kind != "FLOWS" else b".")
    if not kind:
        return ether("02:00:00:00:00:02", "02:00:00:00:00:01", ETHERTYPE, text)
    sequence = 1 + number // 5 * len(text)
    segment = tcp(50000 + number % 5, PORT, sequence, 1, "UPA" if marked and kind == "FLOWS" else "PA",
                  payload=text)
    return ether("02:00:00:00:00:02", "02:00:00:00:00:01", IPV4,
                 ip4("192.0.2.1", "192.0.2.2", TCP, segment))


def others(number):
    """What comes between them, and is none of an attack's business."""
    clock = udp(20000 + number % 7, 123, bytes([0x23]) + bytes(47))
    yield ether("02:00:00:00:00:04", "02:00:00:00:00:03", IPV4, ip4("192.0.2.3", "192.0.2.4", UDP, clock))
    text = b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % (number % 10)
    talk = tcp(40000 + number % 3, 80, 1 + number // 3 * len(text), 1, "PA", payload=text)
    yield ether("02:00:00:00:00:04", "02:00:00:00:00:03", IPV4, ip4("192.0.2.3", "192.0.2.4", TCP, talk))


def chosen(marks):
    return set(range(marks) if marks > len(MARKED) else MARKED[:marks])


def packets(kind, marks, without=0):
    """All packets; in place of the first `without` with a mark, so that all others keep their numbers
    and times, one that is too short for a record or a flow."""
    marked, time = chosen(marks), 0
    left_out = set(sorted(marked)[:without])
    for number in range(MESSAGES):
        for data in [ours(number, kind, number in marked), *others(number)]:
            time += 1
            gone = number in left_out and data == ours(number, kind, True)
            yield frame(time, NOTHING if gone else data)


def capture(path, *what):
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    return e2e.write_capture(path, head, list(packets(*what)))


# What is right.

locks = collections.defaultdict(threading.Lock)


def digests(out):
    """The files of records of a folder: its own, and all others."""
    found = e2e.digests(out, "*.ncap.gz")
    return found.pop("Hostile.ncap.gz", None), found


@functools.lru_cache
def sane_plugins(kind):
    return build("sane" + kind.lower().rstrip("s"), "-DSANE")


@functools.lru_cache
def make_right(*what):
    place = pathlib.Path(tempfile.mkdtemp(prefix="right-", dir=scratch))
    capture(place / "in.pcap", *what)
    e2e.netcapd("-r", "in.pcap", "-w1", out="out", cwd=place, status=e2e.DONE,
                plugins=sane_plugins(what[0]))
    return digests(place / "out")


def right(*what):
    """What a plugin that does no harm writes of these packets."""
    with locks["right"]:
        return make_right(*what)


# What came of it.

def set_aside(place):
    """How many packets errors.pcap has, or what else it is called."""
    for path in place.glob("errors.pcap*"):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if data[:4] != b"\x0a\x0d\x0d\x0a":
            return len(e2e.packets(path)[1])
        at, n = 0, 0
        while at < len(data):
            kind, size = struct.unpack_from("<II", data, at)
            n, at = n + (kind == 6), at + size
        return n
    return 0


def files_are_whole(out):
    """What is wrong with the files, whatever they hold."""
    for name in e2e.names(out) if out.exists() else ():
        if name.endswith(".ncap.gz"):
            try:
                data, at = e2e.content(out / name), 0
                while at < len(data):
                    at = e2e.message_end(data, at)
                if at != len(data):
                    yield f"{name} ends within a record"
            except (OSError, EOFError, IndexError):
                yield f"{name} is cut short"
        elif not re.match(r"(errors|unknown)\.pcap|run\.json$|\..*lock$|lock$", name):
            yield f"there is a file {name}"


def differing(got, wanted):
    return sorted(name for name in {*got, *wanted} if got.get(name) != wanted.get(name))


def costs_more(attack, status, out, n_set_aside):
    """What the files lack or have beyond what the attack may cost."""
    own, got = digests(out)
    whole_own, whole = right(attack.kind, attack.marks)
    less_own, less = right(attack.kind, attack.marks, attack.marks)
    costs = attack.costs
    if costs == "the run" or (costs == "nothing, or the run" and status == e2e.REFUSED):
        return ["there are records"] if got or own else []
    if costs in ("nothing", "nothing, or the run"):
        wrong = differing({**got, "Hostile": own}, {**whole, "Hostile": whole_own})
    elif costs == "its packets":
        wrong = differing({**got, "Hostile": own}, {**less, "Hostile": less_own})
        if n_set_aside != attack.marks:
            wrong.append(f"errors.pcap ({n_set_aside} packets)")
    elif costs in ("its packets of flows", "its packets of streams"):
        wrong = differing({**got, "Hostile": own}, {**whole, "Hostile": whole_own})
    elif costs == "its own records":
        wrong = differing(got, whole)
    elif costs == "at most its packets":
        wrong = sorted(set(differing(got, whole)) & set(differing(got, less)))
    elif costs in SWITCHED_OFF:
        wrong = differing(got, right(attack.kind, attack.marks, SWITCHED_OFF[costs])[1])
    else:
        assert costs == "what it can reach", costs
        wrong = [name for name in differing({n: 1 for n in got}, {n: 1 for n in whole})]
    return [f"differs: {', '.join(wrong)}"] if wrong else []


def judge(attack, place, done):
    """What is wrong, in words."""
    status, out = done["status"], place / "out"
    said = (done["stdout"] + b"\n" + done["stderr"]).decode(errors="replace")
    if status is None:
        yield f"does not end within {attack.seconds:.0f} s"
    elif status not in attack.exits:
        yield f"exit status {status}, not {attack.exit}"
    if attack.says and not (attack.costs == "nothing, or the run" and status == e2e.DONE) and \
            not re.search(attack.says, said):
        yield "no such sentence"
    if b"HOSTILE TEXT" in done["stdout"]:
        yield "its text is on standard output"
    if b"\x1b" in done["stdout"] + done["stderr"] or b"\x07" in done["stdout"] + done["stderr"]:
        yield "a terminal would obey what was said"
    if done["left"]:
        yield f"processes are left: {len(done['left'])}"
    if others_files := sorted(set(e2e.names(place)) - {"in.pcap", "out", "stdout", "stderr"}):
        yield f"there are files: {', '.join(others_files)}"
    yield from files_are_whole(out)
    if status is not None:
        yield from costs_more(attack, status, out, set_aside(out))
    if status in (e2e.DONE, e2e.PARTIAL):
        try:
            e2e.balanced(subprocess.CompletedProcess("", 0, done["stdout"].decode(errors="replace")))
        except AssertionError as reason:
            yield f"the summary: {str(reason)[:60]}"


def shown(attack, plugins, place):
    """What is wrong where netcapd tells about its plugins."""
    for option in (attack.shows or "").split():
        file = f"={plugins}/hostile.so" if option == "--dump-plugin" else ""
        done = contained.run(e2e.command(option + file, plugins=plugins), attack.seconds, place,
                             env=e2e.environment())
        said = done["stdout"] + done["stderr"]
        if done["status"] not in attack.exits or not said:
            yield f"{option}: exit status {done['status']}"
        if re.search(rb"[^\n\t -~\x80-\xff]", said):
            yield f"{option}: a terminal would obey it"
        if len(re.findall(rb"^;? *\[netcapd\]", said, re.M)) > 1:
            yield f"{option}: it has a section of its own making"


def sentence(done):
    """What it said of the plugin, for people to read."""
    lines = (done["stderr"] + b"\n" + done["stdout"]).decode(errors="replace").splitlines()
    named = [line.strip() for line in lines if "Hostile: " in line or "hostile.so" in line or
             "switched off" in line]
    return re.sub(r"[^ -~]", "?", re.sub(r"^\d+ +|^netcapd: (/\S*/)?", "", named[0])) if named else ""


def attempt(attack):
    place = pathlib.Path(tempfile.mkdtemp(prefix=f"run-{attack.name}-", dir=scratch))
    plugins = build(attack.name)
    capture(place / "in.pcap", attack.kind, attack.marks)
    done = contained.run(e2e.command("-r", "in.pcap", "-w2", f"--load-timeout={LOAD_SECONDS}",
                                     out="out", plugins=plugins), attack.seconds, place, cwd=place, env=e2e.environment())
    problems = [*judge(attack, place, done), *shown(attack, plugins, place)]
    shutil.rmtree(plugins)
    return attack, done, problems


def print_line(attack, done, problems):
    status = "-" if done["status"] is None else done["status"]
    print(f"{'FAILED' if problems else 'ok':6} {attack.name:24} {status:>3} {done['seconds']:5.1f} s  "
          f"{sentence(done)[:90]}", flush=True)
    for problem in problems:
        print(f"{'':13}{problem}")
    if "no such sentence" in problems:
        print(f"{'':13}expected: {attack.says}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("words", metavar="NAME", nargs="*", help="only these")
    parser.add_argument("--all", action="store_true", help="all of them, not only one of each kind")
    return parser.parse_args()


def main():
    options = arguments()
    if not contained.way_known():
        print("skipped: no world of processes of their own can be made here")
        return 77
    if os.environ.get("SANITIZERS"):
        print("skipped: sanitizers answer faults in their own way")
        return 77
    wanted = options.words or (None if options.all else SHORT)
    attacks = [Attack(path) for path in sorted(SOURCES.glob("*.c"))
               if not path.stem.startswith("sane") and (not wanted or path.stem in wanted)]
    failed = 0
    common()
    with concurrent.futures.ThreadPoolExecutor(1 + (os.cpu_count() or 1)) as pool:
        for each in pool.map(attempt, attacks):
            print_line(*each)
            failed += bool(each[-1])
    print(f"{len(attacks) - failed} passed, {failed} failed")
    return 1 if failed or not attacks else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
