# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of protocols that are talked in lines of text.

A key exchange of SSH is a part of the record that its side's identification began.
"""
import re

import places
from transforms import ABSENT, HIDDEN

LAYERS = {"ssh": "SSH", "smtp": "SMTP", "ftp": "FTP", "pop": "POP3", "imap": "IMAP",
          "syslog": "Syslog", "tftp": "TFTP"}
SEGMENTS = {"ssh", "smtp", "ftp", "pop", "imap"}
# Records stand where the key exchange was read, or at the connection's end.
SORTED = {"SSH": ("SrcIP", "SrcPort"), "SMTP": ("SrcIP", "SrcPort"),
          "FTP": ("SrcIP", "SrcPort"), "POP3": ("SrcIP", "SrcPort"),
          "IMAP": ("SrcIP", "SrcPort")}
OPTIONS = {"ssh.tcp.port:22,2222", "smtp.tcp.port:25,587,2525,2600", "ftp.tcp.port:21,2601",
           "pop.tcp.port:110,2610", "imap.tcp.port:143,2620"}
ENDS = (("ip.src", "ipv6.src"), ("ip.dst", "ipv6.dst"), ("tcp.srcport", "udp.srcport"),
        ("tcp.dstport", "udp.dstport"))


def texts(layer, name):
    return [node.show() for node in layer.find(name)]


def first(layer, name):
    return (texts(layer, name) or [ABSENT])[0]


def end_of(number, form=str):
    """An address or port of the innermost layer that has it."""
    def work(packet, index):
        found = [text for layer in packet.layers[:index] for name in ENDS[number]
                 for text in texts(layer, name)[:1]]
        return form(found[-1]) if found else ABSENT
    return work


def joins(name):
    return lambda packet, index: places.joined(packet, index, {}).get(name, ABSENT)


def ends(packet, index):
    return tuple(end_of(number)(packet, index) for number in range(4))


def ssh_part(number):
    """Version, software and comments of the identification."""
    def work(packet, index):
        text = first(packet.layers[index], "ssh.protocol")
        if text is ABSENT:
            return ABSENT
        ident, _, comments = text.partition(" ")
        return (*ident.split("-", 2)[1:], comments)[number]
    return work


def ssh_flow(packet, index):
    source, destination, *ports = ends(packet, index)
    hosts = [f"[{host}]" if ":" in host else host for host in (source, destination)]
    return "->".join(f"{host}:{port}" for host, port in zip(hosts, ports))


def ssh_list(name):
    def work(packet, index):
        return [each for text in texts(packet.layers[index], name) for each in text.split(",") if text]
    return work


def ssh_answers(records, packet, index):
    """The packet with the identification of who sends these lists; of those since the last one that
    began a connection."""
    layer = packet.layers[index]
    if not texts(layer, "ssh.kex_algorithms") or texts(layer, "ssh.protocol"):
        return None
    return next((number for number, values, *_ in reversed(records)
                 if not values.get("answered") and values["Flow"] == ssh_flow(packet, index)), None)


SECRETS = "smtp.auth.username", "smtp.auth.password", "smtp.auth.username_password"


def split(wanted):
    """A layer for each of its fields that is wanted."""
    def parts(layer):
        for child in filter(wanted, layer.children):
            part = type(layer)(layer.name, layer.attributes)
            part.children = [child]
            yield part
    return parts


def holds(*names):
    """Whether a field is one of these, or holds one."""
    return lambda field: field.name in names or any(inner.name in names for inner in field.children)


LITERAL = re.compile(r"\{(\d+)\+?\}$")


def imap_lines(layer):
    """A layer for each line, with what says whose it is; what stands behind a literal is of its line."""
    flag = [child for child in layer.children if child.name == "imap.isrequest"]
    continued = False
    for part in split(lambda field: field.name == "imap.line")(layer):
        behind, continued = continued, bool(LITERAL.search(part.children[0].show().rstrip()))
        part.children = flag + part.children
        if not behind:
            yield part


PARTS = {"imap": imap_lines,
         "smtp": split(lambda field: field.name == "smtp.command_line" or holds(
             "smtp.response.code", *SECRETS)(field)),
         "ftp": split(holds("ftp.response.code", "ftp.request.command")),
         "pop": split(holds("pop.response.indicator", "pop.request.command"))}

def is_reply(name):
    return lambda packet, index: bool(texts(packet.layers[index], name))


def smtp_commands(packet, index):
    """Of a reply it is not said which one it answers."""
    return texts(packet.layers[index], "smtp.req.command") or HIDDEN


def smtp_argument(packet, index):
    layer = packet.layers[index]
    if texts(layer, "smtp.req.command"):
        return (texts(layer, "smtp.req.parameter") or [""])[0]
    return next((text for name in SECRETS for text in texts(layer, name)), "")


def smtp_path(command):
    def work(packet, index):
        layer = packet.layers[index]
        if first(layer, "smtp.req.command") is ABSENT or \
                first(layer, "smtp.req.command").upper() != command:
            return ""
        found = re.match(r"[^:]*: *(?:<([^>]*)>?|([^ ]*))", smtp_argument(packet, index))
        return (found[1] or found[2] or "") if found else ""
    return work


def smtp_enhanced(packet, index):
    text = (texts(packet.layers[index], "smtp.rsp.parameter") or [""])[0]
    found = re.match(r"[2-5]\.\d{1,3}\.\d{1,3}(?= |$)", text)
    return found[0] if found else ""


def ftp_command(packet, index):
    """Of a reply it is not said which one it answers."""
    layer = packet.layers[index]
    return HIDDEN if texts(layer, "ftp.response.code") else first(layer, "ftp.request.command")


def ftp_replies(packet, index):
    """Of several lines the first alone is shown."""
    layer = packet.layers[index]
    several = re.match(r"\d{3}-", layer.children[0].show())
    return HIDDEN if several else texts(layer, "ftp.response.arg") or (
        [""] if texts(layer, "ftp.response.code") else [])


def ftp_number(packet, index):
    """Of several lines the packet that has the first."""
    several = re.match(r"\d{3}-", packet.layers[index].children[0].show())
    return HIDDEN if several else packet.number


def pop_commands(packet, index):
    """Of a response it is not said which one it answers."""
    return texts(packet.layers[index], "pop.request.command") or HIDDEN


def pop_word(command, number):
    """A word behind a command, from 0 on; all of them where that is None."""
    def work(packet, index):
        layer = packet.layers[index]
        words = (texts(layer, "pop.request.parameter") or [""])[0]
        if (texts(layer, "pop.request.command") or [""])[0].upper() not in command:
            return ""
        return words if number is None else [*words.split(" ", 1), ""][number]
    return work


def pop_user(packet, index):
    return pop_word({"USER"}, None)(packet, index) or pop_word({"APOP"}, 0)(packet, index)


def pop_end(server):
    """The address of the server, or of the client."""
    def work(packet, index):
        answers = is_reply("pop.response.indicator")(packet, index)
        return end_of(0 if answers == server else 1)(packet, index)
    return work


def imap_line(layer):
    """The line as tag, number or UID, command or status, and what stands behind."""
    line = first(layer, "imap.line").rstrip()
    tag, _, rest = line.partition(" ")
    if tag == "+":
        return tag, "", "", rest
    word, _, behind = rest.partition(" ")
    if not rest:
        return "", "", tag, ""
    if word.isdigit() or word == "UID":
        return (tag, word, *(behind.split(" ", 1) + [""])[:2])
    return tag, "", word, behind


STATUSES = "OK NO BAD BYE PREAUTH".split()


def imap_is_response(packet, index):
    return first(packet.layers[index], "imap.isrequest") in ("0", "False")


def imap_command(packet, index):
    """Of a response that ends a command it is not said which one that is."""
    layer = packet.layers[index]
    tag, _, word, _ = imap_line(layer)
    if imap_is_response(packet, index):
        return HIDDEN if tag not in "*+" else "" if word in STATUSES else word
    return first(layer, "imap.request.command") if layer.find("imap.request.command") else word


def imap_status(packet, index):
    layer = packet.layers[index]
    if not imap_is_response(packet, index):
        return ""
    word = first(layer, "imap.response.status")
    word = imap_line(layer)[2] if word is ABSENT else word
    return word if word in STATUSES else ""


def imap_number(packet, index):
    number = imap_line(packet.layers[index])[1]
    return int(number) if number.isdigit() else 0


def imap_literal(packet, index):
    found = LITERAL.search(imap_line(packet.layers[index])[3])
    return int(found[1]) if found else 0


def imap_packet(packet, index):
    """tshark waits for the literal."""
    return HIDDEN if imap_literal(packet, index) else packet.number


ELEMENTS = re.compile(r'(-|(?:\[(?:"(?:\\.|[^"\\])*"|[^]"])*\])+)(?: (.*)|$)', re.DOTALL)
OLD = re.compile(r"(?:\[([^]]*)\])?: ?(.*)", re.DOTALL)
NEW, TAG, TIME = "syslog.version", "syslog.procid", "syslog.timestamp_rfc3164"


def not_nil(text):
    return "" if text == "-" else text


def syslog_part(name, old):
    """A field of a new message; of an old one what a function makes of the layer."""
    def work(packet, index):
        layer = packet.layers[index]
        return not_nil(shown(layer, name)) if layer.find(NEW) else old(layer)
    return work


def shown(layer, name):
    return (texts(layer, name) or [""])[0]


def syslog_time(packet, index):
    """That of a new message tshark shows in a way of its own."""
    layer = packet.layers[index]
    return HIDDEN if layer.find("syslog.timestamp") else shown(layer, TIME)


def old_parts(number):
    """The process and the rest, behind the tag."""
    def work(layer):
        found = OLD.match(shown(layer, "syslog.msgid"))
        return (found[number] or "").rstrip() if found else ""
    return work


def syslog_message(layer):
    if not layer.find(TIME):
        return shown(layer, "syslog.msg").rstrip()
    return old_parts(2)(layer)


def new_parts(number, old):
    """The kind of message, its elements, and the rest."""
    def work(packet, index):
        layer = packet.layers[index]
        if not layer.find(NEW):
            return old(layer)
        kind, _, rest = shown(layer, "syslog.msgid").partition(" ")
        found = ELEMENTS.match(rest)
        return not_nil((kind, found[1], found[2] or "")[number]) if found else HIDDEN
    return work


def nothing(layer):
    return ""


NAME_MOST, WRITE = 30, 2


def tftp_name(packet, index):
    """Of a transfer a long name is not told."""
    layer = packet.layers[index]
    name = next((text for field in ("tftp.source_file", "tftp.destination_file")
                 for text in texts(layer, field)), "")
    return name if int(first(layer, "tftp.opcode")) <= WRITE or len(name) <= NAME_MOST else ""


def tftp_options(packet, index):
    layer = packet.layers[index]
    return [f"{name}={value}" for name, value in zip(texts(layer, "tftp.option.name"),
                                                     texts(layer, "tftp.option.value"))]


def all_of(name):
    return lambda packet, index: texts(packet.layers[index], name)


SSH_LISTS = {
    "kex": "kex_algorithms", "host": "server_host_key_algorithms",
    "ciphers_c": "encryption_algorithms_client_to_server",
    "ciphers_s": "encryption_algorithms_server_to_client",
    "macs_c": "mac_algorithms_client_to_server", "macs_s": "mac_algorithms_server_to_client",
    "compression_c": "compression_algorithms_client_to_server",
    "compression_s": "compression_algorithms_server_to_client",
    "languages_c": "languages_client_to_server", "languages_s": "languages_server_to_client"}
ANSWERS = {"SSH": (ssh_answers, {
    "HASSH", "Algorithms", "Cookie", "FirstKexFollows", "KexAlgorithms[]", "HostKeyAlgorithms[]",
    *(f"{name}{way}[]" for name in ("Ciphers", "MACs", "Compression", "Languages")
      for way in ("ClientToServer", "ServerToClient"))})}
WORKED_OUT = {
    "@texts_source": end_of(0), "@texts_destination": end_of(1),
    "@texts_source_port": end_of(2, int), "@texts_destination_port": end_of(3, int),
    "@texts_connection": joins("ConnectionID"), "@texts_community": joins("CommunityID"),
    "@texts_number": lambda packet, index: packet.number,
    "@ssh_version": ssh_part(0), "@ssh_software": ssh_part(1), "@ssh_notes": ssh_part(2),
    "@ssh_flow": ssh_flow,
    "@ssh_client": lambda packet, index: first(packet.layers[index], "ssh.direction") == "0",
    "@smtp_is_reply": is_reply("smtp.response"), "@smtp_commands": smtp_commands,
    "@smtp_argument": smtp_argument, "@smtp_sender": smtp_path("MAIL"),
    "@smtp_recipient": smtp_path("RCPT"), "@smtp_enhanced": smtp_enhanced,
    "@smtp_replies": all_of("smtp.rsp.parameter"),
    "@ftp_is_reply": is_reply("ftp.response.code"), "@ftp_command": ftp_command,
    "@ftp_replies": ftp_replies, "@ftp_number": ftp_number,
    "@ftp_passive": lambda packet, index: bool(packet.layers[index].find("ftp.passive.port")
                                               or packet.layers[index].find("ftp.epsv.port")),
    "@pop_is_response": is_reply("pop.response.indicator"), "@pop_commands": pop_commands,
    "@pop_client": pop_end(False), "@pop_server": pop_end(True), "@pop_user": pop_user,
    "@pop_pass": pop_word({"PASS"}, None), "@pop_token": pop_word({"APOP", "AUTH"}, 1),
    "@imap_is_response": imap_is_response, "@imap_command": imap_command,
    "@imap_status": imap_status, "@imap_number": imap_number, "@imap_literal": imap_literal,
    "@imap_packet": imap_packet,
    "@imap_tag": lambda packet, index: imap_line(packet.layers[index])[0],
    "@imap_uid": lambda packet, index: imap_line(packet.layers[index])[1] == "UID",
    "@imap_argument": lambda packet, index: imap_line(packet.layers[index])[3],
    "@syslog_time": syslog_time, "@syslog_host": syslog_part("syslog.hostname", lambda layer: shown(
        layer, "syslog.hostname")),
    "@syslog_app": syslog_part("syslog.appname", lambda layer: shown(layer, TAG)),
    "@syslog_process": syslog_part("syslog.procid", old_parts(1)),
    "@syslog_kind": new_parts(0, nothing), "@syslog_elements": new_parts(1, nothing),
    "@syslog_message": new_parts(2, syslog_message),
    "@tftp_name": tftp_name, "@tftp_options": tftp_options,
    **{f"@ssh_{name}": ssh_list(f"ssh.{field}") for name, field in SSH_LISTS.items()}}
