#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Sets of files: no record is lost or doubled over a turn, and none of an earlier set is touched."""
import collections
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

import e2e
import parquet_read
import running
import sets
from e2e import DEMO, DONE, FAILED, PARTIAL, USAGE, equal, netcapd, test


def rotated(folder, *arguments, capture=DEMO, status=DONE, **how):
    """A run over a capture that comes through a pipe, a piece at a time; what it said."""
    os.mkfifo(folder / "pipe")
    data = capture.read_bytes()

    def feed():
        with open(folder / "pipe", "wb", buffering=0) as pipe:
            for at in range(0, len(data), 10007):
                pipe.write(data[at:at + 10007])

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    with open(folder / "pipe", "rb") as pipe:
        done = netcapd("-r", "-", *arguments, out=folder / "sets", status=status, stdin=pipe, **how)
    feeder.join(e2e.TIMEOUT)
    os.unlink(folder / "pipe")
    return done


def total(reports, *keys):
    """A number of each report, added up."""
    numbers = reports
    for key in keys:
        numbers = [each[key] for each in numbers]
    return sum(numbers)


def firsts(reports):
    """Of the packets of each set the earliest time; None where there are none."""
    return [each["hygiene"]["first"] for each in reports]


def packets_of(path):
    """The blocks of packets in a file: time, bytes and comment."""
    data, at, found = e2e.content(path), 0, []
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 6:
            found.append(data[at + 12:at + size])
        at += size
    return found


def large(folder, times=30):
    return e2e.large_capture(folder / "large.pcap", times)


@test
def records_of_all_sets_are_those_of_a_run_without_them(folder):
    capture = large(folder)
    netcapd("-r", capture, out=folder / "whole", status=DONE)
    for n, workers in (1, 1), (1, 3), (5000, 2):
        done = rotated(folder, f"--rotate-records={n}", f"--workers={workers}", capture=capture)
        equal(done.stderr, "", "what it said")
        assert len(sets.of(folder / "sets")) > 3, len(sets.of(folder / "sets"))
        sets.equal_records(folder / "sets", folder / "whole")
        for path in (folder / "sets").iterdir():
            path.unlink()


@test
def what_is_counted_of_sets_adds_up_to_what_a_run_without_them_counts(folder):
    capture = large(folder)
    netcapd("-r", capture, out=folder / "whole", status=DONE)
    rotated(folder, "--rotate-records=5000", capture=capture)
    whole, found = e2e.report(folder / "whole"), sets.reports(folder / "sets")
    assert len(found) > 3, len(found)
    for key in whole["packets"]:
        equal(total(found, "packets", key), whole["packets"][key], f"packets: {key}")
    for key in ("marked", "noted"):
        equal(total(found, key), whole[key], key)
    for key in whole["reassembly"]:
        equal(total(found, "reassembly", key), whole["reassembly"][key], f"reassembly: {key}")
    for outcome, lines in whole["reasons"].items():
        sums = collections.Counter()
        for each in found:
            sums.update({line["reason"]: line["packets"] for line in each["reasons"][outcome]})
        equal(dict(sums), {line["reason"]: line["packets"] for line in lines}, f"reasons: {outcome}")
    for model in whole["hygiene"]["flows"]:
        mine = [m for each in found for m in each["hygiene"]["flows"] if m["type"] == model["type"]]
        equal(sum(m["flows"] for m in mine), model["flows"], f"flows of {model['type']}")
    equal(min(filter(None, firsts(found))), whole["hygiene"]["first"], "the first time")
    equal({each["run_id"] for each in found}, {found[0]["run_id"]}, "the ids of the run")
    equal([each["set"] for each in found], list(range(1, len(found) + 1)), "the numbers")
    equal([each["closed_by"] for each in found], ["records"] * (len(found) - 1) + ["end"], "why")


def report_of(out, number):
    return sets.reports(out)[number - 1]


@test
def packets_that_were_not_simply_decoded_are_in_the_files_of_their_set(folder):
    capture = large(folder)
    netcapd("-r", capture, out=folder / "whole", status=DONE)
    rotated(folder, "--rotate-records=5000", capture=capture)
    for what in ("unknown", "errors"):
        path = sorted((folder / "sets").glob(f"{what}-*.pcapng.gz"), key=lambda path: sets.parsed(path.name)[1])
        assert len(path) > 2, path
        equal([packet for one in path for packet in packets_of(one)],
              packets_of(folder / f"whole/{what}.pcapng.gz"), f"packets in {what}")


@test
def all_formats_turn_and_are_whole(folder):
    rotated(folder, "--format=ncap,csv,parquet,proto", "--rotate-records=30000", capture=large(folder))
    rows, lines = collections.Counter(), collections.Counter()
    for path in (folder / "sets").glob("*.parquet"):
        rows[sets.parsed(path.name)[0]] += len(list(parquet_read.Parquet(path).rows()))
    for path in (folder / "sets").glob("*.csv.gz"):
        lines[sets.parsed(path.name)[0]] += e2e.content(path).count(b"\n") - 1
    counts = {kind: len(n) for kind, n in sets.records(folder / "sets").items()}
    equal(dict(rows), counts, "rows of Parquet")
    equal(set(lines) - set(counts), set(), "types in CSV")
    assert not any(name.endswith(".part") for name in e2e.names(folder / "sets"))


@test
def each_set_can_be_verified_and_its_report_is_of_its_files(folder):
    rotated(folder, "--rotate-records=10000", capture=large(folder))
    done = subprocess.run([e2e.NETCAP, "verify", folder / "sets"], check=False, capture_output=True)
    equal(done.returncode, DONE, done.stdout + done.stderr)
    names = sets.of(folder / "sets")
    for report, of_set in zip(sets.reports(folder / "sets"), names.values()):
        equal(sorted(f["name"] for f in report["files"]),
              [name for name in of_set if not name.startswith("run-")], "the files of the set")
    (path,) = (folder / "sets").glob("TCP-*Z.ncap.gz")
    said = subprocess.run([e2e.NETCAP, "info", path], check=True, stdout=subprocess.PIPE).stdout.decode()
    assert f"Run           {sets.reports(folder / 'sets')[0]['run_id']}, set 1\n" in said, said
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(bytes([file.read(1)[0] ^ 1]))
    (folder / "sets" / "run-19700101T000001Z-2.json").unlink()
    done = subprocess.run([e2e.NETCAP, "verify", folder / "sets"], check=False, capture_output=True)
    equal(done.returncode, PARTIAL, "the exit status")
    assert f"{path}: is changed" in done.stdout.decode(), done.stdout
    assert "run-19700101T000001Z-2.json: is missing" in done.stdout.decode(), done.stdout


@test
def files_of_a_folder_of_sets_are_read_the_oldest_first(folder):
    rotated(folder, "--rotate-records=1", "--include=TCP", capture=large(folder))
    assert len(sets.of(folder / "sets")) > 10, "that -10 comes behind -9"
    done = subprocess.run([e2e.NETCAP, "dump", "--format=jsonl", folder / "sets"], check=True,
                          stdout=subprocess.PIPE)
    netcapd("-r", folder / "large.pcap", "--include=TCP", out=folder / "whole", status=DONE)
    equal(done.stdout.decode().splitlines() == e2e.dump(folder / "whole/TCP.ncap.gz"), True, "the order")


@test
def a_run_adds_sets_and_touches_nothing(folder):
    netcapd("-r", DEMO, out=folder / "sets", status=DONE)
    for n in range(1, 4):
        before = e2e.digests(folder / "sets")
        done = rotated(folder, "--rotate-size=1G")
        equal((done.stderr, len(sets.of(folder / "sets"))), ("", n), "what it said, and the sets")
        after = e2e.digests(folder / "sets")
        equal({name: after[name] for name in before}, before, "what was there")
    ids = {report["run_id"] for report in sets.reports(folder / "sets")}
    equal(len(ids), 3, "ids of runs")
    done = netcapd("-r", DEMO, out=folder / "sets", status=USAGE)
    assert "holds what an earlier run wrote" in done.stderr, done.stderr
    netcapd("-r", DEMO, "--overwrite", out=folder / "sets", status=DONE)
    equal(sets.of(folder / "sets"), {}, "sets that another run replaces")


@test
def the_oldest_sets_go_and_no_others(folder):
    rotated(folder, "--rotate-records=1", "--keep=3", capture=large(folder))
    numbers = [report["set"] for report in sets.reports(folder / "sets")]
    assert len(numbers) == 4 and numbers[0] > 10, numbers
    equal(numbers, list(range(numbers[0], numbers[0] + 4)), "what is kept, and the last")
    (folder / "sets" / "notes-19700101T000000Z.txt").write_text("mine")
    (folder / "sets" / "UDP.ncap.gz").write_text("mine")
    rotated(folder, "--rotate-records=1", "--keep=100K", capture=large(folder))
    assert {"notes-19700101T000000Z.txt", "UDP.ncap.gz"} <= set(e2e.names(folder / "sets"))
    size = sum(path.stat().st_size for path in (folder / "sets").iterdir())
    assert size < 200 << 10, f"{size} bytes are left"


@test
def a_hangup_turns_where_there_are_sets_and_ends_the_run_elsewhere(folder):
    process = running.start("-r", "-", "--rotate-time=1d", out=folder / "sets", stdin=subprocess.PIPE)
    head, frames = e2e.packets(DEMO)
    process.stdin.write(e2e.write_capture(folder / "first", head, frames).read_bytes())
    process.stdin.flush()
    running.until_all_are_done(process, len(frames))
    for n in range(1, 3):
        process.send_signal(signal.SIGHUP)
        running.until("the set is closed", lambda n=n: len(sets.of(folder / "sets")) > n and
                      report_of(folder / "sets", n)["status"] == "done")
    said = process.communicate(timeout=e2e.TIMEOUT)
    equal((process.returncode, said[1]), (DONE, b""), "status, and what it said")
    found = sets.reports(folder / "sets")
    equal([each["closed_by"] for each in found], ["hangup", "hangup", "end"], "why they were closed")
    equal(found[1]["files"], [], "files of a set with nothing in it")
    equal(sum(each["packets"]["all"] for each in found), len(frames), "packets")


@test
def a_hangup_while_settings_are_read_means_what_they_say(folder):
    os.mkfifo(folder / "ini")
    for options, status in ((["--rotate-time=1d"], DONE), ([], PARTIAL)):
        process = running.start(f"--config={folder}/ini", "-r", "-", *options, out=folder / "sets",
                                stdin=subprocess.PIPE)
        with open(folder / "ini", "w"):
            process.send_signal(signal.SIGHUP)
            time.sleep(0.1)
        said = process.communicate(DEMO.read_bytes(), timeout=e2e.TIMEOUT)
        equal(process.returncode, status, f"status with {options}, {said}")
    equal([each["closed_by"] for each in sets.reports(folder / "sets")], ["end"], "why they were closed")


@test
def what_a_killed_run_left_is_said_and_stays(folder):
    process = running.start("-r", "-", "--rotate-records=1", out=folder / "sets", stdin=subprocess.PIPE)
    process.stdin.write(large(folder).read_bytes()[:300000])
    process.stdin.flush()
    running.until("a set is closed", lambda: len(sets.of(folder / "sets")) > 2)
    process.kill()
    process.wait()
    process.stdin.close()
    process.stderr.close()
    process.stdout.close()
    left = {name for name in e2e.names(folder / "sets") if name.endswith(".part")}
    if not left:
        return  # it was killed between two sets
    before = e2e.digests(folder / "sets")
    done = rotated(folder, "--rotate-records=1000", "--keep=1")
    assert re.fullmatch(rf"netcapd: {folder}/sets: holds \d sets that a run did not finish, the last of "
                        r"\S+: they stay as they are, and --keep passes them over\n", done.stderr), done.stderr
    equal({name: e2e.digests(folder / "sets")[name] for name in left}, {name: before[name] for name in left},
          "what was left")


@test
def what_does_not_fit_together_is_refused(folder):
    for arguments, reason in (
            (["-r", DEMO, "--rotate-time=1h"], "for live captures and for --read=-"),
            (["-r", "-", "-r", DEMO, "--rotate-size=1M"], "for live captures and for --read=-"),
            (["-r", "-", "--rotate-records=5", "--overwrite"], "leave out --overwrite"),
            (["-r", "-", "--keep=5"], "--keep is for sets of files"),
            (["-r", "-", "--rotate-time=1h", "--keep=5x"], "expected a number of sets"),
            (["-r", "-", "--rotate-time=5ms"], "expected 1s or more")):
        done = netcapd(*arguments, out=folder / "out", status=USAGE)
        assert reason in done.stderr, done.stderr
        assert not (folder / "out").exists(), "there is an output"


def whole_lines(folder, capture):
    netcapd("-r", capture, out=folder / "whole", status=DONE)
    return {path.name.split(".")[0]: [line.encode() for line in e2e.dump(path)]
            for path in (folder / "whole").glob("*.ncap.gz")}


@test
def killed_at_any_moment_a_run_leaves_whole_sets_and_what_can_be_read(folder):
    capture, closed, moments = large(folder, 60), 0, random.Random(7)
    whole = whole_lines(folder, capture)
    for n in range(100 if "--all" in sys.argv else 4):
        with open(capture, "rb") as file:
            process = running.start("-q", "-r", "-", "--rotate-records=1000", out=folder / f"sets{n}", stdin=file,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        running.until("a set is closed", lambda n=n: len(sets.of(folder / f"sets{n}")) > 2)
        time.sleep(moments.uniform(0, 0.5))
        process.kill()
        process.wait()
        closed += sets.check_remains(folder / f"sets{n}", whole)
        shutil.rmtree(folder / f"sets{n}")
    assert closed, "no set was closed before a kill"


@test
def a_disk_that_fills_at_a_turn_costs_no_set_that_was_closed(folder):
    capture = large(folder)
    whole = whole_lines(folder, capture)
    (folder / "sets").mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", folder / "sets"],
                                      check=False, stderr=subprocess.DEVNULL).returncode:
        raise e2e.Skip("a small disk needs root")
    try:
        done = rotated(folder, "--rotate-records=3000", capture=capture, status=FAILED)
        assert "No space left on device" in done.stderr, done.stderr
        assert sets.check_remains(folder / "sets", whole) > 1, "no set was closed"
    finally:
        subprocess.run(["umount", folder / "sets"], check=True)


if __name__ == "__main__":
    raise SystemExit(e2e.main())
