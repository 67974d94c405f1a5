# SPDX-License-Identifier: Apache-2.0
"""The tables of fields at work: layers of tshark's and records of ours to values that compare.

A row's tshark_field names a field; "a|b" is the first of them that is there, "a+b" both, their
bytes in a row.  "group > a" looks into each element of a list: the group is a field's name, or
"parent/prefix" for the parent's children so named, parents being known by the start of their
name or text, several with "|" between them; "." is the element itself.  "@name" is worked out
by a function of the group's module.  A transform's "?" means a field that is absent has its
default, "~" that only a field that is shown is compared.  A layer that lacks any other field was
cut short, and is no record.

For the transforms "all" and "allhex", which take every field of the name in order, our side is a
path through lists: "a[].b|c.d+e" is, of each element of a, member d of b or else of c, and after
these e; "-" among such alternatives is the message itself.
"""
import csv

import groups
import places
from transforms import ABSENT, HIDDEN, TEXTS, TRANSFORMS


class Row:
    """One line of a table."""

    def __init__(self, line):
        self.record, self.field = line["record"], line["field"]
        group, _, leaf = line["tshark_field"].rpartition(" > ")
        self.group, self.leaves = group, leaf.split("|")
        self.optional = line["transform"][-1:] if line["transform"][-1:] in ("?", "~") else ""
        name, *arguments = line["transform"].rstrip("?~").split(":")
        self.kind = name
        self.arguments = [int(argument) for argument in arguments]

    def theirs(self, packet, index):
        """tshark's value, a list of them for a list, or ABSENT."""
        layer = packet.layers[index]
        if self.leaves[0].startswith("@"):
            return WORKED_OUT[self.leaves[0]](packet, index)
        if self.group:
            return [self.pick(element) for element in self.elements(layer)]
        return self.pick(layer)

    def elements(self, layer):
        """The group's elements; a list of options ends with the one that says so."""
        parent, slash, prefix = self.group.partition("/")
        if not slash:
            yield from layer.find(parent)
            return
        parents = tuple(parent.split("|"))
        for node in layer.fields():
            if (node.name or node.show()).startswith(parents) and node.children:
                for child in node.children:
                    if child.name.startswith(prefix):
                        yield child
                    if prefix and child.wire()[:2] == "00":
                        return
                return

    def pick(self, element):
        """The value of the first alternative that is there."""
        for leaf in self.leaves:
            if leaf == ".":
                return TRANSFORMS[self.kind]([element], *self.arguments)
            found = [element.find(name) for name in leaf.split("+")]
            if all(found):
                nodes = found[0] if len(found) == 1 else [some[0] for some in found]
                return TRANSFORMS[self.kind](nodes, *self.arguments)
        return ABSENT

    def ours(self, record):
        """Our value in the same form."""
        if self.kind in ("all", "allhex"):
            return [value for path in self.field.split("+") for value in along(record, path)]
        name, listed, rest = self.field.partition("[].")
        if not listed:
            return self.member(record, self.field)
        return [self.member(element, rest) for element in record.get(name) or ()]

    def member(self, record, path):
        for name in path.split("."):
            record = (record or {}).get(name)
        if self.kind == "name":
            return bytes.fromhex(record or "").decode(errors="replace")
        if self.kind == "context":
            return {key: value for key, value in (record or {}).items() if value}
        if self.kind in TEXTS:
            return record or ""
        return record or ([] if self.kind == "hexes" else 0)


def along(record, path):
    """The values at the end of a path, those of lists one after the other."""
    values = [record]
    for step in path.split("."):
        values = [inner for value in values for inner in stepped(value, step.split("|"))]
    return values


def stepped(value, alternatives):
    for name in alternatives:
        if name == "-":
            return [value]
        inner = value.get(name.removesuffix("[]"))
        if inner is not None:
            return inner if isinstance(inner, list) else [inner]
    return []


def time(packet, index):
    """tshark shows impossible times, as before 1970, in impossible ways."""
    text = packet.time(index)
    seconds, _, fraction = text.partition(".")
    return text if seconds.isdigit() and len(fraction) == 9 else HIDDEN


def context(packet, index):
    """The addresses and ports of the innermost layers around this one, and what joins it to others."""
    around = {}
    for layer in packet.layers[:index]:
        members = CONTEXT.get(layer.name, {})
        if "SrcIP" in members:
            around = {}
        for member, (leaf, form) in members.items():
            nodes = layer.find(leaf)
            if nodes:
                around[member] = TRANSFORMS[form](nodes)
    return places.joined(packet, index, around)


CONTEXT = groups.mapping("CONTEXT")
WORKED_OUT = {"@time": time, "@context": context, **groups.mapping("WORKED_OUT")}


def lines():
    """The lines of all groups' tables."""
    for path in groups.tables("fields"):
        with open(path, newline="", encoding="utf-8") as stream:
            yield from csv.DictReader(stream)


def load():
    """The rows that can be compared, by record type."""
    rows = {}
    for line in lines():
        if line["tshark_field"]:
            rows.setdefault(line["record"], []).append(Row(line))
    return rows


def kinds():
    """All record types, those too of which tshark knows nothing."""
    return list(dict.fromkeys(line["record"] for line in lines()))


def layer_record(rows, packet, index):
    """The layer's values by field, or None when the packet ended before the layer did."""
    values = {}
    for row in rows:
        value = row.theirs(packet, index)
        if value is ABSENT and not row.optional:
            return None
        values[row.field] = value
    return values
