#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What fills tables, N of it, a packet each microsecond.

flows       connections of three packets (SYN, SYN+ACK, RST), each with endpoints of its own
syn         SYNs that nobody answers, each from another endpoint
fragments   first fragments of datagrams whose rest never comes
acks        segments with data that begin nowhere, sequence numbers all over, one connection each
"""
import argparse
import struct

START, STEP = 1700000000 * 10**6, 1
SYN, RST, ACK = 2, 4, 16


def ethernet_ip(source, destination, proto, body, ident=0, fragment=0):
    head = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(body), ident, fragment, 64, proto, 0, source,
                       destination)
    return b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0" + head + body


def tcp(ports, sequence, acknowledgment, flags, data=b""):
    return struct.pack("!HHIIBBHHH", *ports, sequence, acknowledgment, 0x50, flags, 8192, 0, 0) + data


def ends(number):
    """An address and a port of its own for each number up to 2^24."""
    return 0x0A000000 | number & 0xFFFFFF, 0xC6120001, (1024 + number % 60000, 443)


def flows(number):
    client, server, ports = ends(number)
    there, back = ports, ports[::-1]
    yield ethernet_ip(client, server, 6, tcp(there, number, 0, SYN))
    yield ethernet_ip(server, client, 6, tcp(back, 7, number + 1, SYN | ACK))
    yield ethernet_ip(client, server, 6, tcp(there, number + 1, 8, RST))


def syn(number):
    client, server, ports = ends(number)
    yield ethernet_ip(client, server, 6, tcp(ports, number, 0, SYN))


def fragments(number):
    client, server, ports = ends(number)
    datagram = struct.pack("!HHHH", *ports, 1472, 0) + bytes(1464)
    yield ethernet_ip(client, server, 17, datagram, number & 0xFFFF, 0x2000)


def acks(number):
    client, server, ports = ends(number)
    yield ethernet_ip(client, server, 6,
                      tcp(ports, number * 0x9E3779B1 & 0xFFFFFFFF, 1, ACK, b"GET / HTTP/1.1\r\n"))


def write(path, kind, count):
    time = START
    with open(path, "wb", buffering=1 << 20) as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(count):
            for frame in KINDS[kind](number):
                time += STEP
                out.write(struct.pack("<IIII", time // 10**6, time % 10**6, len(frame), len(frame)))
                out.write(frame)


KINDS = {"flows": flows, "syn": syn, "fragments": fragments, "acks": acks}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", metavar="OUT", help="the capture to write")
    parser.add_argument("kind", metavar="KIND", choices=KINDS, help="one of the above")
    parser.add_argument("count", metavar="N", type=int, help="how many of them")
    options = parser.parse_args()
    write(options.out, options.kind, options.count)


if __name__ == "__main__":
    main()
