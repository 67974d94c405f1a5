#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""CSV and JSON lines of netcap in DuckDB: every cell is the one that Python's csv reads, of all record types, a
third party's, and of text made to mislead.

DuckDB is npm's.  READERS names a folder in which this was run:

    npm install @duckdb/node-api

Without it this says that it skips.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "programs"))

import e2e
from e2e import TESTS, equal, test

TIMEOUT = 600

place = pathlib.Path(os.environ.get("READERS", ".")).resolve() / "node_modules"


def rows(folder, *statements):
    """What DuckDB answers to the last, every value as a text."""
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(place)
        shutil.copy(TESTS / "readers/sql.mjs", folder)
    (folder / "query.sql").write_text(";\n".join(statements), encoding="utf-8")
    done = subprocess.run(["node", "sql.mjs", "duckdb", "query.sql"], check=False, cwd=folder, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, 0, f"the status of node, which says {done.stderr.decode()[-2000:]},")
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


@test
def duckdb_reads_every_cell_of_csv_as_python_does(folder):
    for path in read_back_test.each_file(folder):
        text = read_back.dump(path, "--csv", *read_back.exact())
        (folder / "table.csv").write_bytes(text)
        names, wanted = read_back_test.table(text)
        found = rows(folder, "SELECT COALESCE(COLUMNS(*), '') FROM read_csv('table.csv', header = true, "
                             "all_varchar = true, delim = ',', quote = '\"', escape = '\"')")
        columns = rows(folder, "SELECT column_name FROM (DESCRIBE SELECT * FROM read_csv('table.csv', header = true, "
                               "all_varchar = true, delim = ',', quote = '\"', escape = '\"'))")
        equal([name for name, in columns], names, f"{path.name}: the columns")
        equal(len(found), len(wanted), f"{path.name}: the number of rows")
        for number, (row, other) in enumerate(zip(found, wanted), 1):
            equal(row, other, f"{path.name}: row {number}")


@test
def duckdb_reads_every_object_of_json_lines_as_python_does(folder):
    for path in read_back_test.each_file(folder):
        (folder / "lines.jsonl").write_bytes(read_back.dump(path, "--json", read_back.AS_HEX))
        found = rows(folder, "SELECT json FROM read_ndjson_objects('lines.jsonl', maximum_object_size = 100000000)")
        messages = read_back.messages(path)
        equal(len(found), len(messages), f"{path.name}: the number of objects")
        for number, ((text,), message) in enumerate(zip(found, messages), 1):
            wanted = read_back.exported.json_message(message)
            assert read_back.same_json(json.loads(text), wanted), \
                f"{path.name}: object {number} is {text}, expected {wanted}"


@test
def duckdb_finds_numbers_texts_and_lists_in_json_lines(folder):
    path = read_back.save_hostile(folder / "H.ncap")
    (folder / "lines.jsonl").write_bytes(read_back.dump(path, "--json", read_back.AS_HEX))
    columns = "{Number: 'UBIGINT', Signed: 'BIGINT', Text: 'VARCHAR', Data: 'VARCHAR', Texts: 'VARCHAR[]', " \
              "\"Inner\": 'STRUCT(Text VARCHAR)'}"
    # As JSON: node takes a mark of byte order off a text that begins with one.
    found = rows(folder, "SELECT Number, Signed, Data, to_json({a: Text, b: Texts, c: \"Inner\"}) "
                         f"FROM read_json('lines.jsonl', format = 'newline_delimited', columns = {columns})")
    wanted = [[str(each.Number), str(each.Signed), each.Data.hex(),
               {"a": each.Text, "b": list(each.Texts), "c": {"Text": each.Inner.Text} if each.HasField("Inner") else None}]
              for each in read_back.messages(path)]
    equal(len(found), len(wanted), "the number of rows")
    for number, (row, other) in enumerate(zip(found, wanted), 1):
        equal([*row[:3], json.loads(row[3])], other, f"row {number}")


if __name__ == "__main__":
    e2e.arguments()
    if not shutil.which("node") or not (place / "@duckdb/node-api").is_dir():
        print("skipped: there is no @duckdb/node-api; READERS=FOLDER says in which folder npm has installed it")
        raise SystemExit(77)
    import read_back
    import read_back_test
    e2e.tests[:] = [each for each in e2e.tests if "duckdb" in each[0]]
    raise SystemExit(e2e.main())
