#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Records are as the standards have them: captures/STEM.expected.jsonl, written by hand.

A member left out there has its default; an entropy counts only where it is given.
"""
import gzip
import json
import os
import re

import e2e
from e2e import CAPTURES, DONE, PARTIAL, equal, named, netcapd, test
import joins

DEFAULTS = (0, False, "", None, [], {})
SIX_DECIMALS = 5e-7


def written(folder, capture):
    """The folder with the records of a capture."""
    done = netcapd("-r", CAPTURES / capture, out=folder / "out")
    assert done.returncode in (DONE, PARTIAL), done.stderr
    return folder / "out"


def with_defaults_left_out(value):
    """What is not default.  A message in which nothing is set is one: some are always there."""
    if isinstance(value, list):
        return [with_defaults_left_out(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {name: with_defaults_left_out(each) for name, each in value.items()}
    return {name: each for name, each in kept.items() if each not in DEFAULTS}


JOINS = "ConnectionID", "CommunityID", "PacketNumber"


DATAGRAMS = {"tftp"}


def joins_are_right(got, where, protocol):
    """Of a record of a stream that has no Context: what joins it is worked out from its ends."""
    ends, ports = (got["SrcIP"], got["DstIP"]), (got["SrcPort"], got["DstPort"])
    stands = [got.pop(name) for name in ("Depth", "VLAN", "OuterVLAN", "Tunnel", "TunnelID") if name in got]
    connection, community, number = (got.pop(name, None) for name in JOINS)
    equal(community, joins.community_id(ends, ports, protocol), f"{where}: CommunityID")
    assert stands or connection == joins.connection_id(ends, ports, protocol), f"{where}: ConnectionID"
    assert number and number > 0, f"{where}: PacketNumber is {number}"


def same_record(got, wanted, where, protocol=joins.TCP):
    """Field by field, so that the one that differs is named."""
    got = with_defaults_left_out(got)
    if "PacketNumber" in got and "PacketNumber" not in wanted:
        joins_are_right(got, where, protocol)
    entropy, wanted_entropy = got.pop("PayloadEntropy", 0), wanted.pop("PayloadEntropy", None)
    for name in sorted({*got, *wanted}):
        equal(got.get(name), wanted.get(name), f"{where}: {name}")
    if wanted_entropy is not None:
        assert abs(entropy - wanted_entropy) <= SIX_DECIMALS, \
            f"{where}: PayloadEntropy is {entropy}, expected {wanted_entropy}"


def expected_and_got(folder, stem):
    lines = (CAPTURES / f"{stem}.expected.jsonl").read_text().splitlines()
    out = written(folder, f"{stem}.pcap")
    kinds = {name.split(".")[0].lower(): name.split(".")[0] for name in e2e.names(out)}
    assert stem in kinds, f"there is no file of {stem}; there are: {', '.join(e2e.names(out))}"
    return ([with_defaults_left_out(json.loads(line)) for line in lines],
            e2e.records(out, kinds[stem]))


def as_expected(folder, stem):
    expected, got = expected_and_got(folder, stem)
    for number, (one, other) in enumerate(zip(got, expected), 1):
        same_record(one, other, f"record {number}, {other.get('Timestamp') or other['TimestampFirst']}",
                    joins.UDP if stem in DATAGRAMS else joins.TCP)
    equal(len(got), len(expected), "the number of records")


def of_one_type(folder, stem, kind, record):
    """What is put together from pieces: the records of one type in a capture that has several."""
    lines = (CAPTURES / f"{stem}.{kind}.jsonl").read_text().splitlines()
    expected = [with_defaults_left_out(json.loads(line)) for line in lines]
    got = e2e.records(written(folder, f"{stem}.pcap"), record)
    for number, (one, other) in enumerate(zip(got, expected), 1):
        same_record(one, other, f"record {number}, {other['Timestamp']}")
    equal(len(got), len(expected), "the number of records")


for each in sorted(path.name.split(".")[0] for path in CAPTURES.glob("*.expected.jsonl")):
    named(f"the records of {each} are as the standard has them",
          lambda folder, each=each: as_expected(folder, each))
for each in ("dns", "tcp", "udp"):
    named(f"fragments give their records of {each}",
          lambda folder, each=each: of_one_type(folder, "defrag", each, each.upper()))
for each, record in (("http", "HTTP"), ("tls", "TLSClientHello")):
    named(f"segments give their records of {record}",
          lambda folder, each=each, record=record: of_one_type(folder, "streams", each, record))
for each, record in (("http", "HTTP"), ("tls", "TLSClientHello"), ("dns", "DNS"),
                     ("modbus", "ModbusTCP")):
    named(f"wrong guesses hide no {record}",
          lambda folder, each=each, record=record: of_one_type(folder, "guesses", each, record))
named("first lines outside the grammar, lost and cut heads move no status",
      lambda folder: of_one_type(folder, "odd", "http", "HTTP"))
named("what has no record hides no HTTP",
      lambda folder: of_one_type(folder, "recognised", "http", "HTTP"))


@test
def what_is_no_message_is_refused_where_it_stands(folder):
    """And nothing else: not the answer behind it, nor what a side says to what waited."""
    done = netcapd("-r", CAPTURES / "guesses.pcap", out=folder / "out", status=DONE)
    equal(e2e.balanced(done)["refused"], 19, "packets refused")
    report = json.loads((folder / "out/run.json").read_text())["reasons"]
    equal({each["reason"]: each["packets"] for each in report["refused"]}, {
        "DNS: no message where one should begin": 9, "ModbusTCP: no message where one should begin": 9,
        "HTTP: neither request nor response": 1}, "why")
    equal({each["reason"]: each["packets"] for each in report["marked"]}, {
        "HTTP: Content-Length that is no number": 3, "HTTP: Content-Length of more than 18 digits": 1},
        "what is marked")
    bad = (b"\0\4\0\1\xff\xff\1\3", b"\xff" * 13, b"FROB\r\n\r\n", b"POST /wrong ")
    with gzip.open(folder / "out/errors.pcapng.gz") as stream:
        data = stream.read()
    equal([data.count(words) for words in bad], [9, 9, 1, 4], "what is set aside")


@test
def holes_in_streams_are_counted_but_those_in_bodies(folder):
    done = netcapd("-r", CAPTURES / "streams.pcap", out=folder / "out", status=DONE)
    assert re.search(r"^gaps in streams +4\n +bytes missing in them +59$", done.stdout, re.M), \
        done.stdout


@test
def the_last_bytes_count_where_segments_overlap_when_so_set(folder):
    netcapd("-r", CAPTURES / "streams.pcap", "--stream-overlap=last", out=folder / "out")
    urls = [record["URL"] for record in e2e.records(folder / "out", "HTTP")]
    equal(("/first-wins" in urls, "/other-wins" in urls), (False, True), "who wins")


LINKS = {"sll": (3, 1), "sll2": (3, 1), "null_le": (3, 1), "null_be": (3, 1), "loop": (3, 1),
         "raw": (3, 1), "raw4": (3, 0), "raw6": (0, 3), "nflog": (3, 1), "nflog_be": (3, 1),
         "pflog": (3, 1), "ipnet": (3, 1), "pppdirection": (3, 1), "switchtag": (3, 1),
         "switchtag_typed": (3, 1), "tokenring": (3, 1), "slip": (3, 1), "classicalip": (3, 1)}
FRAMED = {"pktap": (3, 1), "atm": (3, 1)}


def ip_in(folder, stem, four, six, framed):
    out = written(folder, f"{stem}.pcap")
    equal((len(e2e.records(out, "IPv4")), len(e2e.records(out, "IPv6"))), (four, six),
          "the number of records of IPv4 and IPv6")
    equal("Ethernet.ncap.gz" in e2e.names(out), framed, "whether there are records of Ethernet")


for link, numbers in {**LINKS, **FRAMED}.items():
    named(f"IP is found in the link type of {link}.pcap", lambda folder, link=link, numbers=numbers:
          ip_in(folder, link, *numbers, framed=link in FRAMED))


INSIDE = {"usbpcap": {"USBRequestBlockSetup": 1}, "usbdarwin": {"USBRequestBlockSetup": 1},
          "devices": {"IPv4": 4, "Ethernet": 1, "Dot11": 1}, "ieee802154": {},
          "ieee802154tap": {}, "netlink": {}, "bluetooth": {}, "bluetoothdirection": {}, "socketcan": {},
          "isl": {"Ethernet": 4, "LLC": 1, "IPv4": 2}, "novell": {"Ethernet": 5, "LLC": 2, "SNAP": 1}, "novell_cooked": {"LLC": 1},
          "serial": {"CiscoDiscovery": 1, "IPv4": 1}}


def known(folder, stem, inside):
    done = netcapd("-r", CAPTURES / f"{stem}.pcap", out=folder / "out", status=DONE)
    found = e2e.balanced(done)
    equal((found["unknown"], found["refused"]), (0, 0), "packets that are not decoded")
    equal({kind: len(e2e.records(folder / "out", kind)) for kind in inside}, inside, "records")


for link, inside in INSIDE.items():
    named(f"nothing in {link}.pcap is unknown", lambda folder, link=link, inside=inside:
          known(folder, link, inside))


@test
def flows_call_HTTP_2_by_its_name_whoever_was_captured_first(folder):
    netcapd("-r", CAPTURES / "http2.pcap", out=folder / "out", status=DONE)
    equal([flow["ApplicationProto"] for flow in e2e.records(folder / "out", "Connection")], ["HTTP2"] * 4, "names")
    equal("HTTP.ncap.gz" in e2e.names(folder / "out"), False, "whether there are records of HTTP")


def times(out, kind):
    return [record["Timestamp"] for record in e2e.records(out, kind)]


@test
def each_interface_of_a_pcapng_has_its_own_link_type_and_clock(folder):
    out = written(folder, "mixed.pcapng")
    equal(times(out, "Ethernet"), ["1700000000.000005", "1700000000.999999",
                                   "1700000001.500000"], "times of Ethernet")
    equal(times(out, "IPv6"), ["1700000000.123456789", "1700000001.500000"], "times of IPv6")
    equal(times(out, "IPv4"), ["1700000000.000005", "1700000000.200000001", "1700000000.999999",
                               "1700000002.000007"], "times of IPv4")


@test
def a_capture_in_nanoseconds_has_nine_digits(folder):
    out = written(folder, "be_nsec.pcap")
    equal(times(out, "Ethernet"), ["1700000000.000005000", "1700000000.250005001",
                                   "1700000000.500005003", "1700000000.750005006"], "times")


@test
def a_snapped_packet_keeps_its_length_apart_from_what_was_captured(folder):
    out = written(folder, "mixed.pcapng")
    udp = [r for r in e2e.records(out, "UDP") if r["DstPort"] == 4001][0]
    equal((udp["Length"], udp["PayloadSize"]), (218, 68), "Length and PayloadSize")


@test
def packets_that_go_back_in_time_are_all_there_and_counted(folder):
    done = netcapd("-r", CAPTURES / "backwards.pcap", out=folder / "out", status=DONE)
    equal(len(times(folder / "out", "Ethernet")), 8, "records of Ethernet")
    assert "7 earlier than the packet before them" in done.stdout, done.stdout


def nested(folder, stem, kind, n):
    done = netcapd("-r", CAPTURES / f"{stem}.pcap", out=folder / "out")
    equal(len(e2e.records(folder / "out", kind)), n, f"records of {kind}")
    found = e2e.balanced(done)
    equal((found["all"], found["refused"]), (2, 1), "the summary")
    assert "more layers than one packet may have" in done.stdout, done.stdout
    assert os.path.exists(folder / "out/errors.pcapng.gz"), "there is no errors.pcapng.gz"


named("sixty-four tags of 802.1Q end at the cap on layers and keep what was decoded",
      lambda folder: nested(folder, "vlan64", "Dot1Q", 63))
named("sixty-four headers of IP end at the cap on layers and keep what was decoded",
      lambda folder: nested(folder, "ipip64", "IPv4", 64))

if __name__ == "__main__":
    raise SystemExit(e2e.main())
