# SPDX-License-Identifier: Apache-2.0
"""Conversations in worlds within each other, disturbed and mixed into one capture of two clocks.

What a conversation is by itself is known, and what was put in of it is counted: packets and bytes
each way, at each level.  Everything is drawn from one seed; the same seed gives the same capture.
"""
import collections
import random
import struct

import joins
import torture
import wire
from files import ETHERNET, Capture, enhanced, interface, section
from joins import GENEVE, GRE, GTP, VLAN, VXLAN
from talks import FOUR, SIX, Talk
from tunnels import FRAMES
from wire import IPIP, QINQ, TCP, UDP
from worlds import OUTER, geneve, gtp, in_ip, keyed, tagged, vxlan

GRE_PROTOCOL, SIX_IN_FOUR, HEADER = 47, 41, 14
POISON = 4000
BOTH = (0, 1)
TWO_CLOCKS = (0, (3 * 365 * 86400 + 100) * 10**6)

# A conversation at a level: what its ConnectionID is of, and what records say of its place.
Level = collections.namedtuple("Level", "ends ports protocol scopes tags depth links")


def of_tunnel(protocol, *ports):
    """The ends of a tunnel's packet from a side."""
    return lambda side, *place: Level(OUTER if side == 0 else OUTER[::-1], ports, protocol, *place)


def in_gre(key):
    """The packet itself behind a key."""
    return lambda side, frame: keyed(key, int.from_bytes(frame[12:HEADER], "big"))(side, frame)


class Step:
    """What frames go into: how, the scopes it makes by side, the level of its own packet by side, and
    whether a link's header stands inside.  Tags have no level."""

    def __init__(self, wrap, scopes=(), level=None, framed=False):
        self.wrap, self.level, self.framed = wrap, level, framed
        self.scopes = scopes if callable(scopes) else lambda side: scopes


def tags(*numbers):
    kind = QINQ if len(numbers) > 1 else wire.VLAN
    return Step(tagged(*numbers, kind=kind), tuple((VLAN, number) for number in numbers), framed=True)


def tunnels(addresses):
    """What packets between such addresses may go into, by number, which are few: worlds share outer
    levels."""
    return (
        lambda n: Step(vxlan(n), ((VXLAN, n),), of_tunnel(UDP, 50000, 4789), True),
        lambda n: Step(geneve(n), ((GENEVE, n),), of_tunnel(UDP, 50000, 6081), True),
        lambda n: Step(in_gre(n), ((GRE, n),), of_tunnel(GRE_PROTOCOL)),
        lambda n: Step(keyed(n + 100, FRAMES), ((GRE, n + 100),), of_tunnel(GRE_PROTOCOL), True),
        lambda n: Step(gtp((n, n + 10)), lambda side: ((GTP, n + 10 * side),), of_tunnel(UDP, 2152, 2152)),
        lambda n: Step(in_ip, (), of_tunnel(SIX_IN_FOUR if addresses == SIX else IPIP)))


def world(rng, depth, addresses):
    """Steps from the outside in, tags before and between `depth` tunnels; only the innermost of these
    carries the addresses."""
    steps = [tags(*rng.sample(range(2, 6), rng.randrange(1, 3)))] if rng.random() < 0.7 else []
    for left in reversed(range(depth)):
        steps.append(rng.choice(tunnels(FOUR if left else addresses))(rng.randrange(1, 4)))
        if steps[-1].framed and rng.random() < 0.4:
            steps.append(tags(rng.randrange(2, 6)))
    return steps


def into(steps, side, frame):
    """The whole frame, its levels from the outside in, and the place of what is carried."""
    for step in reversed(steps):
        frame = step.wrap(side, frame)
    levels, scopes, numbers, depth, links, framed = [], (), (), 0, 0, True
    for step in steps:
        if step.level:
            levels.append(step.level(side, scopes, numbers, depth, links))
            links += framed  # a network's own link is around what is deeper
            depth, numbers, framed = depth + 1, (), step.framed
        else:
            numbers = tuple(number for _, number in reversed(step.scopes(side)))
        scopes += step.scopes(side)
    return frame, levels, (scopes, numbers, depth, links)


class Conversation:
    """Messages each way over TCP, as they are undisturbed; `sides`: whose packets were captured."""

    def __init__(self, addresses, ports, messages, sides=BOTH):
        self.addresses, self.ports, self.sides = addresses, ports, sides
        self.said = [b"", b""]
        cap = Capture("")
        talk = Talk(cap, *ports, addresses)
        for side, text, cut in messages:
            talk.say(side, text, cut)
            self.said[side] += text
        talk.close()
        self.frames = [packet for packet in (torture.Packet(0, data) for _, data, _ in cap.packets)
                       if self.side(packet) in sides]

    def side(self, packet):
        return int(packet.ports[0] != self.ports[0])


def web(rng, number, least, most):
    """Requests and their answers, some with a body."""
    for turn in range(rng.randrange(least, most)):
        body = rng.randbytes(rng.choice((0, 1, 700, 4000)))
        asked = b"POST" if body else b"GET"
        yield 0, b"%s /%d/%d HTTP/1.1\r\nHost: h%d.example\r\nContent-Length: %d\r\n\r\n%s" % (
            asked, number, turn, number, len(body), body), rng.randrange(60, 600)
        body = rng.randbytes(rng.choice((0, 10, 3000)))
        yield 1, b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (
            200 + turn, len(body), body), rng.randrange(60, 600)


def poison(rng, number, most):
    """Messages of plugins/poisonstream, a few of them poisoned."""
    for turn in range(most):
        yield 0, b"poison%09d" % (number * 1000 + turn) + rng.choice((b".", b".", b".", b"X")), 16


# Disturbances: of packets of one conversation, in order.

def bursts(rng, packets):
    """Data of one side overtakes other data of the same side that comes right before."""
    burst = []
    for packet in [*packets, None]:
        if burst and not (packet and torture.plain(packet) and packet.side == burst[0].side):
            yield from rng.sample(burst, len(burst))
            burst = []
        if packet and torture.plain(packet):
            burst.append(packet)
        elif packet:
            yield packet


def wrong(packet, **changes):
    """A copy whose checksum is not that of its bytes."""
    frame = bytearray(packet.frame)
    for at, value in changes.get("put", {}).items():
        frame[at] = value
    frame[packet.data:] = bytes(byte ^ 0x55 for byte in frame[packet.data:])
    packet.put_checksums(frame)
    right = struct.unpack_from("!H", frame, packet.tcp + 16)[0]
    struct.pack_into("!H", frame, packet.tcp + 16, 0x1234 if right != 0x1234 else 0x4321)
    copy = torture.Packet(packet.time, frame)
    copy.wrong = True
    return copy


def forge(rng, packets):
    """Copies with other bytes and wrong checksums come first, some of them as RST or FIN."""
    for packet in packets:
        if torture.plain(packet) and rng.random() < 0.3:
            flags = rng.choice(({}, {}, {packet.tcp + 13: 0x14}, {packet.tcp + 13: 0x11}))
            yield wrong(packet, put=flags)
        yield packet


def disturb(rng, packets):
    for way in (torture.cut, torture.overlap, bursts, torture.repeat, forge):
        packets = list(way(rng, packets))
    return packets


class Count:
    """What was put in of one conversation at one level."""

    def __init__(self, level):
        self.level = level
        self.packets, self.bytes = collections.Counter(), collections.Counter()
        self.flags, self.payload, self.wrong = collections.Counter(), collections.Counter(), collections.Counter()

    def add(self, source, size, packet):
        self.packets[source] += 1
        self.bytes[source] += size
        if packet:
            self.payload[source] += len(packet.payload)
            self.wrong[source] += getattr(packet, "wrong", False)
            self.flags.update((source, name) for bit, name in enumerate(FLAGS) if packet.flags >> bit & 1)


FLAGS = ("FIN", "SYN", "RST", "PSH", "ACK")


def id_of(level):
    ports = level.ports or (0, 0)
    kind = None if level.ports else 0
    return joins.connection_id(level.ends, ports, level.protocol, kind, level.scopes, level.depth, level.links)


class Mixture:
    """The conversations by ConnectionID, the counts of all levels, and the packets as they come."""

    def __init__(self, seed, talks, poisoned=0):
        self.rng = random.Random(seed)
        self.talks, self.counts, self.packets, self.fatal = {}, {}, [], []
        queues = []
        for number in range(talks + poisoned):
            queues.append(self.begin(number, number >= talks))
        while queues:
            queue = self.rng.choice(queues)
            self.put(*queue.pop(0))
            if not queue:
                queues.remove(queue)

    def begin(self, number, poisoned):
        """A conversation in a world of its own; its packets, disturbed."""
        addresses = SIX if number % 5 == 4 else FOUR
        ports = (40000 + number % 3, POISON if poisoned else 80)
        messages = poison(self.rng, number, 12) if poisoned else web(self.rng, number, 2, 5)
        sides = BOTH if poisoned or number % 4 else (number // 4 % 2,)
        talk = Conversation(addresses, ports, messages, sides)
        while True:
            steps = world(self.rng, number % 4, addresses)
            side = sides[0]
            _, _, place = into(steps, side, talk.frames[0].frame)
            talk.level = Level(addresses, ports, TCP, *place)
            talk.framed = next((step.framed for step in reversed(steps) if step.level), True)
            if id_of(talk.level) not in self.talks:
                break
        self.talks[id_of(talk.level)] = talk
        packets = talk.frames if poisoned else disturb(self.rng, talk.frames)
        return [(talk, steps, packet) for packet in packets]

    def put(self, talk, steps, packet):
        side = talk.side(packet)
        frame, levels, place = into(steps, side, packet.frame)
        levels.append(Level(talk.addresses if side == 0 else talk.addresses[::-1],
                            talk.ports if side == 0 else talk.ports[::-1], TCP, *place))
        for level in levels:
            count = self.counts.setdefault(id_of(level), Count(level))
            count.add(level.ends[0], len(frame), packet if level is levels[-1] else None)
        if packet.payload[15:16] == b"X" and packet.payload.startswith(b"poison"):
            self.fatal.append(len(self.packets))
        self.packets.append(frame)

    def pcapng(self):
        """Each packet on either interface."""
        blocks = [section("<")] + [interface("<", ETHERNET, 0, b"eth%d" % i) for i in range(2)]
        for number, frame in enumerate(self.packets):
            side = self.rng.randrange(2)
            time = 1700000000 * 10**6 + number * 1000 + TWO_CLOCKS[side]
            blocks.append(enhanced("<", side, time, frame))
        return b"".join(blocks)
