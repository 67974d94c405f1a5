#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Senders and collectors killed at random moments, over small folders, and three sensors at once whose files
rotate while all of it is killed, cut off and out of space: each record arrives, once."""
import argparse
import pathlib
import random
import resource
import signal
import tempfile
import time

import e2e
import exchanged
from e2e import equal

KILLS_AT_ONCE, SENSORS = 20, ("s1", "s2", "s3")


def made(folder, times):
    e2e.netcapd("-r", e2e.large_capture(folder / "in.pcap", times), "-q", out=folder / "out")
    return folder / "out"


def kill_rounds(place, kills, seed):
    source = made(place, 12)
    for n in range(0, kills, KILLS_AT_ONCE):
        with tempfile.TemporaryDirectory(dir=place) as folder:
            exchanged.kill_often(pathlib.Path(folder), source, min(KILLS_AT_ONCE, kills - n), seed + n)
        print(f"{min(n + KILLS_AT_ONCE, kills)} kills", flush=True)


def wait_for(seconds, runs, chance):
    """Meanwhile the sensors write."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for run in runs:
            run.step(chance)
        time.sleep(0.01)


def chaos(place, seed):
    """Over TLS: senders and the collector are killed and stopped, the collector's disk is full for a while."""
    chance, sources = random.Random(seed), {}
    for n, name in enumerate(SENSORS):
        (place / name).mkdir()
        sources[name] = made(place / name, 100 + 40 * n)
    ours = exchanged.keys(place / "pki", sensors=SENSORS)
    url, tree = f"tls://127.0.0.1:{exchanged.free_port()}", place / "tree"
    collect = lambda: exchanged.start_collector(tree, url, *ours["127.0.0.1"], "--rotate-size=200K")
    send = lambda name: exchanged.start_sender(place / name / "grows", url, *ours[name])
    runs = {name: exchanged.Run(place / name / "grows", sources[name]) for name in SENSORS}
    collects, senders = collect(), {name: send(name) for name in SENSORS}
    for _ in range(3):
        wait_for(1, runs.values(), chance)
        collects.kill()
        collects.communicate()
        collects = collect()
        name = chance.choice(SENSORS)
        senders[name].kill()
        senders[name].wait()
        senders[name] = send(name)
    collects.send_signal(signal.SIGSTOP)  # it does not answer any more
    wait_for(3, runs.values(), chance)
    collects.send_signal(signal.SIGCONT)
    resource.prlimit(collects.pid, resource.RLIMIT_FSIZE, (30000, resource.RLIM_INFINITY))
    wait_for(5, runs.values(), chance)
    resource.prlimit(collects.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    for run in runs.values():
        while run.step(chance):
            pass
        run.end()
    for name in SENSORS:
        equal(senders[name].wait(5 * e2e.TIMEOUT), 0, f"the status of the sender of {name}")
    exchanged.stop(collects)
    for name in SENSORS:
        wanted, got = exchanged.all_records(sources[name]), exchanged.all_records(tree / name)
        for kind, records in wanted.items():
            equal(len(got.get(kind, [])), len(records), f"{name}: the number of records of {kind}")
            equal(sorted(got[kind]) == sorted(records), True, f"{name}: whether those of {kind} are the same")
    print("three sensors: all is there, once", flush=True)


def hostile(place):
    """Ten thousand connections that say nothing, and others that say a byte a second, while one sends."""
    source, ours = made(place, 40), exchanged.keys(place / "pki")
    url = f"tls://127.0.0.1:{exchanged.free_port()}"
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
        (place / "hostile").mkdir()
        hostile(place / "hostile")


if __name__ == "__main__":
    main()
