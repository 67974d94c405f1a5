# SPDX-License-Identifier: Apache-2.0
"""Write a capture of KNOCK datagrams, and of others at their port, to standard output."""
import argparse
import struct
import sys

from beat_capture import STATION, beat
from files import Capture
from wire import IPV4, UDP, ether, ip4, udp

KNOCK, BEAT, OTHER = 4749, 4747, 40000


def knock(version, times, door, wrong=0):
    head = struct.pack("!BBH", version, times, door)
    return head + struct.pack("!H", sum(head) + wrong)


SAID = (
    (OTHER, KNOCK, knock(2, 3, 12)),
    (OTHER, KNOCK, knock(1, 1, 13)),           # noted
    (BEAT, KNOCK, beat(7, 0, [(7, -40)])),     # another's answer
    (KNOCK, BEAT, knock(2, 2, 14)),            # to a port whose plugin is asked nothing
    (KNOCK, BEAT, knock(1, 0, 15)),            # refused by both: nothing is noted
    (OTHER, KNOCK, knock(2, 3, 16, wrong=1)),  # no knock
)


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    capture = Capture("knock")
    for source, destination, data in SAID:
        datagram = ip4("192.0.2.7", "192.0.2.1", UDP, udp(source, destination, data))
        capture.packet(ether("02:00:5e:00:53:fe", STATION, IPV4, datagram))
    sys.stdout.buffer.write(capture.bytes())


if __name__ == "__main__":
    main()
