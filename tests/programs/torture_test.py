#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Streams out of captures made worse on purpose are those of the clean capture, or tell exactly what was lost.

The plugin plugins/streamdump.c writes all bytes of all streams.  The clean capture is made by
bench/make_bench.py; torture/torture.py says what is done to it.
"""
import atexit
import collections
import ipaddress
import pathlib
import shutil
import subprocess
import sys
import tempfile

import e2e
from e2e import TESTS, Skip, equal, named, netcapd, test

import torture  # noqa: E402

PACKETS, SEEDS = 15000, range(1, 4)
OTHERS = "--exclude=HTTP,TLSClientHello,DNS,SIP,ModbusTCP"

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)
source = place / "streamdump"
source.mkdir()
for name in ("streamdump.c", "streamdump.proto"):
    shutil.copy(TESTS / "plugins" / name, source)
plugins = e2e.build_plugin(place / "plugins", source)
clean = place / "clean.pcap"
subprocess.run([sys.executable, "-B", TESTS / "bench/make_bench.py", clean, str(PACKETS)], check=True,
               timeout=e2e.TIMEOUT)


class Side:
    """What one side sent: bytes by their offset, and what was told missing."""

    def __init__(self):
        self.pieces, self.gaps = [], []

    def add(self, record):
        data, offset = bytes.fromhex(record["Data"]), int(record["Offset"])
        if int(record["Gap"]):
            self.gaps.append((offset - int(record["Gap"]), int(record["Gap"])))
        end = self.pieces[-1][0] + len(self.pieces[-1][1]) if self.pieces else 0
        equal(offset, end + int(record["Gap"]), "where bytes go on")
        self.pieces.append((offset, data))

    def whole(self):
        return b"".join(data for _, data in self.pieces)


def streams(out):
    """All sides, by sender and receiver."""
    found = collections.defaultdict(Side)
    for record in e2e.records(out, "StreamDump"):
        ends = (record["ClientIP"], record["ClientPort"]), (record["ServerIP"], record["ServerPort"])
        found[ends[record["Side"]] + ends[1 - record["Side"]]].add(record)
    return found


def run(folder, capture, *more):
    netcapd("-r", capture, OTHERS, *more, out=folder / "out", plugins=plugins, status=e2e.DONE)
    return streams(folder / "out")


wanted = run(place, clean)


def same_streams(folder, how, seed):
    torture.worsen(clean, folder / "worse.pcap", how, seed)
    got = run(folder, folder / "worse.pcap")
    equal(len(got), len(wanted), "the number of sides")
    for side, stream in wanted.items():
        assert got[side].whole() == stream.whole(), f"the bytes of {side} differ"
        equal(got[side].gaps, [], f"the gaps of {side}")


WAYS = {"cut up": ["cut"], "sent twice": ["repeat"], "overlapping": ["overlap"], "out of order": ["shuffle"],
        "in fragments": ["fragment"], "cut up, overlapping, sent twice and out of order":
        ["cut", "overlap", "repeat", "shuffle"],
        "cut up, sent twice, out of order and in fragments": ["cut", "repeat", "shuffle", "fragment"]}
for words, ways in WAYS.items():
    for number in SEEDS:
        named(f"segments {words} give the same streams, seed {number}",
              lambda folder, ways=ways, number=number: same_streams(folder, ways, number))


def ranges(pieces):
    """Neighbours joined: (offset, bytes)."""
    joined = []
    for at, size in sorted(pieces):
        if joined and joined[-1][0] + joined[-1][1] == at:
            joined[-1][1] += size
        else:
            joined.append([at, size])
    return [tuple(piece) for piece in joined]


def exactly_the_losses_are_told(folder, how, seed, *more):
    lost = torture.worsen(clean, folder / "worse.pcap", how, seed)
    begins = first_sequences(clean)
    got = run(folder, folder / "worse.pcap", *more)
    told = 0
    for side, stream in wanted.items():
        data = stream.whole()
        missing = ranges(((at - begins[side]) % 2**32, size) for at, size in lost[as_bytes(side)])
        inner = [(at, size) for at, size in missing if at + size < len(data)]
        if side not in got:
            equal(sum(size for _, size in missing), len(data), f"what was lost of {side}")
            continue
        equal(got[side].gaps, inner, f"the gaps of {side}")
        for offset, piece in got[side].pieces:
            assert data[offset:offset + len(piece)] == piece, f"the bytes of {side} at {offset} differ"
        told += len(inner)
    assert told > 20, "too little was lost to tell anything"


def as_bytes(side):
    return (ipaddress.ip_address(side[0]).packed, side[1], ipaddress.ip_address(side[2]).packed, side[3])


def first_sequences(capture):
    """By side, as streams() has it: the sequence number of its first byte."""
    found = {}
    for packet in torture.read(capture):
        if packet.segment:
            side = (str(ipaddress.ip_address(packet.side[0])), packet.side[1],
                    str(ipaddress.ip_address(packet.side[2])), packet.side[3])
            found.setdefault(side, packet.seq + (1 if packet.flags & torture.SYN else 0))
    return found


for number in SEEDS:
    named(f"of lost segments exactly the lost bytes are told, seed {number}",
          lambda folder, number=number: exactly_the_losses_are_told(folder, ["lose"], number))
    named(f"the same when acknowledged losses are not waited for, seed {number}",
          lambda folder, number=number: exactly_the_losses_are_told(folder, ["lose"], number, "--gap-wait=1"))
    named(f"of segments lost among cut up, repeated and fragmented ones too, seed {number}",
          lambda folder, number=number: exactly_the_losses_are_told(
              folder, ["cut", "lose", "fragment"], number))


GUESSES = e2e.CAPTURES / "guesses.pcap"
FOUND = "HTTP", "TLSClientHello", "DNS", "ModbusTCP"
WHEN = "Timestamp", "ResTimestamp", "PacketNumber"


def found(folder, capture):
    """What wrong guesses hide nothing of, but when it was."""
    def timeless(record):
        return {name: timeless(value) if isinstance(value, dict) else value
                for name, value in record.items() if name not in WHEN}

    netcapd("-r", capture, out=folder)
    return {kind: sorted(repr(timeless(record)) for record in e2e.records(folder, kind))
            for kind in FOUND}


def wrong_guesses(folder, ways, seed):
    torture.worsen(GUESSES, folder / "worse.pcap", ways, seed)
    equal(found(folder / "out", folder / "worse.pcap"), found(folder / "clean", GUESSES), "what was found")


for words, ways in WAYS.items():
    if "out of order" not in words:
        for number in SEEDS:
            named(f"segments {words} hide nothing behind a wrong guess, seed {number}",
                  lambda folder, ways=ways, number=number: wrong_guesses(folder, ways, number))


@test
def what_tshark_follows_is_the_same(folder):
    """Byte for byte, on a capture with segments out of order and sent twice.

    Where data comes behind what acknowledges it tshark says that bytes are missing, and leaves them
    out when they come; those sides are not compared.
    """
    if not shutil.which("tshark"):
        raise Skip("no tshark")
    torture.worsen(clean, folder / "worse.pcap", ["cut", "repeat", "shuffle"], 7)
    got = run(folder, folder / "worse.pcap")
    done = subprocess.run(["tshark", "-n", "-r", folder / "worse.pcap", "-q",
                           *(word for n in range(60) for word in ("-z", f"follow,tcp,raw,{n}"))],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=e2e.TIMEOUT)
    followed = given_up = 0
    for block in done.stdout.decode().split("=" * 67 + "\n"):
        lines = block.splitlines()
        nodes = [line.split(": ", 1)[1].rsplit(":", 1) for line in lines if line.startswith("Node ")]
        if len(nodes) != 2:
            continue
        ends = [(host.strip("[]"), int(port)) for host, port in nodes]
        for index, prefix in ((0, False), (1, True)):
            data = bytes.fromhex("".join(line.strip() for line in lines if line.startswith("\t") == prefix and
                                         line.strip() and all(c in "0123456789abcdef\t" for c in line)))
            side = ends[index] + ends[1 - index]
            if b" bytes missing in capture file]" in data:
                given_up += 1
                continue
            equal(got[side].whole() == data, True, f"the bytes of {side} and of tshark are the same")
            followed += len(data)
    assert followed > 100000 and given_up < 12, \
        f"{followed} bytes were compared, {given_up} sides of 120 were not"


if __name__ == "__main__":
    raise SystemExit(e2e.main())
