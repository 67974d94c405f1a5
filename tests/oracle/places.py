# SPDX-License-Identifier: Apache-2.0
"""Where in a nesting of networks a layer of tshark's stands, and the ids that follow from it.

ConnectionID is worked out from its definition, out of what tshark shows; CommunityID too, as tshark
shows its own for the addresses it met last and the ports it met last, which in a tunnel need not
belong together: where there is one network, tshark's must be the same.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "captures"))
import joins  # noqa: E402

LEVELS = 4
LINKS, NETWORKS = ("eth", "fddi"), ("ip", "ipv6")
TRANSPORTS = {"tcp": 6, "udp": 17, "sctp": 132}
TAGS = {"vlan": "vlan.id", "ieee8021ad": "ieee8021ad.id"}
TUNNELS = {"vxlan": (joins.VXLAN, "vxlan.vni"), "geneve": (joins.GENEVE, "geneve.vni"),
           "gtp": (joins.GTP, "gtp.teid"), "ieee8021ah": (joins.SERVICE, "ieee8021ah.isid"),
           "lisp-data": (joins.LISP, "lisp-data.iid"), "pppoes": (joins.PPPOE, "pppoe.session_id")}
FRAME, LEAST_SUBNET = 0x6558, 0x1000


def number(layer, name):
    """What a field shows; in an inner part of the layer too."""
    nodes = layer.find(name)
    return int(nodes[0].show(), 0) if nodes else None


def gre_scope(layer):
    key, kind = number(layer, "gre.key"), joins.GRE
    if key is None:
        return None
    if number(layer, "gre.flags.version") == 1:
        return joins.PPTP, key & 0xFFFF
    if number(layer, "gre.proto") == FRAME and key >> 8 >= LEAST_SUBNET:
        return joins.NVGRE, key >> 8
    return kind, key


def l2tp_scope(layer):
    """Tunnel and session of version 2, or the session of version 3, which alone is 32 bits long."""
    session = number(layer, "l2tp.sid")
    if session is None:
        tunnel, session = number(layer, "l2tp.tunnel"), number(layer, "l2tp.session")
        session = None if session is None else tunnel << 16 | session
    return (joins.L2TP, session) if session is not None else None


def erspan_scope(layer):
    vlan = number(layer, "erspan.vlan")
    return (joins.ERSPAN, vlan) if vlan else None


OF_SEVERAL = {"gre": gre_scope, "l2tp": l2tp_scope, "erspan": erspan_scope}


class Place:
    """As the layers so far have it."""

    def __init__(self):
        self.networks = self.links = 0
        self.tags, self.scopes = [], []
        self.linked = False
        self.network = self.transport = self.known = self.label = None

    def take(self, layer):
        """One more layer."""
        label, self.label = self.label, None
        if layer.name in LINKS:
            self.begin(label)
        elif layer.name in NETWORKS:
            self.enter(layer)
        elif layer.name in TRANSPORTS:
            self.transport = self.transport or layer
        elif layer.name in TAGS:
            self.tag(number(layer, TAGS[layer.name]))
        elif layer.name == "mpls":
            self.label = number(layer, "mpls.label")
        elif layer.name in OF_SEVERAL:
            self.scopes += filter(None, [OF_SEVERAL[layer.name](layer)])
        elif layer.name in TUNNELS:
            kind, name = TUNNELS[layer.name]
            self.scopes += [(kind, value) for value in [number(layer, name)] if value is not None]

    def begin(self, label):
        """A link's header; behind a label it is that of a pseudowire."""
        if label is not None:
            self.scopes.append((joins.MPLS, label))
        self.links, self.linked, self.tags = self.links + 1, True, []
        self.network = self.transport = self.known = None

    def tag(self, identifier):
        if identifier:
            self.tags = [identifier, *self.tags[:1]]
            self.scopes.append((joins.VLAN, identifier))

    def enter(self, layer):
        """A network's header: the second of a link has none of its own."""
        self.linked = self.linked and not self.network
        version = layer.name
        self.network = [layer.find(f"{version}.{end}")[0].show() for end in ("src", "dst")]
        self.transport = None
        self.known = {"scopes": list(self.scopes), "depth": self.networks,
                      "links": self.links - self.linked, "tags": self.tags}
        self.networks, self.tags = self.networks + 1, []


def joined(packet, index, context):
    """The Context with what joins it, if a transport of the innermost network carries the layer."""
    place = Place()
    for layer in packet.layers[:index]:
        for node in (*layer.carriers, layer):
            place.take(node)
    for node in packet.layers[index].carriers:
        place.take(node)
    own = packet.layers[index].name
    if own in LINKS + NETWORKS or not place.transport or place.networks > LEVELS:
        return context
    protocol = TRANSPORTS[place.transport.name]
    ports = [number(place.transport, f"{place.transport.name}.{end}port") for end in ("src", "dst")]
    known = place.known
    community = joins.community_id(place.network, ports, protocol)
    alone = sum(layer.name in NETWORKS for layer in packet.layers) == 1
    if alone and packet.community:
        community = packet.community
    return {**context, **joins.place(known["scopes"], known["depth"], known["tags"]),
            "PacketNumber": packet.number, "CommunityID": community,
            "ConnectionID": joins.connection_id(place.network, ports, protocol, None, known["scopes"],
                                                known["depth"], known["links"])}
