# SPDX-License-Identifier: Apache-2.0
"""HTTP as it is met: first lines outside the grammar, heads that were lost or cut, wrong lengths,
other versions; and which response answers which request then."""
from fragments import Traffic
from hypertext import OK, request
from lines import LONGER_THAN_A_GAP, NOT_FOUND, Line, get

CLIENT, SERVER = 0, 1
HEADERS = 14 + 20 + 20  # in front of a segment's bytes
NO_LENGTH = -1

UNREADABLE = ("HTTP/1.1 000 ok", "HTTP/1.1 099 x", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1",
              "HTTP/1.1 -20 x", "HTTP/1.1 2x0 OK", "HTTP/1.1 OK 200", "HTTP/1.1200 OK")
READABLE = ("HTTP/1.1 200\rX:y", "HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "HTTP/1.1 200OK",
            "HTTP/1.1  200 OK", "http/1.1 200 ok", "HTTP/1.1\t200 OK", "HTTP/ 200 OK")
# The line, what can be read of it, and how it is answered.
REQUESTS = (("GET HTTP/1.1", {"URL": ""}, 400), ("GET  HTTP/1.1", {"URL": ""}, 400),
            ("GET /x HTTP/1.", {"Proto": "HTTP/1."}, 203), ("GET /x", {"Proto": ""}, 400),
            ("FROB /x HTTP/3.7", {"Method": "FROB", "Proto": "HTTP/3.7"}, 405),
            ("GET /x http/1.1", {"Proto": "http/1.1"}, 403),
            ("G@T /x HTTP/1.1", {"Method": "G@T"}, 400))
WRONG_LENGTHS = ("-1", "+5", "5 5", "0x5", "5,6", "18446744073709551615", "9223372036854775808")


def says(status, length=0):
    return request(f"HTTP/1.1 {status} X", f"Content-Length: {length}") + b"x" * length


class Odd(Line):
    """Each on a port of its own."""
    ports = iter(range(43001, 44000))

    def __init__(self, cap, **line):
        super().__init__(cap, next(Odd.ports), **line)

    def answered(self, url, status, **members):
        """A request that was made before `members`' times, and its response."""
        asked = self.ask(get(url))
        self.record(url, asked, self.answer(says(status)), StatusCode=status, ResContentLength=0,
                    **members)

    def done(self):
        """Another pair, and the end once all holes have been waited for."""
        self.answered("/done", 404)
        self.pause(LONGER_THAN_A_GAP)
        self.close()


def status_lines(cap):
    for status, lines in ((0, UNREADABLE), (200, READABLE)):
        for text in lines:
            line = Odd(cap)
            asked = line.ask(get("/odd"))
            answered = line.answer(request(text, "Content-Length: 2") + b"ok")
            line.record("/odd", asked, answered, StatusCode=status)
            line.done()


def no_response(cap):
    """Bytes that are none stand where one should."""
    for text in (b"\x15\x03\x01\0\x02\x02\x28", b"<html>busy</html>", b"200 OK\r\n\r\n"):
        line = Odd(cap)
        line.record("/unreadable", line.ask(get("/unreadable")))
        line.answer(text)
        line.done()


def request_lines(cap):
    for text, members, status in REQUESTS:
        line = Odd(cap)
        line.answered("/before", 201)
        asked = line.ask(request(text, "Host: h"))
        line.record("/x", asked, line.answer(says(status)), **{
            "Host": "h", "StatusCode": status, "ResContentLength": 0, **members})
        line.done()


def lost_heads(cap):
    """Of the first response the head was not captured; nothing may be moved by that."""
    for opened in (True, False):
        line = Odd(cap, opened=opened)
        line.record("/0", line.ask(get("/0")))
        line.missed(SERVER, 100)
        line.answer(b"the rest of it")
        line.segment(CLIENT)
        line.pause(LONGER_THAN_A_GAP)
        line.answered("/1", 200)
        line.answered("/2", 301)
        line.close()


def lost_among_pipelined(cap):
    """Nobody knows which of the three was answered: none says it was."""
    line = Odd(cap)
    asked = line.ask(get("/0") + get("/1") + get("/2"))
    line.missed(SERVER, len(OK))
    line.segment(CLIENT)
    line.alone(line.answer(NOT_FOUND), StatusCode=404, ResContentLength=0)
    for url in ("/0", "/1", "/2"):
        line.record(url, asked)
    line.pause(LONGER_THAN_A_GAP)
    line.done()


def lost_requests(cap):
    """The answer to what was not captured is not the next one's."""
    line = Odd(cap)
    line.answered("/before", 201)
    line.missed(CLIENT, len(get("/lost")))
    line.alone(line.answer(NOT_FOUND), StatusCode=404, ResContentLength=0)
    line.answered("/behind", 203)
    line.done()


def lengths(cap):
    for length in ("5", "00000000000000000000005"):
        line = Odd(cap)
        asked = line.ask(request("POST /right HTTP/1.1", f"Content-Length: {length}") + b"12345")
        line.record("/right", asked, line.answer(OK), Method="POST", ReqContentLength=5)
        line.done()
    for length in WRONG_LENGTHS:
        line = Odd(cap)
        asked = line.ask(request("POST /wrong HTTP/1.1", f"Content-Length: {length}") + b"12345")
        line.record("/wrong", asked, line.answer(OK), Method="POST")
        line.done()
        line = Odd(cap)
        asked = line.ask(get("/wrong"))
        answered = line.answer(request("HTTP/1.1 200 OK", f"Content-Length: {length}") + b"12345")
        line.record("/wrong", asked, answered, ResContentLength=NO_LENGTH)
        line.done()


def versions(cap):
    line = Odd(cap, to=8080)
    line.ask(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
    line.answer(b"\0\0\0\4\0\0\0\0\0")
    line.close()
    line = Odd(cap)
    asked = line.ask(request("GET /two HTTP/2.0", "Host: h"))
    line.record("/two", asked, line.answer(says(505)), Proto="HTTP/2.0", Host="h", StatusCode=505,
                ResContentLength=0)
    line.done()
    line = Odd(cap)
    line.record("/zero", line.ask(b"GET /zero\r\n"), Proto="HTTP/0.9")
    line.answer(b"<html>hello</html>")
    line.close()
    line = Odd(cap)
    asked = line.ask(request("GET /shout HTTP/1.0", "Host: h"))
    answered = line.answer(b"ICY 200 OK\r\nicy-name:x\r\n\r\n\xff\xfb")
    line.record("/shout", asked, answered, Proto="HTTP/1.0", Host="h", ResContentLength=NO_LENGTH)
    line.close()


def cut_heads(cap):
    """As a snap length cuts them: what is there is true, and the next pair is whole again."""
    asks = request("GET /cut HTTP/1.1", "Host: h", "User-Agent: tester", "X: " + "x" * 200)
    tells = request("HTTP/1.1 200 OK", "Server: s", "Content-Type: text/html", "Content-Length: 5",
                    "X: " + "y" * 200) + b"hello"
    html = {"ContentType": "text/html", "ResContentType": "text/html"}
    for snap, agent, told in ((80, "", {}), (96, "te", {}), (110, "tester", html),
                              (160, "tester", {**html, "ResContentLength": 5}),
                              (200, "tester", {**html, "ResContentLength": 5})):
        line = Odd(cap)
        asked = line.send(CLIENT, asks, snap=snap)
        answered = line.send(SERVER, tells, snap=snap)
        line.record("/cut", asked, answered, HeadCut=True, Host="h", UserAgent=agent,
                    ServerName="s", **{"ResContentLength": NO_LENGTH, **told})
        line.segment(CLIENT)
        line.pause(LONGER_THAN_A_GAP)
        line.done()


def cut_and_last(cap):
    """The only request is cut, and so are the segments of its response."""
    line = Odd(cap)
    asked = line.send(CLIENT, request("GET /last HTTP/1.1", "Host: h", "X: " + "x" * 200), snap=100)
    answered = line.send(SERVER, request("HTTP/1.1 200 OK", "Content-Length: 900") + b"x" * 400,
                         snap=100)
    line.send(SERVER, b"x" * 500, snap=100)
    line.segment(CLIENT)
    line.record("/last", asked, answered, Host="h", ResContentLength=900, HeadCut=True)
    line.pause(LONGER_THAN_A_GAP)
    line.close()


CASES = (status_lines, no_response, request_lines, lost_heads, lost_among_pipelined, lost_requests,
         lengths, versions, cut_heads, cut_and_last)


def odd():
    cap = Traffic("odd")
    for case in CASES:
        case(cap)
    return cap


CAPTURES = (odd,)
