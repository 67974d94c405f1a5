#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare what netcapd writes with what netcap v0.3.9 wrote for the same captures.

The folder of shared material holds captures/, golden/ and reference/schema.csv.  Only members
the original had are compared; defaults, empty and absent are the same.
"""
import argparse
import csv
import fnmatch
import gzip
import json
import os
import pathlib
import sys

import compare
import conditions
import fields
import groups
import ours
from compare import Difference

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
# The original writes an address it has not got as "<nil>".
UNSET = (None, "", 0, [], {}, "<nil>")
FILES = groups.mapping("FILES")
TOLD_BY = groups.mapping("TOLD_BY")
UNORDERED, UNTIMED = groups.names("UNORDERED"), groups.names("UNTIMED")


def parse(arguments):
    shared = os.environ.get("NETCAP_SHARED") or HERE.parents[1].parent / "shared"
    parser = argparse.ArgumentParser(description=__doc__)
    ours.arguments(parser)
    parser.add_argument("--shared", default=str(shared), type=pathlib.Path,
                        help="folder of the shared material (default: %(default)s)")
    parser.add_argument("--captures", type=pathlib.Path, help="default: captures in --shared")
    parser.add_argument("--golden", type=pathlib.Path, help="default: golden in --shared")
    options = parser.parse_args(arguments)
    options.captures = options.captures or options.shared / "captures"
    options.golden = options.golden or options.shared / "golden"
    options.schema = options.shared / "reference" / "schema.csv"
    return options


def schema(path):
    """The original's members by message: name to type."""
    members = {}
    with open(path, newline="", encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            if line["since"] == "v0.3.9":
                members.setdefault(line["message"], {})[line["field_name"]] = line["type"]
    return members


def stripped(members, kind, value):
    """A record or message with the original's members only, and of those what is set."""
    if isinstance(value, list):
        return [stripped(members, kind, element) for element in value]
    if isinstance(value, float):
        return round(value, 6)
    if not isinstance(value, dict):
        return value
    known = {name: stripped(members, members[kind][name], inner)
             for name, inner in value.items() if name in members.get(kind, ())}
    return {name: inner for name, inner in known.items() if inner not in UNSET}


def our_time(record):
    return compare.nanoseconds(record["Timestamp"])


def their_time(record):
    return compare.nanoseconds(record["Timestamp"], padded=False)


def our_key(record):
    return our_time(record) // 1000


def their_key(record):
    return their_time(record) // 1000


def content(record):
    """All of a record but its time."""
    return json.dumps({**record, "Timestamp": ""}, sort_keys=True)


def told_by(kind):
    """Texts of the members that tell records apart, as the original has them."""
    return lambda record: tuple(conditions.without_commas(str(record.get(name, "")))
                                for name in TOLD_BY[kind])


def keys(kind, capture):
    """What pairs the records of a capture: their times, unless those of the original are noise."""
    if kind in TOLD_BY:
        return told_by(kind), told_by(kind)
    if any(fnmatch.fnmatchcase(capture, pattern) for pattern in UNTIMED):
        return content, content
    return our_key, their_key


def case_of(mine, other, around):
    """What a condition of a justified difference is asked about."""
    times = (mine and our_time(mine), other and their_time(other))
    return compare.Case(mine, other, times, None, around)


def equal(field, mine, other):
    """Whether a member agrees: a time in its own form, an entropy to two millionths."""
    if field == "Timestamp":
        return compare.nanoseconds(mine) // 1000 == compare.nanoseconds(other, False) // 1000
    if field == "PayloadEntropy":
        return abs((mine or 0) - (other or 0)) < 2e-6
    if field in UNORDERED:
        return sorted(mine or ()) == sorted(other or ())
    return mine == other


def compare_record(tally, kind, place, mine, other, case):
    for field in sorted(mine.keys() | other.keys()):
        same = equal(field, mine.get(field), other.get(field))
        tally.count(kind, compared=1, equal=int(same))
        if not same:
            tally.differ(Difference(kind, *place, field, mine.get(field), other.get(field)), case)


def compare_kind(tally, kind, capture, mine, theirs, around):
    if not mine and not theirs:
        return
    tally.count(kind, captures=1, ours=len(mine), theirs=len(theirs))
    if kind in TOLD_BY:
        told = told_by(kind)
        mine = sorted(mine, key=lambda record: (told(record), our_time(record)))
        theirs = sorted(theirs, key=lambda record: (told(record), their_time(record)))
    for record, other in compare.pairs(mine, theirs, *keys(kind, capture)):
        case = case_of(record, other, around)
        if record is None:
            place = (capture, other["Timestamp"], compare.MISSING)
            tally.differ(Difference(kind, *place, None, other), case)
        elif other is None:
            place = (capture, record["Timestamp"], compare.EXTRA)
            tally.differ(Difference(kind, *place, record, None), case)
        else:
            compare_record(tally, kind, (capture, record["Timestamp"]), record, other, case)


def golden_records(folder, kind):
    path = folder / f"{FILES.get(kind, kind)}.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def golden_captures(options):
    """Those whose records are there."""
    for folder in sorted(options.golden.iterdir()):
        if (options.captures / folder.name).exists():
            yield options.captures / folder.name
        else:
            print(f"{folder.name}: left out: there is no such capture in {options.captures}")


def run(options):
    members = schema(options.schema)
    kinds = options.only.split(",") if options.only else fields.kinds()
    tally = compare.Tally(groups.justified("justified-golden"), options.shown)
    captures = list(golden_captures(options))
    with ours.decoded(options, captures) as decoded:
        for path in captures:
            tally.begin(path.name)
            records = decoded(path)
            around = compare.Around(records)
            for kind in kinds:
                mine = stripped(members, kind, records(kind))
                theirs = stripped(members, kind, golden_records(options.golden / path.name, kind))
                compare_kind(tally, kind, path.name, mine, theirs, around)
    tally.report()
    if not tally.counts:
        print("golden.py: nothing was compared", file=sys.stderr)
        return 1
    return 1 if tally.failed() else 0


def main(arguments):
    options = parse(arguments)
    for path in (options.golden, options.captures, options.schema):
        if not path.exists():
            print(f"golden.py: skipped: {path} is not there; name it with --shared, or in the "
                  "variable NETCAP_SHARED")
            return SKIPPED
    try:
        return run(options)
    except (ours.Failed, compare.Unknown, compare.Wide) as reason:
        print(f"golden.py: {reason}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
