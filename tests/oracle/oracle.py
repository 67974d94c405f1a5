#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare every record netcapd writes with what tshark shows, field by field, in order."""
import argparse
import sys

import compare
import fields
import groups
import ours
import pdml
from compare import Difference
from transforms import ABSENT, HIDDEN

SKIPPED = 77
SIX_DECIMALS = 5e-7
TOO = groups.mapping("TOO")
SORTED = groups.mapping("SORTED")
ANSWERS = groups.mapping("ANSWERS")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    ours.arguments(parser)
    ours.folders(parser)
    return parser.parse_args(arguments)


def layer_kinds(layer):
    """The record types a layer of tshark's is good for."""
    return pdml.LAYERS[layer.name], TOO[layer.name](layer) if layer.name in TOO else None


def answer(rows, records, packet, index):
    """Whether the layer answers an earlier one, whose record then has what it says."""
    answers, own = ANSWERS[rows[0].record]
    number = answers(records, packet, index)
    for record in records:
        if record[0] == number and not record[1].get("answered"):
            record[1].update({row.field: row.theirs(packet, index) for row in rows
                              if row.field in own}, answered=True)
            return True
    return False


def values_of(rows, kind, packet, index):
    """What tshark shows of a layer, None where it is cut; it may show what no rule foresees."""
    try:
        return fields.layer_record(rows[kind], packet, index) if kind in rows else None
    except (LookupError, TypeError, ValueError) as reason:
        raise pdml.Unreadable(f"packet {packet.number}: what tshark shows of {kind} cannot be read: "
                              f"{type(reason).__name__} {reason}") from reason


def their_records(rows, packets):
    """By record type: packet number and values of each layer that is there in full.

    A third member is true for the layer in which tshark found damage: to refuse it is right.  A
    fourth says how many layers stand before this one.
    """
    records = {kind: [] for kind in rows}
    for packet in packets:
        for index, layer in enumerate(packet.layers):
            for kind in layer_kinds(layer):
                if kind in rows and kind in ANSWERS and answer(rows[kind], records[kind], packet,
                                                               index):
                    continue
                values = values_of(rows, kind, packet, index)
                if values:
                    doubtful = packet.cut and index == len(packet.layers) - 1
                    records[kind].append((packet.number, values, doubtful, index))
    return records


def unshown(row, mine, other):
    """Whether tshark has nothing, or nothing in full, to hold against our value."""
    if other is None:
        return row.optional != "?"
    return other is HIDDEN or row.kind == "name" and not mine.isprintable()


def same(row, mine, other):
    """Whether one value agrees; a time to as many digits as ours has."""
    if other is None:
        return not mine
    if row.kind == "time":
        return other.ljust(len(mine), "0")[:len(mine)] == mine
    if row.kind == "entropy":
        return abs(mine - other) < SIX_DECIMALS
    return mine == other


def compare_field(tally, place, row, record, theirs, case):
    """Count one field, or each element of a list."""
    mine, other = row.ours(record), theirs[row.field]
    if not row.group:
        mine, other = [mine], [other]
    other = [None if value is ABSENT else value for value in other]
    if len(mine) != len(other):
        tally.count(row.record, compared=1)
        tally.differ(Difference(row.record, *place, row.field, mine, other), case)
        return
    for left, right in zip(mine, other):
        if unshown(row, left, right):
            tally.count(row.record, unshown=1)
            continue
        equal = same(row, left, right)
        tally.count(row.record, compared=1, equal=int(equal))
        if not equal:
            tally.differ(Difference(row.record, *place, row.field, left, right), case)


def our_time(record):
    return compare.nanoseconds(record["Timestamp"])


def their_time(record):
    stamp = record[1]["Timestamp"]
    return -1 if stamp is HIDDEN else compare.nanoseconds(stamp)


def our_key(record):
    return our_time(record) // 1000


def their_key(record):
    return their_time(record) // 1000


def case_of(record, other, around):
    """What a condition of a justified difference is asked about."""
    _, values, _, depth = other or (None, None, None, None)
    times = (record and our_time(record), other and their_time(other))
    return compare.Case(record, values, times, depth, around)


def compare_kind(tally, kind, rows, capture, around, theirs):
    mine = around.records(kind)
    if not mine and not theirs:
        return
    tally.count(kind, captures=1, ours=len(mine), theirs=len(theirs))
    if kind in SORTED:
        # Of impossible times tshark does not show enough to sort by.
        timed = all(their_time(record) >= 0 for record in theirs)
        members = SORTED[kind]
        mine = sorted(mine, key=lambda record: (
            timed and our_time(record), *(str(record.get(name)) for name in members)))
        theirs = sorted(theirs, key=lambda record: (
            timed and their_time(record), *(str(record[1][name]) for name in members)))
    for record, other in compare.pairs(mine, theirs, our_key, their_key):
        case = case_of(record, other, around)
        if record is None and other[2]:
            tally.count(kind, refused=1)
        elif record is None:
            place = (capture, other[0], compare.MISSING)
            tally.differ(Difference(kind, *place, None, "a record"), case)
        elif other is None:
            place = (capture, record["Timestamp"], compare.EXTRA)
            tally.differ(Difference(kind, *place, record, None), case)
        else:
            for row in rows:
                compare_field(tally, (capture, other[0]), row, record, other[1], case)


def compare_capture(tally, tshark, rows, path, decoded):
    try:
        theirs = their_records(rows, tshark.packets(path))
    except pdml.Unreadable as reason:
        tally.leave_out(path.name, reason)
        return
    tally.begin(path.name)
    around = compare.Around(decoded(path))
    for kind in rows:
        compare_kind(tally, kind, rows[kind], path.name, around, theirs[kind])


def run(options):
    tshark = pdml.Tshark()
    rows = fields.load()
    if options.only:
        rows = {kind: rows[kind] for kind in options.only.split(",")}
    tally = compare.Tally(groups.justified("justified"), options.shown)
    captures = list(ours.captures(options.captures))
    with ours.decoded(options, captures) as decoded:
        for path in captures:
            compare_capture(tally, tshark, rows, path, decoded)
    tally.report()
    if not tally.counts:
        print("oracle.py: nothing was compared", file=sys.stderr)
        return 1
    return 1 if tally.failed() else 0


def main(arguments):
    options = parse(arguments)
    try:
        return run(options)
    except pdml.Missing as reason:
        print(f"oracle.py: skipped: {reason}")
        return SKIPPED
    except (ours.Failed, compare.Unknown, compare.Wide) as reason:
        print(f"oracle.py: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
