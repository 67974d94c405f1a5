# SPDX-License-Identifier: Apache-2.0
"""What manages networks and knows who is in them: SNMP, LDAP."""
from fields_queues import counted, shown
from transforms import HIDDEN

LAYERS = {"snmp": "SNMP", "ldap": "LDAP", "cldap": "LDAP"}
SEGMENTS = {"ldap"}
# In streams, as SIP is.
SORTED = {"LDAP": ()}
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


OPERATIONS = {
    0: "bindRequest", 1: "bindResponse", 2: "unbindRequest", 3: "searchRequest", 4: "searchResEntry",
    5: "searchResDone", 6: "modifyRequest", 7: "modifyResponse", 8: "addRequest", 9: "addResponse",
    10: "delRequest", 11: "delResponse", 12: "modDNRequest", 13: "modDNResponse", 14: "compareRequest",
    15: "compareResponse", 16: "abandonRequest", 19: "searchResRef", 23: "extendedReq", 24: "extendedResp",
    25: "intermediateResponse"}
SEARCH, COMPARE, FILTER_MOST = 3, 14, 2048
SIGNS = {3: "=", 5: ">=", 6: "<=", 8: "~="}


def inner(node):
    """Named fields below a node, those below nodes without a name among them."""
    for child in node.children:
        if child.name:
            yield child
        else:
            yield from inner(child)


def found(node, name):
    return next((child for child in inner(node) if child.name == name), None)


def escaped(node):
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b"()*\\" else f"\\{byte:02x}"
                   for byte in bytes.fromhex(node.wire())) if node is not None else ""


def substrings(node):
    parts = [part for item in inner(found(node, "ldap.substrings")) for part in inner(item)]
    ends = [part for part in parts if part.name in ("ldap.initial", "ldap.final")]
    text = "*".join([escaped(part) for part in ends if part.name == "ldap.initial"] or [""])
    text += "".join("*" + escaped(part) for part in parts if part.name == "ldap.any")
    return text + "*" + "".join(escaped(part) for part in ends if part.name == "ldap.final")


def extensible(node):
    rule, name = found(node, "ldap.matchingRule"), found(node, "ldap.type")
    truth = found(node, "ldap.dnAttributes")
    return (escaped(name) + (":dn" if truth is not None and truth.show() == "1" else "")
            + (":" + escaped(rule) if rule is not None else "") + ":=" + escaped(found(node, "ldap.matchValue")))


def filter_text(node):
    """A filter as RFC 4515 has it, from a node that shows which kind it is."""
    kind, below = int(node.show()), list(inner(node))
    if kind in (0, 1):
        return "(" + "&|"[kind] + "".join(map(filter_text, inner(below[0]))) + ")"
    if kind == 2:
        return f"(!{filter_text(below[0])})"
    if kind == 7:
        return f"({escaped(below[0])}=*)"
    if kind == 4:
        return f"({escaped(found(below[0], 'ldap.type'))}={substrings(below[0])})"
    if kind == 9:
        return f"({extensible(below[0])})"
    name, value = list(inner(below[0]))[:2]  # whose value is a number or an id tshark calls otherwise
    return f"({escaped(name)}{SIGNS[kind]}{escaped(value)})"


def ldap_filter(packet, index):
    nodes = packet.layers[index].find("ldap.filter")
    text = filter_text(nodes[0]) if nodes else ""
    return text if len(text) <= FILTER_MOST else HIDDEN


def ldap_operation(packet, index):
    nodes = packet.layers[index].find("ldap.protocolOp")
    return OPERATIONS[int(nodes[0].show())] if nodes else ""


def ldap_attributes(packet, index):
    layer = packet.layers[index]
    kind = counted("ldap.protocolOp")(packet, index)
    name = {SEARCH: "ldap.AttributeDescription", COMPARE: "ldap.attributeDesc"}.get(kind, "ldap.type")
    return [bytes.fromhex(node.wire()).decode() for node in layer.find(name)]


def ldap_authentication(packet, index):
    nodes = packet.layers[index].find("ldap.authentication")
    return {"0": "simple", "3": "sasl"}.get(nodes[0].show(), "other") if nodes else ""


def ldap_credentials(packet, index):
    """Their size, as far as tshark does not look into them."""
    layer = packet.layers[index]
    nodes = [node for name in ("ldap.credentials", "ldap.serverSaslCreds") for node in layer.find(name)]
    return len(nodes[0].wire()) // 2 if nodes else 0


WORKED_OUT = {
    "@ldap_operation": ldap_operation,
    "@ldap_dn": shown("ldap.name", "ldap.baseObject", "ldap.objectName", "ldap.object", "ldap.entry",
                      "ldap.delRequest"),
    "@ldap_authentication": ldap_authentication,
    "@ldap_credentials": ldap_credentials,
    "@ldap_filter": ldap_filter,
    "@ldap_attributes": ldap_attributes,
    "@ldap_references": all_texts("ldap.LDAPURL"),
    "@ldap_name": shown("ldap.requestName", "ldap.responseName"),
    "@ldap_controls": all_texts("ldap.controlType"),
    "@snmp_version": snmp_version,
    "@snmp_kind": snmp_kind,
    "@snmp_names": all_texts("snmp.name"),
    "@snmp_types": variables(0),
    "@snmp_values": variables(1),
    "@snmp_uptime": counted("snmp.time_stamp"),
}
