#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap export on several processors: the files are to the byte what one makes, whatever there is in the
records, and what is in the way is said as one says it."""
import importlib
import os
import signal
import subprocess
import sys

import e2e
from e2e import CAPTURES, DONE, NETCAP, PARTIAL, TESTS, USAGE, equal, netcapd, test

try:
    importlib.import_module("google.protobuf")
except ImportError:
    print("skipped: python3-protobuf is not there")
    raise SystemExit(77) from None

import exported

WORKERS = (1, 2, 5)
EACH = 100  # records, a megabyte of them
FORMATS = ("parquet", "csv", "tsv", "jsonl", "proto", "ncap")


def export(*arguments, status=DONE):
    """What a run said."""
    done = subprocess.run([NETCAP, "export", *map(str, arguments)], check=False, timeout=e2e.TIMEOUT,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, status, f"the exit status, of what says {done.stderr.decode()!r},")
    return done.stderr.decode()


def same_for_all(folder, *arguments, status=DONE):
    """Runs of one, two and five that export: what they make and what they say; how many files there are."""
    said = {n: export("-o", folder / str(n), f"--workers={n}", *arguments, status=status) for n in WORKERS}
    files = sorted(path.relative_to(folder / "1") for path in (folder / "1").rglob("*") if path.is_file())
    for n in WORKERS[1:]:
        equal(said[n].replace(f"/{n}/", "/1/"), said[1], f"what {n} say")
        found = sorted(path.relative_to(folder / str(n)) for path in (folder / str(n)).rglob("*") if path.is_file())
        equal(found, files, f"the files of {n}")
        for path in files:
            equal((folder / str(n) / path).read_bytes() == (folder / "1" / path).read_bytes(), True, f"{path} of {n}")
    return len(files)


def bench(folder, packets):
    """Records of some types, of many blocks."""
    path = folder / "bench.pcap"
    subprocess.run([sys.executable, "-B", TESTS / "bench/make_bench.py", path, str(packets)], check=True,
                   timeout=e2e.TIMEOUT)
    netcapd("-q", "-r", path, out=folder / "bench", status=DONE)
    return folder / "bench"


def damaged(folder, count, where):
    """So many times the same records, and one that is none before the ones of this number."""
    whole = exported.save_odd(folder / "Whole.ncap", "proto3", EACH).read_bytes()
    head = exported.framed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    records = whole[len(head):]
    path = folder / "Wrong.ncap"
    path.write_bytes(head + records * where + exported.framed(b"\x4f") + records * (count - where))
    return path


@test
def files_of_all_types_and_formats_are_the_same_whoever_packs_them(folder):
    netcapd("-q", "-r", CAPTURES, "--set=TCP.payload=on", out=folder / "out", status=PARTIAL)
    for kind in FORMATS:
        assert same_for_all(folder / kind, "-f", kind, folder / "out") >= 58, kind


@test
def files_of_many_blocks_are_the_same_whoever_packs_them(folder):
    out = bench(folder, 60000)
    for kind in FORMATS:
        same_for_all(folder / kind, "-f", kind, out)
    same_for_all(folder / "gzip", "-f", "csv", "--compression=gzip", out / "TCP.ncap.gz")
    same_for_all(folder / "some", "-f", "jsonl", "--where=DstPort > 1024", "--limit=20000", out / "TCP.ncap.gz")
    same_for_all(folder / "parts", "-f", "csv", "--partition=type,date", out)


@test
def records_that_become_very_much_text_are_the_same_whoever_packs_them(folder):
    """A block of empty records is packed a piece at a time."""
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="e.proto", package="e", syntax="proto3").message_type.add(name="E")
    exported.add_field(message, "NothingIsSetInThere", exported.F.TYPE_BOOL)
    path = exported.save(folder / "E.ncap", exported.header(files, "e.E"), [b""] * 600000)
    same_for_all(folder / "jsonl", "-f", "jsonl", path)
    equal((folder / "jsonl/5/E.jsonl").read_bytes(), b'{"NothingIsSetInThere":false}\n' * 600000, "the lines")


@test
def a_damaged_record_in_the_middle_ends_the_file_there(folder):
    path = damaged(folder, 20, 9)
    for kind in FORMATS[:4]:
        same_for_all(folder / kind, "-f", kind, path, status=PARTIAL)
    said = export("-o", folder / "csv/again", "-f", "csv", "--workers=5", path, status=PARTIAL)
    assert f"Wrong.ncap: record {9 * EACH + 1} is damaged at its byte 0" in said, said
    equal((folder / "csv/5/Wrong.csv").read_bytes().count(b"\n"), 9 * EACH + 1, "lines")
    same_for_all(folder / "parts", "-f", "csv", "--partition=type", path, status=PARTIAL)


@test
def of_two_damages_the_first_is_told(folder):
    """Whoever reads is ahead of those who pack, and may have met what is behind."""
    path = damaged(folder, 10, 9)
    path.write_bytes(path.read_bytes()[:-3])
    same_for_all(folder / "csv", "-f", "csv", path, status=PARTIAL)
    same_for_all(folder / "parts", "-f", "csv", "--partition=type", path, status=PARTIAL)


@test
def an_interrupted_export_leaves_nothing_whoever_packs(folder):
    data = exported.save_odd(folder / "Odd.ncap", "proto3", 2000).read_bytes()
    head = exported.framed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    for n in WORKERS:
        with subprocess.Popen([NETCAP, "export", "-f", "csv", "-o", folder / "a", f"--workers={n}", "-"],
                              stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            running.stdin.write(data)
            while not (folder / "a/Odd.csv.part").exists() or (folder / "a/Odd.csv.part").stat().st_size < 1 << 20:
                assert running.poll() is None
                running.stdin.write(data[len(head):])
                running.stdin.flush()
            running.send_signal(signal.SIGINT)
            equal(running.wait(e2e.TIMEOUT), -signal.SIGINT, f"how it ended, of {n}")
        equal(os.listdir(folder / "a"), [], f"what {n} leave")


@test
def workers_are_a_number(folder):
    path = exported.save_odd(folder / "Odd.ncap", "proto3", 5)
    for wrong in ("65", "-1", "many", ""):
        assert "--workers" in export("-o", folder / "a", f"--workers={wrong}", path, status=USAGE)
    export("-o", folder / "a", "--workers=0", path)


@test
def packers_are_confined_as_the_program_is(folder):
    """Threads that are there when there is much to do have its filter, and are no more processes."""
    data = exported.save_odd(folder / "Odd.ncap", "proto3", 2000).read_bytes()
    head = exported.framed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    with subprocess.Popen([NETCAP, "export", "-f", "csv", "-o", "-", "--workers=3", "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        running.stdin.write(data)
        tasks = f"/proc/{running.pid}/task"
        while len(os.listdir(tasks)) < 3:
            assert running.poll() is None
            running.stdin.write(data[len(head):])
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/status", encoding="utf-8") as status:
                equal([line.split()[1] for line in status if line.startswith("Seccomp:")], ["2"], f"the filter of {task}")
        running.stdin.close()
        equal(running.wait(e2e.TIMEOUT), DONE, running.stderr.read().decode())


if __name__ == "__main__":
    raise SystemExit(e2e.main())
