# SPDX-License-Identifier: Apache-2.0
"""How fields of tshark's become values that compare, by the name of the transform."""
import collections
import ipaddress
import math

ABSENT = object()
# It is there, but in a form of tshark's that says too little to compare.
HIDDEN = object()


def bits(nodes, low, count, keep=0):
    value = int(nodes[0].wire(), 16) >> low & (1 << count) - 1
    return value << low if keep else value


def ip(nodes):
    return str(ipaddress.ip_address(nodes[0].show()))


def name(nodes):
    """A name, unless tshark shows it in a way of its own."""
    text = nodes[0].show()
    if "\\" in text or not text.isascii() or text.startswith("<") and text != "<Root>":
        return HIDDEN
    return "" if text == "<Root>" else text


def option_size(nodes):
    """Two options are a lone byte, whatever follows them."""
    return 1 if nodes[0].wire()[:2] in ("00", "01") else nodes[0].number("size")


def bit(nodes, number):
    return bool(bits(nodes, number, 1))


def entropy(nodes, size=None):
    """Shannon's, in bits a byte."""
    data = bytes.fromhex("".join(node.wire() for node in nodes))[:size]
    return -sum(count / len(data) * math.log2(count / len(data))
                for count in collections.Counter(data).values())


TRANSFORMS = {
    "dec": lambda nodes: int(nodes[0].show(), 0),
    "bool": lambda nodes: nodes[0].show() in ("1", "True"),
    "text": lambda nodes: nodes[0].show(),
    "hex": lambda nodes: nodes[0].wire(),
    "hexes": lambda nodes: [node.wire() for node in nodes],
    "wire": lambda nodes: int("".join(node.wire() for node in nodes), 16),
    "all": lambda nodes, mask=-1: [int(node.wire() or "0", 16) & mask for node in nodes],
    "allhex": lambda nodes: [node.wire() for node in nodes],
    "size": lambda nodes: nodes[0].number("size"),
    "over": lambda nodes, by: int(nodes[0].show(), 0) // by,
    "plus": lambda nodes, more: int(nodes[0].show(), 0) + more,
    "byte": lambda nodes, at: int(nodes[0].wire()[2 * at:2 * at + 2], 16),
    "from": lambda nodes, at: nodes[0].wire()[2 * at:],
    "mac": lambda nodes: bytes.fromhex(nodes[0].wire()).hex(":"),
    "bits": bits, "bit": bit, "ip": ip, "name": name, "option_size": option_size,
    "entropy": entropy}
# Those whose value is a text, "" when it is not set.
TEXTS = {"text", "time", "hex", "from", "ip", "mac", "utf8"}
