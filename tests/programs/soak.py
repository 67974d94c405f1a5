#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Hours of live traffic in a network of its own: netcapd captures at a steady rate, turns its sets each minute, keeps
some of them, and sends them over TLS to a collector that does the same.  What was sent is what arrived there and what
was reported as dropped, once each; how long each packet took to the collector's files is measured, and memory and
descriptors of all processes must not grow."""
import argparse
import array
import json
import pathlib
import re
import signal
import struct
import sys
import tempfile
import threading
import time
import zlib

import e2e
import exchanged
import live_netns_test
import running
from e2e import equal

MARK, SAMPLE_SECONDS, LOOK_SECONDS, SLACK = b"netcap!!", 10, 0.05, 4 << 20


def frame(number):
    """A UDP datagram that carries its number behind a mark."""
    data = MARK + struct.pack(">Q", number)
    udp = struct.pack(">HHHH", 40000 + number % 50, 40001, 8 + len(data), 0) + data
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + b"\x0a\0\0\1\x0a\0\0\2"
    return b"\2\0\0\0\0\2\2\0\0\0\0\1\x08\0" + head + udp


class Sender(threading.Thread):
    """So many packets a second, until it is told to stop; when each left."""

    def __init__(self, network, rate):
        super().__init__(daemon=True)
        self.network, self.rate, self.at, self.stops = network, rate, array.array("d"), False

    def run(self):
        begun = time.monotonic()
        while not self.stops:
            for number in range(len(self.at), int((time.monotonic() - begun) * self.rate)):
                self.at.append(time.monotonic())
                self.network.socket.send(frame(number))
            time.sleep(0.01)


class Arrivals:
    """What a collector has written so far of UDP, whole members as they come, whatever its files are called."""

    def __init__(self, folder, sender):
        self.folder, self.sender, self.read = folder, sender, {}
        self.took, self.times, self.extra = array.array("d"), bytearray(), 0

    def look(self):
        for path in self.folder.glob("UDP-*.ncap.gz*"):
            name = path.name.removesuffix(".part")
            try:
                with open(path, "rb") as file:
                    file.seek(self.read.setdefault(name, 0))
                    data = file.read()
            except FileNotFoundError:
                continue  # it has its name by now
            self.read[name] += self.take(data)

    def take(self, data):
        """Bytes of whole members."""
        at = 0
        while len(data) - at >= 56:
            whole = exchanged.read_member_id(data[at:at + 56])[-1]
            if len(data) - at < whole:
                break
            self.note(zlib.decompress(data[at:at + whole], 31))
            at += whole
        return at

    def note(self, records):
        now = time.monotonic()
        for (number,) in struct.iter_unpack(">Q", b"".join(re.findall(MARK + b"(.{8})", records, re.S))):
            self.times.extend(bytes(max(0, number + 1 - len(self.times))))
            self.extra += self.times[number]
            self.times[number] = 1
            self.took.append(now - self.sender.at[number])


def family(pid):
    return [pid, *(each for child in running.children(pid) for each in family(child))]


def usage(process):
    """Bytes of memory, what is shared counted once, and descriptors, of it and all that it has begun."""
    memory = files = 0
    for pid in family(process.pid):
        try:
            text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
            files += len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
        except (FileNotFoundError, ProcessLookupError):
            continue
        memory += int(re.search(r"^Pss: +(\d+) kB", text, re.M)[1]) << 10
    return memory, files


def check_flat(name, samples):
    """The last quarter is like the second."""
    quarter = len(samples) // 4
    before, after = samples[quarter:2 * quarter], samples[-quarter:]
    (memory, files), (memory_after, files_after) = ([max(each) for each in zip(*part)] for part in (before, after))
    print(f"{name}: {memory / 1e6:.1f} MB and {files} descriptors in the second quarter, {memory_after / 1e6:.1f} MB "
          f"and {files_after} in the last", flush=True)
    assert memory_after <= 1.1 * memory + SLACK, f"{name} grows"
    equal(files_after, files, f"descriptors of {name}")


def soak(folder, network, options):
    ours = exchanged.keys(folder / "pki")
    url = f"tls://127.0.0.1:{running.free_port()}"
    turns = (f"--rotate-time={options.turn}s", "--keep=5")
    collects = exchanged.start_collector(folder / "tree", url, *ours["127.0.0.1"], "--keep=5")
    captures = running.start("-i", live_netns_test.TAKER, "--set=UDP.payload=on", *turns, f"--to={url}",
                             "--send-options=" + " ".join(ours["s1"]), out=folder / "out",
                             env=e2e.environment(SOURCE_DATE_EPOCH=None))
    running.ready(captures)
    sender = Sender(network, options.rate)
    arrivals, samples = Arrivals(folder / "tree/s1", sender), {"netcapd": [], "netcap collect": []}
    sender.start()
    end, sampled = time.monotonic() + 60 * options.minutes, 0
    while time.monotonic() < end:
        arrivals.look()
        if time.monotonic() - sampled >= SAMPLE_SECONDS:
            sampled = time.monotonic()
            samples["netcapd"].append(usage(captures))
            samples["netcap collect"].append(usage(collects))
        time.sleep(LOOK_SECONDS)
    sender.stops = True
    sender.join()
    captures.send_signal(signal.SIGTERM)
    stopper = threading.Thread(target=captures.wait)
    stopper.start()
    while stopper.is_alive():
        arrivals.look()
        time.sleep(LOOK_SECONDS)
    arrivals.look()
    return captures, collects, sender, arrivals, samples


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=int, default=2000, help="packets a second")
    parser.add_argument("--turn", type=int, default=60, help="seconds of a set")
    options = parser.parse_args()
    if not live_netns_test.there:
        print("skipped: a network of its own needs root, ip and tc")
        return 77
    live_netns_test.ip("link", "set", "lo", "up")
    network = live_netns_test.Network()
    with tempfile.TemporaryDirectory(prefix="netcap-soak-") as folder:
        captures, collects, sender, arrivals, samples = soak(pathlib.Path(folder).resolve(), network, options)
        said = (captures.stdout.read() + captures.stderr.read()).decode()
        exchanged.stop(collects)
    dropped, sent = live_netns_test.live_counts(said)[1], len(sender.at)
    took = sorted(arrivals.took)
    at = lambda share: took[min(len(took) - 1, int(share * len(took)))]
    print(json.dumps({"sent": sent, "arrived": sum(arrivals.times), "twice": arrivals.extra, "dropped": dropped,
                      "seconds to the collector's files": {"median": round(at(.5), 2), "99 %": round(at(.99), 2),
                                                           "most": round(took[-1], 2)}}), flush=True)
    equal(captures.returncode, 0, f"the status of netcapd, having said {said!r}")
    equal(sum(arrivals.times) + dropped, sent, "what arrived and what was dropped")
    equal(arrivals.extra, 0, "what arrived twice")
    for name, list_of in samples.items():
        check_flat(name, list_of)
    assert at(.99) <= 3, "the 99th percentile is above three seconds"
    return 0


if __name__ == "__main__":
    sys.exit(main())
