# SPDX-License-Identifier: Apache-2.0
"""What the comparisons of flows share: captures, and differences from tshark that are right."""
import csv
import os
import pathlib
import sys

from e2e import CAPTURES

HERE = pathlib.Path(__file__).resolve().parent
SUFFIXES = {".pcap", ".pcapng", ".cap"}
MOST_BYTES = 1 << 20


def captures():
    """The project's own; with --all those in $NETCAP_SHARED/captures too, save the large ones."""
    yield from sorted(CAPTURES.glob("*.pcap*"))
    shared = os.environ.get("NETCAP_SHARED")
    if shared and "--all" in sys.argv:
        yield from (path for path in sorted(pathlib.Path(shared, "captures").rglob("*"))
                    if path.suffix in SUFFIXES and path.stat().st_size < MOST_BYTES)


def justified(script):
    """By capture the packets and bytes that a script's two sides are to differ by."""
    with open(HERE / "justified-flows.csv", newline="", encoding="utf-8") as stream:
        return {line["capture"]: (int(line["packets"]), int(line["bytes"]))
                for line in csv.DictReader(stream) if line["script"] == script}


def justified_by_depth(script):
    """The same, of headers of a kind ("IP" where nothing is said) at a depth."""
    with open(HERE / "justified-flows.csv", newline="", encoding="utf-8") as stream:
        return {(line["capture"], line["what"] or "IP", int(line["depth"] or 0)):
                (int(line["packets"]), int(line["bytes"]))
                for line in csv.DictReader(stream) if line["script"] == script}
