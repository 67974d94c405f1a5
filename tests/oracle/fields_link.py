# SPDX-License-Identifier: Apache-2.0
"""The discovery protocols, USB and Modbus: tshark's names, and values worked out.

Values of a discovery protocol are lists in tshark's layer, each with its type within; a value
that comes twice counts as the record has it: the last one.
"""
from transforms import ABSENT, HIDDEN

LAYERS = {"lldp": "LinkLayerDiscovery", "cdp": "CiscoDiscovery", "ndp": "NortelDiscovery",
          "loop": "EthernetCTP", "fddi": "FDDI", "usb": "USB", "mbtcp": "ModbusTCP",
          "modbus": "", "fake-field-wrapper": "USBRequestBlockSetup"}
TOO = {"lldp": lambda _: "LinkLayerDiscoveryInfo", "cdp": lambda _: "CiscoDiscoveryInfo",
       "loop": lambda _: "EthernetCTPReply"}
CARRIERS = {"stp", "nflog", "pktap", "pflog", "ipnet", "atm", "lane", "clip",
            "tr", "isl"}
SEGMENTS = {"mbtcp", "modbus"}
# In streams, as SIP is.
SORTED = {"ModbusTCP": ()}

LLDP_MANAGEMENT, LLDP_ORGANISATION = 8, 127
LLDP_KNOWN = {4, 5, 6, 7, 8, 127}
CDP_ADDRESSES, CDP_PREFIXES, CDP_MANAGEMENT = 2, 7, 22
CDP_KNOWN = {*range(1, 12), *range(14, 24), 25, 26, 29, 31}
SETUP = "Setup Data"


def values(layer, name, head):
    """Type, length and bytes of each value, and its node."""
    for node in layer.children:
        kind = node.find(name + ".tlv.type")
        size = node.find(name + ".tlv.len")
        if kind and size:
            yield int(kind[0].show(), 0), int(size[0].show(), 0), node.wire()[2 * head:], node


def lldp(layer):
    return list(values(layer, "lldp", 2))


def cdp(layer):
    return list(values(layer, "cdp", 4))


def of_kind(all_values, *kinds):
    return [value for value in all_values if value[0] in kinds]


def last(all_values, kind):
    found = of_kind(all_values, kind)
    return found[-1] if found else None


def utf8(data):
    """Text as ours is, when it needs no escapes."""
    text = bytes.fromhex(data).decode(errors="replace")
    return HIDDEN if "\ufffd" in text or "\0" in text else text


def lldp_head(kind, start, form=str):
    """A part of one of the first three values."""
    def work(packet, index):
        found = of_kind(lldp(packet.layers[index]), kind)
        return form(found[0][2][2 * start:]) if found else ABSENT
    return work


def lldp_time(packet, index):
    """There are optional values only behind the three that must be there, in their order."""
    kinds = [value[0] for value in lldp(packet.layers[index])]
    return packet.time(index) if kinds[:3] == [1, 2, 3] else ABSENT


def lldp_listed(at):
    """All values but the first three and the end."""
    def work(packet, index):
        return [value[at] for value in lldp(packet.layers[index])[3:] if value[0] != 0]
    return work


def lldp_text(kind):
    def work(packet, index):
        found = last(lldp(packet.layers[index])[3:], kind)
        return utf8(found[2]) if found else ""
    return work


def lldp_capability(enabled, bit):
    def work(packet, index):
        found = last(lldp(packet.layers[index])[3:], 7)
        return bool(found and int(found[2][4 * enabled:4 * enabled + 4], 16) >> bit & 1)
    return work


def lldp_management(leaf, default, form, every=False):
    """A part of each management address, or of the last."""
    def work(packet, index):
        parts = []
        for value in of_kind(lldp(packet.layers[index])[3:], LLDP_MANAGEMENT):
            nodes = [node for name in leaf.split("|") for node in value[3].find(name)]
            parts.append(form(nodes[0]) if nodes else default)
        return parts if every else parts[-1] if parts else default
    return work


def lldp_organisations(form):
    def work(packet, index):
        return [form(value[2]) for value in of_kind(lldp(packet.layers[index])[3:],
                                                    LLDP_ORGANISATION)]
    return work


def lldp_unknown(at):
    def work(packet, index):
        return [value[at] for value in lldp(packet.layers[index])[3:]
                if value[0] not in LLDP_KNOWN and value[0] != 0]
    return work


def cdp_listed(at):
    return lambda packet, index: [value[at] for value in cdp(packet.layers[index])]


def cdp_text(kind, start=0):
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        return utf8(found[2][2 * start:]) if found else ""
    return work


def cdp_number(kind, start, size):
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        part = found[2][2 * start:2 * (start + size)] if found else ""
        return int(part, 16) if part else 0
    return work


def cdp_shown(kind, leaf, default, form):
    """A field of tshark's within the value of one kind."""
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        nodes = found[3].find(leaf) if found else ()
        return form(nodes[0]) if nodes else default
    return work


def cdp_bit(kind, size, bit):
    number = cdp_number(kind, 0, size)
    return lambda packet, index: bool(number(packet, index) >> bit & 1)


def cdp_addresses(kind):
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        names = ("cdp.nrgyz.ip_address", "cdp.nrgyz.ipv6_address")
        return [node.show() for node in found[3].fields() if node.name in names] if found else []
    return work


def cdp_numbers(kind, leaf):
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        return [number(node) for node in found[3].find(leaf)] if found else []
    return work


def cdp_prefixes(mask):
    """Four bytes and the number of bits; a lone address has no mask."""
    def work(packet, index):
        found = last(cdp(packet.layers[index]), CDP_PREFIXES)
        data = bytes.fromhex(found[2]) if found else b""
        if len(data) == 4:
            return ["" if mask else ".".join(map(str, data))]
        return [network(data[at:at + 5], mask) for at in range(0, len(data), 5)]
    return work


def network(data, mask):
    ones = 0xFFFFFFFF << (32 - data[4]) & 0xFFFFFFFF
    if mask:
        return f"{ones:08x}"
    return ".".join(map(str, (int.from_bytes(data[:4], "big") & ones).to_bytes(4, "big")))


def cdp_nth(kind, leaf, which):
    """One of several fields of one name."""
    def work(packet, index):
        found = last(cdp(packet.layers[index]), kind)
        nodes = found[3].find(leaf) if found else ()
        return number(nodes[which]) if len(nodes) > which else 0
    return work


def cdp_unknown(at):
    def work(packet, index):
        return [value[at] for value in cdp(packet.layers[index]) if value[0] not in CDP_KNOWN]
    return work


def usb_direction(packet, index):
    """1 in, 2 out."""
    nodes = packet.layers[index].find("usb.endpoint_address")
    return 2 - (int(nodes[0].wire(), 16) >> 7) if nodes else ABSENT


def usb_flag(name):
    """A byte of 0 says that it is there."""
    def work(packet, index):
        nodes = packet.layers[index].find(name)
        return nodes[0].wire() == "00" if nodes else ABSENT
    return work


def usb_descriptors(packet, index):
    """The number at the end of the header; the short header has it for some transfers only."""
    nodes = packet.layers[index].find("usb.iso.numdesc")
    return number(nodes[-1]) if nodes else 0


def setup(start, size):
    """Bytes of the setup packet, low byte first."""
    def work(packet, index):
        for node in packet.layers[index].fields():
            if node.show().startswith(SETUP):
                data = bytes.fromhex(node.wire())[start:start + size]
                return int.from_bytes(data, "little") if len(data) == size else ABSENT
        return ABSENT
    return work


def ctp_function(packet, index):
    """The last of the functions, if it is a reply."""
    nodes = packet.layers[index].find("loop.function")
    return number(nodes[-1]) if nodes and number(nodes[-1]) == 1 else ABSENT


def ctp_data(packet, index):
    """The rest of the frame behind the receipt number."""
    for layer in packet.layers[index + 1:]:
        for node in layer.find("data.data"):
            return node.wire()
    return ""


def modbus_function(low, count):
    """The function code is in tshark's layer behind the header."""
    def work(packet, index):
        inside = packet.layers[index + 1:index + 2]
        nodes = inside[0].find("modbus.func_code") if inside else ()
        return int(nodes[0].wire(), 16) >> low & (1 << count) - 1 if nodes else ABSENT
    return work


def number(node):
    return int(node.show(), 0)


def shown(node):
    return node.show()


def wire(node):
    return node.wire()


def first_bytes(size):
    return lambda data: int(data[:2 * size], 16)


LLDP_ADDRESS = {
    "subtype": ("lldp.mgn.address.subtype", 0, number),
    "address": ("lldp.mgn.addr.ip4|lldp.mgn.addr.ip6|lldp.mgn.addr.hex", "", wire),
    "interfacesubtype": ("lldp.mgn.interface.subtype", 0, number),
    "interfacenumber": ("lldp.mgn.interface.number", 0, number),
    "oid": ("lldp.mgn.obj.id", "", shown)}
CAPABILITIES = ("Other", "Repeater", "Bridge", "WLANAP", "Router", "Phone", "DocSis",
                "StationOnly", "CVLAN", "SVLAN", "TMPR")
CDP_CAPABILITIES = ("L3Router", "TBBridge", "SPBridge", "L2Switch", "IsHost", "IGMPFilter",
                    "L1Repeater", "IsPhone", "RemotelyManaged")
CDP_PAIR = ("PSEFourWire", "PDArchShared", "PDRequestOn", "PSEOn")

WORKED_OUT = {
    "@lldp_chassis_kind": lldp_head(1, 0, first_bytes(1)),
    "@lldp_chassis": lldp_head(1, 1),
    "@lldp_port_kind": lldp_head(2, 0, first_bytes(1)),
    "@lldp_port": lldp_head(2, 1),
    "@lldp_types": lldp_listed(0),
    "@lldp_lengths": lldp_listed(1),
    "@lldp_values": lldp_listed(2),
    "@lldp_port_text": lldp_text(4),
    "@lldp_name": lldp_text(5),
    "@lldp_description": lldp_text(6),
    "@lldp_organisation": lldp_organisations(first_bytes(3)),
    "@lldp_organisation_kind": lldp_organisations(lambda data: int(data[6:8], 16)),
    "@lldp_organisation_info": lldp_organisations(lambda data: data[8:]),
    "@lldp_unknown_types": lldp_unknown(0),
    "@lldp_unknown_lengths": lldp_unknown(1),
    "@lldp_unknown_values": lldp_unknown(2),
    "@cdp_types": cdp_listed(0),
    "@cdp_lengths": cdp_listed(1),
    "@cdp_values": cdp_listed(2),
    "@cdp_deviceid": cdp_text(1),
    "@cdp_portid": cdp_text(3),
    "@cdp_version": cdp_text(5),
    "@cdp_platform": cdp_text(6),
    "@cdp_vtpdomain": cdp_text(9),
    "@cdp_sysname": cdp_text(20),
    "@cdp_sysoid": cdp_text(21),
    "@cdp_location_kind": cdp_number(23, 0, 1),
    "@cdp_location": cdp_text(23, 1),
    "@cdp_addresses": cdp_addresses(CDP_ADDRESSES),
    "@cdp_management": cdp_addresses(CDP_MANAGEMENT),
    "@cdp_prefixes": cdp_prefixes(False),
    "@cdp_masks": cdp_prefixes(True),
    "@cdp_vlanreply_id": cdp_number(14, 0, 1),
    "@cdp_vlanreply": cdp_number(14, 1, 2),
    "@cdp_vlanquery_id": cdp_number(15, 0, 1),
    "@cdp_vlanquery": cdp_number(15, 1, 2),
    "@cdp_powerrequest_id": cdp_shown(25, "cdp.request_id", 0, number),
    "@cdp_powerrequest_management": cdp_shown(25, "cdp.management_id", 0, number),
    "@cdp_powerrequest": cdp_numbers(25, "cdp.power_requested"),
    "@cdp_poweravailable_id": cdp_shown(26, "cdp.request_id", 0, number),
    "@cdp_poweravailable_management": cdp_shown(26, "cdp.management_id", 0, number),
    "@cdp_poweravailable": cdp_numbers(26, "cdp.power_available"),
    "@cdp_hello_unknown": cdp_nth(8, "cdp.cluster.unknown", 1),
    "@cdp_energywise_encrypteddata": cdp_shown(29, "cdp.encrypted_data", "", wire),
    "@cdp_energywise_unknown1": cdp_shown(29, "cdp.seen_sequence", 0, number),
    "@cdp_energywise_sequencenumber": cdp_shown(29, "cdp.sequence_number", 0, number),
    "@cdp_energywise_modelnumber": cdp_shown(29, "cdp.model_number", "", shown),
    "@cdp_energywise_unknown2": cdp_shown(29, "cdp.unknown_pad", 0, number),
    "@cdp_energywise_hardwareid": cdp_shown(29, "cdp.hardware_version_id", "", shown),
    "@cdp_energywise_serialnum": cdp_shown(29, "cdp.system_serial_number", "", shown),
    "@cdp_energywise_unknown3": cdp_shown(29, "cdp.nrgyz_unknown_values", "", wire),
    "@cdp_energywise_role": cdp_shown(29, "cdp.nrgyz_reply_to.role", "", shown),
    "@cdp_energywise_domain": cdp_shown(29, "cdp.nrgyz_reply_to.domain", "", shown),
    "@cdp_energywise_name": cdp_shown(29, "cdp.nrgyz_reply_to.name", "", shown),
    "@cdp_energywise_replyunknown1": cdp_shown(29, "cdp.nrgyz_reply_to.unknown_field", "", wire),
    "@cdp_energywise_replyport": cdp_shown(29, "cdp.nrgyz_reply_to.port", "", wire),
    "@cdp_energywise_replyaddress": cdp_shown(29, "cdp.nrgyz_reply_to.ip_address", "", wire),
    "@cdp_energywise_replyunknown2":
        cdp_shown(29, "cdp.nrgyz_reply_to.backup_server_port", "", wire),
    "@cdp_energywise_replyunknown3":
        cdp_shown(29, "cdp.nrgyz_reply_to.backup_server_ip", "", wire),
    "@cdp_unknown_types": cdp_unknown(0),
    "@cdp_unknown_lengths": cdp_unknown(1),
    "@cdp_unknown_values": cdp_unknown(2),
    "@ctp_function": ctp_function,
    "@ctp_data": ctp_data,
    "@usb_descriptors": usb_descriptors,
    "@usb_direction": usb_direction,
    "@usb_setup": usb_flag("usb.setup_flag"),
    "@usb_data": usb_flag("usb.data_flag"),
    "@usb_setup_requesttype": setup(0, 1),
    "@usb_setup_request": setup(1, 1),
    "@usb_setup_value": setup(2, 2),
    "@usb_setup_index": setup(4, 2),
    "@usb_setup_length": setup(6, 2),
    "@modbus_function": modbus_function(0, 7),
    "@modbus_exception": modbus_function(7, 1),
    "@lldp_time": lldp_time,
}
for at, bit_name in enumerate(CAPABILITIES):
    WORKED_OUT[f"@lldp_SystemCap_{bit_name}"] = lldp_capability(0, at)
    WORKED_OUT[f"@lldp_EnabledCap_{bit_name}"] = lldp_capability(1, at)
for at, bit_name in enumerate(CDP_CAPABILITIES):
    WORKED_OUT[f"@cdp_{bit_name}"] = cdp_bit(4, 4, at)
for at, bit_name in enumerate(CDP_PAIR):
    WORKED_OUT[f"@cdp_{bit_name}"] = cdp_bit(31, 1, at)
for address_part, how in LLDP_ADDRESS.items():
    WORKED_OUT[f"@lldp_management_{address_part}"] = lldp_management(*how)
    WORKED_OUT[f"@lldp_managements_{address_part}"] = lldp_management(*how, every=True)
