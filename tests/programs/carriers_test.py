#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Carriers: whatever has no record of its own is known, and what it carries is decoded.

The rows stand in captures/carriers.py.
"""
import struct

import e2e
import carriers
import joins
from e2e import DONE, counts, equal, named, netcapd, records, report, write_capture

FLOWS = {"Connection", "Flow", "LinkFlow", "NetworkFlow", "TransportFlow"}
OUTER = {0x0800: "IPv4", 0x86DD: "IPv6"}


def written(folder, rows, link):
    """The kinds of records but those of flows, and how many; what the run says of itself."""
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link)
    stamped = [struct.pack("<IIII", 1700000000 + i, 0, len(row[1]), len(row[1])) + row[1]
               for i, row in enumerate(rows)]
    netcapd("-r", write_capture(folder / "in.pcap", head, stamped), out=folder / "out", status=DONE)
    found = counts(folder / "out")
    return {kind: found[kind] for kind in found if kind not in FLOWS}, report(folder / "out")


def all_of(packet, inside, link):
    """The records of a packet: those of its own headers, and what is said to be inside."""
    outer = ["Ethernet"] if link == 1 else []
    outer += [OUTER[kind] for kind in (int.from_bytes(packet[12:14], "big"),) if outer and kind in OUTER]
    return {kind: outer.count(kind) + inside.get(kind, 0) for kind in {*outer, *inside}}


def is_known(folder, row, link):
    found, said = written(folder, [row], link)
    equal(said["packets"]["decoded"], 1, f"decoded, of {said['reasons']}")
    equal(found, all_of(*row[1:3], link), "what there is")
    for scope in row[3:]:
        inner = [talk for talk in records(folder / "out", "Connection") if talk.get("Depth")]
        equal([(talk["Tunnel"], talk["TunnelID"]) for talk in inner], [(joins.TUNNELS[scope[0]], scope[1])],
              "the world of what is inside")


for table, kind in carriers.TABLES:
    for each in table:
        named(f"{each[0]} is known, and what it carries is there",
              lambda folder, row=each, link=kind: is_known(folder, row, link))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
