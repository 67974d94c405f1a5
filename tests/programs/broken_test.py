#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Streams of which a message's end is missing: whatever stands behind the hole is read or passed over,
and nobody is asked about the same bytes for ever."""
import struct

import e2e
from e2e import DONE, equal, netcapd, test, write_capture
from wire import IPV4, TCP, ether, ip4, tcp

HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
SOURCE, DESTINATION = "02:00:00:00:00:01", "02:00:00:00:00:02"
WORDS = {
    443: b"\x16\x03\x01\x01\0\x01\0\0\xfc\x03\x03" + bytes(range(200)),
    8443: b"\x16\x03\x01\0\x01\x01\0\0\x2b\x03\x03" + bytes(range(1, 40)),
    80: b"GET /a HTTP/1.1\r\nHost: h\r\nUser-Agent: long enough to be cut anywhere\r\n\r\n",
    8080: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: text/plain\r\n\r\nfew",
    22: b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3 and more of it\r\n",
    53: b"\0\x40\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03com\0\0\x01\0\x01" + bytes(40),
    5060: b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nCall-ID: 1@h\r\n\r\n",
    502: b"\0\x01\0\0\0\x06\x01\x03\0\0\0\x0a" * 3,
    3000: b"PROXY TCP4 192.0.2.1 192.0.2.2 4000 80\r\nGET / HTTP/1.1\r\n\r\n",
}
BEHIND = [*WORDS.values(), b"\x17\x03\x01\0\x20" + bytes(range(32)), bytes(60), b"any words at all\r\n"]
CUTS = (1, 3, 7, 20, 40)


def segment(client, port, sequence, payload, flags="PA", back=False):
    ends = (client, port) if not back else (port, client)
    hosts = ("192.0.2.1", "192.0.2.2") if not back else ("192.0.2.2", "192.0.2.1")
    return ether(SOURCE, DESTINATION, IPV4, ip4(*hosts, TCP, tcp(*ends, sequence, 1, flags, payload=payload)))


def capture(path, answers):
    """Of each beginning so much, a hole, and what stands behind it; the other side may say the same."""
    frames, client = [], 2000
    for port, words in WORDS.items():
        for cut in CUTS:
            for behind in BEHIND:
                client += 1
                frames += [segment(client, port, 1001, words[:cut]),
                           segment(client, port, 1001 + cut + 30, behind)]
                if answers:
                    frames.append(segment(client, port, 1, b"", "A", back=True))
                    frames.append(segment(client, port, 1, words[:cut], back=True))
                    frames.append(segment(client, port, 1 + cut + 30, behind, back=True))
    stamped = [struct.pack("<IIII", 1700000000 + i // 10, i % 10 * 100000, len(frame), len(frame)) + frame
               for i, frame in enumerate(frames)]
    return write_capture(path, HEAD, stamped)


@test
def what_breaks_off_before_a_hole_costs_no_worker(folder):
    for answers in (False, True):
        path = capture(folder / f"{answers}.pcap", answers)
        for wait in (1, 500):
            done = netcapd("-r", path, f"--gap-wait={wait}", "--overwrite", out=folder / "out", status=DONE)
            equal(e2e.summary(done.stdout)["quarantined"], 0, "packets set aside")


@test
def acknowledgments_that_go_round_and_round_end(folder):
    def left_to_card(sequence, ack):
        """With the sum of the pseudo header."""
        segment = tcp(4000, 5000, sequence, ack, payload=b"0123456789")
        whole = bytearray(ether(SOURCE, DESTINATION, IPV4, ip4("192.0.2.1", "192.0.2.2", TCP, segment)))
        words = struct.unpack("!4H", whole[26:34])
        total = sum(words) + TCP + len(segment)
        struct.pack_into("!H", whole, 14 + 20 + 16, (total & 0xFFFF) + (total >> 16))
        return bytes(whole)

    def answer(ack):
        return ether(SOURCE, DESTINATION, IPV4, ip4("192.0.2.2", "192.0.2.1", TCP,
                                                    tcp(5000, 4000, 77, ack, payload=b"k")))

    for step in (0x40000000, 0x60000000):
        frames = [ether(SOURCE, DESTINATION, IPV4, ip4("192.0.2.1", "192.0.2.2", TCP,
                                                       tcp(4000, 5000, 1000, 0, payload=b"a" * 100))), answer(1100),
                  *(left_to_card(1100 + 10 * n, -step * n % 2**32) for n in range(5)), answer(1150)]
        stamped = [struct.pack("<IIII", 1700000000 + i, 0, len(frame), len(frame)) + frame
                   for i, frame in enumerate(frames)]
        done = netcapd("-r", write_capture(folder / "in.pcap", HEAD, stamped), "--overwrite", out=folder / "out",
                       status=DONE)
        equal(e2e.summary(done.stdout)["quarantined"], 0, "packets set aside")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
