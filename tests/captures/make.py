#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the test captures, byte for byte the same every time."""
import argparse
import pathlib
import sys

import access
import buses
import carriers
import containers
import control
import demo
import directory
import discovery
import flows
import fragments
import guesses
import hypertext
import industry
import keys
import link
import links
import media
import mail
import names
import network
import odd
import ospf
import plants
import power
import queues
import quic
import segments
import texts
import smb
import tls
import transport
import tunnels
import wireless
import worlds

MODULES = (demo, link, network, transport, names, containers, control, discovery, buses,
           hypertext, wireless, ospf, tunnels, fragments, flows, tls, segments, guesses, odd,
           worlds, links, carriers, power, industry, access, queues, texts, quic, plants, keys,
           media, smb, directory, mail)


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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=pathlib.Path, help="where they are to be")
    parser.add_argument("--check", action="store_true",
                        help="compare them with what is there; status 1 when a file differs")
    options = parser.parse_args()
    folder = options.folder
    files = dict(everything())
    if options.check:
        return check(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
