# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of RADIUS, Diameter, STUN, WireGuard and IKE: values worked out."""
from transforms import ABSENT, HIDDEN

LAYERS = {"radius": "RADIUS", "diameter": "Diameter", "stun": "STUN", "wg": "WireGuard", "isakmp": "IKE"}
SEGMENTS = {"diameter", "stun"}
SORTED = {"Diameter": (), "STUN": ()}
VENDOR = 26
ENDS = (("ip.src", "ipv6.src"), ("ip.dst", "ipv6.dst"), ("tcp.srcport", "udp.srcport", "sctp.srcport"),
        ("tcp.dstport", "udp.dstport", "sctp.dstport"))


def end_of(which):
    """An address or port of the innermost layer that has it."""
    def found(packet, index):
        texts = [node.show() for layer in packet.layers[:index] for name in ENDS[which]
                 for node in layer.find(name)[:1]]
        if not texts:
            return ABSENT
        return int(texts[-1]) if which > 1 else texts[-1]
    return found


def radius_values(packet, index):
    """Behind type and length, and behind the vendor."""
    found = []
    for avp in packet.layers[index].find("radius.avp"):
        wire = avp.wire()
        found.append(wire[12:] if int(wire[:2], 16) == VENDOR and len(wire) >= 12 else wire[4:])
    return found


def radius_vendors(packet, index):
    return [int(avp.wire()[4:12], 16) if int(avp.wire()[:2], 16) == VENDOR and len(avp.wire()) >= 12 else 0
            for avp in packet.layers[index].find("radius.avp")]


def octets(name):
    """With the words above them."""
    def found(packet, index):
        low, high = (packet.layers[index].find(f"radius.Acct_{name}_{part}") for part in ("Octets", "Gigawords"))
        return sum(int(nodes[0].show()) << shift for nodes, shift in ((low, 0), (high, 32)) if nodes)
    return found


def radius_eap(at):
    """A byte of the message that the first attribute of EAP begins."""
    def found(packet, index):
        wires = [avp.wire()[4:] for avp in packet.layers[index].find("radius.avp")
                 if avp.wire().startswith("4f") and len(avp.wire()) > 4]
        return int(wires[0][2 * at:2 * at + 2] or "0", 16) if wires else 0
    return found


def outer_avps(layer):
    """Those that lie in no other."""
    def of(nodes):
        for node in nodes:
            if node.name == "diameter.avp":
                yield node
            else:
                yield from of(node.children)
    return list(of(layer.children))


def of_avps(value):
    return lambda packet, index: [value(avp.wire()) for avp in outer_avps(packet.layers[index])]


def has_vendor(wire):
    return int(wire[8:10], 16) & 0x80


def avp_value(wire):
    """As long as its length says, without the padding that tshark may count."""
    return wire[24 if has_vendor(wire) else 16:2 * int(wire[10:16], 16)]



def stun_number(name, low, high):
    """Two fields of one number, which tshark shows apart."""
    def found(packet, index):
        kind = int(packet.layers[index].find("stun.type")[0].wire(), 16)
        return sum((kind >> at & 1) << to for to, at in enumerate((*low, *high)))
    return found


def stun_attributes(layer, code):
    return [node for node in layer.find("stun.attribute") if node.wire().startswith(f"{code:04x}")]


def stun_of(code, name, default):
    """What the last attribute of that code has under that name."""
    def found(packet, index):
        texts = [child.show() for node in stun_attributes(packet.layers[index], code)[-1:] for child in node.fields()
                 if child.name in name.split("|")]
        return default if not texts else int(texts[0], 0) if default == 0 else texts[0]
    return found


def stun_ip(code):
    return stun_of(code, "stun.att.ipv4|stun.att.ipv6", "")


def stun_error(packet, index):
    layer = packet.layers[index]
    kind, number = (layer.find(f"stun.att.error{part}") for part in (".class", ""))
    return int(kind[0].show()) * 100 + int(number[0].show()) if kind else 0


def stun_username(packet, index):
    """Where it is text: of others tshark shows what comes before the first zero."""
    found = packet.layers[index].find("stun.att.username")
    text = bytes.fromhex(found[0].wire()).decode(errors="replace") if found else ""
    return text if text.isprintable() else HIDDEN


class Any:
    """What is not shown."""

    def __eq__(self, other):
        return True


def stun_each(packet, index):
    """Each attribute's bytes, those that tshark does not know too, of which it shows the type alone."""
    for block in packet.layers[index].find("stun.attributes"):
        for node in block.children:
            if node.name == "stun.attribute" or node.show().startswith("Unknown attribute"):
                yield node.wire()


STUN_WITHOUT = ("0008", "0013", "001c")


def stun_types(packet, index):
    return [int(wire[:4], 16) for wire in stun_each(packet, index)]


def stun_lengths(packet, index):
    return [int(wire[4:8], 16) if wire[4:8] else Any() for wire in stun_each(packet, index)]


def stun_values(packet, index):
    return [Any() if not wire[4:8] else "" if wire[:4] in STUN_WITHOUT else wire[8:8 + 2 * int(wire[4:8], 16)]
            for wire in stun_each(packet, index)]


def stun_right(packet, index):
    return bool(packet.layers[index].find("stun.att.crc32")) and not packet.layers[index].find("stun.att.crc32.bad")


def inside(nodes, kind):
    """Payloads of a kind that lie in these."""
    return [child for node in nodes for child in node.children
            if child.name == "isakmp.typepayload" and child.show() == kind]


def ike_payloads(layer):
    return [child for child in layer.children if child.name == "isakmp.typepayload"]


def ike_types(packet, index):
    """What version 1 encrypts tshark does not list."""
    layer = packet.layers[index]
    types = [int(node.show()) for node in ike_payloads(layer)]
    first = int(layer.find("isakmp.nextpayload")[0].show())
    return types or ([first] if first else [])


def ike_proposals(packet, index):
    return inside([node for node in ike_payloads(packet.layers[index]) if node.show() in ("1", "33")], "2")


def ike_each(nodes, name):
    """A number of each payload; 0 where it has none."""
    def number(node):
        found = [child for child in node.fields() if child.name.startswith(name)]
        return int(found[0].show(), 0) if found and found[0].show() else 0
    return [number(node) for node in nodes]


def of_proposals(name):
    return lambda packet, index: ike_each(ike_proposals(packet, index), name)


def of_transforms(*names):
    """The first of these numbers that a transform has."""
    def found(packet, index):
        transforms = inside(ike_proposals(packet, index), "3")
        columns = [ike_each(transforms, name) for name in names]
        return [next((value for value in row if value), 0) for row in zip(*columns)]
    return found


def ike_encrypted(packet, index):
    return bool(packet.layers[index].find("isakmp.enc.data"))


WORKED_OUT = {
    "@stun_class": stun_number("class", (4, 8), ()),
    "@stun_method": stun_number("method", (0, 1, 2, 3), (5, 6, 7, 9, 10, 11, 12, 13)),
    "@stun_username": stun_username,
    "@stun_error": stun_error, "@stun_types": stun_types, "@stun_lengths": stun_lengths,
    "@stun_values": stun_values, "@stun_right": stun_right,
    "@stun_controlled": lambda packet, index: int("".join(
        node.wire()[8:] for node in stun_attributes(packet.layers[index], 0x8029)) or "0", 16),
    "@stun_controlling": lambda packet, index: int("".join(
        node.wire()[8:] for node in stun_attributes(packet.layers[index], 0x802A)) or "0", 16),
    "@stun_data": lambda packet, index: sum(
        int(node.wire()[4:8], 16) for node in stun_attributes(packet.layers[index], 0x13)),
    "@stun_candidate": lambda packet, index: bool(stun_attributes(packet.layers[index], 0x25)),
    **{f"@stun_{name}_ip": stun_ip(code) for name, code in (
        ("mapped", 1), ("xor", 0x20), ("relayed", 0x16), ("peer", 0x12), ("alternate", 0x8023),
        ("origin", 0x802B), ("other", 0x802C))},
    **{f"@stun_{name}_port": stun_of(code, "stun.att.port", 0) for name, code in (
        ("mapped", 1), ("xor", 0x20), ("relayed", 0x16), ("peer", 0x12), ("alternate", 0x8023),
        ("origin", 0x802B), ("other", 0x802C))},
    "@ike_types": ike_types, "@ike_encrypted": ike_encrypted,
    "@ike_proposal_numbers": of_proposals("isakmp.prop.number"),
    "@ike_protocols": of_proposals("isakmp.prop.protoid"),
    "@ike_numbers": of_transforms("isakmp.trans.number"),
    "@ike_transform_types": of_transforms("isakmp.tf.type"),
    "@ike_ids": of_transforms("isakmp.tf.id.", "isakmp.trans.id"),
    "@ike_key_lengths": of_transforms("isakmp.ike2.attr.key_length", "isakmp.ike.attr.key_length",
                                      "isakmp.ipsec.attr.key_length"),
    "@ike_ciphers": of_transforms("isakmp.ike.attr.encryption_algorithm"),
    "@ike_hashes": of_transforms("isakmp.ike.attr.hash_algorithm"),
    "@ike_methods": of_transforms("isakmp.ike.attr.authentication_method", "isakmp.ipsec.attr.auth_algorithm"),
    "@ike_groups": of_transforms("isakmp.ike.attr.group_description", "isakmp.ipsec.attr.group_description"),
    "@ike_life_types": of_transforms("isakmp.ike.attr.life_type", "isakmp.ipsec.attr.life_type"),
    "@ike_lives": of_transforms("isakmp.ike.attr.life_duration", "isakmp.ipsec.attr.life_duration"),
    "@radius_values": radius_values, "@radius_vendors": radius_vendors,
    "@radius_input": octets("Input"), "@radius_output": octets("Output"),
    "@radius_eap_code": radius_eap(0), "@radius_eap_type": radius_eap(4),
    "@access_source": end_of(0), "@access_destination": end_of(1),
    "@access_source_port": end_of(2), "@access_destination_port": end_of(3),
    "@avp_codes": of_avps(lambda wire: int(wire[:8], 16)),
    "@avp_flags": of_avps(lambda wire: int(wire[8:10], 16)),
    "@avp_lengths": of_avps(lambda wire: int(wire[10:16], 16)),
    "@avp_vendors": of_avps(lambda wire: int(wire[16:24], 16) if has_vendor(wire) else 0),
    "@avp_values": of_avps(avp_value)}
