#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What one packet, datagram or connection may come to is an option: up to it nothing happens, beyond
it the packet is refused, or something ends early; which is said once and counted in the summary."""
import struct
import subprocess
import sys

import e2e
from e2e import DONE, TESTS, equal, named, netcapd, test

sys.path.insert(0, str(TESTS / "bench"))
import flood_kinds as kinds  # noqa: E402

UNKNOWN_PROTOCOL = 253


def capture(path, frames):
    """A packet each millisecond."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for number, frame in enumerate(frames):
            out.write(struct.pack("<IIII", 1, 1000 * number, len(frame), len(frame)) + frame)
    return path


def run(folder, frames, *options):
    folder.mkdir()
    return netcapd("-r", capture(folder / "in.pcap", frames), *options, out=folder / "out", status=DONE)


def reached(done, option):
    """How often the summary says so; it must be said once, or not at all."""
    count, section = 0, done.stdout.partition("LIMITS REACHED")[2].partition("\n\n")[0]
    for line in section.splitlines():
        if line.startswith(option + " "):
            count = int(line.split()[1].replace(",", ""))
    said = option if option == "conversations" else "--" + option
    equal(done.stderr.count(f"a limit was reached: {said} "), 1 if count else 0, done.stderr)
    found = [each["count"] for each in e2e.report(folder_of(done))["limits"] if each["limit"] == option]
    equal(found, [count] if count else [], f"{option} in run.json")
    return count


def folder_of(done):
    return done.args[done.args.index("-o") + 1]


def networks(count):
    inner = b""
    for level in range(count):
        inner = kinds.ipv4(1, 2, 4 if level else UNKNOWN_PROTOCOL, inner)
    return [kinds.ethernet(0x0800, inner)]


def sources(count):
    head = struct.pack("!BBHIBBH", 0x11, 0, 0, 0xE0000001, 0, 0, count)
    return [kinds.ip_frame(1, 2, 2, head + bytes(4 * count))]


def pieces(count):
    return [kinds.ip_frame(1, 2, UNKNOWN_PROTOCOL, bytes(8), 7,
                           (0x2000 if place + 1 < count else 0) | place) for place in range(count)]


def datagrams(count):
    return list(kinds.KINDS["fragments"].frames(count))


def streams(count):
    return list(kinds.KINDS["strays"].frames(count))


def layers(count):
    return networks(count - 1)


LIMIT = 5
BOUNDS = {"max-layers": layers, "max-tunnels": networks, "max-elements": sources,
          "max-fragments": pieces, "max-datagrams": datagrams, "max-streams": streams}


def holds(folder, option, frames):
    for more in (-1, 0, 1):
        done = run(folder / f"limit{more}", frames(LIMIT + more), f"--{option}={LIMIT}", "--workers=2")
        equal(reached(done, option), more == 1, f"{option}: {LIMIT} and {more} more")
        e2e.balanced(done)


for name, frames_of in BOUNDS.items():
    named(f"{name} holds at its limit and not beyond",
          lambda folder, option=name, frames=frames_of: holds(folder, option, frames))


def links(count):
    """Ethernet in Ethernet of a backbone, IEEE 802.1ah, and in the end an ARP that is too short."""
    inner = kinds.ethernet(0x0806, b"")
    for number in range(count - 1):
        inner = kinds.ethernet(0x88E7, struct.pack("!I", number) + inner)
    return [inner]


@test
def a_packet_with_more_levels_than_flows_see_is_decoded_and_noted(folder):
    for make, most in ((networks, 4), (links, 6)):
        for more in (-1, 0, 1, 2):
            name = f"{make.__name__}{more}"
            done = run(folder / name, make(most + more), "--workers=2")
            equal(reached(done, "conversations"), more > 0, f"{name}: packets")
            report = e2e.report(folder / name / "out")
            noted = [each for each in report["reasons"]["noted"] if each["reason"].startswith("netcapd: ")]
            equal(noted, [{"reason": "netcapd: more levels, or messages, than flows see", "packets": 1}] if more > 0 else [], name)
            e2e.balanced(done)
    equal(len(e2e.records(folder / "networks2/out", "IPv4")), 6, "records of a deep packet")
    equal(len(e2e.records(folder / "networks2/out", "NetworkFlow")), 4, "flows of a deep packet")


@test
def a_datagram_put_together_that_goes_deeper_is_noted_once(folder):
    whole = networks(5)[0][14 + 20:]
    middle = len(whole) // 16 * 8
    frames = [kinds.ip_frame(1, 2, 4, whole[:middle], 7, 0x2000),
              kinds.ip_frame(1, 2, 4, whole[middle:], 7, middle // 8)]
    equal(reached(run(folder / "run", frames), "conversations"), 1, "packets")


@test
def a_record_may_have_as_many_bytes_as_is_said_and_not_one_more(folder):
    def payload(size):
        return [kinds.ip_frame(1, 2, 17, kinds.udp((9, 9), bytes(size)))]

    options = ("--set=UDP.payload=on", "--compression=none")
    run(folder / "all", payload(900), *options)
    data = (folder / "all/out/UDP.ncap").read_bytes()
    head = e2e.message_end(data)
    fits = 900 + 1024 - (len(data) - head)
    for more in (-1, 0, 1):
        done = run(folder / f"limit{more}", payload(fits + more), "--record-size=1", *options)
        equal(reached(done, "record-size"), more == 1, f"{more} more bytes")
        equal("UDP.ncap" in e2e.names(folder / f"limit{more}/out"), more != 1, "a record")
        assert "IPv4.ncap" in e2e.names(folder / f"limit{more}/out"), "the layers below are lost"


def long_names():
    return list(kinds.KINDS["dns_long_names"].frames(14000))[:3]


@test
def a_packet_that_costs_too_much_work_is_refused_with_all_it_has_said_below(folder):
    done = run(folder / "few", long_names(), "--ticks=1")
    equal(reached(done, "ticks"), 3, "packets")
    equal(len(e2e.records(folder / "few/out", "UDP")), 3, "records below")
    assert "DNS.ncap.gz" not in e2e.names(folder / "few/out"), "a record of it"
    done = run(folder / "enough", long_names(), "--ticks=1000000")
    equal(reached(done, "ticks"), 0, "packets")
    equal(len(e2e.records(folder / "enough/out", "DNS")), 3, "records")


def texts(count):
    return [kinds.dns((b"\0" + struct.pack("!HHIH", 16, 1, 0, 0)) * count, 0, count)]


@test
def a_packet_may_need_as_much_memory_as_is_said_and_not_one_element_more(folder):
    def refused(count, mebibytes):
        return reached(run(folder / f"{count} in {mebibytes}", texts(count),
                           f"--packet-memory={mebibytes}"), "packet-memory")

    fits, beyond = 1, 5000
    equal((refused(fits, 1), refused(beyond, 1)), (0, 1), "packets refused")
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if refused(middle, 1):
            beyond = middle
        else:
            fits = middle
    for more in (-1, 0, 1):
        equal(reached(run(folder / f"limit{more}", texts(fits + more), "--packet-memory=1"),
                      "packet-memory"), more == 1, f"packets refused, {more} more elements")
        equal(len(e2e.records(folder / f"limit{more}/out", "DNS")), more != 1, "records")
    equal(refused(beyond, 2), 0, "packets refused with twice as much")


def waiting(count):
    """Connections, each with one byte that waits for those before it."""
    for number in range(count):
        client, server, ports = kinds.ends(number)
        yield kinds.ip_frame(client, server, 6, kinds.tcp(ports, 0, 0, kinds.SYN))
        yield kinds.ip_frame(client, server, 6, kinds.tcp(ports, 10, 1, kinds.ACK, b"a"))


@test
def streams_may_keep_as_much_as_is_said_and_not_one_byte_more(folder):
    cell, free = 512, 160  # what one byte takes; of these so many are kept for who speaks next
    limit = (1 << 20) // cell - free + 1
    for more in (-1, 0, 1):
        done = run(folder / f"limit{more}", list(waiting(limit + more)), "--stream-memory=1")
        equal(reached(done, "stream-memory"), more == 1, f"streams given up, {more} more")
        e2e.balanced(done)
    equal(reached(run(folder / "twice", list(waiting(limit + 1)), "--stream-memory=2"), "stream-memory"), 0,
          "streams given up with twice as much")


@test
def too_many_flows_of_a_model_are_said_once(folder):
    for more in (0, 1, 2):
        done = run(folder / f"flows{more}", list(kinds.KINDS["udp_flows"].frames(4 + more)),
                   "--set=Connection.max_flows=5")
        equal(done.stderr.count("Connection.max_flows"), more == 2, done.stderr)
        equal(e2e.report(folder / f"flows{more}/out")["limits"],
              [{"limit": "Connection.max_flows", "count": 1}] if more == 2 else [], "limits in run.json")


@test
def as_many_kinds_of_unknown_packets_are_told_apart_as_is_said_and_the_rest_is_counted(folder):
    kept, each = 512, 10
    for more in (-1, 0, 1, 50):
        done = run(folder / f"kinds{more}", list(kinds.KINDS["ethertypes"].frames(kept + more)))
        report, left_out = e2e.report(folder / f"kinds{more}/out"), each * max(0, more)
        equal(len(report["reasons"]["unknown"]), min(kept, kept + more), "reasons")
        equal(sum(reason["packets"] for reason in report["reasons"]["unknown"]) + left_out,
              report["packets"]["unknown"], "packets with a reason")
        equal(report["reasons_left_out"], {"unknown": left_out, "refused": 0, "set_aside": 0, "marked": 0, "noted": 0})
        equal(f"  {left_out}  others, not told apart: more than 512 kinds\n" in done.stdout, more > 0,
              done.stdout)


@test
def the_limits_stand_in_the_headers_of_files(folder):
    run(folder / "run", networks(1), "--max-elements=77")
    shown = subprocess.run([e2e.NETCAP, "dump", "--header", folder / "run/out/IPv4.ncap.gz"],
                           check=True, text=True, stdout=subprocess.PIPE).stdout
    assert "max_elements" in shown and "77" in shown, shown


if __name__ == "__main__":
    raise SystemExit(e2e.main())
