# SPDX-License-Identifier: Apache-2.0
"""Captures made worse on purpose: segments cut, reordered, sent twice, overlapping, lost, in fragments.

What the streams must then be is known: all that was sent, but for what was lost of it.  Everything
is drawn from one seed; the same seed gives the same capture.
"""
import collections
import random
import struct

TCP, IPV4, IPV6, VLAN = 6, 0x0800, 0x86DD, 0x8100
FIN, SYN, RST = 1, 2, 4


def put_checksum(frame, at, begin, end, pseudo=b""):
    """The checksum that stands `at` of what lies between, RFC 1071."""
    struct.pack_into("!H", frame, at, 0)
    data = pseudo + bytes(frame[begin:end])
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[:len(data) & ~1])) + (data[-1] << 8 if len(data) % 2 else 0)
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    struct.pack_into("!H", frame, at, ~total & 0xFFFF)


class Packet:
    """A frame; of a TCP segment also where its parts are."""

    def __init__(self, time, frame):
        self.time, self.frame = time, bytes(frame)
        self.segment = False
        at, kind = 14, struct.unpack_from("!H", frame, 12)[0]
        if kind == VLAN:
            at, kind = 18, struct.unpack_from("!H", frame, 16)[0]
        if kind == IPV4 and frame[at + 9] == TCP and struct.unpack_from("!H", frame, at + 6)[0] & 0x3FFF == 0:
            self.ip, self.tcp = at, at + (frame[at] & 15) * 4
            self.end = at + struct.unpack_from("!H", frame, at + 2)[0]
            self.addresses = frame[at + 12:at + 16], frame[at + 16:at + 20]
        elif kind == IPV6 and frame[at + 6] == TCP:
            self.ip, self.tcp = at, at + 40
            self.end = self.tcp + struct.unpack_from("!H", frame, at + 4)[0]
            self.addresses = frame[at + 8:at + 24], frame[at + 24:at + 40]
        else:
            return
        self.segment = True
        self.version = 4 if kind == IPV4 else 6
        self.data = self.tcp + (frame[self.tcp + 12] >> 4) * 4
        self.ports = struct.unpack_from("!HH", frame, self.tcp)
        self.seq = struct.unpack_from("!I", frame, self.tcp + 4)[0]
        self.flags = frame[self.tcp + 13]
        self.payload = self.frame[self.data:self.end]

    @property
    def side(self):
        """Who sends to whom."""
        return self.addresses[0], self.ports[0], self.addresses[1], self.ports[1]

    def with_payload(self, skip, payload):
        """The same segment with other bytes, `skip` further on in the stream."""
        head = bytearray(self.frame[:self.data] + payload)
        struct.pack_into("!I", head, self.tcp + 4, self.seq + skip & 0xFFFFFFFF)
        if self.version == 4:
            struct.pack_into("!H", head, self.ip + 2, self.data - self.ip + len(payload))
        else:
            struct.pack_into("!H", head, self.ip + 4, self.data - self.tcp + len(payload))
        self.put_checksums(head)
        return Packet(self.time, bytes(head))

    def put_checksums(self, frame):
        if self.version == 4:
            put_checksum(frame, self.ip + 10, self.ip, self.tcp)
        pseudo = b"".join(self.addresses) + struct.pack("!IBBH", len(frame) - self.tcp, 0, 0, TCP)
        put_checksum(frame, self.tcp + 16, self.tcp, len(frame), pseudo)


def read(path):
    """The packets of a classic little-endian capture of microseconds."""
    data, at, found = path.read_bytes(), 24, []
    while at < len(data):
        seconds, micro, captured, _ = struct.unpack_from("<4I", data, at)
        found.append(Packet(seconds * 10**6 + micro, data[at + 16:at + 16 + captured]))
        at += 16 + captured
    return found


def write(path, packets):
    """In the order given, at the times of the list in rising order."""
    times = sorted(packet.time for packet in packets)
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for time, packet in zip(times, packets):
            out.write(struct.pack("<4I", time // 10**6, time % 10**6, len(packet.frame), len(packet.frame)))
            out.write(packet.frame)
    return path


def plain(packet):
    """A segment that only carries data."""
    return packet.segment and len(packet.payload) > 1 and not packet.flags & (SYN | FIN | RST)


def cut(rng, packets):
    """Segments of any size."""
    for packet in packets:
        if not plain(packet) or rng.random() < 0.5:
            yield packet
            continue
        at = rng.randrange(1, len(packet.payload))
        yield packet.with_payload(0, packet.payload[:at])
        yield packet.with_payload(at, packet.payload[at:])


def repeat(rng, packets):
    """Segments sent twice, the second time up to fifty packets later."""
    later = collections.defaultdict(list)
    for number, packet in enumerate(packets):
        yield packet
        yield from later.pop(number, ())
        if plain(packet) and rng.random() < 0.2:
            later[number + rng.randrange(1, 50)].append(packet)


def overlap(rng, packets):
    """Segments sent again with the end of what was sent before in front of them."""
    last = {}
    for packet in packets:
        if plain(packet):
            before = last.get(packet.side)
            if before and rng.random() < 0.3 and before.seq + len(before.payload) & 0xFFFFFFFF == packet.seq:
                back = rng.randrange(1, len(before.payload) + 1)
                packet = packet.with_payload(-back, before.payload[-back:] + packet.payload)
            last[packet.side] = packet
        yield packet


def shuffle(rng, packets, reach=8):
    """Data that overtakes data of the same side."""
    waiting = collections.defaultdict(list)
    for packet in packets:
        if plain(packet) and rng.random() < 0.4 and len(waiting[packet.side]) < reach:
            waiting[packet.side].append(packet)
            continue
        if packet.segment and not plain(packet) and waiting[packet.side]:
            yield from rng.sample(waiting[packet.side], len(waiting.pop(packet.side)))
        yield packet
        if packet.segment and waiting[packet.side] and rng.random() < 0.5:
            yield from rng.sample(waiting[packet.side], len(waiting.pop(packet.side)))
    for rest in waiting.values():
        yield from rest


def fragment(rng, packets):
    """IPv4 datagrams in pieces, in any order."""
    ident = 0
    for packet in packets:
        if not plain(packet) or packet.version != 4 or rng.random() < 0.5 or packet.tcp != packet.ip + 20:
            yield packet
            continue
        ident = ident + 1 & 0xFFFF
        body, pieces, at = packet.frame[packet.tcp:packet.end], [], 0
        while at < len(body):
            size = min(8 * rng.randrange(1, 100), len(body) - at)
            head = bytearray(packet.frame[:packet.tcp])
            more = 0x2000 if at + size < len(body) else 0
            struct.pack_into("!HHH", head, packet.ip + 2, 20 + size, ident, more | at // 8)
            put_checksum(head, packet.ip + 10, packet.ip, packet.tcp)
            pieces.append(Packet(packet.time, bytes(head) + body[at:at + size]))
            at += size
        yield from rng.sample(pieces, len(pieces))


def lose(rng, packets, lost):
    """Segments that never come; `lost` is told which bytes of which side."""
    for packet in packets:
        if plain(packet) and rng.random() < 0.05:
            lost[packet.side].append((packet.seq, len(packet.payload)))
        else:
            yield packet


def worsen(path, out, how, seed):
    """Writes the capture made worse in these ways; what was lost, by side: (sequence, bytes)."""
    rng, lost = random.Random(seed), collections.defaultdict(list)
    packets = read(path)
    for way in how:
        packets = list(lose(rng, packets, lost) if way == "lose" else WAYS[way](rng, packets))
    write(out, packets)
    return lost


WAYS = {"cut": cut, "repeat": repeat, "overlap": overlap, "shuffle": shuffle, "fragment": fragment}
