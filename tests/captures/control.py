# SPDX-License-Identifier: Apache-2.0
"""Captures of the protocols that run a network, with the records the RFCs ask for: ICMPv6's echo
and neighbor discovery, IGMP, VRRP, DHCP, NTP, SIP."""
import struct

from files import Capture
from network import V4, V6, four, six
from talks import SIX, Talk
from wire import ICMPV6, UDP, icmp6, ip, mac, udp

IGMP, VRRP = 2, 112
TENTH = 10**8
TARGET = ip("2001:db8::2")
SOURCE_OPTION = b"\x01\x01" + mac("02:00:00:00:00:01")
TARGET_OPTION = b"\x02\x01" + mac("02:00:00:00:00:02")
SOURCE = {"Type": 1, "Data": "020000000001"}
MTU_OPTION = b"\x05\x01\0\0" + struct.pack("!I", 1500)


def ports(addresses, source, destination):
    return {**addresses, "SrcPort": str(source), "DstPort": str(destination)}


def control(cap, kind, rest, code=0):
    cap.packet(six(ICMPV6, icmp6(kind, code, rest), hops=255))


def icmpv6echo():
    """RFC 4443 sections 4.1 and 4.2."""
    cap = Capture("icmpv6echo")
    control(cap, 128, b"\x12\x34\x00\x01" + b"abcdefgh")
    cap.expect(Identifier=0x1234, SeqNumber=1, Context=V6)
    control(cap, 129, b"\x12\x34\x00\x01" + b"abcdefgh")
    cap.expect(Identifier=0x1234, SeqNumber=1, Context=V6)
    control(cap, 128, b"\xff\xff\xff\xff")
    cap.expect(Identifier=65535, SeqNumber=65535, Context=V6)
    control(cap, 129, b"\0\0\0\0", code=7)
    cap.expect(Context=V6)
    control(cap, 128, b"\x12\x34\0")
    return cap


def icmpv6neighborsolicitation():
    """RFC 4861 section 4.3; the length of an option counts units of eight bytes."""
    cap = Capture("icmpv6neighborsolicitation")
    control(cap, 135, b"\0\0\0\0" + TARGET + SOURCE_OPTION)
    cap.expect(TargetAddress="2001:db8::2", Options=[SOURCE], Context=V6)
    control(cap, 135, b"\xff\xff\xff\xff" + ip("fe80::200:ff:fe00:2"))
    cap.expect(TargetAddress="fe80::200:ff:fe00:2", Context=V6)
    nonce = b"\x0e\x02" + bytes(range(14))
    control(cap, 135, b"\0\0\0\0" + TARGET + nonce + SOURCE_OPTION)
    cap.expect(TargetAddress="2001:db8::2", Context=V6, Options=[
        {"Type": 14, "Data": "000102030405060708090a0b0c0d"}, SOURCE])
    # Length 0, a length beyond the packet, no length: what stands before is true all the same.
    for broken in (b"\x01\0", b"\x01\x02" + bytes(6), b"\x01"):
        control(cap, 135, b"\0\0\0\0" + TARGET + SOURCE_OPTION + broken)
        cap.expect(TargetAddress="2001:db8::2", Options=[SOURCE], Context=V6)
    control(cap, 135, b"\0\0\0\0" + TARGET[:15])
    return cap


def icmpv6neighboradvertisement():
    """RFC 4861 section 4.4: router, solicited, override are the upper bits."""
    cap = Capture("icmpv6neighboradvertisement")
    option = {"Type": 2, "Data": "020000000002"}
    for flags, number in ((0x80000000, 128), (0x40000000, 64), (0x20000000, 32), (0, 0)):
        control(cap, 136, struct.pack("!I", flags) + TARGET + TARGET_OPTION)
        cap.expect(Flags=number, TargetAddress="2001:db8::2", Options=[option], Context=V6)
    control(cap, 136, b"\xff\xff\xff\xff" + ip("::ffff:192.0.2.9"))
    cap.expect(Flags=255, TargetAddress="192.0.2.9", Context=V6)
    control(cap, 136, b"\xe0\0\0\0" + TARGET[:15])
    return cap


def icmpv6routersolicitation():
    """RFC 4861 section 4.1."""
    cap = Capture("icmpv6routersolicitation")
    control(cap, 133, b"\0\0\0\0")
    cap.expect(Context=V6)
    control(cap, 133, b"\xff\xff\xff\xff" + SOURCE_OPTION)
    cap.expect(Options=[SOURCE], Context=V6)
    control(cap, 133, b"\0\0\0")
    return cap


def icmpv6routeradvertisement():
    """RFC 4861 sections 4.2 and 4.6.2, RFC 8106 section 5.1."""
    cap = Capture("icmpv6routeradvertisement")
    prefix = (b"\x03\x04\x40\xc0" + struct.pack("!III", 86400, 14400, 0) + ip("2001:db8::"))
    servers = b"\x19\x03\0\0" + struct.pack("!I", 600) + ip("2001:db8::53")
    control(cap, 134, struct.pack("!BBHII", 64, 0xC0, 1800, 30000, 1000) + SOURCE_OPTION
            + MTU_OPTION + prefix + servers)
    cap.expect(HopLimit=64, Flags=192, RouterLifetime=1800, ReachableTime=30000,
               RetransTimer=1000, Context=V6, Options=[
                   SOURCE, {"Type": 5, "Data": "0000000005dc"},
                   {"Type": 3, "Data": "40c0" "00015180" "00003840" "00000000"
                                       "20010db8000000000000000000000000"},
                   {"Type": 25, "Data": "0000" "00000258" "20010db8000000000000000000000053"}])
    control(cap, 134, b"\xff" * 12)
    cap.expect(HopLimit=255, Flags=255, RouterLifetime=65535, ReachableTime=4294967295,
               RetransTimer=4294967295, Context=V6)
    control(cap, 134, bytes(12) + MTU_OPTION + prefix[:31])
    cap.expect(Options=[{"Type": 5, "Data": "0000000005dc"}], Context=V6)
    control(cap, 134, bytes(11))
    return cap


def group_message(cap, kind, code, rest, sum):
    data = struct.pack("!BBH", kind, code, sum) + rest
    cap.packet(four(data, IGMP, ttl=1, options=b"\x94\x04\0\0"))


def igmp_first(cap):
    """RFC 1112 appendix I and RFC 2236 section 2."""
    group_message(cap, 0x11, 0, bytes(4), 0xEEFF)
    cap.expect(Type=0x11, Checksum=0xEEFF, GroupAddress="00000000", Version=1, Context=V4)
    group_message(cap, 0x12, 0, ip("224.0.0.251"), 0x0D04)
    cap.expect(Type=0x12, Checksum=0x0D04, GroupAddress="e00000fb", Version=1, Context=V4)
    group_message(cap, 0x11, 100, bytes(4), 0xEE9B)
    cap.expect(Type=0x11, MaxResponseTime=100 * TENTH, Checksum=0xEE9B, GroupAddress="00000000",
               Version=2, Context=V4)
    group_message(cap, 0x11, 255, ip("239.1.2.3"), 1)
    cap.expect(Type=0x11, MaxResponseTime=255 * TENTH, Checksum=1, GroupAddress="ef010203",
               Version=2, Context=V4)
    group_message(cap, 0x16, 0, ip("239.1.2.3"), 2)
    cap.expect(Type=0x16, Checksum=2, GroupAddress="ef010203", Version=2, Context=V4)
    group_message(cap, 0x17, 0, ip("239.1.2.3"), 3)
    cap.expect(Type=0x17, Checksum=3, GroupAddress="ef010203", Version=2, Context=V4)


def igmp_queries(cap):
    """RFC 3376 section 4.1: 0x8a is (10 + 16) << 3 = 208, 0xff is (15 + 16) << 10 = 31744.

    The response time is in tenths of a second, the interval in seconds.
    """
    group_message(cap, 0x11, 24, bytes(4) + b"\x02\x14\0\0", 4)
    cap.expect(Type=0x11, MaxResponseTime=24 * TENTH, Checksum=4, GroupAddress="00000000",
               RobustnessValue=2, IntervalTime=20 * 10**9, Version=3, Context=V4)
    group_message(cap, 0x11, 0x8A, ip("239.1.2.3") + b"\xff\x8a\0\x02" + ip("192.0.2.7")
                  + ip("192.0.2.8"), 5)
    cap.expect(Type=0x11, MaxResponseTime=208 * TENTH, Checksum=5, GroupAddress="ef010203",
               SupressRouterProcessing=True, RobustnessValue=7, IntervalTime=208 * 10**9,
               NumberOfSources=2, SourceAddresses=["192.0.2.7", "192.0.2.8"], Version=3,
               Context=V4)
    group_message(cap, 0x11, 0xFF, bytes(4) + b"\0\xff\0\x02" + ip("192.0.2.7") + b"\xc0", 6)
    cap.expect(Type=0x11, MaxResponseTime=31744 * TENTH, Checksum=6, GroupAddress="00000000",
               IntervalTime=31744 * 10**9, NumberOfSources=2, SourceAddresses=["192.0.2.7"],
               Version=3, Context=V4)
    group_message(cap, 0x11, 24, bytes(7), 7)


def igmp_reports(cap):
    """RFC 3376 section 4.2; auxiliary data is passed over."""
    records = (b"\x04\0\0\0" + ip("224.0.0.251")
               + b"\x06\x01\0\x02" + ip("239.1.2.3") + ip("192.0.2.7") + ip("192.0.2.8") + b"auxi"
               + b"\x02\0\0\0" + ip("239.1.2.4"))
    first = {"Type": 4, "MulticastAddress": "224.0.0.251"}
    second = {"Type": 6, "AuxDataLen": 1, "NumberOfSources": 2, "MulticastAddress": "239.1.2.3",
              "SourceAddresses": ["192.0.2.7", "192.0.2.8"]}
    group_message(cap, 0x22, 0, struct.pack("!HH", 0, 3) + records, 8)
    cap.expect(Type=0x22, Checksum=8, NumberOfGroupRecords=3, Version=3, Context=V4, GroupRecords=[
        first, second, {"Type": 2, "MulticastAddress": "239.1.2.4"}])
    group_message(cap, 0x22, 9, struct.pack("!HH", 65535, 0), 9)
    cap.expect(Type=0x22, Checksum=9, Version=3, Context=V4)
    # Cut within the sources, and within the auxiliary data, of which the record has nothing.
    for number, size in ((10, 23), (11, 27)):
        group_message(cap, 0x22, 0, struct.pack("!HH", 0, 3) + records[:size], number)
        cap.expect(Type=0x22, Checksum=number, NumberOfGroupRecords=3, Version=3, Context=V4,
                   GroupRecords=[first, second][:number - 9])
    group_message(cap, 0x13, 3, b"\0\0\x0e\x03", 12)
    cap.expect(Type=0x13, Checksum=12, Context=V4)
    group_message(cap, 0x16, 0, b"\xef\x01\x02", 13)


def igmp():
    """Three versions."""
    cap = Capture("igmp")
    for part in (igmp_first, igmp_queries, igmp_reports):
        part(cap)
    return cap


def vrrpv2():
    """RFC 3768 section 5."""
    cap = Capture("vrrpv2")
    one, two = ip("192.0.2.254"), ip("192.0.2.253")

    def advertise(head, rest):
        cap.packet(four(bytes.fromhex(head) + rest, VRRP, ttl=255))

    advertise("2101640100010001", one + bytes(8))
    cap.expect(Version=2, Type=1, VirtualRtrID=1, Priority=100, CountIPAddr=1, AdverInt=1,
               Checksum=1, IPAddress=["192.0.2.254"], Context=V4)
    advertise("21ffff0201ffffff", one + two + b"secret\0\0")
    cap.expect(Version=2, Type=1, VirtualRtrID=255, Priority=255, CountIPAddr=2, AuthType=1,
               AdverInt=255, Checksum=65535, IPAddress=["192.0.2.254", "192.0.2.253"], Context=V4)
    advertise("2101000000010002", bytes(8))
    cap.expect(Version=2, Type=1, VirtualRtrID=1, AdverInt=1, Checksum=2, Context=V4)
    advertise("2101640100010003", one)
    cap.expect(Version=2, Type=1, VirtualRtrID=1, Priority=100, CountIPAddr=1, AdverInt=1,
               Checksum=3, IPAddress=["192.0.2.254"], Context=V4)
    advertise("3101640100640004", one)
    advertise("2201640100010005", one + bytes(8))
    advertise("2101640200010006", one)
    advertise("21016401000100", b"")
    return cap


CHADDR = mac("02:00:00:00:00:01") + bytes(10)
COOKIE = b"\x63\x82\x53\x63"
NOWHERE = {"ClientIP": "0.0.0.0", "YourClientIP": "0.0.0.0", "NextServerIP": "0.0.0.0",
           "RelayAgentIP": "0.0.0.0"}
NAMELESS = {"ServerName": "00" * 64, "File": "00" * 128}
ASKED = ports(V4, 68, 67)


def bootp(options, operation=1, kind=1, size=6, address=CHADDR, xid=1, addresses=bytes(16),
          secs=0, flags=0, hops=0, names=bytes(192), cookie=COOKIE):
    head = struct.pack("!BBBBIHH", operation, kind, size, hops, xid, secs, flags)
    return head + addresses + address + names + cookie + options


def dhcpv4_messages(cap):
    def ask(message):
        cap.packet(four(udp(68, 67, message), UDP))

    ask(bootp(b"\x35\x01\x01\x37\x03\x01\x03\x06\xff", xid=0xFEDCBA98, secs=65535, flags=0x8000,
              hops=3))
    cap.expect(Operation=1, HardwareType=1, HardwareLen=6, HardwareOpts=3, Xid=0xFEDCBA98,
               Secs=65535, Flags=32768, **NOWHERE, ClientHWAddr="02:00:00:00:00:01", **NAMELESS,
               Options=[{"Type": 53, "Length": 1, "Data": "01"},
                        {"Type": 55, "Length": 3, "Data": "010306"}], Context=ASKED)
    names = b"server".ljust(64, b"\0") + b"boot/image".ljust(128, b"\0")
    here = b"".join(ip(f"192.0.2.{n}") for n in (1, 2, 3, 4))
    cap.packet(four(udp(67, 68, bootp(b"\x35\x01\x05\x33\x04\0\x01\x51\x80\xff", operation=2,
                                      addresses=here, names=names)), UDP))
    cap.expect(Operation=2, HardwareType=1, HardwareLen=6, Xid=1, ClientIP="192.0.2.1",
               YourClientIP="192.0.2.2", NextServerIP="192.0.2.3", RelayAgentIP="192.0.2.4",
               ClientHWAddr="02:00:00:00:00:01", ServerName=names[:64].hex(),
               File=names[64:].hex(), Context=ports(V4, 67, 68),
               Options=[{"Type": 53, "Length": 1, "Data": "05"},
                        {"Type": 51, "Length": 4, "Data": "00015180"}])


def dhcpv4_limits(cap):
    plain = {"Operation": 1, "HardwareType": 1, "HardwareLen": 6, "Xid": 1, **NOWHERE,
             "ClientHWAddr": "02:00:00:00:00:01", **NAMELESS, "Context": ASKED}

    def ask(message):
        cap.packet(four(udp(68, 67, message), UDP))

    # Pad is an option of one byte; End ends the list, and what follows is none of it.
    ask(bootp(b"\0\x35\x01\x01\0\xff\x35\x01\x02"))
    cap.expect(**plain, Options=[{}, {"Type": 53, "Length": 1, "Data": "01"}, {}])
    ask(bootp(b"\x50\0\x0c\x04host"))
    cap.expect(**plain, Options=[{"Type": 80}, {"Type": 12, "Length": 4, "Data": "686f7374"}])
    ask(bootp(b"\x35\x01\x01\x0c\x05host"))
    cap.expect(**plain, Options=[{"Type": 53, "Length": 1, "Data": "01"}])
    ask(bootp(b""))
    cap.expect(**plain)
    ask(bootp(b"", cookie=b""))
    cap.expect(**plain)
    ask(bootp(b"", cookie=b"", flags=1))
    # An address of InfiniBand is not told, RFC 4390; one longer than its field is cut.
    ask(bootp(b"\xff", kind=32, size=0))
    cap.expect(**{**plain, "HardwareType": 32, "HardwareLen": 0, "ClientHWAddr": ""})
    ask(bootp(b"\xff", size=20, address=bytes(range(16))))
    cap.expect(**{**plain, "HardwareLen": 20,
                  "ClientHWAddr": "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f"})
    ask(bootp(b"\xff", cookie=b"\x63\x82\x53\x64"))
    ask(bootp(b"")[:-1])
    ask(b"")
    # Names that hold options, RFC 2132 section 9.3; a value in parts, RFC 3396; BOOTP, RFC 951.
    server = b"\x0c\x04host\xff\x0c\x01x".ljust(64, b"\0")
    names = server + b"\x0c\x03the\x43\x04boot\xff".ljust(128, b"\0")
    ask(bootp(b"\x34\x01\x03\x77\xff" + b"a" * 255 + b"\x35\x01\x01\x77\x02bc\xff", names=names))
    cap.expect(**{**plain, "ServerName": names[:64].hex(), "File": names[64:].hex()}, Options=[
        {"Type": 52, "Length": 1, "Data": "03"},
        {"Type": 119, "Length": 257, "Data": "61" * 255 + "6263"},
        {"Type": 53, "Length": 1, "Data": "01"},
        {"Type": 12, "Length": 7, "Data": b"thehost".hex()},
        {"Type": 67, "Length": 4, "Data": b"boot".hex()}])
    ask(bootp(bytes(60), cookie=bytes(4)))
    cap.expect(**plain)


def dhcpv4():
    """RFC 2131 and RFC 2132."""
    cap = Capture("dhcpv4")
    dhcpv4_messages(cap)
    dhcpv4_limits(cap)
    return cap


def dhcpv6():
    """RFC 8415 sections 8 and 9; options inside of options stay bytes."""
    cap = Capture("dhcpv6")
    asked, relayed = ports(V6, 546, 547), ports(V6, 547, 547)

    def send(message, source=546):
        cap.packet(six(UDP, udp(source, 547, message)))

    solicit = b"\x01\xab\xcd\xef" + b"\0\x08\0\x02\xff\xff" + b"\0\x0e\0\0"
    send(solicit)
    cap.expect(MsgType=1, TransactionID="abcdef", Context=asked,
               Options=[{"Code": 8, "Length": 2, "Data": "ffff"}, {"Code": 14}])
    relay = ip("2001:db8::1") + ip("fe80::200:ff:fe00:1")
    send(b"\x0c\x02" + relay + struct.pack("!HH", 9, len(solicit)) + solicit, 547)
    cap.expect(MsgType=12, HopCount=2, LinkAddr="2001:db8::1", PeerAddr="fe80::200:ff:fe00:1",
               Options=[{"Code": 9, "Length": 14, "Data": solicit.hex()}], Context=relayed)
    send(b"\x0d\xff" + bytes(32), 547)
    cap.expect(MsgType=13, HopCount=255, LinkAddr="::", PeerAddr="::", Context=relayed)
    send(b"\xff\0\0\x01" + b"\xff\xff\0\x01z")
    cap.expect(MsgType=255, TransactionID="000001", Context=asked,
               Options=[{"Code": 65535, "Length": 1, "Data": "7a"}])
    send(b"\x01\xab\xcd\xef" + b"\0\x0e\0\0" + b"\0\x01\0\x0a\0\x03")
    cap.expect(MsgType=1, TransactionID="abcdef", Options=[{"Code": 14}], Context=asked)
    send(b"\x01\xab\xcd")
    send(b"\x0c\x02" + relay[:31])
    return cap


def ntp():
    """RFC 5905 section 7.3; poll and precision are signed, times are raw."""
    cap = Capture("ntp")
    asked = ports(V4, 123, 123)

    def send(head, rest=b""):
        cap.packet(four(udp(123, 123, bytes.fromhex(head) + rest), UDP))

    send("23 00 06 20 00000000 00000000 494e4954" + "00" * 24 + "e5b4c0d100000001")
    cap.expect(Version=4, Mode=3, Poll=6, Precision=32, ReferenceID=0x494E4954,
               TransmitTimestamp=0xE5B4C0D100000001, Context=asked)
    send("e4 02 fd e9 00000abc fffffffe c0000201"
         "e5b4c0d100000001 e5b4c0d100000002 e5b4c0d100000003 ffffffffffffffff")
    cap.expect(LeapIndicator=3, Version=4, Mode=4, Stratum=2, Poll=-3, Precision=-23,
               RootDelay=0xABC, RootDispersion=0xFFFFFFFE, ReferenceID=0xC0000201,
               ReferenceTimestamp=0xE5B4C0D100000001, OriginTimestamp=0xE5B4C0D100000002,
               ReceiveTimestamp=0xE5B4C0D100000003, TransmitTimestamp=2**64 - 1, Context=asked)
    send("59 10 18 80" + "00" * 44, b"\0\0\0\x01" + bytes(range(16)))
    cap.expect(LeapIndicator=1, Version=3, Mode=1, Stratum=16, Poll=24, Precision=-128,
               ExtensionBytes="00000001000102030405060708090a0b0c0d0e0f", Context=asked)
    send("16" + "00" * 47)
    cap.expect(Version=2, Mode=6, Context=asked)
    send("17" + "00" * 47)
    cap.expect(Version=2, Mode=7, Context=asked)
    send("23" + "00" * 46)
    send("23 11" + "00" * 46)
    return cap


CRLF = b"\r\n"
FROM_TO = b"From: <sip:a@example.com>;tag=1" + CRLF + b"To: <sip:b@example.com>" + CRLF
FROM_TO_SHOWN = ["from:<sip:a@example.com>;tag=1", "to:<sip:b@example.com>"]
METHODS = ("INVITE ACK BYE CANCEL OPTIONS REGISTER PRACK SUBSCRIBE NOTIFY PUBLISH INFO REFER "
           "MESSAGE UPDATE PING FROBNICATE").split()


def sip_messages(cap, call):
    def send(message):
        cap.packet(four(udp(5062, 5060, message), UDP))

    for number, method in enumerate(METHODS, 1):
        send(method.encode() + b" sip:b@example.com SIP/2.0" + CRLF + FROM_TO + CRLF)
        cap.expect(Version=2, Method=number % 16, Headers=FROM_TO_SHOWN, Context=call)
    # The values of one name are joined, a line that begins with a blank continues the one before.
    send(b"INVITE sip:b@example.com SIP/2.0" + CRLF + b"Via: SIP/2.0/UDP one" + CRLF + FROM_TO
         + b"VIA : SIP/2.0/UDP two" + CRLF + b"Subject: long" + CRLF + b"\t and folded" + CRLF
         + b"Content-Length: 4" + CRLF + CRLF + b"v=0\n")
    cap.expect(Version=2, Method=1, Headers=[
        "via:SIP/2.0/UDP one,SIP/2.0/UDP two", *FROM_TO_SHOWN, "subject:long and folded",
        "content-length:4"], Context=call)
    send(b"OPTIONS sip:b@example.com SIP/2.0" + CRLF + b"User-Agent: caf\xe9" + CRLF + CRLF)
    cap.expect(Version=2, Method=5, Headers=["user-agent:caf\\xe9"], Context=call)


def sip_answers(cap, call):
    def answer(message):
        cap.packet(four(udp(5062, 5060, message), UDP))

    answer(b"SIP/2.0 486 Busy Here" + CRLF + FROM_TO + b"CSeq: 4711 INVITE" + CRLF + CRLF)
    cap.expect(Version=2, Method=1, IsResponse=True, ResponseCode=486, ResponseStatus="Busy Here",
               Headers=[*FROM_TO_SHOWN, "cseq:4711 INVITE"], Context=call)
    answer(b"SIP/2.0 200 " + CRLF + FROM_TO + CRLF)
    cap.expect(Version=2, IsResponse=True, ResponseCode=200, Headers=FROM_TO_SHOWN, Context=call)
    # The header is cut: what came before is true.
    answer(b"SIP/2.0 100 Trying" + CRLF + b"CSeq: 1 BYE" + CRLF + b"To: <sip")
    cap.expect(Version=2, Method=3, IsResponse=True, ResponseCode=100, ResponseStatus="Trying",
               Headers=["cseq:1 BYE"], Context=call)
    answer(CRLF + CRLF)
    answer(b"GET / HTTP/1.1" + CRLF + CRLF)
    answer(b"SIP/2.0 99 Low" + CRLF + CRLF)
    answer(b"SIP/2.0 200 OK")


def sip_stream(cap):
    """Two messages in one segment and a keep-alive, the second behind the first one's body; an
    answer in three segments, of which the last is captured twice."""
    first = (b"MESSAGE sip:b@example.com SIP/2.0" + CRLF + FROM_TO + b"l: 2" + CRLF + CRLF + b"hi")
    second = b"BYE sip:b@example.com SIP/2.0" + CRLF + b"CSeq: 2 BYE" + CRLF + CRLF
    talk = Talk(cap, 40000, 5060, addresses=SIX)
    talk.ask(CRLF + first + CRLF + second)
    cap.expect(Version=2, Method=13, Headers=[*FROM_TO_SHOWN, "l:2"], Context=talk.context(0))
    cap.expect(Version=2, Method=3, Headers=["cseq:2 BYE"], Context=talk.context(0))
    reply = b"SIP/2.0 200 OK" + CRLF + FROM_TO + b"CSeq: 2 BYE" + CRLF + CRLF
    began = talk.answer(reply, cut=40)
    cap.expect(Timestamp=began, Version=2, Method=3, IsResponse=True, ResponseCode=200,
               ResponseStatus="OK", Headers=[*FROM_TO_SHOWN, "cseq:2 BYE"],
               Context=talk.context(1))
    talk.segment(1, reply[80:], "PA", seq=talk.next[1] - len(reply) + 80)
    talk.close()
    # Any port will do; a talk in another protocol on this port is left alone.
    other = Talk(cap, 40001, 15060)
    other.ask(second)
    cap.expect(Version=2, Method=3, Headers=["cseq:2 BYE"], Context=other.context(0))
    Talk(cap, 40002, 5060).ask(b"EHLO example.com" + CRLF)


def sip():
    """RFC 3261 section 7."""
    cap = Capture("sip")
    call = ports(V4, 5062, 5060)
    sip_messages(cap, call)
    sip_answers(cap, call)
    sip_stream(cap)
    return cap


CAPTURES = (icmpv6echo, icmpv6neighborsolicitation, icmpv6neighboradvertisement,
            icmpv6routersolicitation, icmpv6routeradvertisement, igmp, vrrpv2, dhcpv4, dhcpv6, ntp,
            sip)
