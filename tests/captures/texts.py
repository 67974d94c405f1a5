# SPDX-License-Identifier: Apache-2.0
"""Captures of Secure Shell, FTP, syslog and TFTP, with the records their RFCs ask for."""
import hashlib
import struct

from files import Capture
from network import ONE, TWO
from talks import SIX, Talk
from wire import IPV4, IPV6, UDP, ether, ip4, ip6, udp

CLIENT, SERVER = 0, 1


class Words(Talk):
    """A connection whose sides talk in turns, and the records of that."""

    def between(self, side):
        """From whom to whom a message of this side goes."""
        return {"SrcIP": self.addresses[side], "DstIP": self.addresses[1 - side],
                "SrcPort": self.port[side], "DstPort": self.port[1 - side]}

    def record(self, side, time, **members):
        self.cap.expect(**{"Timestamp": time, **self.between(side), **members})

    def command(self, text, cut=1400, side=CLIENT, **members):
        """Something the client says of which there is a record."""
        self.record(side, self.say(side, text, cut), **members)

    def reply(self, text, cut=1400, **members):
        self.command(text, cut, SERVER, IsResponse=True, **members)


def name_list(*names):
    text = ",".join(names).encode()
    return struct.pack("!I", len(text)) + text


def ssh_packet(payload, padding=4):
    """RFC 4253 section 6."""
    return struct.pack("!IB", len(payload) + padding + 1, padding) + payload + bytes(padding)


COOKIE = bytes(range(16))
KEX = ["curve25519-sha256", "diffie-hellman-group14-sha256"]
HOST_KEYS = ["ssh-ed25519", "rsa-sha2-512"]
CIPHERS = ["chacha20-poly1305@openssh.com", "aes128-ctr"], ["aes256-gcm@openssh.com"]
MACS = ["umac-64-etm@openssh.com"], ["hmac-sha2-256", "hmac-sha1"]
COMPRESSION = ["none", "zlib@openssh.com"], ["none"]
LISTS = (KEX, HOST_KEYS, *CIPHERS, *MACS, *COMPRESSION, ["en"], [])
OFFERED = {
    "Cookie": COOKIE.hex(), "KexAlgorithms": KEX, "HostKeyAlgorithms": HOST_KEYS,
    "CiphersClientToServer": CIPHERS[0], "CiphersServerToClient": CIPHERS[1],
    "MACsClientToServer": MACS[0], "MACsServerToClient": MACS[1],
    "CompressionClientToServer": COMPRESSION[0], "CompressionServerToClient": COMPRESSION[1],
    "LanguagesClientToServer": ["en"]}


def key_exchange(follows=0):
    """RFC 4253 section 7.1."""
    return ssh_packet(b"\x14" + COOKIE + b"".join(name_list(*names) for names in LISTS)
                      + bytes([follows]) + bytes(4))


def hassh(side):
    """What a fingerprint is made of, and the fingerprint."""
    text = ";".join(",".join(names) for names in
                    (KEX, CIPHERS[side], MACS[side], COMPRESSION[side]))
    return {"Algorithms": text, "HASSH": hashlib.md5(text.encode()).hexdigest()}


class Shell(Words):
    """Records of Secure Shell stand where the key exchange is, with the identification's time."""

    def shell(self, side, time, ident, software, version="2.0", **members):
        four = ":" not in self.addresses[0]
        ends = [f"{host if four else f'[{host}]'}:{port}"
                for host, port in zip(self.addresses, self.port)]
        self.record(side, time, Ident=ident, Software=software, Version=version,
                    Flow="->".join(ends if side == CLIENT else ends[::-1]),
                    **({"IsClient": True} if side == CLIENT else {}), **members)


def exchange(cap, port, **talk):
    talk = Shell(cap, port, 22, **talk)
    server = talk.answer(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    client = talk.ask(b"SSH-2.0-libssh_0.10.4\r\n")
    talk.ask(ssh_packet(b"\2" + struct.pack("!I", 2) + b"ok"))
    talk.ask(key_exchange(1), cut=100)
    talk.shell(CLIENT, client, "SSH-2.0-libssh_0.10.4", "libssh_0.10.4", FirstKexFollows=True,
               **OFFERED, **hassh(CLIENT))
    talk.answer(key_exchange())
    talk.shell(SERVER, server, "SSH-2.0-OpenSSH_9.2p1 Debian-2", "OpenSSH_9.2p1", Notes="Debian-2",
               **OFFERED, **hassh(SERVER))
    talk.ask(ssh_packet(b"\x1e" + bytes(36)))
    talk.answer(bytes(range(200)))
    talk.close()


def looked(cap):
    """Who only looks what answers, and a server of version 1."""
    talk = Shell(cap, 50003, 2222)
    server = talk.answer(b"SSH-2.0-dropbear_2022.83\r\n")
    talk.close()
    talk.shell(SERVER, server, "SSH-2.0-dropbear_2022.83", "dropbear_2022.83")
    talk = Shell(cap, 50004, 22)
    server = talk.answer(b"SSH-1.5-1.2.27\n")
    talk.answer(ssh_packet(b"\x14" + bytes(60)))
    talk.shell(SERVER, server, "SSH-1.5-1.2.27", "1.2.27", "1.5")
    talk.close()


def others(cap):
    """Another protocol on the port, and a line without an end."""
    Words(cap, 50005, 22).ask(b"\x16\3\1\0\5hello")
    Words(cap, 50006, 22).answer(b"SSH-2.0-" + b"x" * 300)


def ssh():
    cap = Capture("ssh")
    exchange(cap, 50001)
    exchange(cap, 50002, addresses=SIX)
    looked(cap)
    others(cap)
    return cap


class Files(Words):
    """FTP's control connection: RFC 959 and its extensions."""

    def greet(self):
        self.reply(b"220 (vsFTPd 3.0.3)\r\n", ResponseCode=220, Replies=["(vsFTPd 3.0.3)"])

    def asks(self, text, **members):
        word, _, argument = text.partition(" ")
        self.command(text.encode() + b"\r\n", Command=word,
                     **({"Argument": argument} if argument else {}), **members)

    def answers(self, to, code, text, **members):
        self.reply(f"{code} {text}\r\n".encode(), ResponseCode=code, Replies=[text], Command=to,
                   **members)


def fetch(cap, port, **talk):
    """Who logs in, asks what there is, and has it sent."""
    talk = Files(cap, port, 21, **talk)
    talk.greet()
    talk.asks("USER anonymous")
    talk.answers("USER", 331, "Please specify the password.")
    talk.asks("PASS guest@example.com")
    talk.answers("PASS", 230, "Login successful.")
    talk.asks("FEAT")
    talk.reply(b"211-Features:\r\n EPRT\r\n EPSV\r\n211 End\r\n", cut=20, ResponseCode=211,
               Replies=["Features:", " EPRT", " EPSV", "End"], Command="FEAT")
    talk.asks("PORT 192,0,2,1,195,80", DataIP="192.0.2.1", DataPort=50000)
    talk.answers("PORT", 200, "PORT command successful.")
    talk.asks("EPRT |2|2001:db8::1|50001|", DataIP="2001:db8::1", DataPort=50001)
    talk.answers("EPRT", 200, "EPRT command successful.")
    talk.asks("RETR a file")
    talk.answers("RETR", 150, "Opening data connection.")
    talk.answers("RETR", 226, "Transfer complete.")
    talk.asks("PASV")
    talk.answers("PASV", 227, "Entering Passive Mode (192,0,2,2,156,64).", DataIP="192.0.2.2",
                 DataPort=40000, Passive=True)
    talk.asks("EPSV")
    talk.answers("EPSV", 229, "Entering Extended Passive Mode (|||40001|)",
                 DataIP=talk.addresses[SERVER], DataPort=40001, Passive=True)
    talk.asks("quit")
    talk.answers("QUIT", 221, "Goodbye.")
    talk.close()


def ftp():
    cap = Capture("ftp")
    fetch(cap, 52001)
    fetch(cap, 52002, addresses=SIX)
    talk = Files(cap, 52003, 2601)
    talk.greet()
    talk.asks("AUTH TLS")
    talk.answers("AUTH", 234, "Proceed with negotiation.", IsEncrypted=True)
    talk.ask(b"\x15\x03\x01\x00\x02\x02\x28")
    talk.close()
    for port, text in (52004, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), (52005, bytes(20)):
        talk = Words(cap, port, 21)
        talk.ask(text)
        talk.close()
    talk = Words(cap, 52006, 21)
    talk.answer(b"220 mx.example.com ESMTP\r\n")
    talk.close()
    return cap


def datagram(cap, ports, text, addresses=("192.0.2.1", "192.0.2.2")):
    """One from an address and port to the others."""
    if ":" in addresses[0]:
        cap.packet(ether(TWO, ONE, IPV6, ip6(*addresses, UDP, udp(*ports, text)), least=0))
    else:
        cap.packet(ether(TWO, ONE, IPV4, ip4(*addresses, UDP, udp(*ports, text)), least=0))


def logged(cap, text, priority, ports=(514, 514), addresses=("192.0.2.1", "192.0.2.2"), **members):
    datagram(cap, ports, f"<{priority}>{text}".encode(), addresses)
    cap.expect(Facility=priority // 8, Severity=priority % 8, **members,
               Context={"SrcIP": addresses[0], "DstIP": addresses[1], "SrcPort": str(ports[0]),
                        "DstPort": str(ports[1])})


def syslog():
    """Examples of RFC 5424 section 6.5 and of RFC 3164 section 5.4, and what is none."""
    cap = Capture("syslog")
    old = {"Time": "Oct 11 22:14:15", "Hostname": "mymachine", "AppName": "su"}
    logged(cap, "Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8", 34, **old,
           Message="'su root' failed for lonvick on /dev/pts/8")
    logged(cap, "Oct 11 22:14:15 mymachine su[77]: done\n", 86, (40000, 514), **old, ProcID="77",
           Message="done")
    logged(cap, "Use the BFG!", 13, (40000, 514), Message="Use the BFG!")
    new = {"Version": 1, "Time": "2003-10-11T22:14:15.003Z", "Hostname": "mymachine.example.com",
           "MsgID": "ID47"}
    element = '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"]'
    logged(cap, "1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed", 34,
           **new, AppName="su", Message="'su root' failed")
    logged(cap, f"1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 {element} An event",
           165, addresses=SIX, **new, AppName="evntslog", ProcID="8710", StructuredData=element,
           Message="An event")
    logged(cap, f"1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 {element}", 191,
           **new, AppName="evntslog", StructuredData=element)
    for text in b"<192>x", b"GET / HTTP/1.1\r\n", bytes(20), b"":
        datagram(cap, (40001, 514), text)
    return cap


class Transfer:
    """TFTP: the server answers from a port of its own, RFC 1350 section 4."""

    def __init__(self, cap, client, server, name, addresses=("192.0.2.1", "192.0.2.2")):
        self.cap, self.ports, self.name, self.addresses = cap, (client, server), name, addresses

    def says(self, side, opcode, rest, to=None, **members):
        ports = self.ports if to is None else (self.ports[0], to)
        turn = slice(None, None, 1 if side == CLIENT else -1)
        source, destination = self.addresses[turn]
        datagram(self.cap, ports[turn], struct.pack("!H", opcode) + rest, (source, destination))
        self.cap.expect(SrcIP=source, DstIP=destination, SrcPort=ports[turn][0],
                        DstPort=ports[turn][1], Opcode=opcode,
                        **{"Filename": self.name, **members})


def tftp_read(cap, addresses):
    """RFC 1350 appendix I, with options as in RFC 2347."""
    talk = Transfer(cap, 40010, 3000, "boot/file", addresses)
    talk.says(CLIENT, 1, b"boot/file\0octet\0blksize\0" b"1024\0tsize\0" b"0\0", 69, Mode="octet",
              Options=["blksize=1024", "tsize=0"])
    talk.says(SERVER, 6, b"blksize\0" b"1024\0tsize\0" b"1030\0",
              Options=["blksize=1024", "tsize=1030"])
    talk.says(CLIENT, 4, b"\0\0")
    talk.says(SERVER, 3, b"\0\1" + bytes(1024), Block=1, DataSize=1024)
    talk.says(CLIENT, 4, b"\0\1", Block=1)
    talk.says(SERVER, 3, b"\0\2abcdef", Block=2, DataSize=6)
    talk.says(CLIENT, 4, b"\0\2", Block=2)


def tftp():
    cap = Capture("tftp")
    tftp_read(cap, ("192.0.2.1", "192.0.2.2"))
    tftp_read(cap, SIX)
    talk = Transfer(cap, 40011, 3001, "a")
    talk.says(CLIENT, 2, b"a\0NETASCII\0", 69, Mode="NETASCII")
    talk.says(SERVER, 5, b"\0\6File already exists\0", ErrorCode=6,
              ErrorMessage="File already exists")
    long = Transfer(cap, 40012, 3002, "a" * 31)
    long.says(CLIENT, 1, b"a" * 31 + b"\0octet\0", 69, Mode="octet")
    long.says(SERVER, 3, b"\0\1", Block=1, Filename="")
    for text in b"GET / HTTP/1.1\r\n", bytes(20), b"", b"\0\1a\0binary\0", b"\0\4\0\1x":
        datagram(cap, (40013, 69), text)
    datagram(cap, (40014, 3003), b"\0\3\0\1nobody asked for it")
    return cap


CAPTURES = (ssh, ftp, syslog, tftp)
