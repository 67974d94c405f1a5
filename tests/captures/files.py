# SPDX-License-Identifier: Apache-2.0
"""Capture files: the classic format, pcapng's blocks, and what a test expects of them."""
import json
import struct

from joins import joined
from wire import entropy

ETHERNET = 1


class Capture:
    """Packets in order, each with its time, and the records expected of one type.

    The first packet comes five microseconds after a full second: a reader that forgets to
    pad the fraction shows it at once.
    """

    def __init__(self, name, link=ETHERNET, start=1700000000, order="<", nano=False, snap=65535):
        self.name = name
        self.link, self.order, self.nano, self.snap = link, order, nano, snap
        self.clock = start * 10**9 + 5000
        self.time = self.clock
        self.packets = []
        self.records = []

    def packet(self, data, after=0.25, length=None, snap=None):
        """Append a packet; `after` seconds pass before the next one."""
        kept = data if snap is None else data[:snap]
        self.packets.append((self.clock, kept, len(data) if length is None else length))
        self.time = self.clock
        self.clock += round(after * 10**9)

    def expect(self, payload=None, within=None, **members):
        """A record of the packet just added; its payload's entropy is worked out here, and what joins
        it to others: `within` says in which scopes and at which depth it stands."""
        seconds, rest = divmod(self.time, 10**9)
        record = {"Timestamp": f"{seconds}.{rest // 1000:06d}", **members}
        if "SrcPort" in members.get("Context", {}):
            record["Context"] = joined(members["Context"], len(self.packets), **within or {})
        if payload:
            record["PayloadEntropy"] = entropy(payload)
        self.records.append({key: value for key, value in record.items() if value != 0})

    def header(self):
        magic = 0xA1B23C4D if self.nano else 0xA1B2C3D4
        return struct.pack(self.order + "IHHiIII", magic, 2, 4, 0, 0, self.snap, self.link)

    def record(self, time, data, length):
        seconds, rest = divmod(time, 10**9)
        fraction = rest if self.nano else rest // 1000
        return struct.pack(self.order + "IIII", seconds, fraction, len(data), length) + data

    def bytes(self):
        return self.header() + b"".join(self.record(*packet) for packet in self.packets)

    def files(self):
        """The capture and, when there are expectations, the file beside it."""
        yield self.name + ".pcap", self.bytes()
        if self.records:
            lines = (json.dumps(record, sort_keys=True) + "\n" for record in self.records)
            yield self.name + ".expected.jsonl", "".join(lines).encode()


def option(order, code, value):
    padded = value + b"\0" * (-len(value) % 4)
    return struct.pack(order + "HH", code, len(value)) + padded


def block(order, kind, body):
    """A pcapng block: its length stands at both ends."""
    body += b"\0" * (-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def section(order):
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(order, link, snap, name, resolution=None):
    """An interface; `resolution` is the byte of if_tsresol, absent for microseconds."""
    body = struct.pack(order + "HHI", link, 0, snap) + option(order, 2, name)
    if resolution is not None:
        body += option(order, 9, bytes([resolution]))
    return block(order, 1, body + option(order, 0, b""))


def enhanced(order, number, ticks, data, length=None, comment=None):
    """A packet; `ticks` count the interface's time unit since 1970."""
    size = len(data) if length is None else length
    body = struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(data), size)
    body += data + b"\0" * (-len(data) % 4)
    if comment:
        body += option(order, 1, comment) + option(order, 0, b"")
    return block(order, 6, body)
