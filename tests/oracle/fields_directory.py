# SPDX-License-Identifier: Apache-2.0
"""What manages networks and knows who is in them: SNMP."""
from fields_queues import counted
from transforms import HIDDEN

LAYERS = {"snmp": "SNMP"}
PDUS = ("get-request", "get-next-request", "response", "set-request", "trap", "get-bulk-request",
        "inform-request", "snmpV2-trap", "report")
KINDS = {"snmp.value.int": "integer", "snmp.value.octets": "octets", "snmp.value.null": "null",
         "snmp.value.oid": "oid", "snmp.value.ipv4": "address", "snmp.value.u32": "unsigned32",
         "snmp.value.g32": "unsigned32", "snmp.value.counter": "counter32", "snmp.value.timeticks": "timeticks",
         "snmp.value.opaque": "opaque", "snmp.noSuchObject": "noSuchObject",
         "snmp.noSuchInstance": "noSuchInstance", "snmp.endOfMibView": "endOfMibView", "snmp.unSpecified": "null"}
VALUE_MOST = 1024
COUNTER_64 = 0x46


def all_texts(name):
    return lambda packet, index: [node.show() for node in packet.layers[index].find(name)]


def snmp_version(packet, index):
    said = counted("snmp.version", "snmp.msgVersion")(packet, index)
    return said if said == 3 else said + 1


def snmp_kind(packet, index):
    found = packet.layers[index].find("snmp.data") or packet.layers[index].find("snmp.datav2u")
    return PDUS[int(found[0].show())] if found else ""


def is_text(data):
    return all(byte in b"\t\r\n" or 32 <= byte < 127 for byte in data)


def of_variable(node):
    """Type and value of a variable, as far as tshark tells."""
    field = next((inner for inner in node.fields() if inner.name in KINDS), None)
    if field is None:
        return HIDDEN, HIDDEN
    kind, wire = KINDS[field.name], bytes.fromhex(field.wire())
    variable = bytes.fromhex(node.wire())
    if kind == "counter32" and variable[2 + variable[1]] == COUNTER_64:
        kind = "counter64"
    if kind == "octets" and is_text(wire):
        return "text", wire.decode()[:VALUE_MOST]
    if kind in ("octets", "opaque"):
        return kind, wire.hex()[:VALUE_MOST]
    if kind in ("integer", "oid", "address", "unsigned32", "counter32", "counter64", "timeticks"):
        return kind, field.show()
    return kind, ""


def variables(part):
    return lambda packet, index: [of_variable(node)[part] for list_ in
                                  packet.layers[index].find("snmp.variable_bindings")
                                  for node in list_.children if not node.name]


WORKED_OUT = {
    "@snmp_version": snmp_version,
    "@snmp_kind": snmp_kind,
    "@snmp_names": all_texts("snmp.name"),
    "@snmp_types": variables(0),
    "@snmp_values": variables(1),
    "@snmp_uptime": counted("snmp.time_stamp"),
}
