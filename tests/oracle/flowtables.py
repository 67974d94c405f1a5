# SPDX-License-Identifier: Apache-2.0
"""What the comparisons of flows share: captures, and differences from tshark that are right."""
import collections
import csv
import functools
import json
import os
import pathlib
import sys
import tempfile

import e2e
import sharkd
from e2e import CAPTURES, named

HERE = pathlib.Path(__file__).resolve().parent
SUFFIXES = {".pcap", ".pcapng", ".cap"}
MOST_BYTES = 1 << 20


def captures():
    """The project's own; with --all those in $NETCAP_SHARED/captures too, save the large ones."""
    yield from sorted(CAPTURES.glob("*.pcap*"))
    shared = os.environ.get("NETCAP_SHARED")
    if shared and "--all" in sys.argv:
        yield from (path for path in sorted(pathlib.Path(shared, "captures").rglob("*"))
                    if path.suffix in SUFFIXES and path.stat().st_size < MOST_BYTES)


SHOWN = ("frame.number", "frame.len", "frame.cap_len", "frame.protocols", "ip.version", "eth.src", "fddi.src",
         "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport",
         "ip.reassembled_in", "ipv6.reassembled.in")


OPTIONS = {"tcp.desegment_tcp_streams": "FALSE", "udp.try_heuristic_first": "FALSE"}


@functools.lru_cache(maxsize=None)
def all_shown():
    return sharkd.shown(list(captures()), SHOWN, OPTIONS)


def shown(capture):
    """What Wireshark shows of each packet: field to text.  It knows of a datagram's first fragment what
    became of it."""
    return all_shown()[capture]


class Decoded:
    """All captures by one run, each by itself: to start a run takes longer than most of them."""

    def __init__(self, kinds):
        self.folder = tempfile.TemporaryDirectory(prefix="netcap-test-")
        done = e2e.netcapd("--each", f"--include={','.join(kinds)}", *captures(), out=self.folder.name, timeout=None)
        assert done.returncode in (e2e.DONE, e2e.PARTIAL), done.stderr

    def out(self, capture):
        """The folder of its records."""
        folder = pathlib.Path(self.folder.name, *capture.parts[1:])
        assert folder.is_dir(), f"nothing was made of {capture}"
        return folder

    def run(self, capture):
        """Its run.json."""
        return json.loads((self.out(capture) / "run.json").read_text())


@functools.lru_cache(maxsize=None)
def decoded(*kinds):
    return Decoded(kinds)


def justified(script):
    """By capture the packets and bytes that a script's two sides are to differ by."""
    with open(HERE / "justified-flows.csv", newline="", encoding="utf-8") as stream:
        return {line["capture"]: (int(line["packets"]), int(line["bytes"]))
                for line in csv.DictReader(stream) if line["script"] == script}


def justified_by_depth(script):
    """The same, of headers of a kind ("IP" where nothing is said) at a depth."""
    with open(HERE / "justified-flows.csv", newline="", encoding="utf-8") as stream:
        return {(line["capture"], line["what"] or "IP", int(line["depth"] or 0)):
                (int(line["packets"]), int(line["bytes"]))
                for line in csv.DictReader(stream) if line["script"] == script}


class Tally:
    """What a comparison has looked at: said by its last test, which fails when a line explains nothing."""

    def __init__(self, lines):
        self.lines = lines
        self.seen, self.used, self.counts = set(), set(), collections.Counter()

    def look(self, capture):
        self.seen.add(capture.name)
        self.counts["captures"] += 1

    def count(self, what, equal, key):
        """One comparison; the key is that of the line that may explain a difference."""
        self.counts[what] += 1
        self.counts[f"{what} equal" if equal else f"{what} explained"] += 1
        if not equal:
            self.used.add(key)

    def report(self, _=None):
        print(", ".join(f"{name}: {count:,}" for name, count in self.counts.items()))
        idle = [key for key in self.lines if key not in self.used and
                (key if isinstance(key, str) else key[0]) in self.seen]
        assert not idle, f"these explain nothing: {idle}"

    def last(self):
        named("every line explains a difference", self.report)
