#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare every record netcapd writes with what tshark shows, field by field, in order."""
import argparse
import pathlib
import sys

import compare
import fields
import groups
import ours
import pdml
from compare import Difference
from transforms import ABSENT, HIDDEN

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
TOO = groups.mapping("TOO")


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    ours.arguments(parser)
    parser.add_argument("--captures", nargs="*", default=[str(HERE.parent / "captures")],
                        help="folders of captures (default: the project's own)")
    parser.add_argument("--fragments", choices=("whole", "apart"), default="apart",
                        help="whether datagrams are put together again (default: apart)")
    return parser.parse_args(arguments)


def layer_kinds(layer):
    """The record types a layer of tshark's is good for."""
    return pdml.LAYERS[layer.name], TOO[layer.name](layer) if layer.name in TOO else None


def their_records(rows, packets, whole):
    """By record type: packet number and values of each layer that is there in full.

    A third member is true for the layer in which tshark found damage: to refuse it is right.
    """
    records = {kind: [] for kind in rows}
    for packet in packets:
        for index, layer in enumerate(packet.layers):
            for kind in layer_kinds(layer):
                values = fields.layer_record(rows[kind], packet, index) if kind in rows else None
                if values:
                    doubtful = packet.cut and index == len(packet.layers) - 1
                    records[kind].append((packet.number, values, doubtful))
            if not whole and is_fragment(layer):
                break
    return records


def is_fragment(layer):
    return any(node.show() not in ("0", "False") for name in (
        "ip.frag_offset", "ip.flags.mf", "ipv6.fraghdr.offset", "ipv6.fraghdr.more")
        for node in layer.find(name))


def same(row, mine, other):
    """Whether one value agrees; a time to as many digits as ours has."""
    if other is HIDDEN:
        return True
    if other is None:
        return row.optional != "?" or not mine
    if row.kind == "time":
        return other.ljust(len(mine), "0")[:len(mine)] == mine
    if row.kind == "name" and not mine.isprintable():
        return True
    return mine == other


def compare_field(tally, place, row, record, theirs):
    """Count one field, or each element of a list."""
    mine, other = row.ours(record), theirs[row.field]
    if not row.group:
        mine, other = [mine], [other]
    other = [None if value is ABSENT else value for value in other]
    if len(mine) != len(other):
        tally.count(row.record, compared=1)
        tally.differ(Difference(row.record, *place, row.field, mine, other))
        return
    for left, right in zip(mine, other):
        equal = same(row, left, right)
        tally.count(row.record, compared=1, equal=int(equal))
        if not equal:
            tally.differ(Difference(row.record, *place, row.field, left, right))


def our_time(record):
    return compare.nanoseconds(record["Timestamp"])


def their_time(record):
    stamp = record[1]["Timestamp"]
    return -1 if stamp is HIDDEN else compare.nanoseconds(stamp)


def compare_kind(tally, kind, rows, capture, mine, theirs):
    if not mine and not theirs:
        return
    tally.count(kind, captures=1, ours=len(mine), theirs=len(theirs))
    for record, other in compare.pairs(mine, theirs, our_time, their_time):
        if record is None and other[2]:
            tally.count(kind, refused=1)
        elif record is None:
            tally.differ(Difference(kind, capture, other[0], compare.MISSING, None, "a record"))
        elif other is None:
            place = (capture, record["Timestamp"], compare.EXTRA)
            tally.differ(Difference(kind, *place, record, None))
        else:
            for row in rows:
                compare_field(tally, (capture, other[0]), row, record, other[1])


def run(options):
    tshark = pdml.Tshark(options.fragments == "whole")
    rows = fields.load()
    if options.only:
        rows = {kind: rows[kind] for kind in options.only.split(",")}
    tally = compare.Tally(compare.Justified(groups.tables("justified")), options.shown)
    for path in ours.captures(options.captures):
        try:
            theirs = their_records(rows, tshark.packets(path), options.fragments == "whole")
        except pdml.Unreadable as reason:
            print(f"{path.name}: left out: {reason}")
            continue
        tally.begin(path.name)
        with ours.decoded(options, path) as records:
            for kind in rows:
                compare_kind(tally, kind, rows[kind], path.name, records(kind), theirs[kind])
    tally.report()
    if not tally.counts:
        print("oracle.py: nothing was compared", file=sys.stderr)
        return 1
    return 1 if tally.unexplained() else 0


def main(arguments):
    options = parse(arguments)
    try:
        return run(options)
    except pdml.Missing as reason:
        print(f"oracle.py: skipped: {reason}")
        return SKIPPED
    except ours.Failed as reason:
        print(f"oracle.py: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
