# SPDX-License-Identifier: Apache-2.0
"""The groups of protocols the comparison knows: each a module and three tables beside it.

fields_GROUP.py says in constants how tshark has the group's protocols; it may leave out any.

    LAYERS      tshark's layer to the record it is good for, or "" where it is part of another's
    TOO         layer to a function from the layer to the name of one more record, or None
    CARRIERS    layers without a record in which others are looked for
    RIVALS      protocols left on so that they claim what is theirs before a guess calls it ours
    LAST        layers of which nothing that follows is compared
    SEGMENTS    layers whose messages are found in TCP streams
    PARTS       of these, layers with several messages, to a function from such a layer to one for each
    CONTEXT     layers with addresses or ports, to what member is which field, by which transform
    OPTIONS     tshark's preferences
    WORKED_OUT  "@name" to a function from a packet and the number of its layer to a value
    SORTED      records in an order other than that of packets, to the members that tell those of
                one time apart
    ANSWERS     records of which a later layer tells a part, to a function from the records so far, a
                packet and the number of its layer to the number of the packet that has the earlier
                one, or None; and to the fields that are its own
    FILES       records to the names of the original's files, where these are others
    UNORDERED   members whose elements the original writes in random order
    TOLD_BY     records whose times the original has wrong, to the members that pair them instead
    UNTIMED     captures in which the original's times are noise: records are paired by content

fields-GROUP.csv pairs our fields with tshark's; justified-GROUP.csv lists the differences from
tshark that are right, justified-golden-GROUP.csv those from the original.  Their column "when"
names a condition of conditions.py.
"""
import importlib
import pathlib

import compare
import conditions

HERE = pathlib.Path(__file__).resolve().parent
NAMES = [path.stem.partition("_")[2] for path in sorted(HERE.glob("fields_*.py"))]


class Clash(Exception):
    """Two groups say different things of one name."""


def parts(constant, empty):
    """What each group has of that constant."""
    for name in NAMES:
        yield name, getattr(importlib.import_module(f"fields_{name}"), constant, empty)


def mapping(constant):
    """The groups' mappings as one."""
    merged = {}
    for name, part in parts(constant, {}):
        for key in merged.keys() & part.keys():
            raise Clash(f"fields_{name}.py: {constant}[{key!r}] is another group's too; "
                        "leave it to one of them")
        merged.update(part)
    return merged


def names(constant):
    """The groups' sets as one."""
    return {element for _, part in parts(constant, ()) for element in part}


def tables(kind):
    """The table of that kind of each group."""
    return [HERE / f"{kind}-{name}.csv" for name in NAMES]


def justified(kind):
    """The justified differences in the tables of that kind."""
    return compare.Justified(tables(kind), conditions.CONDITIONS)
