# SPDX-License-Identifier: Apache-2.0
"""Captures of wireless frames, of what drivers put before them, and of EAP over LAN."""
import struct
import zlib

from files import Capture
from wire import IPV4, UDP, ether, ip4, mac, snap, udp

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
THREE, FOUR = "02:00:00:00:00:03", "02:00:00:00:00:04"
EAPOL = 0x888E
WIRELESS, PRISM, RADIOTAP, AVS, PPI = 105, 119, 127, 163, 192
REQUEST, RESPONSE, SUCCESS, FAILURE = 1, 2, 3, 4
NONCE = bytes(range(32))
COUNT16 = bytes(range(0x40, 0x50))


def with_fcs(frame):
    """The frame and its check sequence, least significant byte first."""
    return frame + struct.pack("<I", zlib.crc32(frame))


def fcs(frame):
    return zlib.crc32(frame)


def control(first, *addresses, flags=0, duration=0):
    return bytes([first, flags]) + struct.pack("<H", duration) + b"".join(map(mac, addresses))


def frame(first, flags=0, sequence=0, fragment=0, duration=0, fourth=b"", rest=b""):
    """A management or data frame; the subtype is in the high half of the first byte."""
    three = control(first, ONE, TWO, THREE, flags=flags, duration=duration)
    return three + struct.pack("<H", sequence << 4 | fragment) + fourth + rest


def eapol_frame(kind, body=b"", version=1, length=None):
    size = len(body) if length is None else length
    return struct.pack("!BBH", version, kind, size) + body


def eap_message(code, ident, rest=b"", length=None):
    size = 4 + len(rest) if length is None else length
    return struct.pack("!BBH", code, ident, size) + rest


def lan(body, least=60):
    return ether("01:80:c2:00:00:03", ONE, EAPOL, body, least=least)


def eap():
    """RFC 3748 section 4: only requests and responses have a type."""
    cap = Capture("eap")

    def send(message, least=60, **how):
        cap.packet(lan(eapol_frame(0, message, **how), least))

    send(eap_message(REQUEST, 1, b"\x01hello"))
    cap.expect(Code=1, Id=1, Length=10, Type=1, TypeData="68656c6c6f")
    send(eap_message(RESPONSE, 255, b"\x03\x04\x19"))
    cap.expect(Code=2, Id=255, Length=7, Type=3, TypeData="0419")
    send(eap_message(REQUEST, 0, b"\x01"))
    cap.expect(Code=1, Length=5, Type=1)
    send(eap_message(SUCCESS, 2))
    cap.expect(Code=3, Id=2, Length=4)
    send(eap_message(FAILURE, 3))
    cap.expect(Code=4, Id=3, Length=4)
    # The EAP length ends the data, not the EAPOL length around it.
    send(eap_message(REQUEST, 4, b"\x04\x01\xaa\xee\xee", length=7))
    cap.expect(Code=1, Id=4, Length=7, Type=4, TypeData="01aa")
    # The record keeps what is there of a message that claims more.
    send(eap_message(REQUEST, 5, b"\x04\x01\xaa", length=9))
    cap.expect(Code=1, Id=5, Length=9, Type=4, TypeData="01aa")
    send(eap_message(REQUEST, 6, length=3))
    send(b"\x01\x07\x00")
    return cap


def eapol():
    """IEEE 802.1X section 11.3: version, type, length; short frames are padded."""
    cap = Capture("eapol")
    cap.packet(lan(eapol_frame(1)))
    cap.expect(Version=1, Type=1)
    cap.packet(lan(eapol_frame(2, version=2)))
    cap.expect(Version=2, Type=2)
    cap.packet(lan(eapol_frame(0, eap_message(SUCCESS, 1), version=3)))
    cap.expect(Version=3, Length=4)
    cap.packet(lan(eapol_frame(5, b"\x01\x02\x03", version=3)))
    cap.expect(Version=3, Type=5, Length=3)
    cap.packet(lan(eapol_frame(0, eap_message(SUCCESS, 1), length=9), least=0))
    cap.expect(Version=1, Length=9)
    cap.packet(ether(TWO, ONE, 0x88C7, eapol_frame(1)))
    cap.expect(Version=1, Type=1)
    cap.packet(lan(b"\x01\x00\x00", least=0))
    return cap


def key_frame(kind, information, length, counter, data=b"", size=None, rsc=0, ident=0,
              mic=COUNT16[::-1]):
    head = struct.pack("!BHHQ", kind, information, length, counter) + NONCE + COUNT16
    tail = struct.pack("!QQ", rsc, ident) + mic
    return head + tail + struct.pack("!H", len(data) if size is None else size) + data


def rc4_frame(length, counter, index, key=b""):
    head = struct.pack("!BHQ", 1, length, counter) + COUNT16
    return head + bytes([index]) + COUNT16[::-1] + key


def eapolkey():
    """IEEE 802.11 figure 12-33; of descriptor type 1, IEEE 802.1X-2004 figure 7-6."""
    cap = Capture("eapolkey")
    common = {"Nonce": NONCE.hex(), "IV": COUNT16.hex(), "MIC": COUNT16[::-1].hex()}

    def send(body):
        cap.packet(lan(eapol_frame(3, body), least=0))

    send(key_frame(2, 0x008A, 16, 1))
    cap.expect(KeyDescriptorType=2, KeyDescriptorVersion=2, KeyType=1, KeyACK=True, KeyLength=16,
               ReplayCounter=1, **common)
    send(key_frame(2, 0x13CA, 16, 2, b"enciphered", rsc=3, ident=4))
    cap.expect(KeyDescriptorType=2, KeyDescriptorVersion=2, KeyType=1, Install=True, KeyACK=True,
               KeyMIC=True, Secure=True, HasEncryptedKeyData=True, KeyLength=16, ReplayCounter=2,
               RSC=3, ID=4, KeyDataLength=10, EncryptedKeyData=b"enciphered".hex(), **common)
    send(key_frame(254, 0x2C31, 32, 2**64 - 1, b"\xdd\x00", rsc=2**64 - 1, ident=2**63))
    cap.expect(KeyDescriptorType=254, KeyDescriptorVersion=1, KeyIndex=3, MICError=True,
               Request=True, SMKMessage=True, KeyLength=32, ReplayCounter=2**64 - 1,
               RSC=2**64 - 1, ID=2**63, KeyDataLength=2, **common)
    send(key_frame(2, 0x1000, 16, 3, b"cut", size=8))
    cap.expect(KeyDescriptorType=2, HasEncryptedKeyData=True, KeyLength=16, ReplayCounter=3,
               KeyDataLength=8, EncryptedKeyData=b"cut".hex(), **common)
    # Key management with SHA-384 has 24 bytes of integrity code, IEEE 802.11 table 12-11.
    send(key_frame(2, 0x0308, 32, 4, mic=bytes(24)))
    cap.expect(KeyDescriptorType=2, KeyType=1, KeyMIC=True, Secure=True, KeyLength=32,
               ReplayCounter=4, **{**common, "MIC": "00" * 24})
    del common["Nonce"]
    send(rc4_frame(5, 7, 0x81, b"12345"))
    cap.expect(KeyDescriptorType=1, KeyType=1, KeyIndex=1, KeyLength=5, ReplayCounter=7,
               HasEncryptedKeyData=True, EncryptedKeyData=b"12345".hex(), **common)
    send(rc4_frame(13, 8, 0x03))
    cap.expect(KeyDescriptorType=1, KeyIndex=3, KeyLength=13, ReplayCounter=8, **common)
    send(key_frame(3, 0, 0, 0))
    send(key_frame(2, 0x008A, 16, 1)[:-1])
    return cap


def dot11_control(cap):
    """Section 9.3.1: one address or two, and a frame inside a wrapper."""
    def send(data, **members):
        cap.packet(with_fcs(data))
        cap.expect(Checksum=fcs(data), Address1=ONE, **members)

    send(control(0xD4, ONE), Type=0x35)
    send(control(0xC4, ONE, flags=0x10, duration=0x1234), Type=0x31, Flags=16, DurationID=0x1234)
    send(control(0xB4, ONE, TWO, duration=300), Type=0x2D, DurationID=300, Address2=TWO)
    send(control(0xA4, ONE, TWO, duration=0xC001), Type=0x29, DurationID=0xC001, Address2=TWO)
    send(control(0x84, ONE, TWO) + b"\x05\x00\x10\x00", Type=0x21, Address2=TWO)
    send(control(0xE4, ONE, TWO), Type=0x39, Address2=TWO)
    send(control(0x74, ONE) + b"\xb4\0" + struct.pack("<I", 1 << 24) + mac(TWO), Type=0x1D,
         Address2=TWO, HTControl={"HT": {"NDPAnnouncement": True, "LinkAdapationControl": {}}})


def dot11_addresses(cap):
    """Section 9.3.2.1, table 9-30; three addresses in management, section 9.3.3."""
    three = {"Address1": ONE, "Address2": TWO, "Address3": THREE}
    cap.packet(frame(0x80, sequence=0xE13, fragment=5, duration=314, rest=b"\0" * 12))
    cap.expect(Type=0x20, DurationID=314, SequenceNumber=0xE13, FragmentNumber=5, **three)
    cap.packet(frame(0x48, flags=0x11, sequence=4095))
    cap.expect(Type=0x12, Flags=0x11, SequenceNumber=4095, **three)
    cap.packet(frame(0x08, flags=0x43, fourth=mac(FOUR), rest=b"secret"))
    cap.expect(Type=2, Flags=0x43, Address4=FOUR, **three)
    cap.packet(frame(0x88, flags=2, rest=b"\x76\x05" + snap(bytes(3), 0x88B5, b"text")))
    cap.expect(Type=0x22, Flags=2, QOS={"TID": 6, "EOSP": True, "AckPolicy": 3, "TXOP": 5},
               **three)
    cap.packet(frame(0x88, flags=1, rest=bytes(2)))
    cap.expect(Type=0x22, Flags=1, QOS={}, **three)


def dot11_ht_control(cap):
    """Section 9.2.4.6, each word put together from its bits."""
    def send(word, expected):
        cap.packet(frame(0x88, flags=0x80, rest=bytes(2) + struct.pack("<I", word)))
        cap.expect(Type=0x22, Flags=0x80, Address1=ONE, Address2=TWO, Address3=THREE, QOS={},
                   HTControl=expected)

    rate = 1 << 1 | 1 << 2 | 5 << 3 | 5 << 6 | 0x57 << 9
    send(rate | 3 << 16 | 1 << 18 | 2 << 22 | 1 << 24 | 1 << 29 | 1 << 30, {
        "ACConstraint": True, "HT": {
            "LinkAdapationControl": {"TRQ": True, "MRQ": True, "MSI": 5, "MFSI": 5, "MFB": 87},
            "CalibrationPosition": 3, "CalibrationSequence": 1, "CSISteering": 2,
            "NDPAnnouncement": True, "DEI": True}})
    send(14 << 2 | 5 << 9 | 11 << 12 | 1 << 31, {"RDGMorePPDU": True, "HT": {
        "LinkAdapationControl": {"ASEL": {"Command": 5, "Data": 11}}}})
    # Without a request its sequence number is reserved.
    send(5 << 3, {"HT": {"LinkAdapationControl": {}}})
    send(1 | 1 << 2 | 5 << 3 | 3 << 6 | 2 << 9 | 9 << 12 | 2 << 16 | 32 << 18, {"VHT": {
        "MRQ": True, "MSI": 5, "MFSI": 3,
        "MFB": {"NumSTS": 2, "VHTMCS": 9, "BW": 2, "SNR": -10}}})
    about = 2 << 3 | 1 << 5 | 1 << 6 | 5 << 24 | 1 << 27 | 1 << 28 | 1 << 29
    send(1 | about | 2 << 9 | 9 << 12 | 31 << 18, {"VHT": {
        "UnsolicitedMFB": True, "CompressedMSI": 2, "STBCIndication": True, "GID": 41,
        "CodingType": 1, "FbTXBeamformed": True,
        "MFB": {"NumSTS": 2, "VHTMCS": 9, "SNR": 53}}})
    # Seven streams at rate 15 stand for no feedback.
    send(1 | 1 << 29 | 7 << 9 | 15 << 12 | 5 << 24, {"VHT": {
        "UnsolicitedMFB": True, "MFB": {"NumSTS": 7, "VHTMCS": 15, "SNR": 22}}})
    send(3 | 1 << 30, {})


def dot11_mesh(cap):
    """Section 9.2.4.7.3: a mesh control, with up to two addresses more, before what is carried."""
    packet = ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 4001, b"mesh"))
    body = snap(bytes(3), IPV4, packet)
    for flags in range(3):
        mesh = bytes([flags, 31]) + bytes.fromhex("07000000") + mac(FOUR) * flags
        cap.packet(frame(0x88, flags=3, fourth=mac(FOUR), rest=b"\0\1" + mesh + body))
        cap.expect(Type=0x22, Flags=3, Address1=ONE, Address2=TWO, Address3=THREE, Address4=FOUR,
                   QOS={"TXOP": 1})


def dot11():
    """IEEE 802.11."""
    cap = Capture("dot11", WIRELESS)
    dot11_control(cap)
    dot11_addresses(cap)
    dot11_ht_control(cap)
    # A sum that is wrong is none: its bytes stay with the payload.
    cap.packet(control(0xD4, ONE) + b"\1\2\3\4")
    cap.expect(Type=0x35, Address1=ONE)
    dot11_mesh(cap)
    cap.packet(control(0xD5, ONE))
    cap.packet(control(0xB4, ONE, TWO)[:-1])
    return cap


def datagram():
    """A frame with a UDP datagram inside."""
    packet = ip4("192.0.2.1", "192.0.2.2", UDP, udp(4000, 4001, b"wireless"))
    return frame(0x08, flags=1, rest=snap(bytes(3), IPV4, packet))


def behind(name, link, *headers, damaged=b""):
    """The frame with its check sequence behind each of the headers, and once with a wrong one."""
    cap = Capture(name, link)
    for head in headers:
        cap.packet(head + with_fcs(datagram()))
    if damaged:
        cap.packet(damaged + datagram() + b"\1\2\3\4")
    return cap


def radiotap_header(present, fields):
    return struct.pack("<BBHI", 0, 0, 8 + len(fields), present) + fields


def radiotap():
    """radiotap.org: the timer is aligned to eight bytes, more presence words may follow."""
    more = struct.pack("<I", 0) + bytes(4) + bytes(8) + b"\x10"
    return behind("radiotap", RADIOTAP, radiotap_header(0, b""), radiotap_header(2, b"\x10"),
                  radiotap_header(3, bytes(8) + b"\x10"), radiotap_header(0x80000003, more),
                  damaged=radiotap_header(2, b"\x10"))


def prism_header(order):
    return struct.pack(order + "II16s", 0x44, 144, b"wlan0") + bytes(120)


def avs_header():
    return struct.pack("!II", 0x80211001, 64) + bytes(56)


def prism():
    return behind("prism", PRISM, prism_header("<"), prism_header(">"), avs_header())


def avs():
    return behind("avs", AVS, avs_header())


def ppi_header(flags, *fields):
    body = b"".join(fields)
    return struct.pack("<BBHI", 0, flags, 8 + len(body), WIRELESS) + body


def ppi():
    common = struct.pack("<HHQH", 2, 20, 0, 1) + bytes(10)
    odd = struct.pack("<HHB", 60000, 1, 7) + bytes(3)
    return behind("ppi", PPI, ppi_header(0), ppi_header(0, common), ppi_header(1, odd, common))


CAPTURES = (eap, eapol, eapolkey, dot11, radiotap, prism, avs, ppi)
