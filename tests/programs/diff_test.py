#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap diff says what differs in the records of two runs, by type and field."""
import re
import subprocess
import sys

import e2e
from e2e import CAPTURES, DEMO, DONE, PARTIAL, USAGE, equal, netcapd, test
from made import framed, header, number, schema, text

NO_FLOWS = "--exclude=Connection,Flow,LinkFlow,NetworkFlow,TransportFlow"
MOST_MEMORY = 300 << 20


def diff(*arguments, status=PARTIAL):
    done = subprocess.run([e2e.NETCAP, "diff", *map(str, arguments)], check=False, timeout=e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = (done.stdout + done.stderr).decode()
    equal(done.returncode, status, f"the exit status with {said}")
    return said


def types(said):
    """Of each type: equal, differing, alone in the first run, alone in the second."""
    line = r"^types\.(\w+): (\d+) records? equal, (\d+) differs?, (\d+) of the first run alone, (\d+) of the second"
    return {found[0]: tuple(map(int, found[1:])) for found in re.findall(line, said, re.M)}


def fields(said, kind):
    """How many records of a type differ in which field."""
    part = said.partition(f"types.{kind}: ")[2].partition("\ntypes.")[0]
    return {name: int(count) for name, count in re.findall(r"^  (\S+): differs in (\d+) records?$", part, re.M)}


def run(folder, *arguments):
    netcapd(*arguments, "-q", out=folder, status=DONE)
    return folder


def capture(path, keep=lambda number: True, change=lambda number, packet: packet):
    head, frames = e2e.packets(DEMO)
    return e2e.write_capture(path, head, [change(i, frame) for i, frame in enumerate(frames) if keep(i)])


@test
def equal_runs_have_no_difference(folder):
    said = diff(run(folder / "a", DEMO), run(folder / "b", DEMO, "--workers=3", "--compression=zstd"), status=DONE)
    counts = e2e.counts(folder / "a")
    equal({kind: found for kind, found in types(said).items()}, {kind: (n, 0, 0, 0) for kind, n in counts.items()},
          "the types")


@test
def a_field_that_differs_is_counted_and_shown(folder):
    a = run(folder / "a", DEMO, NO_FLOWS, "--packet-numbers=on")
    b = run(folder / "b", DEMO, NO_FLOWS, "--packet-numbers=on", "--set=UDP.payload=on")
    said = diff(a, b)
    filled = sum(1 for record in e2e.records(b, "UDP") if record["Payload"])
    equal(fields(said, "UDP"), {"Payload": filled}, "the fields of UDP")
    first = next(record for record in e2e.records(b, "UDP") if record["Payload"])
    assert f"at {first['Timestamp']} (packet {first['Context']['PacketNumber']}): nothing, then " in said, said
    others = {kind: found for kind, found in types(said).items() if kind != "UDP"}
    equal([kind for kind, found in others.items() if sum(found[1:])], [], "other types that differ")
    assert "the second run alone has UDP.payload=on" in said


@test
def records_of_one_run_alone_are_told_from_those_that_differ(folder):
    whole = run(folder / "a", capture(folder / "a.pcap"), NO_FLOWS)
    for name, keep in (("first", lambda i: i > 4), ("last", lambda i: i < 380), ("middle", lambda i: not 50 < i < 90),
                       ("third", lambda i: i % 3)):
        part = run(folder / name, capture(folder / f"{name}.pcap", keep), NO_FLOWS)
        said = types(diff(whole, part))["Ethernet"]
        kept, lost = e2e.counts(part)["Ethernet"], e2e.counts(whole)["Ethernet"] - e2e.counts(part)["Ethernet"]
        equal(said, (kept, 0, lost, 0), f"without the {name}")
        equal(types(diff(part, whole))["Ethernet"], (kept, 0, 0, lost), f"with the {name}")


@test
def a_changed_byte_is_one_field_of_one_record(folder):
    def change(number, packet):
        return packet[:16 + 8] + bytes([packet[16 + 8] ^ 1]) + packet[16 + 9:] if number == 200 else packet

    a = run(folder / "a", capture(folder / "a.pcap"), NO_FLOWS)
    b = run(folder / "b", capture(folder / "b.pcap", change=change), NO_FLOWS)
    said = diff(a, b)
    equal(types(said)["Ethernet"], (e2e.counts(a)["Ethernet"] - 1, 1, 0, 0), "Ethernet")
    equal(fields(said, "Ethernet"), {"SrcMAC": 1}, "its fields")


@test
def records_of_one_time_go_with_those_that_are_equal_to_them(folder):
    def same_time(_, packet):
        return e2e.struct.pack("<II", 1700000000, 0) + packet[8:]

    a = run(folder / "a", capture(folder / "a.pcap", lambda i: i < 20, same_time), NO_FLOWS)
    b = run(folder / "b", capture(folder / "b.pcap", lambda i: i < 20 and i != 7, same_time), NO_FLOWS)
    equal(types(diff(a, b))["Ethernet"], (19, 0, 1, 0), "Ethernet")


@test
def a_type_that_one_run_has_is_said(folder):
    a = run(folder / "a", DEMO)
    b = run(folder / "b", DEMO, "--exclude=DNS")
    n = e2e.counts(a)["DNS"]
    assert f"types.DNS: only the first run has this type: {n} records" in diff(a, b)
    assert f"types.DNS: only the second run has this type: {n} records" in diff(b, a)


@test
def a_flow_that_ended_otherwise_is_the_same_flow(folder):
    a = run(folder / "a", CAPTURES / "streams.pcap")
    b = run(folder / "b", CAPTURES / "streams.pcap", "--set=Connection.idle_timeout=3600")
    said = diff(a, b)
    alike, differ, first, second = types(said)["Connection"]
    equal(alike + differ + first, e2e.counts(a)["Connection"], "the connections of the first run")
    equal(alike + differ + second, e2e.counts(b)["Connection"], "the connections of the second run")
    ends = [{record["TimestampFirst"]: record["EndReason"] for record in e2e.records(out, "Connection")}
            for out in (a, b)]
    if len(ends[0]) == alike + differ == len(ends[1]):
        equal(fields(said, "Connection").get("EndReason", 0),
              sum(1 for time, end in ends[0].items() if ends[1].get(time, end) != end), "the ends that differ")


@test
def files_can_be_compared_by_themselves(folder):
    a, b = run(folder / "a", DEMO), run(folder / "b", DEMO)
    said = diff(a / "TCP.ncap.gz", b / "TCP.ncap.gz", status=DONE)
    equal([*types(said)], ["TCP"], "the types")


@test
def a_damaged_file_is_said_and_the_rest_compared(folder):
    a, b = run(folder / "a", DEMO), run(folder / "b", DEMO)
    path = b / "TCP.ncap.gz"
    path.write_bytes(path.read_bytes()[:-9])
    said = diff(a, b)
    assert f"{path}: " in said, said
    equal(types(said)["UDP"][1:], (0, 0, 0), "UDP")


@test
def schemas_that_differ_are_compared_in_what_they_share(folder):
    """As two versions of a plugin write it: one more field, one less, one of another type."""
    old = framed(header(schema(more={"Gone": (4, "int32"), "Other": (5, "int32")})))
    new = framed(header(schema(more={"New": (6, "string"), "Other": (5, "string")})))
    for i in range(4):
        when = text(1, f"170000000{i}.000000")
        old += framed(when + number(3, i) + number(4, 1) + number(5, 1))
        new += framed(when + number(3, i if i != 2 else 9) + text(5, "x") + text(6, "y"))
    (folder / "a.ncap").write_bytes(old)
    (folder / "b.ncap").write_bytes(new)
    said = diff(folder / "a.ncap", folder / "b.ncap")
    equal(re.findall(r"^  (\w+): a field of the (\w+) run alone$", said, re.M),
          [("Gone", "first"), ("Other", "first"), ("New", "second"), ("Other", "second")], "fields of one alone")
    assert "made.M: 3 records equal, 1 differs, 0 of the first run alone, 0 of the second run alone" in said, said
    assert "  N: differs in 1 record\n    at 1700000002.000000: 2, then 9\n" in said, said


@test
def two_runs_are_expected(folder):
    assert "expected two runs" in diff(run(folder / "a", DEMO), status=USAGE)


@test
def memory_does_not_grow_with_the_runs(folder):
    head, frames = e2e.packets(DEMO)
    path = e2e.write_capture(folder / "many.pcap", head, [
        e2e.struct.pack("<II", 1700000000 + k, i) + frame[8:] for k in range(150) for i, frame in enumerate(frames)])
    a = run(folder / "a", path, "--include=Ethernet,TCP")
    b = run(folder / "b", path, "--include=Ethernet,TCP", "--packet-numbers=on")
    shell = f"ulimit -v {MOST_MEMORY >> 10}; exec {e2e.NETCAP} diff {a} {b}"
    done = subprocess.run(["sh", "-c", shell], check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=e2e.TIMEOUT)
    equal(done.returncode, PARTIAL, f"the exit status with {done.stderr.decode()}")


if __name__ == "__main__":
    sys.exit(e2e.main())
