#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What netcapd leaves in its folder and on its screen, also when the disk is full."""
import contextlib
import os
import pty
import random
import re
import resource
import select
import struct
import subprocess
import time

import e2e
from e2e import CAPTURES, DEMO, DONE, FAILED, equal, named, netcapd, test

SMALL = 40 << 10
COLOUR = re.compile("\033\\[[0-9;]*m")


def nothing_finished(out):
    equal([name for name in e2e.names(out) if not name.endswith((".part", ".json", ".lock"))], [],
          "files under their final names")


@contextlib.contextmanager
def small_disk(folder):
    """A file system that is full soon; only root can mount one."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder],
                          check=False, stderr=subprocess.PIPE)
    if done.returncode:
        raise e2e.Skip("a small file system cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def told(done, why):
    first = done.stderr.splitlines()[0]
    assert re.fullmatch(rf"netcapd: \S+\.part: cannot write: {why}; "
                        "what was written before is in the .part files", first), done.stderr


def whole_to_the_end(out):
    """How many records of TCP are in the file that was begun, which ends with a whole member."""
    return len(e2e.dump(out / "TCP.ncap.gz.part", DONE, "--select=Timestamp"))


@test
def a_full_disk_is_told_and_leaves_nothing_that_looks_whole(folder):
    capture = e2e.large_capture(folder / "in.pcap", 100)
    with small_disk(folder / "out") as out:
        done = netcapd("-r", capture, "--include=TCP", "--no-unknown", "--no-errors", out=out,
                       status=FAILED)
        nothing_finished(out)
        assert whole_to_the_end(out) > 0, "nothing was kept"
    told(done, "No space left on device")
    equal(done.stdout, "", "the summary")


@test
def a_limit_on_the_size_of_files_is_told_like_a_full_disk(folder):
    capture = e2e.large_capture(folder / "in.pcap", 100)
    done = netcapd("-r", capture, "--include=TCP", "--no-unknown", "--no-errors",
                   out=folder / "out", status=FAILED,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL)))
    nothing_finished(folder / "out")
    told(done, "File too large")
    assert whole_to_the_end(folder / "out") > 0, "nothing was kept"
    equal(e2e.report(folder / "out")["status"], "failed", "the status in run.json")


def full_for(folder, what):
    """The packets set aside fill the disk, the records do not."""
    capture = folder / "in.pcap"
    head = e2e.packets(DEMO)[0]
    netcapd("-r", DEMO, out=folder / "demo", status=DONE)
    packets = e2e.aside(folder / "demo", what)
    random.seed(1)
    with open(capture, "wb") as to:  # what lies behind the packet's own length does not compress
        to.write(head)
        for i in range(60):
            first = packets[i % len(packets)]
            seconds, rest, captured, length = struct.unpack("<4I", first[:16])
            to.write(struct.pack("<4I", seconds, rest, captured + 4000, length + 4000))
            to.write(first[16:] + random.randbytes(4000))
    with small_disk(folder / "out") as out:
        done = netcapd("-r", capture, "--include=ARP", out=out, status=FAILED)
        equal([name for name in e2e.names(out) if name.startswith(what)], [f"{what}.pcapng.gz.part"],
              "what was set aside")
    assert f"{what}.pcapng.gz.part: cannot write: No space left on device" in done.stderr, \
        done.stderr


for each in ("unknown", "errors"):
    named(f"a disk too small for {each}.pcapng.gz is told", lambda folder, each=each:
          full_for(folder, each))


@test
def missing_folders_are_made(folder):
    netcapd("-r", DEMO, out=folder / "a/b/c", status=DONE)
    assert (folder / "a/b/c/TCP.ncap.gz").exists(), "there is no TCP.ncap.gz"


@test
def a_type_without_records_has_no_file(folder):
    netcapd("-r", CAPTURES / "arp.pcap", "--no-errors", "--no-unknown", out=folder / "out")
    equal(e2e.names(folder / "out"), 
          ["ARP.ncap.gz", "Dot1Q.ncap.gz", "Ethernet.ncap.gz", "LinkFlow.ncap.gz", "run.json"], "files")


@test
def the_summary_counts_what_the_files_hold(folder):
    done = netcapd("-r", DEMO, out=folder / "out", status=DONE)
    e2e.balanced(done)
    lines = {line.split()[0]: int(line.split()[1].replace(",", ""))
             for line in done.stdout.split("PACKETS")[0].splitlines()[1:] if line}
    found = e2e.counts(folder / "out")
    equal(lines.pop("all"), sum(found.values()), "the sum of the records")
    equal(lines, found, "the numbers of records")


@test
def without_a_terminal_nothing_is_said_on_standard_error(folder):
    done = netcapd("-r", e2e.large_capture(folder / "in.pcap", 300), out=folder / "out",
                   status=DONE)
    equal(done.stderr, "", "standard error")
    equal(COLOUR.findall(done.stdout), [], "colours on standard output")


@test
def quiet_says_nothing_at_all(folder):
    done = netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    equal((done.stdout, done.stderr), ("", ""), "what it said")


def on_a_terminal(folder, *arguments, **env):
    """What a run shows on a terminal whose pipe ends when all packets have been shown."""
    last = f"{e2e.demo_packets()} packets".encode()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(e2e.command("-r", "-", *arguments, out=folder / "out"),
                               stdin=subprocess.PIPE, stdout=theirs, stderr=theirs,
                               env=e2e.environment(**env))
    os.close(theirs)
    process.stdin.write(DEMO.read_bytes())
    process.stdin.flush()
    shown, end = b"", time.monotonic() + e2e.TIMEOUT
    while time.monotonic() < end:
        if process.stdin and (last in shown or not select.select([ours], [], [], 1.5)[0]):
            process.stdin.close()
            process.stdin = None
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the terminal's other side is closed
            break
    os.close(ours)
    equal(process.wait(e2e.TIMEOUT), DONE, "the exit status")
    return shown.decode().replace("\r\n", "\n")


@test
def a_terminal_shows_a_live_line_and_wipes_it(folder):
    shown = on_a_terminal(folder)
    line = r"\r[\d,]+ packets  [\d,]+/s  [\d.]+ [kM]?B/s  [\d,]+ records\033\[K"
    assert re.match(rf"({line})+\r\033\[K\S*RECORDS ", shown), repr(shown[:400])
    assert f"\r{e2e.demo_packets()} packets  " in shown, repr(shown[:400])


@test
def what_streams_and_fragments_count_stands_in_the_report_as_in_the_summary(folder):
    done = netcapd("-r", CAPTURES / "streams.pcap", CAPTURES / "defrag.pcap", out=folder / "out", status=DONE)
    section = done.stdout.partition("REASSEMBLY")[2].partition("\n\n")[0]
    shown = {name.strip(): int(count.replace(",", ""))
             for name, count in re.findall(r"^(.*?) +([\d,]+)$", section, re.M)}
    counts = e2e.report(folder / "out")["reassembly"]
    equal({"connections": 50, "fragments": 108, "datagrams": 27, "bytes_missing": 59}.items() - counts.items(),
          set(), "known counts that are others")
    names = {"segments outside any window": "segments_outside", "SYNs that open nothing": "openings_not_believed",
             "gaps in streams": "gaps", "bytes missing in them": "bytes_missing", "connections": "connections",
             "fragments": "fragments", "datagrams put together": "datagrams",
             "not complete in time": "datagrams_incomplete", "given up as contradictory": "datagrams_contradictory",
             "offload: checksums not there": "checksums_left_to_card",
             "acknowledged, and not captured": "acknowledged_unseen"}
    equal({names[name]: shown[name] for name in shown},
          {name: counts[name] for name in names.values() if counts[name]}, "what the summary shows")


@test
def the_manual_has_a_word_for_everything_in_the_report(folder):
    netcapd("-r", CAPTURES / "defrag.pcap", out=folder / "out", status=DONE)
    report = e2e.report(folder / "out")
    manual = re.findall(r"\w+", re.sub(r"\\f.|\\", "", netcapd("--man", status=DONE).stdout))
    header = re.findall(r"\w+", (e2e.SOURCE / "core/run/report.h").read_text())
    parts = report["reassembly"].keys() | report["hygiene"].keys() | report["inputs"][0].keys()
    equal((report.keys() | parts) - set(manual), set(), "not in the manual")
    equal((report.keys() | parts | report["packets"].keys()) - set(header), set(), "not in report.h")


@test
def a_terminal_shows_the_summary_in_colours(folder):
    assert COLOUR.findall(on_a_terminal(folder)), "there are none"


@test
def a_reason_and_a_folder_that_a_terminal_would_obey_are_shown_escaped(folder):
    plugins = e2e.build_plugin(folder / "plugins", e2e.TESTS / "plugins/poison")
    done = netcapd("-r", CAPTURES / "poison.pcap", "--set=Poison.fault=11", "--set=Poison.packet=8",
                   out=folder / "o\x1b[2J\u202e", plugins=plugins, status=DONE)
    assert "  Poison: \\x1b[2J\\x0d\\x0a\\xc2\\x9b31m\\xe2\\x80\\xaeall is well\\x07\n" in done.stdout, done.stdout
    equal([c for c in done.stdout + done.stderr if c != "\n" and not c.isprintable()], [],
          "what a terminal would obey")


@test
def NO_COLOR_leaves_the_live_line_but_no_colours(folder):
    shown = on_a_terminal(folder, NO_COLOR="1")
    equal(COLOUR.findall(shown), [], "colours")
    assert f"\r{e2e.demo_packets()} packets  " in shown, repr(shown[:400])


@test
def quiet_shows_no_live_line(folder):
    equal(on_a_terminal(folder, "-q"), "", "the terminal")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
