#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""run.json says what a run was made of and what it made; netcap verify finds whatever is not as it was, and
that the same captures give the same bytes again."""
import gzip
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

import e2e
from e2e import CAPTURES, DEMO, DONE, PARTIAL, USAGE, equal, every_capture, named, netcapd, report, test

FLIPS = 24  # bits of each run, of all its files
WORKERS = ("1", "2", "4")


def verify(*arguments, status=DONE, **how):
    done = subprocess.run([e2e.NETCAP, "verify", *map(str, arguments)], check=False, timeout=e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=e2e.environment(), **how)
    said = (done.stdout + done.stderr).decode(errors="replace")
    if status is not None:
        assert done.returncode == status, f"exit status is {done.returncode}, expected {status}: {said}"
    return said


def rerun(out, *arguments, **how):
    return verify("--rerun", f"--plugins={e2e.PLUGINS}", *arguments, out, **how)


def run(folder, *arguments, status=DONE, **how):
    """Not at the time that other tests fix: that of the run is what --rerun has to repeat."""
    env = e2e.environment(SOURCE_DATE_EPOCH=None)
    netcapd(*arguments, out=folder, status=status, env=env, **how)
    return report(folder)


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def flip(path, bit):
    """One bit; a second time, as it was."""
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def rewrite(out, change):
    """A report that says something else, and is sound."""
    path = out / "run.json"
    text = path.read_text(encoding="utf-8")
    said = json.loads(text)
    del said["sum"]
    change(said)
    text = json.dumps(said, indent=2)[:-2]
    path.write_text(f'{text},\n  "sum": "{hashlib.sha256(text.encode()).hexdigest()}"\n}}\n', encoding="utf-8")


# ---- what the report says ----

@test
def the_report_has_the_size_and_the_sum_of_every_input(folder):
    packed = folder / "packed.pcap.gz"
    packed.write_bytes(gzip.compress(DEMO.read_bytes()))
    inputs = run(folder / "out", DEMO, packed)["inputs"]
    equal([each["path"] for each in inputs], [str(DEMO), str(packed)], "the inputs")
    for each in inputs:
        equal(each["bytes"], os.path.getsize(each["path"]), "the size")
        equal(each["sha256"], digest(each["path"]), "the sum")
    equal([each["compression"] for each in inputs], ["none", "gzip"], "the compression")
    equal([each["format"] for each in inputs], ["pcap", "pcap"], "the format")
    equal([each["packets"] for each in inputs], [e2e.demo_packets()] * 2, "the packets")


@test
def the_report_has_the_sum_of_every_file(folder):
    said = run(folder / "out", CAPTURES / "streams.pcap", CAPTURES / "odd.pcap", "--format=ncap,parquet,csv")
    equal(sorted(each["name"] for each in said["files"]), sorted({*e2e.names(folder / "out")} - {"run.json"}),
          "the files")
    for each in said["files"]:
        equal(each["sha256"], digest(folder / "out" / each["name"]), each["name"])


@test
def a_damaged_capture_is_summed_up_to_its_end(folder):
    for name in ("truncated.pcap", "badlen.pcap", "notcapture.pcap"):
        (each,) = run(folder / name, CAPTURES / name, status=PARTIAL)["inputs"]
        equal(each["sha256"], digest(CAPTURES / name), name)


@test
def what_is_not_read_to_its_end_has_no_sum_and_it_is_said_why(folder):
    some, after = run(folder / "some", "--count=3", DEMO, CAPTURES / "odd.pcap")["inputs"]
    equal((some["sha256"], some["no_sha256"]), (None, "not read to its end"), "of a part")
    equal((after["sha256"], after["no_sha256"]), (None, "not read"), "of the one behind it")
    (fast,) = run(folder / "fast", DEMO, "--input-sums=off")["inputs"]
    equal((fast["sha256"], fast["no_sha256"]), (None, "not asked for"), "that nobody asked for")
    (piped,) = run(folder / "piped", "-", input=DEMO.read_bytes())["inputs"]
    equal((piped["sha256"], piped["no_sha256"]), (None, "standard input"), "of standard input")


@test
def the_report_has_every_option_that_changes_what_is_written(folder):
    options = run(folder / "out", DEMO, "--filter=tcp", "--set=TCP.payload=on", "--exclude=UDP")["options"]
    printed = netcapd("--print-config", status=DONE).stdout
    section, keys = "", set()
    for line in printed.splitlines():
        section = line[1:-1] if line.startswith("[") else section
        if "=" in line and not line.startswith("#"):
            keys.add(f"{section}.{line.split('=')[0].strip()}")
    equal({option.split("=")[0] for option in options} - keys, set(), "not in --print-config")
    assert {"netcapd.filter=tcp", "TCP.payload=on", "UDP.enabled=off", "netcapd.format=ncap"} <= {*options}
    idle = {"out", "overwrite", "file_mode", "plugins", "only_plugins", "load_timeout", "workers", "isolation", "sandbox",
            "require_sandbox", "user", "duration", "flush_interval", "min_free", "source", "input_sums", "each",
            "metrics", "send_options", "no_recurse", "rotate_time", "rotate_size", "rotate_records", "keep"}
    left = {key for key in keys if key.startswith("netcapd.")} - {option.split("=")[0] for option in options}
    equal(left, {f"netcapd.{key}" for key in idle}, "the settings that are left out")


# ---- what verify finds ----

@test
def a_run_that_nobody_touched_is_as_it_was(folder):
    run(folder / "out", DEMO)
    assert "as the run wrote" in verify(folder / "out")
    verify(folder / "out/run.json")
    verify("run.json", cwd=folder / "out")


def every_flipped_bit_is_found(out, flips, seed):
    """Of all its files and captures."""
    chance = random.Random(seed)
    paths = [out / name for name in e2e.names(out)]
    bits = [(path, 8 * size) for path in paths if (size := path.stat().st_size)]
    for _ in range(flips):
        path, most = chance.choice(bits)
        bit = chance.choice((0, most - 1, chance.randrange(most)))
        flip(path, bit)
        said = verify(out, status=None)
        flip(path, bit)
        assert str(path) in said and "as the run wrote" not in said, f"bit {bit} of {path}: {said}"
    verify(out)


@test
def one_flipped_bit_in_whatever_a_run_wrote_is_found(folder):
    run(folder / "out", DEMO, CAPTURES / "odd.pcap", "--format=ncap,parquet,jsonl", "--compression=none")
    every_flipped_bit_is_found(folder / "out", 4 * FLIPS, 1)


@test
def one_flipped_bit_in_a_capture_is_found(folder):
    capture = folder / "in.pcap"
    shutil.copy(DEMO, capture)
    run(folder / "out", capture)
    for bit in (0, 1000, 8 * capture.stat().st_size - 1):
        flip(capture, bit)
        assert f"{capture}: the capture is another one" in verify(folder / "out", status=PARTIAL)
        verify("--outputs-only", folder / "out")
        flip(capture, bit)
    verify(folder / "out")


@test
def what_is_missing_changed_or_too_much_is_told_apart(folder):
    out = folder / "out"
    run(out, DEMO)
    (out / "notes.txt").write_text("somebody's")
    verify(out)
    (out / "UDP.ncap.gz").unlink()
    (out / "TCP.ncap.gz").write_bytes((out / "TCP.ncap.gz").read_bytes() + b"\0")
    shutil.copy(out / "ARP.ncap.gz", out / "BFD.ncap.gz")
    said = verify(out, status=PARTIAL)
    assert f"{out}/UDP.ncap.gz: is missing" in said, said
    assert f"{out}/TCP.ncap.gz: is changed: it has" in said, said
    assert f"{out}/BFD.ncap.gz: is not of this run" in said, said
    equal(len(said.splitlines()), 3, "the lines")


@test
def a_report_that_is_not_as_it_was_is_found(folder):
    out = folder / "out"
    run(out, DEMO)
    text = (out / "run.json").read_text()
    (out / "run.json").write_text(text.replace('"decoded": ', '"decoded": 1'))
    assert "its own sum is wrong" in verify(out, status=PARTIAL)
    (out / "run.json").write_text(text[:len(text) // 2])
    assert "is no report of a run, or damaged" in verify(out, status=PARTIAL)


@test
def a_folder_of_runs_stands_for_all_of_them(folder):
    for name in ("a", "deep/b"):
        (folder / name).parent.mkdir(exist_ok=True)
        run(folder / name, DEMO)
    equal(verify(folder).count("as the run wrote"), 2, "the runs")
    (folder / "deep/b/TCP.ncap.gz").unlink()
    verify(folder, status=PARTIAL)
    (folder / "empty").mkdir()
    assert "no run below it" in verify(folder / "empty", status=e2e.FAILED)


@test
def a_run_that_goes_on_or_was_killed_is_not_called_whole(folder):
    run(folder / "out", DEMO)
    rewrite(folder / "out", lambda said: said.update(status="running"))
    assert "the run goes on, or it was killed" in verify(folder / "out", status=PARTIAL)


@test
def a_capture_that_has_moved_is_said_and_looked_for(folder):
    (folder / "in/a").mkdir(parents=True)
    shutil.copy(DEMO, folder / "in/a/demo.pcap")
    run(folder / "out", folder / "in/a")
    shutil.move(folder / "in", folder / "elsewhere")
    assert "the capture is not there, and was not compared" in verify(folder / "out")
    verify(f"--inputs={folder}/elsewhere", folder / "out")
    flip(folder / "elsewhere/a/demo.pcap", 99)
    verify(f"--inputs={folder}/elsewhere", folder / "out", status=PARTIAL)


# ---- decoding again ----

@test
def our_captures_give_the_same_bytes_again_with_any_number_of_workers(folder):
    run(folder / "out", *every_capture(), "--format=ncap,parquet,csv", "--workers=3", status=PARTIAL)
    equal(report(folder / "out")["run_id"], None, "the id of a run that can be repeated")
    for workers in WORKERS:
        assert "as the run wrote" in rerun(folder / "out", f"--workers={workers}")


@test
def the_options_of_the_run_are_those_of_its_repetition(folder):
    for i, options in enumerate((["--filter=udp"], ["--packets=5-40"], ["--count=7"], ["--include=TCP,DNS"],
                                 ["--set=TCP.payload=on", "--packet-numbers=on"], ["--context=off"],
                                 ["--compression=zstd:5"], ["--format=jsonl,proto", "--bytes=hex"],
                                 ["--no-unknown", "--no-errors"], ["--set=DNS.on=udp.port:4242,tcp.port:4243"],
                                 ["--set=Connection.idle_timeout=1", "--exclude=IPv4"])):
        run(folder / str(i), DEMO, CAPTURES / "odd.pcap", *options)
        rerun(folder / str(i))


@test
def what_does_not_come_again_is_found(folder):
    out = folder / "out"
    run(out, DEMO)
    rewrite(out, lambda said: said.update(options=[each.replace("TCP.payload=off", "TCP.payload=on")
                                                   for each in said["options"]]))
    said = rerun(out, status=PARTIAL)
    assert f"{out}/TCP.ncap.gz: comes of the captures as other bytes" in said, said


@test
def another_version_is_said(folder):
    run(folder / "out", DEMO)
    rewrite(folder / "out", lambda said: said.update(program="netcapd 0.0.1"))
    assert "the program was netcapd 0.0.1, and is netcapd" in rerun(folder / "out")


@test
def a_capture_that_has_moved_is_decoded_where_it_is(folder):
    (folder / "in").mkdir()
    shutil.copy(DEMO, folder / "in")
    run(folder / "out", folder / "in")
    shutil.move(folder / "in", folder / "elsewhere")
    assert "cannot be decoded again: the capture is not there" in rerun(folder / "out", status=PARTIAL)
    shutil.copy(CAPTURES / "odd.pcap", folder / "elsewhere")  # one more in the folder changes nothing
    rerun(folder / "out", f"--inputs={folder}/elsewhere")


@test
def standard_input_cannot_be_decoded_again_and_it_is_said(folder):
    run(folder / "out", "-", input=DEMO.read_bytes())
    assert "which was standard input" in verify(folder / "out")
    assert "cannot be decoded again: it was standard input" in rerun(folder / "out", status=PARTIAL)


@test
def an_option_that_this_netcapd_does_not_have_is_said(folder):
    run(folder / "out", DEMO)
    rewrite(folder / "out", lambda said: said["options"].append("netcapd.future=on"))
    said = rerun(folder / "out", status=PARTIAL)
    assert "future" in said and "were not decoded again" in said, said


@test
def a_run_with_some_plugins_alone_is_repeated_with_those_alone(folder):
    few = folder / "few"
    few.mkdir()
    for stem in "ethernet", "ipv4":
        shutil.copy(pathlib.Path(e2e.PLUGINS) / f"{stem}.so", few)
    run(folder / "out", DEMO, plugins=few)
    equal(sorted(path.name for path in (folder / "out").glob("*.ncap.gz")), ["Ethernet.ncap.gz", "IPv4.ncap.gz"])
    verify("--rerun", f"--plugins={few}", "--only-plugins", folder / "out")
    assert "ARP.ncap.gz" in verify("--rerun", f"--plugins={few}", folder / "out", status=PARTIAL)
    assert "are for --rerun" in verify("--only-plugins", folder / "out", status=USAGE)


@test
def a_report_that_somebody_else_wrote_loads_sends_and_unlocks_nothing(folder):
    run(folder / "out", DEMO)
    for option in ("plugins=/tmp", "sandbox=off", "isolation=none", "user=root", f"out={folder}/other", "overwrite=on",
                   "to=unix:/tmp/of-somebody", "to=tcp://127.0.0.1:9", "metrics=9999"):
        rewrite(folder / "out", lambda said, option=option: said["options"].append(f"netcapd.{option}"))
        said = rerun(folder / "out", status=PARTIAL)
        assert f"--set-reported=netcapd.{option}: expected" in said and "were not decoded again" in said, said
        rewrite(folder / "out", lambda said: said["options"].pop())


@test
def nothing_is_left_of_a_repetition(folder):
    (folder / "tmp").mkdir()
    run(folder / "out", DEMO)
    subprocess.run([e2e.NETCAP, "verify", "--rerun", f"--plugins={e2e.PLUGINS}", folder / "out"], check=True,
                   env=e2e.environment(TMPDIR=str(folder / "tmp")), stdout=subprocess.DEVNULL)
    equal(os.listdir(folder / "tmp"), [], "what is left")


@test
def options_of_the_repetition_alone_are_refused(folder):
    run(folder / "out", DEMO)
    assert "are for --rerun" in verify("--workers=2", folder / "out", status=USAGE)


def a_shared_capture_is_verified(path):
    def check(folder):
        out = folder / "out"
        run(out, path, status=None)
        for workers in WORKERS:
            assert "as the run wrote" in rerun(out, f"--workers={workers}"), path
        every_flipped_bit_is_found(out, FLIPS, path.name)
        copy = folder / path.name
        shutil.copy(path, copy)
        size = copy.stat().st_size
        for bit in {0, 8 * size - 1, random.Random(path.name).randrange(8 * size)} if size else ():
            flip(copy, bit)
            verify(f"--inputs={folder}", out, status=PARTIAL)
            flip(copy, bit)
    return check


if "--all" in sys.argv and os.environ.get("NETCAP_SHARED"):
    for capture in every_capture(pathlib.Path(os.environ["NETCAP_SHARED"]) / "captures"):
        named(f"{capture.name} gives the same again and every bit counts", a_shared_capture_is_verified(capture))

if __name__ == "__main__":
    sys.exit(e2e.main())
