#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Others read our files: gzip, and python's protobuf by the schema in the header alone."""
import importlib
import json
import shutil
import subprocess
import sys

import e2e
from e2e import DEMO, DONE, TESTS, equal, netcapd, test

READER = TESTS / "programs/ncap_read.py"


def run(folder):
    netcapd("-r", DEMO, "--set=TCP.payload=on", out=folder / "out", status=DONE)
    found = sorted((folder / "out").glob("*.ncap.gz"))
    assert len(found) > 10, f"only {len(found)} types of records"
    return found


@test
def python_reads_by_the_schema_in_the_header_what_netcap_dump_prints(folder):
    try:
        importlib.import_module("google.protobuf")
    except ImportError as reason:
        raise e2e.Skip("python3-protobuf is not there") from reason
    for path in run(folder):
        done = subprocess.run([sys.executable, "-B", READER, path], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        equal(done.returncode, 0, f"{path.name}: {done.stderr.decode()}")
        theirs = [json.loads(line) for line in done.stdout.splitlines()]
        ours = [json.loads(line) for line in e2e.dump(path)]
        equal(len(ours), len(theirs), f"{path.name}: the number of records")
        for number, (one, other) in enumerate(zip(ours, theirs), 1):
            equal(one, other, f"{path.name}: record {number}")


@test
def gzip_finds_every_file_whole(folder):
    done = subprocess.run(["gzip", "-tv", *run(folder)], check=False, stderr=subprocess.PIPE)
    equal(done.returncode, 0, f"the exit status; it said {done.stderr.decode()}")


@test
def zcat_gives_what_compress_none_writes(folder):
    if not shutil.which("zcat"):
        raise e2e.Skip("there is no zcat")
    netcapd("-r", DEMO, "--set=TCP.payload=on", "--compression=none",
            out=folder / "plain", status=DONE)
    for path in run(folder):
        done = subprocess.run(["zcat", path], check=True, stdout=subprocess.PIPE)
        equal(done.stdout == (folder / "plain" / path.name[:-3]).read_bytes(), True,
              f"{path.name}: the same bytes")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
