#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcapd --to=URL: what sends is started beside the run, watched, and given time at the end.  In its
place stands a script that does as it is told."""
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import time

import e2e
import exchanged
import running
from e2e import DONE, FAILED, PARTIAL, USAGE, equal, test

# It notes how it was called, and then does what the file "do" says; asked whether it could, it says so.
SENDER = """#!/bin/sh
here={here}
case "$*" in *--check*) echo "$*" > "$here/checked"; [ "$(cat "$here/do")" != refuse-all ]; exit $((2 * $?)) ;; esac
echo "$$ $*" >> "$here/calls"
case "$*" in *--once*) left=1 ;; *) left=0 ;; esac
trap 'echo TERM >> "$here/told"; exit $left' TERM
while :; do
    case $(cat "$here/do") in
    follow) [ $left = 0 ] || exit 0 ;;
    partial) [ $left = 0 ] || exit 3 ;;
    fail) exit 1 ;;
    refuse) exit 2 ;;
    esac
    sleep 0.05
done
"""


class Beside:
    """A netcapd with a netcap of ours in its folder."""

    def __init__(self, folder, does="follow"):
        self.folder, self.out = folder, folder / "out"
        (folder / "bin").mkdir()
        shutil.copy(e2e.NETCAPD, folder / "bin/netcapd")
        script = folder / "bin/netcap"
        script.write_text(SENDER.format(here=folder))
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        self.does(does)

    def does(self, word):
        (self.folder / "do.new").write_text(word)
        (self.folder / "do.new").rename(self.folder / "do")

    def start(self, *arguments, **how):
        command = [self.folder / "bin/netcapd", f"--plugins={e2e.PLUGINS}", "-r", "-", "-o", self.out,
                   *arguments]
        user = ["--user=root"] if os.geteuid() == 0 else []  # for the script writes to our folder
        self.process = subprocess.Popen([*command, *user], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=e2e.environment(), **how)
        self.process.stdin.write(e2e.DEMO.read_bytes())
        self.process.stdin.flush()

    def calls(self, n=1):
        """What it was called with, once that was so often: the process, the arguments."""
        path = self.folder / "calls"

        def enough():
            lines = path.read_text().splitlines() if path.exists() else []
            return len(lines) >= n and [line.split(" ", 1) for line in lines]
        return running.until(f"it was called {n} times", enough)

    def end(self, status=DONE):
        _, said = self.process.communicate(timeout=e2e.TIMEOUT)
        equal(self.process.returncode, status, f"the exit status, having said {said.decode()!r}")
        return said.decode()


WITHOUT_REST = 25  # seconds: less than the 30 that what is not sent has, where all is


@test
def what_sends_is_called_with_the_folder_for_each_url_and_waited_for(folder):
    run = Beside(folder)
    urls = ["tls://localhost:7447", f"unix:{folder}/s"]
    run.start(*(f"--to={url}" for url in urls))
    calls = run.calls(2)
    equal(sorted(call for _, call in calls), sorted(f"send {run.out} --to {url}" for url in urls), "the calls")
    equal(run.end(), "", "what it said")
    calls = run.calls(4)[2:]
    equal(sorted(call for _, call in calls), sorted(f"send {run.out} --to {url} --once" for url in urls),
          "the calls when the run is over")
    equal((folder / "told").read_text(), 2 * "TERM\n", "what those before were told")
    equal(json.loads((run.out / "run.json").read_text())["status"], "done", "the status")


@test
def options_are_handed_on(folder):
    run = Beside(folder)
    run.start("--to=tls://localhost:7447", "--send-options=--ca=a.crt  --key=b.key")
    equal(run.calls()[0][1], f"send {run.out} --to tls://localhost:7447 --ca=a.crt --key=b.key", "the call")
    run.end()
    done = e2e.netcapd("--send-options=--ca=a", "-r", e2e.DEMO, out=folder / "other", status=USAGE)
    assert "--send-options: nothing is sent" in done.stderr, done.stderr


@test
def what_can_never_be_sent_is_refused_before_anything_is_read(folder):
    run = Beside(folder, "refuse-all")
    run.start("--to=tls://localhost:7447", "--to=unix:s", "--send-options=--ca=a.crt")
    said = run.end(USAGE)
    equal((folder / "checked").read_text(),
          f"send {run.out} --to tls://localhost:7447 --to unix:s --check --ca=a.crt\n", "what was asked")
    assert "the run is not begun" in said and "--user" in said, said
    equal((run.out.exists(), (folder / "calls").exists()), (False, False), "whether there is a folder, or a call")


@test
def a_destination_that_is_none_and_a_key_that_is_not_there_are_refused(folder):
    if " send " not in subprocess.run([e2e.NETCAP, "--help"], check=True, text=True, stdout=subprocess.PIPE).stdout:
        raise e2e.Skip("there is no netcap send")
    for url, options, why in (("http://localhost:1", (), "http: no such transport: expected"),
                              ("tls://localhost:1", (), "expected --cert and --key"),
                              ("tls://localhost:1", ["--send-options=--ca=a --cert=c --key=k"], "--ca: a: No such")):
        done = e2e.netcapd(f"--to={url}", *options, "-r", e2e.DEMO, out=folder / "out", status=USAGE)
        assert why in done.stderr or "built without" in done.stderr, done.stderr
        equal((folder / "out").exists(), False, "whether there is a folder")


@test
def a_key_that_who_the_run_becomes_cannot_read_is_refused_and_who_that_is_said(folder):
    if os.geteuid() != 0:
        raise e2e.Skip("only root becomes somebody else")
    folder.chmod(0o755)
    options = " ".join(exchanged.keys(folder / "pki")["s1"])
    done = e2e.netcapd("--to=tls://localhost:1", f"--send-options={options}", "--user=65534", "-r", e2e.DEMO,
                       out=folder / "out", status=USAGE)
    assert "Permission denied: expected a file that user 65534, who this runs as, may read" in done.stderr, done.stderr
    assert "would run as user 65534, who has to be able to read keys: --user names another" in done.stderr, done.stderr


def places(n):
    return [f"--to=tls://localhost:{7000 + i}" for i in range(n)]


@test
def there_may_be_sixteen_destinations_and_more_are_refused_with_the_reason(folder):
    run = Beside(folder, "refuse-all")
    run.start(*places(16))
    run.end(USAGE)
    equal((folder / "checked").read_text().count("--to "), 16, "how many were asked for")
    (folder / "checked").unlink()
    run.start(*places(17))
    said = run.end(USAGE)
    assert "--to=tls://localhost:7016: expected at most 16 URLs, as each is sent to by itself" in said, said
    run.start(*places(1), *places(1))
    assert "expected each URL only once" in run.end(USAGE)
    equal((folder / "checked").exists(), False, "whether it was asked")


@test
def all_but_what_nobody_can_send_is_all_and_the_status_says_so(folder):
    run = Beside(folder, "partial")
    run.start("--to=tls://localhost:7447")
    run.calls()
    begun = time.monotonic()
    equal(run.end(PARTIAL), "", "what it said")
    assert time.monotonic() - begun < WITHOUT_REST, "it was sent again and again"
    equal([each["complete"] for each in e2e.report(run.out)["sent"]], [False], "whether all was sent")


@test
def what_sends_is_started_again_when_it_dies(folder):
    run = Beside(folder)
    run.start("--to=tls://localhost:7447")
    os.kill(int(run.calls()[0][0]), signal.SIGKILL)
    run.calls(2)
    equal(run.end(), "netcapd: 'netcap send' has died (Killed): it is started again in 1 s\n", "what it said")


@test
def what_refuses_is_said_once_and_not_started_again(folder):
    run = Beside(folder, "refuse")
    run.start("--to=tls://me:secret@localhost:7447")
    run.calls()
    time.sleep(1.5)  # longer than the first pause
    said = run.end(FAILED)
    equal(len(run.calls()), 1, "how often it was called")
    assert f"what is in {run.out} is not sent: 'netcap send' refused it" in said, said
    assert f"'netcap send {run.out} --to tls://localhost:7447' sends the rest" in said, said
    assert "secret" not in said, said


def acknowledge(out, kind, n, url):
    """Notes that a destination has so many records of a type; the bytes of the file before what is to be read next."""
    path = out / f"{kind}.ncap.gz"
    data = e2e.content(path)
    header = end = e2e.message_end(data)
    start = next(i for i, byte in enumerate(data) if byte < 0x80) + 1
    for _ in range(n):
        end = e2e.message_end(data, end)
    raw = len(exchanged.members(path)[0])
    name = hashlib.sha256(data[start:header]).hexdigest()[:32]
    (out / ".send-0123456789abcdef").write_text(f"netcap-send 2 s1 {url}\n{name} {end} {raw} {header} 0\n")
    return raw


@test
def a_second_interrupt_waits_no_longer_and_says_how_to_send_the_rest(folder):
    run = Beside(folder, "hang")
    run.start("--to=tls://localhost:7447")
    run.calls()
    run.process.send_signal(signal.SIGINT)
    running.until("the run is over", lambda: not (run.out / ".netcapd.lock").exists())
    part_acknowledged = acknowledge(run.out, "TCP", 3, "tls://localhost:7447")
    run.process.send_signal(signal.SIGINT)
    said = run.end(FAILED)
    report = e2e.report(run.out)
    files = [each for each in report["files"] if each["type"]]
    equal(report["sent"],
          [{"to": "tls://localhost:7447", "complete": False, "acknowledged_files": 0, "acknowledged_records": 3,
            "left_files": len(files), "left_records": sum(each["records"] for each in files) - 3,
            "left_bytes": sum(each["bytes"] for each in files) - part_acknowledged}], "what was sent")
    subprocess.run([e2e.NETCAP, "verify", run.out], stdout=subprocess.DEVNULL, check=True)
    assert "not all that is in" in said and "sends the rest" in said, said
    assert set((folder / "told").read_text().split()) == {"TERM"}


@test
def what_sends_dies_with_the_run(folder):
    run = Beside(folder)
    run.start("--to=tls://localhost:7447")
    run.calls()
    run.process.kill()
    running.until("it was told to end", lambda: (folder / "told").exists())
    run.process.communicate(timeout=e2e.TIMEOUT)


@test
def records_come_out_at_a_collector_as_they_were_written(folder):
    if " collect " not in subprocess.run([e2e.NETCAP, "--help"], check=True, text=True, stdout=subprocess.PIPE).stdout:
        raise e2e.Skip("there is no netcap collect")
    url, out, got = f"unix:{folder}/socket", folder / "out", folder / "got"
    collector = subprocess.Popen([e2e.NETCAP, "collect", got, "--listen", url], stdin=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE)
    running.until("the collector listens", lambda: (folder / "socket").exists())
    user = ["--user=root"] if os.geteuid() == 0 else []  # the socket is of who collects
    done = e2e.netcapd(f"--to={url}", "-r", e2e.DEMO, *user, out=out, status=DONE, timeout=WITHOUT_REST)
    collector.terminate()
    complained = collector.communicate(timeout=e2e.TIMEOUT)[1].decode()
    equal((done.stderr, complained), ("", ""), "what was said")
    report = e2e.report(out)
    files = [each for each in report["files"] if each["type"]]
    equal(report["sent"], [{"to": url, "complete": True, "acknowledged_files": len(files),
                            "acknowledged_records": sum(each["records"] for each in files),
                            "left_files": 0, "left_records": 0, "left_bytes": 0}], "what was sent")
    collected = {path.name.split("-")[0]: path for path in got.glob("*/*.ncap.gz")}
    written = {path.name.split(".")[0]: path for path in out.glob("*.ncap.gz")}
    equal(sorted(collected), sorted(written), "types")
    for kind in ("DNS", "TCP", "Connection"):
        equal(e2e.dump(collected[kind]), e2e.dump(written[kind]), f"records of {kind}")


@test
def a_run_without_ncap_has_nothing_to_send(folder):
    done = e2e.netcapd("--to=tls://localhost:1", "--format=csv", "-r", e2e.DEMO, out=folder / "out", status=USAGE)
    assert "--to=URL: records are sent from files of the format ncap" in done.stderr, done.stderr
    assert not (folder / "out").exists()


@test
def a_time_is_still_a_time(folder):
    done = e2e.netcapd("--to=banana", "-r", e2e.DEMO, out=folder / "out", status=USAGE)
    assert "--to=banana: expected a time" in done.stderr, done.stderr


@test
def each_capture_by_itself_is_sent_and_served_by_nobody(folder):
    for option in ("--to=tls://localhost:1", "--metrics=9"):
        done = e2e.netcapd("--each", option, "-r", e2e.DEMO, out=folder / "out", status=USAGE)
        assert "--each is for captures in files, not for" in done.stderr, done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
