# SPDX-License-Identifier: Apache-2.0
"""The capture of wrong guesses: protocols on ports of others, behind what others say first, beside
bytes that are none, and answers without a question.

A port is a guess, and so is what a side says first: RFC 6335 section 8.1 asks nobody to believe
in a port.  What is found has its record, as if it had come alone.
"""
import struct

from fragments import Traffic
from hypertext import OK, request
from lines import HELLO, NOT_FOUND, SERVER_HELLO, Line, get, page
from names import WWW, WWW_HEX, head, question
from talks import SIX, stamp
from tunnels import octets
from wire import A

CLIENT, SERVER = 0, 1
BAD_MODBUS, BAD_DNS = octets("0004 0001 ffff 0103"), octets("0005 ff ff ff ff ff ff ff ff ff ff ff ff ff")
V2 = octets("0d0a0d0a000d0a515549540a")
V2_ENDS = octets("c0000207 0a000002 04d2 0050")
V1 = b"PROXY TCP4 192.0.2.7 10.0.0.2 1234 80\r\n"


class Guess(Line):
    """A line on which things are said that have no record, then others."""

    def __init__(self, cap, port=80, source=None, **line):
        cap.lines = getattr(cap, "lines", 0) + 1
        super().__init__(cap, source or 43000 + cap.lines, port, **line)

    def words(self, *said):
        for side, data in said:
            self.say(side, data if isinstance(data, bytes) else data.encode())
        return self

    def behind(self, first, data, cut):
        """Both in pieces of a size; when the first byte behind the first of them came."""
        start = self.cap.clock
        self.say(CLIENT, first + data, cut)
        return stamp(start + len(first) // cut * 10**7)

    def secure(self, first=b"", cut=1400):
        """A hello, an answer, and the end."""
        self.hello(self.behind(first, HELLO, cut))
        self.say(SERVER, SERVER_HELLO)
        self.close()

    def message(self, side, number, function=3):
        """A Modbus request or answer."""
        data = struct.pack("!HHHBB", number, 0, 6 if side == CLIENT else 5, 1, function)
        began = self.say(side, data + (b"\0\0\0\1" if side == CLIENT else b"\2\0\1"))
        self.cap.expect(kind="modbus", Timestamp=began, TransactionIdentifier=number,
                        Length=6 if side == CLIENT else 5, UnitIdentifier=1, FunctionCode=function,
                        Context=self.context(side))

    def asks(self, number, side=CLIENT):
        """A DNS question, or its echo without an answer."""
        data = head(number, 0x8180 if side else 0x0100, 1) + question(WWW, A)
        began = self.say(side, struct.pack("!H", len(data)) + data)
        more = {"QR": True, "RA": True} if side else {}
        self.cap.expect(kind="dns", Timestamp=began, ID=number, RD=True, QDCount=1,
                        Questions=[{"Name": WWW_HEX, "Type": 1, "Class": 1}],
                        Context=self.context(side), **more)


SPOKEN_BEFORE_TLS = (
    (587, (1, "220 mx ESMTP\r\n"), (0, "EHLO c\r\n"), (1, "250-mx\r\n250 STARTTLS\r\n"),
     (0, "STARTTLS\r\n"), (1, "220 go\r\n")),
    (21, (1, "220 ftp\r\n"), (0, "AUTH TLS\r\n"), (1, "234 go\r\n")),
    (143, (1, "* OK\r\n"), (0, "a STARTTLS\r\n"), (1, "a OK\r\n")),
    (110, (1, "+OK\r\n"), (0, "STLS\r\n"), (1, "+OK\r\n")),
    (119, (1, "200 news\r\n"), (0, "STARTTLS\r\n"), (1, "382 go\r\n")),
    (4190, (1, '"STARTTLS"\r\nOK\r\n'), (0, "STARTTLS\r\n"), (1, "OK\r\n")),
    (6667, (0, "STARTTLS\r\n"), (1, ":irc 670 * :go\r\n")),
    (5222, (0, "<stream:stream to='x'>"), (1, "<stream:stream><starttls/>"), (0, "<starttls/>"),
     (1, "<proceed/>")),
    (389, (0, octets("301d 020101 7718 8016") + b"1.3.6.1.4.1.1466.20037"),
     (1, octets("300c 020101 7807 0a0100 0400 0400"))),
    (5432, (0, octets("00000008 04d2162f")), (1, "S")),
    (5432, (0, octets("00000008 04d21630")), (1, "N"), (0, octets("00000008 04d2162f")), (1, "S")),
    (3306, (1, octets("4a000000 0a") + b"8.0.36\0" + b"x" * 66), (0, octets("20000001") + b"\0" * 32)),
    (3389, (0, octets("03000013 0ee00000000000 0100080003000000")),
     (1, octets("03000013 0ed00000123400 0200080001000000"))),
    (1080, (0, octets("050100")), (1, octets("0500")), (0, octets("05010001 c0000207 01bb")),
     (1, octets("05000001 00000000 0000"))),
    (1080, (0, octets("050102")), (1, octets("0502")), (0, octets("0101 75 01 70")), (1, octets("0100")),
     (0, octets("05010001 c0000207 01bb")), (1, octets("05000001 00000000 0000"))),
    (1080, (0, octets("0401 01bb c0000207 00")), (1, octets("005a 0000 00000000"))),
    (53, (1, "220 mx ESMTP\r\n"), (0, "EHLO c\r\n"), (1, "250 STARTTLS\r\n"), (0, "STARTTLS\r\n"),
     (1, "220 go\r\n")),
    (443, (0, V1)), (443, (0, V2 + octets("21 11 000c") + V2_ENDS)), (4711,),
)


def switched(cap):
    """TLS behind the words by which it was agreed on; whole, in pieces, and byte by byte."""
    for number, (port, *said) in enumerate(SPOKEN_BEFORE_TLS):
        Guess(cap, port).words(*said).secure(cut=(1400, 3, 1)[number % 3])


def proxied(cap):
    """What a proxy says first, in the segment of what follows or in one of its own."""
    for header in (V1, b"PROXY TCP6 2001:db8::7 2001:db8::2 1234 80\r\n", b"PROXY UNKNOWN\r\n",
                   V2 + octets("21 11 000c") + V2_ENDS, V2 + octets("20 00 0000"),
                   V2 + octets("21 11 0013") + V2_ENDS + octets("04 0004 00000000")):
        for cut in (len(header), 1400, 7):
            line = Guess(cap)
            line.record("/proxied", line.behind(header, get("/proxied"), cut), line.answer(OK))
            line.exchange("/the-next", NOT_FOUND)
            line.close()
    Guess(cap, 443).secure(V1)
    Guess(cap, 443).secure(V2 + octets("21 11 000c") + V2_ENDS)


def on_other_ports(cap):
    """HTTP and TLS where others are expected, at the server's port and at the client's."""
    for port in (53, 502, 5060, 5353, 853, 443):
        for cut in (1400, 5, 1):
            line = Guess(cap, port)
            line.record("/elsewhere", line.ask(get("/elsewhere"), cut), line.answer(OK))
            line.close()
            Guess(cap, port).secure(cut=cut)
    for port in (53, 502, 5060):
        line = Guess(cap, 8080, source=port)
        line.record("/from-there", line.ask(get("/from-there")), line.answer(OK))
        line.close()
        Guess(cap, 8443, source=port).secure()


def long_line(cap):
    """A first line of more bytes than anybody is shown at once."""
    for size, cut in ((5000, 1400), (15000, 1400), (5000, 99)):
        url = "/" + "x" * size
        line = Guess(cap)
        line.record(url, line.ask(get(url), cut), line.answer(OK))
        line.close()


def bad_among_modbus(cap):
    """What is no message costs itself, whoever says it, wherever."""
    for places in (((SERVER, 1),), ((CLIENT, 2),), ((SERVER, 2), (SERVER, 3)),
                   ((CLIENT, 3), (SERVER, 1)), ((SERVER, 1), (SERVER, 2), (SERVER, 3))):
        line = Guess(cap, 502)
        for number in range(1, 6):
            for side in (CLIENT, SERVER):
                if (side, number) in places:
                    line.say(side, BAD_MODBUS)
                else:
                    line.message(side, number)
        line.close()


def bad_among_dns(cap):
    for places in (((SERVER, 1),), ((CLIENT, 2),), ((SERVER, 2), (SERVER, 3)),
                   ((CLIENT, 3), (SERVER, 1)), ((SERVER, 1), (SERVER, 2), (SERVER, 3))):
        line = Guess(cap, 53)
        for number in range(1, 6):
            for side in (CLIENT, SERVER):
                if (side, number) in places:
                    line.say(side, BAD_DNS)
                else:
                    line.asks(number, side)
        line.close()


def bad_among_http(cap):
    """A request that is none is answered, and not by what answers the next."""
    line = Guess(cap)
    line.exchange("/before")
    line.say(CLIENT, b"FROB\r\n\r\n")
    line.alone(line.answer(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"), StatusCode=400,
               ResContentLength=0)
    line.exchange("/behind", NOT_FOUND)
    line.close()
    for wrong in ("-1", "5 5", "0x5", "18446744073709551616"):
        line = Guess(cap)
        asked = line.ask(request("POST /wrong HTTP/1.1", f"Content-Length: {wrong}") + b"12345")
        line.record("/wrong", asked, line.answer(OK), Method="POST")
        line.exchange("/behind-that", NOT_FOUND)
        line.close()


def answers_alone(cap):
    """One side was captured, or nothing was asked."""
    def unheard(**line):
        line = Guess(cap, opened=False, **line)
        line.missed(CLIENT, 1)
        line.open("SA")
        line.missed(CLIENT, 100)
        return line

    for addresses in (("192.0.2.1", "192.0.2.2"), SIX):
        line = unheard(addresses=addresses)
        answered = line.answer(OK + NOT_FOUND)
        line.alone(answered)
        line.alone(answered, StatusCode=404, ResContentLength=0)
        line.send(SERVER, flags="FA")
    line = unheard()
    line.alone(line.answer(page(30000)), ResContentLength=30000)
    line.alone(line.answer(NOT_FOUND), StatusCode=404, ResContentLength=0)
    line.send(SERVER, flags="FA")
    line = unheard()
    line.alone(line.answer(request("HTTP/1.1 206 Part", "Transfer-Encoding: chunked")
                           + b"2\r\nok\r\n0\r\n\r\n"), StatusCode=206, ResContentLength=-1)
    line.alone(line.answer(request("HTTP/1.1 304 Same")), StatusCode=304, ResContentLength=0)
    line.alone(line.answer(request("HTTP/1.1 200 OK") + b"until the end"), ResContentLength=-1)
    line.send(SERVER, flags="FA")
    line = Guess(cap)
    line.say(CLIENT, octets("160301 0000 67 61 72 62 61 67 65 00 0d0a0d0a"))
    line.alone(line.answer(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n"), StatusCode=400,
               ResContentLength=0)
    line.close()
    line = Guess(cap)
    line.alone(line.answer(b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n"), StatusCode=408,
               ResContentLength=0)
    line.close()


def named_only(cap):
    """What has no record, but a name."""
    Guess(cap, port=22).words((SERVER, "SSH-2.0-b\r\n"), (CLIENT, "SSH-2.0-a\r\n")).close()


def guesses():
    cap = Traffic("guesses")
    for case in (switched, proxied, on_other_ports, long_line, bad_among_modbus, bad_among_dns,
                 bad_among_http, answers_alone, named_only):
        case(cap)
    return cap


def recognised():
    """What is known by its first bytes and has no record, and nothing that waits for more."""
    cap = Traffic("recognised")
    named_only(cap)
    line = Guess(cap, source=43900)  # of nobody else's, that with all captures in one it stays known
    line.record("/proxied", line.behind(V1, get("/proxied"), 1400), line.answer(OK))
    line.close()
    return cap


CAPTURES = guesses, recognised
