#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Live capture in a network of its own, where nobody else sends: every packet sent is a record or
reported as dropped, whenever the run is ended.  Making the network needs root and ip(8)."""
import collections
import contextlib
import ctypes
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time
import zlib

import e2e
import running
import sets
from e2e import DONE, FAILED, PARTIAL, USAGE, equal, named, test

SENDER, TAKER = "sender0", "taker0"
SENDER_2, TAKER_2 = "sender1", "taker1"
CLONE_NEWNET = 0x40000000
ROUNDS = 3


def own_network():
    """Whether this process, and all that it starts, is now in a network of its own."""
    if os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("tc"):
        return False
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        return False
    with contextlib.suppress(OSError):  # nobody asks for routers
        pathlib.Path("/proc/sys/net/ipv6/conf/default/disable_ipv6").write_text("1")
    return ip("link", "add", "probe0", "type", "veth", "peer", "name", "probe1", check=False)


def ip(*arguments, check=True):
    return subprocess.run(["ip", *arguments], check=check,
                          stderr=None if check else subprocess.DEVNULL).returncode == 0


there = own_network()


def frame(number, size=60):
    """A UDP datagram whose first four bytes are its number; nothing is behind its ports."""
    udp = struct.pack(">HHHHI", 40000, 40001, size - 34, 0, number) + bytes(size - 46)
    head = struct.pack(">BBHHHBBH", 0x45, 0, size - 14, 0, 0, 64, 17, 0)
    return b"\2\0\0\0\0\2\2\0\0\0\0\1\x08\0" + head + b"\x0a\0\0\1\x0a\0\0\2" + udp


class Network:
    """Two ends of a cable, and a socket that sends into one of them."""

    def __init__(self, rate=None, sender=SENDER, taker=TAKER):
        if not there:
            raise e2e.Skip("a network of its own needs root, ip and tc")
        ip("link", "del", sender, check=False)
        ip("link", "add", sender, "type", "veth", "peer", "name", taker)
        for name in (sender, taker):
            ip("link", "set", name, "up")
        if rate:
            subprocess.run(["tc", "qdisc", "add", "dev", sender, "root", "tbf", "rate", rate,
                            "burst", "16kb", "limit", "1mb"], check=True)
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind((sender, 0))
        self.sent = 0

    def send(self, n, size=60, step=1):
        for _ in range(n):
            self.socket.send(frame(self.sent, size))
            self.sent += step

    @staticmethod
    def arrived():
        """Packets that came out at the other end, taken or not."""
        line = re.search(rf"{TAKER}:(.*)", pathlib.Path("/proc/net/dev").read_text())
        return int(line[1].split()[1])


def start(folder, *arguments):
    process = running.start("-i", TAKER, "--set=UDP.payload=on", *arguments, out=folder / "out")
    running.ready(process)
    return process


def ended(process, status=DONE):
    """What it said until it ended: both streams."""
    stdout, stderr = (text.decode() for text in process.communicate(timeout=e2e.TIMEOUT))
    equal(process.returncode, status, f"exit status, having said {stderr!r}")
    return stdout, stderr


def numbers(out):
    """Of the packets that are records, in their order."""
    return [int(record["Payload"][:8], 16) for record in e2e.records(out, "UDP")]


def live_counts(said):
    """Received and dropped, as the summary has them."""
    found = re.search(r"^([\d,]+) received, ([\d,]+) dropped by the kernel", said, re.M)
    return [int(number.replace(",", "")) for number in found.groups()]


def check_sums(out, said, n_sent=None):
    """Sent is recorded and dropped; how many were recorded."""
    recorded, (received, dropped) = numbers(out), live_counts(said)
    equal(received, len(recorded) + dropped, "received")
    equal(len(set(recorded)), len(recorded), "different packets")
    equal(e2e.summary(said)["all"], len(recorded), "packets")
    assert "not read before the end" not in said, said
    if n_sent is not None:
        equal(received, n_sent, "received")
    return recorded


def held_and_ended(folder, network, n, size=60, which=signal.SIGINT, status=DONE):
    """Sends while the program is held, and ends it before it can have read a packet."""
    process = start(folder)
    process.send_signal(signal.SIGSTOP)
    network.send(n, size)
    process.send_signal(which)
    process.send_signal(signal.SIGCONT)
    return ended(process, status)


for sign in ("INT", "TERM", "HUP"):
    def taken_before_the_end(folder, which=getattr(signal, "SIG" + sign)):
        said, _ = held_and_ended(folder, Network(), 5000, which=which)
        equal(check_sums(folder / "out", said, 5000), list(range(5000)), "records")

    named(f"what the kernel had received when {sign} came is read, decoded and counted",
          taken_before_the_end)


@test
def what_the_kernel_dropped_is_counted_to_the_packet(folder):
    said, _ = held_and_ended(folder, Network(), 30000, size=1400, status=PARTIAL)
    recorded = check_sums(folder / "out", said, 30000)
    assert 0 < len(recorded) < 30000, f"{len(recorded)} recorded"


@test
def that_packets_begin_to_be_dropped_is_said_while_it_runs(folder):
    network, process = Network(), start(folder)
    process.send_signal(signal.SIGSTOP)
    network.send(30000, 1400)
    process.send_signal(signal.SIGCONT)
    line = process.stderr.readline().decode()
    assert "more packets come than are taken" in line, line
    process.send_signal(signal.SIGINT)
    said, stderr = ended(process, PARTIAL)
    equal(stderr, "", "what else it said")
    check_sums(folder / "out", said, 30000)


def while_sending(folder, rate):
    """Ends a run at a random moment while packets come all the time."""
    network, stop = Network(rate), threading.Event()
    process = start(folder)

    def send():
        while not stop.is_set():
            network.send(20)

    sender = threading.Thread(target=send)
    sender.start()
    running.until("some have come", lambda: network.arrived() > 100)
    time.sleep(random.random())  # the moment is what is random
    before = network.arrived()
    process.send_signal(signal.SIGINT)
    try:
        stdout, stderr = (text.decode() for text in process.communicate(timeout=e2e.TIMEOUT))
    finally:
        stop.set()
        sender.join()
    assert process.returncode in (DONE, PARTIAL), stderr
    recorded = check_sums(folder / "out", stdout)
    received, dropped = live_counts(stdout)
    assert before <= received <= network.arrived(), (before, received, network.arrived())
    equal(recorded[-1] + 1 - len(recorded) <= dropped, True, "only dropped ones are missing")
    equal(process.returncode, PARTIAL if dropped else DONE, "exit status")


for rate in ("1mbit", "20mbit", "100mbit", None):
    for moment in range(ROUNDS):
        named(f"at {rate or 'any speed'} an end at a random moment loses nothing ({moment + 1})",
              lambda folder, rate=rate: while_sending(folder, rate))


@test
def an_interface_that_goes_down_and_up_is_told_and_the_capture_goes_on(folder):
    network, process = Network(), start(folder)
    network.send(10)
    ip("link", "set", TAKER, "down")
    down = process.stderr.readline().decode()
    ip("link", "set", TAKER, "up")
    up = process.stderr.readline().decode()
    network.send(10)
    running.until_all_are_done(process, 20)
    process.send_signal(signal.SIGINT)
    said, stderr = ended(process)
    assert down.startswith(f"netcapd: {TAKER}: the interface is down"), down
    equal(up, f"netcapd: {TAKER}: the interface is up again\n", "what it said")
    assert "interface" not in stderr.split("RECORDS")[0], stderr
    equal(check_sums(folder / "out", said, 20), list(range(20)), "records")


@test
def a_cut_cable_is_told_and_the_capture_goes_on(folder):
    network, process = Network(), start(folder)
    ip("link", "set", SENDER, "down")
    down = process.stderr.readline().decode()
    ip("link", "set", SENDER, "up")
    up = process.stderr.readline().decode()
    network.send(10)
    running.until_all_are_done(process, 10)
    process.send_signal(signal.SIGINT)
    ended(process)
    assert "nothing is at the other end" in down and "is up again" in up, (down, up)


@test
def an_interface_that_is_removed_ends_the_run_with_what_came(folder):
    network, process = Network(), start(folder)
    network.send(1000)
    ip("link", "del", TAKER)
    said, stderr = ended(process, FAILED)
    assert stderr.endswith(f"netcapd: {TAKER}: the interface is gone: the capture ends with what "
                           "came before\n"), stderr
    equal(check_sums(folder / "out", said, 1000), list(range(1000)), "records")


@test
def a_filter_leaves_out_what_comes_before_it_too(folder):
    network, process = Network(), start(folder, "--filter=udp[8:4] >= 500")
    network.send(1000)
    process.send_signal(signal.SIGINT)
    said, _ = ended(process)
    equal(numbers(folder / "out"), list(range(500, 1000)), "records")


@test
def a_terminal_that_is_closed_ends_a_capture_with_all_its_records(folder):
    network = Network()
    process, terminal = running.in_terminal("-i", TAKER, "--set=UDP.payload=on", out=folder / "out")
    network.send(2000)
    os.close(terminal)
    equal(process.wait(e2e.TIMEOUT), DONE, "the exit status")
    process.stdin.close()
    equal(numbers(folder / "out"), list(range(2000)), "records")


@test
def a_second_interrupt_leaves_at_once_and_counts_what_it_gives_up(folder):
    network, process = Network(), start(folder)
    process.send_signal(signal.SIGSTOP)
    network.send(20000)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    stdout, stderr = (text.decode() for text in process.communicate(timeout=e2e.TIMEOUT))
    found = e2e.summary(stdout)
    received, dropped = live_counts(stdout)
    equal((received, process.returncode), (20000, PARTIAL), "received, and exit status")
    unread = re.search(r"([\d,]+) received, and not read", stdout)
    unread = int(unread[1].replace(",", "")) if unread else 0
    equal(found["all"] + found["dropped"] + dropped + unread, 20000, "all that was sent")


@test
def tagged_frames_made_by_hand_are_taken(folder):
    network, process = Network(), start(folder)
    plain = frame(7)
    network.socket.send(plain[:12] + b"\x81\x00\x00\x05" + plain[12:])
    process.send_signal(signal.SIGINT)
    ended(process)
    equal([record["VLANIdentifier"] for record in e2e.records(folder / "out", "Dot1Q")], [5],
          "tags")


@test
def count_ends_a_capture_with_just_so_many_packets(folder):
    network, process = Network(), start(folder, "--count=70")
    network.send(200)
    said, stderr = ended(process)
    equal((numbers(folder / "out"), stderr), (list(range(70)), ""), "records, and what it said")


@test
def duration_ends_a_capture_as_an_interrupt_does(folder):
    network = Network()
    process = start(folder, "--duration=1500ms")
    network.send(500)
    said, stderr = ended(process)
    equal(check_sums(folder / "out", said, 500), list(range(500)), "records")
    equal(stderr, "", "what it said")
    seconds = float(re.search(r"in ([\d.]+) s:", said)[1])
    assert 1.5 <= seconds < 5, f"{seconds} seconds"


@test
def duration_without_an_interface_is_refused(folder):
    done = e2e.netcapd("--duration=5s", "-r", e2e.DEMO, out=folder / "out", status=USAGE)
    assert "--duration is for live captures" in done.stderr, done.stderr


@test
def min_free_ends_a_capture_with_whole_records(folder):
    network, process = Network(), start(folder, "--min-free=1000000T")
    said, stderr = ended(process, FAILED)
    assert "--min-free" in stderr, stderr
    equal(live_counts(said)[1], 0, "dropped")


def on_disk(out):
    """How many records of UDP a run that is not over has written."""
    data, found = b"", b""
    with contextlib.suppress(FileNotFoundError):
        data = (out / "UDP.ncap.gz.part").read_bytes()
    while data:
        reader = zlib.decompressobj(31)
        found += reader.decompress(data)
        assert reader.eof, "a gzip member is not whole"
        data = reader.unused_data
    n = at = 0
    while at < len(found):
        at = e2e.message_end(found, at)
        n += 1
    return max(n - 1, 0)


@test
def a_lone_packet_is_on_disk_within_the_flush_interval(folder):
    network, process = Network(), start(folder)
    slowest = 0
    for n in range(1, 6):
        begun = time.monotonic()
        network.send(1)
        running.until("the record is on disk", lambda n=n: on_disk(folder / "out") == n)
        slowest = max(slowest, time.monotonic() - begun)
    process.send_signal(signal.SIGINT)
    ended(process)
    assert slowest < 1.0, f"the slowest took {slowest:.2f} seconds"


@test
def a_kill_at_a_random_moment_costs_the_last_second_only(folder):
    network, process = Network(), start(folder)
    at, end = [], time.monotonic() + 1.5 + random.random()
    while time.monotonic() < end:
        network.send(1)
        at.append(time.monotonic())
        time.sleep(0.005)  # a packet now and then
    killed = time.monotonic()
    process.kill()
    process.communicate(timeout=e2e.TIMEOUT)
    n = on_disk(folder / "out")
    assert n > 0 and killed - at[n - 1] < 1.1, \
        f"{n} of {len(at)} on disk, the last from {killed - at[n - 1]:.2f} seconds before"


@test
def no_packet_is_lost_or_doubled_over_turns(folder):
    """At full seconds, and when it is asked to."""
    env = e2e.environment(SOURCE_DATE_EPOCH=None)
    network = Network()
    process = running.start("-i", TAKER, "--set=UDP.payload=on", "--rotate-time=1s", "--flush-interval=200ms",
                            out=folder / "out", env=env)
    running.ready(process)
    for seconds in 1.5, 1.7:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            network.send(200)
            time.sleep(0.005)
        process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGINT)
    said, _ = ended(process)
    found = [int(json.loads(line)["Payload"][:8], 16) for line in sets.lines(folder / "out")["UDP"]]
    equal(found == list(range(network.sent)), True, f"whether the {len(found)} are all {network.sent} in order")
    equal(live_counts(said), [network.sent, 0], "received and dropped")
    why = collections.Counter(each["closed_by"] for each in sets.reports(folder / "out"))
    assert why["time"] > 1 and why["hangup"] == 2, why
    equal(sum(each["packets"]["all"] for each in sets.reports(folder / "out")), network.sent, "packets of sets")


def two_networks():
    """Their packets have even numbers and odd ones."""
    both = Network(), Network(sender=SENDER_2, taker=TAKER_2)
    both[1].sent = 1
    return both


def report(folder):
    return json.loads((folder / "out/run.json").read_text())


def inputs(folder, *members):
    return {one["path"]: tuple(one[member] for member in members) for one in report(folder)["inputs"]}


@test
def packets_of_two_interfaces_are_records_in_the_order_in_which_they_came(folder):
    even, odd = two_networks()
    process = start(folder, "-i", TAKER_2)
    for _ in range(500):
        even.send(1, step=2)
        odd.send(1, step=2)
    running.until_all_are_done(process, 1000)
    even.send(50, step=2)  # the other one is silent
    process.send_signal(signal.SIGINT)
    said, stderr = ended(process)
    equal(numbers(folder / "out"), [*range(1000), *range(1000, 1100, 2)], "records")
    equal(stderr.split("RECORDS")[0], "", "what it said")
    equal(inputs(folder, "packets", "received", "dropped_by_kernel"),
          {TAKER: (550, 550, 0), TAKER_2: (500, 500, 0)}, "what came of each")
    equal(report(folder)["sources"], [TAKER, TAKER_2], "sources")
    assert f"  {TAKER}: 550 received, 0 dropped by the kernel" in said, said
    equal(live_counts(said), [1050, 0], "what came of both")


@test
def what_one_of_two_interfaces_drops_is_counted_as_its_own(folder):
    even, odd = two_networks()
    process = start(folder, "-i", TAKER_2)
    process.send_signal(signal.SIGSTOP)
    even.send(30000, 1400, step=2)
    odd.send(100, step=2)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGCONT)
    said, _ = ended(process, PARTIAL)
    recorded = numbers(folder / "out")
    n_even = sum(number % 2 == 0 for number in recorded)
    assert 0 < n_even < 30000, n_even
    equal([number for number in recorded if number % 2], list(range(1, 200, 2)), "odd ones")
    equal(inputs(folder, "received", "dropped_by_kernel", "packets"),
          {TAKER: (30000, 30000 - n_even, n_even), TAKER_2: (100, 0, 100)}, "what came of each")
    equal(report(folder)["drops"], {"kernel": 30000 - n_even, "interface": 0, "netcapd": 0}, "drops")


@test
def when_one_of_two_interfaces_is_removed_the_other_goes_on(folder):
    even, odd = two_networks()
    process = start(folder, "-i", TAKER_2)
    even.send(10, step=2)
    running.until_all_are_done(process, 10)
    ip("link", "del", TAKER)
    while "gone" not in (line := process.stderr.readline().decode()):
        assert "the interface is down" in line, line
    assert line.endswith(f"{TAKER}: the interface is gone: what is captured from it ends with what came before\n"), line
    odd.send(10, step=2)
    running.until_all_are_done(process, 20)
    process.send_signal(signal.SIGINT)
    ended(process, FAILED)
    equal(sorted(numbers(folder / "out")), list(range(20)), "records")


def interfaces_of(path):
    """Name and link type of each interface of a pcapng file, and of which each packet is."""
    data, at, known, packets = gzip.decompress(path.read_bytes()), 0, [], []
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 1:
            linktype, option = struct.unpack_from("<H", data, at + 8)[0], at + 16
            while struct.unpack_from("<H", data, option)[0] != 2:
                option += 4 + (struct.unpack_from("<H", data, option + 2)[0] + 3) // 4 * 4
            length = struct.unpack_from("<H", data, option + 2)[0]
            known.append((data[option + 4:option + 4 + length].decode(), linktype))
        elif kind == 6:
            packets.append(known[struct.unpack_from("<I", data, at + 8)[0]])
        at += size
    return known, packets


@test
def unknown_packets_keep_the_name_and_link_type_of_their_interface(folder):
    even, odd = two_networks()
    process = start(folder, "-i", TAKER_2)
    for network in (even, odd, even):
        network.socket.send(b"\2\0\0\0\0\2\2\0\0\0\0\1\x88\xb5" + bytes(46))
        time.sleep(0.002)  # their order is that of their times
    process.send_signal(signal.SIGINT)
    ended(process)
    known, packets = interfaces_of(folder / "out/unknown.pcapng.gz")
    equal(known, [(TAKER, 1), (TAKER_2, 1)], "interfaces")
    equal(packets, [(TAKER, 1), (TAKER_2, 1), (TAKER, 1)], "whose the packets are")


@test
def interfaces_of_different_link_types_go_into_one_run(folder):
    network = Network()
    process = start(folder, "-i", "any")
    network.send(10)
    process.send_signal(signal.SIGINT)
    ended(process)
    links = {one["link_type"]: one["packets"] for one in report(folder)["hygiene"]["link_types"]}
    equal(links[1], 10, "packets of the one")
    assert sum(links.values()) >= 20 and len(links) == 2, links


@test
def an_interface_that_is_named_twice_is_refused(folder):
    done = e2e.netcapd("-i", "lo", "-i", "lo", out=folder / "out", status=USAGE)
    assert "--interface=lo: expected another interface" in done.stderr, done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
