#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What netcapd leaves in its folder and on its screen, also when the disk is full."""
import contextlib
import os
import pty
import re
import resource
import select
import signal
import subprocess
import time

import e2e
from e2e import CAPTURES, DEMO, DONE, FAILED, equal, named, netcapd, test

SMALL = 40 << 10
COLOUR = re.compile("\033\\[[0-9;]*m")


def nothing_finished(out):
    equal([name for name in e2e.names(out) if not name.endswith(".part")], [],
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
    assert re.fullmatch(rf"netcapd: \S+\.part: cannot write: {why}; "
                        "what was written before is in the .part files\n", done.stderr), done.stderr


@test
def a_full_disk_is_told_and_leaves_nothing_that_looks_whole(folder):
    capture = e2e.large_capture(folder / "in.pcap", 100)
    with small_disk(folder / "out") as out:
        done = netcapd("-r", capture, "--no-unknown", "--no-errors", out=out, status=FAILED)
        nothing_finished(out)
    told(done, "No space left on device")
    equal(done.stdout, "", "the summary")


@test
def what_an_earlier_run_left_and_cannot_be_removed_costs_nothing_that_is_written(folder):
    netcapd("-r", DEMO, out=folder / "clean", status=DONE)
    (folder / "out/ARP.ncap").mkdir(parents=True)
    done = netcapd("-r", DEMO, out=folder / "out", status=FAILED)
    assert "/ARP.ncap: an earlier run's file cannot be removed: " in done.stderr, done.stderr
    equal(e2e.names(folder / "out"), sorted([*e2e.names(folder / "clean"), "ARP.ncap"]), "files")


@test
def a_limit_on_the_size_of_files_is_told_like_a_full_disk(folder):
    capture = e2e.large_capture(folder / "in.pcap", 100)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))

    done = netcapd("-r", capture, "--no-unknown", "--no-errors", out=folder / "out",
                   status=FAILED, preexec_fn=limit)
    nothing_finished(folder / "out")
    told(done, "File too large")


@test
def one_file_that_cannot_be_written_fails_the_run(folder):
    (folder / "out").mkdir()
    (folder / "out/TCP.ncap.gz.part").symlink_to("/dev/full")
    # The sandbox follows no link out of the folder.
    done = netcapd("-r", DEMO, "--sandbox=off", out=folder / "out", status=FAILED)
    nothing_finished(folder / "out")
    told(done, "No space left on device")


def full_for(folder, what):
    """The packets set aside fill the disk, the records do not."""
    capture = folder / "in.pcap"
    head = e2e.packets(DEMO)[0]
    netcapd("-r", DEMO, out=folder / "demo", status=DONE)
    aside = e2e.packets(folder / f"demo/{what}.pcap")[1]
    e2e.write_capture(capture, head, aside * (2 * SMALL // sum(map(len, aside))))
    with small_disk(folder / "out") as out:
        done = netcapd("-r", capture, "--include=ARP", out=out, status=FAILED)
        equal([name for name in e2e.names(out) if name.startswith(what)], [f"{what}.pcap.part"],
              "what was set aside")
    assert f"{what}.pcap.part: cannot be written: No space left on device" in done.stderr, \
        done.stderr


for each in ("unknown", "errors"):
    named(f"a disk too small for {each}.pcap is told", lambda folder, each=each:
          full_for(folder, each))


@test
def files_of_an_older_run_are_not_left_beside_new_ones(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    netcapd("-r", CAPTURES / "icmpv6.pcap", out=folder / "out")
    netcapd("-r", CAPTURES / "icmpv6.pcap", out=folder / "wanted")
    e2e.same_files(folder / "out", folder / "wanted")


@test
def files_of_the_other_compression_are_not_left_beside_new_ones(folder):
    netcapd("-r", DEMO, "--compress=none", out=folder / "out", status=DONE)
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    equal([name for name in e2e.names(folder / "out") if name.endswith(".ncap")], [], "left")


@test
def beginnings_left_by_a_killed_run_are_written_over(folder):
    (folder / "out").mkdir()
    for name in ("TCP.ncap.gz.part", "unknown.pcap.part", "errors.pcap.part"):
        (folder / "out" / name).write_bytes(b"x" * 1000000)
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    e2e.same_files(folder / "out", folder / "wanted")


@test
def what_is_not_of_a_run_stays_where_it_is(folder):
    (folder / "out").mkdir()
    for name in ("notes.txt", "Other.ncap.gz", "TCP.csv"):
        (folder / "out" / name).write_text("mine")
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    for name in ("notes.txt", "Other.ncap.gz", "TCP.csv"):
        equal((folder / "out" / name).read_text(), "mine", name)


@test
def missing_folders_are_made(folder):
    netcapd("-r", DEMO, out=folder / "a/b/c", status=DONE)
    assert (folder / "a/b/c/TCP.ncap.gz").exists(), "there is no TCP.ncap.gz"


@test
def a_type_without_records_has_no_file(folder):
    netcapd("-r", CAPTURES / "arp.pcap", "--no-errors", "--no-unknown", out=folder / "out")
    equal(e2e.names(folder / "out"), ["ARP.ncap.gz", "Dot1Q.ncap.gz", "Ethernet.ncap.gz", "LinkFlow.ncap.gz"], "files")


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
def a_terminal_shows_the_summary_in_colours(folder):
    assert COLOUR.findall(on_a_terminal(folder)), "there are none"


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
