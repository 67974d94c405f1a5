#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The bodies of messages that went through NATS JetStream and Kafka, read by ClickHouse, which is chdb here, in its
format Protobuf: as they are, one behind the other, they have the records that were sent.

READERS names a folder in which `npm install chdb` was run.  ClickHouse's own engines for NATS and Kafka are not in
chdb, and not tested.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import e2e
import kafka_server
import nats_server
from e2e import NETCAP, TESTS, Skip, equal, netcapd, test
from exchanged import netcap

COLUMNS = {"TCP": ("SrcPort", "DstPort", "SeqNum", "PayloadSize"), "DNS": ("ID", "QDCount", "ANCount"),
           "Connection": ("TotalSize", "NumPackets", "Duration")}

place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"


def ask(folder, kind):
    """How many records there are, and the sum of each column."""
    sums = ", ".join(f"sum({column})" for column in COLUMNS[kind])
    (folder / "ask.sql").write_text(f"SELECT count(), {sums} FROM file('{kind}.pb', 'Protobuf') "
                                    f"SETTINGS format_schema = '{kind}.proto:{kind}'")
    done = subprocess.run(["node", "sql.mjs", "clickhouse", "ask.sql"], check=False, cwd=folder,
                          timeout=e2e.TIMEOUT, capture_output=True)
    equal(done.returncode, 0, f"the status of ClickHouse, which says {done.stderr.decode()[-2000:]},")
    return [int(value) for value in json.loads(done.stdout.decode().splitlines()[-1])]


def wanted(out, kind):
    records = e2e.records(out, kind)
    return [len(records), *[sum(int(record.get(column) or 0) for record in records) for column in COLUMNS[kind]]]


def reads_what_went_through(folder, server, times, bodies):
    """`bodies`: those of a type, of all messages that the server has."""
    if not shutil.which("node") or not (place / "chdb").is_dir():
        raise Skip("there is no chdb; READERS=FOLDER says in which folder npm has installed it")
    (folder / "node_modules").symlink_to(place)
    shutil.copy(TESTS / "readers/sql.mjs", folder)
    netcapd("-r", e2e.large_capture(folder / "in.pcap", times), "-q", out=folder / "out")
    with server:
        netcap("send", folder / "out", "--to", server.url, "--plain-text", "--sensor=s1", "--once")
        messages = server.messages()
    for kind in COLUMNS:
        (folder / f"{kind}.pb").write_bytes(b"".join(bodies(messages, kind)))
        schema = subprocess.run([NETCAP, "proto", folder / f"out/{kind}.ncap.gz"], check=True, capture_output=True)
        (folder / f"{kind}.proto").write_bytes(schema.stdout)
        equal(ask(folder, kind), wanted(folder / "out", kind), kind)


@test
def ClickHouse_reads_the_bodies_of_JetStream_as_they_are(folder):
    reads_what_went_through(folder, nats_server.Server(folder), 12, lambda messages, kind: [
        body for subject, _, body in messages if subject == f"netcap.v1.s1.{kind}"])


@test
def ClickHouse_reads_the_bodies_of_Kafka_as_they_are(folder):
    if "kafka" not in netcap("--version").stdout.decode().split(";")[0]:
        raise Skip("built without Kafka")
    reads_what_went_through(folder, kafka_server.Server(), 4, lambda messages, kind: [
        each.value for each in messages if each.topic == f"netcap.v1.{kind}"])


if __name__ == "__main__":
    raise SystemExit(e2e.main())
