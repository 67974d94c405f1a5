# SPDX-License-Identifier: Apache-2.0
"""Captures of what devices say of themselves, with the records the standards ask for.

What follows a packet without expect() must leave no record of the type.
"""
import struct

from files import Capture
from wire import ether, ether8023, llc, mac, snap, vlan

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
LLDP_GROUP, CDP_GROUP, SONMP_GROUP = "01:80:c2:00:00:0e", "01:00:0c:cc:cc:cc", "01:00:81:00:01:00"
STP_GROUP, CTP_GROUP = "01:80:c2:00:00:00", "cf:00:00:00:00:00"
LLDP, CTP, CDP, VLAN = 0x88CC, 0x9000, 0x2000, 0x8100
END = b"\0\0"
NO_CAPABILITIES = {"SystemCap": {}, "EnabledCap": {}}


def tlv(kind, value, length=None):
    """IEEE 802.1AB 8.4: seven bits of type, nine of length, which counts the value only."""
    return struct.pack("!H", kind << 9 | (len(value) if length is None else length)) + value


CHASSIS, PORT = tlv(1, b"\x04" + mac(ONE)), tlv(2, b"\x05eth0")
HEAD = CHASSIS + PORT + tlv(3, b"\0\x78")
SHOWN = {"ChassisID": {"Subtype": 4, "ID": "020000000001"}, "TTL": 120,
         "PortID": {"Subtype": 5, "ID": "65746830"}}


def lldp(cap, values, least=60):
    cap.packet(ether(LLDP_GROUP, ONE, LLDP, values, least=least))


def linklayerdiscovery():
    """IEEE 802.1AB 9.2.7.7.1: chassis, port and time to live come first, in this order."""
    cap = Capture("linklayerdiscovery")
    lldp(cap, HEAD + END)
    cap.expect(**SHOWN)
    lldp(cap, HEAD + tlv(4, b"uplink") + tlv(127, b"\x00\x12\x0f\x01\x80") + END)
    cap.expect(**SHOWN, Values=[{"Type": 4, "Length": 6, "Value": "75706c696e6b"},
                                {"Type": 127, "Length": 5, "Value": "00120f0180"}])
    lldp(cap, HEAD + tlv(6, b"x" * 511) + tlv(5, b"") + END)
    cap.expect(**SHOWN, Values=[{"Type": 6, "Length": 511, "Value": "78" * 511}, {"Type": 5}])
    lldp(cap, tlv(1, b"\x07" + b"c" * 255) + tlv(2, b"\xff\xff") + tlv(3, b"\xff\xff") + END)
    cap.expect(ChassisID={"Subtype": 7, "ID": "63" * 255}, PortID={"Subtype": 255, "ID": "ff"},
               TTL=65535)
    lldp(cap, CHASSIS + PORT + tlv(3, b"\0\0") + END)
    cap.expect(ChassisID=SHOWN["ChassisID"], PortID=SHOWN["PortID"])
    cap.packet(ether(LLDP_GROUP, ONE, VLAN, vlan(7, LLDP, HEAD + END)))
    cap.expect(**SHOWN)
    lldp(cap, HEAD, least=0)
    cap.expect(**SHOWN)
    lldp(cap, HEAD + tlv(9, b"??") + tlv(5, b"cut", length=9), least=0)
    cap.expect(**SHOWN, Values=[{"Type": 9, "Length": 2, "Value": "3f3f"}])
    lldp(cap, PORT + CHASSIS + tlv(3, b"\0\x78") + END)
    lldp(cap, CHASSIS + PORT + END)
    lldp(cap, tlv(1, b"\x04") + PORT + tlv(3, b"\0\x78") + END)
    lldp(cap, HEAD[:-1], least=0)
    return cap


def info(cap, values, **members):
    """The optional values alone; the structures are there though empty."""
    lldp(cap, HEAD + values + END)
    addresses = members.get("MgmtAddresses", [])
    cap.expect(**{"SysCapabilities": NO_CAPABILITIES,
                  "MgmtAddress": addresses[-1] if addresses else {}, **members})


def linklayerdiscoveryinfo():
    """IEEE 802.1AB 8.5.5 to 8.5.10 and 8.6."""
    cap = Capture("linklayerdiscoveryinfo")
    info(cap, b"")
    info(cap, tlv(4, b"uplink") + tlv(5, b"sw1") + tlv(6, "für Übung".encode()),
         PortDescription="uplink", SysName="sw1", SysDescription="für Übung")
    info(cap, tlv(5, b"a\xffb\\"), SysName="a\\xffb\\\\")
    info(cap, tlv(7, b"\0\x14\0\x10"),
         SysCapabilities={"SystemCap": {"Bridge": True, "Router": True},
                          "EnabledCap": {"Router": True}})
    info(cap, tlv(7, b"\xff\xff\x04\x81"), SysCapabilities={
        "SystemCap": dict.fromkeys(("Other", "Repeater", "Bridge", "WLANAP", "Router", "Phone",
                                    "DocSis", "StationOnly", "CVLAN", "SVLAN", "TMPR"), True),
        "EnabledCap": {"Other": True, "StationOnly": True, "TMPR": True}})
    info(cap, tlv(8, bytes.fromhex("0501c0000201 02fffffffe 00")),
         MgmtAddresses=[{"Subtype": 1, "Address": "c0000201", "InterfaceSubtype": 2,
                         "InterfaceNumber": 4294967294}])
    # ifIndex of MIB-2: 1.3.6.1.2.1.2.2.1.1
    info(cap, tlv(8, bytes.fromhex("07 06 020000000001 03 00000001 09 2b0601020102020101")),
         MgmtAddresses=[{"Subtype": 6, "Address": "020000000001", "InterfaceSubtype": 3,
                         "InterfaceNumber": 1, "OID": "1.3.6.1.2.1.2.2.1.1"}])
    info(cap, tlv(8, bytes.fromhex("0501c0000201 02 00000001 00"))
         + tlv(8, bytes.fromhex("1102fe800000000000000000000000000001 02 00000002 00")),
         MgmtAddresses=[{"Subtype": 1, "Address": "c0000201", "InterfaceSubtype": 2,
                         "InterfaceNumber": 1},
                        {"Subtype": 2, "Address": "fe80" + "00" * 13 + "01",
                         "InterfaceSubtype": 2, "InterfaceNumber": 2}])
    info(cap, tlv(127, b"\x00\x12\x0f\x04\x05\xee") + tlv(127, b"\xff\xff\xff\xff"),
         OrgTLVs=[{"OUI": 0x120F, "SubType": 4, "Info": "05ee"},
                  {"OUI": 0xFFFFFF, "SubType": 255}])
    info(cap, tlv(9, b"ab") + tlv(126, b""),
         Unknown=[{"Type": 9, "Length": 2, "Value": "6162"}, {"Type": 126}])
    info(cap, tlv(7, b"\0\x14\0") + tlv(127, b"\x00\x12\x0f") + tlv(8, b"\x05\x01\xc0")
         + tlv(5, b"after"), SysCapabilities={"SystemCap": {"Bridge": True, "Router": True},
                                             "EnabledCap": {}}, SysName="after")
    lldp(cap, CHASSIS + PORT + END)
    return cap


def value(kind, data=b"", length=None):
    """CDP: the length counts type and length too."""
    return struct.pack("!HH", kind, len(data) + 4 if length is None else length) + data


def cdp(cap, values, version=2, ttl=180, checksum=0):
    cap.packet(ether8023(CDP_GROUP, ONE, snap(
        b"\0\0\x0c", CDP, struct.pack("!BBH", version, ttl, checksum) + values)))


def ciscodiscovery():
    """Version, time to live and checksum, then values."""
    cap = Capture("ciscodiscovery")
    cdp(cap, b"", checksum=0xFFFF)
    cap.expect(Version=2, TTL=180, Checksum=65535)
    cdp(cap, value(1, b"R1") + value(0xFF01), version=1, ttl=255)
    cap.expect(Version=1, TTL=255, Values=[{"Type": 1, "Length": 6, "Value": "5231"},
                                           {"Type": 65281, "Length": 4}])
    cap.packet(ether(CDP_GROUP, ONE, CDP, b"\x02\xb4\0\0" + value(3, b"e" * 52), least=0))
    cap.expect(Version=2, TTL=180, Values=[{"Type": 3, "Length": 56, "Value": "65" * 52}])
    cdp(cap, value(1, b"a") + value(3, length=3) + value(6, b"x"))
    cap.expect(Version=2, TTL=180, Values=[{"Type": 1, "Length": 5, "Value": "61"}])
    cdp(cap, value(1, b"a") + value(3, b"cut", length=8))
    cap.expect(Version=2, TTL=180, Values=[{"Type": 1, "Length": 5, "Value": "61"}])
    cdp(cap, value(1, b"a"), version=3)
    cdp(cap, value(1, b"a"), version=0)
    cap.packet(ether8023(CDP_GROUP, ONE, snap(b"\0\0\x0c", CDP, b"\x02\xb4\0")))
    return cap


EMPTY = dict.fromkeys(("CDPHello", "Capabilities", "VLANReply", "VLANQuery", "Location",
                       "PowerRequest", "PowerAvailable", "SparePairPoe", "EnergyWise"))


def said(cap, values, **members):
    """All structures are there, empty where no value fills them."""
    cdp(cap, values)
    cap.expect(**{name: {} for name in EMPTY if name not in members}, **members)


def words(cap):
    said(cap, b"")
    said(cap, value(1, b"R1.example") + value(3, b"Ethernet0/0") + value(5, b"IOS\nline 2")
         + value(6, b"cisco") + value(9, b"lab") + value(20, b"r1") + value(21, b"\x06\x02+\x06"),
         DeviceID="R1.example", PortID="Ethernet0/0", Version="IOS\nline 2", Platform="cisco",
         VTPDomain="lab", SysName="r1", SysOID="\x06\x02+\x06")
    said(cap, value(1, b"\xc0\0\x02\x01"), DeviceID="\\xc0\\x00\x02\x01")
    said(cap, value(10, b"\x0f\xff") + value(11, b"\1") + value(16, b"\x18\x9c")
         + value(17, b"\0\0\x05\xdc") + value(18, b"\1") + value(19, b"\7"),
         NativeVLAN=4095, FullDuplex=True, PowerConsumption=6300, MTU=1500, ExtendedTrust=1,
         UntrustedCOS=7)
    said(cap, value(14, b"\1\0\x64") + value(15, b"\2\0\xc8") + value(23, b"\1rack 4"),
         VLANReply={"ID": 1, "VLAN": 100}, VLANQuery={"ID": 2, "VLAN": 200},
         Location={"Type": 1, "Location": "rack 4"})
    said(cap, value(24, b"\x01") + value(0x1001, b"??"),
         Unknown=[{"Type": 24, "Length": 5, "Value": "01"},
                  {"Type": 4097, "Length": 6, "Value": "3f3f"}])


def addresses(cap):
    four = b"\1\1\xcc\0\4" + bytes([192, 0, 2, 1])
    six = (b"\2\x08\xaa\xaa\3\0\0\0\x86\xdd\0\x10"
           + bytes.fromhex("20010db8000000000000000000000001"))
    said(cap, value(2, b"\0\0\0\2" + four + six) + value(22, b"\0\0\0\1" + four),
         Addresses=["192.0.2.1", "2001:db8::1"], MgmtAddresses=["192.0.2.1"])
    said(cap, value(2, b"\0\0\0\2" + b"\1\1\x81\0\3abc" + four), Addresses=["192.0.2.1"])
    said(cap, value(2, b"\xff\xff\xff\xff" + four) + value(6, b"after"),
         Addresses=["192.0.2.1"], Platform="after")
    said(cap, value(7, bytes.fromhex("c000020718 0a00000108 c000020120")), IPPrefixes=[
        {"IP": "192.0.2.0", "IPMask": "ffffff00"}, {"IP": "10.0.0.0", "IPMask": "ff000000"},
        {"IP": "192.0.2.1", "IPMask": "ffffffff"}])
    said(cap, value(7, bytes.fromhex("c0000201")), IPPrefixes=[{"IP": "192.0.2.1"}])


def structures(cap):
    said(cap, value(4, b"\0\0\0\x29"),
         Capabilities={"L3Router": True, "L2Switch": True, "IGMPFilter": True})
    said(cap, value(4, b"\xff\xff\xff\xff"), Capabilities=dict.fromkeys((
        "L3Router", "TBBridge", "SPBridge", "L2Switch", "IsHost", "IGMPFilter", "L1Repeater",
        "IsPhone", "RemotelyManaged"), True))
    said(cap, value(8, bytes.fromhex("00000c 0112 00000000 ffffffff 01 02 21 ff 000000000000"
                                     "020000000001 ff 0064")),
         CDPHello={"OUI": "00000c", "ProtocolID": 274, "ClusterMaster": "0.0.0.0",
                   "Unknown1": "255.255.255.255", "Version": 1, "SubVersion": 2, "Status": 33,
                   "Unknown2": 255, "ClusterCommander": "00:00:00:00:00:00",
                   "SwitchMAC": "02:00:00:00:00:01", "Unknown3": 255, "ManagementVLAN": 100})
    said(cap, value(25, bytes.fromhex("1234 0002 00001e78"))
         + value(26, bytes.fromhex("0000 0001 00000000 ffffffff")) + value(31, b"\x05"),
         PowerRequest={"ID": 4660, "MgmtID": 2, "Values": [7800]},
         PowerAvailable={"MgmtID": 1, "Values": [0, 4294967295]},
         SparePairPoe={"PSEFourWire": True, "PDRequestOn": True})
    table = (struct.pack("!II", 7, 12) + b"role" + struct.pack("!II", 8, 11) + b"lab"
             + struct.pack("!II", 9, 10) + b"sw"
             + struct.pack("!II", 23, 22) + bytes.fromhex("0001 a9ac c0000201 0000 00000000"))
    said(cap, value(29, bytes(range(20)) + struct.pack("!II", 1, 2) + b"WS-C2960-24U\0\0\0\0"
                    + b"\0\3V01FOC12345678" + bytes(8) + struct.pack("!HH", len(table), 4)
                    + table),
         EnergyWise={"EncryptedData": bytes(range(20)).hex(), "Unknown1": 1, "SequenceNumber": 2,
                     "ModelNumber": "WS-C2960-24U", "Unknown2": 3, "HardwareID": "V01",
                     "SerialNum": "FOC12345678", "Unknown3": "00" * 8, "Role": "role",
                     "Domain": "lab", "Name": "sw", "ReplyUnknown1": "0001", "ReplyPort": "a9ac",
                     "ReplyAddress": "c0000201", "ReplyUnknown2": "0000",
                     "ReplyUnknown3": "00000000"})
    said(cap, value(10, b"\1") + value(8, b"\0\0\x0c") + value(6, b"after"), Platform="after")


def ciscodiscoveryinfo():
    """What each value means, as far as it is known."""
    cap = Capture("ciscodiscoveryinfo")
    for part in (words, addresses, structures):
        part(cap)
    cdp(cap, value(1, b"a"), version=3)
    return cap


def norteldiscovery():
    """SNAP 00:00:81: a hello to the own segment is 01a2, one across bridges 01a1."""
    cap = Capture("norteldiscovery")
    hello = bytes.fromhex("c0000201 000102 22 0c 02 04")
    for kind in (0x01A2, 0x01A1):
        cap.packet(ether8023(SONMP_GROUP, ONE, snap(b"\0\0\x81", kind, hello)))
        cap.expect(IPAddress="192.0.2.1", SegmentID="000102", Chassis=34, Backplane=12, State=2,
                   NumLinks=4)
    cap.packet(ether8023(SONMP_GROUP, ONE, snap(b"\0\0\x81", 0x01A2, b"\xff" * 11)))
    cap.expect(IPAddress="255.255.255.255", SegmentID="ffffff", Chassis=255, Backplane=255,
               State=255, NumLinks=255)
    cap.packet(ether8023(SONMP_GROUP, ONE, snap(b"\0\0\x81", 0x01A3, hello)))
    cap.packet(ether8023(SONMP_GROUP, ONE, snap(b"\0\0\x81", 0x01A2, hello[:-1])))
    # A neighbour of the discovery protocols that has no record, but is known.
    cap.packet(ether8023(STP_GROUP, ONE, llc(0x42, 0x42, b"\x03", bytes(35))))
    return cap


FORWARD = b"\2\0" + mac(TWO)


def ctp(cap, message, least=60):
    cap.packet(ether(CTP_GROUP, ONE, CTP, message, least=least))


def ethernetctp():
    """Ethernet version 2.0 section 8.4.1: the low byte comes first."""
    cap = Capture("ethernetctp")
    ctp(cap, b"\0\0" + b"\1\0\0\0")
    cap.expect()
    ctp(cap, b"\x02\x01" + b"\1\0\0\0")
    cap.expect(SkipCount=258)
    ctp(cap, b"\x08\0" + FORWARD + b"\1\0\0\0")
    cap.expect(SkipCount=8)
    ctp(cap, b"\0\0" + b"\7\0")
    cap.expect()
    ctp(cap, b"\x01\0" + b"\1\0\0\0")
    ctp(cap, b"\0", least=0)
    return cap


def ethernetctpreply():
    """Section 8.4.2: what was asked to be sent back, behind the functions that forward it."""
    cap = Capture("ethernetctpreply")
    ctp(cap, b"\0\0" + b"\1\0\x34\x12" + b"data", least=0)
    cap.expect(Function=1, ReceiptNumber=4660, Data="64617461")
    ctp(cap, b"\0\0" + FORWARD + FORWARD + b"\1\0\xff\xff", least=0)
    cap.expect(Function=1, ReceiptNumber=65535)
    ctp(cap, b"\x08\0" + FORWARD + b"\1\0\0\0")
    cap.expect(Function=1, Data="00" * 32)
    ctp(cap, b"\0\0" + FORWARD, least=0)
    ctp(cap, b"\0\0" + b"\1\0\0", least=0)
    ctp(cap, b"\0\0" + b"\3\0\0\0")
    return cap


CAPTURES = (linklayerdiscovery, linklayerdiscoveryinfo, ciscodiscovery, ciscodiscoveryinfo,
            norteldiscovery, ethernetctp, ethernetctpreply)
