# SPDX-License-Identifier: Apache-2.0
"""Captures of what carries other packets, or protects them: the records the RFCs ask for.

What follows a packet without expect() must leave no record of the type.
"""
import struct

from files import Capture
from joins import VXLAN
from wire import IPV4, IPV6, ether, ether8023, ip4, ip6, llc, udp, vlan

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
V4 = {"SrcIP": "192.0.2.1", "DstIP": "192.0.2.2"}
V6 = {"SrcIP": "2001:db8::1", "DstIP": "2001:db8::2"}
GRE, ESP, AH, ETHERIP, MPLS_IN_IP, SCTP = 47, 50, 51, 97, 137, 132
FRAMES, MPLS, PPPOE, MACSEC, PBB = 0x6558, 0x8847, 0x8864, 0x88E5, 0x88E7


def octets(text):
    return bytes.fromhex(text.replace(" ", ""))


def four(proto, payload, **fields):
    return ether(TWO, ONE, IPV4, ip4("192.0.2.1", "192.0.2.2", proto, payload, **fields), least=0)


def six(nxt, payload=b"", **fields):
    return ether(TWO, ONE, IPV6, ip6("2001:db8::1", "2001:db8::2", nxt, payload, **fields), least=0)


def datagram(port, payload):
    return four(17, udp(40000, port, payload))


def ports(port):
    return {**V4, "SrcPort": "40000", "DstPort": str(port)}


INNER = ip4("10.0.0.1", "10.0.0.2", 254, b"in")
FRAME = ether(ONE, TWO, IPV4, INNER, least=0)


def gre():
    """RFC 2784 and 2890; RFC 1701 for routes, RFC 2637 for version 1."""
    cap = Capture("gre")
    cap.packet(four(GRE, octets("0000 0800") + INNER))
    cap.expect(Protocol=2048, Context=V4)
    cap.packet(four(GRE, octets("b000 6558 abcd 0000 00000100 00000007") + FRAME))
    cap.expect(ChecksumPresent=True, KeyPresent=True, SeqPresent=True, Protocol=25944,
               Checksum=0xABCD, Key=256, Seq=7, Context=V4)
    routes = octets("0800 00 04 c0000203") + octets("0800 04 08 c0000204 c0000205")
    cap.packet(four(GRE, octets("4f00 0800 1234 0008") + routes + bytes(4) + INNER))
    cap.expect(RoutingPresent=True, StrictSourceRoute=True, RecursionControl=7, Protocol=2048,
               Checksum=0x1234, Offset=8, Context=V4, Routing={
                   "AddressFamily": 2048, "SRELength": 4, "RoutingInformation": "c0000203",
                   "Next": {"AddressFamily": 2048, "SREOffset": 4, "SRELength": 8,
                            "RoutingInformation": "c0000204c0000205"}})
    cap.packet(four(GRE, octets("3081 880b 0004 0009 00000003 00000005 c0210901 ffff")))
    cap.expect(KeyPresent=True, SeqPresent=True, AckPresent=True, Flags=16, Version=1,
               Protocol=34827, Key=0x00040009, Seq=3, Ack=5, Context=V4)
    cap.packet(six(GRE, octets("0000 86dd") + ip6("::1", "::2", 59)))
    cap.expect(Protocol=34525, Context=V6)
    cap.packet(four(GRE, octets("1000 88be 00000001 1064 0c01 00000001") + FRAME))
    cap.expect(SeqPresent=True, Protocol=35006, Seq=1, Context=V4)
    cap.packet(four(GRE, octets("1000 22eb 00000002 2064 0c01 00000001 0000 0000") + FRAME))
    cap.expect(SeqPresent=True, Protocol=8939, Seq=2, Context=V4)
    cap.packet(four(GRE, octets("0000 88be") + FRAME))
    cap.expect(Protocol=35006, Context=V4)
    cap.packet(four(GRE, octets("0002 0800") + INNER))
    cap.packet(four(GRE, octets("2000 0800 0000")))
    cap.packet(four(GRE, octets("4000 0800 0000 0000 0800 00 ff c0000203")))
    return cap


def label(number, bottom, traffic=0, ttl=64):
    return struct.pack("!I", number << 12 | traffic << 9 | bottom << 8 | ttl)


def mpls():
    """RFC 3032; RFC 4448 for pseudowires with and without a control word."""
    cap = Capture("mpls")
    cap.packet(ether(TWO, ONE, MPLS, label(16, 1) + INNER, least=0))
    cap.expect(Label=16, StackBottom=True, TTL=64)
    cap.packet(ether(TWO, ONE, 0x8848, label(1048575, 0, 7, 255) + label(2, 1, 0, 0)
                     + ip6("::1", "::2", 59), least=0))
    cap.expect(Label=1048575, TrafficClass=7, TTL=255)
    cap.expect(Label=2, StackBottom=True)
    cap.packet(ether(TWO, ONE, MPLS, label(17, 1) + bytes(4) + FRAME, least=0))
    cap.expect(Label=17, StackBottom=True, TTL=64)
    cap.packet(ether(TWO, ONE, MPLS, label(18, 1) + ether("a2:00:00:00:00:02", TWO, IPV4, INNER),
                     least=0))
    cap.expect(Label=18, StackBottom=True, TTL=64)
    cap.packet(four(MPLS_IN_IP, label(19, 1) + INNER))
    cap.expect(Label=19, StackBottom=True, TTL=64, Context=V4)
    cap.packet(ether(TWO, ONE, MPLS, label(13, 1) + octets("10000007 20c00318") + bytes(20)))
    cap.expect(Label=13, StackBottom=True, TTL=64)
    cap.packet(ether(TWO, ONE, MPLS, label(20, 0) + b"\0\0", least=0))
    cap.expect(Label=20, TTL=64)
    return cap


def geneve():
    """RFC 8926: the lengths count words, an option's without its header."""
    cap = Capture("geneve")
    cap.packet(datagram(6081, octets("0000 6558 000001 00") + FRAME))
    cap.expect(Protocol=25944, VNI=1, Context=ports(6081))
    cap.packet(datagram(6081, octets("04c0 0800 ffffff ff 0102 80 01 deadbeef ffff 7f 01 00000000")
                        + INNER))
    cap.expect(OptionsLength=16, OAMPacket=True, CriticalOption=True, Protocol=2048, VNI=16777215,
               Context=ports(6081), Options=[
                   {"Class": 258, "Type": 128, "Length": 8, "Data": "deadbeef"},
                   {"Class": 65535, "Type": 127, "Length": 8, "Data": "00000000"}])
    cap.packet(datagram(6081, octets("2000 0800 000002 00 0102 01 ff") + bytes(124) + INNER))
    cap.expect(OptionsLength=128, Protocol=2048, VNI=2, Context=ports(6081), Options=[
        {"Class": 258, "Type": 1, "Flags": 7, "Length": 128, "Data": "00" * 124}])
    # An option that is longer than all options: those before it count, and what is inside.
    cap.packet(datagram(6081, octets("0200 0800 000003 00 0102 01 00 0102 02 02") + INNER))
    cap.expect(OptionsLength=8, Protocol=2048, VNI=3, Context=ports(6081), Options=[
        {"Class": 258, "Type": 1, "Length": 4}])
    cap.packet(datagram(6081, octets("4000 6558 000001 00") + FRAME))
    cap.packet(datagram(6081, octets("0200 0800 000001 00 0102 01 00")))
    cap.packet(datagram(6081, octets("0000 6558 0000")))
    return cap


def vxlan():
    """RFC 7348: bit 4 says that the network is valid; bits 0, 9 and 12 are the group policy's."""
    cap = Capture("vxlan")
    cap.packet(datagram(4789, octets("08000000 000100 00") + FRAME))
    cap.expect(ValidIDFlag=True, VNI=256, Context=ports(4789))
    cap.packet(datagram(4789, octets("88481234 ffffff ff") + FRAME))
    cap.expect(ValidIDFlag=True, VNI=16777215, GBPExtension=True, GBPDontLearn=True,
               GBPApplied=True, GBPGroupPolicyID=4660, Context=ports(4789))
    inner = ether(ONE, TWO, IPV4, ip4("10.0.0.1", "10.0.0.2", 17, udp(
        50000, 4789, octets("08000000 000002 00") + FRAME)), least=0)
    cap.packet(datagram(4789, octets("08000000 000001 00") + inner))
    cap.expect(ValidIDFlag=True, VNI=1, Context=ports(4789))
    cap.expect(ValidIDFlag=True, VNI=2, within={"scopes": [(VXLAN, 1)], "depth": 1, "links": 1},
               Context={"SrcIP": "10.0.0.1", "DstIP": "10.0.0.2", "SrcPort": "50000", "DstPort": "4789"})
    cap.packet(datagram(4789, octets("08000000 000100")))
    return cap


def ipsecah():
    """RFC 4302: the length counts words, less two."""
    cap = Capture("ipsecah")
    check = "a0a1a2a3a4a5a6a7a8a9aaab"
    cap.packet(four(AH, octets("0404 0000 80000001 ffffffff" + check) + INNER))
    cap.expect(SPI=2147483649, Seq=4294967295, AuthenticationData=check, Context=V4)
    cap.packet(six(AH, octets("3b01 ffff 00000001 00000002")))
    cap.expect(Reserved=65535, SPI=1, Seq=2, Context=V6)
    cap.packet(four(AH, octets("0400 0000 00000001 00000003" + check) + INNER))
    cap.packet(four(AH, octets("0405 0000 00000001 00000004" + check)))
    cap.packet(four(AH, octets("0401 0000 00000001")))
    return cap


def esp(index):
    return struct.pack("!II", index, 1) + b"secret"


def ipsecesp():
    """RFC 4303, by itself and in whatever carries packets."""
    cap = Capture("ipsecesp")
    secret = {"Seq": 1, "LenEncrypted": 6}
    whole = ip4("192.0.2.1", "192.0.2.2", ESP, esp(9))
    frame = ether(ONE, TWO, IPV4, whole, least=0)
    tunnel = ip6("2001:db8::1", "2001:db8::2", ESP, esp(9))
    cap.packet(four(ESP, octets("80000001 ffffffff") + bytes(24)))
    cap.expect(SPI=2147483649, Seq=4294967295, LenEncrypted=24, Context=V4)
    cap.packet(datagram(4500, esp(0x109) + bytes(2)))
    cap.expect(SPI=0x109, Seq=1, LenEncrypted=8, Context=ports(4500))
    cap.packet(datagram(4500, b"\xff"))
    cap.packet(datagram(4500, bytes(4) + b"an exchange of keys"))
    for nxt in (43, 60):
        cap.packet(six(nxt, esp(9), before=octets("3201 0000 00000000 0104000000000000")))
        cap.expect(SPI=9, **secret, Context=V6)
    cap.packet(datagram(2152, octets("34ff") + struct.pack("!H", 8 + len(whole))
                        + octets("00000001 0001 00 85 01 1000 00") + whole))
    cap.expect(SPI=9, **secret, Context=V4)
    cap.packet(datagram(3544, octets("0001 00 00") + bytes(9) + octets("0000 0000 00000000")
                        + tunnel))
    cap.expect(SPI=9, **secret, Context=V6)
    cap.packet(four(ETHERIP, octets("3000") + frame))
    cap.expect(SPI=9, **secret, Context=V4)
    session = struct.pack("!H", 2 + len(whole)) + octets("0021") + whole
    cap.packet(ether(TWO, ONE, PPPOE, octets("1100 0001") + session))
    cap.expect(SPI=9, **secret, Context=V4)
    cap.packet(ether(TWO, ONE, MACSEC, octets("2000 00000001") + bytes(8) + octets("0800") + whole
                     + bytes(16), least=0))
    cap.expect(SPI=9, **secret, Context=V4)
    cap.packet(ether(TWO, ONE, MACSEC, octets("2c00 00000001") + bytes(8) + whole, least=0))
    cap.packet(ether(TWO, ONE, PBB, octets("00000100") + frame, least=0))
    cap.expect(SPI=9, **secret, Context=V4)
    cap.packet(four(ESP, esp(9)[:7]))
    cap.packet(datagram(4500, esp(0x109)))
    cap.packet(datagram(4500, esp(9) + bytes(2)))
    cap.packet(four(17, udp(4500, 3478, octets("0001 0000 2112a442 000102030405060708090a0b"))))
    return cap


def sctp():
    """RFC 9260: chunks leave no records."""
    cap = Capture("sctp")
    head = octets("0b59 0b5a ffffffff 80000001")
    common = {"SrcPort": 2905, "DstPort": 2906, "VerificationTag": 4294967295,
              "Checksum": 2147483649}
    cap.packet(four(SCTP, head + octets("0003 0013 00000001 0000 0000 00000003 616263 00")))
    cap.expect(**common, Context=V4)
    cap.packet(six(SCTP, head))
    cap.expect(**common, Context=V6)
    cap.packet(four(SCTP, head + octets("0a00 0004 0400 0008 0001 0004")))
    cap.expect(**common, Context=V4)
    cap.packet(four(SCTP, head + octets("0003 ffff 00000001")))
    cap.expect(**common, Context=V4)
    cap.packet(four(SCTP, head[:11]))
    return cap


def bfd():
    """RFC 5880 section 4: a password's section has no sequence number."""
    cap = Capture("bfd")
    numbers = octets("00000001 fffffffe 000f4240 ffffffff 0000c350")
    common = {"Version": 1, "MyDiscriminator": 1, "YourDiscriminator": 4294967294,
              "DesiredMinTxInterval": 1000000, "RequiredMinRxInterval": 4294967295,
              "RequiredMinEchoRxInterval": 50000}
    for port in (3784, 4784):
        cap.packet(datagram(port, octets("27 c0 03 18") + numbers))
        cap.expect(**common, Diagnostic=7, State=3, DetectMultiplier=3, Context=ports(port))
    cap.packet(datagram(3784, octets("20 ab ff 18") + numbers))
    cap.expect(**common, State=2, Poll=True, ControlPlaneIndependent=True, Demand=True,
               Multipoint=True, DetectMultiplier=255, Context=ports(3784))
    cap.packet(datagram(3784, octets("20 54 03 21") + numbers + octets("01 09 02") + b"secret"))
    cap.expect(**common, State=1, Final=True, AuthPresent=True, DetectMultiplier=3,
               Context=ports(3784),
               AuthHeader={"AuthType": 1, "KeyID": 2, "Data": "736563726574"})
    cap.packet(datagram(3784, octets("20 44 03 34") + numbers + octets("05 1c 07 00 80000001")
                        + bytes(range(20))))
    cap.expect(**common, State=1, AuthPresent=True, DetectMultiplier=3, Context=ports(3784),
               AuthHeader={"AuthType": 5, "KeyID": 7, "SequenceNumber": 2147483649,
                           "Data": bytes(range(20)).hex()})
    cap.packet(datagram(3784, octets("20 44 03 1b") + numbers + octets("01 09 02")))
    cap.expect(**common, State=1, AuthPresent=True, DetectMultiplier=3, Context=ports(3784))
    cap.packet(datagram(3784, octets("40 40 03 18") + numbers))
    cap.packet(datagram(3784, octets("20 40 03 17") + numbers))
    cap.packet(datagram(3784, octets("20 40 03 19") + numbers))
    return cap


def frames(name, link, packets):
    """Packets of another link type, each with ESP inside."""
    cap = Capture(name, link=link)
    for packet in packets:
        cap.packet(packet)
    return cap


WHOLE4 = ip4("192.0.2.1", "192.0.2.2", ESP, esp(9))
WHOLE6 = ip6("2001:db8::1", "2001:db8::2", ESP, esp(9))


def ppp():
    """RFC 1661 and 1662, in full and compressed; and Cisco's HDLC."""
    return frames("ppp", 9, [octets("ff030021") + WHOLE4, octets("0057") + WHOLE6,
                             octets("21") + WHOLE4, octets("ff03c021 01010004"),
                             octets("ff030281") + label(16, 1) + WHOLE4,
                             octets("0f000800") + WHOLE4])


def framerelay():
    """RFC 2427, and Cisco's encapsulation."""
    return frames("framerelay", 107, [octets("18410800") + WHOLE4, octets("184103cc") + WHOLE4,
                                      octets("1841038e") + WHOLE6,
                                      octets("18410300800000000800") + WHOLE4])


def mirrored(kind, head, inside):
    return four(GRE, octets("1000") + struct.pack("!HI", kind, 1) + octets(head) + inside)


def erspan():
    """draft-foschiano-erspan: types I, II and III, the last with frames of either kind and with a
    subheader of the platform, which the last bit announces; a kind of frame that is reserved."""
    whole = ip4("10.0.0.1", "10.0.0.2", 17, udp(40001, 40002, b"inside"))
    frame, tagged = ether(ONE, TWO, IPV4, whole, least=0), ether(ONE, TWO, 0x8100, vlan(7, IPV4, whole), least=0)
    return frames("erspan", 1, [
        four(GRE, octets("0000 88be") + frame), mirrored(0x88BE, "1064 0c01 00000001", frame),
        mirrored(0x88BE, "1064 0c01 00000001", tagged), mirrored(0x22EB, "2064 0c01 00000001 0000 0000", frame),
        mirrored(0x22EB, "2064 0c01 00000001 0000 8006", tagged),
        mirrored(0x22EB, "2064 0c01 00000001 0000 0001 0c00000000000001", frame),
        mirrored(0x22EB, "2064 0c01 00000001 0000 0800", whole),
        mirrored(0x22EB, "2064 0c01 00000001 0000 0801 0c00000000000001", whole),
        mirrored(0x22EB, "2064 0c01 00000001 0000 1c00", frame)])


CISCO, INTEL = "00:00:0c:00:00:01", "00:1b:21:00:00:02"


def eompls():
    """RFC 4448: frames of makers that tshark knows, without and with a control word and its number;
    in VLANs, with a length, behind two labels; packets, and what is said of the wire itself."""
    whole = ip4("10.0.0.1", "10.0.0.2", 17, udp(40001, 40002, b"inside"))
    frame = ether(INTEL, CISCO, IPV4, whole)
    tree = ether8023("01:80:c2:00:00:00", CISCO, llc(0x42, 0x42, b"\3", bytes(35)))
    stack, last = label(100, 0), label(16, 1)
    packets = (last + frame, last + bytes(4) + frame, last + octets("00000005") + frame, stack + last + frame,
               last + ether(INTEL, CISCO, 0x8100, vlan(7, IPV4, whole)), last + bytes(4) + tree,
               last + whole, stack + last + ip6("2001:db8::1", "2001:db8::2", 17, udp(40001, 40002, b"inside")),
               last + octets("1000 0007 20c00318") + bytes(20))
    return frames("eompls", 1, [ether(TWO, ONE, MPLS, each, least=0) for each in packets])


CAPTURES = (erspan, eompls, gre, mpls, geneve, vxlan, ipsecah, ipsecesp, sctp, bfd, ppp, framerelay)
