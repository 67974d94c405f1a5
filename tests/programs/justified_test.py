#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A difference from tshark or the original counts as justified only when a line is about it."""
import csv
import sys

import e2e
from e2e import TESTS, equal, test

sys.path.insert(0, str(TESTS / "oracle"))
import compare  # noqa: E402
import conditions  # noqa: E402
import fields  # noqa: E402
import groups  # noqa: E402
import oracle  # noqa: E402
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
    equal(covers(table(folder, "IPv4,Id,*,why")), True, "with four columns")


@test
def a_condition_that_there_is_not_is_an_error(folder):
    try:
        table(folder, "IPv4,Id,*,why,even")
    except compare.Unknown as reason:
        equal("'even'" in str(reason), True, f"it is named in {reason}")
    else:
        raise AssertionError("it was taken")


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
