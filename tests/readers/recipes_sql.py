#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The examples of netcap-recipes(7) in SQL, by DuckDB and by ClickHouse, which is chdb here; and the files that
those for polars read, by polars, though not from Python.

All are of npm.  READERS names a folder in which this was run:

    npm install @duckdb/node-api chdb nodejs-polars nodejs-polars-linux-x64-gnu

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

PACKAGES = {"duckdb": "@duckdb/node-api", "clickhouse": "chdb", "polars": "nodejs-polars-linux-x64-gnu"}

place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"


def prepare(folder, engine):
    """The folder of the examples, with the packages beside."""
    if not shutil.which("node") or not (place / PACKAGES[engine]).is_dir():
        raise Skip(f"there is no {PACKAGES[engine]}; READERS=FOLDER says in which folder npm has installed it")
    recipes.kitchen(folder)
    (folder / "node_modules").symlink_to(place)
    for script in ("sql.mjs", "polars.mjs"):
        shutil.copy(TESTS / "readers" / script, folder)


def node(folder, *arguments):
    """The lines that a script prints, as JSON."""
    done = subprocess.run(["node", *arguments], check=False, cwd=folder, timeout=e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, 0, f"the status of {arguments}, which says {done.stderr.decode()[-2000:]},")
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def rows(folder, engine, code):
    """What the last statement answers."""
    prepare(folder, engine)
    (folder / "example.sql").write_text(code, encoding="utf-8")
    return node(folder, "sql.mjs", engine, "example.sql")


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


def polars_reads(folder):
    prepare(folder, "polars")
    for name in netcap.open_folder(folder / "out"):
        kinds, wanted = exported.expected(folder / f"out/{name}.ncap.gz")
        columns = [column for column, kind in kinds.items() if kind in ("integer", "port")]
        wanted = list(wanted)
        values = [[row[column] for row in wanted if row[column] is not None] for column in columns]
        ends = [[str(end(each)) if each else None for each in values] for end in (min, max)]
        equal(node(folder, "polars.mjs", f"parquet/{name}.parquet", json.dumps(columns)), [[len(wanted), *ends]], name)


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
    from packaged import exported, netcap
    for each in recipes.examples():
        if each.engine in PACKAGES:
            add_test(each)
    e2e.named("polars finds the same rows and the same ends of all integers in every file", polars_reads)
    raise SystemExit(e2e.main())
