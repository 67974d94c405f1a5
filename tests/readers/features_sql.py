#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""FlowFeatures made anew in DuckDB, by the same SQL that features_test.py runs in SQLite: every value is ours.

DuckDB is npm's.  READERS names a folder in which this was run:

    npm install @duckdb/node-api

Without it this says that it skips.
"""
import collections
import os
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import e2e
import features

TALLY = collections.Counter()
PLACE = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules/@duckdb/node-api"


def look_at(folder, capture):
    found = features.decode(folder / "out", "-r", capture)
    features.compare(found, features.by_duckdb(features.tables(found), folder), TALLY)


def say(_folder):
    print(", ".join(f"{name}: {count:,}" for name, count in TALLY.items()))
    assert TALLY["records"]


if __name__ == "__main__":
    e2e.arguments()
    if not shutil.which("node") or not PLACE.is_dir():
        print("skipped: there is no @duckdb/node-api")
        raise SystemExit(77)
    for path in features.captures():
        e2e.named(f"DuckDB makes the features of {path.name} of its packets",
                  lambda folder, path=path: look_at(folder, path))
    e2e.named("values were compared", say)
    raise SystemExit(e2e.main())
