#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Wrong checksums are counted wherever all bytes are there, and nowhere else; what has one does not
change what is read of those that are right, unless its sender leaves checksums to its network card."""
import json
import random
import struct

import e2e
from e2e import DONE, equal, named, netcapd, test

import talks
from files import Capture
from worlds import Through
from wire import (FRAGMENT, ICMP, ICMPV6, IPV4, IPV6, TCP, UDP, VLAN, checksum, echo, ether, fragment6, hop_by_hop,
                  icmp, icmp6, ip, ip4, ip6, put16, tcp, udp, vlan)

ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"
SERVER, SERVER6 = "10.9.9.9", "2001:db8::9"
IGMP, ROUTING, DESTINATION = 2, 43, 60


def capture(path, frames):
    """A packet each millisecond; a pair of bytes and a number is a frame cut to so many by the snap length."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, frame in enumerate(frames):
            data, kept = frame if isinstance(frame, tuple) else (frame, len(frame))
            out.write(struct.pack("<IIII", 1 + number // 1000, number % 1000 * 1000, kept, len(data)) + data[:kept])
    return path


def run(folder, frames, *options, workers=2):
    """Records, what was noted, and what it printed; nothing is set aside."""
    out = folder / "out"
    done = netcapd("-r", capture(folder / "in.pcap", frames), f"--workers={workers}", "--overwrite",
                   *options, out=out, status=DONE)
    assert not (out / "errors.pcapng.gz").exists(), "packets were set aside"
    report = json.loads((out / "run.json").read_text())
    return out, {line["reason"]: line["packets"] for line in report["reasons"]["noted"]}, done.stdout


def wrong_ones(out, kind="Flow"):
    """NumWrongChecksums by source address."""
    found = {}
    for record in e2e.records(out, kind):
        found[record["SrcIP"]] = found.get(record["SrcIP"], 0) + int(record.get("NumWrongChecksums", 0))
    return found


# ---- which packets count as wrong: each a flow of its own ----

def four(payload, proto, **fields):
    return lambda src: ether(TWO, ONE, IPV4, ip4(src, SERVER, proto, payload(src), **fields), least=0)


def six(payload, nxt, before=b"", upper=None, **fields):
    return lambda src: ether(TWO, ONE, IPV6, ip6(src, SERVER6, nxt, payload(src), before=before, upper=upper, **fields),
                             least=0)


def damaged(frame, at=-1):
    """The last byte is another than its checksum says."""
    return lambda src: (lambda data: data[:at] + bytes([data[at] ^ 0x40]) + (data[at + 1:] if at + 1 else b""))(frame(src))


def cut(frame, left_out):
    return lambda src: (frame(src), len(frame(src)) - left_out)


def padded(frame):
    return lambda src: frame(src) + b"\x99" * 6


def pseudo4(src, proto, size):
    return ~checksum(ip(src) + ip(SERVER) + struct.pack("!BBH", 0, proto, size)) & 0xFFFF


def igmp(src, kind=0x16):
    data = struct.pack("!BBH4s", kind, 0, 0, ip("239.1.2.3"))
    return put16(data, 2, checksum(data))


def odd(src):
    return tcp(1000, 2000, 1, 1, "PA", payload=b"odd")


def even(src):
    return tcp(1000, 2000, 1, 1, "PA", payload=b"even")


def text(src):
    return udp(1000, 2000, b"seven b")


def big(src):
    return udp(1000, 2000, b"\xff" * 1472)


AWAY = "2001:db8::77"
SOURCE_ROUTE = b"\x83\x07\x04\x0a\x00\x00\x01\x00"
RECORD_ROUTE = b"\x07\x07\x04\x0a\x00\x00\x01\x00"
PADDED6 = bytes([TCP, 0, 1, 4, 0, 0, 0, 0])
ALERT6 = b"\x05\x02\0\0\x01\x00"


def routed6(kind, *addresses, left=1, end=SERVER6):
    """TCP to the end of a route, its header to somewhere else; of segments the last stands first."""
    entry = len(addresses) - 1 if kind == 4 else 0
    header = bytes([TCP, 2 * len(addresses), kind, left, entry, 0, 0, 0]) + b"".join(map(ip, addresses))
    return lambda src: ether(TWO, ONE, IPV6, ip6(src, AWAY, ROUTING, header + summed6(src, end)), least=0)


def summed6(src, dst):
    """TCP with the checksum that it has between these."""
    return ip6(src, dst, TCP, odd(src))[40:]


def from_home6(summed=lambda src: src):
    """From a visited network, the home address in an option."""
    return lambda src: ether(TWO, ONE, IPV6, ip6("2001:db8::99", SERVER6, DESTINATION, bytes(
        [TCP, 2, 1, 2, 0, 0, 0xC9, 16]) + ip(src) + summed6(summed(src), SERVER6)), least=0)


def routed4(end, options=SOURCE_ROUTE):
    return lambda src: ether(TWO, ONE, IPV4, ip4(src, SERVER, TCP, ip4(src, end, TCP, odd(src))[20:],
                                                 options=options), least=0)


OUTER, IPIP = ("10.99.0.1", "10.99.0.2"), 4


def tunnelled(*sums):
    """TCP in tunnels of IP, whose headers have these checksums, the outer one first; None: the right one."""
    def frame(src):
        packet = ip4(src, SERVER, TCP, odd(src))
        for sum in reversed(sums):
            packet = ip4(*OUTER, IPIP, packet, sum=sum)
        return ether(TWO, ONE, IPV4, packet)
    return frame


def vxlan(src, sum, ends=OUTER, **fields):
    inner = ether(TWO, ONE, IPV4, ip4(src, SERVER, TCP, odd(src)), least=0)
    is_six = ":" in ends[0]
    return ether(TWO, ONE, IPV6 if is_six else IPV4, (ip6 if is_six else ip4)(
        *ends, UDP, udp(50000, 4789, b"\x08\0\0\0\0\0\7\0" + inner, sum=sum), **fields), least=0)


# frame, packets that count as wrong
ROWS = {
    "tcp with an odd length": (four(odd, TCP), 0),
    "tcp with an even length": (four(even, TCP), 0),
    "tcp that is damaged": (damaged(four(odd, TCP)), 1),
    "tcp that is damaged, with an even length": (damaged(four(even, TCP)), 1),
    "tcp over ipv6": (six(odd, TCP), 0),
    "tcp over ipv6 that is damaged": (damaged(six(odd, TCP)), 1),
    "tcp with padding of ethernet behind it": (padded(four(odd, TCP)), 0),
    "damaged tcp with padding behind it": (padded(damaged(four(odd, TCP))), 1),
    "padding that is damaged": (damaged(padded(four(odd, TCP))), 0),
    "damaged tcp of which the last byte was not captured": (cut(damaged(four(odd, TCP)), 1), 0),
    "damaged tcp all of whose bytes were captured, but not the padding": (cut(padded(damaged(four(odd, TCP))), 3), 1),
    "udp": (four(text, UDP), 0),
    "udp of a full frame of ones": (four(big, UDP), 0),
    "udp that is damaged": (damaged(four(text, UDP)), 1),
    "udp without a checksum": (four(lambda src: udp(1000, 2000, b"x", sum=0), UDP), 0),
    "udp without a checksum over ipv6": (six(lambda src: udp(1000, 2000, b"x", sum=0), UDP), 1),
    "vxlan without a checksum over ipv6": (six(lambda src: udp(1000, 4789, b"\x08\0\0\0\0\0\1\0" + ether(
        TWO, ONE, IPV4, ip4("10.8.0.1", "10.8.0.2", UDP, udp(1, 2, b"in"))), sum=0), UDP), 0),
    "udp shorter than its network says": (four(lambda src: udp(1000, 2000, b"abcd", length=10, sum=None), UDP), 1),
    "udp longer than its network says": (four(lambda src: udp(1000, 2000, b"abcd", length=99, sum=1), UDP), 0),
    "udp over ipv6": (six(text, UDP), 0),
    "udp over ipv6 that is damaged": (damaged(six(text, UDP)), 1),
    "icmp": (four(lambda src: icmp(8, 0, echo(1, 2, b"ping!")), ICMP), 0),
    "icmp that is damaged": (damaged(four(lambda src: icmp(8, 0, echo(1, 2, b"ping!")), ICMP)), 1),
    "icmp of which a byte was not captured": (cut(damaged(four(lambda src: icmp(8, 0, echo(1, 2, b"ping!")), ICMP)), 1), 0),
    "icmpv6": (six(lambda src: icmp6(128, 0, echo(1, 2, b"ping!")), ICMPV6), 0),
    "icmpv6 that is damaged": (damaged(six(lambda src: icmp6(128, 0, echo(1, 2, b"ping!")), ICMPV6)), 1),
    "igmp": (four(igmp, IGMP), 0),
    "igmp that is damaged": (damaged(four(igmp, IGMP)), 1),
    "an ipv4 header that is damaged": (four(lambda src: b"", 253, sum=0xBAD), 1),
    "an ipv4 header without a checksum": (four(lambda src: b"", 253, sum=0), 1),
    "a wrong ipv4 header around wrong tcp": (damaged(four(odd, TCP, sum=0xBAD)), 1),
    "ipv4 options": (four(odd, TCP, options=RECORD_ROUTE), 0),
    "damaged tcp behind ipv4 options": (damaged(four(odd, TCP, options=RECORD_ROUTE)), 1),
    "tcp that goes to somewhere else at last": (routed4("10.0.0.1"), 0),
    "damaged tcp that goes to somewhere else at last": (damaged(routed4("10.0.0.1")), 1),
    "tcp that goes to somewhere else at last, its checksum to where it goes first": (routed4(SERVER), 1),
    "tcp that has been to all hosts of its route": (routed4(SERVER, SOURCE_ROUTE.replace(b"\x04", b"\x08", 1)), 0),
    "damaged tcp whose route is none": (damaged(routed4(SERVER, b"\x83\x06\x04\x0a\0\0\0\0")), 0),
    "damaged tcp whose ipv4 length is left to the card": (damaged(four(odd, TCP, length=0)), 0),
    "damaged tcp of a fragment whose ipv6 length is beyond the packet": (damaged(six(
        odd, FRAGMENT, fragment6(TCP, 0, 0, 7), TCP, length=99)), 0),
    "tcp shorter than its ipv4 length": (four(odd, TCP, length=99), 0),
    "hop-by-hop options before tcp": (six(odd, 0, hop_by_hop(TCP, ALERT6), TCP), 0),
    "hop-by-hop options before damaged tcp": (damaged(six(odd, 0, hop_by_hop(TCP, ALERT6), TCP)), 1),
    "tcp behind options for the destination that are padding": (six(odd, DESTINATION, PADDED6, TCP), 0),
    "damaged tcp behind options for the destination that are padding": (
        damaged(six(odd, DESTINATION, PADDED6, TCP)), 1),
    "tcp behind a source route": (routed6(0, "2001:db8::8", SERVER6), 0),
    "damaged tcp behind a source route": (damaged(routed6(0, "2001:db8::8", SERVER6)), 1),
    "tcp behind a source route, its checksum to where it goes first": (routed6(0, SERVER6, end=AWAY), 1),
    "tcp to a mobile node's home": (routed6(2, SERVER6), 0),
    "damaged tcp to a mobile node's home": (damaged(routed6(2, SERVER6)), 1),
    "tcp behind segments": (routed6(4, SERVER6, "2001:db8::8"), 0),
    "tcp behind segments of which the first is left out": (routed6(4, SERVER6, "2001:db8::8", left=2), 0),
    "damaged tcp behind segments": (damaged(routed6(4, SERVER6, "2001:db8::8")), 1),
    "tcp at the end of its route": (routed6(0, "2001:db8::8", left=0, end=AWAY), 0),
    "damaged tcp at the end of a route of an unknown type": (damaged(routed6(9, "2001:db8::8", left=0, end=AWAY)), 1),
    "damaged tcp behind a route of an unknown type": (damaged(routed6(9, "2001:db8::8")), 0),
    "damaged tcp behind a source route with more left than it has": (damaged(routed6(0, SERVER6, left=2)), 0),
    "damaged tcp behind segments with more left than there are": (damaged(routed6(4, SERVER6, left=3)), 0),
    "tcp from a mobile node's home": (from_home6(), 0),
    "damaged tcp from a mobile node's home": (damaged(from_home6()), 1),
    "tcp from a mobile node's home, its checksum from where it is": (from_home6(lambda src: "2001:db8::99"), 1),
    "an atomic fragment of udp": (six(text, FRAGMENT, fragment6(UDP, 0, 0, 7), UDP), 0),
    "an atomic fragment of damaged udp": (damaged(six(text, FRAGMENT, fragment6(UDP, 0, 0, 7), UDP)), 1),
    "damaged udp in a vlan": (lambda src: ether(TWO, ONE, VLAN, vlan(7, IPV4, ip4(src, SERVER, UDP, udp(1, 2, b"x", sum=9)))), 1),
    "tcp in a tunnel": (tunnelled(None), 0),
    "tcp in a tunnel whose header is damaged": (tunnelled(0xBAD), 1),
    "tcp in two tunnels, the header of the outer one damaged": (tunnelled(0xBAD, None), 1),
    "tcp in two tunnels, the header of the inner one damaged": (tunnelled(None, 0xBAD), 1),
    "damaged tcp in a tunnel whose header is damaged": (damaged(tunnelled(0xBAD)), 1),
    "tcp in a tunnel over udp": (lambda src: vxlan(src, None), 0),
    "tcp in a tunnel over udp that is damaged": (lambda src: vxlan(src, 0xBAD), 1),
    "tcp in a tunnel over udp without a checksum": (lambda src: vxlan(src, 0), 0),
    "tcp in a tunnel over udp that the capture has cut": (cut(lambda src: vxlan(src, 0xBAD), 1), 0),
    "a partial checksum": (four(lambda src: tcp(1000, 2000, 1, 1, "A", sum=pseudo4(src, TCP, 20)), TCP), 1),
}


def address(number, is_six):
    return f"2001:db8:1::{number:x}" if is_six else f"10.1.0.{number}"


def frame_of(number, make):
    """The frame, with the address of this row, which a first try of the other family refuses."""
    for is_six in (False, True):
        src = address(number, is_six)
        try:
            frame = make(src)
        except (ValueError, struct.error):
            continue
        data = frame[0] if isinstance(frame, tuple) else frame
        if (ip(src) in data[:94]) and (b"\x86\xdd" in data[12:18]) == is_six:
            return src, frame
    raise AssertionError("no address fits")


rows = {}


def seen():
    """NumWrongChecksums of each row, from one run over all."""
    if not rows:
        import pathlib
        import tempfile
        with tempfile.TemporaryDirectory(prefix="netcap-test-") as folder:
            made = {name: frame_of(number, make) for number, (name, (make, _)) in enumerate(ROWS.items(), 1)}
            out, _, _ = run(pathlib.Path(folder), [frame for _, frame in made.values()])
            found, both = wrong_ones(out), wrong_ones(out, "Connection")
            for name, (src, _) in made.items():
                assert src in found, f"no flow of {name}"
                rows[name] = found[src], both[src]
    return rows


for row, (_, count) in ROWS.items():
    named(f"{row}: {'wrong' if count else 'nothing wrong'}",
          lambda folder, row=row, count=count: equal(seen()[row], (count, count), "wrong ones, of Flow and Connection"))


@test
def a_tunnel_over_ipv6_without_a_checksum_is_no_wrong_one_for_what_is_inside(folder):
    out, noted, _ = run(folder, [vxlan("10.1.0.1", 0, ("2001:db8::1", SERVER6))])
    equal((wrong_ones(out), noted), ({"2001:db8::1": 0, "10.1.0.1": 0}, {}), "wrong ones, and what is noted")


def forged_in(folder, broken, *options):
    """URLs of a connection in a tunnel: a forged request comes before the second, what is broken around it."""
    ends, around = {"sum": None}, []

    def wrap(side, frame):
        direction = OUTER if side == 0 else OUTER[::-1]
        inner = udp(50000, 4789, b"\x08\0\0\0\0\0\7\0" + frame, **(ends if broken == "udp" else {}))
        around.append(ether(TWO, ONE, IPV4, ip4(*direction, UDP, inner, **(ends if broken == "ip" else {}))))
        return around[-1]

    cap = Capture("forged")
    talk = talks.Talk(Through(cap, wrap), 40000, 80)
    request, answer = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    talk.ask(request % b"a")
    talk.answer(answer)
    ends["sum"] = 0xBAD
    talk.segment(0, request % b"z", "PA")
    ends["sum"] = None
    talk.ask(request % b"b")
    talk.answer(answer)
    talk.close()
    folder.mkdir()
    out, noted, _ = run(folder, around, *options)
    inner = [c for c in e2e.records(out, "Connection") if c.get("Depth")]
    equal([int(c["NumWrongChecksums"]) for c in inner], [1], "wrong ones inside")
    assert any("passed over" in reason for reason in noted), noted
    return [record["URL"] for record in e2e.records(out, "HTTP")]


for broken in ("ip", "udp"):
    named(f"what is forged in a tunnel behind a wrong checksum of its {broken} header is not read", lambda folder,
          broken=broken: equal([forged_in(folder / option, broken, f"--checksums={option}")
                                for option in ("auto", "on")], [["/a", "/b"]] * 2))


@test
def nothing_counts_as_wrong_when_none_is_to_be_verified(folder):
    out, noted, _ = run(folder, [damaged(four(odd, TCP))("10.1.0.1"), four(text, UDP, sum=0xBAD)("10.1.0.2")],
                        "--checksums=off")
    equal((wrong_ones(out), noted), ({"10.1.0.1": 0, "10.1.0.2": 0}, {}), "wrong ones, and what is noted")


@test
def what_is_wrong_is_noted_and_nothing_else_comes_of_it(folder):
    out, noted, _ = run(folder, [damaged(four(text, UDP))("10.1.0.1"), four(text, UDP)("10.1.0.2"),
                                 four(lambda src: b"", 253, sum=0)("10.1.0.3"),
                                 damaged(four(igmp, IGMP))("10.1.0.4")], "--no-unknown")
    equal(noted, {"UDP: wrong checksum": 1, "IPv4: no checksum (offload)": 1, "IGMP: wrong checksum": 1}, "what is noted")
    equal(len(e2e.records(out, "UDP")), 2, "UDP records")


# ---- fragments ----

def pieces(src, data, proto=UDP, size=24, dst=SERVER, **fields):
    return [ether(TWO, ONE, IPV4, ip4(src, dst, proto, data[at:at + size], ident=9, offset=at // 8,
                                      flags=int(at + size < len(data)), **fields), least=0)
            for at in range(0, len(data), size)]


def whole_udp(src, payload=b"a datagram of more than one fragment"):
    data = bytes(udp(1000, 2000, payload))
    return put16(data, 6, checksum(ip(src) + ip(SERVER) + struct.pack("!BBH", 0, UDP, len(data)) + data))


@test
def a_datagram_of_fragments_is_verified_when_it_is_whole(folder):
    src, other = "10.1.0.1", "10.1.0.2"
    bad = whole_udp(other)[:-1] + b"!"
    out, noted, _ = run(folder, pieces(src, whole_udp(src)) + pieces(other, bad) + pieces("10.1.0.3", bad)[:1])
    equal(wrong_ones(out), {src: 0, other: 1, "10.1.0.3": 0}, "wrong ones")
    equal(noted, {"UDP: wrong checksum": 1}, "what is noted")


@test
def a_forged_fragment_with_a_wrong_header_does_not_win_over_the_true_one(folder):
    src, data = "10.1.0.1", whole_udp("10.1.0.1")
    forged = pieces(src, data[:24] + b"F" * (len(data) - 24), sum=0xBAD)[1]
    out, noted, said = run(folder, [forged] + pieces(src, data), "--set=UDP.payload=on")
    equal([bytes.fromhex(record["Payload"]) for record in e2e.records(out, "UDP")], [data[8:]], "what was put together")
    equal(noted, {"IPv4: wrong checksum of a fragment, passed over": 1}, "what is noted")
    equal(wrong_ones(out), {src: 1}, "wrong ones")
    assert "wrong checksum, passed over" in said.partition("REASSEMBLY")[2], said


@test
def fragments_whose_headers_are_left_to_the_card_are_put_together_unless_told_otherwise(folder):
    frames = pieces("10.1.0.1", whole_udp("10.1.0.1"), sum=0)
    out, noted, _ = run(folder, frames)
    equal(len(e2e.records(out, "UDP")), 1, "datagrams")
    equal(sum(noted.values()), len(frames), noted)
    out, noted, _ = run(folder, frames, "--checksums=on")
    equal(len(e2e.records(out, "UDP")), 0, "datagrams with --checksums=on")
    equal(noted, {"IPv4: wrong checksum of a fragment, passed over": len(frames)}, "what is noted")


# ---- streams ----

class Talk:
    """HTTP between 10.2.0.1 and 10.2.0.2; how each side's checksums are made can be said."""
    CLIENT, SERVER = 0, 1

    def __init__(self, client=None, server=None, port=40000, open=True):
        self.frames, self.next, self.sums, self.port = [], [1000, 9000], [client, server], port
        if open:
            self.say(0, "S", move=1).say(1, "SA", move=1).say(0, "A")

    def say(self, side, flags, payload=b"", at=None, sum="own", move=None):
        ends = ("10.2.0.1", "10.2.0.2")
        ports = (self.port, 80)
        seq = self.next[side] if at is None else self.next[side] + at
        how = self.sums[side] if sum == "own" else sum
        size = 20 + len(payload)
        number = how
        if how == "partial":
            number = ~checksum(ip(ends[side]) + ip(ends[1 - side]) + struct.pack("!BBH", 0, TCP, size)) & 0xFFFF
        segment = tcp(ports[side], ports[1 - side], seq, self.next[1 - side] if "A" in flags else 0, flags,
                      payload=payload, sum=number)
        self.frames.append(ether(TWO, ONE, IPV4, ip4(ends[side], ends[1 - side], TCP, segment), least=0))
        if at is None:
            self.next[side] += len(payload) if move is None else move
        return self

    def forge(self, side, flags, payload=b"", at=0, sum=0xBAD):
        return self.say(side, flags, payload, at, sum)

    def get(self, path):
        self.say(0, "PA", b"GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path)
        return self.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    def bye(self):
        return self.say(0, "FA", move=1).say(1, "FA", move=1).say(0, "A")


def read(folder, talk, *options):
    out, noted, said = run(folder, talk.frames, *options)
    return [(record["URL"], record.get("StatusCode", 0)) for record in e2e.records(out, "HTTP")], noted, said


GOOD = [("/one", 200), ("/two", 200), ("/three", 200)]
KINDS = {"right ones": (None, None), "partial ones": ("partial", "partial"), "none": (0, 0),
         "right ones, the server partial ones": (None, "partial"), "partial ones, the server right ones": ("partial", None)}


KINDS_OF_NONE = ("partial", "partial"), (0, 0), (0xBAD, 0xBAD)


def forged_data(talk, side):
    text = b"GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n" if side == 0 else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    talk.forge(side, "PA", text)
    talk.forge(side, "PA", text, at=5)


FORGERIES = {
    "a forged segment": forged_data,
    "a forged fin": lambda talk, side: talk.forge(side, "FA").forge(side, "F"),
    "a forged rst": lambda talk, side: talk.forge(side, "R").forge(side, "RA"),
    "a forged syn with a near number": lambda talk, side: talk.forge(side, "S", at=300),
    "a forged syn with a number far away": lambda talk, side: talk.forge(side, "S", at=1 << 24),
    "a forged answer to a syn": lambda talk, side: talk.forge(side, "SA", at=1 << 24),
}


def silenced(folder, forgery, how, side):
    talk = Talk(*how).get(b"/one")
    forgery(talk, side)
    talk.get(b"/two")
    forgery(talk, side)
    talk.get(b"/three").bye()
    got, noted, said = read(folder, talk)
    equal(got, GOOD, "what was read")
    passed = sum(count for reason, count in noted.items() if reason.startswith("TCP: wrong checksum, passed over"))
    assert passed >= 2 and "wrong checksum, passed over" in said.partition("REASSEMBLY")[2], noted


for forgery_name, forgery in FORGERIES.items():
    for how_name, how in KINDS.items():
        for side in (0, 1):
            named(f"{forgery_name} of the {('client', 'server')[side]} changes nothing where sides have shown {how_name}",
                  lambda folder, forgery=forgery, how=how, side=side: silenced(folder, forgery, how, side))


@test
def of_a_side_that_has_only_shown_wrong_ones_all_are_read_and_noted(folder):
    got, noted, said = read(folder, Talk(0xBAD, 0xBAD).get(b"/one").get(b"/two").get(b"/three").bye())
    equal(got, GOOD, "what was read")
    equal(noted, {"TCP: wrong checksum, believed: no right one on this side (offload?)": 12}, "what is noted")
    equal(said.partition("REASSEMBLY")[2].count("offload"), 1, "how often the summary says it")


@test
def an_offloading_host_is_recognised_and_the_summary_says_it_once_with_the_count(folder):
    got, noted, said = read(folder, Talk("partial").get(b"/one").get(b"/two").get(b"/three").bye())
    equal(got, GOOD, "what was read")
    equal(noted, {"TCP: partial checksum, believed: left to the network card (offload)": 7}, "what is noted")
    lines = [line.split() for line in said.partition("REASSEMBLY")[2].splitlines() if "offload" in line]
    equal([line[-1] for line in lines], ["7"], "the count in the summary")


def summed_without_data(sides):
    """These sum what has no data, as old hosts of Linux do, and leave the rest to a card."""
    talk, sums = Talk(), ["partial" if side in sides else None for side in (0, 1)]
    for path in (b"/one", b"/two", b"/three"):
        talk.say(0, "PA", b"GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path, sum=sums[0]).say(1, "A")
        talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", sum=sums[1]).say(0, "A")
    return talk.bye()


@test
def a_host_that_leaves_nothing_but_its_data_to_a_card_is_read(folder):
    for sides in ((0,), (1,), (0, 1)):
        got, noted, _ = read(folder, summed_without_data(sides))
        equal(got, GOOD, f"what was read of {sides}")
        equal(noted, {"TCP: partial checksum, believed once acknowledged (offload?)": 3 * len(sides)},
              f"what is noted of {sides}")


@test
def what_a_receiving_host_merges_is_read(folder):
    talk = Talk("partial").get(b"/one")
    talk.say(0, "PA", b"GET /two HTTP/1.1\r\nHost: h\r\n\r\n")
    talk.say(1, "A", b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"x" * 1000, sum="partial")
    talk.say(1, "PA", b"y" * 3000, sum=0x1234)
    got, noted, _ = read(folder, talk.get(b"/three").bye())
    equal(got, GOOD, "what was read")
    equal(noted.get("TCP: wrong checksum, longer than a frame, believed once acknowledged (merged?)"), 1, noted)


@test
def a_forged_partial_checksum_changes_nothing_where_both_sides_have_shown_right_ones(folder):
    talk = Talk().get(b"/one")
    talk.forge(0, "PA", b"GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n", sum="partial").forge(0, "RA", sum="partial")
    talk.forge(0, "FA", sum=0)
    got, noted, _ = read(folder, talk.get(b"/two").get(b"/three").bye())
    equal(got, GOOD, "what was read")
    equal(noted, {"TCP: partial checksum, believed once acknowledged (offload?)": 1,
                  "TCP: partial checksum, passed over": 1, "TCP: no checksum, passed over": 1}, "what is noted")


def forged_request(talk, sum, size, fragments):
    """Before the client's next request."""
    evil = b"GET /evil HTTP/1.1\r\nHost: evil\r\nX: " + b"x" * size + b"\r\n\r\n"
    talk.forge(0, "PA", evil, sum=sum)
    if fragments:
        whole = talk.frames.pop()[34:]
        talk.frames += pieces("10.2.0.1", whole, TCP, 1400, dst="10.2.0.2")


def steals_nothing(folder, before, **how):
    talk = Talk()
    wanted = GOOD if before else GOOD[1:]
    if before:
        talk.get(b"/one")
    forged_request(talk, **how)
    got, _, said = read(folder, talk.get(b"/two").get(b"/three").bye())
    equal(got, wanted, "what was read")
    assert "wrong checksum, passed over" in said.partition("REASSEMBLY")[2], said


for kind in "partial", 0, 0x1234:
    for before in False, True:
        for size, fragments in (10, False), (2600, False), (2600, True):
            named(f"a forged request of {size} bytes{' in fragments' * fragments} with the checksum {kind} steals nothing "
                  f"{'later' if before else 'at the beginning'}",
                  lambda folder, kind=kind, before=before, size=size, fragments=fragments:
                  steals_nothing(folder, before, sum=kind, size=size, fragments=fragments))


@test
def what_is_forged_in_one_connection_says_nothing_of_another(folder):
    other, talk = Talk(port=50000).get(b"/other"), Talk().get(b"/one")
    forged_request(other, 0x1234, 2600, False)
    forged_request(talk, "partial", 10, False)
    talk.frames = other.frames + talk.get(b"/two").get(b"/three").bye().frames
    got, _, _ = read(folder, talk)
    equal(got, [("/other", 200), *GOOD], "what was read")


@test
def partial_checksums_are_read_where_the_host_that_captures_merges_segments(folder):
    talk = Talk().get(b"/one")
    talk.say(0, "PA", b"GET /two HTTP/1.1\r\nHost: h\r\n\r\n")
    talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000, sum="partial")
    talk.say(0, "PA", b"GET /three HTTP/1.1\r\nHost: h\r\n\r\n", sum="partial")
    talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", sum="partial")
    got, noted, _ = read(folder, talk.bye())
    equal(got, GOOD, "what was read")
    equal(noted, {"TCP: partial checksum, believed once acknowledged (offload?)": 3}, "what is noted, however long")


@test
def each_kind_of_checksum_is_called_what_it_is_in_a_packet_longer_than_a_frame(folder):
    for sum, name in ("partial", "partial checksum"), (0, "no checksum"), (0x1357, "wrong checksum, longer than a frame"):
        talk = doubted(Talk().get(b"/one"), sum=sum).say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        out, noted, _ = run(folder, talk.frames)
        equal([reason.startswith(f"TCP: {name}, believed") for reason in noted], [True], f"what is noted: {noted}")
        equal(e2e.report(out)["reassembly"]["segments_merged_by_card"], int(sum == 0x1357), f"merged ones of {sum}")


# ---- one that is forged, at each place of a connection ----

def steps(talk):
    """Whoever forges one before all others begins the connection; so it comes behind the SYN at the earliest."""
    yield lambda: talk.say(1, "SA", move=1)
    yield lambda: talk.say(0, "A")
    for path in b"/one", b"/two":
        yield lambda path=path: talk.say(0, "PA", b"GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path)
        yield lambda: talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    yield talk.bye


def each_forgery():
    evil = b"GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n", b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
    for place in range(7):
        for side in 0, 1:
            for flags in "S", "SA", "A", "PA", "FA", "FPA", "R", "RA":
                for sum in 0, "partial", 0x1357:
                    for at in 0, 1, -1, 70000:
                        yield place, side, flags, evil[side] if "P" in flags else b"", sum, at


def with_one_forged(port, place, side, flags, payload, sum, at):
    talk = Talk(port=port, open=False).say(0, "S", move=1)
    for number, step in enumerate(steps(talk)):
        if number == place:
            talk.forge(side, flags, payload, at, sum)
        step()
    return talk.frames


@test
def one_forged_segment_changes_nothing_wherever_it_stands_behind_the_first(folder):
    forgeries = dict(enumerate(each_forgery(), 10000))
    out, _, _ = run(folder, [frame for port, one in forgeries.items() for frame in with_one_forged(port, *one)])
    got, ends = {}, {}
    for record in e2e.records(out, "HTTP"):
        got.setdefault(int(record["SrcPort"]), []).append((record["URL"], record.get("StatusCode", 0)))
    for record in e2e.records(out, "Connection"):
        ends.setdefault(max(int(record["SrcPort"]), int(record["DstPort"])), []).append(record["EndReason"])
    equal([one for port, one in forgeries.items() if got.get(port) != GOOD[:2]], [], "those that change what is read")
    equal([one for port, one in forgeries.items() if ends.get(port) != ["closed"]], [], "those that change how it ends")


def doubted(talk, path=b"/two", sum="partial"):
    """A request that a card has merged."""
    return talk.say(0, "PA", b"GET %s HTTP/1.1\r\nHost: h\r\nX: %s\r\n\r\n" % (path, b"x" * 2000), sum=sum)


@test
def what_is_put_off_is_not_lost_to_a_gap_where_nobody_acknowledges(folder):
    talk = Talk().get(b"/one")
    doubted(talk).get(b"/three")
    doubted(talk, b"/four").get(b"/five").bye()
    client = [frame for number, frame in enumerate(talk.frames) if number < 2 or frame[26:30] == ip("10.2.0.1")]
    talk.frames = client
    got, _, _ = read(folder, talk)
    equal(got, [(path, 0) for path in ("/one", "/two", "/three", "/four", "/five")], "what was read of one direction")


@test
def a_damaged_segment_that_was_acknowledged_is_read_where_nothing_else_came(folder):
    for behind in False, True:
        talk = Talk().say(0, "PA", b"GET /one HTTP/1.1\r\nHost: h\r\n\r\n")
        talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", sum=0x1357).say(0, "A")
        if behind:
            talk.get(b"/two").get(b"/three")
        out, _, said = run(folder, talk.bye().frames)
        got = [(record["URL"], record.get("StatusCode", 0)) for record in e2e.records(out, "HTTP")]
        equal(got, GOOD if behind else GOOD[:1], "what was read")
        equal(e2e.report(out)["reassembly"]["wrong_checksums_read"], 1, "wrong ones that were read")
        assert "wrong checksum, acknowledged: read" in said.partition("REASSEMBLY")[2], said


def forged_first(folder, kind, sum):
    talk = {"without its beginning": lambda: Talk(open=False),
            "without the answer to its syn": lambda: Talk()}[kind]()
    if talk.frames:
        del talk.frames[1]
    forged_request(talk, sum, 10, False)
    got, _, _ = read(folder, talk.get(b"/one").get(b"/two").get(b"/three").bye())
    equal(got, GOOD, "what was read")


for kind in "without its beginning", "without the answer to its syn":
    for sum_ in "partial", 0, 0x1357:
        named(f"a forged request with the checksum {sum_} before all others steals nothing of a connection {kind}",
              lambda folder, kind=kind, sum_=sum_: forged_first(folder, kind, sum_))


@test
def all_is_read_where_no_checksum_is_right_and_the_beginning_is_missing(folder):
    for how in KINDS_OF_NONE:
        talk = Talk(*how, open=False).get(b"/one").get(b"/two").get(b"/three").bye()
        equal(read(folder, talk)[0], GOOD, f"what was read of {how}")
        talk.frames = [frame for frame in talk.frames if frame[26:30] == ip("10.2.0.1")]
        equal(read(folder, talk)[0], [(path, 0) for path, _ in GOOD], f"what was read of one direction of {how}")


@test
def what_a_card_has_merged_before_vouches_for_no_forgery(folder):
    talk = doubted(Talk().get(b"/one")).say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    for at in range(100):
        talk.forge(0, "A", b"z", at=3000 + at, sum="partial")
    forged_request(talk, "partial", 10, False)
    talk.forge(0, "FA", sum="partial").forge(0, "RA", sum="partial")
    equal(read(folder, talk.get(b"/three").bye())[0], GOOD, "what was read")


@test
def a_window_of_merged_segments_before_the_first_acknowledgement_is_read(folder):
    talk = Talk(open=False).get(b"/0")
    for number in range(1, 91):
        talk.say(0, "PA", b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % number)
    for _ in range(1, 91):
        talk.say(1, "PA", b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3000, sum="partial")
    got, _, _ = read(folder, talk.say(0, "A").bye())
    equal(got, [(f"/{number}", 200) for number in range(91)], "what was read")


@test
def flows_hear_of_an_end_that_was_put_off_when_it_counts(folder):
    talk = Talk().say(0, "PA", b"GET /one HTTP/1.1\r\nHost: h\r\n\r\n").say(1, "A", b"HTTP/1.1 200 OK\r\n").say(0, "A")
    talk.forge(0, "FPA", b"none", sum="partial")
    body = b"Content-Length: 2000\r\n\r\n" + b"y" * 2000
    true = talk.say(1, "FPA", body, sum="partial", move=len(body) + 1).say(0, "A")
    for closed in False, True:
        out, _, _ = run(folder, true.frames if not closed else true.say(0, "FA", move=1).say(1, "A").frames)
        for kind in "Connection", "Flow":
            ends = {record["EndReason"] for record in e2e.records(out, kind)}
            equal(ends, {"closed" if closed else "input-end"}, f"how each {kind} ended")


@test
def a_flow_hears_that_its_side_goes_on_behind_a_reset(folder):
    talk = Talk().say(0, "PA", b"GET /one HTTP/1.1\r\nHost: h\r\n\r\n").say(0, "R").get(b"/two").say(0, "A")
    out, _, _ = run(folder, talk.frames)
    equal({record["EndReason"] for record in e2e.records(out, "Flow")}, {"input-end"}, "how each flow ended")


@test
def a_host_that_closes_before_it_has_read_all_is_heard(folder):
    talk = Talk().get(b"/one")
    body = b"POST /two HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n" + b"b" * 8000
    talk.say(0, "A", body, sum="partial", move=2896)
    got, _, _ = read(folder, talk.say(1, "A").say(1, "PA", b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n").say(1, "RA"))
    equal(got, [("/one", 200), ("/two", 413)], "what was read")


@test
def told_to_all_that_is_wrong_is_passed_over_and_told_to_nothing_is(folder):
    talk = Talk("partial", "partial").get(b"/one").bye()
    got, noted, _ = read(folder, talk, "--checksums=on")
    equal((got, noted), ([], {"TCP: partial checksum, passed over": len(talk.frames)}), "with --checksums=on")
    talk = Talk().get(b"/one")
    talk.forge(0, "PA", b"GET /evil HTTP/1.1\r\nHost: e\r\n\r\n")
    got, noted, _ = read(folder, talk.get(b"/two"), "--checksums=off")
    equal((("/evil", 200) in got or ("/evil", 0) in got, noted), (True, {}), "with --checksums=off")


@test
def a_capture_that_cuts_segments_short_is_read_as_far_as_it_goes(folder):
    talk = Talk().get(b"/one").get(b"/two")
    frames = [(frame, min(len(frame), 14 + 40 + 30)) for frame in talk.frames]
    _, noted, _ = run(folder, frames)
    equal(noted, {}, "what is noted")


# ---- any mixture ----

def mixture(seed):
    """Packets of ten hosts, some of them damaged; how many of each are wrong."""
    chance, frames, wanted = random.Random(seed), [], {}
    for _ in range(400):
        src = f"10.1.0.{chance.randrange(1, 11)}"
        body = chance.randbytes(chance.randrange(0, 700))
        make = chance.choice([four(lambda s: udp(1, chance.randrange(50000, 60000), body), UDP),
                              four(lambda s: tcp(1, 2, chance.getrandbits(32), 0, "A", payload=body), TCP),
                              four(lambda s: icmp(8, 0, echo(1, 1, body)), ICMP)])
        frame = make(src)
        is_wrong = chance.random() < 0.3
        if is_wrong:
            at = chance.randrange(38, len(frame)) if len(frame) > 38 else 37
            frame = frame[:at] + bytes([frame[at] ^ 1 << chance.randrange(8)]) + frame[at + 1:]
        frames.append(frame)
        wanted[src] = wanted.get(src, 0) + is_wrong
    return frames, wanted


def counts_all(folder, seed):
    frames, wanted = mixture(seed)
    out, _, _ = run(folder, frames, "--no-unknown", workers=1)
    once = {name: digest for name, digest in e2e.digests(out).items() if name != "run.json"}
    equal(sum(wrong_ones(out).values()), sum(wanted.values()), "wrong ones of all")
    equal({src: n for src, n in wrong_ones(out).items() if src in wanted}, wanted, "wrong ones")
    out, _, _ = run(folder, frames, "--no-unknown", workers=4)
    again = {name: digest for name, digest in e2e.digests(out).items() if name != "run.json"}
    equal(again, once, "the files of four workers")


for seed in range(1, 4):
    named(f"flows count each wrong packet of a mixture once, whatever the number of workers ({seed})",
          lambda folder, seed=seed: counts_all(folder, seed))


if __name__ == "__main__":
    e2e.sys.exit(e2e.main())
