#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Print the audit records of a file as JSON lines, by the schema in its header alone.

Needs python3-protobuf.  A reader that shares no code with netcap: what both print alike is in
the file.
"""
import argparse
import gzip
import json
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

HEADER_SCHEMA, HEADER_RECORD_NAME = 1000, 1001


def read_bytes(path):
    with open(path, "rb") as file:
        start = file.read(2)
    opener = gzip.open if start == b"\x1f\x8b" else open
    with opener(path, "rb") as file:
        return file.read()


def varint(data, at):
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError(f"byte {at}: expected a number")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def messages(data):
    at = 0
    while at < len(data):
        size, at = varint(data, at)
        if size > len(data) - at:
            raise ValueError(f"byte {at}: expected {size} bytes, there are {len(data) - at}")
        yield data[at:at + size]
        at += size


def length_delimited(message):
    """The strings, bytes and messages among the fields of a message, by number."""
    fields, at = {}, 0
    while at < len(message):
        tag, at = varint(message, at)
        kind = tag & 7
        if kind == 0:
            _, at = varint(message, at)
        elif kind == 2:
            size, at = varint(message, at)
            fields[tag >> 3] = message[at:at + size]
            at += size
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError(f"the header has a field of wire type {kind}")
    return fields


def schema(header):
    fields = length_delimited(header)
    if HEADER_SCHEMA not in fields:
        raise ValueError("the header has no schema")
    return descriptor_pb2.FileDescriptorSet.FromString(fields[HEADER_SCHEMA])


def record_class(header):
    pool = descriptor_pool.DescriptorPool()
    for file in schema(header).file:
        pool.Add(file)
    name = length_delimited(header)[HEADER_RECORD_NAME].decode()
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def plain(message, of=None):
    """As a dictionary with every field, None for what is not set where that can be told, numbers as numbers and
    bytes as hex, or as `of` has an element of a field; without messages that are not there."""
    of = of or element
    values = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.label == field.LABEL_REPEATED:
            values[field.name] = [of(field, each) for each in value]
        elif not can_be_absent(field) or message.HasField(field.name):
            values[field.name] = of(field, value)
        elif field.type != field.TYPE_MESSAGE:
            values[field.name] = None
    return values


def can_be_absent(field):
    """Which is not the same as 0 or empty."""
    if field.type == field.TYPE_MESSAGE:
        return True
    return field.label != field.LABEL_REQUIRED and bool(field.file.syntax == "proto2" or field.containing_oneof)


def element(field, value):
    if field.type == field.TYPE_MESSAGE:
        return plain(value)
    if field.type == field.TYPE_BYTES:
        return value.hex()
    if field.type == field.TYPE_ENUM:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else value
    return value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", metavar="FILE", help="as netcapd writes them, compressed or not")
    path = parser.parse_args().file
    try:
        records = messages(read_bytes(path))
        make = record_class(next(records))
        for data in records:
            print(json.dumps(plain(make.FromString(data)), separators=(",", ":"),
                             ensure_ascii=False))
    except (OSError, EOFError, ValueError, StopIteration, KeyError) as error:
        sys.exit(f"ncap_read.py: {path}: {error}")


if __name__ == "__main__":
    main()
