#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcapd --each: every capture is a run of its own, and what it writes is what a run over that
capture alone writes, byte for byte, run.json too.

With --all the same is looked at for all captures in $NETCAP_SHARED.
"""
import atexit
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import e2e
import made
import running
from e2e import CAPTURES, TESTS, DONE, FAILED, PARTIAL, USAGE, equal, named, netcapd, test

LARGE, TIMES, WORKERS = 6, 120, 2

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name).resolve()


def tree(folder, names):
    """Captures of the tests, under these paths."""
    for name, source in names.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CAPTURES / source, path)
    return folder


def small(folder):
    return tree(folder, {"a.pcap": "arp.pcap", "x/a.pcap": "dns.pcap", "x/y/a.pcap": "http.pcap",
                         "x/y/b.pcap": "defrag.pcap", "z.pcapng": "http.pcap"})


def runs(out):
    """The folders that hold runs, by their path below this one."""
    return sorted(str(path.parent.relative_to(out)) for path in pathlib.Path(out).rglob("run.json"))


def each(where, out, *more, **how):
    if not any(str(option).startswith(("-w", "--workers")) for option in more):
        more = (f"-w{WORKERS}", *more)
    return netcapd("--each", "-r", where, *more, out=out, **how)


def is_as_alone(folder, where, out, name, *more, **how):
    """A plain run over that capture writes the same."""
    alone = folder / "alone" / name
    netcapd("-q", "-w1", "-r", where / name, *more, out=alone, **how)
    e2e.same_files(out / name, alone)


def same_runs(one, other):
    """But for locks, which a run leaves that is killed, and which lock nothing."""
    equal(runs(one), runs(other), "the folders")
    for name in runs(other):
        e2e.same_files(one / name, other / name, "[!.]*")


def side_by_side(folder, workers):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, f"-w{workers}", status=DONE)
    equal(runs(out), ["a.pcap", "x/a.pcap", "x/y/a.pcap", "x/y/b.pcap", "z.pcapng"], "the folders")
    for name in runs(out):
        is_as_alone(folder, where, out, name)


for n in (1, 2, 5):
    named(f"with {n} workers each capture gives what it gives alone, in the folder of its path",
          lambda folder, n=n: side_by_side(folder, n))


@test
def with_plugins_beside_it_the_result_is_the_same(folder):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, "--isolation=none", status=DONE)
    for name in runs(out):
        is_as_alone(folder, where, out, name)


@test
def another_format_and_settings_are_those_of_each_run(folder):
    where, out = small(folder / "in"), folder / "out"
    more = ["--format=csv,jsonl", "--include=TCP,UDP,DNS", "--set=TCP.payload=on"]
    each(where, out, *more, status=DONE)
    for name in runs(out):
        is_as_alone(folder, where, out, name, *more)


@test
def what_is_named_keeps_its_path_unless_it_is_one_folder(folder):
    small(folder / "in")
    netcapd("--each", "-r", "in/x", "-r", "./in/a.pcap", "in/z.pcapng", out="out", cwd=folder,
            status=DONE)
    equal(runs(folder / "out"), ["in/a.pcap", "in/x/a.pcap", "in/x/y/a.pcap", "in/x/y/b.pcap",
                                 "in/z.pcapng"], "the folders")


@test
def two_captures_that_would_share_a_folder_are_refused(folder):
    small(folder / "in")
    done = netcapd("--each", "in/x", "in/x/a.pcap", out="out", cwd=folder, status=USAGE)
    assert "would go to in/x/a.pcap" in done.stderr, done.stderr
    equal(runs(folder / "out"), [], "the folders")


@test
def folders_are_left_with_no_recurse_and_that_is_said(folder):
    where = small(folder / "in")
    done = each(where, folder / "out", "--no-recurse", status=DONE)
    equal(runs(folder / "out"), ["a.pcap", "z.pcapng"], "the folders")
    assert f"{where}/x: a folder within a folder: not entered" in done.stderr, done.stderr


@test
def what_is_passed_over_is_said_and_leaves_no_folder(folder):
    where = small(folder / "in")
    (where / "README.txt").write_text("no capture")
    (where / "empty").touch()
    (where / "x/around").symlink_to("..")
    os.mkfifo(where / "pipe")
    netcapd("-r", where / "a.pcap", out=where / "records", status=DONE)
    done = each(where, where / "x/out", status=DONE)
    for line in (f"{where}/README.txt: no capture: passed over", f"{where}/empty: no capture",
                 f"{where}/x/around: a link to a folder: not entered",
                 f"{where}/pipe: neither a file nor a folder", f"{where}/records: holds records",
                 f"{where}/x/out: is where the records go: not entered"):
        assert line in done.stderr, f"{line!r} is not in: {done.stderr}"
    equal(len(runs(where / "x/out")), 5, "runs")


@test
def a_file_that_cannot_be_read_is_said_and_costs_the_status_alone(folder):
    where = small(folder / "in")
    (where / "dangling.pcap").symlink_to("nowhere")
    done = each(where, folder / "out", status=PARTIAL)
    assert f"{where}/dangling.pcap: cannot be read: No such file" in done.stderr, done.stderr
    equal(len(runs(folder / "out")), 5, "runs")


@test
def a_broken_capture_is_decoded_as_far_as_it_goes_and_the_others_whole(folder):
    where = small(folder / "in")
    shutil.copy(CAPTURES / "truncated.pcap", where / "x/broken.pcap")
    done = each(where, folder / "out", status=PARTIAL)
    assert f"netcapd: x/broken.pcap: {where}/x/broken.pcap: at packet" in done.stderr, done.stderr
    equal(len(runs(folder / "out")), 6, "runs")
    for name in runs(folder / "out"):
        is_as_alone(folder, where, folder / "out", name)
    equal(e2e.report(folder / "out/x/broken.pcap")["exit_status"], PARTIAL, "its exit status")
    again = each(where, folder / "out", status=PARTIAL)
    assert "broken" not in again.stderr, "a broken capture that did not change was read again"


@test
def given_again_it_does_nothing_again(folder):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, status=DONE)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    done = each(where, out, status=DONE)
    assert "done by an earlier command" in done.stdout, done.stdout
    equal({path: path.stat().st_mtime_ns for path in out.rglob("*")}, before, "the files' times")


@test
def what_was_done_with_other_settings_is_refused_and_may_be_replaced(folder):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, status=DONE)
    before = {name: e2e.digests(out / name) for name in runs(out)}
    for setting in ("--set=UDP.enabled=off", "--checksums=off"):
        done = each(where, out, setting, status=USAGE)
        equal(done.stderr.count("were made with other settings"), len(before), done.stderr)
        equal({name: e2e.digests(out / name) for name in runs(out)}, before, "the records")
    assert "checksums=auto then, netcapd.checksums=off now" in done.stderr, done.stderr
    each(where, out, "--set=UDP.enabled=off", "--overwrite", status=DONE)
    equal([path for path in out.rglob("UDP*")], [], "files of UDP")
    each(where, out, "--set=UDP.enabled=off", "--workers=2", "--quiet", status=DONE)


@test
def a_capture_that_has_changed_is_refused_and_the_others_are_done(folder):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, status=DONE)
    whole = e2e.digests(out / "a.pcap")
    shutil.copy(CAPTURES / "http.pcap", where / "a.pcap")
    shutil.copy(CAPTURES / "arp.pcap", where / "new.pcap")
    done = each(where, out, status=USAGE)
    assert f"{where}/a.pcap: is not what the records in {out}/a.pcap are of" in done.stderr, done.stderr
    equal(e2e.digests(out / "a.pcap"), whole, "the records of the one that changed")
    is_as_alone(folder, where, out, "new.pcap")


@test
def one_that_has_changed_is_done_again_with_overwrite_and_no_other(folder):
    where, out = small(folder / "in"), folder / "out"
    each(where, out, status=DONE)
    before = (out / "x/a.pcap/run.json").stat().st_mtime_ns
    shutil.copy(CAPTURES / "http.pcap", where / "a.pcap")
    each(where, out, "--overwrite", status=DONE)
    is_as_alone(folder, where, out, "a.pcap")
    equal((out / "x/a.pcap/run.json").stat().st_mtime_ns, before, "the time of another")


@test
def records_that_no_report_tells_of_are_not_replaced(folder):
    where, out = small(folder / "in"), folder / "out"
    (out / "a.pcap").mkdir(parents=True)
    (out / "a.pcap/ARP.ncap.gz").write_text("somebody's")
    each(where, out, status=USAGE)
    equal((out / "a.pcap/ARP.ncap.gz").read_text(), "somebody's", "the file")
    equal(len(runs(out)), 4, "runs")


@test
def the_folder_of_another_run_is_refused(folder):
    where, out = small(folder / "in"), folder / "out"
    netcapd("-r", where / "a.pcap", out=out, status=DONE)
    done = each(where, out, status=USAGE)
    assert "holds what a run of one folder wrote" in done.stderr, done.stderr


def fails(folder, *more):
    small(folder / "in")
    return netcapd("--each", *more, cwd=folder, status=USAGE).stderr


@test
def it_needs_a_folder_for_the_records_and_files_to_read(folder):
    assert "give --out=FOLDER" in fails(folder / "1", "-r", "in"), "no folder"
    assert "not for standard input" in fails(folder / "2", "-r", "-", "-o", "out"), "standard input"
    assert "not for --interface" in fails(folder / "3", "-i", "lo", "-o", "out"), "an interface"


# Captures that take a while, and what they give.
large = place / "large"
large.mkdir()
for i in range(LARGE):
    e2e.large_capture(large / f"{i}.pcap", TIMES + i)
each(large, place / "whole", status=DONE)
SIZE = running.written(place / "whole/0.pcap") * LARGE


def begin(out, mark="MARK", **how):
    """The set, once it has written something."""
    process = running.start("--each", f"-w{WORKERS}", "-r", large, out=out,
                            env=e2e.environment(**{mark: "1"}), **how)
    return process


def some_is_written(process, out, share):
    running.until("it has written so much", lambda: process.poll() is not None or sum(
        path.stat().st_size for path in list(out.rglob("*.gz*")) if path.exists()) >= share * SIZE,
        pause=0.002)


def stopped(folder, share, which, number):
    """Ended by a signal, with all that it has begun."""
    out, mark = folder / "out", f"NETCAP_TEST_{os.getpid()}_{number}"
    process = begin(out, mark)
    some_is_written(process, out, share)
    process.send_signal(which)
    said = process.communicate(timeout=e2e.TIMEOUT)[1].decode()
    running.until("all its processes are gone", lambda: not e2e.survivors(mark))
    return process.returncode, said


def go_on(folder):
    each(large, folder / "out", status=DONE)
    same_runs(folder / "out", place / "whole")


@test
def interrupted_three_times_in_three_ways_it_comes_to_the_same_in_the_end(folder):
    for number, which in enumerate((signal.SIGINT, signal.SIGTERM, signal.SIGKILL)):
        status, said = stopped(folder, (number + 1) / 5, which, number)
        equal(status, -signal.SIGKILL if which == signal.SIGKILL else PARTIAL, f"the status: {said}")
    go_on(folder)


for moment in range(6):
    def killed_then(folder, moment=moment):
        if not e2e.arguments().all:
            raise e2e.Skip("only with --all")
        stopped(folder, moment / 6, signal.SIGKILL, f"kill{moment}")
        go_on(folder)

    named(f"killed at moment {moment + 1} of 6 it goes on to the same result", killed_then)


@test
def an_interrupt_ends_it_soon_and_what_it_was_at_is_done_again(folder):
    status, said = stopped(folder, 0.1, signal.SIGINT, "soon")
    equal(status, PARTIAL, "the status")
    cut = [name for name in runs(folder / "out") if e2e.report(folder / "out" / name)["interrupted"]]
    assert 1 <= len(cut) <= WORKERS and "interrupted: only the first" in said, (cut, said)
    assert len(runs(folder / "out")) < LARGE, "it went through all of them"
    go_on(folder)


def lane_of(process):
    """The process that goes through captures: it holds the folder of one."""
    for pid in running.children(process.pid):
        if any(".pcap/.netcapd.lock" in path for path in running.open_files(pid)):
            return pid
    return None


@test
def a_process_that_dies_costs_its_capture_and_the_rest_goes_on(folder):
    for workers in (1, 2):
        out, mark = folder / f"out{workers}", f"NETCAP_TEST_{os.getpid()}_lane{workers}"
        out.mkdir()
        process = running.start("--each", f"-w{workers}", "-r", large, out=out,
                                env=e2e.environment(**{mark: "1"}))
        lane = running.until("one is at a capture", lambda: lane_of(process))
        os.kill(lane, signal.SIGKILL)
        said = process.communicate(timeout=e2e.TIMEOUT)[1].decode()
        equal(process.returncode, FAILED, f"the status: {said}")
        assert "the process that decoded it ended: Killed" in said, said
        running.until("all its processes are gone", lambda: not e2e.survivors(mark))
        equal(sum(e2e.report(out / name)["status"] == "done" for name in runs(out)), LARGE - 1, "done")
        each(large, out, status=DONE)
        same_runs(out, place / "whole")


@test
def plugins_that_die_cost_their_capture_and_the_rest_goes_on(folder):
    out = folder / "out"
    process = begin(out)
    lane = running.until("one is at a capture", lambda: lane_of(process))
    zygotes = [pid for pid in running.children(process.pid) if running.children(pid)]
    os.kill(running.children(zygotes[0])[0], signal.SIGKILL)
    said = process.communicate(timeout=e2e.TIMEOUT)[1].decode()
    equal(process.returncode, FAILED, f"the status: {said}, {lane}")
    assert "the process that runs the plugins has ended" in said, said
    equal(sum(e2e.report(out / name)["status"] == "done" for name in runs(out)), LARGE - 1, "done")
    go_on(folder)


@test
def another_one_into_the_same_folder_is_refused(folder):
    process = begin(folder / "out")
    running.ready(process)
    done = each(large, folder / "out", status=USAGE)
    assert "another netcapd writes there" in done.stderr, done.stderr
    process.communicate(timeout=e2e.TIMEOUT)
    same_runs(folder / "out", place / "whole")


@test
def where_nothing_can_be_written_it_stops_and_goes_on_when_it_can(folder):
    done = each(large, folder / "out", status=FAILED, preexec_fn=made.disk_full_after(60000))
    assert "left for the same command to go on with" in done.stdout, done.stdout
    assert not any(e2e.report(folder / "out" / name)["status"] == "done"
                   for name in runs(folder / "out")), "a run without its files is done"
    go_on(folder)


@test
def a_failure_of_one_costs_no_other_its_records(folder):
    where = tree(folder / "in", {"small.pcap": "arp.pcap", "other.pcap": "dns.pcap"})
    e2e.large_capture(where / "large.pcap", TIMES)
    each(where, folder / "out", "-w1", status=FAILED, preexec_fn=made.disk_full_after(60000))
    for name in ("small.pcap", "other.pcap"):
        is_as_alone(folder, where, folder / "out", name)


@test
def a_plugin_that_crashes_costs_its_packets_as_in_runs_alone(folder):
    plugins = e2e.build_plugin(folder / "plugins", TESTS / "plugins/poison")
    where = tree(folder / "in", {f"{i}.pcap": "poison.pcap" for i in range(4)})
    shutil.copy(CAPTURES / "arp.pcap", where)
    more = ["--set=Poison.fault=1", "--set=Poison.packet=0", "--plugin-failures=5"]
    each(where, folder / "out", *more, status=PARTIAL, plugins=plugins)
    equal(len(runs(folder / "out")), 5, "runs")
    for name in runs(folder / "out"):
        is_as_alone(folder, where, folder / "out", name, *more, plugins=plugins)
    equal(e2e.report(folder / "out/3.pcap")["switched_off"],
          [{"plugin": "Poison", "failures": 5, "hangs": 0}], "what is switched off")


LOADED = """
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
static __attribute__((constructor)) void
count(void)
{
    int fd = open(getenv("LOADED"), O_WRONLY | O_APPEND);

    if (fd < 0 || write(fd, ".", 1) < 0)
        _exit(9);
}
"""


@test
def plugins_are_loaded_once(folder):
    plugins = e2e.build_plugin(folder / "plugins", TESTS / "plugins/poison")
    (folder / "count.c").write_text(LOADED)
    subprocess.run([*os.environ.get("CC", "cc").split(), "-fPIC", "-shared", str(folder / "count.c"),
                    "-o", str(folder / "count.so")], check=True)
    library = plugins / "poison.so"
    library.rename(folder / "poison.so")
    subprocess.run([*os.environ.get("CC", "cc").split(), "-shared", "-Wl,--no-as-needed",
                    "-o", str(library)] + [str(path) for path in (folder / "count.c",)] +
                   ["-fPIC", str(folder / "poison.so"), f"-Wl,-rpath,{folder}"], check=True)
    (folder / "loaded").touch()
    where = small(folder / "in")
    each(where, folder / "out", "--sandbox=off", plugins=plugins,
         env=e2e.environment(LOADED=str(folder / "loaded")))
    equal((folder / "loaded").read_text(), ".", "marks of a plugin that was loaded")


def shared_captures():
    shared = os.environ.get("NETCAP_SHARED")
    if not shared or not e2e.arguments().all:
        raise e2e.Skip("only with --all and $NETCAP_SHARED")
    return pathlib.Path(shared) / "captures"


def in_shared(folder):
    """All captures there are."""
    where, out = shared_captures(), folder / "out"
    each(where, out, timeout=1800)
    for name in runs(out):
        is_as_alone(folder, where, out, name)
        shutil.rmtree(folder / "alone")


def stopped_in_shared(folder):
    """After a quarter of them, a half, and three quarters."""
    where, out = shared_captures(), folder / "out"
    each(where, folder / "whole", timeout=1800)
    n = len(runs(folder / "whole"))
    assert n > 500, f"there are only {n}"
    for number, which in enumerate((signal.SIGINT, signal.SIGKILL, signal.SIGTERM), 1):
        mark = f"NETCAP_TEST_{os.getpid()}_shared{number}"
        out.mkdir(exist_ok=True)
        process = running.start("--each", "-q", f"-w{WORKERS}", "-r", where, out=out,
                                env=e2e.environment(**{mark: "1"}))
        while process.poll() is None and len(runs(out)) < n * number // 4:
            time.sleep(0.05)
        process.send_signal(which)
        process.communicate(timeout=e2e.TIMEOUT)
        running.until("all its processes are gone", lambda mark=mark: not e2e.survivors(mark))
        assert len(runs(out)) < n, f"signal {number} came too late"
    each(where, out, timeout=1800)
    same_runs(out, folder / "whole")


named("each of the shared captures gives what it gives alone", in_shared)
named("the shared captures interrupted three times come to the same", stopped_in_shared)


if __name__ == "__main__":
    raise SystemExit(e2e.main())
