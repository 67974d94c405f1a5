# SPDX-License-Identifier: Apache-2.0
"""What tshark calls Ethernet, IP, TCP, UDP and DNS, and values of theirs worked out."""
from fields_control import known
from transforms import ABSENT, entropy

LAYERS = {"eth": "Ethernet", "vlan": "Dot1Q", "ieee8021ad": "Dot1Q", "arp": "ARP", "ip": "IPv4",
          "ipv6": "IPv6", "ipv6.hopopts": "IPv6HopByHop", "ipv6.fraghdr": "IPv6Fragment",
          "icmp": "ICMPv4", "icmpv6": "ICMPv6", "tcp": "TCP", "udp": "UDP", "dns": "DNS",
          "mdns": "DNS", "llmnr": "DNS", "llc": "LLC"}
# SNAP is part of tshark's LLC.
TOO = {"llc": lambda layer: "SNAP" if layer.find("llc.oui") else None}
CARRIERS = {"frame", "pkt_comment", "ethertype", "sll", "null", "raw", "data", "geninfo"}
RIVALS = {"nbns", "rarp"}
UNTIMED = {"*test2.replay_unique_ip.pcap"}
# What these carry is not ours to decode: the packet an error quotes.
LAST = {"icmp", "icmpv6"}
CONTEXT = {
    "ip": {"SrcIP": ("ip.src", "ip"), "DstIP": ("ip.dst", "ip")},
    "ipv6": {"SrcIP": ("ipv6.src", "ip"), "DstIP": ("ipv6.dst", "ip")},
    "tcp": {"SrcPort": ("tcp.srcport", "text"), "DstPort": ("tcp.dstport", "text")},
    "udp": {"SrcPort": ("udp.srcport", "text"), "DstPort": ("udp.dstport", "text")}}
OPTIONS = {"ip.check_checksum:FALSE", "tcp.check_checksum:FALSE", "udp.check_checksum:FALSE",
           "tcp.relative_sequence_numbers:FALSE", "tcp.analyze_sequence_numbers:TRUE",
           "tcp.calculate_timestamps:FALSE", "udp.calculate_timestamps:FALSE",
           "tcp.desegment_tcp_streams:TRUE", "tcp.reassemble_out_of_order:TRUE", "eth.fcs:Never",
           "ip.defragment:TRUE", "ipv6.defragment:TRUE"}


def first(layer, wanted, default=0):
    """The number a field of the layer shows."""
    nodes = layer.find(wanted)
    return int(nodes[0].show(), 0) if nodes else default


def ending(packet, layer):
    """Where the bytes end for a layer: the lengths of the headers around it count.

    Those of a datagram that was put together are numbered anew.
    """
    end = packet.captured
    for outer in packet.layers[:packet.layers.index(layer)]:
        start = outer.number("pos")
        whole = outer.find(f"{outer.name.partition('.')[0]}.reassembled.length")
        if whole:
            end = int(whole[0].show())
        elif outer.name == "ip" and first(outer, "ip.len"):
            end = min(end, start + first(outer, "ip.len"))
        elif outer.name == "ipv6" and first(outer, "ipv6.plen"):
            end = min(end, start + 40 + first(outer, "ipv6.plen"))
    return end


def rest(packet, layer, size):
    return max(ending(packet, layer) - layer.number("pos") - size, 0)


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
    before, size = 0, first(layer, "ipv6.plen")
    if index + 1 < len(packet.layers) and packet.layers[index + 1].name == "ipv6.hopopts":
        before = packet.layers[index + 1].number("size")
        size = size or first(packet.layers[index + 1], "ipv6.opt.jumbo")
    return min(size - before, rest(packet, layer, 40 + before))


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


def ipv4_padding(packet, index):
    """What stands behind the option that ends the others."""
    for node in packet.layers[index].fields():
        if not node.name and node.show().startswith("Options:"):
            for option in node.children:
                if option.wire()[:2] == "00":
                    return node.wire()[2 * (option.number("pos") + 1 - node.number("pos")):]
    return ""


def udp_entropy(packet, index):
    nodes = packet.layers[index].find("udp.payload")
    return entropy(nodes, udp_payload(packet, index)) if nodes else 0


def hop_data(packet, index):
    """The data of each option, behind type and length."""
    return [known(option.fields(), option.number("pos") + 2, first(option, "ipv6.opt.length"))
            for option in packet.layers[index].find("ipv6.opt")]


def dns_data(*parents):
    """What each resource record of a section has behind its length."""
    def behind(node):
        length = node.find("dns.resp.len")
        return node.wire()[2 * (length[0].number("pos") + 2 - node.number("pos")):] \
            if length else ABSENT

    def work(packet, index):
        for node in packet.layers[index].fields():
            if not node.name and node.show().startswith(parents) and node.children:
                return [behind(child) for child in node.children]
        return []
    return work


WORKED_OUT = {
    "@ipv4_padding": ipv4_padding, "@udp_entropy": udp_entropy, "@hop_data": hop_data,
    "@dns_answers": dns_data("Answers", "Prerequisites"),
    "@dns_authorities": dns_data("Authoritative nameservers", "Updates"),
    "@dns_additionals": dns_data("Additional records"),
    "@ethernet_payload": ethernet_payload, "@ipv4_length": ipv4_length,
    "@ipv4_payload": ipv4_payload, "@ipv6_payload": ipv6_payload, "@tcp_padding": tcp_padding,
    "@udp_payload": udp_payload}
