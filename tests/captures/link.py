# SPDX-License-Identifier: Apache-2.0
"""Captures of the link layer, packet by packet with the record the standard asks for.

What follows a packet without expect() must leave no record of the type.
"""
from files import Capture
from wire import (ARP, IPV4, MAC_ALL, QINQ, VLAN, arp, ether, ether8023, ip4, llc, snap, udp, vlan)

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
RARP, STP_GROUP = 0x8035, "01:80:c2:00:00:00"
DATAGRAM = ip4("192.0.2.1", "192.0.2.2", 17, udp(4000, 4001, b"hello"))


def ethernet():
    """IEEE 802.3: a type from 0x600 up, below it a length."""
    cap = Capture("ethernet")
    cap.packet(ether(TWO, ONE, IPV4, DATAGRAM, least=0))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="02:00:00:00:00:02", EthernetType=2048,
               PayloadSize=33, payload=DATAGRAM)
    cap.packet(ether(MAC_ALL, ONE, ARP, arp(1, ONE, "192.0.2.1", "00:00:00:00:00:00", "192.0.2.2")))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="ff:ff:ff:ff:ff:ff", EthernetType=2054,
               PayloadSize=46, payload=cap.packets[-1][1][14:])
    cap.packet(ether(TWO, ONE, 0x88B5, bytes(range(256))))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="02:00:00:00:00:02", EthernetType=34997,
               PayloadSize=256, PayloadEntropy=8.0)
    cap.packet(ether(TWO, ONE, 0x0600, b"ab", least=0))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="02:00:00:00:00:02", EthernetType=1536,
               PayloadSize=2, PayloadEntropy=1.0)
    cap.packet(ether8023(STP_GROUP, ONE, b"\x42\x42\x03" + bytes(35)))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="01:80:c2:00:00:00", PayloadSize=38,
               payload=b"\x42\x42\x03" + bytes(35))
    cap.packet(ether(STP_GROUP, ONE, 100, b"\x42\x42\x03" + b"\x55" * 57, least=0))
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="01:80:c2:00:00:00", PayloadSize=60,
               payload=b"\x42\x42\x03" + b"\x55" * 57)
    cap.packet(ether("12:34:56:78:9a:bc", "fe:dc:ba:98:76:54", 0xFFFF, least=0))
    cap.expect(SrcMAC="fe:dc:ba:98:76:54", DstMAC="12:34:56:78:9a:bc", EthernetType=65535)
    cap.packet(ether(TWO, ONE, IPV4, least=0)[:13])
    cap.packet(b"\x02")
    cap.packet(ether(TWO, ONE, IPV4, DATAGRAM, least=0), snap=20)
    cap.expect(SrcMAC="02:00:00:00:00:01", DstMAC="02:00:00:00:00:02", EthernetType=2048,
               PayloadSize=6, payload=b"\x45\x00\x00\x21\x00\x00")
    return cap


def dot1q():
    """IEEE 802.1Q: priority 3 bits, drop eligible 1, identifier 12, then the next type."""
    cap = Capture("dot1q")
    cap.packet(ether(TWO, ONE, VLAN, vlan(100, IPV4, DATAGRAM)))
    cap.expect(VLANIdentifier=100, Type=2048)
    cap.packet(ether(TWO, ONE, VLAN, vlan(4095, IPV4, DATAGRAM, priority=7, drop=1)))
    cap.expect(Priority=7, DropEligible=True, VLANIdentifier=4095, Type=2048)
    cap.packet(ether(TWO, ONE, VLAN, vlan(0, IPV4, DATAGRAM, priority=5)))
    cap.expect(Priority=5, Type=2048)
    cap.packet(ether(TWO, ONE, QINQ, vlan(7, VLAN, vlan(8, IPV4, DATAGRAM), priority=3)))
    cap.expect(Priority=3, VLANIdentifier=7, Type=33024)
    cap.expect(VLANIdentifier=8, Type=2048)
    cap.packet(ether(TWO, ONE, VLAN, vlan(1, VLAN, vlan(2, VLAN, vlan(3, 0x88B5, b"end", drop=1)))))
    cap.expect(VLANIdentifier=1, Type=33024)
    cap.expect(VLANIdentifier=2, Type=33024)
    cap.expect(DropEligible=True, VLANIdentifier=3, Type=34997)
    cap.packet(ether(TWO, ONE, VLAN, vlan(9, IPV4), least=0))
    cap.expect(VLANIdentifier=9, Type=2048)
    cap.packet(ether(TWO, ONE, VLAN, vlan(9, IPV4)[:3], least=0))
    cap.packet(ether(TWO, ONE, VLAN, least=0))
    return cap


def arp_messages():
    """RFC 826: the sizes in the header rule, whatever the types say."""
    cap = Capture("arp")
    cap.packet(ether(MAC_ALL, ONE, ARP, arp(1, ONE, "192.0.2.1", "00:00:00:00:00:00", "192.0.2.2")))
    cap.expect(AddrType=1, Protocol=2048, HwAddressSize=6, ProtAddressSize=4, Operation=1,
               SrcHwAddress="020000000001", SrcProtAddress="c0000201",
               DstHwAddress="000000000000", DstProtAddress="c0000202")
    cap.packet(ether(ONE, TWO, ARP, arp(2, TWO, "192.0.2.2", ONE, "192.0.2.1")))
    cap.expect(AddrType=1, Protocol=2048, HwAddressSize=6, ProtAddressSize=4, Operation=2,
               SrcHwAddress="020000000002", SrcProtAddress="c0000202",
               DstHwAddress="020000000001", DstProtAddress="c0000201")
    cap.packet(ether(MAC_ALL, ONE, ARP, bytes.fromhex(
        "0006 0800 02 01 ffff aabb 11 ccdd 22".replace(" ", ""))))
    cap.expect(AddrType=6, Protocol=2048, HwAddressSize=2, ProtAddressSize=1, Operation=65535,
               SrcHwAddress="aabb", SrcProtAddress="11", DstHwAddress="ccdd", DstProtAddress="22")
    cap.packet(ether(MAC_ALL, ONE, ARP, bytes.fromhex("000186dd00000001")))
    cap.expect(AddrType=1, Protocol=34525, Operation=1)
    cap.packet(ether(ONE, TWO, VLAN, vlan(5, ARP, arp(2, TWO, "192.0.2.2", ONE, "192.0.2.1"))))
    cap.expect(AddrType=1, Protocol=2048, HwAddressSize=6, ProtAddressSize=4, Operation=2,
               SrcHwAddress="020000000002", SrcProtAddress="c0000202",
               DstHwAddress="020000000001", DstProtAddress="c0000201")
    cap.packet(ether(MAC_ALL, ONE, RARP, arp(3, ONE, "0.0.0.0", ONE, "0.0.0.0")))
    cap.expect(AddrType=1, Protocol=2048, HwAddressSize=6, ProtAddressSize=4, Operation=3,
               SrcHwAddress="020000000001", SrcProtAddress="00000000",
               DstHwAddress="020000000001", DstProtAddress="00000000")
    whole = arp(1, ONE, "192.0.2.1", "00:00:00:00:00:00", "192.0.2.2")
    cap.packet(ether(MAC_ALL, ONE, ARP, whole[:27], least=0))
    cap.packet(ether(MAC_ALL, ONE, ARP, whole[:7], least=0))
    cap.packet(ether(MAC_ALL, ONE, ARP, bytes.fromhex("00010800ffff0001")))
    return cap


def llc_frames():
    """IEEE 802.2: U frames have one control byte, I and S frames two."""
    cap = Capture("llc")
    cap.packet(ether8023(STP_GROUP, ONE, llc(0x42, 0x42, b"\x03", bytes(35))))
    cap.expect(DSAP=66, SSAP=66, Control=3)
    cap.packet(ether8023(TWO, ONE, llc(0xAA, 0xAA, b"\x03", b"\0\0\0\x08\0" + DATAGRAM)))
    cap.expect(DSAP=170, SSAP=170, Control=3)
    cap.packet(ether8023(TWO, ONE, llc(0xF0, 0xF1, b"\x01\x07")))
    cap.expect(DSAP=240, SSAP=240, CR=True, Control=0x0107)
    cap.packet(ether8023(TWO, ONE, llc(0xF1, 0xF0, b"\x02\x04", b"data")))
    cap.expect(DSAP=240, IG=True, SSAP=240, Control=0x0204)
    cap.packet(ether8023(TWO, ONE, llc(0xFE, 0xFE, b"\x03", bytes.fromhex("83"))))
    cap.expect(DSAP=254, SSAP=254, Control=3)
    cap.packet(ether8023(TWO, ONE, llc(0x00, 0x01, b"\xF3", b"test")))
    cap.expect(CR=True, Control=243)
    cap.packet(ether(TWO, ONE, VLAN, vlan(6, 38, llc(0x42, 0x42, b"\x03", bytes(35)))))
    cap.expect(DSAP=66, SSAP=66, Control=3)
    cap.packet(ether8023(TWO, ONE, b"\x42\x42"))
    cap.packet(ether8023(TWO, ONE, b"\xF0\xF0\x01"))
    return cap


def snap_frames():
    """RFC 1042: an organisation, then a type, an EtherType when the organisation is zero."""
    cap = Capture("snap")
    cap.packet(ether8023(TWO, ONE, snap(b"\0\0\0", IPV4, DATAGRAM)))
    cap.expect(OrganizationalCode="000000", Type=2048)
    cap.packet(ether8023("01:00:0c:cc:cc:cc", ONE, snap(b"\x00\x00\x0c", 0x2000, b"\x02\xb4\0\0")))
    cap.expect(OrganizationalCode="00000c", Type=8192)
    cap.packet(ether8023(TWO, ONE, snap(b"\xff\xff\xff", 0xFFFF)))
    cap.expect(OrganizationalCode="ffffff", Type=65535)
    cap.packet(ether8023(TWO, ONE, snap(b"\x08\0\x07", 0x809B, b"appletalk")))
    cap.expect(OrganizationalCode="080007", Type=32923)
    cap.packet(ether8023(TWO, ONE, snap(b"\0\0\0", IPV4)[:-1]))
    cap.packet(ether8023(TWO, ONE, b"\xAA\xAA\x03"))
    return cap


CAPTURES = (ethernet, dot1q, arp_messages, llc_frames, snap_frames)
