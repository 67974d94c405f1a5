# SPDX-License-Identifier: Apache-2.0
"""A file of audit records, and a folder of them."""
import os
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from google.protobuf.message import DecodeError, Message as ProtobufMessage

from ._bytes import pieces
from ._errors import Cut, Damaged, DamageWarning, NotRecords
from ._messages import fields, messages, varints
from ._record import Dictionaries
from ._schema import Schema, compile_schema, text_of

Path = Union[str, "os.PathLike[str]"]

CAPTURES = {b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a"}
ENDINGS = (".ncap", ".ncap.gz", ".ncap.zst")

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

    def follows(self, message: bytes) -> Optional["Part"]:
        """What begins with this message, when it is a header and no record.

        A header has fields that records of this schema have not, or not of these types.  Where the schema has
        all of them, only the very same schema and name are told from what a packet could say.
        """
        if b"\xc2\x3e" not in message:  # the tag of a schema
            return None
        try:
            header = read_header(message)
            if not header.schema or not header.record:
                return None
            same = (header.schema, header.record) == (self.header.schema, self.header.record)
            if not same and self._may_be_record(message):
                return None
            return Part(header, compile_schema(header.schema, header.record))
        except ValueError:
            return None

    def _may_be_record(self, message: bytes) -> bool:
        wires = {field.number: field.wires for field in self.schema.fields}
        return all(wire in wires.get(number, ()) for number, wire, _ in fields(message))


class RecordFile:
    """A file of audit records.  Iterating over it gives dictionaries, each time from the beginning."""

    def __init__(self, path: Path, on_damage: str = "raise") -> None:
        if on_damage not in ("raise", "warn"):
            raise ValueError(f"on_damage is {on_damage!r}, expected 'raise' or 'warn'")
        self.path = os.fspath(path)
        self.on_damage = on_damage
        self.first = self._open(messages(pieces(self.path)))

    def __repr__(self) -> str:
        return f"<netcap.RecordFile {self.path!r} of {self.header.record}>"

    @property
    def header(self) -> Header:
        """What the file says of itself; of several that were joined the first."""
        return self.first.header

    @property
    def schema(self) -> Schema:
        """The fields of its records, with what they mean."""
        return self.first.schema

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        """Each record as a dictionary, by the names in the .proto: all fields, but for messages that are absent.

        Bytes are bytes, values of enums their names, lists lists.  Of what `netcap dump --json` prints it
        differs in bytes alone, which json.dumps(record, default=bytes.hex) writes in the same way, and in
        numbers that are infinite or none.
        """
        part, convert = None, None
        for part_of, message in self.parts():
            if part is not part_of:
                part = part_of
                convert = Dictionaries(part.schema).of(part.schema.record, part.schema.factory.make.DESCRIPTOR)
            yield convert(message)

    def messages(self) -> Iterator[ProtobufMessage]:
        """Each record as a protobuf message.  A field called as something that every message has, as Clear, has
        a _ behind its name here."""
        for _, message in self.parts():
            yield message

    def parts(self) -> Iterator[Tuple[Part, ProtobufMessage]]:
        """Each message with what its header says.  A file that was joined of several has some of these, and may
        have records of more than one type."""
        try:
            yield from self._records()
        except Cut as damage:
            if not self.path.endswith(".part"):
                self._tell(damage)
        except Damaged as damage:
            self._tell(damage)

    def to_pandas(self) -> Any:
        """A pandas.DataFrame of all records.

        Times are datetime64[ns, UTC], whole numbers Int32, UInt32, Int64 or UInt64, ports Int32, truth is
        boolean, texts and names of enums are string, bytes and lists objects.  The fields of a message have
        columns of their own, Context.SrcIP; lists of messages are lists of dictionaries.  What is absent, an
        empty time and an empty port are null.
        """
        from ._pandas import to_pandas
        return to_pandas(self)

    def to_arrow(self) -> Any:
        """A pyarrow.Table, by the Parquet file that `netcap export` makes: the program must be there."""
        from ._parquet import to_arrow
        return to_arrow(self)

    def to_polars(self) -> Any:
        """A polars.DataFrame, by the Parquet file that `netcap export` makes: the program must be there."""
        from ._parquet import to_polars
        return to_polars(self)

    def _records(self) -> Iterator[Tuple[Part, ProtobufMessage]]:
        found = messages(pieces(self.path))
        part = self._open(found)
        for at, data in found:
            following = part.follows(data)
            if following:
                part = following
                continue
            try:
                message = part.schema.factory.message(data)
            except DecodeError as error:
                raise Damaged(f"byte {at}: expected a record of {part.header.record}: {error}") from None
            yield part, message

    def _open(self, found: Iterator[Tuple[int, bytes]]) -> Part:
        """The header of a file and its schema."""
        try:
            header = read_header(next(found)[1])
        except (StopIteration, ValueError) as error:
            raise NotRecords(f"{self.path}: {self._no_records()}") from (
                error if isinstance(error, Damaged) else None)
        if not header.schema:
            raise NotRecords(f"{self.path}: written by netcap {header.version[:32]} without a schema; expected one "
                             "in its header")
        try:
            return Part(header, compile_schema(header.schema, header.record))
        except NotRecords as error:
            raise NotRecords(f"{self.path}: {error}") from None

    def _no_records(self) -> str:
        try:
            start = next(pieces(self.path), b"")[:4]
        except Damaged:
            start = b""
        if start in CAPTURES:
            return "this is a capture, expected a file of audit records; netcapd makes those of it"
        return "expected a file of audit records (TYPE.ncap.gz), this does not begin with the header of one"

    def _tell(self, damage: Damaged) -> None:
        if self.on_damage == "raise":
            raise type(damage)(f"{self.path}: {damage}") from None
        warnings.warn(f"{self.path}: {damage}", DamageWarning, stacklevel=4)


class Folder(Mapping[str, RecordFile]):
    """The files of records in a folder, by type: folder["TCP"].  What else lies there is passed over."""

    def __init__(self, path: Path, on_damage: str = "raise") -> None:
        self.path = os.fspath(path)
        self.on_damage = on_damage
        self.files: Dict[str, str] = {}
        for name in sorted(os.listdir(self.path), key=os.fsencode):
            whole = name[:-len(".part")] if name.endswith(".part") else name
            ending = next((each for each in ENDINGS if whole.endswith(each) and whole != each), None)
            # Of a file and the one that will take its place the former sorts first, and is whole.
            if ending:
                self.files.setdefault(whole[:-len(ending)], os.path.join(self.path, name))

    def __getitem__(self, name: str) -> RecordFile:
        if name not in self.files:
            raise KeyError(f"{self.path} has no records of {name}; it has {', '.join(self.files) or 'none'}")
        return RecordFile(self.files[name], self.on_damage)

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)

    def __repr__(self) -> str:
        return f"<netcap.Folder {self.path!r} of {', '.join(self.files) or 'nothing'}>"


def open(path: Path, on_damage: str = "raise") -> RecordFile:
    """A file of records.  OSError when it cannot be opened, NotRecords when it is no file of records."""
    return RecordFile(path, on_damage)


def open_folder(path: Path, on_damage: str = "raise") -> Folder:
    """What netcapd wrote in a run, by type; files are opened when they are asked for."""
    return Folder(path, on_damage)
