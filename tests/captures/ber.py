# SPDX-License-Identifier: Apache-2.0
"""Elements of ASN.1 in the basic encoding, ITU-T X.690."""

BOOLEAN, INTEGER, OCTETS, NULL, OID, ENUMERATED, SEQUENCE, SET = 1, 2, 4, 5, 6, 10, 0x30, 0x31


def element(identifier, *parts):
    """An element with the shortest length."""
    value = b"".join(parts)
    size = len(value)
    if size < 128:
        return bytes([identifier, size]) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([identifier, 0x80 | len(length)]) + length + value


def integer(value, identifier=INTEGER):
    return element(identifier, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value, identifier=OCTETS):
    return element(identifier, value)


def sequence(*parts):
    return element(SEQUENCE, *parts)


def oid(text):
    """Seven bits a byte, the first two numbers in one."""
    first, second, *others = map(int, text.split("."))
    value = b""
    for number in (40 * first + second, *others):
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.insert(0, number & 0x7F | 0x80)
        value += bytes(septets)
    return element(OID, value)


def application(number, *parts, constructed=True):
    return element(0x40 | number | (0x20 if constructed else 0), *parts)


def context(number, *parts, constructed=True):
    return element(0x80 | number | (0x20 if constructed else 0), *parts)
