#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Parquet files of netcap export in three readers that are not ours: DuckDB, hyparquet, and parquet-wasm,
which is the Rust implementation of Arrow.  Every value of every record type of our captures, of a third
party's, and of records that have everything, must be the one that python's protobuf finds; and so a file
without records, one with a single one, and ten million rows.

The readers are npm's.  READERS names a folder in which this was run:

    npm install @duckdb/node-api hyparquet hyparquet-compressors parquet-wasm apache-arrow

Without them it says that it skips.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import e2e
from e2e import DONE, NETCAP, PARTIAL, TESTS, equal, netcapd, test

PACKAGES = ("@duckdb/node-api", "hyparquet", "hyparquet-compressors", "parquet-wasm", "apache-arrow")
READERS = ("duckdb", "hyparquet", "parquet-wasm")
MANY = 10_000_000
TIMEOUT = 600

place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"


def missing():
    """What is needed and not there; an empty text when nothing is."""
    if not shutil.which("node"):
        return "node"
    try:
        import google.protobuf as _
    except ImportError:
        return "python3-protobuf"
    return ", ".join(name for name in PACKAGES if not (place / name).is_dir())


def node(folder, script, *arguments):
    """A script of this folder, beside which its packages are."""
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(place)
    copy = folder / script
    copy.write_bytes((TESTS / "readers" / script).read_bytes())
    done = subprocess.run(["node", "--max-old-space-size=4096", copy, *map(str, arguments)], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=TIMEOUT)
    equal(done.returncode, 0, f"{script} {' '.join(map(str, arguments))}: {done.stderr.decode()[-2000:]}")
    return done.stdout.decode().splitlines()


def export(*arguments):
    subprocess.run([NETCAP, "export", *map(str, arguments)], check=True, timeout=TIMEOUT)


def canonical(kind, value, coarse):
    """As the script shows it."""
    if value is None:
        return None
    if isinstance(kind, list):
        return [canonical(kind[0], each, coarse) for each in value]
    if isinstance(kind, dict):
        return {name: canonical(kind[name], each, coarse) for name, each in value.items()}
    if kind == "time":
        return str(value // 1000 if coarse else value)
    if kind in ("integer", "port"):
        return str(value)
    return value.hex() if kind == "bytes" else value


def parsed(kind, value):
    """A row of the script, with what is JSON in it read."""
    if value is None:
        return None
    if isinstance(kind, list):
        return [parsed(kind[0], each) for each in value]
    if isinstance(kind, dict):
        return {name: parsed(each, value[name]) for name, each in kind.items()}
    return exported.comparable(json.loads(value)) if kind == "json" else value


def compare(folder, reader, records, parquet, unit="ns"):
    """How many rows were equal: all."""
    kind, rows = exported.expected(records, unit)
    (folder / "kinds.json").write_text(json.dumps(kind))
    lines = node(folder, "rows.mjs", reader, parquet, folder / "kinds.json")
    count = 0
    for line, row in zip(lines, rows):
        count += 1
        wanted = canonical(kind, row, reader == "duckdb" and unit == "ns")
        wrong = parquet_test.difference(parsed(kind, json.loads(line)), wanted)
        assert not wrong, f"{reader}: {parquet.name}: row {count}{wrong}"
    equal((len(lines), next(rows, None)), (count, None), f"{reader}: {parquet.name}: the number of rows")
    return count


def compare_all(folder, reader, made, *options):
    """Each file of records in a folder."""
    export("-o", folder / "parquet", *options, made)
    unit = "us" if "--time-unit=us" in options else "ns"
    found = sorted(each for each in made.iterdir() if ".ncap" in each.name)
    for path in found:
        compare(folder, reader, path, folder / "parquet" / f"{path.name.split('.')[0]}.parquet", unit)
    return len(found)


def captured(folder):
    netcapd("-q", "-r", TESTS / "captures", "--set=TCP.payload=on", out=folder / "out", status=PARTIAL)
    return folder / "out"


def odd(folder, count=300, syntax="proto3"):
    (folder / "out").mkdir(exist_ok=True)
    exported.save_odd(folder / "out/Odd.ncap.gz", syntax, count)
    return folder / "out"


def add_tests(reader):
    def add(sentence):
        return lambda function: e2e.named(f"{reader} {sentence}", function)

    @add("reads every value of all record types")
    def _(folder):
        assert compare_all(folder, reader, captured(folder)) >= 58

    @add("reads a type of a third party")
    def _(folder):
        parquet_test.third_party(folder)
        assert (folder / "out/Beat.ncap.gz").exists()
        assert compare_all(folder, reader, folder / "out") >= 1

    @add("reads every type, list, message and presence that a schema can have")
    def _(folder):
        equal(compare_all(folder, reader, odd(folder)), 1)

    @add("reads what proto2 leaves out as null, other compressions and microseconds")
    def _(folder):
        out = odd(folder, syntax="proto2")
        equal(compare_all(folder, reader, out, "--compression=gzip", "--time-unit=us"), 1)
        equal(compare_all(folder, reader, out, "--compression=none", "--overwrite"), 1)

    @add("reads a file without records, and one with a single one")
    def _(folder):
        equal(compare_all(folder, reader, odd(folder, 0)), 1)
        equal(compare_all(folder, reader, odd(folder, 1), "--overwrite"), 1)


@test
def duckdb_counts_ten_million_rows_and_finds_their_sums(folder):
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="m.proto", package="m", syntax="proto3").message_type.add(name="M")
    for name, kind in (("Timestamp", exported.F.TYPE_STRING), ("Number", exported.F.TYPE_UINT32),
                       ("Text", exported.F.TYPE_STRING)):
        exported.add_field(message, name, kind)
    head = exported.header(files, "m.M")
    make = exported.ncap_read.record_class(head)
    part = b"".join(exported.framed(make(Timestamp=f"{1700000000 + i}.000001", Number=i, Text=f"text {i % 7}")
                                    .SerializeToString()) for i in range(100000))
    with open(folder / "M.ncap", "wb") as file:
        file.write(exported.framed(head))
        for _ in range(MANY // 100000):
            file.write(part)
    export("-o", folder, folder / "M.ncap")
    answer = node(folder, "count.mjs", folder / "M.parquet",
                  "SELECT count(*), sum(Number), count(DISTINCT Text), epoch_us(max(Timestamp)), "
                  "count(*) FILTER (Text = 'text 3') FROM FILE")
    equal(json.loads(answer[0]), [str(MANY), str(MANY // 100000 * sum(range(100000))), "7", "1700099999000001",
                                  str(MANY // 100000 * 14286)])


@test
def duckdb_passes_over_row_groups_by_their_bounds_and_finds_the_same(folder):
    out = odd(folder, 300)
    export("-o", folder, out)
    _, rows = exported.expected(out / "Odd.ncap.gz")
    rows = list(rows)
    for column in ("One3", "One4", "One13", "One18"):
        for value in (min(row[column] for row in rows), 1, max(row[column] for row in rows)):
            answer = node(folder, "count.mjs", folder / "Odd.parquet",
                          f"SELECT count(*) FROM FILE WHERE {column} = {value}")
            wanted = sum(row[column] == value for row in rows)
            assert wanted
            equal(json.loads(answer[0]), [str(wanted)], f"{column} = {value}")


if __name__ == "__main__":
    e2e.arguments()
    if missing():
        print(f"skipped: not there: {missing()}; READERS=FOLDER says in which folder this was run: "
              f"npm install {' '.join(PACKAGES)}")
        raise SystemExit(77)
    import exported
    import parquet_test
    e2e.tests[:] = [each for each in e2e.tests if "duckdb" in each[0]]
    for name in READERS:
        add_tests(name)
    raise SystemExit(e2e.main())
