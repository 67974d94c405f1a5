# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of RTP and RTCP: values worked out."""
from transforms import ABSENT

LAYERS = {"rtp": "RTP", "srtp": "RTP", "rtcp": "RTCP"}
CARRIERS = {"sdp", "rtpevent"}
OPTIONS = {"rtp.heuristic_rtp:FALSE", "rtcp.heuristic_rtcp:FALSE"}
WORD = 4


def shown(layer, name):
    found = layer.find(name)
    return int(found[0].show(), 0) if found else 0


def rtp_extension(packet, index):
    return shown(packet.layers[index], "rtp.ext.len") * WORD


def rtp_payload(packet, index):
    """What is left: where tshark looks into it, it shows no payload."""
    layer = packet.layers[index]
    head = 12 + WORD * shown(layer, "rtp.cc")
    if layer.find("rtp.ext.profile"):
        head += WORD + rtp_extension(packet, index)
    return sum(node.number("size") for node in packet.layers[index - 1].find("udp.payload")) - head \
        - shown(layer, "rtp.padding.count")


def rtcp(value):
    """Of all packets of a datagram, which are layers each, told with the first of them."""
    def found(packet, index):
        if packet.layers[index - 1].name == "rtcp":
            return ABSENT
        return value([layer for layer in packet.layers[index:] if layer.name == "rtcp"])
    return found


def number(*names):
    """The first that any of them has."""
    def found(layers):
        numbers = [int(node.show(), 0) for layer in layers for name in names for node in layer.find(name)[:1]]
        return numbers[0] if numbers else 0
    return rtcp(found)


def numbers(name, kinds=None):
    """Those of packets of these types."""
    return rtcp(lambda layers: [int(node.show(), 0) for layer in layers for node in layer.find(name)
                                if kinds is None or shown(layer, "rtcp.pt") in kinds])


def described(kind):
    """Texts of items of a type, one to a source."""
    def found(layers):
        texts = []
        for layer in layers:
            for chunk in layer.children:
                if chunk.show().startswith("Chunk"):
                    items = [node for child in chunk.children for node in (child, *child.children)]
                    types = [node.show() for node in items if node.name == "rtcp.sdes.type"]
                    values = [node.show() for node in items if node.name == "rtcp.sdes.text"]
                    texts.append(dict(zip(types, values)).get(str(kind), ""))
        return texts
    return rtcp(found)


def ntp(layers):
    return sum(shown(layer, f"rtcp.timestamp.ntp.{half}") << shift for layer in layers
               for half, shift in (("msw", 32), ("lsw", 0)))


REPORTS = (200, 201)
WORKED_OUT = {
    "@rtp_extension": rtp_extension, "@rtp_payload": rtp_payload,
    "@rtcp_types": numbers("rtcp.pt"), "@rtcp_source": number("rtcp.senderssrc"), "@rtcp_ntp": rtcp(ntp),
    "@rtcp_time": number("rtcp.timestamp.rtp"), "@rtcp_packets": number("rtcp.sender.packetcount"),
    "@rtcp_octets": number("rtcp.sender.octetcount"),
    "@rtcp_reported": numbers("rtcp.ssrc.identifier", REPORTS), "@rtcp_fractions": numbers("rtcp.ssrc.fraction"),
    "@rtcp_lost": numbers("rtcp.ssrc.cum_nr"), "@rtcp_highest": numbers("rtcp.ssrc.ext_high"),
    "@rtcp_jitters": numbers("rtcp.ssrc.jitter"), "@rtcp_last": numbers("rtcp.ssrc.lsr"),
    "@rtcp_delays": numbers("rtcp.ssrc.dlsr"), "@rtcp_described": numbers("rtcp.ssrc.identifier", (202,)),
    "@rtcp_cnames": described(1), "@rtcp_tools": described(6), "@rtcp_left": numbers("rtcp.ssrc.identifier", (203,))}
