#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What tools that make features of flows are known to get wrong, CICFlowMeter before all: for each a capture that
shows it, and what FlowFeatures says of it.  netcap-features(7) tells of them; SQL has to find the same values.
"""
import collections
import re

import e2e
import features
import wire
from e2e import equal, named, test
from files import Capture
from wire import IPV4, IPV6, TCP, UDP, VLAN, ether, ip4, ip6, mss, tcp, udp, vlan

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
A4, B4, A6, B6 = "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"
SECOND, MS = 10**9, 10**6
CLIENT, SERVER = 40000, 80


def frame(back, proto, payload, six=False):
    """To the server, or back."""
    ends, macs = ((B6, A6) if six else (B4, A4), (ONE, TWO)) if back else ((A6, B6) if six else (A4, B4), (TWO, ONE))
    return ether(*macs, IPV6 if six else IPV4, (ip6 if six else ip4)(*ends, proto, payload))


def to(seq, ack=0, flags="A", size=0, six=False, **more):
    return frame(False, TCP, tcp(CLIENT, SERVER, seq, ack, flags, payload=b"x" * size, **more), six)


def back(seq, ack=0, flags="A", size=0, six=False, **more):
    return frame(True, TCP, tcp(SERVER, CLIENT, seq, ack, flags, payload=b"x" * size, **more), six)


def ask(size, six=False):
    return frame(False, UDP, udp(CLIENT, SERVER, b"x" * size), six)


def reply(size, six=False):
    return frame(True, UDP, udp(SERVER, CLIENT, b"x" * size), six)


HANDSHAKE = [to(100, flags="S"), back(500, 101, "SA"), to(101, 501)]
FAREWELL = [to(101, 501, "FA"), back(501, 102, "FA"), to(102, 502)]


def spaced(*packets, by=0.1):
    """Each so many seconds after the one before it."""
    return [(packet, by) for packet in packets]


def fragments(size):
    whole = bytes(udp(CLIENT, SERVER, b"x" * size, sum=0))
    return [(ether(TWO, ONE, IPV4, ip4(A4, B4, UDP, whole[at:at + 800], ident=7, offset=at // 8,
                                       flags=1 if at + 800 < len(whole) else 0)), 0.01)
            for at in range(0, len(whole), 800)]


Case = collections.namedtuple("Case", "sentence packets expected settings")
CASES = []


def case(sentence, packets, *expected, settings=()):
    """One record for each of what is expected, in order of their parts."""
    CASES.append(Case(sentence, packets, expected, settings))


case("a SYN-ACK first in the file turns no direction round",
     spaced(HANDSHAKE[1], HANDSHAKE[0], *HANDSHAKE[2:]),
     {"SrcIP": A4, "SrcPort": CLIENT, "DirectionBy": "synack", "FwdPkts": 2, "BwdPkts": 1, "FirstReplyTime": None})
case("the next part of a long connection keeps its direction",
     spaced(*HANDSHAKE, back(501, 101, size=9), back(510, 101, size=9), by=6),
     {"SrcIP": A4, "Part": 1, "EndReason": "active", "DirectionBy": "syn"},
     {"SrcIP": A4, "Part": 2, "DirectionBy": "part", "FwdPkts": 0, "BwdPkts": 2, "DownUpPktRatio": None},
     settings=("--set=FlowFeatures.active_timeout=13", "--set=Connection.active_timeout=13"))
case("one FIN ends nothing, and the last ACK is no flow of its own",
     spaced(*HANDSHAKE, back(501, 101, "FA"), to(101, 502, size=5), back(502, 106), to(106, 502, "FA"), back(502, 107)),
     {"Pkts": 8, "EndReason": "closed", "FwdFINFlags": 1, "BwdFINFlags": 1})
case("what comes behind an RST is no flow of its own",
     spaced(*HANDSHAKE, to(101, 501, "RA"), back(501, 101, size=3)),
     {"Pkts": 5, "EndReason": "reset", "FwdRSTFlags": 1})
case("a connection of more than two minutes is one",
     spaced(*HANDSHAKE, *[to(101 + n, 501, size=1) for n in range(20)], *FAREWELL, by=10),
     {"Pkts": 26, "Duration": 250 * SECOND, "ActivePeriods": 26, "IdleMin": 10 * SECOND, "SubflowCount": 26})
case("datagrams minutes apart are two flows", [(ask(4), 0.1), (reply(4), 100), (ask(4), 0.1), (reply(4), 0.1)],
     {"Part": 1, "EndReason": "idle", "Pkts": 2}, {"Part": 2, "EndReason": "input-end", "Pkts": 2})
case("one packet is a flow, and has no rates that it cannot have", spaced(ask(4)),
     {"Pkts": 1, "Duration": 0, "PktRate": None, "PayloadRate": None, "IATMean": None, "PktLenStd": None,
      "FwdPktLenMean": 32, "BwdPktLenMean": None, "FwdDataPkts": 1})
case("no gap is below 0 where packets were misordered",
     [(ask(1), 0.2), (reply(2), -0.1), (ask(3), 0.3), (reply(4), 0)],
     {"BackwardsPkts": 1, "IATMin": 0, "IATMax": 200 * MS, "Duration": 400 * MS, "SpltTimes": [
         0, 200 * MS, 200 * MS, 400 * MS]})
case("padding of the link is no payload", spaced(*HANDSHAKE, *FAREWELL),
     {"FwdPayloadBytes": 0, "BwdPayloadBytes": 0, "PayloadLenMax": 0, "PktLenMax": 40, "PktLenMin": 40,
      "FwdDataPkts": 0, "PayloadAsymmetry": None})
case("no link header and no tag counts",
     [(ether(TWO, ONE, VLAN, vlan(7, IPV4, ip4(A4, B4, UDP, udp(CLIENT, SERVER, b"xxxx")))), 0)],
     {"Bytes": 32, "FwdPayloadBytes": 4, "FwdHeaderBytes": 8})
case("the first packet counts once in the sizes of both directions", spaced(ask(10), reply(20)),
     {"PayloadLenMean": 15, "PayloadLenStd": 50**0.5, "PktLenMean": 43})
case("the first packet counts among those with payload", spaced(ask(10), ask(0), reply(3)),
     {"FwdDataPkts": 1, "BwdDataPkts": 1, "FwdFirstPayloadLen": 10})
case("flags of all packets count",
     spaced(*HANDSHAKE, to(101, 501, "PA", 5), back(501, 106, "PA", 7), to(106, 508, "PUA", 1)),
     {"FwdPSHFlags": 2, "BwdPSHFlags": 1, "FwdURGFlags": 1, "FwdSYNFlags": 1, "BwdSYNFlags": 1, "FwdACKFlags": 3,
      "BwdACKFlags": 2})
case("bulks have the direction of their packets",
     spaced(*[to(1 + n, 1, size=100) for n in range(4)], *[back(1, 401, size=10) for n in range(5)]),
     {"FwdBulkCount": 1, "FwdBulkPktsMean": 4, "FwdBulkBytesMean": 400, "FwdBulkRate": 400 / 0.3,
      "BwdBulkCount": 1, "BwdBulkPktsMean": 5, "BwdBulkBytesMean": 50, "BwdBulkRate": 125, "Turns": 1})
case("there is one subflow more than gaps", [(ask(1), 2), (ask(1), 0.5), (reply(1), 2), (ask(1), 0)],
     {"SubflowCount": 3, "SubflowFwdPkts": 1, "SubflowBwdPkts": 1 / 3, "SubflowFwdBytes": 1})
case("without a gap there is one subflow", spaced(ask(1), reply(1)),
     {"SubflowCount": 1, "SubflowFwdPkts": 1, "SubflowBwdPkts": 1})
case("the last active period counts, and one of a single packet",
     [(ask(1), 1), (ask(1), 6), (ask(1), 7), (ask(1), 2), (ask(1), 0)],
     {"ActivePeriods": 3, "ActiveMin": 0, "ActiveMax": 2 * SECOND, "ActiveMean": SECOND, "ActiveStd": SECOND,
      "IdleMin": 6 * SECOND, "IdleMax": 7 * SECOND})
case("without a gap of five seconds there is no idle time", spaced(ask(1), reply(1)),
     {"ActivePeriods": 1, "ActiveMean": 100 * MS, "ActiveStd": None, "IdleMin": None, "IdleMean": None})
case("ratios are no whole numbers", spaced(*[ask(1)] * 10, *[reply(1)] * 9),
     {"DownUpPktRatio": 0.9})
case("where no time passed there are no rates, whatever the packets", spaced(ask(1), reply(1), by=0),
     {"Duration": 0, "PktRate": None, "FwdPktRate": None, "PayloadRate": None, "IATMean": 0, "IATMedian": 0})
case("the first window of a side is that of its SYN",
     spaced(to(100, flags="S", window=1000), back(500, 101, "SA", window=2000), to(101, 501, window=3000),
            back(501, 101, window=4000)),
     {"FwdInitWin": 1000, "BwdInitWin": 2000})
case("of a connection met midway no first window is known", spaced(to(100, 500, size=1), back(500, 101, window=0)),
     {"FwdInitWin": None, "BwdInitWin": None, "BwdZeroWinPkts": 1, "DirectionBy": "first", "SynToSynAck": None})
case("IPv6 has flags, windows and times like any other",
     spaced(to(100, flags="S", six=True), back(500, 101, "SA", six=True), to(101, 501, six=True)),
     {"FwdSYNFlags": 1, "FwdInitWin": 65535, "Duration": 200 * MS, "Bytes": 180, "FwdHeaderBytes": 40,
      "SynToSynAck": 100 * MS, "SynAckToAck": 100 * MS})
case("a header of UDP over IPv6 has 8 bytes", spaced(ask(5, six=True), reply(7, six=True)),
     {"FwdHeaderBytes": 8, "BwdHeaderBytes": 8, "FwdPayloadBytes": 5, "FwdBytes": 53})
case("what is neither TCP nor UDP is none of it", [(frame(False, wire.ICMP, wire.icmp(8, 0, wire.echo(1, 1))), 0)])
case("times are seconds since 1970, to the nanosecond where the capture is", spaced(ask(1), reply(1), by=0.000000007),
     {"TimestampFirst": "1700000000.000005000", "Duration": 7})
case("lengths are those on the wire where the capture was cut",
     [(to(1, 1, size=1000), 0.1, 60), (back(1, 1001, size=500), 0.1, 60)],
     {"FwdBytes": 1040, "FwdPayloadBytes": 1000, "BwdPayloadBytes": 500, "PayloadLenMean": 750})
case("a datagram in fragments is one packet", fragments(2000),
     {"Pkts": 1, "FwdBytes": 2028, "FwdPayloadBytes": 2000, "TimestampFirst": "1700000000.020005"})
case("an acknowledgement said twice repeats nothing, bytes do in whatever window",
     spaced(*HANDSHAKE, to(101, 501, size=10), to(101, 501, size=10, window=99), back(501, 111), back(501, 111),
            back(501, 111)),
     {"FwdRetransPkts": 1, "BwdRetransPkts": 0})
case("the options of a header count in it", spaced(to(100, flags="S", options=mss(1460)), back(500, 101, "SA")),
     {"FwdHeaderBytes": 24, "BwdHeaderBytes": 20, "FwdHeaderLenMin": 24, "FwdPayloadBytes": 0})
case("a deviation is a sample's, and of one value there is none", spaced(ask(1), ask(3), reply(9)),
     {"FwdPayloadLenStd": 2**0.5, "BwdPayloadLenStd": None, "IATStd": 0, "FwdIATStd": None})


def captured(each, nano):
    cap = Capture("case", nano=nano)
    for data, after, *snap in each.packets:
        cap.packet(data, after, snap=snap[0] if snap else None)
    return cap.bytes()


def near(got, wanted):
    if isinstance(wanted, float) and got is not None:
        return abs(float(got) - wanted) <= 1e-12 * max(abs(wanted), 1)
    return got == wanted or (isinstance(wanted, int) and got is not None and float(got) == wanted) or (
        isinstance(wanted, list) and [int(one) for one in got] == wanted)


def check(folder, each):
    nano = "nanosecond" in each.sentence
    (folder / "case.pcap").write_bytes(captured(each, nano))
    found = features.decode(folder / "out", "-r", folder / "case.pcap", *each.settings)
    records = sorted(found["FlowFeatures"], key=lambda record: record["Part"])
    equal(len(records), len(each.expected), "the number of records")
    sources = {record["Part"]: record["SrcIP"] for record in found["Connection"]}
    equal([record["SrcIP"] for record in records], [sources[record["Part"]] for record in records], "the sources")
    for record, expected in zip(records, each.expected):
        for name, wanted in expected.items():
            assert near(record.get(name), wanted), f"{name} is {record.get(name)!r}, expected {wanted!r}"
    features.compare(found, features.by_sqlite(features.tables(found)), collections.Counter())


@test
def the_manual_has_each_of_them(_folder):
    page = (e2e.SOURCE / "core/netcap-features.7").read_text(encoding="utf-8").split('.SH WHAT OTHERS GET WRONG')[1]
    rows = re.findall(r"^\.TP\n(.*)$", page.split(".SH")[0], re.M)
    equal([row.replace("\\-", "-") for row in rows], [each.sentence for each in CASES])


for one in CASES:
    named(one.sentence, lambda folder, one=one: check(folder, one))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
