#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What authenticates is in the records, and with --redact in no file of the run."""
import gzip
import struct

import e2e
from e2e import DONE, equal, netcapd, test

from fragments import Traffic  # noqa: E402
from hypertext import request  # noqa: E402
from lines import Line  # noqa: E402
from wire import IPV4, UDP, checksum, ether, ip4, udp  # noqa: E402

EAPOL, OSPF, MARK = 0x888E, 89, "[redacted]"
MACS = "02:00:00:00:00:02", "02:00:00:00:00:01"
ENDS = "192.0.2.1", "192.0.2.2"
SECRETS = [f"secret{n}" for n in range(20)]


def over_ip(proto, data):
    return ether(*MACS, IPV4, ip4(*ENDS, proto, data), least=0)


def eap(kind, data):
    message = struct.pack("!BBHB", 2, 7, 5 + len(data), kind) + data
    return ether(*MACS, EAPOL, struct.pack("!BBH", 1, 0, len(message)) + message, least=0)


def bfd(password):
    section = struct.pack("!BBB", 1, 3 + len(password), 1) + password
    return over_ip(UDP, udp(49152, 3784, struct.pack("!BBBBIIIII", 0x20, 0xC4, 3, 24 + len(section), 1, 2,
                                                     10**6, 10**6, 0) + section))


def ospf(password):
    hello = struct.pack("!4sHBBI8s", b"\xff\xff\xff\0", 10, 2, 1, 40, bytes(8))
    head = struct.pack("!BBH4s4sHH", 2, 1, 24 + len(hello), b"\1\1\1\1", bytes(4), 0, 1)
    head = head[:12] + struct.pack("!H", checksum(head + hello)) + head[14:]
    return over_ip(OSPF, head + password + hello)


def sip(*fields):
    return over_ip(UDP, udp(5060, 5060, request("REGISTER sip:a.example SIP/2.0", "Via: SIP/2.0/UDP b", *fields)))


def traffic(path):
    cap = Traffic("secrets")
    line = Line(cap, 43000)
    line.ask(request(f"GET http://me:{SECRETS[0]}@a.example/x?y@z HTTP/1.1", "Host: a.example",
                     f"Authorization: Basic {SECRETS[1]}", f"Proxy-Authorization: {SECRETS[2]}",
                     f"Cookie: a={SECRETS[3]}; b=; {SECRETS[4]}; c={SECRETS[5]}=1",
                     f"Referer: http://{SECRETS[6]}@b.example/?q=1@2"))
    line.answer(request("HTTP/1.1 200 OK", f"Set-Cookie: sid={SECRETS[7]}; Path=/; Secure",
                        f"Set-Cookie: {SECRETS[8]}", "Content-Length: 0"))
    line.close()
    cap.packets_of(
        sip(f"Authorization: Digest username=u, response={SECRETS[9]}", f"PROXY-Authorization: {SECRETS[10]}",
            "Call-ID: 7@b"),
        eap(1, b"who"), eap(6, SECRETS[11].encode()), bfd(SECRETS[12].encode()), ospf(SECRETS[13][:8].encode()),
        over_ip(UDP, udp(9, 9, b"passed: " + SECRETS[14].encode())),
        ether(*MACS, 0x1234, SECRETS[15].encode()),           # unknown
        over_ip(UDP, udp(9, 3784, SECRETS[16].encode() * 4)))  # refused
    path.write_bytes(cap.bytes())
    return path


def found_in(out):
    """The secrets that some file of a run has, as text or as a number."""
    whole = b""
    for path in sorted(out.iterdir()):
        data = path.read_bytes()
        whole += gzip.decompress(data) if path.suffix == ".gz" else data
    records = e2e.records(out, "OSPFv2")
    number = int(records[0].get("Authentication") or 0).to_bytes(8, "big")
    return {secret for secret in SECRETS if secret.encode() in whole + number}


def run(folder, *options):
    out = folder / "out"
    netcapd("-r", traffic(folder / "in.pcap"), "--set=TCP.payload=on", "--set=UDP.payload=on", *options, out=out,
            status=DONE)
    return out


@test
def without_it_all_that_records_hold_is_there(folder):
    out = run(folder)
    equal(found_in(out), set(SECRETS[:17]), "secrets")
    web = e2e.records(out, "HTTP")[0]
    equal(web["ReqCookies"], [f"a={SECRETS[3]}", "b=", SECRETS[4], f"c={SECRETS[5]}=1"], "cookies")


@test
def with_it_no_file_has_a_secret(folder):
    out = run(folder, "--redact")
    equal(found_in(out), set(), "secrets")
    equal([name for name in e2e.names(out) if "pcap" in name], [], "files of packets")


@test
def what_was_left_out_is_marked_and_all_else_is_there(folder):
    out = run(folder, "--redact")
    web = e2e.records(out, "HTTP")[0]
    equal(web["URL"], f"http://{MARK}@a.example/x?y@z", "URL")
    equal(web["Host"], "a.example", "host")
    equal(web["Referer"], f"http://{MARK}@b.example/?q=1@2", "referer")
    equal(web["ReqCookies"], [f"a={MARK}", "b=", MARK, f"c={MARK}"], "cookies")
    equal(web["ResCookies"], [f"sid={MARK}; Path=/; Secure", MARK], "cookies set")
    equal(e2e.records(out, "SIP")[0]["Headers"],
          ["via:SIP/2.0/UDP b", f"authorization:{MARK}", f"proxy-authorization:{MARK}", "call-id:7@b"], "headers")
    payloads = {each["Payload"] for each in e2e.records(out, "UDP") if each.get("Payload")}
    equal(payloads, {MARK.encode().hex()}, "payloads")


@test
def an_ini_file_can_say_so_too(folder):
    (folder / "some.ini").write_text("[netcapd]\nredact = on\n")
    equal(found_in(run(folder, f"--config={folder}/some.ini")), set(), "secrets")


SPOKEN = [f"spoken{n:02}" for n in range(16)]
LOGINS = (
    (25, b"220 a ESMTP\r\n", (
        (f"AUTH PLAIN {SPOKEN[0]}\r\n", "535 no\r\n"), ("AUTH LOGIN\r\n", "334 VXNl\r\n"),
        (f"{SPOKEN[1]}\r\n", "334 UGFz\r\n"), (f"{SPOKEN[2]}\r\n", "235 in\r\n"))),
    (21, b"220 a FTP\r\n", (
        ("USER me\r\n", "331 and?\r\n"), (f"pass {SPOKEN[3]} {SPOKEN[4]}\r\n", "230 in\r\n"),
        (f"ACCT {SPOKEN[5]}\r\n", "230 in\r\n"))),
    (110, b"+OK POP3 <1@a>\r\n", (
        ("USER me\r\n", "+OK\r\n"), (f"PASS {SPOKEN[6]} {SPOKEN[7]}\r\n", "-ERR\r\n"),
        (f"APOP me {SPOKEN[8]}\r\n", "-ERR\r\n"), (f"AUTH PLAIN {SPOKEN[9]}\r\n", "-ERR\r\n"),
        ("AUTH CRAM-MD5\r\n", "+ PDEy\r\n"), (f"{SPOKEN[10]}\r\n", "+OK in\r\n"))),
    (143, b"* OK IMAP4rev1\r\n", (
        (f"a login me {SPOKEN[11]}\r\n", "a NO\r\n"), (f'b LOGIN "m e" "{SPOKEN[12]}"\r\n', "b NO\r\n"),
        (f"c AUTHENTICATE PLAIN {SPOKEN[13]}\r\n", "c NO\r\n"), ("d AUTHENTICATE LOGIN\r\n", "+ VXNl\r\n"),
        (f"{SPOKEN[14]}\r\n", "+ UGFz\r\n"), (f"{SPOKEN[15]}\r\n", "d OK\r\n"))))


def logged_in(folder, *options):
    """The secrets that are in the files of a run over who logs in to what talks in lines."""
    cap = Traffic("logins")
    for number, (port, greeting, turns) in enumerate(LOGINS):
        line = Line(cap, 44000 + number, port)
        line.answer(greeting)
        for asked, answered in turns:
            line.ask(asked.encode())
            line.answer(answered.encode())
        line.close()
    (folder / "logins.pcap").write_bytes(cap.bytes())
    out = folder / "logins"
    netcapd("-r", folder / "logins.pcap", *options, out=out, status=DONE)
    whole = b"".join(gzip.decompress(path.read_bytes()) for path in out.iterdir() if path.suffix == ".gz")
    return out, {secret for secret in SPOKEN if secret.encode() in whole}


@test
def who_logs_in_says_secrets(folder):
    out, found = logged_in(folder)
    equal(found, set(SPOKEN), "secrets")


@test
def which_are_left_out_too_and_marked(folder):
    out, found = logged_in(folder, "--redact")
    equal(found, set(), "secrets")
    equal([each["Argument"] for each in e2e.records(out, "SMTP") if each.get("Argument")],
          [f"PLAIN {MARK}", "LOGIN", MARK, MARK], "SMTP")
    equal([each["Argument"] for each in e2e.records(out, "FTP") if each.get("Argument")], ["me", MARK, MARK], "FTP")
    equal([each["Pass"] for each in e2e.records(out, "POP3") if each.get("Pass")], [MARK], "POP3")
    equal([each["Argument"] for each in e2e.records(out, "IMAP") if not each["IsResponse"] and each.get("Argument")],
          [f"me {MARK}", f'"m e" {MARK}', f"PLAIN {MARK}", "LOGIN", MARK, MARK], "IMAP")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
