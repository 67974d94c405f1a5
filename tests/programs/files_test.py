#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What was there before a run is there after it, unless the user said otherwise; two runs never share
a folder; nothing in a folder leads a run astray."""
import json
import os
import re
import resource
import shlex
import signal
import stat
import subprocess

import e2e
import running
from e2e import CAPTURES, DEMO, DONE, FAILED, PARTIAL, USAGE, equal, named, netcapd, test

MINE = b"what somebody wrote years ago\n"


def in_folder(folder, *arguments, status, **how):
    """A run in a folder, without --out."""
    return netcapd(*arguments, cwd=folder, status=status, **how)


def refused(done, *words):
    for word in words:
        assert word in done.stderr, f"not said: {word!r}; said: {done.stderr.strip()!r}"


def copy_of_demo(path):
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(DEMO.read_bytes())
    return path


# What is read is never written over.


@test
def a_capture_called_errors_pcap_is_read_and_not_written_over(folder):
    capture = copy_of_demo(folder / "errors.pcap")
    in_folder(folder, "-r", "errors.pcap", status=DONE)
    equal(capture.read_bytes() == DEMO.read_bytes(), True, "the capture is as it was")
    equal(e2e.names(folder), ["errors.netcap", "errors.pcap"], "the folder")


@test
def captures_of_a_folder_that_is_written_to_are_all_read(folder):
    copy_of_demo(folder / "in/unknown.pcap")
    copy_of_demo(folder / "in/errors.pcap")
    done = in_folder(folder, "-r", "in", "-o", "in", status=DONE)
    equal(e2e.summary(done.stdout)["all"], 2 * e2e.demo_packets(), "packets")
    equal((folder / "in/unknown.pcap").read_bytes() == DEMO.read_bytes(), True, "it is as it was")


def read_and_replaced(folder, argument, **how):
    """Reads something that is, by whatever name, a file of the folder."""
    before = e2e.digests(folder / "out")
    done = in_folder(folder, "-r", argument, "-o", "out", "--overwrite", status=USAGE, **how)
    refused(done, f"{argument}: it is out/errors.pcapng.gz, which would be replaced: give another folder")
    equal(e2e.digests(folder / "out"), before, "the folder")


for way, prepare in {
        "under its own name": lambda folder: "out/errors.pcapng.gz",
        "through a symbolic link": lambda folder: os.symlink(folder / "out/errors.pcapng.gz",
                                                             folder / "link") or "link",
        "through a hard link": lambda folder: os.link(folder / "out/errors.pcapng.gz",
                                                      folder / "hard") or "hard"}.items():
    def by_that_way(folder, prepare=prepare):
        netcapd("-r", DEMO, out=folder / "out", status=DONE)
        read_and_replaced(folder, prepare(folder))

    named(f"a file that is read {way} is not replaced", by_that_way)


@test
def standard_input_that_is_a_file_of_the_folder_is_not_replaced(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    with open(folder / "out/errors.pcapng.gz", "rb") as capture:
        read_and_replaced(folder, "-", stdin=capture)


@test
def a_link_in_the_folder_to_what_is_read_is_not_replaced(folder):
    copy_of_demo(folder / "in.pcap")
    (folder / "out").mkdir()
    (folder / "out/TCP.ncap.gz").symlink_to(folder / "in.pcap")
    refused(in_folder(folder, "-r", "in.pcap", "-o", "out", "--overwrite", status=USAGE),
            "in.pcap: it is out/TCP.ncap.gz, which would be replaced")


@test
def packets_that_were_set_aside_are_read_when_they_are_named(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    done = in_folder(folder, "-r", "out/errors.pcapng.gz", status=DONE)
    again = e2e.balanced(done)
    equal(again["refused"] + again["marked"], len(e2e.aside(folder / "out")), "packets set aside")
    equal(e2e.aside(folder / "errors.netcap"), e2e.aside(folder / "out"), "the packets")


@test
def a_folder_of_records_is_not_taken_for_captures(folder):
    netcapd("-r", DEMO, out=folder / "old", status=DONE)
    refused(in_folder(folder, "-r", "old", status=USAGE),
            "old: holds records: ", "are not read as captures; name one", "the folder holds no files")
    copy_of_demo(folder / "old/mine.pcap")
    done = in_folder(folder, "-r", "old", "-o", "out", status=DONE)
    equal(e2e.summary(done.stdout)["all"], e2e.demo_packets(), "packets")


@test
def what_cannot_be_read_of_a_folder_is_said_and_the_rest_is_read(folder):
    copy_of_demo(folder / "in/b.pcap")
    (folder / "in/a.pcap").symlink_to("nowhere")
    done = netcapd("-r", folder / "in", out=folder / "out", status=PARTIAL)
    refused(done, "in/a.pcap: cannot be read: No such file or directory")
    equal(e2e.summary(done.stdout)["all"], e2e.demo_packets(), "packets")
    equal(e2e.report(folder / "out")["status"], "partial", "the status in run.json")


# Where records go.


@test
def without_out_a_capture_gives_its_name_to_the_folder(folder):
    for name in ("foo.pcap", "x/bar.pcap.gz", "plain", ".cap"):
        copy_of_demo(folder / name)
    for name, out in (("foo.pcap", "foo"), ("x/bar.pcap.gz", "bar"), ("plain", "plain"), (".cap", ".cap")):
        done = in_folder(folder, "-r", name, status=DONE)
        assert f"records in {out}.netcap\n" in done.stdout, done.stdout[-200:]
        assert (folder / f"{out}.netcap/TCP.ncap.gz").exists(), f"there is no {out}.netcap"


@test
def without_out_all_else_goes_to_a_folder_called_after_the_time(folder):
    copy_of_demo(folder / "in/a.pcap")
    for arguments in (("-r", "in"), ("-r", DEMO, "-r", DEMO), ("-r", "-")):
        with open(DEMO, "rb") as capture:
            in_folder(folder, *arguments, "--overwrite", status=DONE, stdin=capture,
                      env=e2e.environment(SOURCE_DATE_EPOCH="1769860800"))
    equal(e2e.names(folder), ["in", "netcap-20260131T120000Z"], "the folder")


# An earlier run's records.


@test
def a_folder_with_records_is_refused_and_stays_as_it_is(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    before = e2e.digests(folder / "out")
    refused(netcapd("-r", CAPTURES / "arp.pcap", out=folder / "out", status=USAGE),
            "holds what an earlier run wrote (ARP.ncap.gz): give another folder with --out",
            "--overwrite")
    equal(e2e.digests(folder / "out"), before, "the folder")


for each in ("Other.ncap.gz", "TCP.ncap", "TCP.ncap.gz.part", "errors.pcapng.gz",
             "unknown.pcapng.gz.part", "run.json"):
    def alone(folder, name=each):
        (folder / "out").mkdir()
        (folder / "out" / name).write_bytes(MINE)
        netcapd("-r", DEMO, out=folder / "out", status=USAGE)
        equal((folder / "out" / name).read_bytes(), MINE, name)
        equal(e2e.names(folder / "out"), [name], "the folder")

    named(f"a folder with {each} alone is refused", alone)


@test
def overwrite_leaves_what_a_first_run_would_have_left(folder):
    netcapd("-r", DEMO, "--compression=none", out=folder / "out", status=DONE)
    netcapd("-r", CAPTURES / "icmpv6.pcap", "--overwrite", out=folder / "out")
    netcapd("-r", CAPTURES / "icmpv6.pcap", out=folder / "wanted")
    e2e.same_files(folder / "out", folder / "wanted")


@test
def overwrite_can_stand_in_the_ini_file(folder):
    (folder / "netcap.ini").write_text("[netcapd]\noverwrite = on\n")
    for _ in range(2):
        netcapd("-r", DEMO, f"--config={folder}/netcap.ini", out=folder / "out", status=DONE)


@test
def overwrite_removes_nothing_that_the_earlier_run_does_not_list(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    mine = ("notes.txt", "Other.ncap.gz", "TCP.csv", "errors.pcap", "mine.part", "foo.ncap.gz.part",
            "UDP.ncap.gz.part", "UDP.ncap.part", "unknown.pcapng.gz.part")
    for name in mine:
        (folder / "out" / name).write_bytes(MINE)
    netcapd("-r", CAPTURES / "arp.pcap", "--overwrite", out=folder / "out")
    for name in mine:
        equal((folder / "out" / name).read_bytes(), MINE, name)
    equal("UDP.ncap.gz" in e2e.names(folder / "out"), False, "the earlier run's UDP.ncap.gz is there")


@test
def a_report_that_lists_the_files_of_others_removes_none(folder):
    (folder / "precious.ncap").write_bytes(MINE)
    (folder / "out").mkdir()
    (folder / "out/link.ncap").symlink_to(folder / "precious.ncap")
    (folder / "out/notes").write_bytes(MINE)
    listed = [{"name": name} for name in ("../precious.ncap", str(folder / "precious.ncap"), "notes",
                                          "link.ncap")]
    (folder / "out/run.json").write_text(json.dumps({"files": listed}))
    done = netcapd("-r", DEMO, "--overwrite", out=folder / "out", status=FAILED)
    refused(done, "lists '../precious.ncap', which is no file of netcapd's", "lists 'notes'",
            "link.ncap: of an earlier run, and no plain file now: left as it is")
    equal((folder / "precious.ncap").read_bytes(), MINE, "precious.ncap")
    equal((folder / "out/notes").read_bytes(), MINE, "notes")
    equal(e2e.report(folder / "out")["older"], [{"name": "link.ncap"}], "what is left of it")


@test
def a_file_of_an_earlier_run_that_cannot_be_removed_is_told_and_costs_nothing(folder):
    (folder / "out/Gone.ncap").mkdir(parents=True)
    (folder / "out/run.json").write_text('{"files": [{"name": "Gone.ncap"}]}')
    done = netcapd("-r", DEMO, "--overwrite", out=folder / "out", status=FAILED)
    refused(done, "/out/Gone.ncap: of an earlier run, and no plain file now")
    netcapd("-r", DEMO, out=folder / "clean", status=DONE)
    equal(e2e.names(folder / "out"), sorted([*e2e.names(folder / "clean"), "Gone.ncap"]), "files")


@test
def beginnings_in_the_way_of_a_run_are_refused_and_replaced_with_overwrite(folder):
    (folder / "out").mkdir()
    for name in ("TCP.ncap.gz.part", "errors.pcapng.gz.part", "run.json.part"):
        (folder / "out" / name).write_bytes(MINE * 10000)
    netcapd("-r", DEMO, out=folder / "out", status=USAGE)
    netcapd("-r", DEMO, "--overwrite", out=folder / "out", status=DONE)
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    e2e.same_files(folder / "out", folder / "wanted")


@test
def beginnings_of_killed_runs_go_and_those_of_others_stay(folder):
    (folder / "out").mkdir()
    for name in ("foo.ncap.gz.part", "VXLAN.ncap.gz.part"):  # a type that the captures do not have
        (folder / "out" / name).write_bytes(MINE)
    for more in ([], ["--compression=none"]):
        process = held(folder, "--overwrite", *more)
        process.kill()
        process.communicate()
    left = e2e.names(folder / "out")
    assert {"UDP.ncap.gz.part", "UDP.ncap.part"} < set(left), f"what the killed runs left is {left}"
    netcapd("-r", CAPTURES / "arp.pcap", "--overwrite", out=folder / "out")
    netcapd("-r", CAPTURES / "arp.pcap", out=folder / "wanted")
    equal(e2e.names(folder / "out"), sorted([*e2e.names(folder / "wanted"), "foo.ncap.gz.part",
                                             "VXLAN.ncap.gz.part"]), "files")
    equal("claimed" in e2e.report(folder / "out"), False, "a run that is over claims names")


# rename(2) that kills its caller at the third record file: a run that is killed as files get their names.
KILL_AT_NAME = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
int renameat(int from, const char *old, int to, const char *new)
{
    static int (*next)(int, const char *, int, const char *);
    static int named;
    if (!next) next = (int (*)(int, const char *, int, const char *))dlsym(RTLD_NEXT, "renameat");
    if (strstr(new, ".ncap") && ++named == 3) raise(SIGKILL);
    return next(from, old, to, new);
}
"""


@test
def files_of_a_run_killed_while_they_got_their_names_go(folder):
    if os.environ.get("SANITIZERS"):
        raise e2e.Skip("nothing is preloaded into a program with sanitizers")
    (folder / "kill.c").write_text(KILL_AT_NAME)
    subprocess.run([*shlex.split(os.environ.get("CC", "cc")), "-shared", "-fPIC", folder / "kill.c", "-o",
                    folder / "kill.so", "-ldl"], check=True)
    netcapd("-r", DEMO, out=folder / "out", status=-signal.SIGKILL,
            env=e2e.environment(LD_PRELOAD=str(folder / "kill.so")))
    equal(len([name for name in e2e.names(folder / "out") if name.endswith(".ncap.gz")]), 2, "names given")
    netcapd("-r", CAPTURES / "icmpv6.pcap", "--overwrite", out=folder / "out")
    netcapd("-r", CAPTURES / "icmpv6.pcap", out=folder / "wanted")
    equal(e2e.names(folder / "out"), e2e.names(folder / "wanted"), "files")


def held(folder, *more, **how):
    """A run that waits for more from a pipe, and writes."""
    process = running.start("-r", "-", *more, out=folder / "out", stdin=subprocess.PIPE, **how)
    os.write(process.stdin.fileno(), DEMO.read_bytes())
    running.until_all_are_done(process, e2e.demo_packets())
    return process


def end(process, status):
    process.communicate(timeout=e2e.TIMEOUT)
    equal(process.returncode, status, "the exit status of the run that was first")


@test
def a_run_killed_in_the_midst_of_replacing_leaves_the_old_records_and_their_list(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    before = e2e.digests(folder / "out", "*.ncap.gz")
    process = held(folder, "--overwrite", "--include=TCP")
    process.kill()
    process.communicate()
    equal(e2e.digests(folder / "out", "*.ncap.gz"), before, "the records")
    netcapd("-r", CAPTURES / "arp.pcap", "--overwrite", out=folder / "out")
    netcapd("-r", CAPTURES / "arp.pcap", out=folder / "wanted")
    equal(e2e.names(folder / "out"), e2e.names(folder / "wanted"), "what the third run left")


@test
def a_full_disk_while_replacing_costs_the_old_records_nothing(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    before = e2e.digests(folder / "out", "*.ncap.gz")
    netcapd("-r", e2e.large_capture(folder / "in.pcap", 100), "--overwrite", out=folder / "out",
            status=FAILED, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000)))
    equal(e2e.digests(folder / "out", "*.ncap.gz"), before, "the records")


# Two runs.


@test
def two_runs_never_share_a_folder(folder):
    first = held(folder)
    before = set(e2e.names(folder / "out"))
    for more in ((), ("--overwrite",)):
        refused(netcapd("-r", DEMO, *more, out=folder / "out", status=USAGE),
                f"another netcapd writes there, process {first.pid}: wait for its end")
    equal(set(e2e.names(folder / "out")), before, "the folder")
    end(first, DONE)
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    equal(e2e.counts(folder / "out"), e2e.counts(folder / "wanted"), "the numbers of records")
    assert ".netcapd.lock" not in e2e.names(folder / "out"), "the lock is left"


@test
def of_runs_that_begin_at_once_one_has_the_folder(folder):
    runs = [running.start("-r", DEMO, "-q", out=folder / "out") for _ in range(8)]
    for process in runs:
        process.communicate(timeout=e2e.TIMEOUT)
    equal(sorted(process.returncode for process in runs), [DONE] + [USAGE] * 7, "the exit statuses")
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    e2e.same_files(folder / "out", folder / "wanted")


@test
def a_killed_run_does_not_keep_its_folder_though_its_helpers_are_left(folder):
    process = held(folder)
    helpers = running.children(process.pid)
    for pid in helpers:
        os.kill(pid, signal.SIGSTOP)  # they notice nothing
    process.kill()
    process.communicate()
    try:
        netcapd("-r", DEMO, "--overwrite", out=folder / "out", status=DONE)
    finally:
        for pid in helpers:
            if running.of_stat(pid, 4):
                os.kill(pid, signal.SIGKILL)


# What lies in the way.


WAYS = {"a symbolic link": lambda path, mine: path.symlink_to(mine),
        "a link to nowhere": lambda path, mine: path.symlink_to(mine.parent / "nowhere"),
        "a hard link": lambda path, mine: os.link(mine, path),
        "a FIFO": lambda path, mine: os.mkfifo(path)}


def in_the_way(folder, name, way):
    (folder / "mine").write_bytes(MINE)
    (folder / "out").mkdir()
    WAYS[way](folder / "out" / name, folder / "mine")
    refused(netcapd("-r", DEMO, out=folder / "out", status=USAGE, timeout=20), "holds what an earlier run")
    netcapd("-r", DEMO, "--overwrite", out=folder / "out", status=DONE, timeout=20)
    equal((folder / "mine").read_bytes(), MINE, "what it leads to")
    equal((folder / "nowhere").exists(), False, "a file was made through it")
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    e2e.same_files(folder / "out", folder / "wanted")


for each in ("TCP.ncap.gz.part", "errors.pcapng.gz.part", "run.json.part", "TCP.ncap.gz",
             "unknown.pcapng.gz"):
    for how in WAYS:
        named(f"{how} that is called {each} is neither followed nor waited for",
              lambda folder, name=each, way=how: in_the_way(folder, name, way))


for each in WAYS:
    def as_lock(folder, way=each):
        (folder / "mine").write_bytes(MINE)
        (folder / "out").mkdir()
        WAYS[way](folder / "out/.netcapd.lock", folder / "mine")
        netcapd("-r", DEMO, out=folder / "out", timeout=20,
                status=DONE if way == "a hard link" else FAILED)
        equal((folder / "mine").read_bytes(), MINE, "what it leads to")
        equal((folder / "nowhere").exists(), False, "a file was made through it")

    named(f"{each} that is called as the lock is does no harm", as_lock)


@test
def files_go_to_the_folder_that_was_opened_though_another_takes_its_place(folder):
    process = held(folder)
    (folder / "out").rename(folder / "moved")
    (folder / "precious").mkdir()
    (folder / "precious/TCP.ncap.gz").write_bytes(MINE)
    (folder / "out").symlink_to(folder / "precious")
    end(process, DONE)
    equal(e2e.names(folder / "precious"), ["TCP.ncap.gz"], "the folder in its place")
    equal((folder / "precious/TCP.ncap.gz").read_bytes(), MINE, "the file in it")
    assert (folder / "moved/TCP.ncap.gz").exists(), "there are no records in the folder"


@test
def a_file_that_cannot_be_named_keeps_no_other_from_its_name(folder):
    process = held(folder)
    (folder / "out/TCP.ncap.gz").mkdir()
    said = process.communicate(timeout=e2e.TIMEOUT)[1].decode()
    equal(process.returncode, FAILED, "the exit status")
    assert "/TCP.ncap.gz.part: cannot rename: Is a directory; what was written stays there" in said, said
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    equal(e2e.names(folder / "out"), sorted([*e2e.names(folder / "wanted"), "TCP.ncap.gz.part"]), "files")
    names = {file["name"] for file in e2e.report(folder / "out")["files"]}
    assert "TCP.ncap.gz.part" in names and "UDP.ncap.gz" in names, names


# Who may read them.


def modes(folder):
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}, \
        stat.S_IMODE(folder.stat().st_mode)


def made_with(folder, umask, wanted, *arguments):
    netcapd("-r", DEMO, *arguments, out=folder / "a/out", status=DONE,
            preexec_fn=lambda: os.umask(umask))
    equal(modes(folder / "a/out"), ({wanted[0]}, wanted[1]), "modes of the files and the folder")


@test
def others_can_read_neither_files_nor_folders(folder):
    made_with(folder, 0, (0o640, 0o750))


@test
def the_umask_takes_away_more(folder):
    made_with(folder, 0o077, (0o600, 0o700))


@test
def another_mode_is_given_to_files_and_to_folders_with_a_way_in(folder):
    made_with(folder, 0, (0o604, 0o705), "--file-mode=0604")


@test
def a_folder_given_to_netcap_stands_for_its_records_alone(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    for command in ("info", "fields", "dump"):
        for operands in ([folder / "out"], sorted((folder / "out").glob("*.ncap.gz"))):
            done = subprocess.run([e2e.NETCAP, command, *operands], check=True, capture_output=True,
                                  timeout=e2e.TIMEOUT)
            equal(done.stderr, b"", "what it said")
            wanted = done.stdout if operands == [folder / "out"] else wanted
            equal(done.stdout == wanted, True, f"{command} of the folder and of its files")


@test
def a_folder_without_records_is_told(folder):
    done = subprocess.run([e2e.NETCAP, "info", folder], check=False, capture_output=True)
    equal((done.returncode, done.stderr.decode()), (FAILED, f"netcap info: {folder}: the folder holds "
          "no records; expected TYPE.ncap.gz in it\n"))


# What a run says of itself, and what it set aside.


@test
def the_report_agrees_with_the_files_and_the_summary(folder):
    done = netcapd("-r", DEMO, out=folder / "out", status=DONE)
    report, found = e2e.report(folder / "out"), e2e.balanced(done)
    equal((report["format"], report["status"], report["exit_status"], report["sources"],
           report["started"], report["ended"], report["older"]),
          (1, "done", 0, [str(DEMO)], "1970-01-01T00:00:01.000000Z", "1970-01-01T00:00:01.000000Z", []))
    equal({file["name"]: file["bytes"] for file in report["files"]},
          {path.name: path.stat().st_size for path in (folder / "out").iterdir()
           if path.name != "run.json"}, "files and their sizes")
    equal({file["type"]: file["records"] for file in report["files"] if file["type"]},
          e2e.counts(folder / "out"), "the numbers of records")
    equal((report["packets"]["all"], report["packets"]["refused"], report["packets"]["unknown"]),
          (found["all"], found["refused"], found["unknown"]), "packets")
    equal(sum(report["packets"].values()), 2 * found["all"], "each packet is in one class")
    equal(sum(each["packets"] for each in report["reasons"]["refused"]), found["refused"], "reasons")


@test
def the_report_is_the_same_for_any_number_of_workers(folder):
    for n in "123":
        netcapd("-r", CAPTURES, f"-w{n}", out=folder / n, status=PARTIAL)
    e2e.same_files(folder / "1", folder / "2")
    e2e.same_files(folder / "1", folder / "3")
    assert e2e.report(folder / "1")["warnings"], "there was nothing to say of these captures"


@test
def the_report_of_a_run_that_goes_on_says_so(folder):
    process = held(folder)
    report = e2e.report(folder / "out")
    equal((report["status"], report["exit_status"], report["ended"]), ("running", None, None))
    end(process, DONE)
    equal(e2e.report(folder / "out")["status"], "done", "the status in the end")


@test
def a_report_is_JSON_whatever_the_sources_are_called(folder):
    name = b'a"\\\n\xff\x1b.pcap'
    (folder / os.fsdecode(name)).write_bytes(DEMO.read_bytes())
    netcapd("-q", "-r", os.fsdecode(name), out="out", cwd=folder, status=DONE)
    equal(e2e.report(folder / "out")["sources"], ['a"\\\n\ufffd\x1b.pcap'], "the sources")


@test
def packets_set_aside_say_which_plugin_refused_them_and_why(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    reported = e2e.report(folder / "out")["reasons"]
    reasons = {each["reason"]: each["packets"] for each in reported["refused"]} | \
        {"marked: " + each["reason"]: each["packets"] for each in reported["marked"]}
    comments = [comment for _, comment in e2e.set_aside(folder / "out")]
    equal({comment: comments.count(comment) for comment in comments}, reasons, "the comments")


@test
def tshark_reads_what_was_set_aside(folder):
    netcapd("-r", DEMO, out=folder / "out", status=DONE)
    try:
        done = subprocess.run(["tshark", "-r", folder / "out/errors.pcapng.gz", "-T", "fields", "-e",
                               "frame.len", "-e", "frame.comment"], check=True, capture_output=True,
                              text=True, timeout=e2e.TIMEOUT)
    except FileNotFoundError as reason:
        raise e2e.Skip("no tshark") from reason
    equal([line.split("\t")[1] for line in done.stdout.splitlines()],
          [comment for _, comment in e2e.set_aside(folder / "out")], "what tshark shows")


def flood(folder):
    """Packets of an unknown protocol, more than a mebibyte of them that compresses well."""
    netcapd("-r", DEMO, out=folder / "demo", status=DONE)
    head = e2e.packets(DEMO)[0]
    packets = e2e.aside(folder / "demo", "unknown")
    capture = e2e.write_capture(folder / "in.pcap", head, packets * ((3 << 20) // sum(map(len, packets))))
    return capture, len(e2e.packets(capture)[1])


@test
def the_packets_set_aside_take_no_more_than_they_may_and_the_rest_is_counted(folder):
    capture, n = flood(folder)
    done = netcapd("-r", capture, "--unknown-size=1", out=folder / "out", status=DONE)
    equal(len(re.findall("only counted", done.stderr)), 1, "how often it is said")
    file = next(f for f in e2e.report(folder / "out")["files"] if f["name"] == "unknown.pcapng.gz")
    equal(file["packets"] + file["left_out"], n, "packets kept and left out")
    equal(len(e2e.aside(folder / "out", "unknown")), file["packets"], "packets in the file")
    assert file["left_out"] > 0 and "left out of it" in done.stdout, done.stdout
    equal(e2e.balanced(done)["unknown"], n, "packets counted")


@test
def packets_set_aside_are_compressed(folder):
    capture, n = flood(folder)
    netcapd("-r", capture, out=folder / "out", status=DONE)
    equal(len(e2e.aside(folder / "out", "unknown")), n, "packets in the file")
    assert (folder / "out/unknown.pcapng.gz").stat().st_size * 5 < capture.stat().st_size


if __name__ == "__main__":
    raise SystemExit(e2e.main())
