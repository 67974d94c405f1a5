#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Captures whose clocks go wrong have the conversations of the one whose clock is right.

The same packets in the same order, each given to an interface and a time of that interface's clock;
what is compared is all that holds no time.
"""
import random

import e2e
from e2e import equal, named, netcapd, test
from files import ETHERNET, Capture, block, enhanced, interface, section
from talks import Talk
from wire import IPV4, UDP, ether, ip4, udp

HOUR, YEAR = 3600, 365 * 86400
MODELS = ("Connection", "Flow", "NetworkFlow", "TransportFlow")
TIMES = ("Timestamp", "TimestampFirst", "TimestampLast", "ResTimestamp", "Duration")
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"


def datagram(ends, ports, payload=b"tick", fragments=1):
    whole = bytes(ip4(*ends, UDP, udp(*ports, payload)))[20:]
    size = -(-len(whole) // fragments // 8) * 8
    return [ether("02:00:00:00:00:02", "02:00:00:00:00:01", IPV4,
                  ip4(*ends, UDP, whole[at:at + size], ident=ports[0], offset=at // 8,
                      flags=int(at + size < len(whole))), least=0)
            for at in range(0, len(whole), size)]


def eight_talks(cap, first):
    """Eight connections at a time, each with three requests, between datagrams of one flow."""
    talks = [Talk(cap, first + i, 80) for i in range(8)]
    for turn in range(3):
        for i, talk in enumerate(talks):
            talk.ask(b"GET /%d/%d HTTP/1.1\r\nHost: h\r\n\r\n" % (first + i, turn))
            for ends, ports in (((CLIENT, SERVER), (7000, 7001)), ((SERVER, CLIENT), (7001, 7000))):
                cap.packet(datagram(ends, ports)[0])
        for i, talk in enumerate(talks):
            talk.answer(b"HTTP/1.1 %d A\r\nContent-Length: 0\r\n\r\n" % (200 + i * 3 + turn))
    for piece in datagram((CLIENT, SERVER), (first, 9), b"fragment" * 50, 4):
        cap.packet(piece)
    for talk in talks:
        talk.close()


def traffic(pause=0):
    """Packets in order, each with its true time in nanoseconds, with a pause in the middle."""
    cap = Capture("clocks")
    for group in range(6):
        if group == 3:
            cap.clock += pause * 10**9
        eight_talks(cap, 40000 + 100 * group)
    return [(time, data) for time, data, _ in cap.packets]


def from_server(data):
    return data[26:30] == bytes([192, 0, 2, 2])


def pcap(packets):
    cap = Capture("clocks", nano=True)
    cap.packets = [(time, data, len(data)) for _, time, data in packets]
    return cap.bytes()


def simple(data):
    """A packet block without a time."""
    return block("<", 3, len(data).to_bytes(4, "little") + data)


def pcapng(packets):
    """Of packets with the number of their interface; one without a time has none."""
    head = section("<") + b"".join(interface("<", ETHERNET, 0, b"eth%d" % i, 9) for i in range(3))
    return head + b"".join(simple(data) if time is None else enhanced("<", number, time, data)
                           for number, time, data in packets)


def seen(folder, *files, options=()):
    """What a run says of these files, without the times."""
    inputs = []
    for i, content in enumerate(files):
        path = folder / f"{i}.pcap"
        path.write_bytes(content)
        inputs += ["-r", path]
    netcapd(*inputs, *options, out=folder / "out", status=e2e.DONE)
    found = {}
    for kind in (*MODELS, "HTTP", "UDP", "TCP", "IPv4"):
        records = e2e.records(folder / "out", kind)
        found[kind] = sorted(str(sorted((k, v) for k, v in r.items() if k not in TIMES))
                             for r in records)
    return found


def compare(folder, right, *files, options=()):
    """Everything is as in the right capture."""
    folder.mkdir()
    wrong = seen(folder, *files, options=options)
    for kind, records in right.items():
        assert records, f"no {kind}"
        assert wrong[kind] == records, f"{kind}: {len(wrong[kind])} records that differ from " \
            f"the {len(records)} of the right clock"


def right_for(folder, packets):
    (folder / "right").mkdir()
    return seen(folder / "right", pcap([(0, time, data) for time, data in packets]))


def chance(seed, most):
    """A number below `most` for each packet."""
    draw = random.Random(seed)
    return [draw.randrange(most) for _ in range(5000)]


def by_side(data, seconds):
    return int(from_server(data)), seconds if from_server(data) else 0


# For the number and bytes of a packet: the interface that it is of, and by how many seconds the
# clock of that is wrong.  No difference is as long as the pause: that could not be told from it.
WRONG = {
    "two interfaces 100 s apart": lambda i, data: by_side(data, 100),
    "two interfaces, the other one 100 s behind": lambda i, data: by_side(data, -100),
    "two interfaces three years apart": lambda i, data: by_side(data, 3 * YEAR),
    "two interfaces, one of which begins in 1970": lambda i, data: by_side(data, -1700000000),
    "three interfaces in turn": lambda i, data: (i % 3, (0, 7 * HOUR, -40)[i % 3]),
    "a clock set forward beside one that goes on":
        lambda i, data: by_side(data, 400 if i > 300 else 0),
    "a clock set back beside one that goes on":
        lambda i, data: by_side(data, -2 * HOUR if i > 300 else 0),
    "one clock that runs a hundredth fast": lambda i, data: by_side(data, i * 0.0025),
    "two clocks 100 s apart in one interface": lambda i, data: (0, 100 * (i % 2)),
    "two clocks an hour apart in one interface": lambda i, data: (0, by_side(data, HOUR)[1]),
    "three clocks in one interface": lambda i, data: (0, 100 * (i % 3)),
    "a clock set back by an hour": lambda i, data: (0, -HOUR if i > 300 else 0),
    "a clock set back by an hour and forth again and again":
        lambda i, data: (0, -HOUR if i // 70 % 2 else 0),
    "single packets 400 s ahead": lambda i, data: (0, 400 if i % 97 == 41 else 0),
    "single packets two years ahead or behind":
        lambda i, data: (0, YEAR * (2 if i % 2 else -2) if i % 97 == 41 else 0),
    "packets up to 8 s out of order": lambda i, data, draw=chance(1, 9): (0, draw[i]),
    "packets up to 20 s out of order": lambda i, data, draw=chance(2, 21): (0, draw[i]),
}


def distorted(packets, wrong):
    for i, (time, data) in enumerate(packets):
        number, seconds = wrong(i, data)
        yield number, time + round(seconds * 10**9), data


def as_if_right(wrong):
    def run(folder):
        for pause in (0, HOUR):
            place = folder / str(pause)
            place.mkdir()
            packets = traffic(pause)
            right = right_for(place, packets)
            found = list(distorted(packets, wrong))
            if pause and max(number for number, *_ in found) == 0:
                continue
            compare(place / "ng", right, pcapng(found))
            compare(place / "one", right, pcapng(found), options=("--workers=1",))
            if max(number for number, *_ in found) == 0:
                compare(place / "classic", right, pcap(found))
    return run


for sentence, how in WRONG.items():
    named(f"conversations are as with a right clock: {sentence}", as_if_right(how))


@test
def packets_without_a_time_are_in_their_conversations(folder):
    packets = traffic()
    found = [(0, None if i % 5 == 3 else time, data) for i, (time, data) in enumerate(packets)]
    compare(folder / "simple", right_for(folder, packets), pcapng(found))


@test
def files_of_any_clock_go_on_where_the_one_before_ended(folder):
    packets = traffic()
    right = right_for(folder, packets)
    for i, seconds in enumerate((0, 2, -HOUR, -3 * YEAR)):
        found = [(0, time + seconds * 10**9 * (n >= 300), data)
                 for n, (time, data) in enumerate(packets)]
        compare(folder / f"pcap{i}", right, pcap(found[:300]), pcap(found[300:]))
    found = list(distorted(packets, WRONG["two interfaces 100 s apart"]))
    compare(folder / "ng", right, *(pcapng(found[at:at + 150]) for at in range(0, 900, 150)))
    compare(folder / "sections", right, pcapng(found[:400]) + pcapng(found[400:]))


@test
def two_flows_of_2000_packets_100_s_apart_are_two_connections(folder):
    found = []
    for i in range(2000):
        side = i % 2
        found += [(side, (1700000000 + i // 100 + 100 * side) * 10**9, data)
                  for data in datagram((f"10.0.0.{side + 1}", "10.0.0.9"), (6000 + side, 9))]
    for name, content in (("ng", pcapng(found)), ("classic", pcap(found))):
        (folder / name).mkdir()
        records = seen(folder / name, content)
        for kind in ("Connection", "Flow"):
            equal(len(records[kind]), 2, f"{kind} records of {name}")


@test
def one_packet_two_years_ahead_moves_no_other_connection(folder):
    cap = Capture("clocks")
    talks = [Talk(cap, 45000 + i, 80) for i in range(3)]
    for i, talk in enumerate(talks):
        talk.ask(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % i)
    now = cap.clock
    cap.clock += 2 * YEAR * 10**9
    cap.packet(datagram((CLIENT, SERVER), (50000, 50001))[0])
    ahead = cap.time
    cap.clock = now
    for i, talk in enumerate(talks):
        talk.answer(b"HTTP/1.1 %d A\r\nContent-Length: 0\r\n\r\n" % (201 + i))
        talk.close()
    (folder / "0.pcap").write_bytes(cap.bytes())
    netcapd("-r", folder / "0.pcap", out=folder / "out", status=e2e.DONE)
    requests = e2e.records(folder / "out", "HTTP")
    equal(sorted((r["URL"], r["StatusCode"]) for r in requests),
          [("/0", 201), ("/1", 202), ("/2", 203)])
    connections = e2e.records(folder / "out", "Connection")
    equal([c["EndReason"] for c in connections if c["TransportProto"] == "TCP"], ["closed"] * 3)
    equal([r["Timestamp"] for r in e2e.records(folder / "out", "UDP")],
          [f"{ahead // 10**9}.{ahead % 10**9 // 1000:06d}"], "the time in a record")


def parts(folder, *steps):
    """How many Connections packets of one flow are that come after these seconds each."""
    cap = Capture("clocks")
    for seconds in steps:
        cap.packet(datagram((CLIENT, SERVER), (1, 2))[0], after=0)
        cap.clock += seconds * 10**9
    folder.mkdir()
    return len(seen(folder, cap.bytes())["Connection"])


@test
def silence_of_an_hour_ends_flows_and_a_last_packet_alone_none(folder):
    equal(parts(folder / "17", HOUR, *[1] * 17), 2, "parts with 16 packets that confirm")
    equal(parts(folder / "2", 1, 1, HOUR, 1, 1), 2, "parts with one packet that confirms")
    equal(parts(folder / "1", 1, 1, HOUR, 1), 1, "parts with none")
    equal(parts(folder / "each", *[HOUR] * 40, 1, 1), 41, "parts of packets an hour apart")


WRONG_DURATIONS = {
    "set back by an hour": lambda i, data: (0, -HOUR if i > 60 else 0),
    "set back to 1970": lambda i, data: (0, -1700000000 if i > 60 else 0),
    "of one direction an hour ahead": lambda i, data: by_side(data, HOUR),
    "of one packet two years ahead": lambda i, data: (0, 2 * YEAR if i == 60 else 0),
}


def durations(folder, wrong):
    """Of the records of a datagram each way every tenth of a second, 100 in all, in seconds."""
    cap = Capture("clocks")
    ends = (CLIENT, SERVER), (SERVER, CLIENT)
    for i in range(100):
        cap.packet(datagram(ends[i % 2], ((1, 2), (2, 1))[i % 2])[0], after=0)
        cap.clock += 10**8
    packets = [(*wrong(i, data), time, data) for i, (time, data, _) in enumerate(cap.packets)]
    (folder / "in.pcapng").write_bytes(pcapng([(number, time + int(by * 10**9), data)
                                               for number, by, time, data in packets]))
    netcapd("-r", folder / "in.pcapng", out=folder / "out", status=e2e.DONE)
    return [int(record["Duration"]) / 1e9 for kind in MODELS for record in e2e.records(folder / "out", kind)]


@test
def a_clock_that_is_right_gives_the_time_between_the_first_packet_and_the_last(folder):
    for found in durations(folder, lambda i, data: (0, 0)):
        assert found in (9.8, 9.9), found


def as_long_as_by_the_right_clock(wrong):
    def look(folder):
        for found in durations(folder, wrong):
            assert 9.5 < found < 10, found
    return look


for which, of in WRONG_DURATIONS.items():
    named(f"a clock {which} makes no flow last longer, and none shorter", as_long_as_by_the_right_clock(of))


@test
def a_conversation_that_begins_after_an_hour_of_silence_is_one(folder):
    """Also where the packet that confirms the step is in the middle of it."""
    cap = Capture("clocks")
    cap.packet(datagram((CLIENT, SERVER), (1, 2))[0], after=HOUR)
    eight_talks(cap, 40000)
    records = seen(folder, cap.bytes())
    equal(len(records["HTTP"]), 24)
    equal(sum("'tcp'" in c or "'TCP'" in c for c in records["Connection"]), 8)


if __name__ == "__main__":
    raise SystemExit(e2e.main())
