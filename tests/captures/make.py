#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the test captures, byte for byte the same every time.

make.py DIR          write them into DIR
make.py --check DIR  compare them with what is in DIR; exit 1 when a file differs
"""
import pathlib
import sys

import buses
import containers
import control
import demo
import discovery
import flows
import fragments
import hypertext
import link
import names
import network
import ospf
import segments
import tls
import transport
import tunnels
import wireless

MODULES = (demo, link, network, transport, names, containers, control, discovery, buses,
           hypertext, wireless, ospf, tunnels, fragments, flows, tls, segments)


def everything():
    """Name and bytes of every file."""
    for module in MODULES:
        for make in module.CAPTURES:
            yield from make().files()
    yield from containers.files()


def differs(path, data):
    """What is wrong with a committed file, in words, or nothing."""
    if not path.exists():
        return "is missing"
    if path.read_bytes() != data:
        return "differs from what make.py writes"
    return None


def check(folder, files):
    """Say which files differ, also those nobody makes any more."""
    wrong = {name: differs(folder / name, data) for name, data in files.items()}
    for path in folder.iterdir():
        if path.suffix in (".pcap", ".pcapng", ".jsonl") and path.name not in files:
            wrong[path.name] = "is made by nothing; delete it"
    wrong = {name: words for name, words in wrong.items() if words}
    for name, words in sorted(wrong.items()):
        print(f"{folder / name}: {words}", file=sys.stderr)
    return 1 if wrong else 0


def main(arguments):
    checking = arguments[:1] == ["--check"]
    if len(arguments) != 1 + checking:
        sys.exit(__doc__.strip())
    folder = pathlib.Path(arguments[-1])
    files = dict(everything())
    if checking:
        return check(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
