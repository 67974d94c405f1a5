# SPDX-License-Identifier: Apache-2.0
"""Records as a pandas.DataFrame."""
import re
import warnings
from operator import attrgetter
from typing import Any, Callable, Iterator, List, Optional, Tuple

from ._errors import DamageWarning
from ._record import Dictionaries, getter
from ._schema import Field, Message, as_text, attribute

ROWS = 50000  # made into columns at once

DTYPES = {"int64": "Int64", "sint64": "Int64", "sfixed64": "Int64", "uint64": "UInt64", "fixed64": "UInt64",
          "int32": "Int32", "sint32": "Int32", "sfixed32": "Int32", "uint32": "UInt32", "fixed32": "UInt32",
          "bool": "boolean", "double": "float64", "float": "float64", "string": "string", "enum": "string",
          "bytes": "object"}

NOT_A_TIME = -2**63  # of numpy's

# Seconds, and behind the point micro- or nanoseconds.
TIME = re.compile(r"(-?)([0-9]{1,12})\.([0-9]{9}|[0-9]{1,6})", re.A)
PORT = re.compile(r"0|[1-9][0-9]{0,4}", re.A)


def time_of(text: str) -> Optional[int]:
    """Nanoseconds since 1970; None when it is no time, or one that 64 bits cannot hold."""
    found = TIME.fullmatch(text)
    if not found:
        return None
    count = int(found[2]) * 10**9 + int(found[3]) * (1 if len(found[3]) == 9 else 1000)
    count = -count if found[1] else count
    return count if NOT_A_TIME < count < 2**63 else None


def port_of(text: str) -> Optional[int]:
    """None when it is none."""
    return int(text) if PORT.fullmatch(text) and int(text) < 65536 else None


class Column:
    """One of the table: where its values are in a message, and what they become."""

    def __init__(self, name: str, path: str, dtype: str, convert: Optional[Callable[[Any], Any]] = None,
                 present: Tuple[str, ...] = (), told: bool = False) -> None:
        self.name, self.path, self.dtype, self.convert = name, path, dtype, convert
        self.present = present  # each must be there, from the outermost on
        self.told = told        # what is text and becomes nothing is counted
        self.left_out = 0

    def array(self, pandas: Any, values: List[Any]) -> Any:
        """Of values of which None is one that is not there."""
        if self.convert:
            made = [None if value is None else self.convert(value) for value in values]
            if self.told:
                self.left_out += sum(1 for one, other in zip(values, made) if one and other is None)
            values = made
        return _array(pandas, self.dtype, values)


def _array(pandas: Any, dtype: str, values: List[Any]) -> Any:
    """Numbers are made by numpy: pandas makes those of 64 bits by way of float, and rounds them."""
    import numpy
    if dtype in ("object", "string"):
        found = numpy.empty(len(values), dtype=object)
        found[:] = values
        return found if dtype == "object" else pandas.array(found, dtype="string")
    if dtype == "float64":
        return numpy.array([numpy.nan if value is None else value for value in values], dtype=dtype)
    if dtype == "time":
        numbers = numpy.array([NOT_A_TIME if value is None else value for value in values], dtype="int64")
        return pandas.DatetimeIndex(numbers.view("datetime64[ns]")).tz_localize("UTC")
    mask = numpy.array([value is None for value in values], dtype=bool)
    numbers = numpy.array([0 if value is None else value for value in values], dtype="bool" if dtype == "boolean"
                          else dtype.lower())
    kind = pandas.arrays.BooleanArray if dtype == "boolean" else pandas.arrays.IntegerArray
    return kind(numbers, mask)


class Columns:
    """Those of a record type: the fields of a message that is there once have columns of their own."""

    def __init__(self, part: Any) -> None:
        self.schema = part.schema
        self.dictionaries = Dictionaries(part.schema)
        self.list: List[Column] = []
        self._add(part.schema.record, part.schema.factory.make.DESCRIPTOR, "", "", (), ())
        self.values = getter([column.path for column in self.list])
        # What is null together.
        self.presence = [([_has(path) for path in present],
                          [i for i, column in enumerate(self.list) if column.present == present])
                         for present in dict.fromkeys(column.present for column in self.list if column.present)]

    def row(self, message: Any) -> List[Any]:
        """The values of a message, in the order of the columns."""
        values = list(self.values(message))
        for tests, columns in self.presence:
            if not all(has(message) for has in tests):
                for i in columns:
                    values[i] = None
        return values

    def _add(self, message: Message, descriptor: Any, name: str, path: str, present: Tuple[str, ...],
             around: Tuple[str, ...]) -> None:
        around = (*around, message.name)
        for field in message.fields:
            described = descriptor.fields_by_name[attribute(field.name)]
            at = path + described.name
            there = (*present, at) if field.presence or field.kind == "message" and not field.repeated else present
            if field.kind == "message" and not field.repeated and field.type not in around and \
                    self.schema.messages[field.type].fields:
                self._add(self.schema.messages[field.type], described.message_type, f"{name}{field.name}.",
                          f"{at}.", there, around)
            else:
                self.list.append(self._column(field, described, name + field.name, at, there))

    def _column(self, field: Field, described: Any, name: str, path: str, present: Tuple[str, ...]) -> Column:
        element: Any = self.dictionaries.element(field, described)
        if field.repeated:
            return Column(name, path, "object", _list_of(element), present)
        if field.kind == "message":
            return Column(name, path, "object", element, present)
        if field.kind == "string" and field.meaning == "time":
            return Column(name, path, "time", lambda value: time_of(as_text(value)), present, told=True)
        if field.kind == "string" and field.meaning == "port":
            return Column(name, path, "UInt16", lambda value: port_of(as_text(value)), present, told=True)
        if field.kind == "enum":
            return Column(name, path, "string", lambda value: str(element(value)), present)
        return Column(name, path, DTYPES[field.kind], element, present)


def _list_of(element: Any) -> Callable[[Any], Any]:
    return (lambda value: [element(each) for each in value]) if element else list


def _has(path: str) -> Callable[[Any], bool]:
    outer, _, last = path.rpartition(".")
    get: Any = attrgetter(outer) if outer else lambda message: message
    return lambda message: get(message).HasField(last)


def _frames(pandas: Any, file: Any) -> Iterator[Any]:
    """One of so many rows, and another."""
    columns = Columns(file.first)
    rows: List[Any] = []

    def frame() -> Any:
        by_column = list(zip(*rows)) if rows else [()] * len(columns.list)
        return pandas.DataFrame({column.name: column.array(pandas, list(values))
                                 for column, values in zip(columns.list, by_column)}, index=range(len(rows)))

    for part, message in file.of_one_type():
        if part.schema is not columns.schema:
            yield frame()
            rows, columns = [], Columns(part)
        rows.append(columns.row(message))
        if len(rows) == ROWS:
            yield frame()
            rows = []
    yield frame()
    left_out = sum(column.left_out for column in columns.list)
    if left_out:
        warnings.warn(f"{file.path}: {left_out} times or ports are none that a table can hold: they are null",
                      DamageWarning, stacklevel=4)


def to_pandas(file: Any) -> Any:
    """See RecordFile.to_pandas()."""
    try:
        import pandas
    except ImportError:
        raise ImportError("to_pandas() needs pandas: python3-pandas, or pip install pandas") from None
    frames = list(_frames(pandas, file))
    return frames[0] if len(frames) == 1 else pandas.concat(frames, ignore_index=True)
