# SPDX-License-Identifier: Apache-2.0
"""Conversations over TCP: what each side says, in segments with the right numbers."""
from joins import OfTCP
from network import ONE, TWO
from wire import IPV4, IPV6, TCP, ether, ip4, ip6, tcp

FOUR = ("192.0.2.1", "192.0.2.2")
SIX = ("2001:db8::1", "2001:db8::2")


def stamp(time):
    return f"{time // 10**9}.{time % 10**9 // 1000:06d}"


class Talk:
    """One connection from a client's port to a server's; sequence numbers begin at 1000 and 5000."""

    def __init__(self, cap, source, destination, addresses=FOUR, opened=True):
        self.cap = cap
        self.port = (source, destination)
        self.addresses = addresses
        self.next = [1000, 5000]
        if opened:
            self.segment(0, flags="S")
            self.next[0] += 1
            self.segment(1, flags="SA")
            self.next[1] += 1
            self.segment(0)

    def segment(self, side, payload=b"", flags="A", seq=None):
        """One segment with these bytes, which are not counted."""
        source, destination = self.addresses[side], self.addresses[1 - side]
        data = tcp(self.port[side], self.port[1 - side], self.next[side] if seq is None else seq,
                   0 if flags == "S" else self.next[1 - side], flags, payload=payload)
        four = ":" not in source
        packet = (ip4 if four else ip6)(source, destination, TCP, data)
        macs = (TWO, ONE) if side == 0 else (ONE, TWO)
        self.cap.packet(ether(*macs, IPV4 if four else IPV6, packet, least=0))

    def say(self, side, payload, cut=1400):
        """The bytes in order; the time of the first of them, as text."""
        first = stamp(self.cap.clock)
        for at in range(0, len(payload), cut):
            piece = payload[at:at + cut]
            self.segment(side, piece, "PA")
            self.next[side] += len(piece)
        return first

    def ask(self, payload, cut=1400):
        return self.say(0, payload, cut)

    def answer(self, payload, cut=1400):
        return self.say(1, payload, cut)

    def close(self):
        for side in (0, 1):
            self.segment(side, flags="FA")
            self.next[side] += 1
        self.segment(0)

    def ends(self):
        """What records say of a message from the client."""
        return {"SrcIP": self.addresses[0], "DstIP": self.addresses[1],
                "SrcPort": self.port[0], "DstPort": self.port[1]}

    def context(self, side):
        """The same as layers have it, of a message from this side."""
        return OfTCP(SrcIP=self.addresses[side], DstIP=self.addresses[1 - side],
                     SrcPort=str(self.port[side]), DstPort=str(self.port[1 - side]))
