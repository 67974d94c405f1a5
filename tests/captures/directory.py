# SPDX-License-Identifier: Apache-2.0
"""Captures of what manages networks and knows who is in them, with the records the RFCs ask for."""
import struct

import ber
from control import ports
from files import Capture
from network import V4, four
from wire import UDP, udp

AGENT, TRAPS, MANAGER = 161, 162, 50000
ASKS, TELLS = ports(V4, MANAGER, AGENT), ports(V4, AGENT, MANAGER)


def datagram(cap, source, destination, payload, **how):
    cap.packet(four(udp(source, destination, payload), UDP), **how)


def variable(name, value=b"\x05\x00"):
    return ber.sequence(ber.oid(name), value)


def pdu(kind, numbers, *variables):
    return ber.context(kind, *map(ber.integer, numbers), ber.sequence(*variables))


def community(version, *parts):
    return ber.sequence(ber.integer(version), ber.octets(b"public"), *parts)


def snmp_values(cap):
    """Of each type, RFC 2578 section 7.1 and RFC 3416 section 3."""
    values = ((ber.octets(b"router 1"), "text", "router 1"), (ber.octets(b"\0\x1b\xff"), "octets", "001bff"),
              (ber.integer(-5), "integer", "-5"), (ber.oid("1.3.6.1.4.1.8072.3.2.10"), "oid", "1.3.6.1.4.1.8072.3.2.10"),
              (ber.element(0x40, bytes([192, 0, 2, 9])), "address", "192.0.2.9"),
              (ber.integer(4294967295, 0x41), "counter32", "4294967295"),
              (ber.integer(100000000, 0x42), "unsigned32", "100000000"),
              (ber.integer(360000, 0x43), "timeticks", "360000"), (ber.element(0x44, b"\x9f\x78"), "opaque", "9f78"),
              (ber.integer(2**64 - 1, 0x46), "counter64", "18446744073709551615"),
              (b"\x05\0", "null", ""), (b"\x80\0", "noSuchObject", ""), (b"\x81\0", "noSuchInstance", ""),
              (b"\x82\0", "endOfMibView", ""))
    names = [f"1.3.6.1.2.1.1.{n}.0" for n in range(1, len(values) + 1)]
    told = []
    for name, (_, kind, text) in zip(names, values):
        told.append({key: value for key, value in (("OID", name), ("Type", kind), ("Value", text)) if value})
    datagram(cap, AGENT, MANAGER, community(1, pdu(2, (77, 0, 0), *(variable(name, value[0]) for name, value
                                                               in zip(names, values)))))
    cap.expect(Version=2, Community=b"public".hex(), PDUType="response", RequestID=77, Variables=told, Context=TELLS)


def snmp_kinds(cap):
    asked = [{"OID": "1.3.6.1.2.1.1.1.0", "Type": "null"}]
    for kind, name in ((0, "get-request"), (1, "get-next-request"), (3, "set-request")):
        datagram(cap, MANAGER, AGENT, community(0, pdu(kind, (-2, 0, 0), variable("1.3.6.1.2.1.1.1.0"))))
        cap.expect(Version=1, Community=b"public".hex(), PDUType=name, RequestID=-2, Variables=asked, Context=ASKS)
    datagram(cap, AGENT, MANAGER, community(0, pdu(2, (5, 2, 1), variable("1.3.6.1.2.1.1.1.0"))))
    cap.expect(Version=1, Community=b"public".hex(), PDUType="response", RequestID=5, ErrorStatus=2, ErrorIndex=1,
               Variables=asked, Context=TELLS)
    datagram(cap, MANAGER, AGENT, community(1, pdu(5, (6, 1, 25), variable("1.3.6.1.2.1.1.1.0"))))
    cap.expect(Version=2, Community=b"public".hex(), PDUType="get-bulk-request", RequestID=6, NonRepeaters=1,
               MaxRepetitions=25, Variables=asked, Context=ASKS)
    for kind, name in ((6, "inform-request"), (7, "snmpV2-trap")):
        datagram(cap, MANAGER, TRAPS, community(1, pdu(kind, (7, 0, 0), variable("1.3.6.1.2.1.1.1.0"))))
        cap.expect(Version=2, Community=b"public".hex(), PDUType=name, RequestID=7, Variables=asked,
                   Context=ports(V4, MANAGER, TRAPS))
    trap = ber.context(4, ber.oid("1.3.6.1.4.1.9"), ber.element(0x40, bytes([192, 0, 2, 7])), ber.integer(6),
                       ber.integer(12), ber.integer(9000, 0x43), ber.sequence(variable("1.3.6.1.2.1.1.1.0")))
    datagram(cap, MANAGER, TRAPS, community(0, trap))
    cap.expect(Version=1, Community=b"public".hex(), PDUType="trap", Enterprise="1.3.6.1.4.1.9",
               AgentAddress="192.0.2.7", GenericTrap=6, SpecificTrap=12, Uptime=9000, Variables=asked,
               Context=ports(V4, MANAGER, TRAPS))


ENGINE = bytes.fromhex("80001f8804616263")


def version_3(flags, user, data):
    head = ber.sequence(ber.integer(1440), ber.integer(65507), ber.octets(bytes([flags])), ber.integer(3))
    users = ber.sequence(ber.octets(ENGINE), ber.integer(4), ber.integer(86400), ber.octets(user),
                         ber.octets(bytes(12)), ber.octets(bytes(8)))
    return ber.sequence(ber.integer(3), head, ber.octets(users), data)


def snmp_3(cap):
    """RFC 3412 and RFC 3414: with a PDU, and encrypted."""
    head = {"Version": 3, "MessageID": 1440, "MaxSize": 65507, "SecurityModel": 3, "EngineID": ENGINE.hex(),
            "EngineBoots": 4, "EngineTime": 86400}
    scoped = ber.sequence(ber.octets(ENGINE), ber.octets(b"vlan-7"), pdu(8, (1, 0, 0)))
    datagram(cap, AGENT, MANAGER, version_3(0, b"", scoped))
    cap.expect(**head, ContextEngineID=ENGINE.hex(), ContextName="vlan-7", PDUType="report", RequestID=1,
               Context=TELLS)
    datagram(cap, MANAGER, AGENT, version_3(7, b"bob", ber.octets(bytes(range(48)))))
    cap.expect(**head, Flags=7, User="bob", Context=ASKS)


def snmp():
    """RFC 1157, RFC 3416, RFC 3412; then what is none."""
    cap = Capture("snmp")
    snmp_values(cap)
    snmp_kinds(cap)
    snmp_3(cap)
    whole = community(1, pdu(0, (1, 0, 0), variable("1.3.6.1.2.1.1.1.0")))
    wrong = (whole[:-1], community(2, b""), community(1, pdu(9, (1, 0, 0))), community(1, pdu(0, (1, 0))),
             community(1, pdu(0, (1, 0, 0), ber.sequence(ber.oid("1.3"), b"\x45\0"))), b"GET / HTTP/1.1\r\n\r\n",
             b"\x30\x80\x02\x01\x01\x04\x00\0\0", struct.pack("!BBI", 0x30, 0x84, 2**32 - 1) + whole[2:])
    for message in wrong:
        datagram(cap, MANAGER, AGENT, message)
    datagram(cap, MANAGER, AGENT, whole, snap=60)
    # A length may have more bytes than it needs.
    datagram(cap, MANAGER, AGENT, b"\x30\x84" + struct.pack("!I", len(whole) - 2) + whole[2:])
    cap.expect(Version=2, Community=b"public".hex(), PDUType="get-request", RequestID=1,
               Variables=[{"OID": "1.3.6.1.2.1.1.1.0", "Type": "null"}], Context=ASKS)
    return cap


CAPTURES = (snmp,)
