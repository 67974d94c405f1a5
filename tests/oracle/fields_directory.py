# SPDX-License-Identifier: Apache-2.0
"""What manages networks and knows who is in them: SNMP, LDAP, Kerberos."""
import datetime

from fields_queues import counted, shown
from transforms import HIDDEN

LAYERS = {"snmp": "SNMP", "ldap": "LDAP", "cldap": "LDAP", "kerberos": "Kerberos"}
SEGMENTS = {"ldap", "kerberos"}
# In streams, as SIP is.
SORTED = {"LDAP": (), "Kerberos": ()}
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


MESSAGES = {10: "AS-REQ", 11: "AS-REP", 12: "TGS-REQ", 13: "TGS-REP", 30: "ERROR"}


def below(node, *names):
    """The node that is led to by these names; None where there is none."""
    for name in names:
        node = node and found(node, "kerberos." + name)
    return node


def krb_message(packet, index):
    """A message, and what says what it is about: a request has a body."""
    node = next((child for child in inner(packet.layers[index]) if child.name.endswith("_element")), None)
    return node, below(node, "req_body_element") or node


def krb_ticket(packet, index):
    node, _ = krb_message(packet, index)
    shown_ticket = [inside for inside in packet.layers[index].find("kerberos.ap_req_element")]
    return below(node, "ticket_element") or (below(shown_ticket[0], "ticket_element") if shown_ticket else None)


def krb_number(which, *names):
    def work(packet, index):
        node = below(which(packet, index), *names)
        return int(node.show()) if node else 0
    return work


def krb_text(which, *names):
    def work(packet, index):
        node = below(which(packet, index), *names)
        return node.show() if node else ""
    return work


def krb_name(which, end):
    def work(packet, index):
        node = below(which(packet, index), end + "name_element", end + "name_string")
        return "/".join(part.show() for part in inner(node)) if node else ""
    return work


def krb_time(name, fraction=None):
    def work(packet, index):
        _, body = krb_message(packet, index)
        node, fine = below(body, name), below(body, fraction) if fraction else None
        if not node:
            return ""
        moment = datetime.datetime.strptime(node.show()[:-14], "%b %d, %Y %H:%M:%S")
        return f"{int(moment.replace(tzinfo=datetime.timezone.utc).timestamp())}.{int(fine.show()) if fine else 0:06d}"
    return work


def krb_body(packet, index):
    return krb_message(packet, index)[1]


def krb_whole(packet, index):
    return krb_message(packet, index)[0]


def krb_is(kind):
    """The message where it is one of these, else nothing."""
    def work(packet, index):
        node = krb_whole(packet, index)
        return node if node is not None and node.name in [f"kerberos.{name}_element" for name in kind] else None
    return work


def krb_encryption_types(packet, index):
    node = below(krb_body(packet, index), "kdc-req-body.etype")
    return [int(part.show()) for part in inner(node)] if node else []


def krb_preauth(packet, index):
    node = below(krb_whole(packet, index), "padata")
    return [int(found(part, "kerberos.padata_type").show()) for part in inner(node)] if node else []


def krb_options(packet, index):
    node = below(krb_body(packet, index), "kdc_options")
    return int(node.show().replace(":", ""), 16) if node else 0


REPLIES = krb_is(("as_rep", "tgs_rep"))
WORKED_OUT = {
    "@krb_type": lambda packet, index: MESSAGES.get(krb_number(krb_whole, "msg_type")(packet, index), ""),
    "@krb_version": krb_number(krb_whole, "pvno"),
    "@krb_realm": krb_text(krb_body, "realm"),
    "@krb_client_realm": krb_text(krb_whole, "crealm"),
    "@krb_client": krb_name(krb_body, "c"),
    "@krb_client_type": krb_number(krb_body, "cname_element", "name_type"),
    "@krb_service": krb_name(krb_body, "s"),
    "@krb_service_type": krb_number(krb_body, "sname_element", "name_type"),
    "@krb_options": krb_options,
    "@krb_from": krb_time("from"),
    "@krb_till": krb_time("till"),
    "@krb_rtime": krb_time("rtime"),
    "@krb_nonce": krb_number(krb_body, "nonce"),
    "@krb_encryption_types": krb_encryption_types,
    "@krb_preauth": krb_preauth,
    "@krb_ticket_realm": krb_text(krb_ticket, "realm"),
    "@krb_ticket_service": krb_name(krb_ticket, "s"),
    "@krb_ticket_type": krb_number(krb_ticket, "enc_part_element", "etype"),
    "@krb_ticket_version": krb_number(krb_ticket, "enc_part_element", "kvno"),
    "@krb_reply_type": krb_number(REPLIES, "enc_part_element", "etype"),
    "@krb_reply_version": krb_number(REPLIES, "enc_part_element", "kvno"),
    "@krb_error": krb_number(krb_whole, "error_code"),
    "@krb_error_text": krb_text(krb_whole, "e_text"),
    "@krb_client_time": krb_time("ctime", "cusec"),
    "@krb_server_time": krb_time("stime", "susec"),
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
