# SPDX-License-Identifier: Apache-2.0
"""A file of audit records, and a folder of them."""
import os
import warnings
from typing import Any, Dict, Iterator, Mapping, Tuple, Union

from google.protobuf.message import DecodeError, Message as ProtobufMessage

from ._bytes import pieces
from ._errors import Cut, Damaged, DamageWarning, NotRecords
from ._header import Header, Part, read_header
from ._messages import messages
from ._record import Dictionaries
from ._schema import Schema, compile_schema

Path = Union[str, "os.PathLike[str]"]

CAPTURES = {b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\x0a\x0d\x0d\x0a"}
ENDINGS = (".ncap", ".ncap.gz", ".ncap.zst")

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
        differs in bytes alone, of which json.dumps(record, default=bytes.hex) makes the hexadecimal there, and
        in numbers that are infinite or none.
        """
        part, convert = None, None
        for part_of, message in self.of_one_type():
            if part is not part_of:
                part = part_of
                convert = Dictionaries(part.schema).of(part.schema.record, part.schema.factory.make.DESCRIPTOR)
            yield convert(message)

    def messages(self) -> Iterator[ProtobufMessage]:
        """Each record as a protobuf message.  A field called as something that every message has, as Clear, has
        a _ behind its name here."""
        for _, message in self.of_one_type():
            yield message

    def parts(self) -> Iterator[Tuple[Part, ProtobufMessage]]:
        """Each message with header and schema of the file that it came in, where several were joined: here they
        may be of different record types, which is damage to all others."""
        yield from self._until_damage(self._records())

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

    def of_one_type(self) -> Iterator[Tuple[Part, ProtobufMessage]]:
        """As parts(), but another record type is damage."""
        yield from self._until_damage(self._same_type(self._records()))

    def _until_damage(self, found: Iterator[Tuple[Part, ProtobufMessage]]) -> Iterator[Tuple[Part, ProtobufMessage]]:
        try:
            yield from found
        except Damaged as damage:
            if isinstance(damage, Cut) and self.path.endswith(".part"):
                return
            if self.on_damage == "raise":
                raise type(damage)(f"{self.path}: {damage}") from None
            warnings.warn(f"{self.path}: {damage}", DamageWarning, stacklevel=4)

    def _same_type(self, found: Iterator[Tuple[Part, ProtobufMessage]]) -> Iterator[Tuple[Part, ProtobufMessage]]:
        for part, message in found:
            if part.header.record != self.header.record:
                raise Damaged(f"another file begins behind records of {self.header.record}, of {part.header.record}: "
                              "parts() reads both")
            yield part, message

    def _records(self) -> Iterator[Tuple[Part, ProtobufMessage]]:
        found = messages(pieces(self.path))
        part = self._open(found)
        for at, data in found:
            try:
                if part.begins_with(data):
                    part = part.next(data)
                    continue
                message = part.schema.factory.message(data)
            except DecodeError as error:
                raise Damaged(f"byte {at}: expected a record of {part.header.record}: {error}") from None
            except (NotRecords, Damaged) as error:
                raise Damaged(f"byte {at}: {error}") from None
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
