# SPDX-License-Identifier: Apache-2.0
"""Stores and brokers of messages: Redis, which tshark calls RESP, AMQP, OPC UA."""
from speaker import SPEAKER, end
from transforms import ABSENT

METHODS = ("amqp.init.id", "amqp.method.class", "amqp.performative", "amqp.sasl.method")
LAYERS = {"resp": "Redis", "amqp": "", "opcua": "OPCUA"}
# Contents of messages and beats are layers too.
TOO = {"amqp": lambda layer: "AMQP" if any(map(layer.find, METHODS)) else None}
SEGMENTS = {"resp", "amqp", "opcua"}
# In streams, as SIP is.
SORTED = {"Redis": (), "AMQP": (), "OPCUA": ()}
REDIS_PORT = 6379
REDIS_KINDS = {"resp.string": "string", "resp.error": "error", "resp.integer": "integer",
               "resp.bulk_string": "bulk", "resp.array": "array"}


def message(packet, index):
    """The first value of a layer, and whether a client says it."""
    values = [node for node in packet.layers[index].children if node.name in REDIS_KINDS]
    return values[0] if values else None, int(end(3)(packet, index)) == REDIS_PORT


def length(node):
    return int(node.find(node.name + ".length")[0].show())


def redis_kind(packet, index):
    node, asked = message(packet, index)
    if node is None:
        return ABSENT
    if asked:
        return "command"
    null = node.name in ("resp.array", "resp.bulk_string") and length(node) < 0
    return "null" if null else REDIS_KINDS[node.name]


def of_answer(name, value, unsaid):
    """What an answer of that kind says; of others `unsaid`."""
    def work(packet, index):
        node, asked = message(packet, index)
        return value(node) if node is not None and not asked and node.name == name else unsaid
    return work


def arguments(packet, index):
    node, asked = message(packet, index)
    if not asked or node is None:
        return []
    return [bytes.fromhex(found[0].wire()) if found else b"" for found in
            (part.find("resp.bulk_string.value") for part in node.children if part.name == "resp.bulk_string")]


def secrets(packet, index):
    """User and password of a command, and whether its first argument is no key."""
    words = arguments(packet, index)
    name = words[0].upper() if words else b""
    if name == b"AUTH" and len(words) > 1:
        return (words[1] if len(words) > 2 else b""), words[-1], True
    if name == b"HELLO" and len(words) > 4 and words[2].upper() == b"AUTH":
        return words[3], words[4], False
    return b"", b"", False


def redis_key(packet, index):
    words = arguments(packet, index)
    return b"" if len(words) < 2 or secrets(packet, index)[2] else words[1]


def shown(*names, unsaid=""):
    """What the first of these fields that is there shows."""
    def work(packet, index):
        found = [node.show() for name in names for node in packet.layers[index].find(name)]
        return found[0] if found else unsaid
    return work


def counted(*names):
    return lambda packet, index: int(shown(*names, unsaid="0")(packet, index), 0)


def amqp_kind(packet, index):
    layer = packet.layers[index]
    return next((kind for kind, name in zip(("header", "method", "performative", "sasl"), METHODS)
                 if layer.find(name)), ABSENT)


def amqp_words(*names):
    """Words in the fields, which tshark shows as bytes or by themselves."""
    def work(packet, index):
        layer = packet.layers[index]
        found = [node.wire() for name in names for node in layer.find(name)]
        texts = [bytes.fromhex(wire) for wire in found]
        return [word.decode() for text in texts for word in
                (text[1:] if text[:1] == bytes([len(text) - 1]) else text).split()]
    return work


def amqp_response(packet, index):
    """User and password of PLAIN; what else proves something."""
    layer = packet.layers[index]
    found = [node.show() for name in ("amqp.method.arguments.response", "amqp.sasl.initResponse",
                                      "amqp.sasl.response") for node in layer.find(name)]
    said = bytes.fromhex(found[0].replace(":", "")) if found else b""
    words = amqp_words("amqp.method.arguments.mechanism", "amqp.sasl.mechanism")(packet, index)
    if words[:1] == ["PLAIN"]:
        return said.split(b"\0", 2)[1:]
    return [b"", said]


AMQP = "amqp.method.arguments."
PERFORMED = "amqp.performative.arguments."
WORKED_OUT = {
    "@amqp_kind": amqp_kind,
    "@amqp_major": counted("amqp.init.version_major", AMQP + "version_major"),
    "@amqp_minor": counted("amqp.init.version_minor", AMQP + "version_minor"),
    "@amqp_method": counted("amqp.method.method", "amqp.performative", "amqp.sasl.method"),
    "@amqp_mechanisms": amqp_words(AMQP + "mechanisms", AMQP + "mechanism", "amqp.sasl.mechanism",
                                   "amqp.sasl.mechanisms_sym"),
    "@amqp_locales": amqp_words(AMQP + "locales", AMQP + "locale"),
    "@amqp_user": lambda packet, index: amqp_response(packet, index)[0].decode(),
    "@amqp_password": lambda packet, index: amqp_response(packet, index)[1].hex(),
    "@amqp_channel_max": counted(AMQP + "channel_max", PERFORMED + "channelMax"),
    "@amqp_frame_max": counted(AMQP + "frame_max", PERFORMED + "maxFrameSize"),
    "@amqp_host": shown(AMQP + "virtual_host", PERFORMED + "hostname"),
    "@amqp_code": counted(AMQP + "reply_code", "amqp.sasl.saslCode"),
    "@amqp_reply": shown(AMQP + "reply_text", "amqp.error.description"),
    **SPEAKER,
    "@redis_kind": redis_kind,
    "@redis_command": lambda packet, index: (arguments(packet, index) or [b""])[0].decode(),
    "@redis_arguments": lambda packet, index: max(len(arguments(packet, index)) - 1, 0),
    "@redis_key": lambda packet, index: redis_key(packet, index)[:256].decode(),
    "@redis_key_size": lambda packet, index: len(redis_key(packet, index)),
    "@redis_user": lambda packet, index: secrets(packet, index)[0].decode(),
    "@redis_password": lambda packet, index: secrets(packet, index)[1].hex(),
    "@redis_text": of_answer("resp.string", lambda node: node.show(), ""),
    "@redis_error": of_answer("resp.error", lambda node: node.show(), ""),
    "@redis_integer": of_answer("resp.integer", lambda node: int(node.show()), 0),
    "@redis_size": of_answer("resp.bulk_string", lambda node: max(length(node), 0), 0),
    "@redis_elements": of_answer("resp.array", lambda node: max(length(node), 0), 0),
}
