#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Every shipped plugin fails in nine ways at packets chosen by a hash of their bytes: it costs those,
and all else is the same to the byte.

A line for each plugin and hook, a column for each fault; plugins/crash/crash.c fails in the plugin's
place.  What is right: the run over a capture that has, in place of each of those packets, one that
nobody decodes, so that all others keep their numbers; where a stage behind the
dissection fails, whose records are written by then: a flow model's own type has that, and the others
have all; a stream's plugin passes over the same packets instead, as what it knew a connection by is
lost with them to all others.  One without records may carry others, to whom those bytes would then be
shown: there, what is read out of streams is as if those packets had not been captured, and flows may
go without the name that it would have given them.
"""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile

import e2e

FAULTS = {"null": "write to NULL", "stack": "stack overflow", "loop": "endless loop", "abort": "abort",
          "exit": "exit", "heap": "heap corruption", "memory": "memory bomb", "division": "division by zero",
          "call": "forbidden call"}
if os.environ.get("SANITIZERS"):  # their allocator has other bounds, and they make calls of their own
    del FAULTS["heap"], FAULTS["memory"], FAULTS["call"]
if platform.machine() not in ("x86_64", "i686"):
    del FAULTS["division"]  # elsewhere it is no fault
SLOW = ("loop", "memory")
MANY, FEW = 10, 2  # packets chosen for a fault, and for a slow one
TRIES, SEEDS = 40, 5
SHORT = ("ethernet", "ipv4", "dns", "http", "proxyprotocol", "connection", "vxlan", "pppoe")
SOURCE = e2e.TESTS / "plugins/crash/crash.c"
# Captures with fragments in tunnels, and of all kinds.
FRAGMENTED = ("defrag", *(f"worlds-{name}" for name in ("fragments", "gtp", "mpls", "pptp", "routes", "tenants", "vlans")))
WAITING = "guesses", "streams"  # what waits there, for the other side's words or more of its own
EVERY_TYPE = "--set=FlowFeatures.enabled=on"  # the one that is off without it
NAMING, NAMELESS = ("Connection.ncap.gz", "Flow.ncap.gz"), "Payload"  # flows that name what they carry
NOBODY = 147  # a link type that is each user's own
FNV, FNV_PRIME = 14695981039346656037, 1099511628211

links = []  # of the capture's packets
scratch = pathlib.Path(tempfile.mkdtemp(prefix="netcap-test-"))
Packet = collections.namedtuple("Packet", "time linktype data length")


# The capture.

def read_classic(path):
    """The packets of a little-endian capture of microseconds; none of another."""
    data, found, at = path.read_bytes(), [], 24
    if data[:4] != b"\xd4\xc3\xb2\xa1":
        return found
    linktype = struct.unpack_from("<I", data, 20)[0]
    while at + 16 <= len(data):
        captured, length = struct.unpack_from("<II", data, at + 8)
        if at + 16 + captured > len(data):
            break
        found.append(Packet(0, linktype, data[at + 16:at + 16 + captured], length))
        at += 16 + captured
    return found


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def write(path, packets, links):
    """As pcapng, with an interface for each link type, even where no packet has it: headers list them."""
    parts = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    parts += [block(1, struct.pack("<HHI", link, 0, 0)) for link in links]
    for time, link, data, length in packets:
        head = struct.pack("<5I", links.index(link), time >> 32, time & 0xFFFFFFFF, len(data), length)
        parts.append(block(6, head + data))
    path.write_bytes(b"".join(parts))


def times_in(out):
    """The times of the packets that were refused or set aside, in microseconds; some are marked only."""
    return {seconds * 10**6 + micros for packet, comment in e2e.set_aside(out)
            if not comment.startswith("marked: ") for seconds, micros in [struct.unpack_from("<II", packet)]}


def number_at(data, at):
    return int.from_bytes(data[at:at + 2], "big")


def ends_datagram(packet):
    """A later fragment, of IPv4 or IPv6 in an Ethernet frame."""
    data, at = packet.data, 12
    while number_at(data, at) in (0x8100, 0x88A8):
        at += 4
    if packet.linktype != 1:
        return False
    if number_at(data, at) == 0x0800:
        return bool(number_at(data, at + 8) & 0x1FFF)
    return number_at(data, at) == 0x86DD and data[at + 8:at + 9] == b"," and number_at(data, at + 44) > 7


def put_together(done):
    match = re.search(r"^datagrams put together +([\d,]+)$", done.stdout, re.M)
    return int(match[1].replace(",", "")) if match else 0


def timed(packets):
    """A microsecond apart, so that a time is a packet's name, and nothing is waited for in vain."""
    return [packet._replace(time=1700000000 * 10**6 + i) for i, packet in enumerate(packets)]


def clean(packets):
    """Those that no plugin refuses, and none refuses without the others."""
    for _ in range(TRIES):
        done, _, refused = outcome(packets, e2e.PLUGINS)
        if not refused:
            e2e.equal(put_together(done), 0, "the number of datagrams put together")
            return packets
        packets = [packet for packet in packets if packet.time not in refused]
    raise AssertionError("packets are refused, however many are left out")


def make_capture():
    """Packets of all captures, each once, as equal ones could only be chosen together; but no fragments
    of which datagrams are put together: what fails over those has the last one's records written.  Nor
    what waits, for the other side's words or more of its own: it fails over the packet that has these."""
    packets = [packet for path in sorted(e2e.CAPTURES.glob("*.pcap")) for packet in read_classic(path)
               if path.stem not in FRAGMENTED + WAITING and not ends_datagram(packet)]
    packets = list(dict.fromkeys(packets))
    links.extend(sorted({packet.linktype for packet in packets} | {NOBODY}))
    return clean(timed(packets))


def without(times):
    """The capture with packets that yield nothing in place of those of these times."""
    return [packet if packet.time not in times else packet._replace(linktype=NOBODY)
            for packet in capture]


# Runs.

def run(packets, plugins, status=None, workers=2, **crash):
    """What a run said, and where it wrote; the caller removes that."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="run-", dir=scratch))
    write(place / "in.pcapng", packets, links)
    env = e2e.environment(**{f"CRASH_{name.upper()}": str(value) for name, value in crash.items()})
    done = e2e.netcapd("-r", "in.pcapng", f"-w{workers}", EVERY_TYPE, out="out", plugins=plugins, cwd=place, env=env,
                       status=status, timeout=300)
    return done, place / "out"


def all_digests(out):
    return e2e.digests(out, "*.ncap.gz")


def without_number(record):
    return {name: without_number(value) if isinstance(value, dict) else value
            for name, value in record.items() if name != "PacketNumber"}


def digests_of_streams(out, plugin):
    """Of what is read out of streams, in whatever order and at whatever packet it was known: what nobody
    captured is waited for, and what failed is not.  What failed has named no flow."""
    found = all_digests(out)
    for name in (read_out_of_streams() | set(NAMING)) & found.keys():
        records = [without_number(record) for record in e2e.records(out, name.split(".")[0])]
        for record in records:
            if name in NAMING and record["ApplicationProto"] == plugin:
                record["ApplicationProto"] = NAMELESS
        texts = [json.dumps(record, sort_keys=True) for record in records]
        found[name] = texts if name in NAMING else sorted(texts)
    return found


def outcome(packets, plugins, digests=all_digests, **how):
    """What a run said, its files, and the times of its errors."""
    done, out = run(packets, plugins, **how)
    found = done, digests(out), times_in(out)
    shutil.rmtree(out.parent)
    return found


def plugin_files():
    return {path.stem: path for path in sorted(pathlib.Path(e2e.PLUGINS).glob("*.so"))}


def build(stem):
    """A folder of all plugins, this one among them with the other around it."""
    folder = scratch / stem
    folder.mkdir()
    for name, path in plugin_files().items():
        os.link(common / f"{name}.so", folder / (f"{name}.real" if name == stem else f"{name}.so"))
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-D_GNU_SOURCE", "-Wall", "-Wextra", "-O1",
                    "-fPIC", "-shared", f"-DSTEM={stem}", f"-I{e2e.SOURCE}/sdk", f"-I{e2e.BUILD}/sdk", SOURCE,
                    "-o", folder / f"{stem}.so", f"-L{e2e.BUILD}/sdk/.libs", "-lnetcap-sdk"], check=True)
    return folder


# Lines of the matrix.

def fnv(data):
    """As crash.c has it."""
    value = FNV
    for byte in data:
        value = (value ^ byte) * FNV_PRIME & 0xFFFFFFFFFFFFFFFF
    return value >> 32


class Line:
    """A plugin's hook, and what is right when it fails at packets chosen for it."""

    def __init__(self, name, stem, hook):
        self.name, self.stem, self.hook = name, stem, hook
        self.title = f"{name} .{hook}"
        self.plugins = build(stem) if not (scratch / stem).exists() else scratch / stem
        self.right, self.known = {}, {}
        self.passes = hook == "stream" and not has(stem, "record")

    def digests(self, out):
        return digests_of_streams(out, self.name) if self.passes else all_digests(out)

    def crash(self, packets, fault, which, **how):
        return outcome(packets, self.plugins, self.digests, hook=self.hook, fault=fault, of=which[0], seed=which[1], **how)

    def chosen(self, which):
        """The times of the packets that it fails at, and whether it fails where streams end, too."""
        if which not in self.known:
            done, _, times = self.crash(capture, "refuse" if self.hook == "decode" else "exit", which)
            self.known[which] = times, "flows and streams lost with it" in done.stdout
        return self.known[which]

    def candidates(self, most):
        """Divisors and remainders, those that choose about so many first."""
        if self.hook == "decode":
            all_of_them = len(self.chosen((1, 0))[0])
            of = max(1, all_of_them // most)
            for attempt in range(TRIES if all_of_them else 0):
                yield of + attempt // of, attempt % of
            return
        # Here it crashes to tell, so few come first: one that crashes too often is switched off.
        for of in (len(capture) // most, 128, 32, 8, 2, 1):
            yield from ((of, seed) for seed in range(min(of, SEEDS)))

    def choose(self, most):
        """Divisor and remainder for one packet at least, and at most so many; with their times."""
        for which in self.candidates(most):
            times, ends = self.chosen(which)
            if 0 < len(times) <= most and not ends:
                return which, times
        return None, set()

    def prepare(self):
        """Chooses packets, and finds what is right without them."""
        for most in (MANY, FEW):
            which, times = self.choose(most)
            if not times:
                return False
            if self.hook == "decode":
                files = outcome(without(times), self.plugins, status=e2e.DONE)[1]
            elif self.passes:
                files = self.right_of_streams(times)
                self.are_exactly(which, times)
            else:
                files = self.crash(capture, "pass", which)[1]
                self.are_exactly(which, times)
            self.right[most] = which, times, files
        return True

    def right_of_streams(self, times):
        """All files; those of what is read out of streams as if nobody had captured those packets."""
        read = read_out_of_streams()
        kept = outcome(capture, e2e.PLUGINS, self.digests, status=e2e.DONE)[1]
        left = outcome(without(times), self.plugins, self.digests, status=e2e.DONE)[1]
        return {file: digest for files, wanted in ((kept, False), (left, True))
                for file, digest in files.items() if (file in read) is wanted}

    def are_exactly(self, which, times):
        """Those that crash are those whose hash says so."""
        for time in times:
            data = struct.pack("<qI", time // 10**6, time % 10**6 * 1000)
            assert fnv(data) % which[0] == which[1], f"{self.title}: a packet failed that was not chosen: {time}"

    def expected(self, name, right):
        """What a file should be."""
        if self.hook != "observe" or name == f"{self.name}.ncap.gz":
            return right.get(name)
        return whole.get(name)

    def cell(self, fault):
        """What came of a fault: how many packets it was injected into, and what is wrong."""
        which, times, right = self.right[FEW if fault in SLOW else MANY]
        try:
            done, got, lost = self.crash(capture, fault, which)
        except subprocess.TimeoutExpired:
            return len(times), "does not end"
        wrong = [name for name in sorted({*got, *right, *whole}) if got.get(name) != self.expected(name, right)]
        if done.returncode != e2e.PARTIAL:
            return len(times), f"exit status {done.returncode}: {done.stderr.strip()[:80]}"
        if lost != times:
            return len(times), f"{len(lost & times)} lost, {len(lost - times)} others too"
        if e2e.balanced(done)["quarantined"] != len(times):
            return len(times), "the summary says another number"
        return len(times), f"{len(wrong)} files differ: {', '.join(wrong[:4])}" if wrong else ""


def read_out_of_streams():
    return {f"{name}.ncap.gz" for name, _, hook in hooks if hook == "stream"}


def table_of(stem):
    """A plugin's table in its source."""
    text = (e2e.SOURCE / f"plugins/{stem}.c").read_text(encoding="utf-8")
    return text[text.index(f"NC_PLUGIN({stem}"):] if f"NC_PLUGIN({stem}" in text else text


def has(stem, *members):
    """Whether a plugin's table sets one of these."""
    return re.search(rf"\.({'|'.join(members)})\s*=", table_of(stem)) is not None


def all_lines():
    """Every hook of every plugin that works on packets."""
    for stem in sorted(plugin_files()):
        name = re.search(r"\.name\s*=\s*\"(\w+)\"", table_of(stem))[1]
        if has(stem, "observe"):
            yield name, stem, "observe"
        if has(stem, "stream"):
            yield name, stem, "stream"
        # Behind a port of TCP it is read by way of the stream.
        keys = set(re.findall(r"NC_KEY\((NC_\w+)", table_of(stem)))
        if has(stem, "decode", "read") and not (has(stem, "stream") and keys <= {"NC_TCP_PORT"}):
            yield name, stem, "decode"


def examine(line):
    """A line, its cells; none when no packet of the capture comes there."""
    try:
        if not line.prepare():
            return line, None
    except AssertionError as reason:
        return line, [(0, str(reason))] * len(FAULTS)
    return line, [line.cell(fault) for fault in FAULTS]


def show(line, cells):
    texts = [f"{n} = {n}" if not wrong else f"{n} FAILED" for n, wrong in cells or ()]
    print(f"{line.title:36}" + "".join(f"{text:>18}" for text in texts or ["no packets"]), flush=True)
    for head, (_, wrong) in zip(FAULTS.values(), cells or ()):
        if wrong:
            print(f"    {head}: {wrong}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("words", metavar="PLUGIN", nargs="*", help="only these, by the names of their files")
    parser.add_argument("--all", action="store_true", help="all plugins, not only a handful")
    return parser.parse_args()


def main():
    wanted = options.words or (None if options.all else SHORT)
    print(f"{len(capture)} packets; in each column: injected = lost, all else the same")
    print(" " * 36 + "".join(f"{head:>18}" for head in FAULTS.values()), flush=True)
    failed = done = 0
    with concurrent.futures.ThreadPoolExecutor(1 + (os.cpu_count() or 1)) as pool:
        chosen = [Line(*each) for each in hooks if not wanted or each[1] in wanted]
        for line, cells in pool.map(examine, chosen):
            show(line, cells)
            done += len(cells or ())
            failed += sum(bool(wrong) for _, wrong in cells or [(0, "no packets")])
    print(f"{done} cells, {failed} failed")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    try:
        options = arguments()
        common = scratch / "common"
        common.mkdir()
        for a_path in plugin_files().values():
            shutil.copy(a_path, common)
        capture = make_capture()
        whole = outcome(capture, e2e.PLUGINS, status=e2e.DONE)[1]
        hooks = list(all_lines())
        sys.exit(main())
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
