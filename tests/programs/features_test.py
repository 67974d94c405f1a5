#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""FlowFeatures: one for each Connection of TCP and UDP, and every value what SQL makes of the records of packets.

All captures of ours are looked at, and some of those in $NETCAP_SHARED/captures; with --all all of them, save the
large ones.
"""
import collections
import re

import e2e
import features
from e2e import TESTS, equal, named, netcapd, test

PAGE = e2e.SOURCE / "core/netcap-features.7"
TALLY = collections.Counter()
SAME = "SrcIP", "DstIP", "UID", "CommunityID", "EndReason", "Protocol"


def one_for_each_connection(found):
    """The same connections, parts, ends and reasons."""
    connections = {(each["ConnectionID"], each["Part"]): each for each in found["Connection"]
                   if each.get("TransportProto") in ("TCP", "UDP")}
    equal(sorted((each["ConnectionID"], each["Part"]) for each in found["FlowFeatures"]), sorted(connections))
    for each in found["FlowFeatures"]:
        other = connections[each["ConnectionID"], each["Part"]]
        equal([each.get(name) or "" for name in SAME], [other.get(name) or "" for name in SAME])
        equal([str(each["SrcPort"]), str(each["DstPort"])], [other["SrcPort"], other["DstPort"]])
        if not each["BackwardsPkts"] and int(each["Pkts"]) == int(other["NumPackets"]):
            equal(each["TimestampFirst"], other["TimestampFirst"])


@test
def it_does_not_depend_on_the_number_of_workers(folder):
    for workers in 1, 4:
        netcapd("-r", TESTS / "captures", "--include=FlowFeatures", f"--workers={workers}", out=folder / str(workers))
    e2e.same_files(folder / "1", folder / "4", "*.ncap.gz")


def look_at(folder, capture):
    found = features.decode(folder / "out", "-r", capture)
    one_for_each_connection(found)
    features.compare(found, features.by_sqlite(features.tables(found)), TALLY)
    TALLY["captures"] += 1


def say(_folder):
    print(", ".join(f"{name}: {count:,}" for name, count in TALLY.items()))
    assert TALLY["records"]


@test
def all_of_the_fields_are_compared(_folder):
    equal(len(features.kinds()), 133)


def manual():
    """Name, meaning and comment of each field that the manual has, in order."""
    rows = re.findall(r'^\.TP\n\.BR (\w+) " \(([^)]+)\)"\n(.*?)(?=\n\.TP|\n\.S[SH]|\n\.br)',
                      PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [(name, meaning, re.sub(r"\s+", " ", text.replace("\\&", "").replace("\\-", "-")))
            for name, meaning, text in rows]


@test
def the_manual_says_of_each_field_what_its_schema_says(_folder):
    text = (e2e.SOURCE / "proto/flowfeatures.proto").read_text(encoding="utf-8")
    fields = re.findall(r"^ +(?:optional|repeated) +\w+ +(\w+) .*?// \[(.*?)\] (.*)$", text, re.M)
    words = re.compile(" (plain|derived|community)$")  # what anonymizing has to know besides
    equal(manual(), [(name, words.sub("", meaning), comment[0].upper() + comment[1:] + ".")
                     for name, meaning, comment in fields])


@test
def it_is_off_unless_asked_for(folder):
    capture = TESTS / "captures/flow.pcap"
    netcapd("-r", capture, out=folder / "out")
    assert not (folder / "out/FlowFeatures.ncap.gz").exists()
    (folder / "on.ini").write_text("[FlowFeatures]\nenabled = on\n", encoding="utf-8")
    netcapd("-r", capture, "-c", folder / "on.ini", out=folder / "ini")
    assert e2e.records(folder / "ini", "FlowFeatures") and e2e.records(folder / "ini", "Connection")
    netcapd("-r", capture, "--include=FlowFeatures", out=folder / "alone")
    equal([name for name in e2e.names(folder / "alone") if ".ncap" in name], ["FlowFeatures.ncap.gz"])


for path in features.captures():
    named(f"the features of {path.name} are what SQL makes of its packets",
          lambda folder, path=path: look_at(folder, path))
named("values were compared", say)


if __name__ == "__main__":
    raise SystemExit(e2e.main())
