# SPDX-License-Identifier: Apache-2.0
"""What a file of records must become in Parquet: by python's protobuf and the schema in its header
alone, with its comments, or else names, deciding what a text means.  And files of records that are made for it."""
import gzip
import math
import random
import re
import struct

import ncap_read

from google.protobuf import descriptor_pb2

F = descriptor_pb2.FieldDescriptorProto
INTEGERS = {F.TYPE_INT32, F.TYPE_INT64, F.TYPE_UINT32, F.TYPE_UINT64, F.TYPE_SINT32, F.TYPE_SINT64, F.TYPE_FIXED32,
            F.TYPE_FIXED64, F.TYPE_SFIXED32, F.TYPE_SFIXED64}
REALS = {F.TYPE_DOUBLE, F.TYPE_FLOAT}
MEANINGS = set("time s ms us ns bytes count number code flag address mac port name url id hex text "
               "payload message".split())


def field_at(file, path):
    """The full name of the field with this path in descriptor.proto; None when it is of no field."""
    scope, inside = file.package, file.message_type
    for at in range(0, len(path) - 2, 2):
        step, index = path[at:at + 2]
        if step != (3 if at else 4):
            return None
        message = inside[index]
        scope, inside = f"{scope}.{message.name}", message.nested_type
    if len(path) < 4 or len(path) % 2 or path[-2] != 2:
        return None
    return f"{scope}.{message.field[path[-1]].name}"


def meanings_of(files):
    """What brackets at the beginning of a field's comment say, by its full name."""
    found = {}
    for file in files.file:
        for location in file.source_code_info.location:
            name = field_at(file, location.path)
            said = re.match(r"\s*\[(\w+)[^]]*\]", location.trailing_comments or location.leading_comments)
            if name and said and said.group(1) in MEANINGS:
                found[name] = said.group(1)
    return found


def meaning_by_name(name):
    if name.startswith("Timestamp"):
        return "time"
    return None  # of a text


def kind_of(field, meanings, around=()):
    """What a field's values become: a word, or for a message that of each of its fields."""
    if field.type in INTEGERS:
        return "integer"
    if field.type in REALS:
        return "real"
    if field.type == F.TYPE_MESSAGE:
        if field.message_type in around:
            return "json"
        return kinds(field.message_type, meanings, around) or "presence"
    if field.type == F.TYPE_STRING:
        meaning = meanings.get(field.full_name) or meaning_by_name(field.name)
        return meaning if meaning in ("time", "port") else "text"
    return {F.TYPE_BOOL: "bool", F.TYPE_BYTES: "bytes", F.TYPE_ENUM: "text"}[field.type]


def kinds(descriptor, meanings, around=()):
    """By name; that of a list is in a list."""
    found = {}
    for field in descriptor.fields:
        kind = kind_of(field, meanings, (*around, descriptor))
        found[field.name] = [kind] if field.label == F.LABEL_REPEATED else kind
    return found


def time_of(text, unit):
    """In units since 1970; None where the text is empty."""
    if not text:
        return None
    sign = -1 if text.startswith("-") else 1
    seconds, fraction = text.lstrip("-").split(".")
    count = sign * (int(seconds) * 10**9 + int(fraction) * (1 if len(fraction) == 9 else 1000))
    return count if unit == "ns" else count // 1000


def real(value):
    """So that what is no number, and the zeros, can be compared."""
    return "NaN" if math.isnan(value) else struct.pack(">d", value).hex()


def json_real(value, single):
    """As short as it can be; JSON has no infinite numbers."""
    if not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    if not single:
        return value
    return next(short for short in (float(f"{value:.{digits}g}") for digits in range(6, 18))
                if struct.pack("f", short) == struct.pack("f", value))


def json_element(field, value):
    if field.type == F.TYPE_MESSAGE:
        return json_message(value)
    return json_real(value, field.type == F.TYPE_FLOAT) if field.type in REALS else ncap_read.element(field, value)


def json_message(message):
    """What dump prints of it: all but messages that are absent."""
    return ncap_read.plain(message, json_element)


def element(field, kind, value, unit):
    if isinstance(kind, dict):
        return row(value, kind, unit)
    if kind == "json":
        return comparable(json_message(value))
    if kind == "presence":
        return True
    if kind == "real":
        return real(value)
    if kind == "time":
        return time_of(value, unit)
    if kind == "port":
        return int(value) if value else None
    if field.type == F.TYPE_ENUM:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else str(value)
    return value


def is_missing(message, field):
    return ncap_read.can_be_absent(field) and not message.HasField(field.name)


def row(message, kind, unit="ns"):
    found = {}
    for field in message.DESCRIPTOR.fields:
        name = field.name
        value = getattr(message, name)
        if field.label == F.LABEL_REPEATED:
            found[name] = [element(field, kind[name][0], each, unit) for each in value]
        else:
            found[name] = None if is_missing(message, field) else element(field, kind[name], value, unit)
    return found


def expected(path, unit="ns"):
    """Kinds, and the rows one after the other."""
    messages = ncap_read.messages(ncap_read.read_bytes(path))
    head = next(messages)
    make = ncap_read.record_class(head)
    kind = kinds(make.DESCRIPTOR, meanings_of(ncap_read.schema(head)))
    return kind, (row(make.FromString(data), kind, unit) for data in messages)


def comparable(value):
    """A row of a reader in Python, as those above."""
    if isinstance(value, dict):
        return {name: comparable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    return real(value) if isinstance(value, float) else value


# Records that nobody writes: every type, in lists and in messages in lists, with and without presence.

TYPES = [F.TYPE_DOUBLE, F.TYPE_FLOAT, F.TYPE_INT64, F.TYPE_UINT64, F.TYPE_INT32, F.TYPE_FIXED64, F.TYPE_FIXED32,
         F.TYPE_BOOL, F.TYPE_STRING, F.TYPE_BYTES, F.TYPE_UINT32, F.TYPE_ENUM, F.TYPE_SFIXED32, F.TYPE_SFIXED64,
         F.TYPE_SINT32, F.TYPE_SINT64]


# Texts by what they hold, as name or comment say, and the one over the other; numbers keep their type.
HOLDS = {"TimestampFirst": "time", "Timestamps": "time", "Seen": "time", "Peers": "port",
         "TimestampWrong": "time", "Through": "port"}
COMMENTS = {"Seen": " [time] when it was seen\n", "Peers": "[port] of the others", "TimestampNote": "[text] for people",
            "WallPort": " [name] of a socket\n", "Listening": "[port] where it listens",
            "Wait": "[ms] until it is asked", "Through": "[port] that it came through",
            "TimestampWrong": " [wrong] no meaning"}


def add_field(message, name, kind, label=F.LABEL_OPTIONAL, of=None):
    field = message.field.add(name=name, number=len(message.field) + 1, type=kind, label=label)
    if of:
        field.type_name = of
    return field


def add_every(message, package, label, prefix):
    for kind in TYPES:
        add_field(message, f"{prefix}{kind}", kind, label, f".{package}.Colour" if kind == F.TYPE_ENUM else None)


def comment(file, message):
    """Behind the field, or before it, as both are read."""
    for i, field in enumerate(message.field):
        if field.name in COMMENTS:
            where = file.source_code_info.location.add(path=[4, list(file.message_type).index(message), 2, i])
            setattr(where, "trailing_comments" if i % 2 else "leading_comments", COMMENTS[field.name])


def odd_schema(syntax):
    """A FileDescriptorSet whose record is odd.Odd."""
    package = "odd"
    files = descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="odd.proto", package=package, syntax=syntax)
    colours = file.enum_type.add(name="Colour")
    for name, number in (("RED", 0), ("GREEN", 5), ("FAR", 2**31 - 1)):
        colours.value.add(name=name, number=number)
    inner = file.message_type.add(name="Inner")
    add_every(inner, package, F.LABEL_OPTIONAL, "One")
    add_every(inner, package, F.LABEL_REPEATED, "Many")
    file.message_type.add(name="Nothing")
    odd = file.message_type.add(name="Odd")
    add_every(odd, package, F.LABEL_OPTIONAL, "One")
    add_every(odd, package, F.LABEL_REPEATED, "Many")
    for name, kind in (("Inner", ".odd.Inner"), ("Nothing", ".odd.Nothing"), ("Self", ".odd.Odd")):
        add_field(odd, name, F.TYPE_MESSAGE, of=kind)
        add_field(odd, f"{name}s", F.TYPE_MESSAGE, F.LABEL_REPEATED, kind)
    add_field(odd, "TimestampFirst", F.TYPE_STRING)
    add_field(odd, "Timestamps", F.TYPE_STRING, F.LABEL_REPEATED)
    add_field(odd, "SrcPort", F.TYPE_STRING)
    for name in ("Seen", "TimestampNote", "WallPort", "TimestampWrong"):
        add_field(odd, name, F.TYPE_STRING)
    add_field(odd, "Peers", F.TYPE_STRING, F.LABEL_REPEATED)
    add_field(odd, "Listening", F.TYPE_INT32)
    add_field(odd, "Wait", F.TYPE_UINT64)
    add_field(odd, "Through", F.TYPE_STRING)
    odd.oneof_decl.add(name="Choice")
    for name, kind in (("Left", F.TYPE_STRING), ("Right", F.TYPE_UINT32)):
        add_field(odd, name, kind).oneof_index = 0
    if syntax == "proto2":
        add_field(odd, "Needed", F.TYPE_INT32, F.LABEL_REQUIRED)
        add_field(odd, "NeededInner", F.TYPE_MESSAGE, F.LABEL_REQUIRED, ".odd.Inner")
    else:
        field = add_field(odd, "Wanted", F.TYPE_INT32)
        field.proto3_optional = True
        odd.oneof_decl.add(name="_Wanted")
        field.oneof_index = 1
    comment(file, odd)
    return files


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def framed(data):
    return varint(len(data)) + data


def header(files, name, source=b"made"):
    """The first message of a file of records."""
    def text(number, data):
        return varint(number << 3 | 2) + framed(data)
    return text(1, b"1700000000.000000") + text(2, source) + text(4, b"v1") + \
        text(1000, files.SerializeToString()) + text(1001, name.encode())


def save(path, head, records):
    with (gzip.open(path, "wb", 1) if str(path).endswith(".gz") else open(path, "wb")) as file:
        file.write(framed(head))
        for data in records:
            file.write(framed(data))
    return path


def scalar(field, dice):
    """Few distinct ones now and then, and those at the ends."""
    if field.type in REALS:
        single = [0.0, -0.0, 1.5, math.inf, -math.inf, math.nan, dice.randrange(2**20) / 1024]
        return dice.choice(single + ([] if field.type == F.TYPE_FLOAT else [dice.random(), 5e-324, 1e308]))
    if field.type == F.TYPE_BOOL:
        return dice.random() < 0.5
    if field.type == F.TYPE_ENUM:
        return dice.choice([0, 5, 2**31 - 1] if field.file.syntax == "proto2" else [0, 5, 2**31 - 1, 77, -3])
    if field.type == F.TYPE_STRING:
        if HOLDS.get(field.name) == "time":
            return dice.choice(["", "0.000000", "1700000000.123456789", "-1.500000", f"{dice.randrange(2**33)}.000001"])
        if HOLDS.get(field.name) == "port":
            return dice.choice(["", "0", "65535", str(dice.randrange(65536))])
        return dice.choice(["", "a", "\0\x7f", "ä" * 50, "z" * 80, "\U0001f600" * 20, f"text {dice.random()}"])
    if field.type == F.TYPE_BYTES:
        return dice.choice([b"", b"\0", b"\xff" * 70, dice.randbytes(dice.randrange(100))])
    bits = 64 if field.type in (F.TYPE_INT64, F.TYPE_UINT64, F.TYPE_SINT64, F.TYPE_FIXED64, F.TYPE_SFIXED64) else 32
    low = 0 if field.type in (F.TYPE_UINT32, F.TYPE_UINT64, F.TYPE_FIXED32, F.TYPE_FIXED64) else -(2**(bits - 1))
    return dice.choice([0, 1, low, low + 2**bits - 1, low + dice.randrange(2**bits), dice.randrange(4)])


def fill(message, dice, depth=0):
    for field in message.DESCRIPTOR.fields:
        if (field.label != F.LABEL_REQUIRED or field.message_type) and dice.random() < (0.4 if depth == 0 else 0.7):
            continue
        if field.type == F.TYPE_MESSAGE and depth > 2:
            continue
        if field.label == F.LABEL_REPEATED:
            for _ in range(dice.choice([1, 2, 3, 12])):
                if field.type == F.TYPE_MESSAGE:
                    fill(getattr(message, field.name).add(), dice, depth + 1)
                else:
                    getattr(message, field.name).append(scalar(field, dice))
        elif field.type == F.TYPE_MESSAGE:
            getattr(message, field.name).SetInParent()
            fill(getattr(message, field.name), dice, depth + 1)
        else:
            setattr(message, field.name, scalar(field, dice))
    return message


def save_odd(path, syntax, count, seed=1):
    """So many random records of a schema with everything in it."""
    head = header(odd_schema(syntax), "odd.Odd")
    make, dice = ncap_read.record_class(head), random.Random(seed)
    return save(path, head, (fill(make(), dice).SerializePartialToString() for _ in range(count)))
