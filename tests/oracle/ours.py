# SPDX-License-Identifier: Apache-2.0
"""What our programs make of a capture: netcapd writes it, netcap dump reads it back."""
import contextlib
import functools
import json
import os
import pathlib
import subprocess
import tempfile

DECODED, PARTLY = 0, 3
SUFFIXES = {".pcap", ".pcapng", ".cap", ".trace", ".dump", ".pkt"}
# Of pcap in both byte orders, with micro- and nanoseconds, and of pcapng.
MAGICS = {bytes.fromhex(magic) for magic in (
    "a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")}


class Failed(Exception):
    """A program of ours did what it must not."""


def arguments(parser):
    """The options that say where our programs are."""
    parser.add_argument("--netcapd", required=True, help="the program netcapd")
    parser.add_argument("--netcap", required=True, help="the program netcap")
    parser.add_argument("--plugins", required=True, help="folder of the plugins")
    parser.add_argument("--only", default="", help="record types, separated by commas")
    parser.add_argument("--shown", type=int, default=20, help="how many differences to list")


def folders(parser):
    """The option that says which captures."""
    own = str(pathlib.Path(__file__).resolve().parents[1] / "captures")
    shared = os.environ.get("NETCAP_SHARED")
    parser.add_argument("--captures", nargs="*",
                        default=[own, *([f"{shared}/captures"] if shared else [])],
                        help="folders of captures (default: the project's own, and captures in "
                        "$NETCAP_SHARED)")


def call(*command, stdout):
    try:
        return subprocess.run(command, check=False, stdout=stdout, stderr=subprocess.PIPE)
    except OSError as reason:
        raise Failed(f"{command[0]}: {reason.strerror}; build it first") from reason


def read(netcap, path):
    done = call(netcap, "dump", "--format=jsonl", str(path), stdout=subprocess.PIPE)
    if done.returncode:
        raise Failed(f"{netcap} dump {path}: status {done.returncode}: "
                     f"{done.stderr.decode(errors='replace').strip()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def records_in(options, folder):
    """A function from record type to the records of a folder."""
    @functools.cache
    def records(kind):
        path = folder / f"{kind}.ncap.gz"
        return read(options.netcap, path) if path.exists() else []
    if not folder.is_dir():
        raise Failed(f"{options.netcapd} made nothing of {folder.name}")
    return records


@contextlib.contextmanager
def decoded(options, captures):
    """A function from capture to what records_in() gives of it.  One run decodes them all, each by itself: to start
    one takes longer than most captures."""
    captures = [path.resolve() for path in captures]
    with tempfile.TemporaryDirectory() as out:
        done = call(options.netcapd, f"--plugins={options.plugins}", "-q", "--each", *map(str, captures), "-o", out,
                    stdout=subprocess.DEVNULL)
        if done.returncode not in (DECODED, PARTLY):
            raise Failed(f"{options.netcapd} --each: status {done.returncode}: "
                         f"{done.stderr.decode(errors='replace').strip()}")
        yield lambda path: records_in(options, pathlib.Path(out, *path.resolve().parts[1:]))


def is_capture(path):
    """By its name, or where that says nothing by what it begins with."""
    if path.suffix in SUFFIXES:
        return True
    if path.suffix or not path.is_file():
        return False
    with open(path, "rb") as stream:
        return stream.read(4) in MAGICS


def captures(folders):
    """Every capture in the folders and below, in order."""
    for folder in folders:
        yield from filter(is_capture, sorted(pathlib.Path(folder).rglob("*")))
