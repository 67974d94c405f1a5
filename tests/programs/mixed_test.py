#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Conversations in VLANs and up to three tunnels, seen by two clocks, between copies with wrong checksums,
cut, repeated, out of order, some of them one way only: each is what it is by itself.

mixed.py makes the captures, and knows what each side said and what was put in at each level.  The
environment may ask for more: MIXED_SEEDS captures of MIXED_TALKS conversations each.
"""
import atexit
import collections
import os
import pathlib
import re
import shutil
import tempfile

import e2e
from e2e import DONE, PARTIAL, TESTS, equal, named, netcapd

import joins
import mixed
from files import Capture

TALKS, POISONED = int(os.environ.get("MIXED_TALKS", "36")), 8
SEEDS, WORKERS = range(1, 1 + int(os.environ.get("MIXED_SEEDS", "2"))), (1, 2, 4)
READERS = ("http", "tlsclienthello", "dns", "sip", "modbustcp", "proxyprotocol", "ssh", "http2",
           "diameter", "stun", "rdp", "smb2")
ELSEWHERE = ("Timestamp", "ResTimestamp", "TimestampFirst", "TimestampLast", "Duration", "PacketNumber",
             "ConnectionID", "Depth", "VLAN", "OuterVLAN", "Tunnel", "TunnelID")
COUNTED = ("TotalSize", "TotalSizeOnWire", "AppPayloadSize", "NumPackets", "SrcPackets", "SrcBytes",
           "DstPackets", "DstBytes", "NumWrongChecksums", *(f"Num{name}Flags" for name in mixed.FLAGS))
OF_LINKS = "LinkProto", "SrcMAC", "DstMAC", "UID"

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)


def dumping():
    """Plugins of which one alone reads streams: all their bytes."""
    source = place / "streamdump"
    source.mkdir()
    for name in ("streamdump.c", "streamdump.proto"):
        shutil.copy(TESTS / "plugins" / name, source)
    plugins = e2e.build_plugin(place / "dumping", source)
    for stem in READERS:
        (plugins / f"{stem}.so").unlink()
    return plugins


def poisoned(flags):
    compiler = os.environ.get("CC", "cc")
    os.environ["CC"] = compiler + flags
    plugins = e2e.build_plugin(place / f"poison{flags}".strip(), TESTS / "plugins/poisonstream")
    os.environ["CC"] = compiler
    return plugins


made = {}


def once(make, *arguments):
    if (make, *arguments) not in made:
        made[make, *arguments] = make(*arguments)
    return made[make, *arguments]


def capture(seed, n_poisoned=0):
    mixture = mixed.Mixture(seed, TALKS, n_poisoned)
    path = place / f"{seed}-{n_poisoned}.pcapng"
    path.write_bytes(mixture.pcapng())
    return mixture, path


def alone(seed):
    """By id of the mixture the records of each conversation by itself, undisturbed, of one clock."""
    mixture, _ = once(capture, seed)
    found = {}
    for number, (name, talk) in enumerate(mixture.talks.items()):
        cap = Capture("")
        for packet in talk.frames:
            cap.packet(packet.frame, after=0.001)
        path = place / f"alone-{seed}-{number}"
        path.with_suffix(".pcap").write_bytes(cap.bytes())
        netcapd("-r", path.with_suffix(".pcap"), "--include=HTTP,Connection,Flow", "-w1", out=path, status=DONE)
        found[name] = {kind: e2e.records(path, kind) for kind in ("HTTP", "Connection", "Flow")}
        shutil.rmtree(path)
    return found


def records(seed):
    _, path = once(capture, seed)
    out = place / f"out-{seed}"
    netcapd("-r", path, "--include=HTTP,Connection,Flow,NetworkFlow,TransportFlow", "-w1", out=out, status=DONE)
    return out


def by_id(out, kind):
    found = collections.defaultdict(list)
    for record in e2e.records(out, kind):
        found[record["ConnectionID"]].append(record)
    return found


def without(record, names):
    return {name: value for name, value in record.items() if name not in names}


def place_of(level):
    return joins.place(level.scopes, level.depth, level.tags)


def stands(record):
    """The same of a record, without what is not set."""
    found = {**{name: int(record[name]) for name in ("Depth", "VLAN", "OuterVLAN", "TunnelID")},
             "Tunnel": record["Tunnel"]}
    return {name: value for name, value in found.items() if value}


def requests_and_responses(folder, seed):
    got = by_id(once(records, seed), "HTTP")
    for name, wanted in once(alone, seed).items():
        level = once(capture, seed)[0].talks[name].level
        mine = got.pop(name, [])
        equal([without(record, ELSEWHERE) for record in mine],
              [without(record, ELSEWHERE) for record in wanted["HTTP"]], f"HTTP of {level}")
        for record in mine:
            equal(stands(record), place_of(level), f"the place of {level}")
    equal(dict(got), {}, "requests of nobody")


def bytes_of_streams(folder, seed):
    mixture, path = once(capture, seed)
    wanted = {(name, side): talk.said[side] for name, talk in mixture.talks.items()
              for side in talk.sides if talk.said[side]}
    for workers in WORKERS:
        out = folder / str(workers)
        netcapd("-r", path, "--include=StreamDump", f"-w{workers}", out=out, plugins=once(dumping), status=DONE)
        got = collections.defaultdict(bytes)
        for record in e2e.records(out, "StreamDump"):
            key = record["ConnectionID"], record["Side"]
            equal((int(record["Offset"]), int(record["Gap"])), (len(got[key]), 0), f"offset and gap of {key}")
            got[key] += bytes.fromhex(record["Data"])
        equal(sorted(got), sorted(wanted), "the sides")
        for key, data in wanted.items():
            assert got[key] == data, f"the bytes of side {key[1]} of {mixture.talks[key[0]].level} differ"
        e2e.same_files(out, folder / "1", "*.ncap.gz")


def connections_and_flows(folder, seed):
    mixture, _ = once(capture, seed)
    out = once(records, seed)
    connections, flows = by_id(out, "Connection"), by_id(out, "Flow")
    equal(sorted(connections), sorted(mixture.counts), "the ids of Connection")
    equal(sorted(flows), sorted(mixture.counts), "the ids of Flow")
    for name, count in mixture.counts.items():
        equal(len(connections[name]), 1, f"the Connections of {count.level}")
        record = connections[name][0]
        for side, packets, size in (("Src", "SrcPackets", "SrcBytes"), ("Dst", "DstPackets", "DstBytes")):
            source = record[f"{side}IP"]
            equal((int(record[packets]), int(record[size])), (count.packets[source], count.bytes[source]),
                  f"packets and bytes of {side} of {count.level}")
        equal({flow["SrcIP"]: (int(flow["NumPackets"]), int(flow["TotalSize"])) for flow in flows[name]},
              {source: (count.packets[source], count.bytes[source]) for source in count.packets},
              f"packets and bytes of the Flows of {count.level}")
        equal(stands(record), place_of(count.level), f"the place of {count.level}")


def counted(count, sources):
    """The members that say what was put in."""
    members = {"AppPayloadSize": count.payload, "NumWrongChecksums": count.wrong}
    found = {name: sum(each[source] for source in sources) for name, each in members.items()}
    for name in mixed.FLAGS:
        found[f"Num{name}Flags"] = sum(count.flags[source, name] for source in sources)
    return found


def the_innermost(folder, seed):
    """But for what was put in, and where they stand, they are those of the undisturbed conversation."""
    mixture, _ = once(capture, seed)
    out = once(records, seed)
    for kind in ("Connection", "Flow"):
        got = by_id(out, kind)
        for name, wanted in once(alone, seed).items():
            key = lambda record: record["SrcIP"]
            mine, other = sorted(got[name], key=key), sorted(wanted[kind], key=key)
            level = mixture.talks[name].level
            others = ELSEWHERE + COUNTED + (() if mixture.talks[name].framed else OF_LINKS)
            equal([without(record, others) for record in mine],
                  [without(record, others) for record in other], f"{kind} of {level}")
            for record in mine:
                count = mixture.counts[name]
                sources = count.packets if kind == "Connection" else [record["SrcIP"]]
                numbers = counted(count, sources)
                equal({member: int(record[member]) for member in numbers}, numbers, f"{kind} of {level}")


def same_for_any_workers(folder, seed):
    _, path = once(capture, seed)
    for workers in WORKERS:
        netcapd("-r", path, "--packet-numbers=on", f"-w{workers}", out=folder / str(workers), status=DONE)
        e2e.same_files(folder / str(workers), folder / "1", "*.gz")


def enough_is_put_in(folder, seed):
    """Else nothing is shown; and what has wrong checksums is not harmless."""
    mixture, path = once(capture, seed)
    inner = [mixture.counts[name] for name in mixture.talks]
    equal({count.level.depth for count in inner}, {0, 1, 2, 3}, "the depths")
    assert sum(bool(count.level.tags) for count in inner) > len(inner) // 4, "too few tags"
    assert sum(len(talk.sides) == 1 for talk in mixture.talks.values()) > len(inner) // 5, "too few one-way"
    assert len(mixture.counts) > 1.3 * len(inner), "too few levels of tunnels"
    assert sum(sum(count.wrong.values()) for count in inner) > 2 * len(inner), "too few wrong checksums"
    sent = sum(sum(count.packets.values()) for count in inner)
    assert sent > 1.5 * sum(len(talk.frames) for talk in mixture.talks.values()), "too few more segments"
    netcapd("-r", path, "--include=HTTP", "--checksums=off", out=folder / "out", status=DONE)
    assert e2e.records(folder / "out", "HTTP") != e2e.records(once(records, seed), "HTTP"), "all are believed"


def lost(done):
    match = re.search(r"^flows and streams lost with it +([\d,]+)$", done.stdout, re.M)
    return int(match[1].replace(",", "")) if match else 0


def a_crash_costs_its_packets(folder, seed):
    mixture, path = once(capture, seed, POISONED)
    netcapd("-r", path, "-w1", out=folder / "sane", plugins=once(poisoned, " -DSANE"), status=DONE)
    assert len(e2e.records(folder / "sane", "PoisonStream")) > 40, "the plugin wrote too little"
    for workers in WORKERS:
        done = netcapd("-r", path, f"-w{workers}", out=folder / str(workers), plugins=once(poisoned, ""),
                       status=PARTIAL)
        e2e.same_files(folder / str(workers), folder / "sane", "*.ncap.gz")
        equal(lost(done), 0, "what was lost of flows and streams")
        equal([packet[16:] for packet in e2e.aside(folder / str(workers))],
              [mixture.packets[number] for number in mixture.fatal], "the packets set aside")


SENTENCES = {
    "enough is put in of what disturbs": enough_is_put_in,
    "requests and responses are those of each conversation by itself": requests_and_responses,
    "the bytes of streams are what each side said, for any number of workers": bytes_of_streams,
    "at each level Connection and Flow count what was put in": connections_and_flows,
    "Connection and Flow say of each conversation what they say of it by itself": the_innermost,
    "all files are the same for any number of workers": same_for_any_workers,
    "a plugin that crashes costs its packets, whatever they are inside of": a_crash_costs_its_packets,
}
for words, function in SENTENCES.items():
    for number in SEEDS:
        named(f"{words}, seed {number}", lambda folder, function=function, number=number: function(folder, number))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
