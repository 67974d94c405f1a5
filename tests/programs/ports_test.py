#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A port is a guess: what comes from a server to a client's port that another protocol has as its own
is the server's, and nothing else is made of it."""
import random
import struct

import e2e
from e2e import DONE, counts, equal, named, netcapd, records, report, test, write_capture
from wire import IPV4, IPV6, UDP, arp, ether, ip4, ip6, udp

HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
CLIENT, SERVER = "02:00:00:00:00:01", "02:00:00:00:00:02"
# Of these what is not theirs is somebody else's, and nothing is wrong with it.
QUIET = (500, 1645, 1646, 1812, 1813, 3478, 3479, 3480, 3481, 3799, 19302, 51820)
PORTS = (53, 67, 68, 123, 319, 320, 546, 547, 1701, 1900, 1985, 2029, 2152, 3544, 3784, 3785, 4341, 4500,
         4754, 4784, 4789, 4790, 5060, 5072, 5247, 5353, 5355, 6080, 6081, 7667, 8472, *QUIET)
ALWAYS = {"Ethernet", "IPv4", "IPv6", "UDP"}
FLOWS = {"Connection", "Flow", "LinkFlow", "NetworkFlow", "TransportFlow"}


def four(source, destination, payload):
    return ether(CLIENT, SERVER, IPV4, ip4("10.0.0.53", "10.0.0.1", UDP, udp(source, destination, payload)),
                 least=0)


def six(source, destination, payload):
    return ether(CLIENT, SERVER, IPV6, ip6("2001:db8::53", "2001:db8::1", UDP,
                                           udp(source, destination, payload)), least=0)


def run(folder, frames, *options):
    """The kinds of records but those of flows, and how many; what the run says of itself."""
    stamped = [struct.pack("<IIII", 1700000000 + i // 1000, i % 1000 * 1000, len(frame), len(frame)) + frame
               for i, frame in enumerate(frames)]
    folder.mkdir()
    netcapd("-r", write_capture(folder / "in.pcap", HEAD, stamped), *options, out=folder / "out",
            status=DONE)
    found = counts(folder / "out")
    return {kind: found[kind] for kind in found if kind not in FLOWS}, report(folder / "out")


def name(text):
    return b"".join(bytes([len(part)]) + part.encode() for part in text.split(".")) + b"\0"


def query(number, host):
    return struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + name(host) + struct.pack("!HH", 1, 1)


def answer(number, host, flags=0x8180):
    data = struct.pack("!6H", number, flags, 1, 1, 0, 0) + name(host) + struct.pack("!HH", 1, 1)
    return data + struct.pack("!HHHIH", 0xC00C, 1, 1, 300, 4) + bytes((192, 0, 2, 1))


def denial(number, host, flags=0x8183):
    return struct.pack("!6H", number, flags, 1, 0, 0, 0) + name(host) + struct.pack("!HH", 1, 1)


ARP = ether(SERVER, CLIENT, 0x0806, arp(1, CLIENT, "10.1.0.1", SERVER, "10.1.0.2"), least=0)
INNER4 = ip4("10.1.0.1", "10.1.0.2", UDP, udp(40001, 40002, b"inside"))
INNER6 = ip6("2001:0:53aa:64c::1", "2001:db8::9", UDP, udp(40001, 40002, b"inside"))
OPTIONS = bytes.fromhex("63825363 350105 36040a000035 ff")
IKE = bytes.fromhex("0102030405060708 1112131415161718 00 20 25 20 00000001 0000001c")

# By port: what is said from there and to there, and what records it is besides the usual layers.
SAID = {
    "DNS": (53, four, answer(0x1234, "www.example.org"), {"DNS": 1}),
    "multicast DNS": (5353, four, denial(0, "printer.local", 0x8400), {"DNS": 1}),
    "VXLAN": (4789, four, bytes.fromhex("0800000000000a00") + ARP, {"VXLAN": 1, "Ethernet": 1, "ARP": 1}),
    "VXLAN of Linux": (8472, four, bytes.fromhex("0800000000000a00") + ARP,
                       {"VXLAN": 1, "Ethernet": 1, "ARP": 1}),
    "Geneve": (6081, four, bytes.fromhex("0000655800000a00") + ARP,
               {"Geneve": 1, "Ethernet": 1, "ARP": 1}),
    "GTP-U": (2152, four, struct.pack("!BBHI", 0x30, 255, len(INNER4), 7) + INNER4, {"IPv4": 1, "UDP": 1}),
    "Teredo": (3544, four, bytes.fromhex("0000f22f3ffffdfe") + INNER6, {"IPv6": 1, "UDP": 1}),
    "ESP": (4500, four, bytes.fromhex("c0ffee01 00000001") + bytes(range(32)), {"IPSecESP": 1}),
    "NTP": (123, four, bytes.fromhex("240206ec 00000010 00000020 c0000201") +
            bytes.fromhex("e5b4c0d100000001") * 4, {"NTP": 1}),
    "NTP control": (123, four, bytes.fromhex("16820001 00000000 00000004") + b"peer", {"NTP": 1}),
    "SIP": (5060, four, b"SIP/2.0 200 OK\r\nCSeq: 1 OPTIONS\r\n\r\n", {"SIP": 1}),
    "DHCP": (67, four, bytes.fromhex("02010600") + bytes(24) + bytes.fromhex("020000000001") +
             bytes(202) + OPTIONS, {"DHCPv4": 1}),
    "DHCPv6": (547, six, bytes.fromhex("07abcdef 0001000a00030001020000000001 000200060003000102ff"),
               {"DHCPv6": 1}),
    "RADIUS": (1812, four, bytes.fromhex("02010019") + bytes(16) + bytes.fromhex("0105616263"), {"RADIUS": 1}),
    "STUN": (3478, four, bytes.fromhex("0101000c 2112a442 000102030405060708090a0b 00200008 0001a147 e112a643"),
             {"STUN": 1}),
    "WireGuard": (51820, four, bytes.fromhex("04000000 01000000 0000000000000000") + bytes(16), {"WireGuard": 1}),
    "IKE": (500, four, IKE, {"IKE": 1}),
    "LCM": (7667, four, b"LC02\0\0\0\1POSE\0body", {"LCM": 1}),
}
BFD = bytes.fromhex("20c00318 00000001 00000000 000f4240 000f4240 00000000")


def layers(frames, outer, more):
    """Records of so many packets: their own layers, and what is inside."""
    kinds = ["Ethernet", "IPv4" if outer is four else "IPv6", "UDP"]
    return {kind: frames * (kinds.count(kind) + more.get(kind, 0)) for kind in {*kinds, *more}}


def from_its_port(folder, port, outer, data, more):
    frames = [outer(port, other, data) for other in (40000, *PORTS)]
    found, said = run(folder / "a", frames)
    equal(found, layers(len(frames), outer, more), "what there is")
    equal(said["packets"]["decoded"], len(frames), f"decoded of {said['reasons']}")


def to_its_port(folder, port, outer, data, more):
    frames = [outer(other, port, data) for other in (40000, *PORTS)]
    found, said = run(folder / "a", frames)
    equal(found, layers(len(frames), outer, more), "what there is")
    equal(said["packets"]["decoded"], len(frames), f"decoded of {said['reasons']}")


for protocol, row in SAID.items():
    named(f"{protocol} from its port is that whichever port it goes to",
          lambda folder, row=row: from_its_port(folder, *row))
    named(f"{protocol} to its port is that whichever port it comes from",
          lambda folder, row=row: to_its_port(folder, *row))
named("IKE behind a marker is that at ESP's port whichever port it comes from",
      lambda folder: to_its_port(folder, 4500, four, bytes(4) + IKE, {"IKE": 1}))
named("BFD to its port is that whichever port it comes from",
      lambda folder: to_its_port(folder, 3784, four, BFD, {"BFD": 1}))


@test
def an_answer_is_DNS_at_each_port_that_is_anothers(folder):
    asked = (33333, 4789, 6081, 8472, 2152, 3544, 5060, 123, 3784, 67, 546, 4500)
    frames, wanted = [], []
    for number, port in enumerate(asked, 0x0101):
        host = f"a{port}.example.org"
        back = ether(SERVER, CLIENT, IPV4, ip4("10.0.0.1", "10.0.0.53", UDP, udp(port, 53, query(number, host))))
        frames += [back, four(53, port, answer(number, host))]
        wanted += [(number, False, host, [], str(port), "53"),
                   (number, True, host, ["192.0.2.1"], "53", str(port))]
    found, said = run(folder / "a", frames)
    equal(found, {kind: 24 for kind in ("Ethernet", "IPv4", "UDP", "DNS")}, "what there is")
    equal(said["packets"]["decoded"], 24, "decoded")
    equal([(r["ID"], r["QR"], bytes.fromhex(r["Questions"][0]["Name"]).decode(),
            [a["IP"] for a in r["Answers"]], r["Context"]["SrcPort"], r["Context"]["DstPort"])
           for r in records(folder / "a" / "out", "DNS")], wanted, "the records")
    flows = records(folder / "a" / "out", "Connection")
    equal([flow["ApplicationProto"] for flow in flows], ["DNS"] * 12, "the connections")


# Numbers of a message that are how other protocols begin.
IMITATED = (0x0800, 0x8808, 0x8840, 0x0000, 0x0040, 0x3001, 0x32FF, 0x6000, 0x6E00, 0x2403, 0x1C02, 0x2301,
            0x1600, 0x1700, 0x0101, 0x0201, 0x01AB, 0x0D00, 0x2040, 0x20C0, 0x4C43, 0x5349, 0xFFFF)


@test
def a_number_like_anothers_beginning_makes_no_other_of_an_answer(folder):
    frames = [outer(53, port, make(number, host)) for number in IMITATED for port in PORTS
              for outer in (four, six) for make in (answer, denial)
              for host in ("www.example.org", "a.b", "averyverylongnameofahost.example.com")]
    found, said = run(folder / "a", frames)
    equal(found, {"Ethernet": len(frames), "IPv4": len(frames) // 2, "IPv6": len(frames) // 2,
                  "UDP": len(frames), "DNS": len(frames)}, "what there is")
    equal(said["packets"]["decoded"], len(frames), f"decoded of {said['reasons']}")


def noise(chance, port):
    return four(*chance.sample((port, 40000), 2), b"\xc3" + chance.randbytes(chance.randrange(40, 400)))


@test
def answers_of_any_number_are_DNS(folder):
    chance = random.Random(1)
    frames = [four(53, chance.choice(PORTS), chance.choice((answer, denial))(chance.randrange(65536), "x.example.org"))
              for _ in range(20000)]
    found, _ = run(folder / "a", frames)
    equal(found, {kind: len(frames) for kind in ("Ethernet", "IPv4", "UDP", "DNS")}, "what there is")


@test
def an_answer_to_a_tunnels_port_inside_that_tunnel_is_DNS(folder):
    inner = four(53, 4789, answer(0x0800, "www.example.org"))
    found, _ = run(folder / "a", [four(53, 4789, bytes.fromhex("0800000000000a00") + inner)])
    equal(found, {"Ethernet": 2, "IPv4": 2, "UDP": 2, "VXLAN": 1, "DNS": 1}, "what there is")


@test
def noise_between_a_known_port_and_any_other_is_refused_and_no_record(folder):
    chance = random.Random(2)
    ports = [port for port in PORTS if port not in (3785, 4500, *QUIET)]  # whose contents are anything
    frames = [noise(chance, port) for port in ports for _ in range(200)]
    found, said = run(folder / "a", frames)
    more = sum(found[kind] for kind in found if kind not in ALWAYS)
    assert more < len(frames) // 200, f"{found} of {len(frames)} packets"
    assert said["packets"]["refused"] > len(frames) * 9 // 10 - 400, said["packets"]


@test
def noise_at_a_port_that_is_anybodys_is_neither_a_record_nor_refused(folder):
    chance = random.Random(3)
    frames = [noise(chance, port) for port in QUIET for _ in range(400)]
    found, said = run(folder / "a", frames)
    equal(set(found) - ALWAYS, set(), "what there is besides")
    equal(said["packets"]["refused"], 0, f"refused of {said['reasons']}")


# What takes any port there is: a request and an answer of STUN, DTLS, QUIC, voice, text.
TUNNELS = (1701, 2152, 3544, 4341, 4500, 4754, 4789, 4790, 5072, 5247, 6080, 6081, 8472)
ANYWHERE = tuple(bytes.fromhex(text) for text in (
    "0001 0000 2112a442 000102030405060708090a0b", "0101 0004 2112a442 000102030405060708090a0b 80220000",
    "16 fefd 0000 000000000001 0003 0e0000", "c3 00000001 08 0102030405060708 00 00",
    "80 00 1234 51234567 0000dead" + "d5" * 160)) + (b"REGISTER sip:example.org SIP/2.0\r\n\r\n",)


@test
def what_takes_any_port_is_no_tunnel_and_nothing_is_wrong_with_it(folder):
    frames = [four(*ends, data) for data in ANYWHERE for port in TUNNELS for ends in ((40001, port), (port, 40001))]
    found, said = run(folder / "a", frames)
    equal(found, {kind: len(frames) for kind in ("Ethernet", "IPv4", "UDP")}, "what there is")
    equal(said["packets"]["decoded"], len(frames), f"decoded of {said['reasons']}")


@test
def whose_port_it_was_is_blamed_for_what_nobody_takes(folder):
    noise = b"\xc3" + bytes(60)
    _, said = run(folder / "a", [four(123, 4789, noise), four(4789, 123, noise), four(40000, 6081, noise)])
    equal({each["reason"] for each in said["reasons"]["refused"]},
          {"VXLAN: no valid network identifier", "NTP: version that does not exist",
           "Geneve: version is not 0"}, "the reasons")


@test
def an_answer_cut_short_by_the_capture_is_still_the_servers(folder):
    frames = [four(53, port, answer(7, "www.example.org")) for port in PORTS]
    cut = [struct.pack("<IIII", 1, i, 60, len(frame)) + frame[:60] for i, frame in enumerate(frames)]
    netcapd("-r", write_capture(folder / "in.pcap", HEAD, cut), out=folder / "out", status=DONE)
    found = counts(folder / "out")
    equal({kind: found[kind] for kind in found if kind not in FLOWS},
          {kind: len(PORTS) for kind in ("Ethernet", "IPv4", "UDP", "DNS")}, "what there is")


@test
def a_port_given_by_the_user_is_a_guess_as_well(folder):
    frames = [four(53, 9999, answer(7, "www.example.org")), four(9999, 40000, answer(8, "x.example.org")),
              four(123, 9999, SAID["NTP"][2])]
    found, _ = run(folder / "a", frames, "--set=DNS.on=udp.port:9999")
    equal(found, {"Ethernet": 3, "IPv4": 3, "UDP": 3, "DNS": 2, "NTP": 1}, "what there is")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
