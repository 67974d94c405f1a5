# SPDX-License-Identifier: Apache-2.0
"""fields.csv at work: from a layer of tshark's, or a record of ours, to values that compare.

A row's tshark_field names a field; "a|b" is the first of them that is there, "a+b" both, their
bytes in a row.  "group > a" looks into each element of a list: the group is a field's name, or
"parent/prefix" for the parent's children so named, parents being known by the start of their
name or text, several with "|" between them; "." is the element itself.  "@name" is worked out
by a function below.  A transform's "?" means a field that is absent has its default, "~" that
only a field that is shown is compared.  A layer that lacks any other field was cut short, and is
no record.
"""
import csv
import ipaddress

ABSENT = object()
# It is there, but in a form of tshark's that says too little to compare.
HIDDEN = object()


class Row:
    """One line of fields.csv."""

    def __init__(self, line):
        self.record, self.field = line["record"], line["field"]
        group, _, leaf = line["tshark_field"].rpartition(" > ")
        self.group, self.leaves = group, leaf.split("|")
        self.optional = line["transform"][-1:] if line["transform"][-1:] in ("?", "~") else ""
        name, *arguments = line["transform"].rstrip("?~").split(":")
        self.kind = name
        self.arguments = [int(argument) for argument in arguments]

    def theirs(self, packet, index):
        """tshark's value, a list of them for a list, or ABSENT."""
        layer = packet.layers[index]
        if self.leaves[0].startswith("@"):
            return WORKED_OUT[self.leaves[0]](packet, index)
        if self.group:
            return [self.pick(element) for element in self.elements(layer)]
        return self.pick(layer)

    def elements(self, layer):
        """The group's elements; a list of options ends with the one that says so."""
        parent, slash, prefix = self.group.partition("/")
        if not slash:
            yield from layer.find(parent)
            return
        parents = tuple(parent.split("|"))
        for node in layer.fields():
            if (node.name or node.show()).startswith(parents) and node.children:
                for child in node.children:
                    if child.name.startswith(prefix):
                        yield child
                    if prefix and child.wire()[:2] == "00":
                        return
                return

    def pick(self, element):
        """The value of the first alternative that is there."""
        for leaf in self.leaves:
            if leaf == ".":
                return TRANSFORMS[self.kind]([element], *self.arguments)
            found = [element.find(name) for name in leaf.split("+")]
            if all(found):
                nodes = found[0] if len(found) == 1 else [some[0] for some in found]
                return TRANSFORMS[self.kind](nodes, *self.arguments)
        return ABSENT

    def ours(self, record):
        """Our value in the same form."""
        name, listed, rest = self.field.partition("[].")
        if not listed:
            return self.member(record, self.field)
        return [self.member(element, rest) for element in record.get(name) or ()]

    def member(self, record, path):
        for name in path.split("."):
            record = (record or {}).get(name)
        if self.kind == "name":
            return bytes.fromhex(record or "").decode(errors="replace")
        if self.kind == "context":
            return {key: value for key, value in (record or {}).items() if value}
        if self.kind in ("text", "time", "hex", "from", "ip"):
            return record or ""
        return record or ([] if self.kind == "hexes" else 0)


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


TRANSFORMS = {
    "dec": lambda nodes: int(nodes[0].show(), 0),
    "bool": lambda nodes: nodes[0].show() in ("1", "True"),
    "text": lambda nodes: nodes[0].show(),
    "hex": lambda nodes: nodes[0].wire(),
    "hexes": lambda nodes: [node.wire() for node in nodes],
    "wire": lambda nodes: int("".join(node.wire() for node in nodes), 16),
    "size": lambda nodes: nodes[0].number("size"),
    "over": lambda nodes, by: int(nodes[0].show(), 0) // by,
    "plus": lambda nodes, more: int(nodes[0].show(), 0) + more,
    "byte": lambda nodes, at: int(nodes[0].wire()[2 * at:2 * at + 2], 16),
    "from": lambda nodes, at: nodes[0].wire()[2 * at:],
    "bits": bits, "bit": bit, "ip": ip, "name": name, "option_size": option_size}


def first(layer, wanted, default=0):
    """The number a field of the layer shows."""
    nodes = layer.find(wanted)
    return int(nodes[0].show(), 0) if nodes else default


def time(packet, _):
    """tshark shows impossible times, as before 1970, in impossible ways."""
    seconds, _, fraction = packet.time.partition(".")
    return packet.time if seconds.isdigit() and len(fraction) == 9 else HIDDEN


def rest(packet, layer, size):
    return max(packet.captured - layer.number("pos") - size, 0)


def ethernet_payload(packet, index):
    layer = packet.layers[index]
    left = rest(packet, layer, 14)
    kind = first(layer, "eth.len", first(layer, "eth.type"))
    return min(kind, left) if kind < 0x600 else left


def ipv4_length(packet, index):
    """A length of 0 on the wire stands for what was captured."""
    layer = packet.layers[index]
    return first(layer, "ip.len") or rest(packet, layer, 0)


def ipv4_payload(packet, index):
    layer = packet.layers[index]
    head = first(layer, "ip.hdr_len")
    return min(ipv4_length(packet, index) - head, rest(packet, layer, head))


def ipv6_payload(packet, index):
    """What follows the header and the hop-by-hop options, if they come next."""
    layer = packet.layers[index]
    before = 0
    if index + 1 < len(packet.layers) and packet.layers[index + 1].name == "ipv6.hopopts":
        before = packet.layers[index + 1].number("size")
    return min(first(layer, "ipv6.plen") - before, rest(packet, layer, 40 + before))


def udp_payload(packet, index):
    """tshark counts all bytes that are there; the length field bounds them."""
    layer = packet.layers[index]
    size = sum(node.number("size") for node in layer.find("udp.payload"))
    length = first(layer, "udp.length")
    return min(size, max(length - 8, 0)) if length else size


def tcp_padding(packet, index):
    """What stands behind End-of-options."""
    layer = packet.layers[index]
    end, options = layer.find("tcp.options.eol"), layer.find("tcp.options")
    if not end or not options:
        return ""
    return options[0].wire()[2 * (end[0].number("pos") + 1 - options[0].number("pos")):]


def context(packet, index):
    """The addresses and ports of the innermost layers around this one."""
    around = {}
    for layer in packet.layers[:index]:
        if layer.name in ("ip", "ipv6"):
            around = {}
        elif layer.name != "udp":
            continue
        for member, leaf, form in CONTEXT[layer.name]:
            around.update((member, form(nodes)) for nodes in [layer.find(leaf)] if nodes)
    return around


CONTEXT = {
    "ip": (("SrcIP", "ip.src", ip), ("DstIP", "ip.dst", ip)),
    "ipv6": (("SrcIP", "ipv6.src", ip), ("DstIP", "ipv6.dst", ip)),
    "udp": (("SrcPort", "udp.srcport", TRANSFORMS["text"]),
            ("DstPort", "udp.dstport", TRANSFORMS["text"]))}
WORKED_OUT = {
    "@time": time, "@context": context,
    "@ethernet_payload": ethernet_payload, "@ipv4_length": ipv4_length,
    "@ipv4_payload": ipv4_payload, "@ipv6_payload": ipv6_payload, "@tcp_padding": tcp_padding,
    "@udp_payload": udp_payload}


def load(path):
    """The rows that can be compared, by record type."""
    with open(path, newline="", encoding="utf-8") as stream:
        rows = [Row(line) for line in csv.DictReader(stream) if line["tshark_field"]]
    return {record: [row for row in rows if row.record == record]
            for record in dict.fromkeys(row.record for row in rows)}


def layer_record(rows, packet, index):
    """The layer's values by field, or None when the packet ended before the layer did."""
    values = {}
    for row in rows:
        value = row.theirs(packet, index)
        if value is ABSENT and not row.optional:
            return None
        values[row.field] = value
    return values
