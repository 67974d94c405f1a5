#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What must hold for the flows of any capture: nothing is counted twice or lost, nothing ends before
it begins.  The packets are counted by tshark.

All captures of ours are looked at; with --all, as `make oracle` runs it, those in
$NETCAP_SHARED/captures too.
"""
import shutil
import subprocess
import sys

import e2e
from e2e import TESTS, Skip, equal, named, netcapd

sys.path.insert(0, str(TESTS / "oracle"))
import flowtables  # noqa: E402

MODELS = ("Flow", "Connection", "LinkFlow", "NetworkFlow", "TransportFlow")
BY_NETWORK = ("Flow", "Connection", "NetworkFlow")

# Where tshark finds an IP header and we do not, or the other way round: ours less theirs.
JUSTIFIED = flowtables.justified("flow_properties")


def flows(out, kind):
    return e2e.records(out, kind)


def tshark_counts(capture):
    """Packets, and bytes as captured, with an IPv4 or IPv6 header that tshark could read."""
    done = subprocess.run(["tshark", "-n", "-r", capture, "-T", "fields", "-e", "frame.cap_len",
                           "-e", "ip.version", "-e", "ipv6.version", "-o", "ip.defragment:FALSE",
                           "-o", "tcp.desegment_tcp_streams:FALSE"],
                          check=False, capture_output=True, timeout=e2e.TIMEOUT)
    packets = size = 0
    for line in done.stdout.decode(errors="replace").splitlines():
        length, *versions = line.split("\t")
        if any(versions):
            packets += 1
            size += int(length)
    return packets, size


def moment(text):
    """A time as a number that keeps all its digits."""
    seconds, _, fraction = text.partition(".")
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0"))


def no_flow_ends_before_it_begins(kind, found):
    for flow in found:
        first, last = moment(flow["TimestampFirst"]), moment(flow["TimestampLast"])
        assert first <= last, f"{kind} {flow.get('UID')}: from {flow['TimestampFirst']} to {flow['TimestampLast']}"
        equal(int(flow.get("Duration", 0)), last - first, f"{kind} {flow.get('UID')}: Duration")


def key_of(flow):
    """What makes a flow one: the UID is a hash of it, in which both ends and some protocols are alike."""
    ends = [tuple(flow.get(side + what) for what in ("MAC", "IP", "Port")) for side in ("Src", "Dst")]
    return (flow.get("UID"), flow.get("Proto"), flow.get("NetworkProto"), flow.get("TransportProto"),
            flow.get("Protocol"), tuple(sorted(ends, key=str)))


def parts_are_told_apart(kind, found):
    seen = set()
    for flow in found:
        key = *key_of(flow), flow["Part"]
        assert key not in seen, f"{kind}: twice {key}"
        seen.add(key)


def sums(found):
    return (sum(int(flow.get("NumPackets", 0)) for flow in found),
            sum(int(flow.get("TotalSize", 0)) for flow in found))


def look_at(folder, capture):
    done = netcapd("-r", capture, "--include=" + ",".join(MODELS), out=folder / "out")
    assert done.returncode in (e2e.DONE, e2e.PARTIAL), done.stderr
    found = {kind: flows(folder / "out", kind) for kind in MODELS}
    for kind, records in found.items():
        no_flow_ends_before_it_begins(kind, records)
        parts_are_told_apart(kind, records)
    totals = {sums(found[kind]) for kind in BY_NETWORK}
    equal(len(totals), 1, f"the sums of {', '.join(BY_NETWORK)}, {totals}")
    if not shutil.which("tshark"):
        raise Skip("no tshark to count packets")
    packets, size = totals.pop()
    wanted, wanted_size = tshark_counts(capture)
    more = JUSTIFIED.get(capture.name, (0, 0))
    equal((packets, size), (wanted + more[0], wanted_size + more[1]), "packets and bytes of all connections")


for path in flowtables.captures():
    named(f"no packet of {path.name} is lost or counted twice by its flows",
          lambda folder, path=path: look_at(folder, path))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
