# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of SMB2 and RDP: values worked out."""
from transforms import HIDDEN

LAYERS = {"smb2": "SMB2", "rdp": "RDP"}
SEGMENTS = {"smb2", "rdp"}
SORTED = {"SMB2": ("MessageID", "Command"), "RDP": ()}
# What they lie in, and what lies in them and names who logs in.
CARRIERS = {"nbss", "smb", "tpkt", "cotp", "t125", "t124", "gss-api", "spnego", "ntlmssp"}
NEGOTIATE, CREATE, CLOSE, READ, WRITE, TREE = 0, 5, 6, 8, 9, 3


def shown(layer, *names):
    """The first that is there, as a number."""
    found = [node for name in names for node in layer.find(name)[:1]]
    return int(found[0].show(), 0) if found else 0


def little(layer, *names):
    """The first that is there, from its bytes."""
    found = [node.wire() for name in names for node in layer.find(name)[:1]]
    return int.from_bytes(bytes.fromhex(found[0]), "little") if found else 0


def of(commands, value, default=0):
    """Of these commands; tshark tells more of what was said before."""
    def found(packet, index):
        layer = packet.layers[index]
        return value(layer) if shown(layer, "smb2.cmd") in commands and layer.find("smb2.cmd") else default
    return found


def is_answer(layer):
    return shown(layer, "smb2.flags") & 1


def smb2_status(packet, index):
    layer = packet.layers[index]
    return shown(layer, "smb2.nt_status") if is_answer(layer) else 0


def smb2_dialects(packet, index):
    layer = packet.layers[index]
    return [] if is_answer(layer) else [shown_of(node) for node in layer.find("smb2.dialect")]


def shown_of(node):
    return int(node.show(), 0)


def hexed(*names):
    def found(layer):
        nodes = [node for name in names for node in layer.find(name)[:1]]
        return nodes[0].wire() if nodes else ""
    return found


def wide(*names):
    """A name from its bytes, as tshark shows some in ways of its own."""
    def found(layer):
        nodes = [node for name in names for node in layer.find(name)[:1] if node.number("size")]
        if not nodes or not nodes[0].wire():
            return ""
        return bytes.fromhex(nodes[0].wire()).decode("utf-16-le", errors="replace").split("\0")[0]
    return found


def ntlm(name):
    """tshark names an empty one NULL; one in bytes is compared elsewhere."""
    def found(packet, index):
        nodes = [node for layer in packet.layers[index:index + 1] for node in every(layer) if node.name == name]
        if not nodes or nodes[0].show() == "NULL" and len(nodes[0].wire()) == 16:
            return ""
        return bytes.fromhex(nodes[0].wire()).decode("utf-16-le", errors="replace")
    return found


def every(node):
    for child in node.children:
        yield child
        yield from every(child)


def ntlm_type(packet, index):
    nodes = [node for node in every(packet.layers[index]) if node.name == "ntlmssp.messagetype"]
    return shown_of(nodes[0]) if nodes else 0


def file_of(layer):
    """The one of the command itself: none of an error, nor one that is asked for again."""
    if not is_answer(layer) and shown(layer, "smb2.cmd") == CREATE:
        return ""
    if is_answer(layer) and (shown(layer, "smb2.cmd") != CREATE or shown(layer, "smb2.nt_status")):
        return ""
    return hexed("smb2.fid")(layer)


def smb2_data(layer):
    """What was read tshark shows as such where it does not look into it."""
    if shown(layer, "smb2.cmd") == READ and is_answer(layer):
        blobs = layer.find("smb2.read.blob")
        return blobs[0].number("size") if blobs else HIDDEN
    return shown(layer, "smb2.read_length", "smb2.write_length", "smb2.write.count")


def rdp_negotiation(packet, index):
    kinds = [shown_of(node) for node in packet.layers[index].find("rdp.neg_type")]
    return kinds[0] if kinds else 0


def rdp_cookie(user):
    """A user's cookie, or a token."""
    def found(packet, index):
        text = "".join(node.show() for node in packet.layers[index].find("rdp.rt_cookie"))
        head, name, rest = text.partition("mstshash=")
        return rest if user and name else "" if user or name else text
    return found


def rdp_version(packet, index):
    layer = packet.layers[index]
    return shown(layer, "rdp.version.minor") << 16 | shown(layer, "rdp.version.major")


WORKED_OUT = {
    "@smb2_status": smb2_status, "@smb2_dialects": smb2_dialects,
    "@smb2_response": lambda packet, index: bool(is_answer(packet.layers[index])),
    "@smb2_credits": lambda packet, index: shown(packet.layers[index], "smb2.credits.requested",
                                                 "smb2.credits.granted"),
    "@smb2_dialect": of({NEGOTIATE}, lambda layer: shown(layer, "smb2.dialect") if is_answer(layer) else 0),
    "@smb2_guid": of({NEGOTIATE}, hexed("smb2.client_guid", "smb2.server_guid"), ""),
    "@smb2_capabilities": of({NEGOTIATE, 1, TREE}, lambda layer: shown(layer, "smb2.capabilities", "smb2.share_caps")),
    "@smb2_path": of({TREE}, wide("smb2.tree"), ""),
    "@smb2_share": of({TREE}, lambda layer: shown(layer, "smb2.share_type") if is_answer(layer) else 0),
    "@smb2_filename": of({CREATE}, lambda layer: "" if is_answer(layer) else wide("smb2.filename")(layer), ""),
    "@smb2_file": of({CREATE, CLOSE, READ, WRITE}, file_of, ""),
    "@smb2_size": of({CREATE, CLOSE}, lambda layer: shown(layer, "smb2.eof")),
    "@smb2_attributes": of({CREATE, CLOSE}, lambda layer: shown(layer, "smb2.file_attribute")),
    "@smb2_data": of({READ, WRITE}, smb2_data),
    "@smb2_offset": of({READ, WRITE}, lambda layer: shown(layer, "smb2.file_offset")),
    "@smb2_ntlm": ntlm_type, "@smb2_user": ntlm("ntlmssp.auth.username"), "@smb2_domain": ntlm("ntlmssp.auth.domain"),
    "@smb2_host": ntlm("ntlmssp.auth.hostname"), "@smb2_target": ntlm("ntlmssp.challenge.target_name"),
    "@smb2_encrypted": lambda packet, index: bool(packet.layers[index].find("smb2.header.transform.msg_size")),
    "@rdp_negotiation": rdp_negotiation,
    "@rdp_user": rdp_cookie(True), "@rdp_token": rdp_cookie(False), "@rdp_version": rdp_version,
    "@rdp_channels": lambda packet, index: [node.show() for node in packet.layers[index].find("rdp.name")],
    "@rdp_methods": lambda packet, index: little(packet.layers[index], "rdp.encryptionMethods")}
