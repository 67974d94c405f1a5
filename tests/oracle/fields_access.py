# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of RADIUS and Diameter: values worked out, and where a layer stands."""
from transforms import ABSENT

LAYERS = {"radius": "RADIUS", "diameter": "Diameter"}
SEGMENTS = {"diameter"}
SORTED = {"Diameter": ()}
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


WORKED_OUT = {
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
