#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What must hold for the flows of any capture: nothing is counted twice or lost, nothing ends before
it begins, at each depth: among the headers of networks of a packet, and those of links.  The packets are
counted by tshark.

All captures of ours are looked at; with --all, as `make oracle` runs it, those in
$NETCAP_SHARED/captures too.
"""
import collections
import sys

import e2e
from e2e import TESTS, equal, named

sys.path.insert(0, str(TESTS / "oracle"))
import flowtables  # noqa: E402

MODELS = ("Flow", "Connection", "LinkFlow", "NetworkFlow", "TransportFlow")
BY_NETWORK = ("Flow", "Connection", "NetworkFlow")
LEVELS = 4  # headers of networks that are conversations of their own
ALONE = "ntop+nDPI__viber.pcap"  # has a packet between a leap of hours and one of years: nothing confirms its time

# Where tshark finds a header and we do not, or the other way round: ours less theirs.
JUSTIFIED = flowtables.justified_by_depth("flow_properties")
TALLY = flowtables.Tally(JUSTIFIED)


def flows(out, kind):
    return e2e.records(out, kind)


FIELDS = ("frame.cap_len", "frame.len", "frame.protocols", "ip.version", "eth.src", "fddi.src")


def headers(protocols, versions):
    """How many headers of IP, of either version, a packet has that no message of ICMP quotes."""
    found = len(versions.split(",")) if versions else 0
    names = protocols.split(":")
    quotes = min((names.index(name) for name in ("icmp", "icmpv6") if name in names), default=len(names))
    return max(0, found - sum(name in ("ip", "ipv6") for name in names[quotes:]))


def tshark_counts(capture):
    """By what a packet has, "IP" or "link", and how many of these stand around it: packets, and bytes
    captured and on the wire."""
    found = collections.defaultdict(lambda: (0, 0, 0))
    for line in flowtables.shown(capture):
        captured, length, protocols, versions, ethernet, fddi = (line[name] for name in FIELDS)
        n_links = len(ethernet.split(",")) if ethernet else int(bool(fddi))
        for what, n in (("IP", min(headers(protocols, versions), LEVELS)), ("link", n_links)):
            for depth in range(n):
                more = (1, int(captured), int(length))
                found[what, depth] = tuple(map(sum, zip(found[what, depth], more)))
    return found


def moment(text):
    """A time as a number that keeps all its digits."""
    seconds, _, fraction = text.partition(".")
    return int(seconds) * 10**9 + int(fraction.ljust(9, "0"))


def no_flow_ends_before_it_begins(kind, found, in_order):
    """Where the clock was never set back a flow lasts as long as its times say; the capture's last packet, which
    nothing confirms, may be of another clock."""
    end = max((moment(flow["TimestampLast"]) for flow in found), default=0)
    for flow in found:
        first, last = moment(flow["TimestampFirst"]), moment(flow["TimestampLast"])
        assert first <= last, f"{kind} {flow.get('UID')}: from {flow['TimestampFirst']} to {flow['TimestampLast']}"
        lasted = int(flow.get("Duration", 0))
        if in_order and not (last == end and lasted < last - first):
            equal(lasted, last - first, f"{kind} {flow.get('UID')}: Duration")


def key_of(kind, flow):
    """What makes a flow one."""
    ends = [tuple(flow.get(side + what) for what in ("MAC", "IP", "Port")) for side in ("Src", "Dst")]
    if kind == "Connection":
        return (flow["ConnectionID"],)
    if kind == "Flow":
        return flow["ConnectionID"], *ends
    return (flow["FlowID"],)


def parts_are_told_apart(kind, found):
    seen = set()
    for flow in found:
        key = *key_of(kind, flow), flow["Part"]
        assert key not in seen, f"{kind}: twice {key}"
        seen.add(key)


def a_key_is_of_one_flow(kind, found):
    """No two that differ in what they say of themselves have one."""
    seen = {}
    for flow in found:
        ends = frozenset(tuple(flow.get(side + what) for what in ("MAC", "IP", "Port")) for side in ("Src", "Dst"))
        own = flow["UID"], flow["Proto"], ends, flow.get("Depth")
        equal(own, seen.setdefault(flow["FlowID"], own), f"{kind} {flow['FlowID']}")


def sums(found, sizes=("TotalSize",)):
    """By depth: packets, and bytes of each kind."""
    sums_of = collections.defaultdict(lambda: (0,) * (1 + len(sizes)))
    for flow in found:
        more = (int(flow.get(name, 0)) for name in ("NumPackets", *sizes))
        sums_of[flow.get("Depth", 0)] = tuple(map(sum, zip(sums_of[flow.get("Depth", 0)], more)))
    return dict(sums_of)


def models_agree(found):
    """What is counted at a depth is the same whatever makes a flow one."""
    for kind in BY_NETWORK[1:]:
        equal(sums(found[kind]), sums(found["Flow"]), f"by depth, {kind}")
    ported = [flow for flow in found["Flow"] if flow.get("TransportProto")]
    equal(sums(found["TransportFlow"]), sums(ported), "by depth, TransportFlow")


def records_of_a_conversation_join(found):
    """A Flow has the ConnectionID of a Connection between its ends, and no other has it."""
    ends = {}
    for kind in ("Connection", "Flow"):
        for flow in found[kind]:
            both = frozenset((flow.get(side + "IP"), flow.get(side + "Port")) for side in ("Src", "Dst"))
            key = both, flow.get("Protocol"), flow.get("TransportProto"), flow.get("Depth")
            equal(key, ends.setdefault(flow["ConnectionID"], key), f"{kind} {flow['ConnectionID']}")
    equal({flow["ConnectionID"] for flow in found["Flow"]},
          {flow["ConnectionID"] for flow in found["Connection"]}, "the ids of Flow")


def as_counted(capture, what, got, wanted):
    """Ours against tshark's, at each depth."""
    for depth in sorted({*got, *(depth for kind, depth in wanted if kind == what)}):
        ours, theirs = got.get(depth, (0, 0, 0)), wanted[what, depth]
        key = capture.name, what, depth
        more = JUSTIFIED.get(key, (0, 0))
        equal(ours[:2], (theirs[0] + more[0], theirs[1] + more[1]),
              f"{what} at depth {depth}: packets and bytes")
        if len(ours) > 2 and key not in JUSTIFIED:
            equal(ours[2], theirs[2], f"{what} at depth {depth}: bytes on the wire")
        TALLY.count("depths", ours == theirs[:len(ours)], key)


def look_at(_, capture):
    decoded = flowtables.decoded(*MODELS)
    found = {kind: flows(decoded.out(capture), kind) for kind in MODELS}
    in_order = capture.name != ALONE and not decoded.run(capture)["hygiene"]["backwards"]
    for kind, records in found.items():
        no_flow_ends_before_it_begins(kind, records, in_order)
        parts_are_told_apart(kind, records)
        if kind not in ("Flow", "Connection"):
            a_key_is_of_one_flow(kind, records)
    models_agree(found)
    records_of_a_conversation_join(found)
    TALLY.look(capture)
    wanted = tshark_counts(capture)
    as_counted(capture, "IP", sums(found["Flow"], ("TotalSize", "TotalSizeOnWire")), wanted)
    as_counted(capture, "link", sums(found["LinkFlow"]), wanted)


for path in flowtables.captures():
    named(f"no packet of {path.name} is lost or counted twice by its flows",
          lambda folder, path=path: look_at(folder, path))

TALLY.last()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
