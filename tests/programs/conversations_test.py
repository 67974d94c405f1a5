#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Connections against the conversations that tshark counts: packets and bytes each way.

Left out are captures with IP inside IP, as tshark counts the inner addresses and our connections
the outer ones, and with fragments, which tshark counts without their ports.  With --all, as
`make oracle` runs it, the captures in $NETCAP_SHARED/captures are looked at too.
"""
import collections
import re
import shutil
import subprocess
import sys

import e2e
from e2e import TESTS, Skip, equal, named, netcapd

sys.path.insert(0, str(TESTS / "oracle"))
import flowtables  # noqa: E402

LINE = re.compile(r"(\S+) +<-> (\S+) +(\d+) ([\d,.]+ \S+) +(\d+) ([\d,.]+ \S+) +")
FIELDS = ("frame.protocols", "ip.flags.mf", "ip.frag_offset", "ipv6.fraghdr.nxt")

# What tshark takes for a conversation and is none, or counts in another way: all differences added.
JUSTIFIED = flowtables.justified("conversations")
TALLY = flowtables.Tally(JUSTIFIED)


def tshark(capture):
    """Conversations, oriented, with packets and bytes; whether there is a layer that forbids comparing."""
    names = [word for name in FIELDS for word in ("-e", name)]
    done = subprocess.run(["tshark", "-n", "-r", capture, "-T", "fields", *names, "-z", "conv,tcp",
                           "-z", "conv,udp", "-o", "tcp.desegment_tcp_streams:FALSE"],
                          check=False, capture_output=True, timeout=e2e.TIMEOUT)
    found, rounded = collections.Counter(), set()
    for line in done.stdout.decode(errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            a, b, back, back_size, there, there_size = match.groups()
            found.update({(a, b, "packets"): int(there), (b, a, "packets"): int(back)})
            found.update({key: number for key, number in (((a, b, "bytes"), size(there_size)),
                                                          ((b, a, "bytes"), size(back_size)))
                          if number is not None})
            rounded.update(key for key, text in (((a, b, "bytes"), there_size), ((b, a, "bytes"), back_size))
                           if size(text) is None)
        elif line.count("\t") == len(FIELDS) - 1:
            protocols, more, offset, fragment = line.split("\t")
            layers = protocols.split(":")
            if layers.count("ip") + layers.count("ipv6") > 1 and "icmp" not in layers and "icmpv6" not in layers:
                return None
            if more.strip("0,False") or offset.strip("0,") or fragment:
                return None
    return +found, rounded


def size(text):
    """None when tshark rounds it."""
    number, unit = text.replace(",", "").split()
    return int(number) if unit == "bytes" else None


def ours(out):
    found = collections.Counter()
    for record in e2e.records(out, "Connection"):
        if record["TransportProto"] not in ("TCP", "UDP"):
            continue
        a, b = (f"{record[side + 'IP']}:{record[side + 'Port']}" for side in ("Src", "Dst"))
        found.update({(a, b, "packets"): record["SrcPackets"], (b, a, "packets"): record["DstPackets"],
                      (a, b, "bytes"): int(record["SrcBytes"]), (b, a, "bytes"): int(record["DstBytes"])})
    return +found


def compare(folder, capture):
    if not shutil.which("tshark"):
        raise Skip("no tshark")
    theirs = tshark(capture)
    if theirs is None:
        raise Skip("tunnels or fragments")
    theirs, rounded = theirs
    netcapd("-r", capture, "--include=Connection", out=folder / "out")
    mine = ours(folder / "out")
    wrong = [key for key in sorted({*mine, *theirs})
             if mine[key] != theirs[key] and key not in rounded]
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
    named(f"the connections of {path.name} are the conversations that tshark counts",
          lambda folder, path=path: compare(folder, path))

TALLY.last()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
