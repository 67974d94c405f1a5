#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A packet at which a plugin fails costs itself and nothing else, whatever the failure.

The plugin is poison/poison.c: among the twenty packets of poison.pcap it fails at the eighth.
What is right is what a run over the other nineteen writes.
"""
import atexit
import os
import pathlib
import platform
import re
import signal
import subprocess
import tempfile

import e2e
import running
from e2e import CAPTURES, TESTS, PARTIAL, equal, named, netcapd, test

FAULTS = {"a write to NULL": 1, "an abort": 2, "an exit": 3, "a stack overflow": 4,
          "an endless loop": 5, "a division by zero": 6, "memory freed twice": 7,
          "a kill": 8, "a write to the packet": 9,
          "a crash after records of lower layers were written": 10}
WRITE_TO_NULL, EXIT, LOOP = 1, 3, 5
if "thread" in os.environ.get("SANITIZERS", ""):
    del FAULTS["memory freed twice"]  # its allocator takes no notice
if platform.machine() not in ("x86_64", "i686"):
    del FAULTS["a division by zero"]  # elsewhere it is no fault
EIGHTH = 7
# A sanitizer reports each crash, and takes longest to look for the lines, which nobody reads here.
# What looks for leaks when a plugin calls exit() is forbidden to workers.
REPORTS = {name: os.environ.get(name, "") + ":symbolize=0:detect_leaks=0"
           for name in ("ASAN_OPTIONS", "TSAN_OPTIONS")}

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
plugins = e2e.build_plugin(pathlib.Path(scratch.name) / "plugins", TESTS / "plugins/poison")
head, frames = e2e.packets(CAPTURES / "poison.pcap")


def run(folder, name, which, fault, *more, packet=8, status=PARTIAL):
    """A run over some of the packets, in a folder of its own with the same name for the input."""
    place = folder / name
    place.mkdir()
    e2e.write_capture(place / "in.pcap", head, which)
    return netcapd("-r", "in.pcap", f"--set=Poison.fault={fault}", f"--set=Poison.packet={packet}",
                   *more, out="out", plugins=plugins, cwd=place, status=status,
                   env=e2e.environment(**REPORTS))


def costs_itself_alone(folder, fault, workers):
    done = run(folder, "all", frames, fault, f"-w{workers}")
    run(folder, "without", frames[:EIGHTH] + frames[EIGHTH + 1:], fault, "-w1", status=e2e.DONE)
    e2e.same_files(folder / "all/out", folder / "without/out", "*.ncap.gz")
    equal(e2e.aside(folder / "all/out"), [frames[EIGHTH]], "errors.pcapng.gz")
    found = e2e.balanced(done)
    equal((found["all"], found["decoded"], found["quarantined"]), (20, 19, 1), "the summary")
    assert "Poison: " in done.stdout, "the summary does not name the plugin"


for words, number in FAULTS.items():
    for n in (1, 2):
        named(f"{words} costs its packet alone, with {n} worker{'s'[:n - 1]}",
              lambda folder, number=number, n=n: costs_itself_alone(folder, number, n))


@test
def without_a_fault_nothing_is_quarantined(folder):
    done = run(folder, "all", frames, 0, status=e2e.DONE)
    equal(e2e.balanced(done)["quarantined"], 0, "packets quarantined")
    equal(len(e2e.records(folder / "all/out", "Poison")), 20, "records of Poison")
    assert not (folder / "all/out/errors.pcapng.gz").exists(), "there is an errors.pcapng.gz"


@test
def every_packet_may_be_poisoned(folder):
    done = run(folder, "all", frames, WRITE_TO_NULL, packet=0)
    found = e2e.balanced(done)
    equal((found["all"], found["quarantined"]), (20, 20), "the summary")
    equal(e2e.names(folder / "all/out"), ["errors.pcapng.gz", "run.json"], "the output")
    equal(e2e.aside(folder / "all/out"), frames, "errors.pcapng.gz")


@test
def many_crashes_among_many_packets_cost_only_themselves(folder):
    many = frames * 250
    kept = [frame for i, frame in enumerate(many) if i % 20 != EIGHTH]
    done = run(folder, "all", many, WRITE_TO_NULL, "-w2", "--plugin-failures=0")
    run(folder, "without", kept, WRITE_TO_NULL, status=e2e.DONE)
    e2e.same_files(folder / "all/out", folder / "without/out", "*.ncap.gz")
    equal(e2e.balanced(done)["quarantined"], 250, "packets quarantined")
    equal(len(e2e.aside(folder / "all/out")), 250, "packets in errors.pcapng.gz")


@test
def the_first_and_the_last_packet_may_be_poisoned(folder):
    for name, packet in (("first", 1), ("last", 20)):
        done = run(folder, name, frames, WRITE_TO_NULL, packet=packet)
        equal(e2e.balanced(done)["quarantined"], 1, "packets quarantined")
        equal(len(e2e.records(folder / name / "out", "TCP")), 19, "records of TCP")


@test
def the_summary_says_what_the_plugin_did(folder):
    done = run(folder, "loop", frames, LOOP)
    assert "Poison: did not come back" in done.stdout, done.stdout
    done = run(folder, "exit", frames, EXIT)
    assert "Poison: ended its process with status 0" in done.stdout, done.stdout


@test
def a_crash_is_told_at_once_with_verbose(folder):
    done = run(folder, "all", frames, EXIT, "-v")
    assert "netcapd: Poison ended its process with status 0; its packet is set aside" \
        in done.stderr, done.stderr


@test
def a_poisoned_packet_is_not_kept_with_no_errors(folder):
    run(folder, "all", frames, WRITE_TO_NULL, "--no-errors")
    assert "errors.pcapng.gz" not in e2e.names(folder / "all/out"), "there is an errors.pcapng.gz"


def hanging(folder):
    """A run that hangs at the eighth packet, having read all, and gets an interrupt."""
    e2e.write_capture(folder / "in.pcap", head, frames)
    process = running.start("-r", folder / "in.pcap", "-w1", f"--set=Poison.fault={LOOP}",
                            "--set=Poison.packet=8", out=folder / "out", plugins=plugins)
    worker = running.workers(process)[0]
    running.until("the worker hangs", lambda: running.cpu_seconds(worker) > 0.3)
    running.tell(process, signal.SIGINT)
    return process


@test
def an_interrupt_after_the_last_packet_was_read_leaves_nothing_out(folder):
    stdout, stderr = hanging(folder).communicate(timeout=e2e.TIMEOUT)
    equal(stderr.decode(), "", "what it said")
    found = e2e.balanced(subprocess.CompletedProcess("", 0, stdout.decode()))
    equal((found["all"], found["decoded"], found["quarantined"]), (20, 19, 1), "the summary")


@test
def a_second_interrupt_does_not_wait_for_a_hanging_plugin(folder):
    process = hanging(folder)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=e2e.TIMEOUT)
    equal(process.returncode, PARTIAL, "the exit status")
    equal(e2e.summary(stdout.decode())["dropped"], 20, "dropped packets")
    equal(stderr.decode(), "netcapd: interrupted again: of the 20 packets that were read only the first 0 were "
          "gone through, the others are dropped\n", "what it said")


@test
def the_verbose_summary_says_where_the_processor_time_went(folder):
    for isolation in ("process", "none"):
        done = netcapd("-r", e2e.DEMO, "-v", f"--isolation={isolation}", out=folder / isolation, status=e2e.DONE)
        table = done.stdout.partition("PROCESSOR TIME")[2].partition("\nserial: ")
        seconds = {line[:28].strip(): float(line[28:44]) for line in table[0].splitlines()[1:]}
        assert {"reading and writing", "dissection", "streams", "Connection", "packing"} <= set(seconds), seconds
        whole = seconds.pop("all")
        assert whole > 0 and abs(sum(seconds.values()) - whole) < 0.001 * len(seconds), (seconds, whole)
        assert re.match(r"[0-9.]+ us a packet, [0-9.]+ % of all\n", table[2]), table


if __name__ == "__main__":
    raise SystemExit(e2e.main())
