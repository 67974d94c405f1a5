# SPDX-License-Identifier: Apache-2.0
"""The protocols of plants, grids and things: tshark's names, and values worked out."""
import struct

from transforms import ABSENT, HIDDEN

LAYERS = {"dnp3": "DNP3", "iec60870_104": "IEC104", "iec60870_asdu": "", "mqtt": "MQTT",
          "s7comm": "S7comm", "bvlc": "BACnet", "bacnet": "", "bacapp": "",
          "pn_dcp": "PROFINETDCP", "goose": "GOOSE",
          "enip": "ENIP", "cip": "CIP", "cipcm": "", "cipcls": ""}
CARRIERS = {"tpkt", "cotp", "pn_rt"}
SEGMENTS = {"dnp3", "iec60870_104", "iec60870_asdu", "mqtt", "s7comm",
            "enip", "cip", "cipcm", "cipcls"}
SORTED = {"DNP3": (), "IEC104": ("SrcIP", "SrcPort"), "MQTT": ("SrcIP", "SrcPort"),
          "S7comm": ("SrcIP", "SrcPort"), "ENIP": ("SrcIP", "SrcPort"), "CIP": ()}


def number(node):
    return int(node.show(), 0)


def end(member):
    """Of the network and transport around, what the Context of others says."""
    def work(packet, index):
        around = {}
        for layer in packet.layers[:index]:
            for side, names in (("Src", ("ip.src", "ipv6.src")), ("Dst", ("ip.dst", "ipv6.dst"))):
                for node in (node for name in names for node in layer.find(name)):
                    around[side + "IP"] = node.show()
            for side, name in (("Src", "tcp.srcport|udp.srcport"), ("Dst", "tcp.dstport|udp.dstport")):
                for node in (node for kind in name.split("|") for node in layer.find(kind)):
                    around[side + "Port"] = number(node)
        return around.get(member, ABSENT)
    return work


def dnp3_message(layer):
    """What the message begins with, where it begins in this frame."""
    first = layer.find("dnp3.tr.fir")
    if not first or first[0].show() not in ("1", "True"):
        return b""
    return bytes.fromhex("".join(node.wire() for node in layer.find("dnp.data_chunk")))[1:]


def dnp3_byte(at, low=0, count=8):
    def work(packet, index):
        message = dnp3_message(packet.layers[index])
        return message[at] >> low & (1 << count) - 1 if len(message) > at else ABSENT
    return work


def dnp3_bit(low):
    bit = dnp3_byte(0, low, 1)

    def work(packet, index):
        value = bit(packet, index)
        return value if value is ABSENT else bool(value)
    return work


def dnp3_objects(name, form):
    """tshark shows them where the message ends."""
    def work(packet, index):
        layer = packet.layers[index]
        whole = [node.show() in ("1", "True") for end in ("fir", "fin") for node in layer.find("dnp3.tr." + end)]
        if whole and not all(whole):
            return HIDDEN if whole[0] else []
        return [form(node) for node in layer.find(name)]
    return work


def iec_control(packet, index):
    nodes = packet.layers[index].find("iec60870_104.utype")
    return number(nodes[0]) << 2 if nodes else 0


def iec_unit(name, form=number):
    """The data unit is a layer behind the frame's."""
    def work(packet, index):
        inside = packet.layers[index + 1:index + 2]
        nodes = inside[0].find(name) if inside and inside[0].name == "iec60870_asdu" else ()
        return form(nodes[0]) if nodes else ABSENT
    return work


def iec_objects(form):
    """tshark knows those of some types only."""
    def work(packet, index):
        inside = packet.layers[index + 1:index + 2]
        if not inside or inside[0].name != "iec60870_asdu":
            return []
        found = [form(node) for node in inside[0].children if node.find("iec60870_asdu.ioa")]
        return found or HIDDEN
    return work


def iec_address(node):
    return number(node.find("iec60870_asdu.ioa")[0])


def iec_element(node):
    """Of a sequence the first alone has its address with it."""
    address = node.find("iec60870_asdu.ioa")[0]
    return node.wire()[6:] if address.wire() else node.wire()


def iec_value(node):
    """tshark has the same in a field by its form; floats and fractions as text of few digits."""
    fields = {field.name.removeprefix("iec60870_asdu."): field for field in node.fields()}
    for name in ("siq.spi", "diq.dpi", "scalval", "sco.on", "dco.on"):
        if name in fields:
            return float(number(fields[name]))
    if "float" in fields:
        return struct.unpack("<f", bytes.fromhex(fields["float"].wire()))[0]
    return HIDDEN if {"normval", "vti", "bcr", "bitstring"} & fields.keys() else 0.0


def is_true(node):
    return node.show() in ("1", "True")


def mqtt_codes(names):
    """Those of any kind of packet, in order."""
    def work(packet, index):
        return [number(node) for node in packet.layers[index].fields() if node.name in names]
    return work


def mqtt_code(packet, index):
    return (mqtt_codes(MQTT_CODES)(packet, index) or [ABSENT])[0]


MQTT_LISTED = {8, 9, 10, 11}
MQTT_CODES = ("mqtt.conack.val", "mqtt.connack.reason_code", "mqtt.puback.reason_code",
              "mqtt.pubrec.reason_code", "mqtt.pubrel.reason_code", "mqtt.pubcomp.reason_code",
              "mqtt.disconnect.reason_code", "mqtt.auth.reason_code")


MQTT_LISTS = ("mqtt.suback.qos", "mqtt.suback.reason_code", "mqtt.unsuback.reason_code")


def mqtt_topics(listed):
    """Filters, or the topic of a message."""
    def work(packet, index):
        layer = packet.layers[index]
        lists = number(layer.find("mqtt.msgtype")[0]) in MQTT_LISTED
        texts = [node.show() for node in layer.find("mqtt.topic")] if lists == listed else []
        return texts if listed else (texts or [""])[0]
    return work


def mqtt_payload_size(packet, index):
    return sum(node.number("size") for node in packet.layers[index].find("mqtt.msg"))


def s7_length(packet, index):
    """Of the header, parameters and data that it says."""
    layer = packet.layers[index]
    sizes = [number(node) for part in ("parlg", "datlg") for node in layer.find("s7comm.header." + part)]
    return sum(sizes) + (12 if layer.find("s7comm.header.errcls") else 10)


def s7_items(name):
    """Those of a job: of an answer tshark calls the data items too."""
    def work(packet, index):
        return [number(node) for node in packet.layers[index].find("s7comm.param.item." + name)]
    return work


def bacnet_nodes(packet, index, *names):
    """What a message has of network and application is in the two layers behind the link's."""
    inside = [layer for layer in packet.layers[index + 1:index + 3] if layer.name in ("bacnet", "bacapp")]
    return [node for layer in inside for name in names for node in layer.find(name)]


def bacnet(name, form=number):
    def work(packet, index):
        nodes = bacnet_nodes(packet, index, name)
        return form(nodes[0]) if nodes else ABSENT
    return work


def bacnet_priority(packet, index):
    control = bacnet_nodes(packet, index, "bacnet.control")
    return number(control[0]) & 3 if control else 0


def bacnet_address(which):
    """In a field by its size."""
    def work(packet, index):
        nodes = bacnet_nodes(packet, index, *(f"bacnet.{which}_{kind}" for kind in ("eth", "mstp", "tmp")))
        return nodes[0].wire() if nodes else ""
    return work


def bacnet_network(packet, index):
    """Messages of routers have lists of networks under the same name."""
    control = bacnet_nodes(packet, index, "bacnet.control")
    there = control and number(control[0]) & 0x20
    return number(bacnet_nodes(packet, index, "bacnet.dnet")[0]) if there else 0


def bacnet_first(*names):
    def work(packet, index):
        nodes = bacnet_nodes(packet, index, *names)
        return number(nodes[0]) if nodes else 0
    return work


def bacnet_about(name):
    """Object and property of the services of which the record has them."""
    def work(packet, index):
        nodes = bacnet_nodes(packet, index, name)
        service = bacnet_nodes(packet, index, "bacapp.confirmed_service")
        later = bacnet_nodes(packet, index, "bacapp.sequence_number")
        if service and (number(service[0]) not in (12, 14, 15) or later and number(later[0])):
            return 0
        if service and number(service[0]) == 14 and name == "bacapp.property_identifier":
            return 0
        return number(nodes[0]) if nodes else 0
    return work


def dcp_frame(packet, index):
    """The frame's id stands before tshark's layer."""
    nodes = [node for carrier in packet.layers[index].carriers for node in carrier.find("pn_rt.frame_id")]
    return number(nodes[0]) if nodes else ABSENT


def dcp_numbers(*parts):
    """A number of each block, or 0; what a get asks for has no block around it."""
    def of(fields):
        found = [node for node in fields if node.name.removeprefix("pn_dcp.") in parts]
        return number(found[0]) if found else 0

    def work(packet, index):
        layer = packet.layers[index]
        asked = [at for at, node in enumerate(layer.children) if node.name == "pn_dcp.option"]
        return ([of(layer.children[at:at + 2]) for at in asked]
                + [of(node.children) for node in layer.find("pn_dcp.block")])
    return work


DCP_SUBOPTIONS = [f"suboption_{kind}" for kind in
                  ("ip", "device", "dhcp", "control", "deviceinitiative", "all", "tsn", "manuf")]
def goose_time(packet, index):
    """tshark shows it as a date."""
    nodes = packet.layers[index].find("goose.t")
    data = bytes.fromhex(nodes[0].wire()) if nodes else b""
    fraction = int.from_bytes(data[4:7], "big") * 10**9 >> 24
    return f"{int.from_bytes(data[:4], 'big')}.{fraction:09d}" if len(data) == 8 else ABSENT


def enip_context(packet, index):
    """Of some commands tshark takes a part of it for a field of its own."""
    heads = [node.wire() for node in packet.layers[index].fields() if node.show() == "Encapsulation Header"]
    return heads[0][24:40] if heads else ABSENT


def cip_statuses(packet, index):
    return [number(node) for node in packet.layers[index].find("cip.addstat")]


def cip_path(name, form, empty):
    """The last such part of the request's path: requests inside have theirs, and of responses tshark shows that of
    the request, without bytes."""
    def work(packet, index):
        paths = [node for node in packet.layers[index].children if node.show().startswith("Request Path")]
        nodes = [node for path in paths[:1] for node in path.find(name) if node.wire()]
        return form(nodes[-1]) if nodes else empty
    return work


BACNET_NUMBERS = ("bacnet.snet", "bacnet.hopc", "bacnet.mesgtyp", "bacapp.type",
    "bacapp.invoke_id", "bacapp.sequence_number", "bacapp.window_size",
    "bacapp.error_class", "bacapp.error_code", "bacapp.who_is.low_limit",
    "bacapp.who_is.high_limit", "bacapp.vendor_identifier")
BACNET_FLAGS = ("bacnet.control_expect", "bacnet.control_net", "bacapp.segmented_request",
    "bacapp.more_segments")
WORKED_OUT = {
    **{"@" + name: bacnet(name) for name in BACNET_NUMBERS},
    **{"@" + name: bacnet(name, is_true) for name in BACNET_FLAGS},
    "@enip_context": enip_context, "@cip_statuses": cip_statuses,
    "@cip_class": cip_path("cip.class", number, 0), "@cip_instance": cip_path("cip.instance", number, 0),
    "@cip_attribute": cip_path("cip.attribute", number, 0),
    "@cip_symbol": cip_path("cip.symbol", lambda node: node.show(), ""),
    "@goose_time": goose_time, "@dcp_frame": dcp_frame, "@dcp_options": dcp_numbers("option"),
    "@dcp_suboptions": dcp_numbers(*DCP_SUBOPTIONS), "@dcp_lengths": dcp_numbers("block_length"),
    "@dcp_infos": dcp_numbers("block_info", "block_qualifier", "suboption_ip_block_info", "block_qualifier_reset"),
    "@dcp_errors": dcp_numbers("block_error"),
    "@bacnet_network": bacnet_network, "@bacnet_priority": bacnet_priority,
    "@bacnet_destination": bacnet_address("dadr"),
    "@bacnet_source": bacnet_address("sadr"),
    "@bacnet_application": lambda packet, index: bool(bacnet_nodes(packet, index, "bacapp.type")),
    "@bacnet_service": bacnet_first("bacapp.confirmed_service", "bacapp.unconfirmed_service"),
    "@bacnet_reason": bacnet_first("bacapp.reject_reason", "bacapp.abort_reason"),
    "@bacnet_object_type": bacnet_about("bacapp.objectType"),
    "@bacnet_instance": bacnet_about("bacapp.instance_number"),
    "@bacnet_property": bacnet_about("bacapp.property_identifier"),
    "@srcip": end("SrcIP"), "@dstip": end("DstIP"), "@srcport": end("SrcPort"), "@dstport": end("DstPort"),
    "@dnp3_first": dnp3_bit(7), "@dnp3_final": dnp3_bit(6), "@dnp3_confirm": dnp3_bit(5),
    "@dnp3_unsolicited": dnp3_bit(4), "@dnp3_sequence": dnp3_byte(0, 0, 4), "@dnp3_function": dnp3_byte(1),
    "@dnp3_group": dnp3_objects("dnp3.al.obj", lambda node: number(node) >> 8),
    "@dnp3_variation": dnp3_objects("dnp3.al.obj", lambda node: number(node) & 255),
    "@dnp3_prefix": dnp3_objects("dnp3.al.objq.prefix", number),
    "@dnp3_range": dnp3_objects("dnp3.al.objq.range", number),
    "@iec_control": iec_control, "@iec_type": iec_unit("iec60870_asdu.typeid"),
    "@iec_sequence": iec_unit("iec60870_asdu.sq", is_true), "@iec_count": iec_unit("iec60870_asdu.numix"),
    "@iec_cause": iec_unit("iec60870_asdu.causetx"), "@iec_negative": iec_unit("iec60870_asdu.nega", is_true),
    "@iec_test": iec_unit("iec60870_asdu.test", is_true), "@iec_originator": iec_unit("iec60870_asdu.oa"),
    "@iec_address": iec_unit("iec60870_asdu.addr"), "@iec_addresses": iec_objects(iec_address),
    "@iec_values": iec_objects(iec_value), "@iec_elements": iec_objects(iec_element),
    "@s7_length": s7_length, "@s7_syntax": s7_items("syntaxid"),
    "@s7_size": s7_items("transp_size"), "@s7_count": s7_items("length"), "@s7_db": s7_items("db"),
    "@s7_area": s7_items("area"), "@s7_address": s7_items("address"),
    "@mqtt_code": mqtt_code, "@mqtt_codes": mqtt_codes(MQTT_LISTS),
    "@mqtt_qos": mqtt_codes(("mqtt.sub.qos", "mqtt.subscription_options_qos")),
    "@mqtt_topic": mqtt_topics(False), "@mqtt_topics": mqtt_topics(True),
    "@mqtt_payload_size": mqtt_payload_size}
