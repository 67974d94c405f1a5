# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of protocols over streams: HTTP, and DNS in TCP.

A request is a record together with its response, which tshark has in another packet, and names the
request's there; a response that names none is a record by itself.
"""
from transforms import ABSENT, HIDDEN

LAYERS = {"http": "HTTP"}
SEGMENTS = {"http", "dns"}
# The original gives all requests of a connection the time of its first packet.
TOLD_BY = {"HTTP": ("SrcIP", "DstIP", "Method", "Host", "URL", "UserAgent", "ReqContentLength")}
# Records stand where the response was read; those of one time are told apart by these members.
SORTED = {"HTTP": ("SrcIP", "SrcPort"), "DNS": ()}


def texts(layer, name):
    return [node.show() for node in layer.find(name)]


def is_request(layer):
    return bool(texts(layer, "http.request.method"))


def first(layer, name):
    return (texts(layer, name) or [ABSENT])[0]


def http_host(packet, index):
    """The host of the target counts more than the field."""
    layer = packet.layers[index]
    if not is_request(layer):
        return ABSENT
    target, method = (texts(layer, f"http.request.{name}") for name in ("uri", "method"))
    target = target or [""]
    if method == ["CONNECT"]:
        return target[0]
    scheme, found, rest = target[0].partition("://")
    if found and "/" not in scheme:
        return rest.split("/")[0].split("?")[0].rpartition("@")[2]
    return (texts(layer, "http.host") or [""])[0]


def said_length(layer, unsaid):
    """-1 for chunks, which have no length."""
    if [coding for coding in texts(layer, "http.transfer_encoding") if coding != "identity"]:
        return -1
    said = (texts(layer, "http.content_length_header") or [""])[0]
    return int(said) if said.isdecimal() and int(said) < 10**18 else unsaid


def http_length(packet, index):
    layer = packet.layers[index]
    return said_length(layer, 0) if is_request(layer) else 0


def http_answer_length(packet, index):
    """What has no body has none of length 0 either way."""
    layer = packet.layers[index]
    if is_request(layer):
        return ABSENT
    return said_length(layer, 0 if first(layer, "http.response.code") in ("101", "204", "304")
                       else -1)


def end_of(packet, index, number):
    """An address or port of the innermost layer that has it, of who asks before who answers."""
    names = (("ip.src", "ipv6.src"), ("ip.dst", "ipv6.dst"), ("tcp.srcport",), ("tcp.dstport",))
    if not is_request(packet.layers[index]):
        number ^= 1
    found = [text for layer in packet.layers[:index] for name in names[number]
             for text in texts(layer, name)[:1]]
    return found[-1] if found else ABSENT


def shown_time(packet, index):
    """tshark shows impossible times in impossible ways."""
    text = packet.time(index)
    seconds, _, fraction = text.partition(".")
    return text if seconds.isdigit() and len(fraction) == 9 else HIDDEN


def cookies(layer):
    return [pair.strip() for text in texts(layer, "http.cookie") for pair in text.split(";")
            if pair.strip()]


def http_method(packet, index):
    """"" of a final response by itself."""
    layer = packet.layers[index]
    status = first(layer, "http.response.code")
    if is_request(layer):
        return first(layer, "http.request.method")
    if not texts(layer, "http.response.version"):
        return ABSENT
    return ABSENT if status is not ABSENT and status[0] == "1" and status != "101" else ""


def asked(value, other=ABSENT):
    """Of a request; what a response by itself has instead."""
    return lambda packet, index: (value(packet.layers[index]) if is_request(packet.layers[index])
                                  else other)


def answered(value, other=ABSENT):
    """Of a response; what a request has as long as none has come."""
    return lambda packet, index: (other if is_request(packet.layers[index])
                                  else value(packet.layers[index]))


def field(name):
    return lambda layer: first(layer, name)


def code(layer):
    found = first(layer, "http.response.code")
    return found if found is ABSENT else int(found)


WORKED_OUT = {
    "@http_method": http_method,
    "@http_host": http_host, "@http_length": http_length,
    "@http_user_agent": asked(field("http.user_agent")),
    "@http_referer": asked(field("http.referer")),
    "@http_encoding": asked(field("http.content_encoding")),
    "@http_type": asked(field("http.content_type")),
    "@http_cookies": asked(cookies, []),
    "@http_alone": asked(lambda layer: False, True),
    "@http_answer_code": answered(code),
    "@http_answer_length": http_answer_length,
    "@http_answer_type": answered(field("http.content_type")),
    "@http_answer_encoding": answered(field("http.content_encoding")),
    "@http_answer_server": answered(field("http.server")),
    "@http_answer_cookies": answered(lambda layer: texts(layer, "http.set_cookie"), []),
    "@http_answer_time": lambda packet, index: (
        ABSENT if is_request(packet.layers[index]) else shown_time(packet, index)),
    "@http_source": lambda packet, index: end_of(packet, index, 0),
    "@http_destination": lambda packet, index: end_of(packet, index, 1),
    "@http_source_port": lambda packet, index: int(end_of(packet, index, 2)),
    "@http_destination_port": lambda packet, index: int(end_of(packet, index, 3)),
}


def ends(values):
    return tuple(values[name] for name in ("SrcIP", "DstIP", "SrcPort", "DstPort"))


def http_answers(records, packet, index):
    """The number of the packet whose request a response answers, as far as tshark says; it does not
    of some methods and of pipelined ones: then the oldest that waits."""
    layer = packet.layers[index]
    if http_method(packet, index) != "":
        return None
    if texts(layer, "http.request_in"):
        return int(texts(layer, "http.request_in")[0])
    between = tuple(WORKED_OUT[f"@http_{name}"](packet, index) for name in (
        "source", "destination", "source_port", "destination_port"))
    return next((number for number, values, *_ in records
                 if ends(values) == between and not values.get("answered")
                 and not values["RequestMissing"]), None)


ANSWERS = {"HTTP": (http_answers, {
    "StatusCode", "ResContentLength", "ContentType", "ResContentType", "ResContentEncoding",
    "ServerName", "ResCookies[]", "ResTimestamp"})}
