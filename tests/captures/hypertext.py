# SPDX-License-Identifier: Apache-2.0
"""A capture of HTTP/1.0 and HTTP/1.1, with the records RFC 9110 and RFC 9112 ask for.

A record stands where its response is read, with the time of its request."""
import struct

from files import Capture
from queues import told
from talks import SIX, Talk, stamp

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def request(line, *fields):
    return b"".join(text.encode() + b"\r\n" for text in (line, *fields, ""))


class Page:
    """Talks in one capture, and the records of them."""

    def __init__(self, cap, port, **talk):
        self.cap = cap
        self.talk = Talk(cap, port, talk.pop("to", 80), **talk)

    def alone(self, answered, **members):
        """A response whose request was not seen."""
        self.cap.expect(**{"Timestamp": answered, "ResTimestamp": answered, "RequestMissing": True,
                           **self.talk.ends(), **members})

    def record(self, asked, answered=None, **members):
        if answered:
            members["ResTimestamp"] = answered
        self.cap.expect(**{"Timestamp": asked, "Proto": "HTTP/1.1", "Method": "GET", "URL": "/",
                           **self.talk.ends(), **members})


def fields(cap):
    """All fields; a chunked response in small segments, with a trailer."""
    page = Page(cap, 40001)
    asked = page.talk.ask(request(
        "POST /form?a=1,2 HTTP/1.1", "Host: www.example.com", "user-agent:  Tester/1.0 (X; Y) ",
        "Referer: http://www.example.com/", "Cookie: id=7; theme=dark", "Cookie: last=1",
        "Content-Type: text/plain", "Content-Encoding: identity", "Content-Length: 5") + b"hello")
    answered = page.talk.answer(request(
        "HTTP/1.1 201 Created", "Server: demo/2", "Content-Type: text/html; charset=utf-8",
        "Content-Encoding: gzip", "Set-Cookie: id=8; Path=/; HttpOnly", "Set-Cookie: seen=yes",
        "Transfer-Encoding: chunked")
        + b"6;x=y\r\nHTTP/1\r\n4\r\n.1 2\r\n0\r\nDigest: none\r\n\r\n", cut=50)
    page.record(asked, answered, Method="POST", URL="/form?a=1,2", Host="www.example.com",
                UserAgent="Tester/1.0 (X; Y)", Referer="http://www.example.com/",
                ReqCookies=["id=7", "theme=dark", "last=1"], ReqContentType="text/plain",
                ReqContentEncoding="identity", ReqContentLength=5, StatusCode=201,
                ServerName="demo/2", ContentType="text/html; charset=utf-8",
                ResContentType="text/html; charset=utf-8", ResContentEncoding="gzip",
                ResCookies=["id=8; Path=/; HttpOnly", "seen=yes"], ResContentLength=-1)
    # The same connection goes on: HEAD and 304 have no body, whatever the length says.
    asked = page.talk.ask(request("HEAD /a HTTP/1.1", "Host: a"))
    answered = page.talk.answer(request("HTTP/1.1 200 OK", "Content-Length: 1000"))
    page.record(asked, answered, Method="HEAD", URL="/a", Host="a", StatusCode=200,
                ResContentLength=1000)
    asked = page.talk.ask(request("GET /b HTTP/1.1", "Host: b", "If-None-Match: x"))
    answered = page.talk.answer(request("HTTP/1.1 304 Not Modified"))
    page.record(asked, answered, URL="/b", Host="b", StatusCode=304)
    page.talk.close()


def pipelined(cap):
    """Three requests in one segment over IPv6, on a port of no name; the last gets no answer."""
    page = Page(cap, 40002, to=8123, addresses=SIX)
    asked = page.talk.ask(b"".join(request(f"GET /{n} HTTP/1.1") for n in range(3)))
    answered = page.talk.answer(OK + b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    page.record(asked, answered, URL="/0", StatusCode=200, ResContentLength=2)
    page.record(asked, answered, URL="/1", StatusCode=404)
    page.talk.close()
    page.record(asked, URL="/2")


def out_of_order(cap):
    """The second half of the request comes first, then all of it again; and folded lines."""
    page = Page(cap, 40003)
    whole = b"GET / HTTP/1.1\nHost: one\nUser-Agent: folded\n\t over lines\n\n"
    start = page.talk.next[0]
    page.talk.segment(0, whole[20:], "PA", seq=start + 20)
    page.talk.segment(0, whole[:20], "PA")
    asked = stamp(cap.time)
    page.talk.segment(0, whole, "PA")
    page.talk.next[0] += len(whole)
    answered = page.talk.answer(b"\r\n" + OK)
    page.record(asked, answered, Host="one", UserAgent="folded over lines", StatusCode=200,
                ResContentLength=2)
    page.talk.close()


def interim(cap):
    """100 Continue answers nothing; the body comes after it."""
    page = Page(cap, 40004)
    asked = page.talk.ask(request("PUT /f HTTP/1.1", "Host: a", "Expect: 100-continue",
                                  "Transfer-Encoding: chunked"))
    page.talk.answer(request("HTTP/1.1 100 Continue"))
    page.talk.ask(b"3\r\nabc\r\n0\r\n\r\n")
    answered = page.talk.answer(request("HTTP/1.1 204 No Content"))
    page.record(asked, answered, Method="PUT", URL="/f", Host="a", ReqContentLength=-1,
                StatusCode=204)
    page.talk.close()


def tunnel(cap):
    """Behind CONNECT, another conversation in HTTP."""
    page = Page(cap, 40005, to=3128)
    asked = page.talk.ask(request("CONNECT inner.example.com:80 HTTP/1.1", "Host: proxy"))
    answered = page.talk.answer(request("HTTP/1.1 200 Connection established"))
    page.record(asked, answered, Method="CONNECT", URL="inner.example.com:80",
                Host="inner.example.com:80", StatusCode=200, ResContentLength=-1)
    asked = page.talk.ask(request("GET http://u:p@inner.example.com/x HTTP/1.0", "Host: other"))
    answered = page.talk.answer(b"HTTP/1.0 200 OK\r\n\r\nuntil the end")
    page.record(asked, answered, Proto="HTTP/1.0", URL="http://u:p@inner.example.com/x",
                Host="inner.example.com", StatusCode=200, ResContentLength=-1)
    page.talk.close()


def upgraded(cap):
    page = Page(cap, 40006)
    asked = page.talk.ask(request("GET /chat HTTP/1.1", "Connection: Upgrade",
                                  "Upgrade: websocket"))
    answered = page.talk.answer(request("HTTP/1.1 101 Switching Protocols",
                                        "Upgrade: websocket"))
    page.record(asked, answered, URL="/chat", StatusCode=101)
    page.talk.ask(b"\x81\x05hello")
    page.talk.close()


def not_opened(cap):
    """Its beginning was not captured: the answer to an older request says so."""
    page = Page(cap, 40007, opened=False)
    answered = page.talk.answer(b"HTTP/1.1 500 Old\r\nContent-Length: 3\r\n\r\nold")
    page.alone(answered, StatusCode=500, ResContentLength=3)
    asked = page.talk.ask(b"GET /x HTTP/1.1\r\nUser-Agent: caf\xe9\r\n\r\n")
    answered = page.talk.answer(OK)
    page.record(asked, answered, URL="/x", UserAgent="caf\\xe9", StatusCode=200,
                ResContentLength=2)
    page.talk.close()


def refused(cap):
    """Lengths that contradict each other: nobody knows where the response ends."""
    page = Page(cap, 40008)
    asked = page.talk.ask(request("FROB / HTTP/1.1"))
    answered = page.talk.answer(
        request("HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 3") + b"ab")
    page.record(asked, answered, Method="FROB", StatusCode=200, ResContentLength=-1)


def http():
    cap = Capture("http")
    for part in (fields, pipelined, out_of_order, interim, tunnel, upgraded, not_opened, refused):
        part(cap)
    return cap


def http2_frame(kind, flags, stream, payload):
    return struct.pack("!I", len(payload))[1:] + struct.pack("!BBI", kind, flags, stream) + payload


FRAMES = ("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY",
          "WINDOW_UPDATE", "CONTINUATION")


def http2_says(cap, talk, side, *frames, before=b""):
    """Frames at once, each with what its record says beside its head; the talk has them in segments."""
    first, sent, at = len(cap.packets), before, []
    for kind, flags, stream, payload, _ in frames:
        at.append(len(sent))
        sent += http2_frame(kind, flags, stream, payload)
    start = cap.clock
    talk.say(side, sent)
    for (kind, flags, stream, payload, members), begin in zip(frames, at):
        # What is told of a frame is its head and, of settings, all.
        end = begin + 9 + (len(payload) if kind == 4 else 0)
        told(cap, talk, side, stamp(start + begin // 1400 * 250000000), Type=kind, Name=FRAMES[kind], Flags=flags,
             StreamID=stream, Length=len(payload), **members)
        cap.records[-1]["PacketNumber"] = first + 1 + (end - 1) // 1400


def http2():
    """RFC 9113: a preface and settings, a server's settings alone, and behind an upgrade; heads are
    compressed and nobody reads them."""
    cap = Capture("http2")
    preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    settings = (4, 0, 0, b"".join(struct.pack("!HI", n, 100 * n) for n in range(1, 7)),
                {"Settings": [{"ID": n, "Value": 100 * n} for n in range(1, 7)]})
    head, body = (1, 4, 1, bytes(range(200)), {"EndHeaders": True}), (0, 1, 1, b"body" * 300, {"EndStream": True})
    for port, before, asks, answers in ((50001, preface, (settings, head), (settings, body)),
                                        (50002, preface, (settings,), (settings, head, body)),
                                        (50003, b"", (), (settings, head, body)), (50004, preface, (body,) * 4, ())):
        talk = Talk(cap, port, 8080)
        http2_says(cap, talk, 0, *asks, before=before)
        http2_says(cap, talk, 1, *answers)
        talk.close()
    return cap


CAPTURES = (http, http2)
