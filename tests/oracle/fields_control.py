# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of ICMPv6, IGMP, VRRP, DHCP, NTP and SIP: values worked out."""
import ipaddress
import itertools

from transforms import ABSENT

LAYERS = {"igmp": "IGMP", "vrrp": "VRRPv2", "dhcp": "DHCPv4", "dhcpv6": "DHCPv6", "ntp": "NTP",
          "sip": "SIP"}
# A relayed message inside another is an option of that.
LAST = {"dhcpv6"}
SEGMENTS = {"sip"}
# Those of a stream are written when it ends, each with the time of its own first byte.
SORTED = {"SIP": ()}
# The original has a map of them.
UNORDERED = {"Headers"}
ICMPV6 = {"128": "ICMPv6Echo", "129": "ICMPv6Echo", "133": "ICMPv6RouterSolicitation",
          "134": "ICMPv6RouterAdvertisement", "135": "ICMPv6NeighborSolicitation",
          "136": "ICMPv6NeighborAdvertisement"}
METHODS = ("INVITE ACK BYE CANCEL OPTIONS REGISTER PRACK SUBSCRIBE NOTIFY PUBLISH INFO REFER "
           "MESSAGE UPDATE PING").split()
TENTH, SECOND = 10**8, 10**9


def icmpv6_kind(layer):
    """The record of the message's own, besides that of all."""
    kind = layer.find("icmpv6.type")
    return ICMPV6.get(kind[0].show()) if kind else None


TOO = {"icmpv6": icmpv6_kind}


class Known:
    """Bytes as hex of which some are not known: equal to what agrees in the rest."""

    def __init__(self, pairs):
        self.pairs = pairs

    def __eq__(self, other):
        return (isinstance(other, str) and len(other) == 2 * len(self.pairs)
                and all(pair in ("??", other[2 * at:2 * at + 2])
                        for at, pair in enumerate(self.pairs)))

    def __repr__(self):
        return "".join(self.pairs)


def known(nodes, start, size):
    """The bytes at a place of the packet, as far as fields show them."""
    pairs = ["??"] * size
    for node in nodes:
        wire, at = node.wire(), node.number("pos") - start
        if len(wire) == 2 * node.number("size"):
            for offset in range(max(0, -at), min(len(wire) // 2, size - at)):
                pairs[at + offset] = wire[2 * offset:2 * offset + 2]
    return Known(pairs)


def nd_data(packet, index):
    """The data of each option, behind type and length."""
    return [known(option.fields(), option.number("pos") + 2, option.number("size") - 2)
            for option in packet.layers[index].find("icmpv6.opt")]


def children(layer, name):
    return [child for child in layer.children if child.name == name]


def addresses(nodes):
    return [str(ipaddress.ip_address(node.show())) for node in nodes]


def from_code(code):
    """RFC 3376 section 4.1.1."""
    return code if code < 128 else (code % 16 + 16) << (code // 16 % 8 + 3)


def igmp_response(packet, index):
    layer = packet.layers[index]
    code = [int(node.wire(), 16) for node in children(layer, "igmp.max_resp")]
    if not code:
        return 0
    three = layer.find("igmp.version")[0].show() == "3"
    return (from_code(code[0]) if three else code[0]) * TENTH


def igmp_interval(packet, index):
    return sum(from_code(int(node.wire(), 16)) * SECOND
               for node in children(packet.layers[index], "igmp.qqic"))


def igmp_group(packet, index):
    return "".join(node.wire() for node in children(packet.layers[index], "igmp.maddr"))


def igmp_number(packet, index):
    return sum(int(node.show()) for node in children(packet.layers[index], "igmp.num_src"))


def igmp_sources(packet, index):
    return addresses(children(packet.layers[index], "igmp.saddr"))


def igmp_records(leaf, form):
    def work(packet, index):
        return [form(child.find(leaf)) for child in packet.layers[index].children
                if child.find("igmp.record_type")]
    return work


def decimal(nodes):
    return int(nodes[0].show(), 0)


def vrrp_addresses(packet, index):
    return addresses(packet.layers[index].find("vrrp.ip_addr"))


def dhcp_hardware(packet, index):
    """The field is 28 bytes in; its length is the header's."""
    layer = packet.layers[index]
    size = min(decimal(layer.find("dhcp.hw.len")), 16)
    pairs = known(layer.fields(), layer.number("pos") + 28, size).pairs
    return ":".join(pairs)


def dhcp_list(nodes):
    """Code and data of each option of a list.

    Pad bytes in a row are one field; the end and what follows is no option.
    """
    for node in nodes:
        wire = node.wire()
        # What reaches beyond the packet has no bytes here, and ends our list.
        if wire[:2] in ("ff", "fi"):
            return
        if wire[:2] == "00":
            run = node.find("dhcp.option.padding")
            yield from [("00", "")] * (run[0].number("size") if run else 1)
        else:
            yield wire[:2], wire[4:]


def dhcp_lists(layer):
    """The options' own list, and those in the fields of the names: the file's before the server's.

    tshark shows these inside the option that says so, and where they are without it, too.
    """
    cookie = layer.find("dhcp.cookie")
    begin = cookie[0].number("pos") if cookie else 0
    yield [node for node in children(layer, "dhcp.option.type") if node.number("pos") >= begin]
    places = {"Boot file name option overload": (), "Server host name option overload": ()}
    for node in layer.fields():
        if node.show() in places:
            places[node.show()] = children(node, "dhcp.option.type")
    yield from places.values()


def dhcp_options(part):
    """What is to be known of each option; the values of all of one code are one, RFC 3396."""
    def work(packet, index):
        joined, options = {}, []
        for code, data in itertools.chain(*map(dhcp_list, dhcp_lists(packet.layers[index]))):
            if code != "00" and code in joined:
                joined[code].append(data)
                continue
            joined[code] = [data]
            options.append((code, joined[code]))
        return [part(code, "".join(data)) for code, data in options]
    return work


def dhcpv6_options(part):
    def work(packet, index):
        return [part(child.wire()) for child in packet.layers[index].children
                if child.find("dhcpv6.option.type")]
    return work


def signed(leaf):
    def work(packet, index):
        wire = packet.layers[index].find(leaf)
        return int.from_bytes(bytes.fromhex(wire[0].wire()), "big", signed=True) if wire else 0
    return work


def ntp_extension(packet, index):
    layer = packet.layers[index]
    size = layer.number("size") - 48
    return known(layer.fields(), layer.number("pos") + 48, size) if size > 0 else ""


def sip_line(packet, index):
    """The words of the start line, three at most."""
    layer = packet.layers[index]
    line = layer.find("sip.Request-Line") or layer.find("sip.Status-Line")
    return line[0].show().split(" ", 2) if line else []


def sip_version(packet, index):
    words = sip_line(packet, index)
    # What is no beginning of a message tshark calls continuation data.
    if not words:
        return ABSENT
    return {"SIP/2.0": 2, "SIP/1.0": 1}.get(words[2 if sip_method_word(packet, index) else 0], 0)


def sip_method_word(packet, index):
    return [node.show() for node in packet.layers[index].find("sip.Method")]


def sip_method(packet, index):
    layer = packet.layers[index]
    word = (layer.find("sip.Method") or layer.find("sip.CSeq.method"))
    return METHODS.index(word[0].show()) + 1 if word and word[0].show() in METHODS else 0


def sip_response(packet, index):
    return bool(packet.layers[index].find("sip.Status-Line"))


def sip_status(packet, index):
    if sip_method_word(packet, index):
        return ""
    return (sip_line(packet, index) + ["", ""])[2]


def text(line):
    """As our records have what is no UTF-8."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.replace(b"\\", b"\\\\").decode(errors="backslashreplace")


def sip_headers(packet, index):
    """Lines of one name joined, names as they first come."""
    block = bytes.fromhex("".join(n.wire() for n in packet.layers[index].find("sip.msg_hdr")))
    found, last = {}, b""
    for line in block.replace(b"\r", b"").split(b"\n"):
        if line[:1] in (b" ", b"\t") and line.strip():
            found[last][-1] += b" " + line.strip()
        elif b":" in line:
            name, _, value = line.partition(b":")
            last = name.strip().lower()
            found.setdefault(last, []).append(value.strip())
    return [text(name + b":" + b",".join(values)) for name, values in found.items()]


WORKED_OUT = {
    "@nd_data": nd_data,
    "@igmp_response": igmp_response, "@igmp_interval": igmp_interval, "@igmp_group": igmp_group,
    "@igmp_number": igmp_number, "@igmp_sources": igmp_sources,
    "@igmp_type": igmp_records("igmp.record_type", decimal),
    "@igmp_aux": igmp_records("igmp.aux_data_len", decimal),
    "@igmp_count": igmp_records("igmp.num_src", decimal),
    "@igmp_address": igmp_records("igmp.maddr", lambda nodes: addresses(nodes)[0]),
    "@igmp_inner": igmp_records("igmp.saddr", addresses),
    "@vrrp_addresses": vrrp_addresses,
    "@dhcp_hardware": dhcp_hardware,
    "@dhcp_type": dhcp_options(lambda code, data: int(code, 16)),
    "@dhcp_length": dhcp_options(lambda code, data: len(data) // 2),
    "@dhcp_data": dhcp_options(lambda code, data: data),
    "@dhcpv6_code": dhcpv6_options(lambda wire: int(wire[:4], 16)),
    "@dhcpv6_length": dhcpv6_options(lambda wire: int(wire[4:8], 16)),
    "@dhcpv6_data": dhcpv6_options(lambda wire: wire[8:]),
    "@ntp_poll": signed("ntp.ppoll"), "@ntp_precision": signed("ntp.precision"),
    "@ntp_extension": ntp_extension,
    "@sip_version": sip_version, "@sip_method": sip_method, "@sip_status": sip_status,
    "@sip_response": sip_response,
    "@sip_headers": sip_headers}
