# SPDX-License-Identifier: Apache-2.0
"""The message that a file begins with."""
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Optional, Tuple

from ._errors import Damaged
from ._messages import fields, varint, varints
from ._schema import Schema, compile_schema, text_of

# The fields of a header; from 1000 on those that the original has not.
CREATED, SOURCE, TYPE, VERSION, PAYLOADS, SCHEMA, RECORD, LINK_TYPES, OPTIONS = 1, 2, 3, 4, 5, 1000, 1001, 1002, 1003


@dataclass(frozen=True)
class Header:
    """What a file says of itself."""
    created: str                   # seconds since 1970 with a fraction
    source: str                    # what was read: files or the interface
    type: int                      # the number of the record type
    version: str                   # of the program that wrote it
    contains_payloads: bool
    record: str                    # full name of the record's message
    link_types: Tuple[int, ...]    # LINKTYPE_ numbers that the first capture declares
    options: Tuple[str, ...]       # "Section.key=value" for each setting that was not the default
    schema: bytes                  # a google.protobuf.FileDescriptorSet

    @property
    def created_at(self) -> Optional[datetime]:
        """The same as a time; None when it is none."""
        try:
            seconds, _, fraction = self.created.partition(".")
            return datetime(1970, 1, 1, tzinfo=timezone.utc) + \
                timedelta(seconds=int(seconds), microseconds=int(fraction))
        except (ValueError, OverflowError):
            return None


WRONG = "expected the header of a file of audit records"


def read_header(message: bytes) -> Header:
    """ValueError when it is none."""
    single: Dict[int, Any] = {}
    link_types: List[int] = []
    options: List[str] = []
    for number, _, value in fields(message):
        if number == LINK_TYPES:
            link_types += [value] if isinstance(value, int) else varints(value)
        elif number == OPTIONS:
            options.append(text_of(_bytes(value)))
        else:
            single[number] = value
    text = {number: text_of(_bytes(single.get(number, b""))) for number in (CREATED, SOURCE, VERSION, RECORD)}
    kind = single.get(TYPE, 0)
    if not isinstance(kind, int) or not (text[CREATED] or text[VERSION]):
        raise ValueError(WRONG)
    return Header(text[CREATED], text[SOURCE], kind, text[VERSION], bool(single.get(PAYLOADS, 0)), text[RECORD],
                  tuple(link_types), tuple(options), _bytes(single.get(SCHEMA, b"")))


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError(WRONG)
    return value


@dataclass(frozen=True)
class Part:
    """A header and what follows from it: a file has more than one when several were joined."""
    header: Header
    schema: Schema

    def begins_with(self, message: bytes) -> bool:
        """Whether it is the header of another file, and no record.

        A header begins with a time, what was read, a number and a version, and has fields that records of this
        schema have not, or not of these types: what packets say is never taken for one.
        """
        if not _looks_like_header(message):
            return False
        wires = {field.number: field.wires for field in self.schema.fields}
        try:
            read_header(message)
            return not all(wire in wires.get(number, ()) for number, wire, _ in fields(message))
        except ValueError:
            return False

    def next(self, message: bytes) -> "Part":
        """What another header makes of the file.  One without a schema, as the original writes them, is of the
        same schema if its records are of the same type."""
        header = read_header(message)
        if header.schema:
            return Part(header, compile_schema(header.schema, header.record))
        if header.type != self.header.type:
            raise Damaged(f"another file begins here, written by netcap {header.version[:32]} without a schema")
        return Part(replace(header, record=self.header.record, schema=self.header.schema), self.schema)


def _looks_like_header(message: bytes) -> bool:
    """By its first fields, which stand in the order of their numbers: of most records the third shows it."""
    try:
        if message[0] != 0x0a:
            return False
        size, at = varint(message, 1)
        at += size
        if message[at] == 0x12:
            size, at = varint(message, at + 1)
            at += size
        if message[at] != 0x18:
            return False
        _, at = varint(message, at + 1)
        return message[at] == 0x22 and message[at + 2] in b"v0123456789"
    except (IndexError, ValueError):
        return False
