#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What begins a connection, what repeats, what no host would take: streams and flows agree on it.

Of each kind there are a dozen cases, made here packet by packet.  All requests are found, each once
and with its own response, and Connection and Flow have as many connections of each port as began.
"""
import collections
import itertools

import e2e
from e2e import equal, named, netcapd

from fragments import Traffic, cut, datagram, frag4, frag6  # noqa: E402
from hypertext import request  # noqa: E402
from lines import NOT_FOUND, OK, WRAP, Line, get, tagged, tunnelled  # noqa: E402
from wire import NOP, window_scale  # noqa: E402

ISN = 1000
FAR = (-70000, -1460, -1, 1, 2, 100, 1460, 65536, 70000, 1 << 20, 1 << 24, 500000000, 1 << 30)
INSIDE = {"around": tunnelled, "addresses": ("10.0.0.1", "10.0.0.2")}
PLACES = ({}, {"around": tagged}, INSIDE)


class Case(Traffic):
    """How many connections each client's port has had."""

    def __init__(self, *_):
        super().__init__("standing")
        self.begun = collections.Counter()
        self.ports = itertools.count(43000)

    def line(self, port=None, **how):
        port = port or next(self.ports)
        self.begun[port] += 1
        return Line(self, port, **how)


def passed_over(done, what):
    """The number in the summary."""
    lines = [line for line in done.stdout.splitlines() if line.startswith(what)]
    return int(lines[0].rsplit(" ", 1)[-1].replace(",", "")) if lines else 0


def same_requests(cap, out):
    wanted = sorted(cap.kinds.get("http", ()), key=lambda each: float(each["Timestamp"]))
    got = sorted(e2e.records(out, "HTTP"), key=lambda each: float(each["Timestamp"]))
    equal([(each["Timestamp"], each["URL"]) for each in got],
          [(each["Timestamp"], each["URL"]) for each in wanted], "the requests")
    for one, other in zip(got, wanted):
        for member, value in other.items():
            equal(one.get(member), value, f"{member} of {other['URL']}")


def same_connections(cap, out, both=True):
    for kind, sides in (("Connection", ("Src",)), ("Flow", ("Src", "Dst") if both else ("Src",))):
        for side in sides:
            flows = collections.Counter()
            for each in e2e.records(out, kind):
                port = int(each[side + "Port"] or 0)
                flows[port] += port in cap.begun and each["TransportProto"] == "TCP"
            equal(+flows, cap.begun, f"the number of {kind}s by {side}Port")


def look(folder, make, both=True, counted=None):
    for place, workers in itertools.product(PLACES, (1, 3)):
        cap = Case()
        outside = make(cap, place)
        path = folder / "standing.pcap"
        path.write_bytes(cap.bytes())
        out = folder / f"out{PLACES.index(place)}-{workers}"
        done = netcapd("-r", path, f"--workers={workers}", out=out, status=e2e.DONE)
        same_requests(cap, out)
        same_connections(cap, out, both)
        if counted:
            equal(passed_over(done, counted), outside, counted)


def kind(sentence, make, **how):
    named(sentence, lambda folder: look(folder, make, **how))


def resets_and_ends_before_the_answer(cap, place):
    early = ((1, "RA"), (1, "FA"), (0, "R"), (0, "FA"), (1, "R"), (0, "F"))
    for number, some in enumerate((*itertools.product(early, repeat=2), *zip(early))):
        line = cap.line(opened=False, **place)
        line.open("S")
        line.missed(1, 1)
        for side, flags in some:
            line.segment(side, flags=flags)
        line.missed(1, -1)
        line.open("SA", "A")
        line.exchange(f"/early{number}")
        line.close()


def resets_out_of_place(cap, place):
    for number, (side, far) in enumerate(itertools.product((0, 1), FAR)):
        line = cap.line(**place)
        line.exchange(f"/before{number}")
        line.segment(side, flags="R", at=far)
        line.exchange(f"/after{number}")
        line.close()
    return 2 * len(FAR)


def what_goes_on_behind_a_reset(cap, place, after=None):
    """One of the number that is expected, by somebody on the way; `after`: who sends another then."""
    for number, (side, flags, wait) in enumerate(itertools.product((0, 1), ("R", "RA"), (0.001, 0.3, 1, 20))):
        line = cap.line(**place)
        line.exchange(f"/before{number}")
        line.segment(side, flags=flags)
        if after is not None:
            line.segment(after ^ side, flags="R")
        for more in range(2):
            line.pause(wait)
            line.exchange(f"/behind{number}-{more}")
        line.close()


def another_attempt_after_a_reset(cap, place):
    waits = (0.001, 0.5, 1, 2, 3, 4, 6, 30, 59, 61, 70, 250)
    for number, (wait, isn) in enumerate(itertools.product(waits, (0, 1, -1, 900000))):
        line = cap.line(opened=False, **place)
        line.open("S")
        line.next[1] = 0
        line.segment(1, flags="RA")
        line.pause(wait)
        again = cap.line(port=line.port[0], begin=(ISN + isn, 77000), **place)
        again.exchange(f"/again{number}", NOT_FOUND)
        again.close()


def ports_used_again(cap, place):
    for number, (far, closed) in enumerate(itertools.product(FAR, (False, True))):
        line = cap.line(begin=(WRAP // 2, 5000), **place)
        line.exchange(f"/first{number}")
        if closed:
            line.close()
        line = cap.line(port=line.port[0], begin=((WRAP // 2 + far) % WRAP, 900), **place)
        line.exchange(f"/second{number}", NOT_FOUND)
        line.close()


def openings_forged(cap, place):
    """Nobody answers them."""
    for number, (side, far) in enumerate(itertools.product((0, 1), FAR)):
        line = cap.line(**place)
        line.exchange(f"/before{number}")
        line.segment(side, flags="S", at=far)
        line.exchange(f"/after{number}")
        line.close()
    return 2 * len(FAR)


def segments_and_acknowledgements_far_ahead(cap, place):
    """The forged segment has its forged acknowledgement."""
    beyond = (65536, 70000, 100000, 1 << 17, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 28, 500000000)
    for number, (far, side) in enumerate(itertools.product(beyond, (0, 1))):
        line = cap.line(**place)
        line.exchange(f"/before{number}")
        line.segment(side, get("/forged"), "PA", at=far)
        line.segment(1 - side, ack=line.next[side] + far + len(get("/forged")))
        line.segment(side, flags="FA", at=far)
        line.exchange(f"/after{number}")
        line.close()
    return 3 * 2 * len(beyond)


def windows_that_are_scaled(cap, place):
    """What lies within a scaled window belongs to it, and comes out of order."""
    for shift in range(1, 13):
        line = cap.line(opened=False, **place)
        for flags in ("S", "SA"):
            line.send(int(flags == "SA"), flags=flags, options=NOP + window_scale(shift))
        line.segment(0)
        line.segment(1)
        whole = request(f"POST /scaled{shift} HTTP/1.1", "Content-Length: 90000") + b"x" * 90000
        line.segment(0, whole[-500:], "PA", at=len(whole) - 500)
        asked = line.segment(0, whole[:45000], "PA")
        line.segment(0, whole[45000:-500], "PA", at=45000)
        line.missed(0, len(whole))
        line.record(f"/scaled{shift}", asked, line.answer(OK), Method="POST",
                    ReqContentLength=90000)
        line.close()
    return 0


def late_retransmissions(cap, place):
    for number, wait in enumerate((1, 1.9, 2.2, 3, 5, 10, 30, 45, 59)):
        line = cap.line(**place)
        line.exchange(f"/late{number}")
        line.close()
        line.pause(wait)
        line.segment(0, get(f"/late{number}"), "PA", at=-len(get(f"/late{number}")) - 1)
        line.segment(1, OK, "PA", at=-len(OK) - 1)
        line.segment(0, flags="FA", at=-1)
        line.pause(300)


def bytes_that_come_behind_the_end(cap, place):
    for number, wait in enumerate((0.1, 1, 2, 3, 5, 10, 20, 30, 45, 55)):
        line = cap.line(**place)
        whole = get(f"/missing{number}")
        asked = line.ask(whole)
        line.segment(1, OK[20:], "FPA", at=20)
        line.segment(0, flags="FA", ack=line.next[1])
        line.missed(0, 1)
        line.pause(wait)
        answered = line.segment(1, OK[:20], "PA")
        line.record(f"/missing{number}", asked, answered)
        line.missed(1, len(OK) + 1)
        line.segment(0)


def holes_of_one_side(cap, place):
    """The other is not captured: what comes after half a minute is read."""
    for number in range(12):
        line = cap.line(opened=False, **place)
        line.open("S")
        line.missed(1, 1)
        line.segment(0)
        line.record(f"/one{number}", line.ask(get(f"/one{number}")))
        line.missed(0, 700)
        line.record(f"/two{number}", line.ask(get(f"/two{number}")))
        line.pause(31 if number % 2 else 3)
    line.pause(40)


kind("a RST or FIN before the answer to a SYN does not end a connection that comes to be",
     resets_and_ends_before_the_answer)
kind("a RST that no host believes ends nothing", resets_out_of_place,
     counted="RSTs that no host believes")
kind("all is read that goes on behind a RST, and it is one connection", what_goes_on_behind_a_reset)
kind("so it is behind two of one side", lambda cap, place: what_goes_on_behind_a_reset(cap, place, after=0))
kind("so it is behind one of each", lambda cap, place: what_goes_on_behind_a_reset(cap, place, after=1))


@e2e.test
def flows_that_go_on_behind_a_reset_end_as_if_there_was_none(folder):
    cap = Case()
    what_goes_on_behind_a_reset(cap, {})
    (folder / "standing.pcap").write_bytes(cap.bytes())
    netcapd("-r", folder / "standing.pcap", out=folder / "out", status=e2e.DONE)
    for each in ("Connection", "Flow"):
        reasons = collections.Counter(record["EndReason"] for record in e2e.records(folder / "out", each))
        equal(set(reasons), {"closed"}, f"why {each}s ended")


kind("after a RST another SYN is another attempt at once", another_attempt_after_a_reset)
kind("ends that are used again have two connections, whatever their numbers", ports_used_again)
kind("a SYN that nobody answers changes nothing where a connection stands", openings_forged,
     counted="SYNs that open nothing")
kind("what lies outside any window is passed over", segments_and_acknowledgements_far_ahead,
     counted="segments outside any window")
kind("what lies in a scaled window is none of that", windows_that_are_scaled,
     counted="segments outside any window")
kind("what is sent again behind the end is read once", late_retransmissions)
kind("bytes that come behind the end are read", bytes_that_come_behind_the_end)
kind("a hole of one side alone is passed in time", holes_of_one_side, both=False)


CONFIRM = 17  # packets behind a leap of more than a minute


def whole_datagrams(folder, frag, waits):
    cap = Case()
    for number, wait in enumerate(waits):
        first, second = cut(datagram(number + 1), 32)
        cap.packet(frag(number, first), after=wait)
        cap.packet(frag(number, second), after=200)
    for number in range(CONFIRM):  # that the last of them was not a clock that leaps
        cap.packet(frag(1000 + number, first), after=0.001)
    path = folder / "fragments.pcap"
    path.write_bytes(cap.bytes())
    netcapd("-r", path, out=folder / "out", status=e2e.DONE)
    return [int(each["SrcPort"]) - 1 for each in e2e.records(folder / "out", "UDP")]


def patience(sentence, frag, limit):
    waits = [limit * part / 12 for part in range(1, 24)]
    named(sentence, lambda folder: equal(whole_datagrams(folder, frag, waits), list(range(11)),
                                         "those that are put together"))


patience("fragments of IPv6 wait for sixty seconds", frag6, 60)
patience("fragments of IPv4 wait for thirty seconds", frag4, 30)


if __name__ == "__main__":
    raise SystemExit(e2e.main())
