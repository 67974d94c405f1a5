# SPDX-License-Identifier: Apache-2.0
"""Messages one after the other, each behind its length, and the fields of one message."""
from typing import Iterable, Iterator, List, Optional, Tuple, Union

from ._errors import Cut, Damaged

# As in netcap itself.
MOST = 64 << 20
MOST_HEADER = 4 << 20


def varint(data: bytes, at: int) -> Tuple[int, int]:
    """A number and where it ends.  IndexError when there is not all of it, ValueError when it is none."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value & (1 << 64) - 1, at
        if shift > 63:
            raise ValueError("expected a number")


def varints(data: bytes) -> List[int]:
    """Numbers one after the other; ValueError when they are none."""
    found, at = [], 0
    try:
        while at < len(data):
            number, at = varint(data, at)
            found.append(number)
    except IndexError:
        raise ValueError("expected a number") from None
    return found


class _Stock:
    """The pieces, and what was wrong where they end."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.damage: Optional[Damaged] = None

    def behind(self, rest: bytes, wanted: int) -> bytes:
        """What is left with the next pieces behind it, so many bytes at least if there are."""
        parts, size = [rest], len(rest)
        try:
            while size < wanted:
                parts.append(next(self.pieces))
                size += len(parts[-1])
        except StopIteration:
            pass
        except Damaged as damage:
            self.damage = damage
        return b"".join(parts)


def messages(pieces: Iterable[bytes]) -> Iterator[Tuple[int, bytes]]:
    """Each with the byte at which its length begins.  Damage is raised behind all that is whole."""
    stock, buffer, at, before = _Stock(pieces), b"", 0, 0
    while True:
        try:
            size, begins = varint(buffer, at)
        except IndexError:
            size, begins = 1, len(buffer)
        except ValueError:
            raise Damaged(f"byte {before + at}: expected the length of a record, found no number") from None
        most = MOST if before + at else MOST_HEADER
        if size > most:
            raise Damaged(f"byte {before + at}: a length is given as {size}, the most is {most}")
        end = begins + size
        if end <= len(buffer):
            yield before + at, buffer[begins:end]
            at = end
            continue
        before += at
        buffer, wanted, at = stock.behind(buffer[at:], end - at), end - at, 0
        if len(buffer) < wanted:
            break
    if stock.damage:
        raise type(stock.damage)(f"byte {before}: {stock.damage}")
    if buffer:
        raise Cut(f"byte {before}: the file ends within a record")


def fields(message: bytes) -> Iterator[Tuple[int, int, Union[int, bytes]]]:
    """Number, wire type and value of each; ValueError when it is no message."""
    at = 0
    try:
        while at < len(message):
            tag, at = varint(message, at)
            number, kind = tag >> 3, tag & 7
            value: Union[int, bytes]
            if kind == 0:
                value, at = varint(message, at)
            elif kind in (1, 2, 5):
                size, at = varint(message, at) if kind == 2 else (8 if kind == 1 else 4, at)
                value, at = message[at:at + size], at + size
            else:
                raise ValueError("expected a whole field")
            if at > len(message) or number == 0:
                raise ValueError("expected a whole field")
            yield number, kind, value
    except IndexError:
        raise ValueError("expected a whole field") from None
