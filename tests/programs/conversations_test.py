#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Connections against what tshark shows of each packet: packets and bytes each way.

At each network header of a packet the ends are its addresses and the ports of the transport behind
it; of a fragment those of the datagram that it became part of.  What an ICMP error quotes is none.
With --all, as `make oracle` runs it, the captures in $NETCAP_SHARED/captures are looked at too.
"""
import collections
import sys

import e2e
from e2e import TESTS, equal, named

sys.path.insert(0, str(TESTS / "oracle"))
import flowtables  # noqa: E402

LEVELS = 4  # networks in each other that are conversations
PAIRS = {"ip": ("ip.src", "ip.dst"), "ipv6": ("ipv6.src", "ipv6.dst"),  # the two ends
         "tcp": ("tcp.srcport", "tcp.dstport"), "udp": ("udp.srcport", "udp.dstport")}

# What tshark takes for a conversation and is none, or counts in another way: all differences added.
JUSTIFIED = flowtables.justified("conversations")
TALLY = flowtables.Tally(JUSTIFIED)


def levels(shown):
    """Of each network header: addresses, the transport's name and ports, None where there is none."""
    ends = {name: [pair for pair in zip(shown[a].split(","), shown[b].split(",")) if all(pair)]
            for name, (a, b) in PAIRS.items()}
    found = []
    for name in shown["frame.protocols"].split(":"):
        if name in ("icmp", "icmpv6") or (name in PAIRS and not ends[name]):
            break
        if name in ("ip", "ipv6"):
            found.append((ends[name].pop(0), None, None))
        elif name in ("tcp", "udp") and found and not found[-1][1]:
            found[-1] = (found[-1][0], name, ends[name].pop(0))
    return found


def completed(found, whole):
    """A fragment has the transport of the packet that made its datagram whole, which has the same headers
    so far."""
    last = len(found) - 1
    if found and not found[last][1] and len(whole) > last and whole[last][0] == found[last][0]:
        found[last] = whole[last]
    return found


def tshark(capture):
    lines, found = flowtables.shown(capture), collections.Counter()
    of = {line["frame.number"]: levels(line) for line in lines}
    for line in lines:
        into = f"{line['ip.reassembled_in']},{line['ipv6.reassembled.in']}".strip(",").split(",")[-1]
        for hosts, transport, ports in completed(of[line["frame.number"]], of.get(into, []))[:LEVELS]:
            if transport:
                a, b = (f"{host}:{port}" for host, port in zip(hosts, ports))
                found.update({(a, b, "packets"): 1, (a, b, "bytes"): int(line["frame.len"])})
    return found


def ours(out):
    found = collections.Counter()
    for record in e2e.records(out, "Connection"):
        if record["TransportProto"] not in ("TCP", "UDP"):
            continue
        a, b = (f"{record[side + 'IP']}:{record[side + 'Port']}" for side in ("Src", "Dst"))
        found.update({(a, b, "packets"): record["SrcPackets"], (b, a, "packets"): record["DstPackets"],
                      (a, b, "bytes"): int(record["SrcBytes"]), (b, a, "bytes"): int(record["DstBytes"])})
    return +found


def compare(_, capture):
    theirs = tshark(capture)
    mine = ours(flowtables.decoded("Connection").out(capture))
    wrong = [key for key in sorted({*mine, *theirs}) if mine[key] != theirs[key]]
    shown = "; ".join(f"{' '.join(key)}: {mine[key]}, tshark {theirs[key]}" for key in wrong[:5])
    sums = collections.Counter()
    for key in wrong:
        sums[key[2]] += abs(mine[key] - theirs[key])
    equal((sums["packets"], sums["bytes"]), JUSTIFIED.get(capture.name, (0, 0)),
          f"packets and bytes that differ, first {shown}: they")
    TALLY.look(capture)
    for key in {*mine, *theirs}:
        TALLY.count("sides' packets and bytes", key not in wrong, capture.name)


for path in flowtables.captures():
    named(f"the connections of {path.name} are what tshark shows",
          lambda folder, path=path: compare(folder, path))

TALLY.last()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
