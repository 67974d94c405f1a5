# SPDX-License-Identifier: Apache-2.0
"""Write a capture of FERRY transfers to standard output: by default a few, with what goes wrong in
one; or so many whole ones at a time, of 500 blocks each."""
import argparse
import struct
import sys

from files import Capture
from wire import IPV4, UDP, ether, ip4, udp

CLIENT, SERVER = "192.0.2.7", "192.0.2.1"
DOCK, FETCH, BLOCK, THANKS, SIZE = 4769, 1, 3, 4, 512


class Talk:
    """Datagrams between the two hosts."""

    def __init__(self):
        self.capture = Capture("ferry")

    def say(self, source, ports, what, rest, after=0.25):
        target = SERVER if source == CLIENT else CLIENT
        data = udp(*ports, struct.pack("!H", what) + rest)
        self.capture.packet(ether("02:00:5e:00:53:fe", "02:00:5e:00:53:01", IPV4,
                                  ip4(source, target, UDP, data)), after)

    def fetch(self, client, name):
        self.say(CLIENT, (client, DOCK), FETCH, name.encode())

    def block(self, server, client, number, size, after=0.25):
        self.say(SERVER, (server, client), BLOCK, struct.pack("!H", number) + bytes(size), after)

    def thanks(self, client, server, number, after=0.25):
        self.say(CLIENT, (client, server), THANKS, struct.pack("!H", number), after)


def few(talk):
    talk.block(50009, 40000, 1, 5)          # nobody has asked yet: not for us
    talk.fetch(40000, "map")
    talk.fetch(40001, "chart")
    talk.block(50000, 40000, 1, SIZE)
    talk.thanks(40000, 50000, 1)
    talk.block(50001, 40001, 1, SIZE)       # two transfers at a time
    talk.block(50000, 40000, 1, SIZE)       # once more
    talk.block(50000, 40000, 3, SIZE)       # refused: not the next
    talk.block(50000, 40000, 2, 17)
    talk.thanks(40000, 50000, 2)
    talk.thanks(40001, 50001, 1)
    talk.block(50001, 40001, 2, SIZE)       # and no more of it
    talk.say(CLIENT, (40002, DOCK), BLOCK, b"")    # refused: asks for nothing
    talk.fetch(40002, "late")
    talk.thanks(40000, 50000, 2, 35)
    talk.thanks(40000, 50000, 2, 35)
    talk.block(50002, 40002, 1, 1)          # is not waited for any more
    talk.fetch(40000, "tide")               # by the same port, from another
    talk.block(50003, 40000, 1, 0)


def many(talk, n):
    for i in range(n):
        talk.fetch(41000 + i, f"file {i}")
    for number in range(1, 501):
        for i in range(n):
            size = SIZE if number < 500 else i
            talk.block(51000 + i, 41000 + i, number, size, 0.0001)
            talk.thanks(41000 + i, 51000 + i, number, 0.0001)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", metavar="N", type=int, nargs="?", help="whole transfers at a time")
    n = parser.parse_args().n
    talk = Talk()
    if n:
        many(talk, n)
    else:
        few(talk)
    sys.stdout.buffer.write(talk.capture.bytes())


if __name__ == "__main__":
    main()
