#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The same packets give the same bytes, whatever the number of workers and the timing."""
import atexit
import bisect
import itertools
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import e2e
import running
import wire
from e2e import CAPTURES, DEMO, DONE, TESTS, equal, named, netcapd, test
from files import Capture

PACKETS = 100000
WORKERS = (1, 2, 3, 5)

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)


def bench():
    """A capture of many batches and blocks, made once."""
    path = place / "bench.pcap"
    if not path.exists():
        subprocess.run([sys.executable, "-B", TESTS / "bench/make_bench.py", path, str(PACKETS)],
                       check=True, timeout=e2e.TIMEOUT)
    return path


def names_that_grow():
    """DNS messages whose records are tens of times as long: the room of a batch runs out."""
    cap = Capture("names")
    for number in range(60):
        message = wire.Message(number, 0x8000)
        message.ask(".".join(["x" * 62] * 4), wire.A)
        for _ in range(1000 if number % 3 else 50):
            message.answer(".".join(["x" * 62] * 4), wire.A, 60, bytes(4))
        cap.packet(wire.ether("02:00:00:00:00:02", "02:00:00:00:00:01", wire.IPV4, wire.ip4(
            "192.0.2.53", "192.0.2.1", wire.UDP, wire.udp(53, 4000, message.done()))))
    (place / "names.pcap").write_bytes(cap.bytes())
    return place / "names.pcap"


def reference(folder, capture, *more):
    netcapd("-r", capture, "-w1", *more, out=folder / "reference", status=DONE)
    return folder / "reference"


def same_with_workers(folder, capture, isolation):
    wanted = reference(folder, capture)
    for n in WORKERS:
        netcapd("-r", capture, f"-w{n}", f"--isolation={isolation}", out=folder / str(n), status=DONE)
        e2e.same_files(folder / str(n), wanted)


for how in ("process", "none"):
    named(f"the demo capture gives the same files with 1, 2, 3, 5 workers and isolation {how}",
          lambda folder, how=how: same_with_workers(folder, DEMO, how))
    named(f"many batches give the same files with 1, 2, 3, 5 workers and isolation {how}",
          lambda folder, how=how: same_with_workers(folder, bench(), how))


@test
def a_batch_whose_records_find_no_room_gives_the_same_files(folder):
    capture = names_that_grow()
    same_with_workers(folder, capture, "process")
    equal([record["ANCount"] for record in e2e.records(folder / "reference", "DNS")],
          [1000 if number % 3 else 50 for number in range(60)], "the numbers of answers")
    assert len(e2e.content(folder / "reference/DNS.ncap.gz")) > 9 << 20, "the room suffices"


@test
def many_runs_of_few_packets_give_the_same_files(folder):
    """Each has its memory elsewhere, and short blocks show it when that matters."""
    wanted = reference(folder, CAPTURES / "snap.pcap")
    for _ in range(50):
        netcapd("-r", CAPTURES / "snap.pcap", "--overwrite", out=folder / "out", status=DONE)
        e2e.same_files(folder / "out", wanted)


@test
def a_second_run_gives_the_same_files(folder):
    wanted = reference(folder, bench())
    for name in "12":
        netcapd("-r", bench(), out=folder / name, status=DONE)
        e2e.same_files(folder / name, wanted)


def without_header(out):
    """The records alone, by type: the header names the input."""
    found = {}
    for path in sorted(out.glob("*.ncap.gz")):
        data = e2e.content(path)
        found[path.name] = data[e2e.message_end(data):]
    return found


@test
def standard_input_gives_the_records_of_the_file(folder):
    with open(DEMO, "rb") as capture:
        netcapd("-r", "-", out=folder / "out", stdin=capture, status=DONE)
    wanted = reference(folder, DEMO)
    equal(without_header(folder / "out") == without_header(wanted), True, "the same records")
    e2e.same_files(folder / "out", wanted, "*.pcapng.gz")


@test
def a_slow_pipe_that_cuts_batches_anywhere_gives_the_records_of_the_file(folder):
    data = DEMO.read_bytes()
    head, frames = e2e.packets(DEMO)
    ends = [len(head) + size for size in itertools.accumulate(map(len, frames))]
    process = running.start("-r", "-", "-w3", out=folder / "out", stdin=subprocess.PIPE)
    for at in range(4001, len(data) + 4001, 4001):
        os.write(process.stdin.fileno(), data[at - 4001:at])
        running.until_all_are_done(process, bisect.bisect(ends, at))
    process.communicate(timeout=e2e.TIMEOUT)
    equal(process.returncode, DONE, "the exit status")
    wanted = reference(folder, DEMO)
    equal(without_header(folder / "out") == without_header(wanted), True, "the same records")


@test
def a_folder_of_files_gives_the_records_of_the_whole(folder):
    head, frames = e2e.packets(DEMO)
    (folder / "parts").mkdir()
    for number, at in enumerate(range(0, len(frames), 7)):
        e2e.write_capture(folder / f"parts/{number:03}.pcap", head, frames[at:at + 7])
    netcapd("-r", folder / "parts", "-w2", out=folder / "out", status=DONE)
    wanted = reference(folder, DEMO)
    equal(without_header(folder / "out") == without_header(wanted), True, "the same records")


@test
def uncompressed_files_hold_what_the_compressed_ones_do(folder):
    wanted = reference(folder, bench())
    netcapd("-r", bench(), "--compression=none", out=folder / "out", status=DONE)
    equal({path.name: path.read_bytes() == e2e.content(wanted / f"{path.name}.gz")
           for path in (folder / "out").glob("*.ncap")},
          {path.name[:-3]: True for path in wanted.glob("*.ncap.gz")}, "the same bytes")


@test
def a_filter_leaves_the_others_as_they_are(folder):
    """As if the packets that do not match had never been captured."""
    head, frames = e2e.packets(DEMO)
    arp = [frame for frame in frames if frame[28:30] == struct.pack("!H", wire.ARP)]
    for name, kept in (("all", frames), ("arp", arp)):
        (folder / name).mkdir()
        e2e.write_capture(folder / name / "in.pcap", head, kept)
        netcapd("-r", "in.pcap", "-f", "arp", out="out", cwd=folder / name)
    e2e.same_files(folder / "all/out", folder / "arp/out", "*.gz")


@test
def the_time_of_creation_is_all_that_differs_without_a_fixed_one(folder):
    env = e2e.environment(SOURCE_DATE_EPOCH=None)
    netcapd("-r", DEMO, out=folder / "out", env=env)
    wanted = reference(folder, DEMO)
    assert e2e.digests(folder / "out") != e2e.digests(wanted), "the headers do not differ"
    equal(without_header(folder / "out") == without_header(wanted), True, "the same records")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
