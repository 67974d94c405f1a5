# SPDX-License-Identifier: Apache-2.0
"""What a file says of the fields of its records: the FileDescriptorSet in its header, with its comments."""
import codecs
import functools
import re
from dataclasses import dataclass, field as member
from typing import Any, Dict, Iterator, List, Tuple

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError, Message as ProtobufMessage

from ._errors import NotRecords

F = descriptor_pb2.FieldDescriptorProto
TYPE_NAMES = {getattr(F, "TYPE_" + name.upper()): name for name in
              "double float int64 uint64 int32 fixed64 fixed32 bool string message bytes uint32 enum sfixed32 "
              "sfixed64 sint32 sint64".split()}
REAL = {"double", "float"}
INTEGER = {"int64", "uint64", "int32", "fixed64", "fixed32", "uint32", "sfixed32", "sfixed64", "sint32", "sint64"}
WORD = {"fixed32", "uint32"}
WIRES = {"string": 2, "bytes": 2, "message": 2, "fixed32": 5, "sfixed32": 5, "float": 5, "fixed64": 1, "sfixed64": 1,
         "double": 1}

# The types that each meaning fits: netcap/schema.h of the SDK says what they are.
MEANINGS = {
    "time": {"string"}, "s": INTEGER | REAL, "ms": INTEGER | REAL, "us": INTEGER | REAL, "ns": INTEGER | REAL,
    "bytes": INTEGER, "count": INTEGER, "number": INTEGER | REAL, "code": INTEGER | {"enum"},
    "flag": INTEGER - {"fixed32"} | {"fixed32", "bool"}, "address": {"string", "bytes"} | WORD,
    "mac": {"string", "bytes"}, "port": INTEGER | {"string"}, "name": {"string", "bytes"},
    "url": {"string", "bytes"}, "id": INTEGER | {"string", "bytes"}, "hex": INTEGER | {"string", "bytes"},
    "text": {"string", "bytes"}, "payload": {"bytes"}, "message": {"message"},
}
UNITS = {"s", "ms", "us", "ns", "bytes"}
BY_NAME = ((r"Timestamp", "time"), (r".*IP$", "address"), (r".*MAC$", "mac"), (r".*Port$", "port"))

# Unicode's characters of the kinds Cc, Cf, Zl and Zp, but for the signs among them that are seen.
HIDDEN = re.compile("[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
                    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")


def _replace(error: UnicodeError) -> Tuple[str, int]:
    """Each byte of text that is no UTF-8 becomes a sign that says so, as in `netcap dump`."""
    return "\ufffd", getattr(error, "start") + 1


codecs.register_error("netcap", _replace)


def text_of(data: bytes) -> str:
    """Text out of a file, whatever is in it."""
    return data.decode(errors="netcap")


def as_text(value: Any) -> str:
    """A string of proto2, which protobuf gives as bytes when it is no UTF-8."""
    return text_of(value) if isinstance(value, bytes) else value


@dataclass(frozen=True)
class Field:
    """A field of a record, or of a message in one."""
    number: int
    name: str
    type: str      # "uint32"; of a message or enum its full name
    kind: str      # the same, or "message", "enum"
    repeated: bool
    presence: bool  # it may be absent, which can be told from nothing
    meaning: str   # "time", "address", "port"...; "" when nobody says
    unit: str      # "ns"; of a count what is counted; "" when nobody says
    comment: str   # what it is, one line

    @property
    def wires(self) -> Tuple[int, ...]:
        """The wire types it may have."""
        wire = WIRES.get(self.kind, 0)
        return (wire, 2) if self.repeated else (wire,)

    @property
    def label(self) -> str:
        """As a .proto would say it."""
        if self.repeated:
            return "repeated"
        return "optional" if self.presence and self.kind != "message" else ""


@dataclass(frozen=True)
class Message:
    """A record, or a message in one."""
    name: str
    comment: str
    fields: Tuple[Field, ...]

    def __str__(self) -> str:
        head = f"{self.name}: {_shown(self.comment)}" if self.comment else self.name
        rows = [(f.name, f"{f.label} {f.type}".lstrip(), _meaning_and_unit(f)) for f in self.fields]
        width = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
        lines = [head]
        for f, (name, kind, meaning) in zip(self.fields, rows):
            line = f"{f.number:<5} {name:<{width[0]}}  {kind}"
            if meaning or f.comment:
                line += " " * (width[1] - len(kind) + 2) + meaning
            if f.comment:
                line += " " * (width[2] - len(meaning) + 2) + _shown(f.comment)
            lines.append(line)
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Schema:
    """The messages of a file: the record first, then those inside it."""
    record: Message
    messages: Dict[str, Message]  # by full name
    factory: Any = member(repr=False, compare=False)  # makes protobuf's messages

    @property
    def fields(self) -> Tuple[Field, ...]:
        """Those of the record."""
        return self.record.fields

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self._reached())

    def _reached(self) -> Iterator[Message]:
        seen = [self.record.name]
        for name in seen:
            yield self.messages[name]
            seen += dict.fromkeys(f.type for f in self.messages[name].fields
                                  if f.kind == "message" and f.type not in seen)


def _shown(text: str) -> str:
    return HIDDEN.sub(lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode()), text)


def _meaning_and_unit(field: Field) -> str:
    return f"{field.meaning} {field.unit}" if field.unit and field.meaning not in UNITS else field.meaning


def _line(text: str) -> str:
    """In one line, with a space for whatever is no character."""
    return re.sub("[\0- \x7f]+", " ", text).strip(" ")


def _in_brackets(comment: str, kind: str) -> Tuple[str, str, str]:
    """Meaning, unit and the rest of a comment."""
    found = re.match(r"[\0- \x7f]*\[([^] ]*)( ?)([^]]*)\](.*)", comment, re.S)
    if not found or found[1] not in MEANINGS:
        return "", "", _line(comment)
    meaning, unit = found[1], found[3]
    if kind not in MEANINGS[meaning]:
        return "", "", _line(found[4])
    if meaning in UNITS:
        unit = meaning
    plain = _line(unit) if re.fullmatch("[ -~]{0,512}", unit) else "?"
    return meaning, plain, _line(found[4])


def _meaning_of_name(name: str, kind: str) -> str:
    for pattern, meaning in BY_NAME:
        if re.match(pattern, name):
            # A text of such a name can be a socket's, "Gi0/1": who means a number says so.
            said = meaning == "port" and kind == "string"
            return meaning if kind in MEANINGS[meaning] and not said else ""
    return ""


def _comments(file: Any) -> Dict[Tuple[int, ...], Tuple[str, str]]:
    """Those before and behind, by path in descriptor.proto."""
    return {tuple(each.path): (as_text(each.leading_comments), as_text(each.trailing_comments))
            for each in file.source_code_info.location if each.leading_comments or each.trailing_comments}


def _field(proto: Any, proto3: bool, before: str, behind: str) -> Field:
    kind = TYPE_NAMES.get(proto.type)
    if not re.fullmatch(r"\w+", proto.name, re.A):
        raise NotRecords(f"the schema in the header: a field is called {proto.name!r}, expected letters, digits and _")
    if not kind:
        raise NotRecords(f"the schema in the header: the type of {proto.name} is {proto.type}, which none has")
    meaning, unit, comment = _in_brackets(behind or before, kind)
    repeated = proto.label == F.LABEL_REPEATED
    presence = not repeated and proto.label != F.LABEL_REQUIRED and (
        not proto3 or kind == "message" or proto.HasField("oneof_index") or proto.proto3_optional)
    return Field(proto.number, proto.name, proto.type_name.lstrip(".") or kind, kind, repeated, presence,
                 meaning or _meaning_of_name(proto.name, kind), unit, comment)


def _messages(file: Any) -> Iterator[Message]:
    """All of a file, with those declared inside of others."""
    comments, proto3 = _comments(file), file.syntax == "proto3"
    waiting: List[Tuple[Tuple[int, ...], str, Any]] = \
        [((4, i), file.package, proto) for i, proto in enumerate(file.message_type)]
    while waiting:
        path, scope, proto = waiting.pop()
        name = f"{scope}.{proto.name}" if scope else proto.name
        before, behind = comments.get(path, ("", ""))
        yield Message(name, _line(before or behind), tuple(
            _field(each, proto3, *comments.get((*path, 2, i), ("", ""))) for i, each in enumerate(proto.field)))
        waiting += [((*path, 3, i), name, each) for i, each in enumerate(proto.nested_type)]


class Factory:
    """Makes messages of bytes."""

    def __init__(self, files: List[Any], record: str) -> None:
        self.record = record
        self.make = _message_class(files, record)
        self._files = files
        self._lenient: Any = None

    def message(self, data: bytes) -> ProtobufMessage:
        """DecodeError when it is no such message.  Text that is no UTF-8, which protobuf refuses in proto3 and
        gives as bytes in proto2, is made text."""
        found = self.make()
        try:
            taken = found.MergeFromString(data)
        except (DecodeError, UnicodeDecodeError):
            return self._with_text(data)
        if taken is not None and taken != len(data):  # some of protobuf's libraries only warn
            raise DecodeError(f"of {len(data)} bytes {taken} are one")
        return found

    def _with_text(self, data: bytes) -> ProtobufMessage:
        if not self._lenient:
            files = [descriptor_pb2.FileDescriptorProto.FromString(each.SerializeToString()) for each in self._files]
            for message in _all_protos(files):
                for each in message.field:
                    if each.type == F.TYPE_STRING:
                        each.type = F.TYPE_BYTES
                        each.ClearField("default_value")
            self._lenient = _message_class(files, self.record)
        found = self.make()
        try:
            _copy_text(self._lenient.FromString(data), found)
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # of a schema that lies
            raise DecodeError(str(error)) from None
        return found


def _copy_text(given: Any, to: Any) -> None:
    """All that is set, with bytes made text where text is wanted."""
    for field, value in given.ListFields():
        wanted = to.DESCRIPTOR.fields_by_name[field.name]
        if wanted.message_type:
            many = hasattr(value, "add")
            for each in value if many else [value]:
                inner = getattr(to, field.name).add() if many else getattr(to, field.name)
                inner.SetInParent()
                _copy_text(each, inner)
        elif wanted.type != field.type:
            if isinstance(value, bytes):
                setattr(to, field.name, text_of(value))
            else:
                getattr(to, field.name).extend(map(text_of, value))
        elif hasattr(value, "append"):
            getattr(to, field.name).extend(value)
        else:
            setattr(to, field.name, value)


def _all_protos(files: List[Any]) -> Iterator[Any]:
    waiting = [message for file in files for message in file.message_type]
    while waiting:
        message = waiting.pop()
        waiting += message.nested_type
        yield message


def _message_class(files: List[Any], name: str) -> Any:
    pool = descriptor_pool.DescriptorPool()
    for file in files:
        pool.AddSerializedFile(file.SerializeToString())
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def attribute(name: str) -> str:
    """How a field is called in a protobuf message: one that is called as something that every message has is
    behind it with a _ at the end."""
    return name + "_" if hasattr(ProtobufMessage, name) else name


def _check_types(schema: Schema) -> None:
    """A type that is named must be there; not all of protobuf's libraries see to it."""
    seen = {schema.record.name: schema.factory.make.DESCRIPTOR}
    waiting = [schema.record.name]
    while waiting:
        name = waiting.pop()
        for field in schema.messages[name].fields:
            described = seen[name].fields_by_name[attribute(field.name)]
            kind = described.message_type or described.enum_type
            if field.kind in ("message", "enum") and (kind is None or kind.full_name != field.type):
                raise NotRecords(f"the schema in the header: {name}.{field.name} is of type {field.type}, "
                                 "which is not there")
            if field.kind == "message" and field.type not in seen:
                seen[field.type] = kind
                waiting.append(field.type)


@functools.lru_cache(maxsize=32)
def compile_schema(data: bytes, record: str) -> Schema:
    """NotRecords, and why, when it cannot be."""
    try:
        files = list(descriptor_pb2.FileDescriptorSet.FromString(data).file)
        messages = {message.name: message for file in files for message in _messages(file)}
        for proto in _all_protos(files):
            for each in proto.field:
                each.name = attribute(each.name)
        for file in files:
            file.ClearField("source_code_info")
        schema = Schema(messages[record], messages, Factory(files, record))
        _check_types(schema)
        return schema
    except NotRecords:
        raise
    except KeyError:
        raise NotRecords(f"the schema in the header: expected {record} in it, which is not there") from None
    except Exception as error:  # of a schema that lies each of protobuf's libraries says something else
        raise NotRecords(f"the schema in the header: {error}") from None
