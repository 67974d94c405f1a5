#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A difference from tshark or the original counts as justified only when a line is about it."""
import contextlib
import csv
import hashlib
import io
import sys

import e2e
from e2e import TESTS, equal, test

sys.path.insert(0, str(TESTS / "oracle"))
import compare  # noqa: E402
import conditions  # noqa: E402
import fields  # noqa: E402
import groups  # noqa: E402
import oracle  # noqa: E402
import pdml  # noqa: E402
from transforms import HIDDEN  # noqa: E402

STAMPS = "1700000000.000005", "1700000001.000005"


def table(folder, *lines):
    path = folder / "justified.csv"
    path.write_text("\n".join(("record,field,capture,reason,when", *lines)) + "\n")
    return compare.Justified([path], {"odd": lambda case: case.ours["Id"] % 2})


def covers(justified, packet=7, ours=None):
    difference = compare.Difference("IPv4", "a.pcap", packet, "Id", 1, 2)
    return justified.covers(difference, compare.Case(ours, None, (0, None), 0, None))


def beside(kind, stamp, records):
    around = compare.Around(lambda _: records)
    return compare.Case(None, None, (None, compare.nanoseconds(stamp)), 0, around).beside(kind)


def counted(field, shown):
    """What comes of comparing the member Id of an IPv4 record."""
    row = next(row for row in fields.load()["IPv4"] if row.field == field)
    tally = compare.Tally(compare.Justified([], {}), 1)
    oracle.compare_field(tally, ("a.pcap", 7), row, {"Id": 5}, {"Id": shown}, None)
    return {name: number for name, number in tally.counts["IPv4"].items() if number}


@test
def a_line_covers_its_packet_only(folder):
    justified = table(folder, "IPv4,Id,a.pcap#7,why,")
    equal([covers(justified, 7), covers(justified, 8)], [True, False], "packets 7 and 8")


@test
def a_condition_that_is_not_met_leaves_the_difference(folder):
    justified = table(folder, "IPv4,Id,*,why,odd")
    equal([covers(justified, ours={"Id": 1}), covers(justified, ours={"Id": 2})], [True, False],
          "Id 1 and 2")


@test
def a_condition_on_a_member_that_is_not_set_is_not_met(folder):
    equal(covers(table(folder, "IPv4,Id,*,why,odd"), ours={}), False, "without Id")


@test
def a_line_may_lack_the_condition(folder):
    equal(covers(table(folder, "IPv4,Id,a.pcap,why")), True, "with four columns")


@test
def a_condition_that_there_is_not_is_an_error(folder):
    try:
        table(folder, "IPv4,Id,*,why,even")
    except compare.Unknown as reason:
        equal("'even'" in str(reason), True, f"it is named in {reason}")
    else:
        raise AssertionError("it was taken")


@test
def a_line_for_all_captures_needs_a_condition(folder):
    for capture in ("*", "**", "*?", "*#7", "*#*"):
        try:
            table(folder, f"IPv4,Id,{capture},why,")
        except compare.Wide as reason:
            equal("IPv4.Id" in str(reason), True, f"it is named in {reason}")
        else:
            raise AssertionError(f"{capture} was taken")
    table(folder, "IPv4,Id,*,why,odd")
    table(folder, "IPv4,Id,*.pcap,why,")


@test
def a_line_for_extra_records_of_all_types_needs_a_condition(folder):
    try:
        table(folder, "*,(extra),a.pcap,why,")
    except compare.Wide as reason:
        equal("a.pcap" in str(reason), True, f"it is named in {reason}")
    else:
        raise AssertionError("it was taken")
    table(folder, "*,(extra),a.pcap,why,odd")
    table(folder, "IPv4,(extra),a.pcap,why,")


@test
def a_line_without_a_condition_that_covers_two_captures_fails(folder):
    for pattern, when, wide in (("?.pcap", "", True), ("?.pcap", "odd", False),
                                ("a.pcap", "", False), ("[a].pcap", "", False)):
        justified = table(folder, f"IPv4,Id,{pattern},why,{when}")
        tally = compare.Tally(justified, 9)
        for capture in ("a.pcap", "b.pcap"):
            tally.begin(capture)
            if pattern != "a.pcap" and pattern != "[a].pcap" or capture == "a.pcap":
                tally.differ(compare.Difference("IPv4", capture, 7, "Id", 1, 2),
                             compare.Case({"Id": 1}, None, (0, None), 0, None))
        equal(tally.unexplained(), 0, f"{pattern} explains them all")
        equal(tally.failed(), wide, f"{pattern} when {when!r} is too wide")


@test
def what_no_line_is_about_fails(folder):
    tally = compare.Tally(table(folder, "IPv4,Id,a.pcap,why,"), 9)
    tally.differ(compare.Difference("IPv4", "b.pcap", 7, "Id", 1, 2))
    equal(tally.failed(), True, "a difference in another capture")


def meets(name, ours, theirs=None, ports=()):
    """Whether a case meets a condition; transports of its packet have these ports."""
    transports = [{"Timestamp": STAMPS[0], "SrcPort": 40000, "DstPort": port} for port in ports]
    around = compare.Around(lambda kind: transports if kind == "TCP" else [])
    case = compare.Case(ours, theirs, (compare.nanoseconds(STAMPS[0]), None), 0, around)
    try:
        return bool(conditions.CONDITIONS[name](case))
    except (KeyError, IndexError, TypeError):
        return False


GREASED = {"HandshakeVersion": 771, "CipherSuites": [0x0A0A, 47], "Extensions": [0, 10],
           "SupportedGroups": [29], "SupportedPoints": [0]}


def ja3(text):
    return {"Ja3": hashlib.md5(text.encode()).hexdigest()}


@test
def ja3_differs_by_grease_only(folder):
    theirs = ja3("771,2570-47,0-10,29,0")
    equal(meets("with grease", GREASED, theirs), True, "the original's own")
    equal(meets("with grease", GREASED, ja3("771,47,0-10,29,0")), False, "without GREASE")
    equal(meets("with grease", {**GREASED, "CipherSuites": [2570, 53]}, theirs), False,
          "another suite of ours")
    plain = {**GREASED, "CipherSuites": [47]}
    equal(meets("with grease", plain, ja3("771,47,0-10,29,0")), False, "no GREASE at all")


@test
def an_update_of_ospf_is_more_when_it_has_what_the_original_gives_up_at(folder):
    def update(kind, **body):
        return {"LSU": {"LSAs": [{"Header": {"LSType": kind}, **body}]}}
    routers = {"RLSAV2": {"Routers": [{}]}}
    equal([meets("failing lsa", update(kind)) for kind in (1, 2, 3, 4, 5, 7, 10)],
          [False, True, True, True, False, False, False], "by types")
    equal(meets("failing lsa", update(1, **routers)), True, "a router's with links")
    equal(meets("failing lsa", {"HelloV2": {}}), False, "a hello")


@test
def dns_elsewhere_is_a_message_that_is_there(folder):
    sound = {"QDCount": 1, "Questions": [{}]}
    equal(meets("dns elsewhere", sound, ports=[53]), True, "over TCP")
    equal(meets("dns elsewhere", sound, ports=[80]), False, "on another port")
    equal(meets("dns elsewhere", {"QDCount": 2, "Questions": [{}]}, ports=[53]), False,
          "a question missing")
    equal(meets("dns elsewhere", {"ANCount": 1}, ports=[53]), False, "an answer missing")
    equal(meets("dns elsewhere", {"ANCount": 1, "Malformed": "why"}, ports=[53]), True,
          "one that says why")


@test
def modbus_is_a_message_of_its_port(folder):
    for members, port, expected in (({}, 502, True), ({}, 503, False), ({"Length": 1}, 502, False),
                                    ({"Length": 255}, 502, False),
                                    ({"Length": 255, "FunctionCode": 90}, 502, True),
                                    ({"ProtocolIdentifier": 1}, 502, False)):
        equal(meets("modbus", {"Length": 6, "FunctionCode": 3, **members}, ports=[port]), expected,
              f"{members} on {port}")


@test
def igmp_of_version_1_or_2_has_a_kind_of_these(folder):
    for members, expected in (({}, True), ({"Version": 3}, False), ({"Type": 0x13}, False),
                              ({"Type": 0x22}, False), ({"GroupRecords": [{}]}, False)):
        equal(meets("igmp 1 or 2", {"Version": 2, "Type": 0x16, **members}), expected,
              str(members))


@test
def a_time_before_1970_counts_downward(folder):
    for stamp, expected in (("-0.500000", -500000000), ("-1.000001", -1000001000),
                            ("-0.000000001", -1), ("0.5", 500000000)):
        equal(compare.nanoseconds(stamp), expected, stamp)


PACKET = """<packet><proto name="frame"><field name="frame.encap_type" show="1"/>
    <field name="frame.number" show="%d"/><field name="frame.cap_len" show="60"/>%s</proto></packet>"""
TIME = '<field name="frame.time_epoch" show="5.000000000"/>'
BLOCK = """<packet><proto name="frame"><field name="frame.number" show="1"/>
    <field name="frame.cap_len" show="60"/></proto></packet>"""


def read(*text):
    reader = pdml.Reader()
    packets = list(reader.packets(io.BytesIO(("<pdml>" + "".join(text)).encode())))
    return packets, reader.others


@test
def a_block_that_is_no_packet_is_passed_over_and_counted(folder):
    packets, others = read(PACKET % (1, TIME), BLOCK, "<packet></packet>", PACKET % (4, TIME))
    equal([packet.number for packet in packets], [1, 4], "packets")
    equal(others, 2, "blocks that are none")


@test
def a_packet_without_a_time_has_none(folder):
    packets, _ = read(PACKET % (1, ""))
    equal(packets[0].times, {1: "0.000000000"}, "the times")


def unreadable(what, *parts):
    try:
        what(*parts)
    except pdml.Unreadable as reason:
        return str(reason)
    raise AssertionError("it was read")


@test
def what_tshark_writes_strangely_is_said(folder):
    for strange in ("<field name='a & b'/>", "\x01", "</pdml></pdml>"):
        reason = unreadable(read, PACKET % (1, TIME), strange)
        equal("behind packet 1 tshark wrote no XML" in reason, True, reason)
    reason = unreadable(read, PACKET.replace("%d", "one") % TIME)
    equal("behind packet 0 tshark wrote no packet: ValueError" in reason, True, reason)


def tshark_that(folder, *lines):
    """A tshark that does this instead."""
    program = folder / "tshark"
    program.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
    program.chmod(0o755)
    tshark = pdml.Tshark.__new__(pdml.Tshark)
    tshark.program, tshark.environment, tshark.options = str(program), {}, ()
    return lambda: list(tshark.packets(folder / "a.pcap"))


@test
def a_tshark_that_cannot_read_is_said(folder):
    for lines, expected in ((("echo what is wrong >&2", "exit 2"), "what is wrong"),
                            (("exit 0",), "tshark wrote nothing"),
                            (("echo '<pdml>'", "kill -SEGV $$"), "tshark ended by signal 11")):
        equal(unreadable(tshark_that(folder, *lines)), expected, str(lines))


@test
def captures_left_out_are_counted(folder):
    tally = compare.Tally(compare.Justified([]), 1)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        tally.leave_out("a.pcap", "why")
        tally.report()
    equal("a.pcap: left out: why" in out.getvalue(), True, "the reason is said")
    equal("captures left out: 1" in out.getvalue(), True, "they are counted")


@test
def every_condition_is_in_a_table(folder):
    used = set()
    for kind in ("justified", "justified-golden"):
        for path in groups.tables(kind):
            with open(path, newline="", encoding="utf-8") as stream:
                used |= {line.get("when") or "" for line in csv.DictReader(stream)}
    equal(sorted(used - {""}), sorted(conditions.CONDITIONS), "the conditions")


@test
def beside_are_the_records_of_the_same_time(folder):
    records = [{"Timestamp": stamp} for stamp in STAMPS]
    equal(beside("IPv4", STAMPS[1], records), records[1:], "of two records")


@test
def an_overflow_is_a_multiple_of_32_bits(folder):
    for times, expected in (((4294967296, 0), True), ((4294967296 + 900, 0), True),
                            ((4294967296 + 9000, 0), False), ((0, 4294967296), False)):
        equal(conditions.overflow(compare.Case(None, None, times, 0, None)), expected, str(times))


@test
def what_tshark_does_not_show_counts_as_not_compared(folder):
    equal(counted("Id", HIDDEN), {"unshown": 1}, "a hidden value")
    equal(counted("Id", 5), {"compared": 1, "equal": 1}, "the same value")
    equal(counted("Id", 6), {"compared": 1, "unexplained": 1}, "another value")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
