#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What run.json says of how clean a capture is: against capinfos, against tshark's analysis, and against
captures that are made so."""
import datetime
import functools
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import e2e
from e2e import CAPTURES, DEMO, DONE, TESTS, equal, every_capture, netcapd, report, test, write_capture
from wire import IPV4, UDP, ether, ip4, udp

sys.path.insert(0, str(TESTS / "oracle"))
import sharkd  # noqa: E402

HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
A, B, C = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"


def hygiene(folder, *arguments, status=DONE):
    netcapd(*arguments, "-q", out=folder, status=status)
    return report(folder)["hygiene"]


def stamped(frame, microseconds, length=None):
    seconds, rest = divmod(microseconds, 1000000)
    return struct.pack("<IIII", 1700000000 + seconds, rest, len(frame), length or len(frame)) + frame


def datagram(payload, source=A, destination=B):
    return ether(source, destination, IPV4, ip4("10.0.0.1", "10.0.0.2", UDP, udp(40000, 40001, payload)), least=0)


def of(folder, frames, *options):
    folder.mkdir()
    return hygiene(folder / "out", "-r", write_capture(folder / "in.pcap", HEAD, frames), *options)


# ---- duplicates ----

@test
def what_two_ports_of_a_mirror_saw_is_counted_once_for_each_time_more(folder):
    frames = [stamped(datagram(b"x%d" % (i // 3), *((A, B), (B, C), (C, A))[i % 3]), i) for i in range(30)]
    equal(of(folder / "in", frames)["duplicates"], 20, "the duplicates")


@test
def other_bytes_or_a_longer_wait_make_no_duplicate(folder):
    equal(of(folder / "other", [stamped(datagram(b"x%d" % i), i) for i in range(30)])["duplicates"], 0, "others")
    equal(of(folder / "late", [stamped(datagram(b"x"), i * 1000001) for i in range(5)])["duplicates"], 0, "late ones")
    equal(of(folder / "soon", [stamped(datagram(b"x"), i * 1000000) for i in range(5)])["duplicates"], 4, "soon")


@test
def a_packet_that_is_cut_is_no_duplicate_of_a_whole_one(folder):
    frame = datagram(b"x" * 100)
    found = of(folder / "in", [stamped(frame, 0), stamped(frame, 1, 500), stamped(frame, 2, 500)])
    equal((found["duplicates"], found["cut"]), (1, 2), "duplicates and cut ones")


@test
def duplicates_are_not_looked_for_when_nobody_wants_them(folder):
    frames = [stamped(datagram(b"x"), i) for i in range(5)]
    equal(of(folder / "in", frames, "--duplicates=off")["duplicates"], None, "the duplicates")


@test
def duplicates_are_those_that_a_list_of_all_packets_tells(folder):
    """By the sentence in report.h alone."""
    for name in ("streams.pcap", "checksums.pcap", "defrag.pcap", "demo.pcap"):
        if not (CAPTURES / name).exists():
            continue
        last, found = {}, 0
        for number, packet in enumerate(e2e.packets(CAPTURES / name)[1]):
            seconds, rest, captured, length = struct.unpack_from("<IIII", packet)
            key, time = (length, packet[16 + 14:]), seconds * 1000000 + rest
            if key in last and number - last[key][0] <= 65536 and abs(time - last[key][1]) <= 1000000:
                found += 1
            last[key] = number, time
        equal(hygiene(folder / name, "-r", CAPTURES / name)["duplicates"], found, f"the duplicates of {name}")


# ---- the same for everybody ----

@test
def hygiene_does_not_depend_on_the_number_of_workers(folder):
    captures = every_capture()
    found = [hygiene(folder / workers, *captures, f"--workers={workers}", status=e2e.PARTIAL)
             for workers in ("1", "2", "4")]
    equal(found[1], found[0], "with two workers")
    equal(found[2], found[0], "with four workers")
    equal(hygiene(folder / "none", *captures, "--isolation=none", status=e2e.PARTIAL), found[0], "in one process")


@test
def hygiene_has_what_packets_and_reassembly_have_under_the_same_names(folder):
    netcapd("-r", CAPTURES / "streams.pcap", CAPTURES / "odd.pcap", out=folder / "out", status=DONE)
    said = report(folder / "out")
    for name, value in said["hygiene"].items():
        for other in ("packets", "reassembly"):
            equal(said[other].get(name, value), value, f"{name} of {other}")


@test
def flows_are_told_by_the_reason_of_their_end(folder):
    netcapd("-r", DEMO, "--set=Connection.max_flows=5", out=folder / "out", status=DONE)
    for model in report(folder / "out")["hygiene"]["flows"]:
        ends = [record["EndReason"] for record in e2e.records(folder / "out", model["type"])]
        equal({end: n for end, n in model["ended"].items() if n}, {end: ends.count(end) for end in {*ends}},
              f"the ends of {model['type']}")
        equal(model["flows"], len(ends), f"the flows of {model['type']}")
        if model["type"] == "Connection":
            assert model["ended"]["evicted"] > 0, "none was cut short"


@test
def the_summary_says_what_is_not_clean(folder):
    frames = [stamped(datagram(b"x"), 2), stamped(datagram(b"x"), 1), stamped(datagram(b"y"), 3, 500)]
    said = netcapd("-r", write_capture(folder / "in.pcap", HEAD, frames), out=folder / "out", status=DONE).stdout
    for line in ("from 2023-11-14T22:13:20.000001", "1 captured twice", "1 not whole in the capture",
                 "1 earlier than the packet before them"):
        assert line in said, f"{line}: {said}"
    assert re.search(r"^Connection +1  1 input-end$", said, re.M), said


# ---- what others say ----

def captures_to_compare():
    shared = os.environ.get("NETCAP_SHARED") if "--all" in sys.argv else None
    return every_capture() + (every_capture(pathlib.Path(shared) / "captures") if shared else [])


def needs(tool):
    if not shutil.which(tool):
        raise e2e.Skip(f"there is no {tool}")


def output_of(*line):
    done = subprocess.run([*map(str, line)], check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=e2e.TIMEOUT)
    return done.returncode, done.stdout.decode(errors="replace")


def seconds(when):
    """Of RFC 3339, or of capinfos: in nanoseconds since 1970."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$", when)
    if match:
        whole = datetime.datetime.fromisoformat(match[1] + "+00:00").timestamp()
        return int(whole) * 10**9 + int((match[2] or "").ljust(9, "0"))
    whole, _, rest = when.partition(".")
    return int(whole) * 10**9 + int(rest.ljust(9, "0"))


@functools.lru_cache(maxsize=None)
def run_of(path):
    """What is said of a capture; None where it is damaged, of which others read other parts."""
    with tempfile.TemporaryDirectory(prefix="netcap-test-") as folder:
        done = netcapd("-q", "--checksums=off", "--include=Connection", path, out=f"{folder}/out")
        return report(f"{folder}/out") if done.returncode == DONE else None


def has_odd_times(path):
    """Such as capinfos tells otherwise: from 2038 on (2^31 s), which it takes for before 1970, and microseconds beyond
    a second, as files have whose fractions are nanoseconds; here these count as seconds more."""
    with open(path, "rb") as file:
        if file.read(4) != b"\xd4\xc3\xb2\xa1":
            return False
    times = [struct.unpack_from("<II", packet) for packet in e2e.packets(path)[1]]
    return any(whole >= 2**31 or fraction >= 10**6 for whole, fraction in times)


@test
def capinfos_says_the_same_of_packets_times_and_their_order(_):
    needs("capinfos")
    compared = 0
    for path in captures_to_compare():
        said, (status, line) = run_of(path), output_of("capinfos", "-Tmr", "-S", "-c", "-s", "-a", "-e",
                                                               "-o", path)
        fields = line.strip()[len(str(path)) + 1:].split(",")
        if not said or status or len(fields) != 5:
            continue
        packets, size, first, last, ordered = fields
        (noted,) = said["inputs"]
        equal(said["packets"]["all"], int(packets), f"{path}: packets")
        equal((noted["packets"], noted["bytes"]), (int(packets), int(size)), f"{path}: packets and bytes")
        if "n/a" not in (first, last) and not has_odd_times(path):
            equal([seconds(said["hygiene"][end]) for end in ("first", "last")], [seconds(first), seconds(last)],
                  f"{path}: the times")
            equal([noted[end] for end in ("first", "last")], [said["hygiene"][end] for end in ("first", "last")],
                  f"{path}: the times of the input")
            equal(said["hygiene"]["backwards"] == 0, ordered == "True", f"{path}: whether they are in order")
        compared += 1
    assert compared >= 20, f"only {compared} captures were compared"


def ahead(one, other):
    return (one - other + 2**31) % 2**32 - 2**31


def unseen(rows):
    """Of segments as tshark reads them, those that acknowledge more than came, and than others did."""
    found, ends, acknowledged = 0, {}, {}
    for stream, sender, sequence, size, number, flags in rows:
        other = next((side for side in ends if side[0] == stream and side[1] != sender), None)
        if flags & 0x10 and not flags & 4 and other:
            fresh = other not in acknowledged or ahead(number, acknowledged[other]) > 0
            found += fresh and ahead(number, ends[other]) > 0
            acknowledged[other] = number if fresh else acknowledged[other]
        end = (sequence + size + bool(flags & 2) + bool(flags & 1)) % 2**32
        if not flags & 4 and ((stream, sender) not in ends or ahead(end, ends[stream, sender]) > 0):
            ends[stream, sender] = end
    return found


SEGMENT = ("tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "tcp.seq_raw", "tcp.len", "tcp.ack_raw", "tcp.flags")


def segments(rows):
    """Packets of one segment, and whole: its stream, its sender, and its numbers."""
    rows = [[*row.values()] for row in rows]
    return [(row[0], tuple(row[1:4]), int(row[4]), int(row[5]), int(row[6]), int(row[7], 16)) for row in rows
            if all(row[4:]) and "," not in "".join(row)]


def with_segments():
    """Captures that have some and are whole, with what is said of them."""
    found = {path: run_of(path) for path in captures_to_compare()}
    return {path: said for path, said in found.items()
            if said and not said["hygiene"]["cut"] and said["reassembly"]["segments"]}


@test
def segments_that_tshark_reads_acknowledge_as_much_that_is_unseen(_):
    """By their numbers: the mark tcp.analysis.ack_lost_segment is put on acknowledgements of bytes behind a
    hole too, although they were captured."""
    runs, compared = with_segments(), 0
    for path, shown in sharkd.shown([*runs], SEGMENT, {}).items():
        said, rows = runs[path], segments(shown)
        odd = rows and (len(rows) != said["reassembly"]["segments"] or said["reassembly"]["segments_outside"] or
                        said["reassembly"]["openings_not_believed"] or said["reassembly"]["resets_not_believed"] or
                        len({row[0] for row in rows}) != said["reassembly"]["connections"])
        if not rows or odd:
            continue
        equal(said["reassembly"]["acknowledged_unseen"], unseen(rows), f"{path}: acknowledged and unseen")
        compared += 1
    assert compared >= 10, f"only {compared} captures were compared"


if __name__ == "__main__":
    sys.exit(e2e.main())
