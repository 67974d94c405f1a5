# SPDX-License-Identifier: Apache-2.0
"""FlowFeatures made anew by SQL from the records of packets, and compared with ours value by value.

What the records of packets cannot show is left out, and counted by its reason.
"""
import collections
import csv
import json
import math
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys

import e2e
from e2e import DONE, PARTIAL, TESTS, equal, netcapd

sys.path.insert(0, str(TESTS / "oracle"))
import flowtables  # noqa: E402

SQL = (TESTS / "programs/features.sql").read_text(encoding="utf-8")
TYPES = "TCP", "UDP", "IPv4", "IPv6", "IPv6Fragment", "Connection", "FlowFeatures"
NEAR = 1e-9  # of numbers that are no whole ones, in proportion
FLAGS = "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"

# With loss, disorder, tags, tunnels, fragments, both versions of IP, clocks that leap.
SHORT = ("OISF+suricata-verify__tests__defrag__bug-6887-defrag-ipv6-tcp__frag-ip-tcp.pcap",
         "cisco+mercury__unit_tests__pcaps__pppoe_double_vlan_tagging.pcap",
         "cisco+mercury__unit_tests__pcaps__quic_reordered_frames.pcap",
         "cisco-system-traffic-generator+trex-core__scripts__exp__tcp2_http_drop_s.pcap",
         "nfstream+nfstream__tests__pcaps__iphone.pcap", "ntop+nDPI__viber.pcap",
         "zeek+zeek__tunnels__vxlan-encapsulated-http.pcap")

TABLES = {
    "transport": "place BIGINT, number BIGINT, depth BIGINT, talk VARCHAR, community VARCHAR, stamp VARCHAR, "
                 "srcip VARCHAR, srcport VARCHAR, dstip VARCHAR, dstport VARCHAR, protocol BIGINT, captured BIGINT, "
                 "entropy DOUBLE, udplength BIGINT, dataoffset BIGINT, seqnum BIGINT, acknum BIGINT, win BIGINT, "
                 + ", ".join(f"{flag.lower()} BIGINT" for flag in FLAGS),
    "ip4": "number BIGINT, depth BIGINT, talk VARCHAR, srcip VARCHAR, dstip VARCHAR, id BIGINT, protocol BIGINT, "
           "ihl BIGINT, length BIGINT, flags BIGINT, fragoffset BIGINT",
    "ip6": "number BIGINT, depth BIGINT, talk VARCHAR, length BIGINT, nextheader BIGINT, captured BIGINT",
    "fragment6": "number BIGINT, depth BIGINT, srcip VARCHAR, dstip VARCHAR, id BIGINT, fragoffset BIGINT, more BIGINT",
    "connection": "talk VARCHAR, part BIGINT, uid VARCHAR, endreason VARCHAR, numpackets BIGINT",
}


def captures():
    """Those of flowtables, and without --all some of $NETCAP_SHARED."""
    yield from flowtables.captures()
    shared = os.environ.get("NETCAP_SHARED")
    if shared and "--all" not in sys.argv:
        yield from (pathlib.Path(shared, "captures", name) for name in SHORT)


def decode(folder, *arguments):
    """The records of a capture by type; one without any has none of them."""
    done = netcapd(*arguments, "--include=" + ",".join(TYPES), "--packet-numbers=on", out=folder)
    assert done.returncode in (DONE, PARTIAL), done.stderr
    return {kind: e2e.records(folder, kind) for kind in TYPES}


def whole(record, *names):
    return [int(record.get(name) or 0) for name in names]


def transport(found):
    """Rows of what a conversation has; PacketNumber, then the order of the file."""
    for protocol, kind in (6, "TCP"), (17, "UDP"):
        for record in found[kind]:
            context = record["Context"]
            if not context.get("ConnectionID"):
                continue  # at a level that flows do not see
            yield [*whole(context, "PacketNumber", "Depth"), context["ConnectionID"], context.get("CommunityID") or "",
                   record["Timestamp"], context["SrcIP"], str(record["SrcPort"]), context["DstIP"],
                   str(record["DstPort"]),
                   protocol, *whole(record, "PayloadSize"), record.get("PayloadEntropy") or 0.0,
                   *whole(record, "Length", "DataOffset", "SeqNum", "AckNum", "Window", *FLAGS)]


def network(record, *names):
    context = record["Context"]
    return [*whole(context, "PacketNumber", "Depth"), context.get("ConnectionID") or "", *(record[n] for n in names)]


def tables(found):
    """What the SQL is given."""
    rows = sorted(transport(found), key=lambda row: row[0])
    return {
        "transport": [[place, *row] for place, row in enumerate(rows)],
        "ip4": [network(record, "SrcIP", "DstIP") + whole(record, "Id", "Protocol", "IHL", "Length", "Flags",
                                                          "FragOffset") for record in found["IPv4"]],
        "ip6": [network(record) + whole(record, "Length", "NextHeader", "PayloadSize") for record in found["IPv6"]],
        "fragment6": [[*whole(record["Context"], "PacketNumber", "Depth"), record["Context"]["SrcIP"],
                       record["Context"]["DstIP"], *whole(record, "Identification", "FragmentOffset", "MoreFragments")]
                      for record in found["IPv6Fragment"]],
        "connection": [[record["ConnectionID"], record["Part"], record["UID"], record["EndReason"],
                        int(record["NumPackets"])]
                       for record in found["Connection"] if record.get("TransportProto") in ("TCP", "UDP")],
    }


class Deviation:
    """stddev_samp, by fractions."""

    def __init__(self):
        self.values = []

    def step(self, value):
        if value is not None:
            self.values.append(value)

    def finalize(self):
        return statistics.stdev(self.values) if len(self.values) > 1 else None


def by_sqlite(given):
    """What the SQL comes to: rows of its three tables."""
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    base.create_aggregate("stddev_samp", 1, Deviation)
    for name, columns in TABLES.items():
        base.execute(f"CREATE TABLE {name} ({columns})")
        base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * (columns.count(',') + 1))})", given[name])
    base.executescript(SQL)
    answer = {name: [dict(row) for row in base.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3")]
              for name in ("whole", "sides", "early")}
    base.close()
    return answer


def by_duckdb(given, folder):
    """The same in DuckDB, npm's, which READERS names the place of."""
    place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"
    statements = []
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(place)
        shutil.copy(TESTS / "readers/sql.mjs", folder)
    for name, columns in TABLES.items():
        with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([[None, *row] for row in given[name]] or [])
        statements += [f"CREATE TABLE {name} ({columns})"]
        if given[name]:
            statements += [f"INSERT INTO {name} SELECT * EXCLUDE nothing FROM read_csv('{name}.csv', header = false, "
                           f"columns = {{'nothing': 'VARCHAR', {duckdb_types(columns)}}})"]
    statements += [SQL]
    for name in "whole", "sides", "early":
        statements += [f"COPY (SELECT * FROM {name} ORDER BY 1, 2, 3) TO '{name}.json'"]
    (folder / "query.sql").write_text(";\n".join(statements), encoding="utf-8")
    done = subprocess.run(["node", "sql.mjs", "duckdb", "query.sql"], check=False, cwd=folder, timeout=600,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, 0, f"the status of node, which says {done.stderr.decode()[-2000:]},")
    return {name: [json.loads(line) for line in (folder / f"{name}.json").read_text(encoding="utf-8").splitlines()]
            for name in ("whole", "sides", "early")}


def duckdb_types(columns):
    return ", ".join("'{}': '{}'".format(*column.split()) for column in columns.split(", "))


def side_name(name, side):
    """Pkts is FwdPkts, SubflowPkts is SubflowFwdPkts."""
    return f"Subflow{side}{name[7:]}" if name.startswith("Subflow") else side + name


def merged(answer):
    """By connection and part all that the SQL says, by the names of the fields."""
    found = {}
    for row in answer["whole"]:
        found[row["talk"], row["Part"]] = {**row, "ConnectionID": row["talk"]}
    for row in answer["sides"]:
        side = "Fwd" if row["forward"] else "Bwd"
        found[row["talk"], row["Part"]].update(
            (side_name(name, side), value) for name, value in row.items() if name not in ("talk", "Part", "forward"))
    for row in answer["early"]:
        one = found[row["talk"], row["Part"]]
        for name in "SpltPayloadLens", "SpltDirections", "SpltTimes":
            one.setdefault(name, []).append(row[name])
    for one in found.values():
        del one["talk"]
        one["CommunityID"] = one["CommunityID"] or None
    return found


def same(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    if isinstance(ours, list):
        return list(map(int, ours)) == list(map(int, theirs))
    if isinstance(ours, float):
        return math.isfinite(ours) and math.isclose(ours, float(theirs), rel_tol=NEAR)
    return str(ours) == str(int(theirs) if isinstance(theirs, float) else theirs)


def number_of(value, kind):
    """As the schema has it, whatever JSON made of it."""
    return float(value) if kind == "double" and value is not None else value


def kinds():
    """Name and type of each field of the record, in order, by its .proto."""
    text = (e2e.SOURCE / "proto/flowfeatures.proto").read_text(encoding="utf-8")
    rows = [line.split() for line in text.splitlines() if line.strip().startswith(("optional", "repeated"))]
    return {row[2]: row[1] for row in rows}


def beyond(found):
    """What the SQL cannot know, by connection: why."""
    packets, parts = collections.Counter(), collections.Counter()
    seen = collections.Counter(row[2] for row in transport(found))
    why = {}
    for record in found["Connection"]:
        packets[record["ConnectionID"]] += int(record["NumPackets"])
        parts[record["ConnectionID"]] += 1
    for talk, n in packets.items():
        if parts[talk] > 1 and n != seen[talk]:
            why[talk] = "several parts, and packets without a record"
    return {**dict.fromkeys(far_apart(found), "sequence numbers of a side that are 2 GiB apart"), **why}


def far_apart(found):
    """Connections whose numbers cannot be told in order by how far each is from the first."""
    first = {}
    for record in found["TCP"]:
        context, number = record["Context"], int(record["SeqNum"] or 0)
        side = context.get("ConnectionID"), context["SrcIP"], record["SrcPort"]
        if abs((number - first.setdefault(side, number) + (1 << 31)) % (1 << 32) - (1 << 31)) > (1 << 31) - (1 << 20):
            yield side[0]


def compare(found, answer, tally):
    """Every value of every record."""
    fields, wanted, left_out = kinds(), merged(answer), beyond(found)
    for record in found["FlowFeatures"]:
        key = record["ConnectionID"], record["Part"]
        if key[0] in left_out:
            tally[left_out[key[0]]] += 1
            continue
        if not int(record["Pkts"]):
            assert key not in wanted
            tally["no packet with a record"] += 1
            continue
        other = wanted.pop(key)
        for name, kind in fields.items():
            ours, theirs = number_of(record.get(name), kind), other.get(name)
            assert same(ours, theirs), f"{key}: {name} is {ours!r}, by SQL {theirs!r}"
            tally["values"] += 1
        equal(sorted(set(other) - set(fields)), [], "what the SQL says besides")
        tally["records"] += 1
    equal([key for key in wanted if key[0] not in left_out], [], "connections without features")
