#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Kinds of conversations, each in a dozen forms: what a server says alone, what a snap length cuts, what
is no message among others, what comes late, what comes with a SYN.

Each form is a connection of its own; what its records must say follows from what was sent.
"""
import collections
import itertools

import e2e
from e2e import equal, named, netcapd

from fragments import Traffic  # noqa: E402
from guesses import BAD_DNS, BAD_MODBUS, CLIENT, SERVER, Guess  # noqa: E402
from hypertext import request  # noqa: E402
from lines import NOT_FOUND, OK, Line, get, page, tagged, tunnelled  # noqa: E402

PLACES = ({}, {"around": tagged}, {"around": tunnelled, "addresses": ("10.0.0.1", "10.0.0.2")})


class Case(Traffic):
    """What HTTP's records of each client's port must say, and how many connections it has."""

    def __init__(self):
        super().__init__("kinds")
        self.pages = collections.defaultdict(list)
        self.begun = collections.Counter()
        self.ports = itertools.count(43001)

    def line(self, **how):
        port = next(self.ports)
        self.begun[port] += 1
        return Line(self, port, **how)


def run(folder, cap, name="out"):
    (folder / "kinds.pcap").write_bytes(cap.bytes())
    netcapd("-r", folder / "kinds.pcap", out=folder / name, status=e2e.DONE)
    return folder / name


def same_pages(cap, out):
    found = collections.defaultdict(list)
    for each in e2e.records(out, "HTTP"):
        assert not each.get("HeadCut"), f"cut: {each}"
        found[each["SrcPort"]].append((each["URL"], each.get("StatusCode", 0)))
    equal(dict(found), dict(cap.pages), "the pages of each port")


def kind(sentence, make):
    def look(folder):
        for number, place in enumerate(PLACES):
            cap = Case()
            make(cap, place)
            out = run(folder, cap, f"out{number}")
            same_pages(cap, out)
            found = collections.Counter(int(each["SrcPort"]) for each in e2e.records(out, "Connection")
                                        if each["TransportProto"] == "TCP")
            equal(found, cap.begun, "the Connections of each port")
    named(sentence, look)


def header(line, *fields):
    return request(f"HTTP/1.1 {line}", *fields)


CHUNKS = b"2\r\nok\r\n3;x=y\r\nand\r\n0\r\nTrailer: t\r\n\r\n"
QUOTED = b"log:\n" + NOT_FOUND
ALONE = (
    (OK, 200), (NOT_FOUND + OK, 404, 200), (OK * 5, *[200] * 5),
    (header("206 Part", "Transfer-Encoding: chunked") + CHUNKS + NOT_FOUND, 206, 404),
    (header("204 None") + NOT_FOUND, 204, 404),
    (header("304 Same", "Content-Length: 900") + NOT_FOUND, 304, 404),
    (header("200 To-HEAD", "Content-Length: 900") + NOT_FOUND, 200, 404),
    (header("200 To-HEAD", "Transfer-Encoding: chunked") + NOT_FOUND, 200, 404),
    (header("200 To-HEAD", "Transfer-Encoding: chunked") * 3, 200, 200, 200),
    (header("100 Continue") + header("201 Made", "Content-Length: 0"), 201),
    (header("103 Hints", "Link: x") + OK + NOT_FOUND, 200, 404),
    (header("200 Until-the-end") + b"text\n" * 90, 200),
    (page(30000) + NOT_FOUND, 200, 404),
    (header("200 Quoting", f"Content-Length: {len(QUOTED)}") + QUOTED + NOT_FOUND, 200, 404),
)


def of_a_server_alone(cap, place):
    """Its answer to the SYN, all that it says, and its FIN."""
    for (said, *statuses), cut in itertools.product(ALONE, (1400, 61)):
        line = cap.line(opened=False, **place)
        line.missed(CLIENT, 1)
        line.open("SA")
        line.missed(CLIENT, 1000)
        line.answer(said, cut)
        line.send(SERVER, flags="FA")
        cap.pages[line.port[0]] = [("", status) for status in statuses]


def late_by_minutes(cap, place):
    """Flows hold a closed connection for a minute: what comes then is another, of nothing that is read."""
    for wait in (61, 65, 70, 80, 90, 100, 120, 150, 180, 200, 230):
        line = cap.line(**place)
        line.exchange("/late")
        line.close()
        cap.pages[line.port[0]] = [("/late", 200)]
        line.pause(wait)
        line.segment(CLIENT, get("/late"), "PA", at=-len(get("/late")) - 1)
        line.segment(SERVER, OK, "PA", at=-len(OK) - 1)
        cap.begun[line.port[0]] += 1
        line.pause(400)
    for _ in range(17):  # that the last pause was one
        cap.line(**place).close()


def behind_their_replies(cap, place):
    """A piece of a request is captured behind the reply to it."""
    whole = get("/overtaken")
    for wait, edges in itertools.product((0, 0.01, 0.1, 0.2, 0.3, 0.4), ((1, 9), (4, 30), (16, 18))):
        line = cap.line(**place)
        line.segment(CLIENT, whole[:edges[0]], "PA")
        line.segment(CLIENT, whole[edges[1]:], "PA", at=edges[1])
        line.segment(SERVER, OK, "PA", ack=line.next[CLIENT] + len(whole))
        line.pause(wait)
        line.segment(CLIENT, whole[edges[0]:edges[1]], "PA", at=edges[0])
        line.missed(CLIENT, len(whole))
        line.missed(SERVER, len(OK))
        line.exchange("/next", NOT_FOUND)
        line.close()
        cap.pages[line.port[0]] = [("/overtaken", 200), ("/next", 404)]


def with_a_syn(cap, place):
    """So many bytes of a request, or others; the server takes them, or has the client say them again."""
    whole = get("/opening")
    for size, form in itertools.product((1, 5, 13, len(whole) - 1, len(whole)), ("taken", "again", "other")):
        line = cap.line(opened=False, **place)
        line.segment(CLIENT, b"GET /forged HTTP/1.1\r\n"[:size] if form == "other" else whole[:size], "S")
        line.missed(CLIENT, 1 + (size if form == "taken" else 0))
        line.send(SERVER, flags="SA")
        line.segment(CLIENT)
        line.ask(whole[size:] if form == "taken" else whole)
        line.answer(OK)
        line.close()
        cap.pages[line.port[0]] = [("/opening", 200)]


kind("all is read that a server says alone", of_a_server_alone)
kind("what is sent again minutes behind the end is read once", late_by_minutes)
kind("a request that is captured behind its reply has it", behind_their_replies)
kind("of what comes with a SYN is read what the server took", with_a_syn)


@e2e.test
def bodies_that_a_snap_length_cuts_hide_nothing_and_sizes_on_the_wire_are_told(folder):
    cap, sizes = Case(), {}
    for snap in (100, 104, 110, 128, 150, 200, 256, 300, 512, 1000, 1400):
        line, first = cap.line(), len(cap.packets)
        for url, whole in (("/big", page(3000)), ("/next", NOT_FOUND)):
            line.send(CLIENT, get(url), snap=snap)
            for at in range(0, len(whole), 1400):
                line.send(SERVER, whole[at:at + 1400], snap=snap)
            line.segment(CLIENT)
        line.pause(1)
        cap.pages[line.port[0]] = [("/big", 200), ("/next", 404)]
        own = cap.packets[first - 3:]
        sizes[line.port[0]] = sum(len(data) for _, data, _ in own), sum(length for *_, length in own)
    out = run(folder, cap)
    same_pages(cap, out)
    for each in ("Connection", "Flow"):
        found = collections.defaultdict(lambda: (0, 0))
        for record in e2e.records(out, each):
            port = next(int(record[side]) for side in ("SrcPort", "DstPort") if record[side] != "80")
            more = int(record["TotalSize"]), int(record["TotalSizeOnWire"])
            found[port] = tuple(map(sum, zip(found[port], more)))
        equal(dict(found), sizes, f"the sizes in {each}")


BAD_PLACES = [*(((side, number),) for side in (CLIENT, SERVER) for number in range(1, 6)),
              ((CLIENT, 2), (SERVER, 2)), ((CLIENT, 2), (CLIENT, 3)), ((SERVER, 1), (SERVER, 5)),
              ((CLIENT, 5), (SERVER, 1))]


def no_messages_among(folder, port, bad, say, record, member):
    """Bytes that are none, in the place of the messages of these numbers."""
    cap, wanted = Case(), []
    for places in BAD_PLACES:
        line = Guess(cap, port)
        for number, side in itertools.product(range(1, 6), (CLIENT, SERVER)):
            if (side, number) in places:
                line.say(side, bad)
            else:
                say(line, number, side)
                wanted.append((str(line.port[side]), str(line.port[1 - side]), number))
        line.close()
    found = [(each["Context"]["SrcPort"], each["Context"]["DstPort"], each[member])
             for each in e2e.records(run(folder, cap), record)]
    equal(sorted(found), sorted(wanted), f"what there is of {record}")


named("bytes that are no message of Modbus cost those bytes, wherever they stand", lambda folder: no_messages_among(
    folder, 502, BAD_MODBUS, lambda line, number, side: line.message(side, number), "ModbusTCP",
    "TransactionIdentifier"))
named("bytes that are no message of DNS cost those bytes, wherever they stand", lambda folder: no_messages_among(
    folder, 53, BAD_DNS, lambda line, number, side: line.asks(number, side), "DNS", "ID"))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
