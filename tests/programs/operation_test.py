#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What is told of a run while it goes on: metrics over HTTP, 'netcap status', the service manager,
the journal; and who attends it."""
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import e2e
import exchanged
import running
from e2e import DONE, FAILED, NETCAP, USAGE, Skip, equal, test

PACKETS = 391  # of the demonstration capture
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:{NAME}="(?:[^"\\\n]|\\[\\"n])*",?)+)\}})? (-?[0-9.]+(?:e[+-]?\d+)?)')
LABEL = re.compile(rf'({NAME})="((?:[^"\\\n]|\\[\\"n])*)"')


class Run:
    """A run that has read the demonstration capture, and waits for more of it."""

    def __init__(self, folder, *arguments, **how):
        self.out = folder / "out"
        self.process = running.start("-r", "-", *arguments, out=self.out, stdin=subprocess.PIPE, **how)
        self.process.stdin.write(e2e.DEMO.read_bytes())
        self.process.stdin.flush()

    def read(self):
        """Until it has gone through all packets; the report then."""
        def report():
            text = self.out / "run.json"
            says = json.loads(text.read_text()) if text.exists() else {}
            return says.get("packets", {}).get("all") == PACKETS and says
        return running.until("all packets are done", report, pause=0.05)

    def end(self, status=DONE):
        said, complained = self.process.communicate(timeout=e2e.TIMEOUT)
        equal(self.process.returncode, status, f"the exit status, having said {complained.decode()!r}")
        return said.decode(), complained.decode()


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("netcapd", timeout=10)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def get(connection, url="/metrics", method="GET"):
    connection.request(method, url)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read().decode()


def need_server():
    if "libmicrohttpd " not in subprocess.run([e2e.NETCAPD, "--version"], check=True, stdout=subprocess.PIPE,
                                              text=True).stdout:
        raise Skip("built without libmicrohttpd")


def parse(text):
    """As strictly as the format is written down: {name: {labels: value}}, and the kinds."""
    assert text.endswith("\n"), "the last line has no end"
    kinds, samples, helped, family = {}, {}, set(), None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            assert re.fullmatch(NAME, family) and family not in helped, line
            helped.add(family)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            equal(name, family, "the name of TYPE behind that of HELP")
            assert kind in ("counter", "gauge") and name not in kinds, line
            assert (kind == "counter") == name.endswith("_total"), line
            kinds[name] = kind
        else:
            found = SAMPLE.fullmatch(line)
            assert found, f"no sample: {line!r}"
            equal(found[1], family, "the family of a sample")
            labels = tuple(LABEL.findall(found[2] or ""))
            assert labels not in samples.setdefault(found[1], {}), f"twice: {line}"
            samples[found[1]][labels] = float(found[3])
    equal(set(kinds), helped, "families with a type")
    return samples, kinds


def metrics_of(connection):
    """Once there are some, and all packets are in them."""
    def whole():
        try:
            status, kind, text = get(connection())
        except (ConnectionRefusedError, FileNotFoundError):
            return None  # the server has not begun
        assert status in (200, 503), status
        if status == 503:
            return None
        equal(kind, "text/plain; version=0.0.4; charset=utf-8", "the type of the text")
        samples, _ = parse(text)
        return sum(samples["netcap_packets_total"].values()) == PACKETS and samples
    return running.until("all packets are in the metrics", whole, pause=0.1)


def value(samples, name, **labels):
    return samples[f"netcap_{name}"][tuple(labels.items())]


@test
def metrics_are_what_the_run_wrote(folder):
    need_server()
    port = running.free_port()
    run = Run(folder, f"--metrics={port}")
    samples = metrics_of(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    said, complained = run.end()
    report = json.loads((run.out / "run.json").read_text())
    equal(complained, "", "what it complained of")
    for outcome in ("decoded", "unknown", "refused", "set_aside"):
        equal(value(samples, "packets_total", outcome=outcome), report["packets"][outcome], outcome)
    per_packet = [f for f in report["files"] if f["type"] in ("Ethernet", "IPv4", "DNS", "UDP")]
    for file in per_packet:
        equal(value(samples, "records_total", type=file["type"]), file["records"], file["type"])
    equal(len(per_packet), 4, "types that were compared")
    equal({dict(labels)["type"] for labels in samples["netcap_flows_total"]},
          {f["type"] for f in report["hygiene"]["flows"]}, "types of flows")
    for labels, n in samples["netcap_flows_total"].items():
        ended = sum(m for other, m in samples["netcap_flows_ended_total"].items() if other[0] == labels[0])
        equal(samples["netcap_flows"][labels] + ended, n, "flows that go on and have ended")
    equal(value(samples, "reassembly_total", event="segments"), report["reassembly"]["segments"], "segments")
    assert value(samples, "memory_bytes", of="supervisor") > 1 << 20, samples["netcap_memory_bytes"]
    assert abs(value(samples, "updated_time_seconds") - time.time()) < 30
    assert all(n == 0 for n in samples["netcap_plugin_faults_total"].values())


@test
def metrics_are_served_on_a_socket_that_only_its_user_reaches(folder):
    need_server()
    path = folder / "m" / "s"
    path.parent.mkdir()
    path.parent.chmod(0o777)
    run = Run(folder, f"--metrics=unix:{path}")
    metrics_of(lambda: UnixConnection(path))
    equal(path.stat().st_mode & 0o777, 0o600, "its mode")
    equal(get(UnixConnection(path), "/")[0], 404, "the status of /")
    equal(get(UnixConnection(path), "/metrics", "POST")[0], 405, "the status of a POST")
    equal(get(UnixConnection(path), "/metrics", "HEAD")[2], "", "what HEAD gives")
    run.end()
    run = Run(folder / "again", f"--metrics=unix:{path}")  # over what the first one left
    metrics_of(lambda: UnixConnection(path))
    run.end()


@test
def metrics_tell_what_each_destination_has_acknowledged(folder):
    need_server()
    noted = ".send-0123456789abcdef"
    (folder / "out").mkdir()
    (folder / "out" / noted).write_text("netcap-send 2 s1 unix:/x\n"
                                        f"{'0' * 32} 1000 10 0 1\n{'1' * 32} 200 0 0 0\n{'1' * 32} 234 0 0 0\n")
    run = Run(folder, f"--metrics=unix:{folder}/s", "--overwrite")
    samples = metrics_of(lambda: UnixConnection(folder / "s"))
    run.end()
    equal(samples["netcap_acknowledged_bytes"], {(("noted", noted),): 1234}, "bytes")


@test
def what_is_to_be_sent_and_how_that_goes_is_in_the_metrics_and_the_status(folder):
    need_server()
    url = f"unix:{folder}/c"
    run = Run(folder, f"--metrics=unix:{folder}/s", "--rotate-records=100")
    metrics_of(lambda: UnixConnection(folder / "s"))
    sender = exchanged.start_sender(run.out, url, "--sensor=s1")

    def told(words, connected, left):
        line = next((line for line in status(run.out).splitlines() if " to send " in line and words in line), None)
        samples = metrics_of(lambda: UnixConnection(folder / "s"))
        of = {name[len("netcap_send_"):]: values[("to", url),] for name, values in samples.items()
              if name.startswith("netcap_send_") and (("to", url),) in values}
        return line and of.get("connected") == connected and (of["backlog_bytes"] > 0) == left and (line, of)
    line, of = running.until("it waits for the destination", lambda: told("nothing acknowledged yet", 0, True))
    assert f"bytes to {url}: not connected; 0 blocks on their way" in line, line
    assert "acknowledged_age_seconds" not in of, of
    with exchanged.collector(folder / "tree", url):
        line, of = running.until("all is sent", lambda: told("bytes to", 1, False))
        assert re.search(rf" 0  bytes to {url}: connected; 0 blocks on their way, last acknowledged \d+ s ago$",
                         line), line
        assert of["backlog_blocks"] == 0 and of["acknowledged_age_seconds"] < e2e.TIMEOUT, of
        run.end()
        exchanged.stop(sender)


@test
def a_port_that_is_taken_is_told_before_anything_is_written(folder):
    need_server()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = e2e.netcapd(f"--metrics={port}", "-r", e2e.DEMO, out=folder / "out", status=FAILED)
    equal(done.stderr, f"netcapd: --metrics={port}: cannot listen there: Address already in use\n", "what it said")
    assert not (folder / "out").exists()


@test
def a_place_for_metrics_that_is_none_is_refused(folder):
    for place in ("0", "65536", "host", "1.2.3.4:", ":80", "::1", "unix:", "unix:/" + 110 * "x"):
        done = e2e.netcapd(f"--metrics={place}", "-r", e2e.DEMO, out=folder / "out", status=USAGE)
        assert f"--metrics={place}: expected PORT" in done.stderr, done.stderr


def attendant(run):
    """The first that it forked: it is there before plugins are."""
    return min(running.children(run.process.pid))


@test
def the_attendant_has_nothing_of_the_run_and_dies_with_it(folder):
    need_server()
    port = running.free_port()
    run = Run(folder, f"--metrics={port}")
    metrics_of(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    its = attendant(run)
    files = [path for path in running.open_files(its) if not re.match(r"socket:|anon_inode:|/dev/null", path)]
    stderr = os.readlink(f"/proc/{run.process.pid}/fd/2")
    equal([path for path in files if path != stderr], [], "what it has open")
    about = pathlib.Path(f"/proc/{its}/status").read_text()
    equal(set(re.findall(r"^Cap(?:Prm|Eff|Inh|Amb):\t(\w+)$", about, re.M)), {"0" * 16}, "capabilities")
    equal(re.search(r"^Seccomp:\t(.)", about, re.M)[1], "2", "whether its calls are confined")
    its_start = running.of_stat(its, 22)
    os.kill(run.process.pid, signal.SIGKILL)
    running.until("the attendant has died too", lambda: (running.of_stat(its, 22) or [0]) != its_start)
    run.process.communicate(timeout=e2e.TIMEOUT)


@test
def a_run_outlives_its_attendant_and_says_so_once(folder):
    need_server()
    run = Run(folder, f"--metrics={running.free_port()}")
    run.read()
    os.kill(attendant(run), signal.SIGKILL)
    time.sleep(0.6)  # some ticks
    said, complained = run.end()
    equal(complained, "netcapd: the metrics are served by a process that has died: it is not started again, "
          "and the run goes on\n", "what it complained of")


@test
def a_client_that_says_nothing_and_one_that_says_nonsense_disturb_nobody(folder):
    need_server()
    port = running.free_port()
    run = Run(folder, f"--metrics={port}")
    metrics_of(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(8)]
    for one in idle[:4]:
        one.sendall(os.urandom(4096).replace(b"\n", b"x") + b"\r\n\r\n")
    metrics_of(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    for one in idle:
        one.close()
    run.end()


def status(*arguments, code=DONE):
    done = subprocess.run([NETCAP, "status", *map(str, arguments)], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=e2e.TIMEOUT)
    equal(done.returncode, code, f"the exit status, having said {done.stderr!r}")
    return done.stdout if code == DONE else done.stderr


@test
def status_tells_of_a_run_by_its_folder_and_by_its_process(folder):
    run = Run(folder)
    report = run.read()
    said = status(run.out)
    assert said.startswith(f"{run.out}: netcapd, process {run.process.pid}, reads -\n"), said
    assert re.search(rf"^  packets +{PACKETS}  {report['packets']['decoded']} decoded, ", said, re.M), said
    assert re.search(r"^  lost +0\n", said, re.M) and re.search(r"^  records +[\d,]+ ", said, re.M), said
    equal(json.loads(status("--format=json", run.out))["packets"], report["packets"], "packets as JSON")
    equal(status(run.process.pid).split("\n")[0], said.split("\n")[0], "what it tells by the process")
    assert said.split("\n")[0] in status(), "among all it is not there"
    run.end()
    equal(status(run.out, code=FAILED), f"netcap status: {run.out}: no netcapd writes there\n", "what it says")


@test
def status_of_what_never_ran_is_a_failure(folder):
    equal(status(folder, code=FAILED), f"netcap status: {folder}: no netcapd writes there\n", "what it says")
    assert "is no netcapd" in status(os.getpid(), code=FAILED)


def manager(path):
    """A service manager's socket."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    listener.settimeout(e2e.TIMEOUT)
    return listener


def heard(listener, wanted):
    """All it is told up to what is wanted."""
    told = []
    while not told or not told[-1].startswith(wanted):
        told.append(listener.recv(4096).decode())
    return told


@test
def a_collector_is_no_run_that_status_tells_of(folder):
    with exchanged.collector(folder / "tree", f"unix:{folder}/socket") as process:
        said = f"'netcap collect', process {process.pid}, writes there: it has no report of how it goes"
        equal(status(folder / "tree", code=FAILED), f"netcap status: {folder}/tree: {said}\n", "what it says of the folder")
        assert "is no netcapd" in status(process.pid, code=FAILED)
        done = subprocess.run([NETCAP, "status"], check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert str(folder) not in done.stdout, done.stdout


@test
def a_service_manager_is_told_how_the_run_goes(folder):
    for path in (str(folder / "notify"), f"\0netcap-test-{os.getpid()}"):
        listener = manager(path)
        env = e2e.environment(NOTIFY_SOCKET=path.replace("\0", "@"), WATCHDOG_USEC="1000000")
        run = Run(folder / str(len(path)), env=env)
        begun = heard(listener, "READY=1")
        assert not any(line.startswith("STOPPING") for line in begun), begun
        alive = [time.monotonic() for _ in range(5) if heard(listener, "WATCHDOG=1")]
        assert max(b - a for a, b in zip(alive, alive[1:])) < 0.8, alive
        run.read()
        heard(listener, f"STATUS={PACKETS} packets, 0 dropped, ")
        run.process.stdin.close()
        heard(listener, "STOPPING=1")
        run.process.stdin = None
        run.end()
        listener.close()


@test
def a_watchdog_that_is_of_another_process_is_not_fed(folder):
    listener = manager(str(folder / "notify"))
    run = Run(folder, env=e2e.environment(NOTIFY_SOCKET=str(folder / "notify"), WATCHDOG_USEC="200000",
                                          WATCHDOG_PID="1"))
    run.read()
    run.end()
    assert not any("WATCHDOG" in line for line in heard(listener, "STOPPING=1"))


@test
def lines_have_their_level_where_standard_error_is_the_journal(folder):
    ours, its = socket.socketpair()
    about = os.fstat(its.fileno())
    for stream, before in ((f"{about.st_dev}:{about.st_ino}", "<3>"), ("1:2", "")):
        subprocess.run(e2e.command("-r", folder / "none.pcap", out=folder / "out"), check=False, stderr=its,
                           env=e2e.environment(JOURNAL_STREAM=stream), timeout=e2e.TIMEOUT)
        said = ours.recv(4096).decode()
        assert said.startswith(f"{before}netcapd: {folder}/none.pcap: cannot be read"), said


@test
def interfaces_are_listed_for_anybody(folder):
    how = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        done = subprocess.run([e2e.NETCAPD, "--list-interfaces"], check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, **how)
    except PermissionError as error:
        raise Skip("nobody else may start what is in this folder") from error
    equal((done.returncode, done.stderr), (DONE, ""), "status and standard error")
    lines = done.stdout.splitlines()
    equal(lines[0].split(), ["INTERFACE", "STATE", "LINK", "TYPES", "ADDRESSES"], "the heading")
    assert any(re.match(r"lo +(running|up|down) ", line) for line in lines), lines


if __name__ == "__main__":
    raise SystemExit(e2e.main())
