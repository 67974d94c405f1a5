# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: the programs, their output, and a tally of sentences.

A test is a function whose name is the sentence that is false when it fails; it gets an empty
folder of its own.  The programs are found by NETCAPD, NETCAP, PLUGINS, TOP_SRCDIR, TOP_BUILDDIR.
"""
import argparse
import concurrent.futures
import gzip
import hashlib
import json
import os
import pathlib
import re
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import traceback

TESTS = pathlib.Path(__file__).resolve().parents[1]
CAPTURES = TESTS / "captures"
SOURCE = pathlib.Path(os.environ.get("TOP_SRCDIR", TESTS.parent)).resolve()
BUILD = pathlib.Path(os.environ.get("TOP_BUILDDIR", "..")).resolve()
NETCAPD = os.path.abspath(os.environ.get("NETCAPD", BUILD / "core/here/netcapd"))
NETCAP = os.path.abspath(os.environ.get("NETCAP", BUILD / "core/here/netcap"))
PLUGINS = os.path.abspath(os.environ.get("PLUGINS", BUILD / "plugins"))
TIMEOUT = 200 if os.environ.get("SANITIZERS") else 50  # seconds; with those all is slower

DONE, FAILED, USAGE, PARTIAL, REFUSED = range(5)

sys.path.insert(0, str(CAPTURES))

# Under nohup(1) it is ignored, and would be by each program that a test begins.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Skip(Exception):
    """The test needs what is not there."""


tests = []


def test(function):
    """Registers a function; its name is the sentence."""
    tests.append((function.__name__.replace("_", " "), function))
    return function


def named(sentence, function):
    """Registers a function under a sentence that its name could not say."""
    tests.append((sentence, function))


def run_one(sentence, function):
    with tempfile.TemporaryDirectory(prefix="netcap-test-") as folder:
        try:
            function(pathlib.Path(folder).resolve())
            outcome, why = "ok", ""
        except Skip as reason:
            outcome, why = "skipped", f": {reason}"
        except AssertionError as reason:
            line = [frame for frame in traceback.extract_tb(reason.__traceback__)
                    if frame.filename != __file__][-1]
            outcome, why = "FAILED", f": line {line.lineno}: {reason or line.line}"
        except Exception:
            outcome, why = "FAILED", ":\n" + traceback.format_exc()
    said = f"{outcome}: {sentence}{why}"
    print(f"{said}\n", end="", flush=True)  # in one piece, whoever else prints
    return outcome, said


def arguments():
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__, allow_abbrev=False)
    parser.add_argument("words", metavar="WORD", nargs="*",
                        help="run only the tests whose sentence has one of these; all without")
    parser.add_argument("--all", action="store_true",
                        help="where captures are compared, those in $NETCAP_SHARED too")
    return parser.parse_args()


def main(at_once=1):
    """Runs what is registered, or only the sentences with a word given; the exit status.  Where most of the time is
    waited, several may run at once."""
    words = arguments().words
    chosen = [t for t in tests if not words or any(word in t[0] for word in words)]
    if at_once == 1:
        results = [run_one(*each) for each in chosen]
    else:
        with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
            results = list(pool.map(run_one, *zip(*chosen))) if chosen else []
    outcomes = [outcome for outcome, _ in results]
    passed, skipped = outcomes.count("ok"), outcomes.count("skipped")
    failed = len(outcomes) - passed - skipped
    for said in (said for outcome, said in results if outcome == "FAILED"):
        print(said)  # again at the end, which is what is kept of a long log
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    if failed or not outcomes:
        return 1
    return 0 if passed else 77


def equal(got, wanted, what="it"):
    """Says both sides when they differ."""
    assert got == wanted, f"{what} is {got!r}, expected {wanted!r}"


def environment(**more):
    """Ours without what would change the output; the time in the headers is fixed.  What is None is not there."""
    env = {**os.environ, "NO_COLOR": None, "SOURCE_DATE_EPOCH": "1", **more}
    return {key: value for key, value in env.items() if value is not None}


def command(*arguments, out=None, plugins=PLUGINS):
    return [NETCAPD, f"--plugins={plugins}", "--only-plugins", *(["-o", str(out)] if out else []),
            *map(str, arguments)]


def netcapd(*arguments, out=None, status=None, plugins=PLUGINS, **how):
    """A run to its end: .returncode, .stdout and .stderr as text."""
    how = {"env": environment(), "timeout": TIMEOUT, "stdin": subprocess.DEVNULL, **how}
    if "input" in how:
        del how["stdin"]
    done = subprocess.run(command(*arguments, out=out, plugins=plugins), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    done.stdout = done.stdout.decode(errors="replace")
    done.stderr = done.stderr.decode(errors="replace")
    if status is not None:
        assert done.returncode == status, \
            f"exit status is {done.returncode}, expected {status}; it said: {done.stderr.strip()}"
    return done


def dump(path, status=DONE, *options):
    """The records of a file, as JSON lines."""
    done = subprocess.run([NETCAP, "dump", "--format=jsonl", *options, str(path)], check=False,
                          timeout=TIMEOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = done.stderr.decode(errors="replace").strip()
    assert done.returncode == status, \
        f"netcap dump {path}: status {done.returncode}, expected {status}: {said}"
    return done.stdout.decode().splitlines()


def records(out, kind):
    """The records of a type, none when there is no file."""
    path = pathlib.Path(out) / f"{kind}.ncap.gz"
    return [json.loads(line) for line in dump(path)] if path.exists() else []


def counts(out):
    """How many records each type has."""
    return {name.split(".")[0]: len(dump(pathlib.Path(out) / name)) for name in names(out)
            if ".ncap" in name}


def names(out):
    return sorted(os.listdir(out))


def digests(out, pattern="*"):
    """What each file of a folder holds, as a hash."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(pathlib.Path(out).glob(pattern))}


def same_files(one, other, pattern="*"):
    """Fails with the names of what differs."""
    one, other = digests(one, pattern), digests(other, pattern)
    wrong = [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)]
    assert one and not wrong, f"these differ: {', '.join(wrong) or 'there are no files'}"


def content(path):
    """The bytes in a file of records, compressed or not."""
    data = pathlib.Path(path).read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def message_end(data, at=0):
    """Where a message ends: a number, then as many bytes."""
    size = shift = 0
    while True:
        size |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return at + size


CLASSES = {"decoded": "decoded", "unknown protocol": "unknown", "refused": "refused",
           "set aside: a plugin failed": "quarantined", "dropped at the interrupt": "dropped"}


def summary(stdout):
    """The number of packets in all, by class, and marked besides, as the summary has them."""
    found = {"decoded": 0, "unknown": 0, "refused": 0, "quarantined": 0, "dropped": 0, "marked": 0}
    for line in stdout.splitlines():
        match = re.match(r"(\S.*?) {2,}([\d,]+) +[\d.]+ %$", line)
        if match and match[1] in CLASSES:
            found[CLASSES[match[1]]] = int(match[2].replace(",", ""))
        elif match and match[1] == "marked as malformed":
            found["marked"] = int(match[2].replace(",", ""))
        match = re.match(r"([\d,]+) packets, .* in [\d.]+ s:", line)
        if match:
            found["all"] = int(match[1].replace(",", ""))
    assert "all" in found, f"no summary in: {stdout!r}"
    return found


def balanced(done):
    """The summary, after seeing that every packet is in exactly one class."""
    found = summary(done.stdout)
    equal(sum(found[name] for name in CLASSES.values()) - found["dropped"], found["all"],
          "the sum of the classes")
    return found


def packets(path):
    """Header and packets of a classic little-endian capture: each with its own header."""
    data = pathlib.Path(path).read_bytes()
    found, at = [], 24
    while at < len(data):
        end = at + 16 + struct.unpack_from("<I", data, at + 8)[0]
        found.append(data[at:end])
        at = end
    return data[:24], found


def set_aside(out, what="errors"):
    """The packets that went to a file of packets, as a classic capture would have them, each with its
    comment; none when there is no file."""
    path = pathlib.Path(out) / f"{what}.pcapng.gz"
    data = gzip.decompress(path.read_bytes()) if path.exists() else b""
    found, at = [], 0
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 6:
            _, high, low, captured, length = struct.unpack_from("<5I", data, at + 8)
            options = data[at + 28 + (captured + 3) // 4 * 4:at + size - 4]
            comment = options[4:4 + struct.unpack_from("<H", options, 2)[0]] if options else b""
            seconds, rest = divmod(high << 32 | low, 1000000)
            found.append((struct.pack("<4I", seconds, rest, captured, length) +
                          data[at + 28:at + 28 + captured], comment.decode()))
        at += size
    return found


def aside(out, what="errors"):
    """Only the packets."""
    return [packet for packet, _ in set_aside(out, what)]


def report(out):
    """What a run says of itself."""
    return json.loads((pathlib.Path(out) / "run.json").read_text(encoding="utf-8"))


def write_capture(path, head, frames):
    path.write_bytes(head + b"".join(frames))
    return path


DEMO = CAPTURES / "demo.pcap"


def every_capture(folder=CAPTURES):
    """What is named as captures are, below a folder."""
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file() and
                  re.search(r"\.(pcap|pcapng|cap|trace|dump)(\.\w+)?$", path.name))


def demo_packets():
    """How many the demo capture has."""
    return len(packets(DEMO)[1])


def large_capture(path, times):
    """The demo capture many times over."""
    head, frames = packets(DEMO)
    return write_capture(path, head, frames * times)


def build_plugin(folder, source):
    """A folder of all plugins and one more, made from STEM.c and STEM.proto in a folder."""
    folder.mkdir()
    stem = source.name
    includes = [f"-I{SOURCE}/sdk", f"-I{BUILD}/sdk", f"-I{folder}"]
    compiler = shlex.split(os.environ.get("CC", "cc"))
    for line in ([os.environ.get("PROTOC_C", "protoc-c"), f"-I{source}", f"-I{SOURCE}/sdk",
                  f"--c_out={folder}", f"--descriptor_set_out={folder}/{stem}.desc", "--include_imports",
                  "--include_source_info", f"{source}/{stem}.proto"],
                 [*compiler, "-g", "-O1", "-fPIC", "-shared", *includes, f"{source}/{stem}.c",
                  f"{folder}/{stem}.pb-c.c", "-o", f"{folder}/{stem}.so", f"-L{BUILD}/sdk/.libs",
                  "-lnetcap-sdk", "-lprotobuf-c"]):
        subprocess.run(line, check=True)
    for path in pathlib.Path(PLUGINS).glob("*.so"):
        (folder / path.name).symlink_to(path)
    return folder


def survivors(mark):
    """Processes whose environment holds the mark."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            pass
    return found
