#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What a plugin tries that it must not costs its packet, and the summary names the call.

The plugin is breakout/breakout.c: of the twenty packets of poison.pcap it tries something at the
eighth.  The processes of a run say themselves, in /proc, by what they are confined.
"""
import atexit
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import tempfile

import e2e
import running
from e2e import CAPTURES, TESTS, DONE, PARTIAL, REFUSED, USAGE, Skip, equal, named, netcapd, test

SANITIZED = bool(os.environ.get("SANITIZERS"))
FORBIDDEN = {"openat": 1, "socket": 2, "clone": 3, "execve": 4, "kill": 5, "mprotect": 6,
             "setitimer": 7, "unlink": 8}
SAY, SAY_ERROR, MAKE, ABORT, HIDE, TELL = 9, 10, 11, 12, 13, 14
WIDE = {"socket", "execve", "kill", "setitimer", "unlink"}  # what is left where a sanitizer is built in

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
plugins = e2e.build_plugin(pathlib.Path(scratch.name) / "plugins", TESTS / "plugins/breakout")
EIGHTH = e2e.packets(CAPTURES / "poison.pcap")[1][7]


def run(folder, act, *more, status=PARTIAL):
    return netcapd("-r", CAPTURES / "poison.pcap", f"--set=Breakout.act={act}", "--overwrite", *more,
                   out=folder / "out",
                   plugins=plugins, status=status)


def costs_its_packet(folder, call, act):
    if SANITIZED and call not in WIDE:
        raise Skip("sanitizers widen the filters")
    done = run(folder, act)
    found = e2e.balanced(done)
    equal((found["all"], found["decoded"], found["quarantined"]), (20, 19, 1), "the summary")
    equal(e2e.aside(folder / "out"), [EIGHTH], "errors.pcapng.gz")
    assert f"Breakout: crashed: called {call}(), which the sandbox forbids" in done.stdout, done.stdout


for name, number in FORBIDDEN.items():
    named(f"a plugin that calls {name}() costs its packet and is named",
          lambda folder, name=name, number=number: costs_its_packet(folder, name, number))


@test
def a_plugin_that_aborts_is_said_to_have_aborted(folder):
    assert "Breakout: crashed: Aborted" in run(folder, ABORT).stdout


@test
def a_plugin_makes_no_file(folder):
    never = pathlib.Path("/tmp/never")
    run(folder, MAKE, status=PARTIAL if not SANITIZED else None)
    assert not never.exists()


@test
def what_a_plugin_says_reaches_nobody_and_costs_nothing(folder):
    if SANITIZED:
        raise Skip("what a sanitizer says is to be heard")
    for act in (SAY, SAY_ERROR):
        done = run(folder, act, status=DONE)
        assert "said on" not in done.stdout + done.stderr
        equal(e2e.balanced(done)["decoded"], 20, "packets decoded")


@test
def without_the_sandbox_a_plugin_can_do_it(folder):
    done = run(folder, 1, "--sandbox=off", status=DONE)
    equal(e2e.balanced(done)["decoded"], 20, "packets decoded")


@test
def the_records_are_the_same_without_it(folder):
    for sandbox in ("on", "off"):
        netcapd("-r", CAPTURES / "demo.pcap", f"--sandbox={sandbox}", out=folder / sandbox, status=DONE)
    e2e.same_files(folder / "on", folder / "off", "*.ncap.gz")


def build_constructor(folder, act):
    """The plugin again, which acts while it is loaded, alone in a folder."""
    place = folder / f"at_load_{act}"
    place.mkdir()
    made = pathlib.Path(scratch.name) / "plugins"
    compiler = os.environ.get("CC", "cc").split()
    subprocess.run([*compiler, "-O1", "-fPIC", "-shared", f"-DACT_AT_LOAD={act}", f"-I{e2e.SOURCE}/sdk",
                    f"-I{e2e.BUILD}/sdk", f"-I{made}", TESTS / "plugins/breakout/breakout.c",
                    made / "breakout.pb-c.c", "-o", place / "breakout.so", f"-L{e2e.BUILD}/sdk/.libs",
                    "-lnetcap-sdk", "-lprotobuf-c"], check=True)
    return place


@test
def what_a_plugin_tries_while_it_is_loaded_is_named(folder):
    if SANITIZED:
        raise Skip("sanitizers widen the filters")
    for call in ("socket", "execve", "kill", "clone", "setitimer", "unlink"):
        done = netcapd("--list-plugins", plugins=build_constructor(folder, FORBIDDEN[call]), status=REFUSED)
        assert f"breakout.so: called {call}(), which the sandbox forbids, while being loaded" in done.stderr, \
            done.stderr
    done = netcapd("--list-plugins", plugins=build_constructor(folder, ABORT), status=REFUSED)
    assert "breakout.so: crashed (Aborted) while being loaded" in done.stderr, done.stderr


@test
def a_constructor_reads_no_foreign_files_and_says_nothing(folder):
    if SANITIZED:
        raise Skip("sanitizers widen the filters")
    done = netcapd("--list-plugins", plugins=build_constructor(folder, SAY), status=DONE)
    assert "said on" not in done.stdout + done.stderr


@test
def what_a_constructor_has_forked_is_gone_with_the_run(folder):
    mark = f"NETCAP_TEST_MARK={folder}"
    name, value = mark.split("=")
    netcapd("--list-plugins", plugins=build_constructor(folder, HIDE), status=DONE,
            env=e2e.environment(**{name: value}))
    running.until("all its processes are gone", lambda: not e2e.survivors(mark))


def status_of(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return dict(re.findall(r"^(\w+):\t(.*)$", text, re.M))


def is_confined(pid, filters):
    status = status_of(pid)
    capabilities = ("CapEff", "CapPrm", "CapInh", "CapAmb", *(["CapBnd"] if os.geteuid() == 0 else []))
    return status["Seccomp"] == "2" and status["NoNewPrivs"] == "1" and \
        int(status["Seccomp_filters"]) >= filters and not any(int(status[name], 16) for name in capabilities)


@test
def every_process_of_a_run_is_confined_and_has_no_capabilities(folder):
    if SANITIZED:
        raise Skip("sanitizers widen the filters")
    fifo = folder / "fifo"
    os.mkfifo(fifo)
    with running.start("-r", fifo, "-w2", out=folder / "out", stdin=subprocess.DEVNULL) as process:
        with open(fifo, "wb") as capture:
            capture.write((CAPTURES / "demo.pcap").read_bytes()[:4000])
            capture.flush()
            workers = running.workers(process)
            running.until("confined workers", lambda: all(is_confined(pid, 2) for pid in workers))
            for pid in running.children(process.pid):
                assert is_confined(pid, 1), status_of(pid)
            running.until("a confined supervisor", lambda: is_confined(process.pid, 1))
            for pid in workers:
                open_files = {os.readlink(f) for f in pathlib.Path(f"/proc/{pid}/fd").iterdir()}
                assert all("/dev/null" in f or "anon_inode" in f for f in open_files), open_files
        process.wait()


@test
def what_must_not_lack_and_is_off_is_refused(folder):
    for off in ("--sandbox=off", "--isolation=none"):
        done = netcapd("-r", CAPTURES / "demo.pcap", "--require-sandbox", off, out=folder / "out", status=USAGE)
        assert "--require-sandbox: there is none with" in done.stderr
    assert not (folder / "out").exists()
    netcapd("-r", CAPTURES / "demo.pcap", "--set=netcapd.require_sandbox=on", out=folder / "out", status=DONE)


def as_root():
    if os.geteuid() != 0:
        raise Skip("only root has something to give up")


@test
def root_leaves_records_of_nobody_where_nobody_may_go(folder):
    as_root()
    folder.chmod(0o755)
    done = netcapd("-r", CAPTURES / "demo.pcap", "-v", out=folder / "new/out", status=DONE)
    if "as nobody" not in done.stderr:
        raise Skip("this tree lies where nobody else may go")
    owners = {path.stat().st_uid for path in (folder / "new", folder / "new/out", *(folder / "new/out").iterdir())}
    assert owners == {pwd.getpwnam("nobody").pw_uid}, owners


@test
def plugins_without_a_process_of_their_own_are_loaded_when_root_is_left_behind(folder):
    as_root()
    plugin = build_constructor(folder, TELL)
    for source in (["-r", CAPTURES / "demo.pcap"], ["-i", "lo", "--filter=udp port 9", "--duration=1"]):
        for user, keeps in ([], 0), (["--user=root"], 1):
            done = netcapd(*source, "--isolation=none", *user, plugins=plugin, status=DONE,
                           out=folder / f"out{source[0]}{keeps}")
            assert f"CAP_NET_RAW: {keeps}\n" in done.stdout, done.stdout


@test
def roots_own_files_are_read_and_written_by_root_without_its_rights(folder):
    as_root()
    folder.chmod(0o700)
    done = netcapd("-r", CAPTURES / "demo.pcap", "-v", out=folder / "out", status=DONE)
    assert "as root without its rights over files of others" in done.stderr, done.stderr


def one_that_root_alone_reads(folder, where):
    """A folder of plugins in which one file, or a part of the way to it, is for root alone."""
    folder.chmod(0o755)
    plugins = folder / "plugins"
    (plugins / ".libs").mkdir(parents=True)
    for name in ("ethernet.so", "arp.so", ".libs/ipv4.so"):
        shutil.copy(pathlib.Path(e2e.PLUGINS) / pathlib.Path(name).name, plugins / name)
        (plugins / name).chmod(0o644)
    (plugins / where).chmod(0o600 if where.endswith(".so") else 0o700)
    return plugins


def loads_what_root_alone_reads(folder, where):
    as_root()
    plugins = one_that_root_alone_reads(folder, where)
    done = netcapd("-r", CAPTURES / "arp.pcap", "-v", out=folder / "out", plugins=plugins)
    assert "as root without its rights over files of others" in done.stderr, done.stderr
    assert (folder / "out/ARP.ncap.gz").exists(), "there are no records"
    done = netcapd("-r", CAPTURES / "arp.pcap", "--user=daemon", out=folder / "other", plugins=plugins, status=USAGE)
    named_in = plugins / where if where else plugins
    assert f"{named_in}: daemon cannot reach it, as whom" in done.stderr, done.stderr


for each, place in {"plugin": "arp.so", "plugin of a build tree": ".libs/ipv4.so", "folder of plugins": "",
                    "folder within that of plugins": ".libs"}.items():
    named(f"a {each} that root alone can read is read by root without its rights",
          lambda folder, place=place: loads_what_root_alone_reads(folder, place))


@test
def a_plugin_to_be_told_of_that_root_alone_can_read_is_told_of(folder):
    as_root()
    plugin = one_that_root_alone_reads(folder, "arp.so") / "arp.so"
    netcapd(f"--dump-plugin={plugin}", status=DONE)


@test
def who_was_asked_for_and_cannot_reach_the_files_is_refused_with_what_to_do(folder):
    as_root()
    folder.chmod(0o700)
    done = netcapd("-r", CAPTURES / "demo.pcap", "--user=daemon", out=folder / "out", status=USAGE)
    assert "daemon cannot reach it" in done.stderr and "--user=NAME" in done.stderr, done.stderr
    done = netcapd("-r", CAPTURES / "demo.pcap", "--user=no-such-user", out=folder / "out", status=USAGE)
    assert "there is no user 'no-such-user'" in done.stderr


@test
def plugins_that_only_somebody_else_can_read_are_refused_to_root_with_what_to_do(folder):
    as_root()
    private = folder / "plugins"
    shutil.copytree(e2e.PLUGINS, private, ignore=lambda _, names: [
        name for name in names if not name.endswith(".so")])
    folder.chmod(0o755)
    private.chmod(0o700)
    shutil.chown(private, "daemon")
    done = netcapd("-r", CAPTURES / "demo.pcap", "--user=root", out=folder / "out", plugins=private, status=USAGE)
    assert f"{private}: with --user=root too" in done.stderr and "--user=NAME who can" in done.stderr, done.stderr


@test
def only_root_becomes_somebody_else(folder):
    if os.geteuid() == 0:
        raise Skip("this is root")
    done = netcapd("-r", CAPTURES / "demo.pcap", "--user=root", out=folder / "out", status=USAGE)
    assert "only root can become somebody else" in done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
