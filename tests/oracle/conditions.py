# SPDX-License-Identifier: Apache-2.0
"""When a difference is the one a justified line speaks of: a name to a function of a compare.Case.

In golden.py `ours` and `theirs` are records with what is set only; in oracle.py `ours` has all
members and `theirs` is by the names in fields-GROUP.csv.
"""
import hashlib

ETHERTYPES = {"Ethernet": "EthernetType", "Dot1Q": "Type", "GRE": "Protocol"}
PPPOE_SESSION, ERSPAN_2, ERSPAN_3, PBB, FABRICPATH = 0x8864, 0x88be, 0x22eb, 0x88e7, 0x8903
NSH, CISCO_META_DATA = 0x894f, 0x8909
REVERSE_ARP = 3, 4  # RFC 903
NORTEL_FLATNET = 0x01a1
UMAS = 90
IGMP_KINDS = 0x11, 0x12, 0x16, 0x17
ROUTER_LSA, NETWORK_LSA, SUMMARY_LSAS = 1, 2, (3, 4)
ROUTING, DESTINATION = 43, 60
WRAPPED = 1 << 32
SYNCHRONOUS_LLC = 0xd0
MOST_LAYERS = 64


def is_part(less, more):
    """Whether nothing but members is missing in one of two values."""
    if isinstance(less, dict) and isinstance(more, dict):
        return all(name in more and is_part(inner, more[name]) for name, inner in less.items())
    if isinstance(less, list) and isinstance(more, list):
        return len(less) == len(more) and all(map(is_part, less, more))
    return less == more


def overflow(case):
    """A fraction in 32 bits of nanoseconds, to the microsecond that is written."""
    ours, theirs = case.times
    return ours > theirs and (ours - theirs + 1000) % WRAPPED <= 2000


def over(kind, *ports):
    """Whether a transport of ours with such a port is in the packet."""
    def check(case):
        return any(record[end] in ports for record in case.beside(kind)
                   for end in ("SrcPort", "DstPort"))
    return check


def dns_elsewhere(case):
    """Over TCP, or a port that is not 53; and all is there that the header counts."""
    other = over("UDP", 5353, 5355)(case) or over("TCP", 53)(case)
    mine = case.ours
    counted = all(len(mine.get(name, ())) == mine.get(count, 0) for name, count in (
        ("Questions", "QDCount"), ("Answers", "ANCount"), ("Authorities", "NSCount"),
        ("Additionals", "ARCount")))
    return other and not over("UDP", 53)(case) and (counted or bool(mine.get("Malformed")))


def modbus(case):
    """Over its port, and what its header says of itself is so."""
    mine = case.ours
    longest = 255 if mine.get("FunctionCode") == UMAS else 254
    return (over("TCP", 502)(case) and not mine.get("ProtocolIdentifier", 0)
            and 2 <= mine["Length"] <= longest)


def igmp_1_or_2(case):
    """A message of the two, RFC 2236 section 2.1 and 9: a kind, and no record of a group."""
    mine = case.ours
    return (mine["Version"] in (1, 2) and mine["Type"] in IGMP_KINDS
            and not mine.get("GroupRecords") and not mine.get("SourceAddresses"))


def with_grease(case):
    """JA3 of the hello's own lists, GREASE and all."""
    mine = case.ours
    lists = [mine.get(name, ()) for name in (
        "CipherSuites", "Extensions", "SupportedGroups", "SupportedPoints")]
    greased = any(number & 0x0f0f == 0x0a0a and number >> 8 == number & 0xff
                  for numbers in lists for number in numbers)
    text = ",".join([str(mine["HandshakeVersion"]),
                     *("-".join(map(str, numbers)) for numbers in lists)])
    return greased and hashlib.md5(text.encode()).hexdigest() == case.theirs["Ja3"]


def failing_lsa(case):
    """An update with an advertisement at which the original gives the packet up."""
    return any(lsa["Header"]["LSType"] in (NETWORK_LSA, *SUMMARY_LSAS)
               or lsa["Header"]["LSType"] == ROUTER_LSA and "Routers" in lsa.get("RLSAV2", {})
               for lsa in case.ours["LSU"]["LSAs"])


def without_data(case):
    """Of a resource record that has no data the original shows its own name there."""
    names = {"CNAME", "NS", "PTR"}

    def repeats(mine, other):
        extra = other.keys() - mine.keys()
        return (is_part(mine, other) and "DataLength" not in mine and extra <= names
                and all(other[name] == other.get("Name") for name in extra))
    return (len(case.ours["Answers"]) == len(case.theirs["Answers"])
            and all(mine == other or repeats(mine, other)
                    for mine, other in zip(case.ours["Answers"], case.theirs["Answers"])))


def hop_by_hop(case):
    """The options of the packet's own record."""
    mine = case.ours["HopByHop"]["Options"]
    return any(is_part(mine, record["Options"]) for record in case.beside("IPv6HopByHop"))


def behind_end(case):
    """TCP: what follows End-of-options are options of the original, of one byte each."""
    mine, other = case.ours["Options"], case.theirs["Options"]
    padding = case.ours.get("Padding", "")
    return (mine[-1] == {"OptionLength": 1} and other[:len(mine)] == mine
            and other[len(mine):] == [{"OptionLength": 1}] * (len(padding) // 2))


def lsa_types(case):
    """Our members of OSPF version 2, with the types of the original's description packets."""
    mine = dict(case.ours["DbDesc"])
    mine["LSAinfo"] = [{**{name: value for name, value in header.items() if name != "LSOptions"},
                        "LSType": header.get("LSOptions", 0) << 8 | header["LSType"]}
                       for header in mine["LSAinfo"]]
    return mine == case.theirs["DbDesc"]


def first_piece(case):
    """A datagram that is not put together, as pieces are missing or the capture cut them short."""
    return any(record["Flags"] & 1 and not record["FragOffset"] for record in case.beside("IPv4"))


def ipv4_protocol_0(case):
    return any(record["Protocol"] == 0 for record in case.beside("IPv4"))


def extension(case):
    return any(record["NextHeader"] in (ROUTING, DESTINATION) for record in case.beside("IPv6"))


def among(kind, member, numbers):
    return lambda case: any(record[member] in numbers for record in case.beside(kind))


def inside(*ethertypes):
    """Whether a layer of ours says that one of these follows."""
    return lambda case: any(record[member] in ethertypes for kind, member in ETHERTYPES.items()
                            for record in case.beside(kind))


def raw_address(case):
    """Four bytes in a text, where they are no UTF-8."""
    address = bytes(map(int, case.ours["IPAddress"].split(".")))
    return address.decode(errors="surrogateescape") == case.theirs["IPAddress"]


def without_commas(text):
    """As the original has the texts of HTTP."""
    return text.replace(",", "(comma)")


def commas(case):
    return case.theirs["UserAgent"] == without_commas(case.ours["UserAgent"])


def again(kind, *members):
    """Whether what the original has is a record of ours, from the same time or another."""
    def check(case):
        return any(all(without_commas(str(record[name] or "")) == str(case.theirs.get(name, ""))
                       for name in members) for record in case.around.records(kind))
    return check


def other_server(case):
    """HTTP over IPv6, or a port that is not 80."""
    return ":" in case.ours["SrcIP"] or any(
        record["DstPort"] != 80 for record in case.beside("HTTP")
        if (record["SrcIP"], record["URL"]) == (case.ours["SrcIP"], case.ours["URL"]))


def synchronous(case):
    return any(record["FrameControl"] & 0xf0 == SYNCHRONOUS_LLC for record in case.beside("FDDI"))


STUN_PORTS = "3478", "3479", "3480", "3481", "19302"


def stun_elsewhere(case):
    """At two ports that are not STUN's."""
    around = case.theirs["Context"]
    return around["SrcPort"] not in STUN_PORTS and around["DstPort"] not in STUN_PORTS


CONDITIONS = {
    "stun elsewhere": stun_elsewhere,
    # Of the original
    "overflow": overflow,
    "negative": lambda case: case.ours["SPI"] - WRAPPED == case.theirs["SPI"],
    "dns elsewhere": dns_elsewhere, "without data": without_data,
    "hop-by-hop": hop_by_hop, "behind end": behind_end,
    "igmp 1 or 2": igmp_1_or_2, "with grease": with_grease, "failing lsa": failing_lsa,
    "tenth": lambda case: case.ours["IntervalTime"] == 10 * case.theirs["IntervalTime"],
    "time only": lambda case: case.theirs.keys() == {"Timestamp"},
    "vrrp 3": lambda case: case.theirs["Version"] == 3,
    "sip over tcp": over("TCP", 5060),
    "modbus": modbus, "lcm": over("UDP", 7667),
    "flatnet": among("SNAP", "Type", {NORTEL_FLATNET}), "raw address": raw_address,
    "part": lambda case: is_part({**case.theirs, "Timestamp": 0}, {**case.ours, "Timestamp": 0}),
    "lsa types": lsa_types,
    "source port": lambda case: case.theirs["DstPort"] == case.ours["SrcPort"],
    "no extensions": lambda case: "ExtensionLen" not in case.ours,
    "hello again": again("TLSClientHello", "SrcIP", "SrcPort", "Random"),
    "request again": again("HTTP", "SrcIP", "DstIP", "Method", "Host", "URL"),
    "other server": other_server,
    "later": lambda case: case.times[0] > case.times[1],
    "commas": commas,
    "no cookies": lambda case: "ReqCookies" not in case.theirs,
    "another's response": again("HTTP", "SrcIP", "DstIP", "StatusCode", "ResContentLength",
                                "ContentType"),
    "no response": lambda case: "StatusCode" not in case.theirs,
    "ipv6 fragment": lambda case: bool(case.beside("IPv6Fragment")),
    # Carriers
    "in erspan": inside(ERSPAN_2, ERSPAN_3), "in pppoe": inside(PPPOE_SESSION),
    "in teredo": over("UDP", 3544), "in gtp": over("UDP", 2152), "in pbb": inside(PBB),
    "in fabricpath": inside(FABRICPATH), "in nsh": inside(NSH), "in cmd": inside(CISCO_META_DATA),
    "in l2tp": over("UDP", 1701), "in vxlan-gpe": over("UDP", 4790),
    "reverse": lambda case: case.ours["Operation"] in REVERSE_ARP,
    "in geneve": lambda case: bool(case.beside("Geneve")),
    "in vxlan": lambda case: bool(case.beside("VXLAN")),
    "in mpls": lambda case: bool(case.beside("MPLS")),
    "in extension": extension, "ipv4 protocol 0": ipv4_protocol_0,
    # Of tshark
    "malformed": lambda case: bool(case.ours["Malformed"]),
    "ntp control": lambda case: case.ours["Mode"] in (6, 7),
    "too deep": lambda case: case.depth >= MOST_LAYERS,
    "first piece": first_piece,
    "length 0": among("UDP", "Length", {0}),
    "options refused": lambda case: (case.ours["NextHeader"] == 0
                                     and not case.beside("IPv6HopByHop")),
    "synchronous": synchronous}
