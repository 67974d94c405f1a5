# SPDX-License-Identifier: Apache-2.0
"""What the table cannot say of protocols that are talked in lines of text.

A key exchange of SSH is a part of the record that its side's identification began.
"""
import places
from transforms import ABSENT

LAYERS = {"ssh": "SSH"}
SEGMENTS = {"ssh"}
# Records stand where the key exchange was read, or at the connection's end.
SORTED = {"SSH": ("SrcIP", "SrcPort")}
OPTIONS = {"ssh.tcp.port:22,2222"}
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
    **{f"@ssh_{name}": ssh_list(f"ssh.{field}") for name, field in SSH_LISTS.items()}}
