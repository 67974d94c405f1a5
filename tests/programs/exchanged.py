# SPDX-License-Identifier: Apache-2.0
"""Senders and collectors, and what both have on disk; and the wire between them, written anew here."""
import collections
import contextlib
import fcntl
import gzip
import os
import pathlib
import random
import select
import signal
import socket
import ssl
import struct
import subprocess
import time
import zlib

import e2e
import running
from e2e import NETCAP, TIMEOUT

KINDS = {name: number for number, name in enumerate(
    "NONE HELLO WELCOME FILE RESUME BLOCK ACK END ENDED PING ERROR".split())}
MAGIC = b"NETCAP\0\1"


def command(*arguments):
    return [NETCAP, *map(str, arguments)]


def netcap(*arguments, status=0, timeout=TIMEOUT, **how):
    done = subprocess.run(command(*arguments), check=False, timeout=timeout, capture_output=True, **how)
    said = done.stderr.decode(errors="replace")
    assert done.returncode == status, f"{arguments}: status {done.returncode}, expected {status}: {said}"
    return done


def listens(url):
    """Whether somebody does."""
    kind, address = url.split(":", 1)
    with socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET) as one:
        try:
            one.connect(address if kind == "unix" else ("127.0.0.1", int(address.rsplit(":", 1)[1])))
        except OSError:
            return False
    return True


def start_collector(tree, url, *options, **how):
    process = subprocess.Popen(command("collect", tree, "--listen", url, *options), stdin=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, **how)
    running.until("the collector listens", lambda: listens(url) or process.poll() is not None)
    assert process.poll() is None, process.stderr.read().decode()
    return process


def start_fetching(tree, server, *options):
    """A collector of what a broker has."""
    return subprocess.Popen(command("collect", tree, "--from", server.url, *options), stdin=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def stop(process, number=signal.SIGTERM):
    process.send_signal(number)
    said = process.communicate(timeout=TIMEOUT)[1]
    return said.decode(errors="replace") if said else ""


def kill(process):
    process.kill()
    process.communicate()


@contextlib.contextmanager
def collector(tree, url, *options, **how):
    process = start_collector(tree, url, *options, **how)
    try:
        yield process
        process.said = stop(process)
        assert process.returncode == 0, f"the collector ended with {process.returncode}: {process.said}"
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def keys(folder, collectors=("127.0.0.1",), sensors=("s1",), **environment):
    """A folder of certificates; what both ends are told of TLS, by name."""
    if b"built without tls" in netcap("--version").stdout:
        raise e2e.Skip("built without OpenSSL")
    netcap("keys", folder, *[f"--collector={name}" for name in collectors],
           *[f"--sensor={name}" for name in sensors], env={**os.environ, **environment})
    return {name: [f"--ca={folder}/ca.crt", f"--cert={folder}/{name}.crt", f"--key={folder}/{name}.key"]
            for name in (*collectors, *sensors)}


def set_of(path):
    """What orders sets: their time, and their number in that second."""
    parts = path.name.split(".")[0].split("-") + ["", "1"]
    return parts[1], int(parts[2] or 1)


def types(folder):
    """The files of each type, in the order of their sets."""
    found = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*.ncap*"), key=set_of):
        found[path.name.split(".")[0].split("-")[0]].append(path)
    return found


def all_records(folder):
    """Of each type the records of all files, one behind the other, as bytes without the headers."""
    found = {}
    for name, paths in types(folder).items():
        found[name] = []
        for path in paths:
            data = e2e.content(path)
            at = e2e.message_end(data)
            while at < len(data):
                end = e2e.message_end(data, at)
                found[name].append(data[at:end])
                at = end
    return found


def n_records(tree):
    """How many there are by now, and how many files are not closed; None: nobody can tell."""
    with contextlib.suppress(FileNotFoundError, EOFError, IndexError):  # it is renamed or written
        return sum(map(len, all_records(tree).values())), len(list(tree.glob("*.part")))
    return None


def same_records(folder, collected):
    """Nothing lost, nothing twice, and all in order."""
    wanted, got = all_records(folder), all_records(collected)
    assert sorted(wanted) == sorted(got), f"types are {sorted(got)}, expected {sorted(wanted)}"
    for name, records in wanted.items():
        assert got[name] == records, \
            f"{name}: {len(got[name])} records, {len(set(got[name]))} of them different, expected {len(records)}"


def members(path):
    """The gzip members of a file, as bytes."""
    data, found = path.read_bytes(), []
    while data:
        one = zlib.decompressobj(31)
        one.decompress(data)
        found.append(data[:len(data) - len(one.unused_data)])
        data = one.unused_data
    return found


class Run:
    """A netcapd as far as a sender sees it: the folder's lock, and files that grow by whole members and get
    their name at the end."""

    def __init__(self, out, source):
        self.out = out
        out.mkdir(exist_ok=True)
        self.left = {path.name: members(path) for path in sorted(source.glob("*.ncap.gz"))}
        self.lock = open(out / ".netcapd.lock", "w")
        fcntl.lockf(self.lock, fcntl.LOCK_EX)

    def step(self, random):
        """One more member of some file; false: all are whole."""
        name = random.choice(sorted(self.left)) if self.left else None
        if not name:
            return False
        part = self.out / f"{name}.part"
        with open(part, "ab") as to:
            to.write(self.left[name].pop(0))
        if not self.left[name]:
            part.rename(self.out / name)
            del self.left[name]
        return True

    def write_rest(self, random):
        """All members that are left, and the end."""
        while self.step(random):
            pass
        self.end()

    def end(self):
        (self.out / ".netcapd.lock").unlink()
        self.lock.close()


class Peer:
    """Speaks with a collector; what it says may be anything."""

    def __init__(self, url, *, context=None):
        kind, address = url.split(":", 1)
        self.socket = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect(address if kind == "unix" else ("127.0.0.1", int(address.rsplit(":", 1)[1])))
        if context:
            self.socket = context.wrap_socket(self.socket)

    def send(self, data):
        self.socket.sendall(data)

    def say(self, kind, data=b""):
        self.send(struct.pack(">IB", len(data), KINDS[kind]) + data)

    def read(self, size):
        data = b""
        while len(data) < size:
            try:
                more = self.socket.recv(size - len(data))
            except (ConnectionResetError, BrokenPipeError, ssl.SSLError):
                more = b""
            if not more:
                return None
            data += more
        return data

    def hear(self):
        """The next frame: kind and bytes; None: it has hung up."""
        head = self.read(5)
        if not head:
            return None
        size, kind = struct.unpack(">IB", head)
        return {number: name for name, number in KINDS.items()}[kind], self.read(size)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def refusal(url, name, *, context=None):
    """What becomes of who says that this is its name: the collector's sentence, "" when it only hangs up."""
    with Peer(url, context=context) as peer:
        with contextlib.suppress(OSError):
            peer.say("HELLO", MAGIC + name)
        heard = peer.hear()
        assert heard is None or heard[0] == "ERROR", f"it was answered with {heard}"
        return heard[1].decode() if heard else ""


def peak_memory(pid):
    """Bytes."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    raise AssertionError("the process is gone")


def settle(seconds=0.05):
    time.sleep(seconds)


def read_member_id(member):
    """The id in the extra field of a member that was collected, and its size."""
    assert member[:4] == b"\x1f\x8b\x08\x06" and member[10:16] == b"\x2c\x00NC\x28\x00", member[:16].hex()
    file, offset, size, digest, whole = struct.unpack(">16sQI8sI", member[16:56])
    return file, offset, size, digest, whole


def unpacked(member):
    return gzip.decompress(member)


def first_line(process):
    """Of what it says."""
    heard = select.select([process.stderr], [], [], TIMEOUT)[0]
    assert heard, "it says nothing"
    return process.stderr.readline()


def start_sender(out, url, *options, stderr=subprocess.DEVNULL):
    return subprocess.Popen(command("send", out, "--to", url, *options), stdin=subprocess.DEVNULL, stderr=stderr)


def kill_often(folder, source, kills, seed):
    """A run that grows, a sender and a collector of which now this, now that one is killed; in the end the
    collector has each record once."""
    chance, url, out = random.Random(seed), f"unix:{folder}/socket", folder / "grows"
    run = Run(out, source)
    steps = sum(map(len, run.left.values()))
    collects, sender = start_collector(folder / "tree", url), start_sender(out, url, "--sensor=s1")
    for _ in range(kills):
        for _ in range(max(1, steps // kills)):
            run.step(chance)
        settle(chance.random() * 0.15)
        if chance.random() < 0.5:
            kill(sender)
            sender = start_sender(out, url, "--sensor=s1")
        else:
            kill(collects)
            collects = start_collector(folder / "tree", url)
    run.write_rest(chance)
    try:
        e2e.equal(sender.wait(TIMEOUT), 0, "the sender's status")
    finally:
        sender.kill()
        stop(collects)
    same_records(source, folder / "tree/s1")


def unpacked_count(member):
    """How many messages a member has."""
    data, at, n = unpacked(member), 0, 0
    while at < len(data):
        at, n = e2e.message_end(data, at), n + 1
    return n


def changed(member):
    """The same with another last byte."""
    data = unpacked(member)
    return gzip.compress(data[:-1] + bytes([data[-1] ^ 1]))
