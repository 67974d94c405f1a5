# SPDX-License-Identifier: Apache-2.0
"""The capture of segments: conversations as they come over a network, and what is said in them.

RFC 9293 puts streams together, the first bytes count where segments overlap.  What the other side
acknowledged was there, though it was not captured: after half a second it is passed over.  A
message has the time of its first byte.  Between two cases is an hour of silence, so that records
of requests without an answer stand with their case.
"""
import tls
from fragments import LONGER_THAN_ANYONE_WAITS, Traffic
from hypertext import OK, request
from lines import (HELLO, LONGER_THAN_A_GAP, NOT_FOUND, SERVER_HELLO, WRAP, Line, get, page, tagged,
                   tunnelled)
from talks import SIX
from tunnels import octets
from wire import NOP

INSIDE = ("10.0.0.1", "10.0.0.2")
UNTIL_THE_END = b"HTTP/1.1 200 OK\r\n\r\nuntil the end"
COOKIE = octets("220a 0102030405060708") + NOP * 2  # RFC 7413 section 4.1.1


def holes(cap):
    """Not captured, but acknowledged: in bodies nothing is lost, in a head its message."""
    line = Line(cap, 42001)
    asked = line.ask(get("/hole-in-body"))
    answered = line.spread(1, page(30), (50, 60), "02")
    line.segment(0)
    line.record("/hole-in-body", asked, answered, ResContentLength=30)
    line.later("/behind-it")
    line = Line(cap, 42002)
    whole = request("POST /hole-in-posted HTTP/1.1", "Content-Length: 30") + b"x" * 30
    asked = line.spread(0, whole, (60, 70), "02")
    line.record("/hole-in-posted", asked, line.answer(OK), Method="POST", ReqContentLength=30)
    line.later("/behind-that")


def holes_in_heads(cap):
    """What is there of them is a record, and what answers it answers no later one."""
    line = Line(cap, 42003)
    asked = line.spread(0, request("GET /hole-in-head HTTP/1.1", "Accept: */*"), (20, 30), "02")
    line.record("/hole-in-head HT", asked, line.answer(OK), Proto="", HeadCut=True)
    line.later("/behind-the-head", NOT_FOUND)
    line = Line(cap, 42004)
    asked = line.ask(get("/hole-in-answer"))
    line.record("/hole-in-answer", asked, line.spread(1, page(30), (10, 25), "02"), StatusCode=0,
                ResContentLength=-1, HeadCut=True)
    line.segment(0)
    line.later("/behind-the-answer", NOT_FOUND)
    line = Line(cap, 42005, 443)
    line.spread(0, HELLO, (20, 40), "02")
    line.answer(SERVER_HELLO)
    line.pause(LONGER_THAN_A_GAP)
    line.ask(tls.record(tls.DATA, tls.RANDOM))
    line.close()


def sent_again(cap):
    """Lost before it was captured: nobody acknowledges it, and it comes three seconds later."""
    line = Line(cap, 42006)
    whole = get("/sent-again")
    asked = line.segment(0, whole[:6], "PA")
    line.segment(0, whole[12:], "PA", at=12)
    for _ in range(3):
        line.segment(1, ack=line.next[0] + 6)
        line.pause(1)
    line.segment(0, whole[6:12], "PA", at=6)
    line.missed(0, len(whole))
    line.record("/sent-again", asked, line.answer(OK))
    line.close()


def disorder(cap):
    line = Line(cap, 42007)
    asked = line.spread(0, get("/disorder"), (6, 12), "210")
    line.record("/disorder", asked, line.spread(1, OK, (10, 20), "120"))
    line.close()
    line = Line(cap, 42008, 443)
    line.greet(line.spread(0, HELLO, (5, 20, 40), "3120"))
    line.close()


def duplicates(cap):
    line = Line(cap, 42009)
    asked = line.spread(0, get("/duplicates"), (6, 12), "0011022012")
    line.segment(1)
    line.segment(1)
    line.record("/duplicates", asked, line.spread(1, OK, (10,), "01011"))
    line.close()


def overlaps(cap):
    """With the same bytes and with others, before and after the first of them were read."""
    line = Line(cap, 42010)
    whole = get("/overlaps")
    pieces = ((0, 8), (12, 16), (4, 14), (2, 6), (10, len(whole)), (0, len(whole)))
    times = [line.segment(0, whole[at:end], "PA", at=at) for at, end in pieces]
    line.missed(0, len(whole))
    line.record("/overlaps", times[0], line.answer(OK))
    line.close()
    line = Line(cap, 42011)
    whole, other = get("/first-wins"), get("/other-wins")
    for words, at, end in ((whole, 5, 10), (other, 2, 12)):
        line.segment(0, words[at:end], "PA", at=at)
    asked = line.segment(0, whole[:2], "PA")
    line.segment(0, other, "PA")
    line.missed(0, len(whole))
    answered = line.segment(1, OK[:20], "PA")
    line.segment(1, OK.replace(b"200 OK", b"500 No"), "PA")
    line.missed(1, len(OK))
    line.record("/first-wins", asked, answered)
    line.close()


def wrapped(cap):
    """Numbers go on at 0 within messages, in order and not, and right behind the opening."""
    for port, begin, order in ((42012, (WRAP - 10, WRAP - 20), "012"),
                               (42013, (WRAP - 10, WRAP - 20), "210"),
                               (42014, (WRAP - 1, WRAP - 2), "102")):
        line = Line(cap, port, begin=begin)
        asked = line.spread(0, get("/wrapped"), (6, 12), order)
        line.record("/wrapped", asked, line.spread(1, OK, (10, 20), order))
        line.close()


def probes(cap):
    """The window is closed: a byte is said until it is heard, RFC 9293 section 3.8.6.1."""
    line = Line(cap, 42015)
    whole = get("/probes")
    asked = line.send(0, whole[:6])
    for at, byte in ((0, whole[6:7]), (0, whole[6:7]), (-1, b"")):
        line.segment(1, window=0)
        line.pause(1)
        line.segment(0, byte, at=at)
    line.segment(1, window=0)
    line.segment(1)
    line.send(0, whole[6:])
    line.record("/probes", asked, line.answer(OK))
    line.close()


def keep_alives(cap):
    """With a byte that counts for nothing or without one, RFC 1122 section 4.2.3.6."""
    line = Line(cap, 42016)
    for url in ("/alive", "/still-alive", "/alive-at-last"):
        for side in (0, 1):
            for byte in (b"\0", b""):
                line.pause(60)
                line.segment(side, byte, at=-1)
                line.segment(1 - side)
        line.exchange(url)
    line.close()


def parts(cap):
    """Captured from a keep-alive in the middle on; only the server's side."""
    line = Line(cap, 42017, opened=False)
    line.segment(0, b"\0", at=-1)
    line.answer(b"the rest of a page\r\n")
    line.segment(0)
    line.exchange("/in-the-middle")
    line.close()
    line = Line(cap, 42018, opened=False)
    line.missed(0, 1)
    line.open("SA")
    for url in ("/not-captured", "/nor-this"):
        line.missed(0, len(get(url)))
        line.alone(line.answer(OK))
    line.send(1, flags="FA")


def one_side(cap):
    """Only the client's: requests without their responses, though these are acknowledged."""
    line = Line(cap, 42019, opened=False)
    line.open("S")
    line.missed(1, 1)
    line.segment(0)
    for url in ("/one-side", "/one-side-again"):
        line.record(url, line.ask(get(url)))
        line.missed(1, len(OK))
        line.segment(0)
    line.send(0, flags="FA")
    line = Line(cap, 42020, 443, opened=False)
    line.open("S")
    line.missed(1, 1)
    line.hello(line.ask(HELLO))


def half_open(cap):
    """The client lost its memory and opens again, RFC 9293 section 3.5.1, figure 11."""
    old = Line(cap, 42021)
    old.record("/forgotten", old.ask(get("/forgotten")))
    old.segment(1)
    new = Line(cap, 42021, begin=(WRAP // 2, WRAP // 3), opened=False)
    new.segment(0, flags="S")
    old.segment(1)
    old.segment(0, flags="R")
    new.open("S", "SA", "A")
    new.exchange("/remembered")
    new.close()


def again(cap):
    """The same ends a moment later, with numbers a little beyond the last."""
    line = Line(cap, 42022)
    line.exchange("/before-end")
    line.close()
    line = Line(cap, 42022, begin=[number + 100 for number in line.next])
    line.exchange("/after-end")
    line.close()
    line = Line(cap, 42023)
    line.exchange("/before-reset")
    line.segment(1, flags="R")
    line = Line(cap, 42023, begin=[number + 100 for number in line.next])
    line.exchange("/after-reset")
    line.segment(0, flags="RA")


def resets(cap):
    """The text of a reset is none of the stream, RFC 9293 section 3.10.7.4."""
    line = Line(cap, 42024)
    line.exchange("/reset")
    line.segment(0, get("/no-request"), "RA")
    line = Line(cap, 42025)
    asked = line.ask(get("/reset-in-body"))
    line.record("/reset-in-body", asked, line.answer(UNTIL_THE_END), ResContentLength=-1)
    line.segment(1, OK, "R")
    line = Line(cap, 42026)
    line.record("/reset-for-an-answer", line.ask(get("/reset-for-an-answer")))
    line.segment(1, OK, "RA")


def ends_with_data(cap):
    """FIN stands behind the bytes of its segment, even when these come before others."""
    line = Line(cap, 42027)
    asked = line.send(0, get("/last-words"), "FPA")
    line.record("/last-words", asked, line.send(1, OK, "FPA"))
    line.segment(0)
    line = Line(cap, 42028)
    asked = line.ask(get("/end-comes-first"))
    line.segment(1, OK[20:], "FPA", at=20)
    answered = line.segment(1, OK[:20], "PA")
    line.missed(1, len(OK) + 1)
    line.record("/end-comes-first", asked, answered)
    line.send(0, flags="FA")
    line.segment(1)


def fast_open(cap):
    """RFC 7413: what is said with the opening is heard, or said again."""
    line = Line(cap, 42029, opened=False)
    asked = line.send(0, get("/fast-open"), "S", options=COOKIE)
    line.open("SA")
    answered = line.answer(OK)
    line.record("/fast-open", asked, answered)
    line.segment(0)
    line.close()
    line = Line(cap, 42030, opened=False)
    line.segment(0, get("/not-so-fast"), "S", options=COOKIE)
    line.missed(0, 1)
    line.open("SA")  # the server took none of it
    asked = line.ask(get("/not-so-fast"))
    line.record("/not-so-fast", asked, line.answer(OK))
    line.close()
    line = Line(cap, 42031, 443, opened=False)
    begun = line.send(0, HELLO, "S", options=COOKIE)
    line.open("SA")
    line.greet(begun)
    line.close()


def opened_twice(cap):
    """Both openings are said again, the client's also when it is long over."""
    line = Line(cap, 42032, opened=False)
    line.segment(0, flags="S")
    line.pause(1)
    line.open("S")
    line.segment(1, flags="SA")
    line.pause(1)
    line.open("SA", "A")
    line.exchange("/opened-twice")
    line.segment(0, flags="S", at=-len(get("/opened-twice")) - 1)
    line.exchange("/and-still-open")
    line.close()


def closed_at_once(cap):
    """RFC 9293 section 3.6, figure 13."""
    line = Line(cap, 42033)
    asked = line.ask(get("/closed-at-once"))
    line.record("/closed-at-once", asked, line.answer(UNTIL_THE_END), ResContentLength=-1)
    heard = list(line.next)
    line.send(0, flags="FA", ack=heard[1])
    line.send(1, flags="FA", ack=heard[0])
    line.segment(0)
    line.segment(1)


def said_late(cap):
    """All of it comes once more a second after the end."""
    line = Line(cap, 42034)
    line.exchange("/late")
    line.close()
    line.pause(1)
    line.segment(0, get("/late"), "PA", at=-len(get("/late")) - 1)
    line.segment(1, OK, "PA", at=-len(OK) - 1)
    for side in (0, 1):
        line.segment(side, flags="FA", at=-1)


def around(cap):
    """Over IPv6, in a tunnel, behind a tag: in disorder, with what lies right around it."""
    for port, how in ((42035, {"addresses": SIX}), (42036, {"around": tagged}),
                      (42037, {"around": tunnelled, "addresses": INSIDE})):
        line = Line(cap, port, **how)
        asked = line.spread(0, get("/around"), (6, 12), "201")
        line.record("/around", asked, line.spread(1, OK, (10,), "10"))
        line.close()
    line = Line(cap, 42038, 443, addresses=SIX)
    line.greet(line.spread(0, HELLO, (20,), "10"))
    line.close()


def urgent(cap):
    """Urgent bytes are bytes of the stream like others, RFC 6093 section 3.1."""
    line = Line(cap, 42039)
    whole = get("/urgent")
    asked = line.send(0, whole[:6])
    line.send(0, whole[6:12], "UPA", urgent=6)
    line.send(0, whole[12:])
    line.record("/urgent", asked, line.send(1, OK, "UPA", urgent=1))
    line.close()


def bytewise(cap):
    line = Line(cap, 42040)
    asked = line.ask(get("/bytes"), cut=1)
    line.record("/bytes", asked, line.answer(OK, cut=1))
    line.close()
    line = Line(cap, 42041, 443)
    line.greet(line.ask(HELLO, cut=1))
    line.close()


def answered_first(cap):
    """The response overtakes its request on the way to the capture, and the request itself."""
    line = Line(cap, 42042)
    whole = get("/answered-first")
    answered = line.send(1, OK, ack=line.next[0] + len(whole))
    asked = line.spread(0, whole, (6,), "10", ack=line.next[1] - len(OK))
    line.record("/answered-first", asked, answered)
    line.close()


def cut_short(cap):
    """Of a segment only the first bytes were kept, behind 54 of headers: the others are a hole."""
    line = Line(cap, 42043)
    asked = line.ask(get("/cut-body"))
    answered = line.send(1, page(30), snap=54 + 50)
    line.segment(0)
    line.record("/cut-body", asked, answered, ResContentLength=30)
    line.later("/behind-a-cut")
    line = Line(cap, 42044)
    asked = line.send(0, get("/cut-head"), snap=54 + 12)
    line.record("/cut-hea", asked, line.answer(OK), Proto="", HeadCut=True)
    line.later("/behind-a-cut-head", NOT_FOUND)


def two_at_once(cap):
    """Connections of the same hosts, segment by segment in turn."""
    one, two = Line(cap, 42045), Line(cap, 42046)
    words = [get("/one-of-two"), get("/two-of-two")]
    first = [line.send(0, whole[:9]) for line, whole in zip((one, two), words)]
    for line, whole in zip((one, two), words):
        line.send(0, whole[9:])
    answered = [line.send(1, OK[:9]) for line in (one, two)]
    two.record("/two-of-two", first[1], answered[1])
    two.send(1, OK[9:])
    one.record("/one-of-two", first[0], answered[0])
    one.send(1, OK[9:])
    one.close()
    two.close()


CASES = (holes, holes_in_heads, sent_again, disorder, duplicates, overlaps, wrapped, probes,
         keep_alives, parts, one_side, half_open, again, resets, ends_with_data, fast_open,
         opened_twice, closed_at_once, said_late, around, urgent, bytewise, answered_first,
         cut_short, two_at_once)


def streams():
    cap = Traffic("streams")
    for case in CASES:
        case(cap)
        cap.clock += LONGER_THAN_ANYONE_WAITS * 10**9
    return cap


CAPTURES = (streams,)
