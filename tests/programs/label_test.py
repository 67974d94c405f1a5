#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap label puts beside each record what alerts or a schedule of attacks say of it."""
import collections
import csv
import datetime
import hashlib
import io
import ipaddress
import json
import os
import random
import resource
import struct
import sys

import e2e
import parquet_read
from e2e import DEMO, DONE, PARTIAL, TESTS, USAGE, Skip, equal, netcapd, test
from made import framed, header, netcap, number, schema, text

LABELS = TESTS / "labels"
START = 1700000000  # of the bundled capture
TITLE = "begin,end,attackers,victims,protocol,ports,label\n"
HOUR = 3600
MOST_MEMORY = 700 << 20  # for a million labels


def utc(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat()


def run(folder, *arguments, capture=DEMO):
    netcapd("-r", capture, "-q", *arguments, out=folder / "out", status=DONE)
    return folder / "out"


def label(folder, *arguments, out="labelled", status=DONE, **how):
    """What it says; the records are in folder/out."""
    done = netcap("label", *arguments, "-o", folder / out, status=status, **how)
    return done.stdout + done.stderr


def labelled(folder, kind="Connection", out="labelled"):
    return e2e.records(folder / out, kind)


def given(records):
    """How many records have which label."""
    return dict(collections.Counter(record["Label"] for record in records if record["Label"]))


def schedule(folder, *rows, name="attacks.csv"):
    """Rows of (begin, end, attackers, victims, protocol, ports, label), times behind the start."""
    path = folder / name
    path.write_text(TITLE + "".join(
        ",".join([utc(START + begin), utc(START + end), *map(str, rest)]) + "\n" for begin, end, *rest in rows))
    return path


def alert(at, source, destination, signature="Bad", protocol="TCP", start=None, **more):
    event = {"timestamp": utc(at), "event_type": "alert", "src_ip": source[0], "dest_ip": destination[0],
             "proto": protocol, "alert": {"signature": signature, "severity": more.pop("severity", 3)}, **more}
    if len(source) > 1:
        event.update(src_port=source[1], dest_port=destination[1])
    if start is not None:
        event["flow"] = {"start": utc(start)}
    return event


def eve(folder, *events, name="eve.json"):
    path = folder / name
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def ends(record):
    return (record["SrcIP"], int(record["SrcPort"])), (record["DstIP"], int(record["DstPort"]))


def span(record):
    return float(record["TimestampFirst"]), float(record["TimestampLast"])


def with_ports(out):
    return [record for record in e2e.records(out, "Connection")
            if record["SrcPort"] and record["Protocol"] in (6, 17)]


# ---- schedules ----

@test
def a_schedule_labels_what_lies_in_its_times_both_ways(folder):
    out = run(folder)
    rows = [(4.5, 5.5, "192.0.2.10 192.0.2.11", "198.51.100.0/24", "tcp", "80 443", "Web"),
            (5.6, 7, "198.51.100.80", "192.0.2.10", "icmp", "any", "Ping"),
            (0, 4, "2001:db8::b", "any", "udp", "53", "Names")]
    label(folder, "--labels", schedule(folder, *rows), out)
    numbers = {"tcp": 6, "udp": 17, "icmp": 1}

    def has(address, listed):
        return listed == "any" or any(ipaddress.ip_address(address) in ipaddress.ip_network(each)
                                      for each in listed.split())

    def wanted(record):
        first, last = span(record)
        for begin, end, attackers, victims, protocol, ports, name in rows:
            sides = ((record["SrcIP"], record["DstIP"], record["DstPort"]),
                     (record["DstIP"], record["SrcIP"], record["SrcPort"]))
            if (record["Protocol"] == numbers[protocol] and first < START + end and last >= START + begin and any(
                    has(a, attackers) and has(v, victims) and (ports == "any" or port in ports.split())
                    for a, v, port in sides)):
                return name
        return ""

    records = labelled(folder)
    equal([record["Label"] for record in records], [wanted(record) for record in records], "the labels")
    equal(set(given(records)), {"Web", "Ping", "Names"}, "those given")


@test
def a_folder_is_labelled_file_by_file(folder):
    out = run(folder, "--set=FlowFeatures.enabled=on")
    said = label(folder, "--labels", schedule(folder, (4.5, 5.5, "any", "198.51.100.80", "tcp", "80", "Web")), out)
    wanted = sum(1 for record in e2e.records(out, "Connection") if "198.51.100.80" == record["DstIP"] and
                 record["DstPort"] == "80" and span(record)[0] < START + 5.5)
    assert wanted
    for kind in ("Connection", "FlowFeatures"):
        equal(given(labelled(folder, kind)), {"Web": wanted}, kind)
    equal(given(labelled(folder, "Flow")), {"Web": 2 * wanted}, "Flow")
    for kind in ("TCP", "HTTP"):
        assert given(labelled(folder, kind)), kind
    assert "left out, as their records say nothing of both addresses and a time: " in said, said
    assert "LinkFlow" in said and not (folder / "labelled/LinkFlow.ncap.gz").exists()
    for path in (folder / "labelled").glob("*.ncap.gz"):
        records, before = e2e.dump(path), e2e.records(out, path.name.split(".")[0])
        equal([json.loads(line) | {"Label": None} for line in records],
              [record | {"Label": None} for record in before], f"the records of {path.name}")


@test
def an_end_of_time_is_the_first_moment_behind_it(folder):
    out = run(folder)
    record = with_ports(out)[0]
    (source, _), (destination, _) = ends(record)
    first, last = (float(each) - START for each in span(record))
    for begin, end, hit in ((first - 9, first, False), (first - 9, first + 0.001, True), (last, last + 1, True),
                            (last + 0.001, last + 1, False)):
        path = schedule(folder, (begin, end, source, destination, "any", record["DstPort"], "A"),
                        (0, 100, "any", "any", "", "", "B"))
        label(folder, "--labels", path, "--overwrite", "--as-they-stand", out / "Connection.ncap.gz")
        equal(labelled(folder)[e2e.records(out, "Connection").index(record)]["Label"], "A" if hit else "B",
              f"the label from {begin} to {end}")


@test
def times_far_away_are_labelled_too(folder):
    fields = {"SrcIP": (4, "string"), "DstIP": (5, "string")}
    ends = text(4, "192.0.2.1") + text(5, "192.0.2.2")
    years = (1900, 2023, 2254, 2257, 2261, 2300)
    times = [int(datetime.datetime(year, 3, 1, tzinfo=datetime.timezone.utc).timestamp()) for year in years]
    (folder / "M.ncap").write_bytes(framed(header(schema(more=fields))) + b"".join(
        framed(text(1, f"{time}.000000") + ends) for time in times))
    path = folder / "attacks.csv"
    path.write_text("begin,end,label\n1700-01-01T00:00Z,2200-01-01T00:00Z,wide\n2256-01-01T00:00Z,2258-01-01T00:00Z,A\n"
                    "2261-01-01T00:00Z,2262-01-01T00:00Z,B\n")
    said = label(folder, "--labels", path, "--unlabelled=none", folder / "M.ncap")
    assert "3 labels in 4 lines, 3 by time alone; 3 are about records" in said, said
    equal([record["Label"] for record in labelled(folder, "M")], ["wide", "wide", "none", "A", "B", "none"], "the labels")


# ---- alerts ----

@test
def the_examples_say_the_same_in_all_formats(folder):
    out = run(folder)
    found = {}
    for name, options in (("eve.json", ()), ("fast.log", ("--zone=+01:00",)), ("notice.log", ()), ("notice.json", ())):
        label(folder, "--labels", LABELS / name, *options, "--overwrite", out)
        found[name] = [(record["SrcIP"], record["Label"]) for record in labelled(folder)]
    equal(found["fast.log"], found["eve.json"], "the labels of fast.log")
    equal(found["notice.json"], found["notice.log"], "those of notice.json")
    equal(collections.Counter(label for _, label in found["eve.json"] if label), {
        "EXAMPLE page from an old server": 1, "EXAMPLE request with an odd header": 1, "EXAMPLE ping": 1,
        "EXAMPLE ping of version 6": 1}, "the labels of eve.json")
    of_host = [source for source, label in found["notice.log"] if label == "Example::Host"]
    assert of_host and set(of_host) == {"2001:db8::a"}, of_host


@test
def every_connection_gets_its_own_alert(folder):
    """In either direction, of either IP version, shuffled; with a Community ID or without."""
    out = run(folder)
    records = with_ports(out)
    events = []
    for number, record in enumerate(records):
        sides = ends(record)[::1 if number % 2 else -1]
        more = {"community_id": record["CommunityID"]} if number % 3 else {}
        events.append(alert(span(record)[1], *sides, f"alert {number}", "TCP" if record["Protocol"] == 6 else "UDP",
                            **more))
    random.Random(1).shuffle(events)
    label(folder, "--labels", eve(folder, *events), "--late=0", "--tolerance=1ms", out / "Connection.ncap.gz")
    wanted = {record["ConnectionID"]: f"alert {number}" for number, record in enumerate(records)}
    equal({record["ConnectionID"]: record["Label"] for record in labelled(folder) if record["Label"]}, wanted)


@test
def ports_used_anew_are_another_connection(folder):
    """The same packets again two hours later: alerts are only of the second time."""
    head, frames = e2e.packets(DEMO)
    later = [struct.pack("<I", struct.unpack_from("<I", frame)[0] + 2 * HOUR) + frame[4:] for frame in frames]
    out = run(folder, capture=e2e.write_capture(folder / "twice.pcap", head, frames + later))
    records = [record for record in with_ports(out) if record["DstPort"] == "80"]
    first = [record for record in records if span(record)[0] < START + HOUR]
    equal(len(first), len(records) - len(first), "the connections of the first time")
    events = [alert(span(record)[0] + 2 * HOUR, *ends(record)) for record in first]
    label(folder, "--labels", eve(folder, *events), out / "Connection.ncap.gz")
    times = [span(record)[0] for record in labelled(folder) if record["Label"]]
    equal((len(times), min(times) > START + HOUR), (len(first), True), "those labelled, and whether all are later")


@test
def an_alert_that_comes_late_has_its_flow_or_few_seconds(folder):
    out = run(folder)
    record = next(record for record in with_ports(out) if record["DstPort"] == "80")
    first, last = span(record)
    for at, start, options, hit in ((last + 4, None, (), True), (last + 7, None, (), False),
                                    (last + 7, None, ("--late=10s",), True), (last + 60, first, (), True),
                                    (last + 60, last + 30, (), False), (first - 0.5, None, (), True),
                                    (first - 2, None, (), False), (first - 2, None, ("--tolerance=3s",), True)):
        other = next(other for other in with_ports(out) if other["DstPort"] == "53")
        path = eve(folder, alert(at, *ends(record), start=start), alert(span(other)[0], *ends(other), "B", "UDP"))
        label(folder, "--labels", path, "--overwrite", *options, out / "Connection.ncap.gz")
        equal(given(labelled(folder)), {"Bad": 1, "B": 1} if hit else {"B": 1}, f"at {at} from {start} {options}")


@test
def control_messages_are_joined_by_type_and_code(folder):
    out = run(folder)
    kinds = {"ICMPv4": ("192.0.2.10", "198.51.100.80", "ICMP", 8), "ICMPv6": ("2001:db8::b", "2001:db8:80::80",
                                                                            "IPv6-ICMP", 128)}
    for kind, (source, destination, protocol, number) in kinds.items():
        before = e2e.records(out, kind)
        times = [float(record["Timestamp"]) for record in before
                 if record["Context"]["SrcIP"] == source and record["TypeCode"] == number << 8]
        assert times, kind
        for sides, code in (((source, destination), number), ((destination, source), 0 if number == 8 else 129)):
            path = eve(folder, alert(times[0], *((each,) for each in sides), "Ping", protocol, icmp_type=code,
                                     icmp_code=0))
            label(folder, "--labels", path, "--overwrite", "--tolerance=0", "--late=0", out / f"{kind}.ncap.gz")
            hit = [record for record in labelled(folder, kind) if record["Label"]]
            assert hit and all({record["Context"]["SrcIP"], record["Context"]["DstIP"]} == {source, destination} and
                               record["TypeCode"] >> 8 in (number, {8: 0, 128: 129}[number]) and
                               float(record["Timestamp"]) == times[0] for record in hit), hit


@test
def a_protocol_is_known_by_the_community_id(folder):
    """HTTP and DNS say nothing of TCP and UDP but that."""
    out = run(folder)
    path = schedule(folder, (0, 100, "any", "any", "tcp", "80", "T"), (0, 100, "any", "any", "udp", "53", "U"))
    label(folder, "--labels", path, out)
    equal(set(given(labelled(folder, "HTTP"))), {"T"}, "HTTP")
    equal(set(given(labelled(folder, "DNS"))), {"U"}, "DNS")
    assert all(record["Label"] == "T" for record in labelled(folder, "TCP")
               if 80 in (record["SrcPort"], record["DstPort"]) and record["Context"]["SrcIP"])


@test
def a_network_header_is_of_the_protocol_that_it_carries(folder):
    out = run(folder)
    path = schedule(folder, (0, 100, "any", "any", "ipv6", "", "In IPv6"), (0, 100, "any", "any", "ipv6-icmp", "", "Six"),
                    (0, 100, "any", "any", "ipv4", "", "In IPv4"), (0, 100, "any", "any", "icmp", "", "Four"))
    label(folder, "--labels", path, out)
    names = {1: "Four", 4: "In IPv4", 41: "In IPv6", 58: "Six"}
    for kind, field in (("IPv6", "NextHeader"), ("IPv4", "Protocol")):
        records = labelled(folder, kind)
        equal([record["Label"] for record in records], [names.get(record[field], "") for record in records], kind)
        assert any(record["Label"] for record in records), kind


@test
def community_ids_made_with_a_seed_are_told(folder):
    out = run(folder)
    record = next(record for record in with_ports(out) if record["DstPort"] == "80")
    event = alert(span(record)[0], *ends(record), community_id="1:AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    said = label(folder, "--labels", eve(folder, event), out / "Connection.ncap.gz")
    assert "made with a seed?" in said, said
    equal(given(labelled(folder)), {"Bad": 1})


@test
def what_does_not_say_what_labels_ask_about_is_not_unlabelled(folder):
    """Headers know no ports; with packet numbers they have the Community ID of what they carry."""
    label(folder, "--labels", LABELS / "eve.json", "--unlabelled=BENIGN", out := run(folder))
    said = json.loads((folder / "labelled/label.json").read_text())
    left = {os.path.basename(each["path"]).split(".")[0] for each in said["inputs"]
            if each["left_out"] == "say nothing of protocol and ports, nor have a Community ID"}
    assert {"IPv4", "IPv6", "IPv6Fragment", "NetworkFlow"} <= left and not left & {"TCP", "UDP", "Connection", "HTTP"}, left
    assert not (folder / "labelled/IPv4.ncap.gz").exists()
    netcapd("-r", DEMO, "-q", "--packet-numbers=on", out=folder / "numbers", status=DONE)
    summary = label(folder, "--labels", LABELS / "eve.json", "--unlabelled=BENIGN", folder / "numbers", out="more")
    assert "NetworkFlow" in summary.split("left out, as their records say nothing of protocol and ports")[1], summary
    for kind in ("IPv4", "IPv6"):
        records = labelled(folder, kind, "more")
        assert {"BENIGN"} < {record["Label"] for record in records}, kind
        equal([bool(record["Label"]) for record in records],
              [bool(record["Context"] and record["Context"]["CommunityID"]) for record in records], kind)
    label(folder, "--labels", schedule(folder, (0, 100, "192.0.2.10", "any", "", "", "A")), "--unlabelled=B", out,
          out="addresses")
    equal({record["Label"] for record in labelled(folder, "IPv4", "addresses")}, {"A", "B"}, "where addresses suffice")


@test
def single_records_that_say_too_little_have_an_empty_column(folder):
    fields = {"SrcIP": (4, "string"), "DstIP": (5, "string"), "SrcPort": (6, "int32"), "DstPort": (7, "int32"),
              "Protocol": (8, "int32")}
    when, ends = text(1, f"{START}.000000"), text(4, "192.0.2.1") + text(5, "192.0.2.2")
    records = [when + ends + number(6, 9) + number(7, 80) + number(8, 6), when + ends + number(8, 6), when + ends,
               when + ends + number(8, 50), when + ends + number(6, 9) + number(7, 81) + number(8, 6), when, ends,
               when + text(4, "192.0.2.3") + text(5, "192.0.2.4")]
    (folder / "M.ncap").write_bytes(framed(header(schema(more=fields))) + b"".join(map(framed, records)))
    path = schedule(folder, (0, 9, "192.0.2.1", "192.0.2.2", "tcp", "80", "A"))
    said = label(folder, "--labels", path, "--unlabelled=B", folder / "M.ncap")
    equal([record["Label"] for record in labelled(folder, "M")], ["A", "", "", "B", "B", "", "", "B"], "by a schedule")
    assert "2 records do not say what labels ask about" in said and "2 records have no address or no time" in said, said
    report = json.loads((folder / "labelled/label.json").read_text())
    equal([report[key] for key in ("records", "labelled", "undecided", "nobody")], [8, 1, 2, 2], "label.json")
    equal([report["inputs"][0][key] for key in ("records", "labelled", "undecided", "nobody")], [8, 1, 2, 2], "inputs")
    path = eve(folder, alert(START, ("192.0.2.1", 9), ("192.0.2.2", 80), "A"))
    label(folder, "--labels", path, "--unlabelled=B", "--overwrite", folder / "M.ncap")
    equal([record["Label"] for record in labelled(folder, "M")], ["A", "", "", "B", "B", "", "", ""], "by an alert")


@test
def a_protocol_that_nobody_knows_breaks_its_line(folder):
    out = run(folder)
    record = next(record for record in with_ports(out) if record["DstPort"] == "80")
    at, sides = span(record)[0], ends(record)
    good = alert(at, *sides)
    (folder / "notice.json").write_text("".join(json.dumps({
        "ts": at, "id.orig_h": sides[0][0], "id.orig_p": sides[0][1], "id.resp_h": sides[1][0], "id.resp_p": sides[1][1],
        "proto": protocol, "note": "Bad"}) + "\n" for protocol in ("tcp", "what")))
    line = (LABELS / "fast.log").read_text().splitlines(keepends=True)[0]
    (folder / "fast.log").write_text(line + line.replace("{TCP}", "{WHAT}"))
    for path in (eve(folder, good, alert(at, *sides, protocol="WHAT")), folder / "notice.json", folder / "fast.log"):
        said = label(folder, "--labels", path, "--zone=+01:00", "--overwrite", out, status=PARTIAL)
        assert f"{path}:2: expected a protocol " in said and "1 label in 2 lines" in said, said


# ---- which wins ----

@test
def the_file_named_first_wins_then_the_worst_severity(folder):
    out = run(folder)
    record = next(record for record in with_ports(out) if record["DstPort"] == "80")
    at = span(record)[0]
    alerts = eve(folder, alert(at, *ends(record), "mild", severity=3), alert(at, *ends(record), "bad", severity=1),
                 alert(at, *ends(record), "middling", severity=2))
    attack = schedule(folder, (0, 100, record["SrcIP"], record["DstIP"], "tcp", 80, "attack"))
    where = f"SrcPort == {record['SrcPort']} && DstPort == 80"
    for files, wanted in (([alerts], "bad"), ([alerts, attack], "bad"), ([attack, alerts], "attack")):
        said = label(folder, *(f"--labels={path}" for path in files), "--overwrite", "--where", where,
                     out / "Connection.ncap.gz")
        equal([each["Label"] for each in labelled(folder)], [wanted], f"with {files}")
        assert "of which 1 could have had another label" in said, said


@test
def strict_writes_nothing_where_labels_contradict(folder):
    out = run(folder)
    path = schedule(folder, (0, 100, "any", "any", "", "", "A"), (0, 4, "any", "any", "", "", "B"))
    said = label(folder, "--labels", path, "--strict", out, status=USAGE)
    assert "has several labels" in said and "Connection.ncap.gz: record 1 " in said, said
    equal(list((folder / "labelled").glob("[A-Za-z]*")), [], "what was written")
    label(folder, "--labels", schedule(folder, (0, 100, "any", "any", "", "", "A"), (0, 4, "any", "any", "", "", "A")),
          "--strict", out)


# ---- what does not match ----

@test
def labels_about_nothing_are_told_by_line(folder):
    out = run(folder)
    rows = [(0, 100, f"10.9.9.{i}", "any", "", "", f"Nobody {i}") for i in range(30)]
    said = label(folder, "--labels", schedule(folder, *rows, (0, 100, "192.0.2.10", "any", "", "", "A")), out)
    assert "attacks.csv:2: is about no record: Nobody 0\n" in said, said
    assert "attacks.csv:11: is about no record: Nobody 9\n" in said and "attacks.csv:12:" not in said, said
    assert "30 labels are about no record" in said, said


@test
def nothing_matched_is_no_success(folder):
    out = run(folder)
    said = label(folder, "--labels", schedule(folder, (0, 100, "10.9.9.9", "any", "", "", "Nobody")), out, status=USAGE)
    assert "none of 1 labels is about any of " in said, said
    assert "the labels are from 2023-11-14T22:13:20.000000Z to 2023-11-14T22:15:00.000000Z" in said, said
    equal(list((folder / "labelled").glob("[A-Za-z]*")), [], "what was written")


@test
def a_day_without_attacks_is_written_as_it_stands(folder):
    out = run(folder)
    quiet = folder / "eve.json"
    quiet.write_text('{"event_type":"stats"}\n')
    for path in (schedule(folder, (0, 100, "10.9.9.9", "any", "", "", "Nobody")), quiet, schedule(folder)):
        said = label(folder, "--labels", path, out, out="refused", status=USAGE)
        assert " is about any of " in said and "give --as-they-stand" in said, said
        said = label(folder, "--labels", path, "--as-they-stand", "--unlabelled=B", "--overwrite", out)
        assert " is about any of " in said, said
        equal({record["Label"] for record in labelled(folder)}, {"B"}, "the labels")


@test
def attacks_of_other_hours_do_not_speak_against_those_of_this_one(folder):
    """A schedule of a day, and few seconds captured: hours away any of many rows would match."""
    out = run(folder)
    rows = [(4.5 - HOUR * i, 5.5 - HOUR * i, "192.0.2.10", "any", "", "", "A") for i in (0, 3, 3, 3, 3)]
    said = label(folder, "--labels", schedule(folder, *rows), out)
    assert "shifted by +3 h 4 of 5 labels would match, as they stand 1" in said, said
    rows += [(4.5 + i, 5.5 + i, "10.9.9.9", "any", "", "", "B") for i in range(2)]
    said = label(folder, "--labels", schedule(folder, *rows), "--overwrite", out, status=USAGE)
    assert "shifted by +3 h 4 of 7 labels match, as they stand 1: is the zone right?" in said, said


@test
def an_hour_off_fails_loudly(folder):
    out = run(folder)
    records = [record for record in with_ports(out) if record["DstPort"] in ("80", "53")]
    for hours, shift in ((-14, "-14"), (-3, "-3"), (-1, "-1"), (1, "+1"), (5.5, "+5:30"), (-9.5, "-9:30"), (14, "+14")):
        events = [alert(span(record)[0] - hours * HOUR, *ends(record), protocol="TCP" if record["Protocol"] == 6 else "UDP")
                  for record in records]
        said = label(folder, "--labels", eve(folder, *events), out, status=USAGE)
        assert f"shifted by {shift} h {len(events)} of {len(events)} labels match, as they stand 0: is the zone " \
            "right?" in said, said
        equal(list((folder / "labelled").glob("[A-Za-z]*")), [], "what was written")
    path = schedule(folder, (4.5 + HOUR, 5.5 + HOUR, "192.0.2.10", "198.51.100.80", "tcp", "80", "Web"),
                    (0 + HOUR, 4 + HOUR, "2001:db8::b", "any", "udp", "53", "Names"), (0, 9, "192.0.2.99", "any", "", "", "X"))
    said = label(folder, "--labels", path, "--overwrite", out)  # not more than twice as many
    assert "shifted by -1 h 2 of 3 labels would match, as they stand 1" in said, said
    path = schedule(folder, (4.5 + HOUR, 5.5 + HOUR, "192.0.2.10", "198.51.100.80", "tcp", "80", "Web"),
                    (0 + HOUR, 4 + HOUR, "2001:db8::b", "any", "udp", "53", "Names"))
    said = label(folder, "--labels", path, out, out="other", status=USAGE)
    assert "shifted by -1 h 2 of 2 labels match, as they stand 0" in said, said


@test
def labels_can_be_taken_as_they_stand(folder):
    out = run(folder)
    records = [record for record in with_ports(out) if record["DstPort"] == "80"]
    events = [alert(span(record)[0] - HOUR * (number > 0), *ends(record)) for number, record in enumerate(records)]
    events += [alert(START + i, ("10.9.9.9", 1), ("10.9.9.8", 2)) for i in range(3, 6)]
    said = label(folder, "--labels", eve(folder, *events), out / "Connection.ncap.gz", status=USAGE)
    assert f"shifted by +1 h {len(events) - 4} of {len(events)} labels match, as they stand 1" in said, said
    label(folder, "--labels", eve(folder, *events), "--as-they-stand", out / "Connection.ncap.gz")
    equal(given(labelled(folder)), {"Bad": 1})


@test
def the_wrong_zone_of_fast_log_is_told(folder):
    out = run(folder)
    said = label(folder, "--labels", LABELS / "fast.log", out, status=USAGE)
    assert "fast.log:1: expected a time with its zone" in said, said
    said = label(folder, "--labels", LABELS / "fast.log", "--zone=UTC", out, status=USAGE)
    assert "shifted by -1 h 4 of 4 labels match, as they stand 0: is the zone right?" in said, said
    said = label(folder, "--labels", LABELS / "fast.log", "--zone=+0100", out)
    assert "4 times without a zone were taken as +01:00" in said, said


@test
def a_year_that_fast_log_does_not_say_is_asked_for(folder):
    out = run(folder)
    path = folder / "fast.log"
    path.write_text((LABELS / "fast.log").read_text().replace("11/14/2023-", "11/14-"))
    said = label(folder, "--labels", path, "--zone=+01:00", out, status=USAGE)
    assert "expected a time with its year, or --year" in said, said
    label(folder, "--labels", path, "--zone=+01:00", "--year=2023", out)
    equal(len(given(labelled(folder))), 4)


# ---- label files ----

@test
def broken_lines_are_told_and_the_rest_counts(folder):
    out = run(folder)
    good = (LABELS / "eve.json").read_bytes().splitlines(keepends=True)
    path = folder / "eve.json"
    path.write_bytes(good[0] + b"junk\n" + b'{"event_type":"alert","timestamp":"x"}\n' + b"{\0}\n" +
                     b"[" * 100000 + b"\n" + b"x" * (1 << 21) + b"\n\n\xff\xfe\n" + b"".join(good[1:])[:-1])
    said = label(folder, "--labels", path, out, status=PARTIAL)
    for line, expected in ((2, "a JSON object"), (3, "a text in alert.signature"), (4, "text without a zero byte"),
                           (5, "a JSON object"), (6, "a line of at most 1048576 bytes"), (8, "a JSON object")):
        assert f"{path}:{line}: expected {expected}" in said, said
    equal(len(given(labelled(folder))), 4, "labels given")
    report = json.loads((folder / "labelled/label.json").read_text())
    equal([report["labels"][0][key] for key in ("lines", "labels", "none", "broken")], [12, 4, 2, 6], "what was counted")


@test
def many_broken_lines_are_counted(folder):
    out = run(folder)
    path = folder / "eve.json"
    path.write_text((LABELS / "eve.json").read_text() + "junk\n" * 1000)
    said = label(folder, "--labels", path, out, status=PARTIAL)
    equal(said.count("expected a JSON object"), 10, "lines that are told")
    assert "1000 lines are broken, of which the first 10 are said" in said, said


@test
def a_file_in_no_known_format_is_refused(folder):
    out = run(folder)
    path = folder / "what.txt"
    for content in (b"time;what\n1;2\n", b"\x1f\x8b\x08 no gzip", b"PK\3\4\0\0"):
        path.write_bytes(content)
        done = netcap("label", "--labels", path, "-o", folder / "labelled", out)
        assert done.returncode in (USAGE, PARTIAL) and str(path) in done.stderr, done
        equal(list((folder / "labelled").glob("[A-Za-z]*")), [], "what was written")
    assert "cannot be opened" in label(folder, "--labels", folder / "none", out, status=e2e.FAILED)


@test
def a_schedule_without_a_zone_is_refused(folder):
    out = run(folder)
    path = folder / "attacks.csv"
    path.write_text(TITLE + "2023-11-14T22:13:24,2023-11-14T22:13:25,any,any,,,A\n")
    assert "attacks.csv:2: expected a time with its zone" in label(folder, "--labels", path, out, status=USAGE)
    for head, options in (("", ("--zone=Z",)), ("# zone: UTC\n", ())):
        path.write_text(head + path.read_text())
        said = label(folder, "--labels", path, *options, "--overwrite", out)
        assert "2 times without a zone were taken as +00:00" in said, said
    path.write_text(path.read_text().replace("UTC", "+01:00").replace("T22", "T23"))
    said = label(folder, "--labels", path, "--overwrite", out)
    assert "2 times without a zone were taken as +01:00" in said, said
    report = json.loads((folder / "labelled/label.json").read_text())["labels"][0]
    equal((report["zone_taken"], report["zone_seconds"]), (2, HOUR), "what label.json says")


@test
def a_file_without_labels_is_named(folder):
    out = run(folder)
    for content, lines in (("", 0), ("# nothing\n", 1)):
        (folder / "none.csv").write_text(content)
        said = label(folder, "-l", folder / "none.csv", "-l", LABELS / "schedule.csv", "--overwrite", out)
        assert f"none.csv: has no label in {lines} lines" in said, said


@test
def label_files_may_be_compressed(folder):
    out = run(folder)
    (folder / "eve.json.gz").write_bytes(e2e.gzip.compress((LABELS / "eve.json").read_bytes()))
    label(folder, "--labels", folder / "eve.json.gz", out)
    equal(len(given(labelled(folder))), 4)


@test
def a_million_labels_fit(folder):
    out = run(folder, "--include=Connection,TCP")
    path = folder / "eve.json"
    line = '{{"timestamp":"2023-11-14T22:13:{:02d}.0+0000","event_type":"alert","src_ip":"10.{}.{}.{}","src_port":' \
        '{},"dest_ip":"192.0.2.1","dest_port":80,"proto":"TCP","alert":{{"signature":"S{}","severity":2}}}}\n'
    with open(path, "w", encoding="ascii") as file:
        for i in range(1000000):
            file.write(line.format(20 + i % 20, i >> 16 & 255, i >> 8 & 255, i & 255, 1024 + i % 60000, i % 1000))
        file.write((LABELS / "eve.json").read_text())

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    said = label(folder, "--labels", path, "--workers=1", out, preexec_fn=limit)
    assert "1000004 labels in 1000005 lines" in said and "4 are about records" in said, said
    equal(len(given(labelled(folder))), 4)


@test
def a_million_alerts_of_one_connection_take_no_longer(folder):
    """Each packet is asked about, and all but few alerts are of other times."""
    out = run(folder, "--include=TCP")
    record = next(record for record in e2e.records(out, "TCP") if record["DstPort"] == 80)
    sides = (record["Context"]["SrcIP"], record["SrcPort"]), (record["Context"]["DstIP"], record["DstPort"])
    event = json.dumps(alert(START, *sides))
    with open(folder / "eve.json", "w", encoding="ascii") as file:
        for i in range(300000):
            file.write(event.replace(utc(START), utc(START + 4 + i)) + "\n")
    label(folder, "--labels", folder / "eve.json", out)
    assert given(labelled(folder, "TCP"))


# ---- what is written ----

@test
def every_format_has_the_column(folder):
    out = run(folder)
    options = "--labels", LABELS / "schedule.csv", "--unlabelled=BENIGN", "--overwrite", out / "Connection.ncap.gz"
    label(folder, *options)
    wanted = [record["Label"] for record in labelled(folder)]
    equal(collections.Counter(wanted)["BENIGN"], len(wanted) - 19, "those without a label")
    for kind, separator in (("csv", ","), ("tsv", "\t")):
        label(folder, *options, f"--format={kind}")
        rows = csv.DictReader(io.StringIO((folder / f"labelled/Connection.{kind}").read_text()), delimiter=separator)
        equal([row["Label"] for row in rows], wanted, kind)
    label(folder, *options, "--format=jsonl", "--compression=gzip")
    lines = e2e.gzip.decompress((folder / "labelled/Connection.jsonl.gz").read_bytes()).decode().splitlines()
    equal([json.loads(line)["Label"] for line in lines], wanted, "jsonl")
    label(folder, *options, "--format=parquet")
    rows = list(parquet_read.Parquet(folder / "labelled/Connection.parquet").rows())
    names = list(json.loads(lines[0]))
    equal([(row["Label"] if isinstance(row, dict) else row[names.index("Label")]) for row in rows], wanted, "parquet")
    label(folder, *options, "--format=proto")
    assert (folder / "labelled/Connection.pb").stat().st_size > 1000
    done = netcap("label", "--labels", LABELS / "schedule.csv", "--format=jsonl", "-o", "-",
                  out / "Connection.ncap.gz", status=DONE)
    equal([json.loads(line)["Label"] or "BENIGN" for line in done.stdout.splitlines()], wanted, "standard output")


@test
def what_is_labelled_is_read_by_all_commands(folder):
    out = run(folder, "--set=FlowFeatures.enabled=on")
    label(folder, "--labels", LABELS / "schedule.csv", "--column=Attack", out)
    for kind in ("Connection", "FlowFeatures"):
        path = folder / f"labelled/{kind}.ncap.gz"
        wanted = sum(1 for record in labelled(folder, kind) if record["Attack"] == "Web attack")
        equal(len(e2e.dump(path, DONE, "--where", 'Attack == "Web attack"')), wanted, f"records of {kind}")
        stats = json.loads(netcap("stats", "--json", "--select=Attack", path, status=DONE).stdout)
        equal(stats["records"], len(labelled(folder, kind)), f"statistics of {kind}")
        assert "Web attack" in json.dumps(stats), stats
        assert "what label files say of it" in netcap("fields", path, status=DONE).stdout
        proto = netcap("proto", path, status=DONE).stdout
        assert " Attack " in proto and "= 50000;" in proto, proto
        assert kind in netcap("info", path, status=DONE).stdout
        netcap("check", path, status=DONE)
    netcap("merge", "-o", folder / "merged", folder / "labelled/Connection.ncap.gz", status=DONE)
    equal(sorted(e2e.dump(folder / "merged/Connection.ncap.gz")),
          sorted(e2e.dump(folder / "labelled/Connection.ncap.gz")), "what is merged")


@test
def python_reads_what_is_labelled(folder):
    try:
        from packaged import netcap as package
    except SystemExit as reason:
        raise Skip("there is no python3-protobuf") from reason
    out = run(folder, "--set=FlowFeatures.enabled=on")
    label(folder, "--labels", LABELS / "schedule.csv", out)
    for kind in ("Connection", "FlowFeatures"):
        records = list(package.open(str(folder / f"labelled/{kind}.ncap.gz")))
        equal([record["Label"] or "" for record in records],
              [record["Label"] or "" for record in labelled(folder, kind)], kind)
        assert any(record["Label"] for record in records)


@test
def absent_labels_are_absent_as_the_schema_has_it(folder):
    out = run(folder, "--set=FlowFeatures.enabled=on")
    label(folder, "--labels", LABELS / "schedule.csv", out)
    equal({record["Label"] for record in labelled(folder) if not record["Label"]}, {""}, "of proto3")
    equal({record["Label"] for record in labelled(folder, "FlowFeatures") if not record["Label"]}, {None}, "of proto2")


@test
def a_column_that_is_there_is_not_replaced(folder):
    out = run(folder)
    for name in ("SrcIP", "srcip"):
        said = label(folder, "--labels", LABELS / "schedule.csv", f"--column={name}", out / "Connection.ncap.gz",
                     status=USAGE)
        assert "has a field SrcIP already: name another column with --column" in said, said
    assert "expected a name of letters" in label(folder, "--labels", "x", "--column=a b", out, status=USAGE)


@test
def what_is_labelled_can_be_labelled_again(folder):
    out = run(folder)
    label(folder, "--labels", LABELS / "schedule.csv", out / "Connection.ncap.gz")
    once = folder / "labelled/Connection.ncap.gz"
    assert "has a field Label already" in label(folder, "--labels", LABELS / "eve.json", once, out="again", status=USAGE)
    label(folder, "--labels", LABELS / "eve.json", "--column=Alert", once, out="again")
    twice = labelled(folder, out="again")
    equal([record["Label"] for record in twice], [record["Label"] for record in labelled(folder)], "the first column")
    equal(sum(1 for record in twice if record["Alert"]), 4, "the second one")


@test
def labels_are_hostile_text(folder):
    out = run(folder)
    bad = "=1+1", "\x1b[2J", "a,\"b\"\nc", "\u202egnp", "\U0001f600"
    records = [record for record in with_ports(out)][:len(bad)]
    events = [alert(span(record)[0], *ends(record), name, "TCP" if record["Protocol"] == 6 else "UDP")
              for record, name in zip(records, bad)]
    path = eve(folder, *events)
    said = label(folder, "--labels", path, out / "Connection.ncap.gz")
    assert "\x1b" not in said and "\u202e" not in said
    equal([record["Label"] for record in labelled(folder) if record["Label"]], list(bad), "in ncap")
    label(folder, "--labels", path, "--format=csv", "--overwrite", out / "Connection.ncap.gz")
    content = (folder / "labelled/Connection.csv").read_text()
    rows = [row["Label"] for row in csv.DictReader(io.StringIO(content)) if row["Label"]]
    assert rows[0] == "'=1+1" and "\x1b" not in content and "\u202e" not in content, rows
    equal(len(content.splitlines()), len(e2e.records(out, "Connection")) + 1, "lines of CSV")


@test
def nothing_that_is_there_is_destroyed(folder):
    out = run(folder)
    label(folder, "--labels", LABELS / "schedule.csv", out / "Connection.ncap.gz")
    before = e2e.digests(folder / "labelled")
    for options in ((), ("--format=csv",)):
        said = label(folder, "--labels", LABELS / "eve.json", *options, out / "Connection.ncap.gz", status=USAGE)
        assert "is there already" in said, said
    equal(e2e.digests(folder / "labelled"), before, "what is there")
    run_before = e2e.digests(out)
    for operand in (out, out / "Connection.ncap.gz"):
        said = label(folder, "--labels", LABELS / "eve.json", "--overwrite", operand, out="out", status=USAGE)
        assert "lies in the folder that is written to" in said, said
    equal(e2e.digests(out), run_before, "the run")
    netcap("verify", out, status=DONE)


@test
def what_is_read_is_never_replaced(folder):
    """By its own name, a symlink, or a hard link."""
    out = run(folder)
    (folder / "labelled").mkdir()
    path = folder / "labelled/Connection.csv"
    path.write_text((LABELS / "schedule.csv").read_text())
    (folder / "labelled/label.json").symlink_to(LABELS / "eve.json")
    os.link(out / "TCP.ncap.gz", folder / "labelled/UDP.ncap.gz")
    for labels, options, operand, name in ((path, ["--format=csv"], "Connection", "Connection.csv"),
                                           (LABELS / "eve.json", [], "Connection", "label.json"),
                                           (path, [], "UDP", "UDP.ncap.gz")):
        before = e2e.digests(folder / "labelled")
        said = label(folder, "--labels", labels, *options, "--overwrite", out / f"{operand}.ncap.gz", out / "TCP.ncap.gz",
                     status=USAGE)
        assert f"labelled/{name}: is read as well" in said, said
        equal(e2e.digests(folder / "labelled"), before, "what is there")


@test
def a_file_that_is_named_twice_is_labelled_once(folder):
    out = run(folder)
    (folder / "link.ncap.gz").symlink_to(out / "Connection.ncap.gz")
    said = label(folder, "--labels", LABELS / "schedule.csv", out, out / "TCP.ncap.gz", out, folder / "link.ncap.gz")
    equal(said.count("Connection.ncap.gz: "), 1, "how often it is named")


@test
def files_of_the_same_name_are_refused_before_any_is_written(folder):
    out = run(folder)
    other = folder / "other"
    other.mkdir()
    (other / "Connection.ncap.gz").write_bytes((out / "Connection.ncap.gz").read_bytes())
    said = label(folder, "--labels", LABELS / "schedule.csv", out, other, status=USAGE)
    assert "Connection.ncap.gz: both would be labelled as " in said, said
    equal(list((folder / "labelled").glob("[A-Za-z]*")), [], "what was written")


@test
def what_cannot_be_read_twice_is_refused(folder):
    os.mkfifo(folder / "M.ncap")
    for path in (folder / "M.ncap", "/dev/null"):
        said = label(folder, "--labels", LABELS / "schedule.csv", path, status=USAGE)
        assert "expected a regular file" in said, said


@test
def a_label_json_goes_with_what_it_lists(folder):
    out = run(folder)
    label(folder, "--labels", LABELS / "schedule.csv", out)
    (folder / "labelled/Mine.csv").write_text("mine")
    label(folder, "--labels", LABELS / "eve.json", "--format=csv", "--overwrite", out / "TCP.ncap.gz", out / "UDP.ncap.gz")
    equal({path.name for path in (folder / "labelled").glob("[A-Za-z]*")}, {"TCP.csv", "UDP.csv", "label.json", "Mine.csv"})
    (folder / "labelled/UDP.csv").unlink()
    (folder / "labelled/UDP.csv").mkdir()
    label(folder, "--labels", LABELS / "eve.json", "--format=csv", "--overwrite", out / "TCP.ncap.gz", out / "UDP.ncap.gz",
          status=e2e.FAILED)
    assert not (folder / "labelled/label.json").exists(), "it says what is no longer so"


@test
def label_json_says_what_was_labelled_by_what(folder):
    out = run(folder)
    label(folder, "--labels", LABELS / "schedule.csv", "--labels", LABELS / "eve.json", "--column=Attack", out)
    report = json.loads((folder / "labelled/label.json").read_text())

    def sums(path):
        content = path.read_bytes()
        return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}

    for key, base in (("labels", None), ("inputs", None), ("files", folder / "labelled")):
        for each in report[key]:
            path = base / each["name"] if base else e2e.pathlib.Path(each["path"])
            equal({name: each[name] for name in ("sha256", "bytes")}, sums(path), f"what is said of {path}")
    equal({each["name"] for each in report["files"]} | {"label.json"}, {*os.listdir(folder / "labelled")}, "the files")
    says = {each["name"]: each["sha256"] for each in json.loads((out / "run.json").read_text())["files"]}
    equal({os.path.basename(each["path"]): each["sha256"] for each in report["inputs"]},
          {name: digest for name, digest in says.items() if ".ncap" in name}, "the inputs, as run.json has them")
    counts = collections.Counter(record["Attack"] for path in (folder / "labelled").glob("*.ncap.gz")
                                 for record in map(json.loads, e2e.dump(path)) if record["Attack"])
    equal({each["label"]: each["records"] for each in report["values"]}, dict(counts), "the values")
    equal(report["labelled"], sum(counts.values()), "those labelled")
    equal(report["labelled"], sum(report[key] for key in ("by_ends", "by_hosts", "by_net", "by_time")), "by what")
    assert "column=Attack" in report["options"]


@test
def a_damaged_file_is_labelled_up_to_there(folder):
    out = run(folder)
    path = out / "TCP.ncap.gz"
    path.write_bytes(path.read_bytes()[:-9])
    said = label(folder, "--labels", LABELS / "schedule.csv", out, status=PARTIAL)
    equal(said.count(f"{path}: "), 2, "how often it is named: as damaged, and with what was labelled")
    assert given(labelled(folder)), "the others"


@test
def a_record_that_does_not_fit_its_schema_ends_its_file(folder):
    fields = {"SrcIP": (4, "string"), "DstIP": (5, "string")}
    good = text(1, f"{START}.000000") + text(4, "192.0.2.1") + text(5, "192.0.2.2")
    for kind in ("ncap", "csv"):
        (folder / "M.ncap").write_bytes(framed(header(schema(more=fields))) + framed(good) * 3 + framed(b"\x22\xff") +
                                        framed(good))
        path = schedule(folder, (0, 1, "192.0.2.1", "any", "", "", "A"))
        said = label(folder, "--labels", path, f"--format={kind}", "--compression=none", folder / "M.ncap", out=kind,
                     status=PARTIAL)
        assert "M.ncap: 3 records, 3 labelled" in said, said
    equal((folder / "csv/M.csv").read_text().count(",A\n"), 3, "records of CSV")
    equal(len(e2e.dump(folder / "ncap/M.ncap")), 3, "records of ncap")


@test
def any_number_of_workers_makes_the_same(folder):
    out = run(folder)
    for workers in (1, 4):
        label(folder, "--labels", LABELS / "schedule.csv", f"--workers={workers}", out, out=f"by{workers}")
    e2e.same_files(folder / "by1", folder / "by4", "*.gz")


@test
def what_is_missing_is_asked_for(folder):
    out = run(folder)
    for arguments, expected in ((["-o", folder / "x", out], "expected a file of labels"),
                                (["-l", LABELS / "eve.json", out], "expected a folder to write to"),
                                (["-l", LABELS / "eve.json", "-o", folder / "x"], "expected the name of a file"),
                                (["-l", LABELS / "eve.json", "-o", folder / "x", "-"], "cannot be read twice"),
                                (["-l", LABELS / "eve.json", "-o", "-", out], "standard output takes one file"),
                                (["--unlabelled=\udcff"], "1024 bytes of UTF-8"), (["--zone=Berlin"], "expected UTC or an offset"), (["--tolerance=9d"], "at most 7 days")):
        assert expected in netcap("label", *arguments, status=USAGE).stderr, expected


if __name__ == "__main__":
    sys.exit(e2e.main())
