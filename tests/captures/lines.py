# SPDX-License-Identifier: Apache-2.0
"""Talks whose segments get lost or come in disorder, with any numbers, and around any link."""
import tls
from hypertext import OK, request
from network import ONE, TWO
from talks import FOUR, Talk, stamp
from tunnels import GRE, octets
from wire import IPV4, IPV6, TCP, VLAN, ether, ip4, ip6, tcp, vlan

WRAP = 2**32
MACS = ((TWO, ONE), (ONE, TWO))
LONGER_THAN_A_GAP = 0.6
HELLO = tls.record(tls.HANDSHAKE, tls.hello(tls.PLAIN))
SERVER_HELLO = tls.server_hello(tls.RANDOM)
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def plain(side, packet):
    return ether(*MACS[side], IPV6 if packet[0] >> 4 == 6 else IPV4, packet, least=0)


def tagged(side, packet):
    return ether(*MACS[side], VLAN, vlan(7, IPV4, packet), least=0)


def tunnelled(side, packet):
    return plain(side, ip4(FOUR[side], FOUR[1 - side], GRE, octets("0000 0800") + packet))


def get(url):
    return request(f"GET {url} HTTP/1.1")


def page(size):
    """A response of 39 bytes and a body."""
    return request("HTTP/1.1 200 OK", f"Content-Length: {size}") + b"x" * size


class Line(Talk):
    """What a segment's fields are not told, they have from where the talk stands."""

    def __init__(self, cap, port, to=80, begin=(1000, 5000), addresses=FOUR, around=plain,
                 opened=True):
        super().__init__(cap, port, to, addresses, opened=False)
        self.next, self.around = list(begin), around
        if opened:
            self.open("S", "SA", "A")

    def open(self, *steps):
        """Flags of the three segments, or of those of them that were captured."""
        for flags in steps:
            self.send(int(flags == "SA"), flags=flags)

    def segment(self, side, payload=b"", flags="A", at=0, ack=None, snap=None, **fields):
        """One segment, so far behind the next byte; when it was captured, as text."""
        heard = self.next[1 - side] if ack is None else ack
        data = tcp(self.port[side], self.port[1 - side], (self.next[side] + at) % WRAP,
                   heard % WRAP if "A" in flags else 0, flags, payload=payload, **fields)
        ends = self.addresses[side], self.addresses[1 - side]
        packet = (ip6 if ":" in ends[0] else ip4)(*ends, TCP, data)
        self.cap.packet(self.around(side, packet), after=0.01, snap=snap)
        return stamp(self.cap.time)

    def send(self, side, payload=b"", flags="PA", **fields):
        """A segment that counts."""
        time = self.segment(side, payload, flags, **fields)
        self.missed(side, len(payload) + ("S" in flags) + ("F" in flags))
        return time

    def missed(self, side, size):
        """Bytes that were sent and not captured."""
        self.next[side] += size

    def spread(self, side, whole, edges, order, **fields):
        """The pieces between edges in an order given by their digits; when the first byte came."""
        pieces = [(at, whole[at:end]) for at, end in zip((0, *edges), (*edges, len(whole)))]
        first = None
        for at, piece in (pieces[int(digit)] for digit in order):
            time = self.segment(side, piece, "PA", at=at, **fields)
            first = first or (time if at == 0 else None)
        self.missed(side, len(whole))
        return first

    def pause(self, seconds):
        self.cap.clock += round(seconds * 10**9)

    def record(self, url, asked, answered=None, **members):
        if answered:
            members = {"ResTimestamp": answered, "StatusCode": 200, "ResContentLength": 2,
                       **members}
        self.cap.expect(kind="http", **{"Timestamp": asked, "Proto": "HTTP/1.1", "Method": "GET",
                                        "URL": url, **self.ends(), **members})

    def alone(self, answered, **members):
        """A response whose request was not seen."""
        self.cap.expect(kind="http", **{
            "Timestamp": answered, "ResTimestamp": answered, "RequestMissing": True,
            "StatusCode": 200, "ResContentLength": 2, **self.ends(), **members})

    def exchange(self, url, response=OK):
        """A request and its response, of which nothing is missing."""
        asked = self.ask(get(url))
        wrong = {"StatusCode": 404, "ResContentLength": 0} if response == NOT_FOUND else {}
        self.record(url, asked, self.answer(response), **wrong)

    def later(self, url, response=OK):
        """When holes have been waited for: another exchange, and the end."""
        self.pause(LONGER_THAN_A_GAP)
        self.exchange(url, response)
        self.close()

    def hello(self, begun):
        """A record of the client's hello; the server's has none."""
        self.cap.expect(kind="tls", **{
            "Timestamp": begun, "Type": 22, "Version": 0x0301, "HandshakeType": 1,
            "HandshakeVersion": 0x0303, "Random": tls.RANDOM.hex(), "CompressMethods": [0],
            "MessageLen": 47, "SrcMAC": ONE, "DstMAC": TWO, **self.ends(), **tls.BARE_MEMBERS})

    def greet(self, begun):
        """The same, and the server answers."""
        self.hello(begun)
        self.answer(SERVER_HELLO)
