# SPDX-License-Identifier: Apache-2.0
"""HTTP/2 in clear text, a record a frame."""
from speaker import SPEAKER

# Its preface is a layer too.
LAYERS = {"http2": ""}
TOO = {"http2": lambda layer: "HTTP2" if layer.find("http2.type") else None}
SEGMENTS = {"http2"}
# In streams, as SIP is.
SORTED = {"HTTP2": ()}
NAMES = ("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY",
         "WINDOW_UPDATE", "CONTINUATION")
# What tshark calls the field of a setting that is not its value.
NUMBER = "http2.settings.id"


def frame_type(packet, index):
    return int(packet.layers[index].find("http2.type")[0].show())


def frame_name(packet, index):
    kind = frame_type(packet, index)
    return NAMES[kind] if kind < len(NAMES) else ""


def first(*names):
    """The number that the first of these fields shows; 0 without one."""
    def work(packet, index):
        found = [node.show() for name in names for node in packet.layers[index].find(name)]
        return int(found[0], 0) if found else 0
    return work


def setting(part):
    """The numbers or the values of settings."""
    def work(packet, index):
        nodes = [child for node in packet.layers[index].find("http2.settings") for child in node.children]
        return [int(node.show(), 0) for node in nodes if (node.name == NUMBER) == (part == "id")]
    return work


WORKED_OUT = {
    **{name + "_frame": work for name, work in SPEAKER.items()},
    "@frame_type": frame_type, "@frame_name": frame_name,
    "@frame_stream": first("http2.streamid"),
    "@frame_end": first("http2.flags.end_stream"), "@frame_head": first("http2.flags.eh"),
    "@frame_ack": first("http2.flags.ack.settings", "http2.flags.ack.ping"),
    "@frame_error": first("http2.rst_stream.error", "http2.goaway.error"),
    "@frame_last": first("http2.goaway.last_stream_id"),
    "@frame_promised": first("http2.push_promise.promised_stream_id"),
    "@frame_increment": first("http2.window_update.window_size_increment"),
    "@frame_setting_ids": setting("id"), "@frame_setting_values": setting("value")}
