#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The examples of netcap-recipes(7) in SQL, by DuckDB and by ClickHouse, which is chdb here.

Both are npm's.  READERS names a folder in which this was run:

    npm install @duckdb/node-api chdb

Without one of them its examples are skipped.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import e2e
from e2e import TESTS, Skip, equal

PACKAGES = {"duckdb": "@duckdb/node-api", "clickhouse": "chdb"}

place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"


def rows(folder, engine, code):
    """What the last statement answers."""
    if not shutil.which("node") or not (place / PACKAGES[engine]).is_dir():
        raise Skip(f"there is no {PACKAGES[engine]}; READERS=FOLDER says in which folder npm has installed it")
    recipes.kitchen(folder)
    (folder / "node_modules").symlink_to(place)
    shutil.copy(TESTS / "readers/sql.mjs", folder)
    (folder / "example.sql").write_text(code, encoding="utf-8")
    done = subprocess.run(["node", "sql.mjs", engine, "example.sql"], check=False, cwd=folder, timeout=e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, 0, f"the status of node, which says {done.stderr.decode()[-2000:]},")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def seconds(text):
    """Of a time as an engine shows it, what the records have."""
    import datetime
    whole, fraction = re.fullmatch(r"(\d+-\d+-\d+ \d+:\d+:\d+)\.(\d+)", text).groups()
    at = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return f"{int(at.timestamp())}.{int(fraction.ljust(9, '0')) // 1000:06d}"


def answer(name, found, folder):
    """As recipes has it: paths from this folder, times as seconds, requests without theirs and in an order."""
    if name == "requests":
        return sorted(row[1:] for row in found)
    if name == "folders":
        return [[os.path.relpath(path, folder) if os.path.isabs(path) else os.path.normpath(path), count]
                for path, count in found]
    return [[seconds(each) for each in row] for row in found] if name == "times" else found


def add_test(example):
    def check(folder):
        if recipes.lacks(example):
            raise Skip(f"there is no {recipes.lacks(example)}")
        found = answer(example.name, rows(folder, example.engine, example.code), folder)
        wanted = getattr(recipes, example.name)(folder)
        assert wanted
        equal(found, wanted)
    kind = " of messages" if example.needs else ""
    e2e.named(f"{example.engine} answers as the manual says: {example.name}{kind}", check)


if __name__ == "__main__":
    e2e.arguments()
    import recipes
    for each in recipes.examples():
        if each.engine in PACKAGES:
            add_test(each)
    raise SystemExit(e2e.main())
