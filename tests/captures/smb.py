# SPDX-License-Identifier: Apache-2.0
"""Captures of desktops and files of others: RDP and SMB2, with the records Microsoft's documents ask for."""
import struct

from files import Capture
from talks import SIX, Talk

GUID, OTHER = bytes(range(16)), bytes(range(16, 32))


class Said:
    """A talk in which either side is the source of what it says."""

    def __init__(self, cap, port, to, **talk):
        self.cap, self.talk = cap, Talk(cap, port, to, **talk)

    def say(self, side, data, *expected, cut=1400):
        """Bytes, and the records of them."""
        first = self.talk.say(side, data, cut)
        ends = {"SrcIP": self.talk.addresses[side], "DstIP": self.talk.addresses[1 - side],
                "SrcPort": self.talk.port[side], "DstPort": self.talk.port[1 - side]}
        for members in expected:
            self.cap.expect(Timestamp=first, **ends, **members)


def x224(kind, source, rest=b"", destination=0):
    """RFC 905 section 13 in RFC 2126 section 4.3: the message, and what is expected of any."""
    body = struct.pack("!BHHB", kind, destination, source, 0) + rest
    data = struct.pack("!BBHB", 3, 0, 5 + len(body), len(body)) + body
    return data, {"Type": kind, "Length": len(data), "DstRef": destination, "SrcRef": source}


def negotiation(kind, flags, value):
    return struct.pack("<BBHI", kind, flags, 8, value)


def wide(text, size=None):
    """UTF-16, with zeros behind it."""
    data = text.encode("utf-16-le")
    return data + bytes((len(data) if size is None else size) - len(data))


def ber(tag, data):
    return bytes([tag]) + (bytes([len(data)]) if len(data) < 128 else struct.pack("!BH", 0x82, len(data))) + data


def rdp_settings():
    """MS-RDPBCGR section 2.2.1.3."""
    core = (struct.pack("<IHHHHII", 0x80004, 1280, 1024, 0xCA01, 0xAA03, 0x409, 2600) + wide("PC-7", 32)
            + struct.pack("<III", 4, 0, 12) + bytes(64) + struct.pack("<HHIHHH", 0xCA01, 1, 0, 24, 7, 1)
            + wide("76487-OEM", 64))
    parameters = ber(0x30, b"".join(ber(2, bytes([n])) for n in (34, 2, 0, 1, 0, 1)) + ber(2, b"\xff\xff")
                     + ber(2, b"\2"))
    blocks = b"".join(struct.pack("<HH", kind, 4 + len(body)) + body for kind, body in (
        (0xC001, core), (0xC002, struct.pack("<II", 0x1B, 0)),
        (0xC003, struct.pack("<I", 2) + b"rdpdr\0\0\0" + struct.pack("<I", 0x80800000)
         + b"cliprdr\0" + struct.pack("<I", 0xC0A00000))))
    request = (bytes.fromhex("000800100001c000") + b"Duca" + struct.pack("!H", 0x8000 | len(blocks)) + blocks)
    user = bytes.fromhex("000500147c0001") + struct.pack("!H", 0x8000 | len(request)) + request
    body = ber(4, b"\1") + ber(4, b"\1") + ber(1, b"\xff") + 3 * parameters + ber(4, user)
    data = b"\x02\xf0\x80\x7f\x65" + struct.pack("!BH", 0x82, len(body)) + body
    data = struct.pack("!BBH", 3, 0, 4 + len(data)) + data
    return data, {
        "Type": 240, "Length": len(data), "ClientVersion": 0x80004, "DesktopWidth": 1280, "DesktopHeight": 1024,
        "ColorDepth": 24, "KeyboardLayout": 0x409, "ClientBuild": 2600, "ClientName": "PC-7", "KeyboardType": 4,
        "KeyboardFunctionKeys": 12, "EarlyCapabilityFlags": 1, "ClientProductID": "76487-OEM",
        "EncryptionMethods": 0x1B, "Channels": ["rdpdr", "cliprdr"]}


def rdp():
    """MS-RDPBCGR section 1.3.1.1: RDP's own security; TLS, which follows; and who is turned away."""
    cap = Capture("rdp")
    own = Said(cap, 40000, 3389)
    data, expected = x224(0xE0, 0, b"Cookie: mstshash=eltons\r\n" + negotiation(1, 0, 0))
    own.say(0, data, {**expected, "User": "eltons", "NegotiationType": 1}, cut=20)
    data, expected = x224(0xD0, 0x1234, negotiation(2, 0, 0))
    own.say(1, data, {**expected, "NegotiationType": 2})
    data, expected = rdp_settings()
    own.say(0, data, expected)
    own.say(1, bytes.fromhex("0300000c02f0807f66050a01"))
    secure = Said(cap, 40001, 3389, addresses=SIX)
    data, expected = x224(0xE0, 0, b"Cookie: msts=3640205228.15629.0000\r\n" + negotiation(1, 8, 11)
                          + struct.pack("<BBH", 6, 0, 36) + GUID + bytes(16))
    secure.say(0, data, {**expected, "RoutingToken": "Cookie: msts=3640205228.15629.0000",
                         "NegotiationType": 1, "NegotiationFlags": 8, "RequestedProtocols": 11,
                         "CorrelationID": GUID.hex()})
    data, expected = x224(0xD0, 0, negotiation(2, 0x1F, 2))
    secure.say(1, data, {**expected, "NegotiationType": 2, "NegotiationFlags": 0x1F, "SelectedProtocol": 2})
    secure.say(0, bytes.fromhex("1603010004") + bytes(4))
    denied = Said(cap, 40002, 13389)
    data, expected = x224(0xE0, 7, negotiation(1, 0, 0))
    denied.say(0, data, {**expected, "NegotiationType": 1})
    data, expected = x224(0xD0, 8, negotiation(3, 0, 5), 7)
    denied.say(1, data, {**expected, "NegotiationType": 3, "FailureCode": 5})
    # What is X.224 and no RDP, and what is neither.
    Said(cap, 40003, 3389).say(0, bytes.fromhex("0300001611e00000000100c1020100c2020102c0010a"))
    Said(cap, 40004, 3389).say(0, b"SSH-2.0-OpenSSH\r\n")
    return cap


SESSION = 0x1122334455667788


def smb_command(command, body, answer=False, status=0, flags=0, following=0, message=1, tree=5):
    """MS-SMB2 section 2.2.1.2: header and body, and what is expected of any."""
    flags |= answer
    head = (b"\xfeSMB" + struct.pack("<HHIHHIIQIIQ", 64, 1, status, command, 31, flags, following, message,
                                     0xFEFF, tree, SESSION) + bytes(16))
    return head + body, {"Command": command, "IsResponse": answer, "Status": status, "Flags": flags,
                         "MessageID": message, "TreeID": tree, "SessionID": SESSION, "CreditCharge": 1,
                         "Credits": 31}


def direct(*data):
    """MS-SMB2 section 2.1."""
    whole = b"".join(data)
    return struct.pack("!I", len(whole)) + whole


def exchange(said, command, asked, of_asked, answered, of_answered, status=0, message=1):
    """A command and its answer."""
    data, expected = smb_command(command, asked, message=message)
    said.say(0, direct(data), {**expected, **of_asked, "Length": len(data)}, cut=90)
    data, expected = smb_command(command, answered, True, status, message=message)
    said.say(1, direct(data), {**expected, **of_answered, "Length": len(data)})


def smb_login(said):
    asked = struct.pack("<HHHHI", 36, 2, 1, 0, 0x7F) + GUID + bytes(8) + struct.pack("<HH", 0x202, 0x311)
    answered = (struct.pack("<HHHH", 65, 3, 0x311, 0) + OTHER + struct.pack("<IIIIQQHHI", 0x2F, 1 << 20, 2 << 20,
                                                                            4 << 20, 0, 0, 128, 0, 0))
    exchange(said, 0, asked, {"Dialects": [0x202, 0x311], "GUID": GUID.hex(), "Capabilities": 0x7F, "SecurityMode": 1},
             answered, {"Dialect": 0x311, "GUID": OTHER.hex(), "Capabilities": 0x2F, "SecurityMode": 3,
                        "MaxTransactSize": 1 << 20, "MaxReadSize": 2 << 20, "MaxWriteSize": 4 << 20})
    begin = b"NTLMSSP\0" + struct.pack("<II", 1, 1) + bytes(16)
    challenge = (b"NTLMSSP\0" + struct.pack("<IHHII", 2, 6, 6, 48, 1) + bytes(8) + bytes(16) + wide("DOM"))
    exchange(said, 1, struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, len(begin), 0) + begin,
             {"SecurityMode": 1, "Capabilities": 1, "NTLMType": 1},
             struct.pack("<HHHH", 9, 0, 72, len(challenge)) + challenge,
             {"NTLMType": 2, "TargetName": "DOM"}, status=0xC0000016, message=2)
    names = [wide("DOM"), wide("anna"), wide("PC-7")]
    answer = b"NTLMSSP\0" + struct.pack("<I", 3) + struct.pack("<HHI", 24, 24, 64 + 22) * 2
    at = 64
    for name in names:
        answer += struct.pack("<HHI", len(name), len(name), at)
        at += len(name)
    answer += struct.pack("<HHII", 0, 0, 64, 1) + b"".join(names) + bytes(24)
    exchange(said, 1, struct.pack("<HBBIIHHQ", 25, 0, 1, 1, 0, 88, len(answer), 0) + answer,
             {"SecurityMode": 1, "Capabilities": 1, "NTLMType": 3, "DomainName": "DOM", "UserName": "anna",
              "Workstation": "PC-7"}, struct.pack("<HHHH", 9, 4, 0, 0), {"SessionFlags": 4}, message=3)


def smb_file(said):
    path, name = wide("\\\\srv\\share"), wide("dir\\ä.txt")
    exchange(said, 3, struct.pack("<HHHH", 9, 0, 72, len(path)) + path, {"Path": "\\\\srv\\share"},
             struct.pack("<HBBIII", 16, 1, 0, 0x30, 8, 0x1F01FF),
             {"ShareType": 1, "ShareFlags": 0x30, "Capabilities": 8, "Access": 0x1F01FF}, message=4)
    create = (struct.pack("<HBBIQQIIIIIHHII", 57, 0, 0, 2, 0, 0, 0x120089, 0x80, 7, 1, 0x40, 120, len(name), 0, 0)
              + name)
    exchange(said, 5, create, {"FileName": "dir\\ä.txt", "Access": 0x120089, "FileAttributes": 0x80,
                               "Disposition": 1, "CreateOptions": 0x40},
             struct.pack("<HBBI", 89, 0, 0, 1) + bytes(40) + struct.pack("<QII", 5, 32, 0) + GUID + bytes(8),
             {"CreateAction": 1, "FileSize": 5, "FileAttributes": 32, "FileID": GUID.hex()}, message=5)
    exchange(said, 8, struct.pack("<HBBIQ", 49, 80, 0, 65536, 0) + GUID + bytes(17),
             {"DataSize": 65536, "FileID": GUID.hex()},
             struct.pack("<HBBIII", 17, 80, 0, 5, 0, 0) + b"hello", {"DataSize": 5}, message=6)
    exchange(said, 9, struct.pack("<HHIQ", 49, 112, 3, 2) + GUID + bytes(16) + b"abc",
             {"DataSize": 3, "Offset": 2, "FileID": GUID.hex()},
             struct.pack("<HHIIHH", 17, 0, 3, 0, 0, 0), {"DataSize": 3}, message=7)
    exchange(said, 5, create, {"FileName": "dir\\ä.txt", "Access": 0x120089, "FileAttributes": 0x80,
                               "Disposition": 1, "CreateOptions": 0x40},
             struct.pack("<HBBI", 9, 0, 0, 0) + b"\0", {}, status=0xC0000034, message=8)


def smb_compound(said):
    """Two commands in a message, the first padded; then what is encrypted."""
    first, of_first = smb_command(6, struct.pack("<HHI", 24, 1, 0) + GUID, following=88, message=9)
    second, of_second = smb_command(4, struct.pack("<HH", 4, 0), flags=4, message=10)
    data = direct(first, second)
    said.say(0, data, {**of_first, "FileID": GUID.hex(), "Compound": True, "Length": len(data) - 4},
             {**of_second, "Compound": True, "Length": len(data) - 4})
    data = direct(b"\xfdSMB" + bytes(32) + struct.pack("<IHHQ", 68, 0, 1, SESSION) + bytes(68))
    said.say(1, data, {"Encrypted": True, "OriginalSize": 68, "SessionID": SESSION, "Length": len(data) - 4})


OLD = b"\xffSMB\x72" + bytes(4) + b"\x18\x01\xc8" + bytes(12) + b"\xff\xff\xff\xfe" + bytes(4) + b"\0"


def smb2():
    """MS-SMB2: a file is read and written; version 1 that asks for more, and that does not."""
    cap = Capture("smb2")
    said = Said(cap, 40000, 445)
    smb_login(said)
    smb_file(said)
    smb_compound(said)
    said.talk.close()
    old = Said(cap, 40001, 445, addresses=SIX)
    dialects = b"\2NT LM 0.12\0\2SMB 2.002\0\2SMB 2.???\0"
    old.say(0, direct(OLD + struct.pack("<H", len(dialects)) + dialects))
    answered = (struct.pack("<HHHH", 65, 1, 0x2FF, 0) + OTHER + struct.pack("<IIIIQQHHI", 1, 65536, 65536, 65536, 0,
                                                                            0, 128, 0, 0))
    data, expected = smb_command(0, answered, True, message=0, tree=0)
    old.say(1, direct(data), {**expected, "Dialect": 0x2FF, "GUID": OTHER.hex(), "Capabilities": 1, "SecurityMode": 1,
                              "MaxTransactSize": 65536, "MaxReadSize": 65536, "MaxWriteSize": 65536,
                              "Length": len(data)})
    Said(cap, 40002, 445).say(0, direct(OLD + b"\x0c\0\2NT LM 0.12\0"))
    Said(cap, 40003, 445).say(0, b"GET / HTTP/1.0\r\n\r\n")
    return cap


CAPTURES = (rdp, smb2)
