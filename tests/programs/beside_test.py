#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Several messages in one packet: an aggregate of wireless frames is as if each came alone."""
import struct

import e2e
from e2e import DONE, equal, netcapd, test

from files import Capture  # noqa: E402
from wire import IPV4, TCP, UDP, ip4, mac, snap, tcp, udp  # noqa: E402
from wireless import ONE, TWO, WIRELESS, frame  # noqa: E402


def inner(packet):
    return snap(bytes(3), IPV4, packet)


def datagram(port, text):
    return inner(ip4("192.0.2.1", "192.0.2.2", UDP, udp(port, 4001, text)))


def aggregate(*bodies):
    """All but the last are padded to four bytes, IEEE 802.11 section 9.3.2.2.2."""
    parts = [mac(TWO) + mac(ONE) + struct.pack("!H", len(body)) + body for body in bodies]
    padded = [part + bytes(-len(part) % 4) for part in parts[:-1]]
    return frame(0x88, flags=1, rest=b"\x80\0" + b"".join(padded) + parts[-1])


def read(folder, *packets, status=DONE):
    cap = Capture("aggregate", WIRELESS)
    for packet in packets:
        cap.packet(packet)
    path = folder / "aggregate.pcap"
    path.write_bytes(cap.bytes())
    return netcapd("-r", path, out=folder / "out", status=status)


def ports(folder, kind="UDP"):
    return [int(record["SrcPort"]) for record in e2e.records(folder / "out", kind)]


@test
def each_frame_of_an_aggregate_has_its_records_in_order(folder):
    bodies = [datagram(port, b"x" * (port - 4000)) for port in range(4001, 4008)]
    read(folder, aggregate(*bodies), aggregate(datagram(5000, b"one")))
    equal(ports(folder), [*range(4001, 4008), 5000], "ports")
    equal(len(e2e.records(folder / "out", "Dot11")), 2, "frames around them")


@test
def each_frame_of_an_aggregate_is_a_conversation(folder):
    read(folder, aggregate(datagram(4001, b"a"), datagram(4002, b"b"), datagram(4003, b"c")))
    found = e2e.records(folder / "out", "Connection")
    equal([(int(each["SrcPort"]), each["NumPackets"], each.get("Depth", 0)) for each in found],
          [(4001, 1, 0), (4002, 1, 0), (4003, 1, 0)], "port, packets and depth")


@test
def the_frames_of_an_aggregate_have_its_bytes_among_them(folder):
    read(folder, aggregate(datagram(4001, b"a"), datagram(4002, b"b" * 40), datagram(4002, b"c")))
    whole = len(aggregate(datagram(4001, b"a"), datagram(4002, b"b" * 40), datagram(4002, b"c")))
    for kind, size in (("Connection", "TotalSize"), ("Connection", "TotalSizeOnWire"), ("Flow", "TotalSize"),
                       ("TransportFlow", "TotalSize"), ("NetworkFlow", "TotalSize")):
        equal(sum(int(each[size]) for each in e2e.records(folder / "out", kind)), whole, f"{kind}.{size}")
    equal({each["SrcPort"]: (each["NumPackets"], int(each["SrcBytes"]))
           for each in e2e.records(folder / "out", "Connection")}["4002"], (2, 36 + 40 + 37), "of the second")


@test
def a_frame_is_nothing_of_the_conversation_before_it(folder):
    answer = inner(ip4("192.0.2.1", "192.0.2.2", TCP, tcp(6001, 80, 1, 1, "A")))
    read(folder, aggregate(answer, b"\x50\x50\x03"))
    equal([each["ApplicationProto"] for each in e2e.records(folder / "out", "Connection")], [""], "application")


@test
def flows_see_as_many_frames_of_an_aggregate_as_levels(folder):
    read(folder, aggregate(*(datagram(4001 + n, b"a") for n in range(8))))
    equal([int(each["SrcPort"]) for each in e2e.records(folder / "out", "Connection")],
          [4001, 4002, 4003, 4004, 4005, 4006], "ports")
    equal(len(ports(folder)), 8, "records of headers")


@test
def joined_records_have_their_own_conversation(folder):
    read(folder, aggregate(datagram(4001, b"a"), datagram(4002, b"b")))
    cap = folder / "out"
    flows = {each["SrcPort"]: each["ConnectionID"] for each in e2e.records(cap, "Connection")}
    equal(len(set(flows.values())), 2, "ids")


@test
def a_frame_that_is_refused_hides_no_other(folder):
    bad = inner(b"\x45" + bytes(10))
    done = read(folder, aggregate(datagram(4001, b"a"), bad, datagram(4003, b"c")),
                aggregate(bad, datagram(4004, b"d")))
    equal(ports(folder), [4001, 4003, 4004], "ports")
    equal(e2e.summary(done.stdout)["refused"], 2, "packets refused")


@test
def the_first_segment_of_an_aggregate_goes_into_its_stream(folder):
    request = b"GET /one HTTP/1.1\r\nHost: a.example\r\n\r\n"
    segments = [inner(ip4("192.0.2.1", "192.0.2.2", TCP, tcp(port, 80, 1, 1, "PA", payload=request)))
                for port in (6001, 6002)]
    read(folder, aggregate(*segments))
    equal(ports(folder, "TCP"), [6001, 6002], "headers")
    equal([each["SrcPort"] for each in e2e.records(folder / "out", "HTTP")], [6001], "requests")


@test
def more_frames_than_are_looked_at_are_noted(folder):
    done = read(folder, aggregate(*([b"\x50\x50\x03"] * 40)))
    equal(len(e2e.records(folder / "out", "LLC")), 33, "records")
    equal("more messages in one than are looked at" in done.stdout, True, "the note is shown")


@test
def all_frames_of_an_aggregate_have_no_more_layers_than_a_packet(folder):
    done = read(folder, aggregate(*(datagram(7000 + n, b"") for n in range(20))))
    equal(ports(folder), list(range(7000, 7015)), "ports")
    equal(e2e.summary(done.stdout)["refused"], 0, "packets refused")
    equal("more layers than one packet may have" in done.stdout, True, "the reason is shown")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
