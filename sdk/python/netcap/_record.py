# SPDX-License-Identifier: Apache-2.0
"""A protobuf message as a dictionary."""
from operator import attrgetter
from typing import Any, Callable, Dict, List, Tuple

from ._schema import Field, Message, Schema, as_text, attribute

Convert = Callable[[Any], Any]


def enum_name(field: Any) -> Convert:
    """The name of a number, or where it has none the number."""
    names: Dict[int, str] = {}
    for value in field.enum_type.values:
        names.setdefault(value.number, value.name)
    return lambda number: names.get(number, number)


class Dictionaries:
    """Makes dictionaries of messages of one schema: what is plain is taken as it is, all fields at once."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.made: Dict[str, Any] = {}

    def of(self, message: Message, descriptor: Any) -> Convert:
        """A function that makes the dictionary of such a message, which may hold others of its kind."""
        if message.name in self.made:
            return self.made[message.name] or (lambda value: self.made[message.name](value))
        self.made[message.name] = None
        names = tuple(field.name for field in message.fields)
        attributes = [attribute(name) for name in names]
        every = getter(attributes)
        singles, lists, others = self._kinds(message, descriptor)
        absent = [(field.name, attribute(field.name)) for field in message.fields
                  if field.presence and field.kind != "message"]

        def convert(value: Any) -> Dict[str, Any]:
            found = dict(zip(names, every(value)))
            for name, called, inner in singles:
                if value.HasField(called):
                    found[name] = inner(found[name])
                else:
                    del found[name]
            for name, element in lists:
                found[name] = [element(each) for each in found[name]] if element else list(found[name])
            for name, element in others:
                found[name] = element(found[name])
            for name, called in absent:
                if not value.HasField(called):
                    found[name] = None
            return found

        self.made[message.name] = convert
        return convert

    def _kinds(self, message: Message, descriptor: Any) -> Tuple[List[Any], List[Any], List[Any]]:
        """Messages, lists, and what else is not as protobuf has it."""
        singles: List[Any] = []
        lists: List[Any] = []
        others: List[Any] = []
        for field in message.fields:
            element = self.element(field, descriptor.fields_by_name[attribute(field.name)])
            if field.repeated:
                lists.append((field.name, element))
            elif field.kind == "message":
                singles.append((field.name, attribute(field.name), element))
            elif element:
                others.append((field.name, element))
        return singles, lists, others

    def element(self, field: Field, described: Any) -> Any:
        """What makes a value of one element of a field; None when it is one as it is."""
        if field.kind == "message":
            return self.of(self.schema.messages[field.type], described.message_type)
        if field.kind == "enum":
            return enum_name(described)
        return as_text if field.kind == "string" and described.has_presence else None


def getter(names: List[str]) -> Convert:
    """The values of all of these: attrgetter gives no tuple of a single one."""
    get: Any
    if len(names) == 1:
        get = attrgetter(names[0])
        return lambda value: (get(value),)
    get = attrgetter(*names) if names else lambda value: ()
    return get
