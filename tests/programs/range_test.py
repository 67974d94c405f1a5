#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Of a capture only the packets between two times, or of some numbers: others are read and counted."""
import json
import re
import struct
import subprocess

import e2e
from e2e import DEMO, DONE, USAGE, equal, netcapd, test

SECOND = 1700000000


def capture(folder, n=100):
    """A packet each second, all alike."""
    frame = bytes(12) + b"\x08\x06" + bytes(46)
    head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    return e2e.write_capture(folder / "in.pcap", head, [
        struct.pack("<IIII", SECOND + i, 500000, len(frame), len(frame)) + frame for i in range(n)])


def taken(folder, path, *options):
    """The seconds of the packets that were taken; the sums are looked at."""
    done = netcapd("-r", path, "--overwrite", *options, out=folder / "out", status=DONE)
    found = e2e.balanced(done)
    times = [int(record["Timestamp"].split(".")[0]) - SECOND for record in e2e.records(folder / "out", "Ethernet")]
    report = json.loads((folder / "out/run.json").read_text())
    equal(found.get("all", 0), len(times), "packets in the summary")
    equal(report["packets"]["all"], len(times), "packets in run.json")
    said = f"{report['left_out']} left out by --from, --to or --packets\n" in done.stdout
    equal(said, report["left_out"] > 0, "whether the summary says what is left out")
    return times, report["left_out"]


@test
def packets_before_from_are_left_out(folder):
    equal(taken(folder, capture(folder), f"--from={SECOND + 90}.5"), (list(range(90, 100)), 90), "packets")
    equal(taken(folder, capture(folder), f"--from={SECOND + 90}.6"), (list(range(91, 100)), 91), "packets")


@test
def packets_at_to_and_behind_are_left_out(folder):
    equal(taken(folder, capture(folder), f"--to={SECOND + 2}.5"), ([0, 1], 98), "packets")
    equal(taken(folder, capture(folder), "--from=2023-11-14T22:13:21Z", "--to", "2023-11-14T22:13:24"),
          ([1, 2, 3], 97), "packets")


@test
def times_may_be_told_from_the_first_packet_on(folder):
    path = capture(folder)
    equal(taken(folder, path, "--from=+90s"), (list(range(90, 100)), 90), "packets")
    equal(taken(folder, path, "--from=+1.5m", "--to=+91s"), ([90], 99), "packets")
    equal(taken(folder, path, "--from=+89s", f"--to={SECOND + 90}.5"), ([89], 99), "with a time")
    equal(taken(folder, path, "-r", path, "--to=+1000000us"), ([0, 0], 198), "of two files")


@test
def packets_of_other_numbers_are_left_out_and_behind_the_last_nothing_is_read(folder):
    for numbers, wanted in (("11-13", ([10, 11, 12], 10)), ("-2", ([0, 1], 0)), ("99-", ([98, 99], 98)),
                            ("50", ([49], 49)), ("200-", ([], 100)), ("1-", (list(range(100)), 0))):
        equal(taken(folder, capture(folder), f"--packets={numbers}"), wanted, f"packets {numbers}")


@test
def ranges_and_a_count_hold_together(folder):
    path = capture(folder)
    equal(taken(folder, path, "--packets=11-50", f"--from={SECOND + 20}"), (list(range(20, 50)), 20), "packets")
    equal(taken(folder, path, "--packets=11-", "--count=3"), ([10, 11, 12], 10), "packets")
    equal(taken(folder, path, "-r", path, "--packets=99-103"), ([98, 99, 0, 1, 2], 98), "of two files")


@test
def numbers_of_packets_are_those_of_the_whole_capture(folder):
    def numbers(*options):
        netcapd("-r", DEMO, "--packet-numbers=on", "--overwrite", *options, out=folder / "out")
        return [json.loads(line)["Context"]["PacketNumber"] for line in e2e.dump(folder / "out/IPv4.ncap.gz")]
    every = numbers()
    assert len(every) > 100, every
    equal(numbers("--packets=21-90"), [n for n in every if 21 <= n <= 90], "numbers")


@test
def what_was_asked_for_stands_in_the_headers(folder):
    taken(folder, capture(folder), "--packets=5-", f"--from={SECOND}")
    header = subprocess.run([e2e.NETCAP, "info", folder / "out/Ethernet.ncap.gz"], check=True,
                                stdout=subprocess.PIPE).stdout.decode()
    assert "netcapd.packets=5-" in header and f"netcapd.from={SECOND}" in header, header


@test
def the_same_packets_give_the_same_records_whoever_left_the_others_out(folder):
    head, packets = e2e.packets(DEMO)
    part = e2e.write_capture(folder / "part.pcap", head, packets[40:200])
    netcapd("-r", part, "--context=off", out=folder / "part", status=None)
    netcapd("-r", DEMO, "--packets=41-200", "--context=off", out=folder / "range", status=None)
    def records(name):
        """All but the numbers of packets, which are those of the whole."""
        return [re.sub(r'"PacketNumber":\d+', "", line) for line in e2e.dump(folder / name)]
    for name in e2e.names(folder / "part"):
        if ".ncap" in name:
            equal(records(f"range/{name}"), records(f"part/{name}"), name)


@test
def what_is_no_range_is_told(folder):
    for option, what in (("--from=yesterday", "expected a time as 2026-11-28T12:00:00Z"),
                         ("--to=2023-02-30", "expected a time as"), ("--packets=0-5", "expected numbers as 100-200"),
                         ("--packets=9-3", "expected numbers"), ("--packets=-", "expected numbers"),
                         ("--packets=a", "expected numbers"), ("--from=+5x", "expected a time as"),
                         ("--to=+", "expected a time as"), ("--to=+-5s", "expected a time as"),
                         ("--to=+0.5ns", "expected a time as"), ("--to=+99999999999d", "expected a time as")):
        done = netcapd("-r", DEMO, option, out=folder / "out", status=USAGE)
        assert f"netcapd: {option}: {what}" in done.stderr, done.stderr
    done = netcapd("-r", DEMO, "--from=5", "--to=5", out=folder / "out", status=USAGE)
    assert "--to=5: expected a time after --from=5" in done.stderr, done.stderr
    done = netcapd("-r", DEMO, "--from=+1m", "--to=+60s", out=folder / "out", status=USAGE)
    assert "--to=+60s: expected a time after --from=+1m" in done.stderr, done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
