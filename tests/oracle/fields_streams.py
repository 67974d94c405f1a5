# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of protocols over streams: HTTP, and DNS in TCP.

A request is a record together with its response, which tshark has in another packet: of that only
the request is compared, and responses by themselves are no record.
"""
from transforms import ABSENT

LAYERS = {"http": "HTTP"}
SEGMENTS = {"http", "dns"}
# The original gives all requests of a connection the time of its first packet.
TOLD_BY = {"HTTP": ("SrcIP", "DstIP", "Method", "Host", "URL", "UserAgent", "ReqContentLength")}
# Records stand where the response was read; those of one time are told apart by these members.
SORTED = {"HTTP": ("SrcIP", "SrcPort"), "DNS": ()}


def texts(layer, name):
    return [node.show() for node in layer.find(name)]


def http_host(packet, index):
    """The host of the target counts more than the field."""
    layer = packet.layers[index]
    target, method = (texts(layer, f"http.request.{name}") for name in ("uri", "method"))
    if not target:
        return ABSENT
    if method == ["CONNECT"]:
        return target[0]
    scheme, found, rest = target[0].partition("://")
    if found and "/" not in scheme:
        return rest.split("/")[0].split("?")[0].rpartition("@")[2]
    return (texts(layer, "http.host") or [""])[0]


def http_length(packet, index):
    """-1 for chunks, which have no length."""
    layer = packet.layers[index]
    if texts(layer, "http.transfer_encoding"):
        return -1
    said = (texts(layer, "http.content_length_header") or ["0"])[0]
    return int(said) if said.isdecimal() else 0


def end_of(packet, index, number):
    """An address or port of the innermost layer that has it."""
    names = (("ip.src", "ipv6.src"), ("ip.dst", "ipv6.dst"), ("tcp.srcport",), ("tcp.dstport",))
    found = [text for layer in packet.layers[:index] for name in names[number]
             for text in texts(layer, name)[:1]]
    return found[-1] if found else ABSENT


WORKED_OUT = {
    "@http_host": http_host, "@http_length": http_length,
    "@http_source": lambda packet, index: end_of(packet, index, 0),
    "@http_destination": lambda packet, index: end_of(packet, index, 1),
    "@http_source_port": lambda packet, index: int(end_of(packet, index, 2)),
    "@http_destination_port": lambda packet, index: int(end_of(packet, index, 3)),
}
