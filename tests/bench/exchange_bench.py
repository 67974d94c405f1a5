#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""How fast records travel: the files of one run to a collector by each transport, beside the time in which netcapd
wrote them.  All of it is measured in one run, in turns; times are medians, with the least and the most in brackets.
CPU is that of the sender, of the collector, and of the broker.  That all records arrived, once, is looked at after
each turn."""
import argparse
import os
import pathlib
import resource
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "programs"))
import e2e  # noqa: E402
import exchanged  # noqa: E402
import nats_server  # noqa: E402
import running  # noqa: E402

SENSOR = "s1"


class Way:
    """A transport, and what its turns took."""

    def __init__(self, name):
        self.name, self.walls, self.cpus = name, [], []

    def row(self, megabytes, write):
        walls, cpu = self.walls, [statistics.median(each) for each in zip(*self.cpus)]
        wall = statistics.median(walls)
        print(f"{self.name:8} {wall:6.2f} s ({min(walls):.2f}-{max(walls):.2f})  {megabytes / wall:6.0f} MB/s  "
              f"{write / wall:5.2f} times the rate of netcapd  CPU s: "
              + ", ".join(f"{who} {seconds:.2f}" for who, seconds in zip(("sender", "collector", "broker"), cpu)))


def send(out, url, *options):
    """CPU seconds of the sender, once the destination has acknowledged all."""
    for position in out.glob(".send-*"):
        position.unlink()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    exchanged.netcap("send", out, "--to", url, "--once", *options, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def closed(tree, n_files):
    """Whether all files are there under their final names."""
    return tree.is_dir() and len(list(tree.glob("*.ncap.gz"))) == n_files


def turn(way, out, tree, n_files, collects, url, options, broker=None):
    begun = time.monotonic()
    cpu = [send(out, url, *options)]
    running.until("all files are closed", lambda: closed(tree / SENSOR, n_files), pause=0.005)
    way.walls.append(time.monotonic() - begun)
    cpu.append(running.cpu_seconds(collects.pid))
    if broker:
        cpu.append(running.cpu_seconds(broker.pid))
    way.cpus.append(cpu)
    exchanged.stop(collects)
    exchanged.same_records(out, tree / SENSOR)


def direct(way, place, out, n_files, ours):
    url = f"unix:{place}/socket" if way.name == "unix" else f"tls://127.0.0.1:{running.free_port()}"
    of_collector, of_sensor = (ours["127.0.0.1"], ours[SENSOR]) if way.name == "tls" else ([], [f"--sensor={SENSOR}"])
    collects = exchanged.start_collector(place / "tree", url, *of_collector)
    turn(way, out, place / "tree", n_files, collects, url, of_sensor)


def by_broker(way, place, out, n_files, ours, pki):
    with nats_server.Server(place, keys=pki, names=("127.0.0.1", "archive")) as server:
        collects = exchanged.start_fetching(place / "tree", server, *ours["archive"])
        turn(way, out, place / "tree", n_files, collects, server.url, ours[SENSOR], server.process)


def write(place, capture, runs):
    """The folder of one run, and the seconds of each."""
    walls = []
    for _ in range(runs):
        begun = time.monotonic()
        e2e.netcapd("-r", capture, "-q", "--overwrite", out=place / "out")
        walls.append(time.monotonic() - begun)
    return place / "out", walls


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3000, help="how often the demo's packets are in the capture")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netcap-bench-") as folder:
        place = pathlib.Path(folder).resolve()
        out, walls = write(place, e2e.large_capture(place / "in.pcap", options.times), options.runs)
        files = list(out.glob("*.ncap.gz"))
        megabytes = sum(map(len, map(e2e.content, files))) / 1e6
        wall = statistics.median(walls)
        print(f"netcapd  {wall:6.2f} s ({min(walls):.2f}-{max(walls):.2f})  {megabytes / wall:6.0f} MB/s of records, "
              f"{megabytes:.0f} MB in {len(files)} files of {sum(each.stat().st_size for each in files) / 1e6:.0f} MB")
        pki = place / "pki"
        ours = exchanged.keys(pki, sensors=(SENSOR, "archive"))
        ways = [Way(name) for name in ("unix", "tls", "nats")]
        for _ in range(options.runs):
            for way in ways:
                with tempfile.TemporaryDirectory(dir=place) as fresh:
                    if way.name == "nats":
                        by_broker(way, pathlib.Path(fresh), out, len(files), ours, pki)
                    else:
                        direct(way, pathlib.Path(fresh), out, len(files), ours)
        for way in ways:
            way.row(megabytes, wall)
        print(f"load at the end: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
