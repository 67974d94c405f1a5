# SPDX-License-Identifier: Apache-2.0
"""Captures of what manages networks and knows who is in them, with the records the RFCs ask for."""
import struct

import ber
from control import ports
from files import Capture
from network import V4, four
from talks import Talk
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


LDAP_PORT = 389
SIMPLE = 0x80


def message(number, operation, *controls):
    return ber.sequence(ber.integer(number), operation, *controls)


def result(kind, code=0, matched=b"", text=b"", *more):
    return ber.application(kind, ber.integer(code, ber.ENUMERATED), ber.octets(matched), ber.octets(text), *more)


def bind(name, authentication):
    return ber.application(0, ber.integer(3), ber.octets(name), authentication)


def search(base, scope, filter_, *attributes):
    return ber.application(3, ber.octets(base), ber.integer(scope, ber.ENUMERATED), ber.integer(3, ber.ENUMERATED),
                           ber.integer(1000), ber.integer(60), ber.element(ber.BOOLEAN, b"\0"), filter_,
                           ber.sequence(*map(ber.octets, attributes)))


def pair(number, name, value):
    return ber.context(number, ber.octets(name), ber.octets(value))


def attribute(name, *values):
    return ber.sequence(ber.octets(name), ber.element(ber.SET, *map(ber.octets, values)))


# ITU-T X.501's objects, each kind of filter once, and as RFC 4515 writes it.
FILTER = ber.context(
    0, pair(3, b"objectClass", b"person"),
    ber.context(1, ber.context(4, ber.octets(b"cn"), ber.sequence(ber.octets(b"a", 0x80), ber.octets(b"b", 0x81),
                                                                 ber.octets(b"c", 0x82))),
                pair(5, b"age", b"18"), pair(6, b"age", b"65"), pair(8, b"sn", b"M\xc3\xbcller"),
                ber.octets(b"mail", 0x87)),
    ber.context(2, ber.context(9, ber.octets(b"1.2.840.113556.1.4.803", 0x81), ber.octets(b"flags", 0x82),
                               ber.octets(b"2", 0x83))),
    pair(3, b"o", b"a*b(c)\\"))
FILTER_TEXT = ("(&(objectClass=person)(|(cn=a*b*c)(age>=18)(age<=65)(sn~=M\\c3\\bcller)(mail=*))"
               "(!(flags:1.2.840.113556.1.4.803:=2))(o=a\\2ab\\28c\\29\\5c))")


def says(cap, talk, side, payload, **members):
    talk.say(side, payload)
    cap.expect(Context=talk.context(side), **members)


def ldap_bind(cap, talk):
    says(cap, talk, 0, message(1, bind(b"cn=admin,dc=x", ber.octets(b"wrong", SIMPLE))), MessageID=1,
         Operation="bindRequest", Version=3, DN="cn=admin,dc=x", Authentication="simple", Password=b"wrong".hex())
    says(cap, talk, 1, message(1, result(1, 49, b"dc=x", b"invalid credentials")), MessageID=1,
         Operation="bindResponse", ResultCode=49, MatchedDN="dc=x", Diagnostic="invalid credentials")


def ldap_search(cap, talk):
    paged = ber.sequence(ber.octets(b"1.2.840.113556.1.4.319"), ber.octets(b"\x30\x05\x02\x01\x64\x04\0"))
    says(cap, talk, 0, message(2, search(b"ou=people,dc=x", 2, FILTER, b"cn", b"mail"), ber.context(0, paged)),
         MessageID=2, Operation="searchRequest", DN="ou=people,dc=x", Scope=2, DerefAliases=3, SizeLimit=1000,
         TimeLimit=60, Filter=FILTER_TEXT, Attributes=["cn", "mail"], Controls=["1.2.840.113556.1.4.319"])
    entry = ber.application(4, ber.octets(b"cn=abc,dc=x"), ber.sequence(attribute(b"cn", b"abc"),
                                                                       attribute(b"mail", b"a@x", b"b@x")))
    says(cap, talk, 1, message(2, entry), MessageID=2, Operation="searchResEntry", DN="cn=abc,dc=x",
         Attributes=["cn", "mail"])
    says(cap, talk, 1, message(2, ber.application(19, ber.octets(b"ldap://y/dc=y"))), MessageID=2,
         Operation="searchResRef", Referrals=["ldap://y/dc=y"])
    says(cap, talk, 1, message(2, result(5, 10, b"", b"", ber.context(3, ber.octets(b"ldap://z")))), MessageID=2,
         Operation="searchResDone", ResultCode=10, Referrals=["ldap://z"])


def ldap_changes(cap, talk):
    change = ber.sequence(ber.integer(2, ber.ENUMERATED), attribute(b"mail", b"c@x"))
    for number, (name, operation, members) in enumerate((
            ("modifyRequest", ber.application(6, ber.octets(b"cn=abc"), ber.sequence(change)), {"Attributes": ["mail"]}),
            ("addRequest", ber.application(8, ber.octets(b"cn=abc"), ber.sequence(attribute(b"sn", b"x"))),
             {"Attributes": ["sn"]}),
            ("delRequest", ber.octets(b"cn=abc", 0x4A), {}),
            ("modDNRequest", ber.application(12, ber.octets(b"cn=abc"), ber.octets(b"cn=abd"),
                                             ber.element(ber.BOOLEAN, b"\xff"), ber.octets(b"dc=y", 0x80)),
             {"NewRDN": "cn=abd", "NewSuperior": "dc=y", "DeleteOldRDN": True}),
            ("compareRequest", ber.application(14, ber.octets(b"cn=abc"),
                                               ber.sequence(ber.octets(b"sn"), ber.octets(b"x"))),
             {"Attributes": ["sn"]})), 10):
        says(cap, talk, 0, message(number, operation), MessageID=number, Operation=name, DN="cn=abc", **members)
        answer = name.replace("Request", "Response")
        kind = {"modify": 7, "add": 9, "del": 11, "modDN": 13, "compare": 15}[name.replace("Request", "")]
        says(cap, talk, 1, message(number, result(kind)), MessageID=number, Operation=answer)
    says(cap, talk, 0, message(20, ber.integer(19, 0x50)), MessageID=20, Operation="abandonRequest", AbandonID=19)
    says(cap, talk, 0, message(21, ber.octets(b"", 0x42)), MessageID=21, Operation="unbindRequest")


def ldap_sasl(cap):
    talk = Talk(cap, 40001, LDAP_PORT)
    says(cap, talk, 0, message(1, bind(b"", ber.context(3, ber.octets(b"GSS-SPNEGO"), ber.octets(b"t" * 40)))),
         MessageID=1, Operation="bindRequest", Version=3, Authentication="sasl", Mechanism="GSS-SPNEGO",
         CredentialSize=40)
    says(cap, talk, 1, message(1, result(1, 0, b"", b"", ber.octets(b"u" * 20, 0x87))), MessageID=1,
         Operation="bindResponse", CredentialSize=20)
    for side in (0, 1):
        talk.say(side, struct.pack("!I", 3000) + bytes(3000))
    talk.close()


def ldap_tls(cap):
    talk = Talk(cap, 40002, LDAP_PORT)
    name = b"1.3.6.1.4.1.1466.20037"
    says(cap, talk, 0, message(1, ber.application(23, ber.octets(name, 0x80))), MessageID=1,
         Operation="extendedReq", ExtendedName=name.decode())
    says(cap, talk, 1, message(1, result(24, 0, b"", b"", ber.octets(name, 0x8A))), MessageID=1,
         Operation="extendedResp", ExtendedName=name.decode())
    talk.close()


def ldap_datagrams(cap):
    """As a controller of a domain is looked for: the entry and the end of the search in one."""
    asked = search(b"", 0, ber.context(0, pair(3, b"DnsDomain", b"x.test"), pair(3, b"NtVer", b"\6\0\0\0")),
                   b"Netlogon")
    datagram(cap, MANAGER, LDAP_PORT, message(7, asked))
    cap.expect(MessageID=7, Operation="searchRequest", DerefAliases=3, SizeLimit=1000, TimeLimit=60,
               Filter="(&(DnsDomain=x.test)(NtVer=\\06\\00\\00\\00))", Attributes=["Netlogon"],
               Context=ports(V4, MANAGER, LDAP_PORT))
    entry = ber.application(4, ber.octets(b""), ber.sequence(attribute(b"Netlogon", bytes(24))))
    datagram(cap, LDAP_PORT, MANAGER, message(7, entry) + message(7, result(5)))
    cap.expect(MessageID=7, Operation="searchResEntry", Attributes=["Netlogon"],
               Context=ports(V4, LDAP_PORT, MANAGER))
    cap.expect(MessageID=7, Operation="searchResDone", Context=ports(V4, LDAP_PORT, MANAGER))
    for wrong in (message(7, asked)[:-1], message(7, ber.application(26)), b"\x30\x80\2\1\7\x42\0\0\0",
                  message(7, search(b"", 0, ber.context(10)))):
        datagram(cap, MANAGER, LDAP_PORT, wrong)


def ldap():
    """RFC 4511 over TCP and UDP, then what is none, and a capture from the middle of a message."""
    cap = Capture("ldap")
    talk = Talk(cap, 40000, LDAP_PORT)
    ldap_bind(cap, talk)
    ldap_search(cap, talk)
    ldap_changes(cap, talk)
    talk.close()
    ldap_sasl(cap)
    ldap_tls(cap)
    ldap_datagrams(cap)
    for port, wrong in enumerate((b"GET / HTTP/1.1\r\n\r\n", b"\x30\x80\2\1\1\x42\0", b"\x30\x05\4\1\1\x42\0"), 40003):
        Talk(cap, port, LDAP_PORT).ask(wrong)
    talk = Talk(cap, 40020, LDAP_PORT, opened=False)
    talk.ask(b"rest of a value")
    says(cap, talk, 0, message(9, ber.octets(b"", 0x42)), MessageID=9, Operation="unbindRequest")
    return cap


KDC = 88
AS_REQ, AS_REP, TGS_REQ, TGS_REP, KRB_ERROR = 10, 11, 12, 13, 30
REALM = b"EXAMPLE.TEST"
TGT = (2, b"krbtgt", REALM)
BOB = (1, b"bob")
CIFS = (2, b"cifs", b"files.example.test")
STRING, TIME, BITS = 0x1B, 0x18, 3


def member(number, *parts):
    return ber.context(number, *parts)


def general(text):
    return ber.octets(text, STRING)


def principal(kind, *parts):
    return ber.sequence(member(0, ber.integer(kind)), member(1, ber.sequence(*map(general, parts))))


def moment(text):
    return ber.octets(text, TIME)


def krb(kind, *members):
    return ber.application(kind, ber.sequence(*members))


def encrypted(kind, version, data=b"c" * 60):
    version = [] if version is None else [member(1, ber.integer(version))]
    return ber.sequence(member(0, ber.integer(kind)), *version, member(2, ber.octets(data)))


def ticket(service, kind, version):
    return ber.application(1, ber.sequence(member(0, ber.integer(5)), member(1, general(REALM)),
                                           member(2, principal(*service)), member(3, encrypted(kind, version))))


def request(kind, client, service, preauth=(), types=(18, 17, 23), more=()):
    before = [member(3, ber.sequence(*(ber.sequence(member(1, ber.integer(number)), member(2, ber.octets(value)))
                                       for number, value in preauth)))] if preauth else []
    client = [member(1, principal(*client))] if client else []
    body = ber.sequence(member(0, ber.octets(b"\0\x40\x81\0\x10", BITS)), *client, member(2, general(REALM)),
                        member(3, principal(*service)), member(5, moment(b"20370913024805Z")), *more,
                        member(7, ber.integer(4000000000)), member(8, ber.sequence(*map(ber.integer, types))))
    return krb(kind, member(1, ber.integer(5)), member(2, ber.integer(kind)), *before, member(4, body))


def reply(kind, service, ticket_type, version, key):
    return krb(kind, member(0, ber.integer(5)), member(1, ber.integer(kind)), member(3, general(REALM)),
               member(4, principal(*BOB)), member(5, ticket(service, ticket_type, version)),
               member(6, encrypted(key, None if kind == TGS_REP else 4)))


def failure(code, service, *more, text=None):
    text = [] if text is None else [member(11, general(text))]
    return krb(KRB_ERROR, member(0, ber.integer(5)), member(1, ber.integer(30)), *more[:2],
               member(4, moment(b"20231114221320Z")), member(5, ber.integer(999999)), member(6, ber.integer(code)),
               *more[2:], member(9, general(REALM)), member(10, principal(*service)), *text,
               member(12, ber.octets(b"data")))


ASKED = {"Version": 5, "Realm": "EXAMPLE.TEST", "Options": 0x40810010, "Till": "2136422885.000000",
         "Nonce": 4000000000}
KRBTGT = {"ServiceName": "krbtgt/EXAMPLE.TEST", "ServiceNameType": 2}
OF_BOB = {"ClientName": "bob", "ClientNameType": 1}
FAILED = {"MessageType": "ERROR", "Version": 5, "Realm": "EXAMPLE.TEST", "ServerTime": "1700000000.999999"}


def kerberos_datagrams(cap):
    asks, tells = ports(V4, MANAGER, KDC), ports(V4, KDC, MANAGER)
    datagram(cap, MANAGER, KDC, request(AS_REQ, BOB, TGT))
    cap.expect(**ASKED, **OF_BOB, **KRBTGT, MessageType="AS-REQ", EncryptionTypes=[18, 17, 23], Context=asks)
    datagram(cap, KDC, MANAGER, failure(25, TGT, text=b"need more"))
    cap.expect(**FAILED, **KRBTGT, ErrorCode=25, ErrorText="need more", Context=tells)
    datagram(cap, MANAGER, KDC, request(AS_REQ, BOB, TGT, [(1000, b"t"), (1001, b"u"), (-100, b"v")], (23, -133),
                                      [member(6, moment(b"20231114221321Z"))]))
    cap.expect(**ASKED, **OF_BOB, **KRBTGT, MessageType="AS-REQ", EncryptionTypes=[23, -133],
               PreauthTypes=[1000, 1001, -100], RenewTill="1700000001.000000", Context=asks)
    datagram(cap, KDC, MANAGER, reply(AS_REP, TGT, 18, 2, 17))
    cap.expect(MessageType="AS-REP", Version=5, ClientRealm="EXAMPLE.TEST", **OF_BOB, TicketRealm="EXAMPLE.TEST",
               TicketService="krbtgt/EXAMPLE.TEST", TicketEncryption=18, TicketKeyVersion=2, ReplyEncryption=17,
               ReplyKeyVersion=4, Context=tells)
    datagram(cap, KDC, MANAGER, failure(7, CIFS, member(2, moment(b"20231114221319Z")), member(3, ber.integer(7)),
                                        member(7, general(b"OTHER.TEST")), member(8, principal(*BOB))))
    cap.expect(**FAILED, **OF_BOB, ClientRealm="OTHER.TEST", ServiceName="cifs/files.example.test",
               ServiceNameType=2, ClientTime="1699999999.000007", ErrorCode=7, Context=tells)
    whole = request(AS_REQ, BOB, TGT)
    for wrong in (whole[:-1], whole + b"\0", krb(AS_REQ), b"GET / HTTP/1.1\r\n\r\n",
                  request(AS_REQ, (1, *[b"p"] * 17), TGT), whole.replace(b"\xa1\x03\2\1\5", b"\xa1\x03\2\1\4", 1)):
        datagram(cap, MANAGER, KDC, wrong)


def sized(payload):
    return struct.pack("!I", len(payload)) + payload


def kerberos():
    """RFC 4120 over UDP and TCP, then what is none, and a capture from the middle of a message."""
    cap = Capture("kerberos")
    kerberos_datagrams(cap)
    talk = Talk(cap, 40000, KDC)
    shown = krb(14, member(0, ber.integer(5)), member(1, ber.integer(14)), member(2, ber.octets(bytes(5), BITS)),
                member(3, ticket(TGT, 18, 2)), member(4, encrypted(18, None)))
    says(cap, talk, 0, sized(request(TGS_REQ, None, CIFS, [(1, shown)])), MessageType="TGS-REQ", **ASKED,
         ServiceName="cifs/files.example.test", ServiceNameType=2, EncryptionTypes=[18, 17, 23], PreauthTypes=[1],
         TicketRealm="EXAMPLE.TEST", TicketService="krbtgt/EXAMPLE.TEST", TicketEncryption=18, TicketKeyVersion=2)
    says(cap, talk, 1, sized(reply(TGS_REP, CIFS, 23, 9, 18)), MessageType="TGS-REP", Version=5,
         ClientRealm="EXAMPLE.TEST", **OF_BOB, TicketRealm="EXAMPLE.TEST",
         TicketService="cifs/files.example.test", TicketEncryption=23, TicketKeyVersion=9, ReplyEncryption=18)
    talk.close()
    for port, wrong in enumerate((b"GET / HTTP/1.1\r\n\r\n", sized(request(AS_REQ, BOB, TGT))[:3] + b"\1\x6a\0"), 40001):
        Talk(cap, port, KDC).ask(wrong)
    talk = Talk(cap, 40020, KDC, opened=False)
    talk.ask(bytes(range(40, 90)))
    says(cap, talk, 1, sized(failure(68, TGT)), **FAILED, **KRBTGT, ErrorCode=68)
    return cap


CAPTURES = (snmp, ldap, kerberos)
