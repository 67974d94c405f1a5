# SPDX-License-Identifier: Apache-2.0
"""The ids of a conversation, worked out from their definitions in netcap/conversation.h and traffic.h."""
import base64
import hashlib
import struct

from wire import TCP, UDP, ip

NETWORKS = {4: 1, 16: 2}  # by the size of an address, as enum nc_endpoint has them
TRANSPORTS = {TCP: 4, UDP: 5, 132: 6}
VLAN, SERVICE, VXLAN, GENEVE, GRE, NVGRE, LISP, ERSPAN, PPPOE = range(1, 10)
GTP, MPLS, PPTP, L2TP = range(64, 68)  # numbers that each side chooses
TUNNELS = {SERVICE: "service", VXLAN: "vxlan", GENEVE: "geneve", GRE: "gre", NVGRE: "nvgre", GTP: "gtp",
           MPLS: "mpls", PPTP: "pptp", LISP: "lisp", L2TP: "l2tp", ERSPAN: "erspan", PPPOE: "pppoe"}


def scope_of(scopes):
    """One number of several scopes, each a kind and an id, the outer one first."""
    outer = 0
    for kind, number in scopes:
        if kind >= GTP:
            continue
        scope = kind << 56 ^ number
        outer = ((outer * 0x9E3779B97F4A7C15 % 2**64 ^ outer >> 29) + scope) % 2**64 if outer else scope
    return outer


def text(data, size=None):
    return base64.b64encode(hashlib.sha1(data).digest()).decode()[:size]


def connection_id(ends, ports=(0, 0), protocol=UDP, transport=None, scopes=(), depth=0, links=0):
    """The first 16 characters; links are the headers of links around it, its own left out."""
    hosts = [ip(end) for end in ends]
    kind = TRANSPORTS.get(protocol, 0) if transport is None else transport
    order = sorted((host.ljust(16, b"\0"), struct.pack("!H", port)) for host, port in zip(hosts, ports))
    return text(struct.pack("!Q5B", scope_of(scopes), depth, links, NETWORKS[len(hosts[0])], kind,
                            protocol) + b"".join(sum(order, ())), 16)


def flow_id(kind, ends, scopes=(), depth=0, links=0):
    """Of the models that have no ConnectionID; ends have the bytes that sightings have."""
    return text(struct.pack("!Q3B", scope_of(scopes), depth, links, kind) + b"".join(sorted(ends)), 16)


def community_id(ends, ports=(), protocol=UDP):
    """Community ID, version 1, seed 0."""
    order = sorted(zip(map(ip, ends), [struct.pack("!H", port) for port in ports] or (b"", b"")))
    hosts, numbers = zip(*order)
    return "1:" + text(b"\0\0" + b"".join(hosts) + bytes([protocol, 0]) + b"".join(numbers))


def place(scopes=(), depth=0, tags=()):
    """What records say of where a conversation stands; tags are those right before it, the inner one
    first."""
    kind, number = ([(0, 0)] + [scope for scope in scopes if scope[0] != VLAN])[-1]
    members = {"Depth": depth, "VLAN": [*tags, 0][0], "OuterVLAN": tags[-1] if len(tags) > 1 else 0,
               "Tunnel": TUNNELS.get(kind), "TunnelID": number}
    return {name: value for name, value in members.items() if value}


class OfTCP(dict):
    """A Context that is one of a stream."""
    protocol = TCP


def joined(context, number, scopes=(), depth=0, links=0, tags=()):
    """A Context of what a transport carries, with what joins it to other records."""
    ends = context["SrcIP"], context["DstIP"]
    ports = int(context["SrcPort"]), int(context["DstPort"])
    protocol = getattr(context, "protocol", UDP)
    return {**context, **place(scopes, depth, tags), "PacketNumber": number,
            "ConnectionID": connection_id(ends, ports, protocol, None, scopes, depth, links),
            "CommunityID": community_id(ends, ports, protocol)}
