#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Senders and collectors killed at random moments, over small folders, and three sensors at once whose files
rotate while all of it is killed, cut off and out of space: each record arrives, once."""
import argparse
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time

import e2e
import exchanged
import kafka_server
import live_netns_test
import nats_server
import running
from e2e import equal

if live_netns_test.there:  # from where on this is in a network of its own
    live_netns_test.ip("link", "set", "lo", "up")

KILLS_AT_ONCE, SENSORS = 20, ("s1", "s2", "s3")
HAPPENINGS_AT_ONCE, KILLS_A_FAULT = 5, 50  # those through Kafka take longer, as its groups wait


def made(folder, times):
    e2e.netcapd("-r", e2e.large_capture(folder / "in.pcap", times), "-q", out=folder / "out")
    return folder / "out"


def kill_rounds(place, kills, seed):
    source = made(place, 12)
    for n in range(0, kills, KILLS_AT_ONCE):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            exchanged.kill_often(pathlib.Path(folder), source, min(KILLS_AT_ONCE, kills - n), seed + n)
        print(f"{min(n + KILLS_AT_ONCE, kills)} kills", flush=True)


class Sensors:
    """Three that write what they once captured, and send it; and one collector, whose sets rotate."""

    def __init__(self, place, seed, ours, send, collect):
        self.place, self.chance, self.ours = place, random.Random(seed), ours
        self.send_to, self.collect_by, self.tree = send, collect, place / "tree"
        self.sources, self.runs = {}, {}
        for n, name in enumerate(SENSORS):
            (place / name).mkdir(parents=True)
            self.sources[name] = made(place / name, 100 + 40 * n)
            self.runs[name] = exchanged.Run(place / name / "grows", self.sources[name])
        self.collects = self.collect_by(self.tree)
        self.senders = {name: self.send(name) for name in SENSORS}

    def send(self, name):
        return exchanged.start_sender(self.place / name / "grows", self.send_to, *self.ours[name])

    def write(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for run in self.runs.values():
                run.step(self.chance)
            time.sleep(0.01)

    def kill_collector(self):
        exchanged.kill(self.collects)
        self.collects = self.collect_by(self.tree)

    def kill_sender(self, name):
        exchanged.kill(self.senders[name])
        self.senders[name] = self.send(name)

    def fill_disk(self, seconds):
        """The collector's: a file that grows over this is refused."""
        pid, endless = self.collects.pid, resource.RLIM_INFINITY
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (30000, endless))
        self.write(seconds)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (endless, endless))

    def end(self):
        """All is written and sent."""
        for run in self.runs.values():
            run.write_rest(self.chance)
        for name in SENSORS:
            equal(self.senders[name].wait(5 * e2e.TIMEOUT), 0, f"the status of the sender of {name}")

    def n_missing(self):
        """None: a file is renamed just now."""
        try:
            return sum(len(records) - len(exchanged.all_records(self.tree / name).get(kind, ()))
                       for name in SENSORS for kind, records in exchanged.all_records(self.sources[name]).items())
        except (OSError, EOFError, IndexError):
            return None

    def compare(self):
        for name in SENSORS:
            wanted, got = exchanged.all_records(self.sources[name]), exchanged.all_records(self.tree / name)
            for kind, records in wanted.items():
                equal(len(got.get(kind, [])), len(records), f"{name}: the number of records of {kind}")
                equal(sorted(got[kind]) == sorted(records), True, f"{name}: whether those of {kind} are the same")


def chaos(place, seed):
    """Over TLS: senders and the collector are killed and stopped, the collector's disk is full for a while."""
    ours, url = exchanged.keys(place / "pki", sensors=SENSORS), f"tls://127.0.0.1:{running.free_port()}"
    all_three = Sensors(place, seed, ours, url, lambda tree: exchanged.start_collector(
        tree, url, *ours["127.0.0.1"], "--rotate-size=200K"))
    for _ in range(3):
        all_three.write(1)
        all_three.kill_collector()
        all_three.kill_sender(all_three.chance.choice(SENSORS))
    all_three.collects.send_signal(signal.SIGSTOP)  # it does not answer any more
    all_three.write(3)
    all_three.collects.send_signal(signal.SIGCONT)
    all_three.fill_disk(5)
    all_three.end()
    exchanged.stop(all_three.collects)
    all_three.compare()
    print("three sensors: all is there, once", flush=True)


class Cable:
    """To a network of the broker's own, which can be cut."""

    def __init__(self):
        self.host = "10.77.0.2"
        self.keeper = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        here = os.readlink("/proc/self/ns/net")
        running.until("there is another network",
                      lambda: os.readlink(f"/proc/{self.keeper.pid}/ns/net") != here)
        self.within = ["nsenter", "--target", str(self.keeper.pid), "--net"]
        ip = live_netns_test.ip
        ip("link", "add", "here0", "type", "veth", "peer", "name", "there0", "netns", str(self.keeper.pid))
        ip("addr", "add", "10.77.0.1/24", "dev", "here0")
        for command in (["link", "set", "lo", "up"], ["addr", "add", f"{self.host}/24", "dev", "there0"],
                        ["link", "set", "there0", "up"]):
            subprocess.run([*self.within, "ip", *command], check=True)
        self.set("up")

    @staticmethod
    def set(state):
        live_netns_test.ip("link", "set", "here0", state)

    def end(self):
        self.keeper.kill()
        self.keeper.wait()


def broker_chaos(place, seed):
    """Through a broker, over TLS: it is killed three times, senders and the collector once each, the network to
    it is cut for ten seconds, and the collector's disk is full for five."""
    if not live_netns_test.there or not shutil.which("nats-server"):
        print("through a broker: skipped, as it needs root, ip, tc and nats-server", flush=True)
        return
    network = Cable()
    ours = exchanged.keys(place / "pki", collectors=(network.host,), sensors=(*SENSORS, "archive"))
    with nats_server.Server(place, keys=place / "pki", names=(network.host, "archive"), network=network) as server:
        all_three = Sensors(place / "sensors", seed, ours, server.url, lambda tree: exchanged.start_fetching(
            tree, server, *ours["archive"], "--rotate-size=200K"))
        for name in SENSORS:
            all_three.write(1)
            server.kill()
            all_three.write(1)
            server.start()
            all_three.write(1)
            all_three.kill_sender(name)
        all_three.kill_collector()
        all_three.write(2)
        network.set("down")
        all_three.write(10)
        network.set("up")
        all_three.fill_disk(5)
        all_three.end()
        end = time.monotonic() + 4 * e2e.TIMEOUT
        while (missing := all_three.n_missing()) != 0 and time.monotonic() < end:
            time.sleep(1)
        said = exchanged.stop(all_three.collects)
    equal(missing, 0, f"how many records are missing at a collector that said {said!r}")
    equal(all_three.collects.returncode, 0, f"the status of a collector that said {said!r}")
    all_three.compare()
    network.end()
    print("three sensors through a broker: all is there, once", flush=True)


def kafka_rounds(place, happenings, seed):
    """Through Kafka, which is librdkafka's mock: what is killed, goes away or fails is left to chance."""
    if not (e2e.BUILD / "tests/exchange/kafka_broker").exists():
        print("through Kafka: skipped, as it was built without", flush=True)
        return
    chance, source = random.Random(seed), made(place, 20)
    for n in range(0, happenings, HAPPENINGS_AT_ONCE):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            what = chance.choices(kafka_server.HAPPENINGS, k=min(HAPPENINGS_AT_ONCE, happenings - n))
            kafka_server.survive(pathlib.Path(folder), source, chance, what)
        print(f"through Kafka: {n + len(what)} faults", flush=True)


def hostile(place):
    """Ten thousand connections that say nothing, and others that say a byte a second, while one sends."""
    source, ours = made(place, 40), exchanged.keys(place / "pki")
    url = f"tls://127.0.0.1:{running.free_port()}"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with exchanged.collector(place / "tree", url, *ours["127.0.0.1"]) as collects:
        begun, slow, held = time.monotonic(), exchanged.Peer(url), []
        for n in range(min(10000, hard - 200)):
            held.append(exchanged.Peer(url))
            if n == 5000:
                exchanged.netcap("send", source, "--to", url, *ours["s1"])
        exchanged.same_records(source, place / "tree/s1")
        slow.socket.settimeout(0)
        while time.monotonic() - begun < 60 and not has_left(slow):
            time.sleep(1)
        assert time.monotonic() - begun < 60, "who says a byte a second is still served"
        for peer in held:
            peer.close()
        memory = exchanged.peak_memory(collects.pid)
        assert memory < 200 << 20, f"{memory >> 20} MiB of memory"
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(f"ten thousand connections: {memory >> 20} MiB, and others are served", flush=True)


def has_left(peer):
    """Says one byte more."""
    try:
        peer.socket.send(b"\x16")
        return peer.socket.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    options = parser.parse_args()
    print(f"--seed={options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="netcap-chaos-") as folder:
        place = pathlib.Path(folder).resolve()
        (place / "kills").mkdir()
        kill_rounds(place / "kills", options.kills, options.seed)
        chaos(place, options.seed)
        (place / "broker").mkdir()
        broker_chaos(place / "broker", options.seed)
        (place / "kafka").mkdir()
        kafka_rounds(place / "kafka", options.kills // KILLS_A_FAULT, options.seed)
        (place / "hostile").mkdir()
        hostile(place / "hostile")


if __name__ == "__main__":
    main()
