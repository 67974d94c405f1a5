# SPDX-License-Identifier: Apache-2.0
"""Write a capture of BEAT datagrams to standard output."""
import argparse
import struct
import sys

from files import Capture
from wire import IPV4, UDP, ether, ip4, mac, udp

STATION = "02:00:5e:00:53:01"


def beat(sequence, kind, readings, rest=b"", magic=b"BEAT"):
    head = magic + struct.pack("!BBH", 1 << 4 | kind, len(readings), sequence) + mac(STATION)
    return head + b"".join(struct.pack("!Bh", *reading) for reading in readings) + rest


BEATS = (
    beat(1, 0, [(7, -40), (8, 1000)], b"rest"),
    beat(2, 1, [], struct.pack("!H", 72)),                # a pulse inside
    beat(3, 2, []),                                       # a kind that nobody decodes
    beat(4, 0, [], magic=b"BEET"),                        # refused
    beat(5, 0, [(1, 1), (2, 2), (3, 3)])[:-1],            # ends within the last reading
    beat(6, 0, [(sensor, sensor) for sensor in range(101)]),  # more readings than the option allows
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", metavar="PORT", type=int, nargs="?", default=4747,
                        help="where the datagrams go to; default: %(default)s")
    port = parser.parse_args().port
    capture = Capture("beat")
    for data in BEATS:
        datagram = ip4("192.0.2.7", "192.0.2.1", UDP, udp(40000, port, data))
        capture.packet(ether("02:00:5e:00:53:fe", STATION, IPV4, datagram))
    sys.stdout.buffer.write(capture.bytes())


if __name__ == "__main__":
    main()
