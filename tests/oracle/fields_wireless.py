# SPDX-License-Identifier: Apache-2.0
"""Wireless frames and EAP over LAN: tshark's names, and values worked out."""
from transforms import ABSENT, HIDDEN, bit

LAYERS = {"wlan": "Dot11", "eapol": "EAPOL", "eap": "EAP"}
TOO = {"eapol": lambda layer: "EAPOLKey" if layer.find("eapol.keydes.type") else None}
CARRIERS = {"radiotap", "wlan_radio", "prism", "ppi", "pcap_pktdata", "wlancap",
            "wlan_rsna_eapol"}
OPTIONS = {"wlan.defragment:FALSE"}

WRAPPER = "74"


def dot11_address(offset):
    """The address there, by whichever of its names; they change with the frame's direction."""
    def address(packet, index):
        layer = packet.layers[index]
        at = layer.number("pos") + offset
        # A wrapper has six bytes before its second address, and no third.
        if layer.find("wlan.fc")[0].wire().startswith(WRAPPER) and offset > 4:
            at = at + 6 if offset == 10 else -1
        names = ("wlan.ra", "wlan.ta", "wlan.da", "wlan.sa", "wlan.bssid", "wlan.addr")
        # Of an aggregate's third address tshark shows what it stands for alone.
        aggregate = [node.show() for node in layer.find("wlan.qos.amsdupresent")] == ["1"]
        return next((node.show() for name in names for node in layer.find(name)
                     if node.number("pos") == at), HIDDEN if aggregate and offset == 16 else "")
    return address


def dot11_duration(packet, index):
    """Two bytes, least significant first; tshark hides the bits that mark an association."""
    layer = packet.layers[index]
    nodes = layer.find("wlan.duration") or layer.find("wlan.aid")
    return int.from_bytes(bytes.fromhex(nodes[0].wire()), "little") if nodes else ABSENT


def masked(layer, wanted):
    """The bits a field was taken from, where tshark shows a number as true or false."""
    nodes = layer.find(wanted)
    return int(nodes[0].attributes["value"], 16) if nodes else 0


def dot11_gid(packet, index):
    """The group's number is in two places, both reserved unless feedback comes unasked."""
    layer = packet.layers[index]
    return masked(layer, "wlan.htc.gid_h") << 3 | masked(layer, "wlan.htc.gid_l")


def dot11_mfsi(packet, index):
    return masked(packet.layers[index], "wlan.htc.mfsi")


def enciphered(packet, index):
    """A flag, or in the RC4 descriptor whether there is a key."""
    layer = packet.layers[index]
    information = layer.find("wlan_rsna_eapol.keydes.key_info")
    return bit(information, 12) if information else bool(layer.find("eapol.keydes.key"))


def key_data(packet, index):
    """Data in clear are no member of ours."""
    layer = packet.layers[index]
    if not enciphered(packet, index):
        return ""
    nodes = layer.find("wlan_rsna_eapol.keydes.data") or layer.find("eapol.keydes.key")
    return nodes[0].wire() if nodes else ""


def bytes_shown(layer, start):
    """The bytes from there on that some field was taken from, by their place."""
    shown = {}
    for node in layer.fields():
        at, wire = node.number("pos") - start, node.wire()
        if at >= 0 and len(wire) == 2 * node.number("size"):
            shown.update((at + i, wire[2 * i:2 * i + 2]) for i in range(len(wire) // 2))
    return shown


def eap_data(packet, index):
    """What follows the type; tshark has other fields for each type."""
    layer = packet.layers[index]
    kind = layer.find("eap.type")
    size = int(layer.find("eap.len")[0].show()) - 5 if kind else 0
    if size <= 0:
        return ""
    shown = bytes_shown(layer, kind[0].number("pos") + 1)
    return "".join(shown[i] for i in range(size)) if shown.keys() >= set(range(size)) else HIDDEN


WORKED_OUT = {
    "@dot11_address1": dot11_address(4), "@dot11_address2": dot11_address(10),
    "@dot11_address3": dot11_address(16), "@dot11_address4": dot11_address(24),
    "@dot11_duration": dot11_duration, "@dot11_gid": dot11_gid, "@dot11_mfsi": dot11_mfsi,
    "@eap_data": eap_data, "@eapol_enciphered": enciphered, "@eapol_key_data": key_data}
