#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The examples of netcap-recipes(7) in sh, jq, Python and pandas do what the page says; those in SQL are run by
`make check-readers`."""
import csv
import datetime
import importlib.util
import io
import re
import shutil
import subprocess
import sys

import e2e
import recipes
from e2e import Skip, equal, test

NEEDED = {"jq": lambda: shutil.which("jq"), "pandas": lambda: importlib.util.find_spec("pandas")}


def example(name, engine):
    """The only one of this name and engine."""
    found = [each for each in recipes.examples() if (each.name, each.engine) == (name, engine) and not each.needs]
    equal(len(found), 1, f"examples of {name} in {engine}")
    return found[0]


def printed(folder, name, engine, *needs):
    for each in needs:
        if not NEEDED[each]():
            raise Skip(f"there is no {each}")
    recipes.kitchen(folder)
    command = ["sh", "-euc"] if engine == "sh" else [sys.executable, "-c"]
    return recipes.cook(folder, [*command, example(name, engine).code], PYTHONPATH=recipes.root())


def rows_of_csv(text):
    return [row for row in list(csv.reader(io.StringIO(text)))[1:] if row]


@test
def every_example_says_whether_it_is_run(_folder):
    found = list(recipes.examples())
    assert len(found) > 20
    equal([each.line for each in found if not each.engine and not each.told], [], "lines of those that do not")
    equal({each.engine for each in found}, {None, "sh", "python", "pandas", "duckdb", "clickhouse", "nats-server"})
    answers = [each for each in found if each.engine not in (None, "sh", "nats-server")]
    equal([each.name for each in answers if not hasattr(recipes, each.name)], [], "examples without an answer")


@test
def the_page_shows_every_example_as_it_is_run(_folder):
    if not shutil.which("groff"):
        raise Skip("there is no groff")
    done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-c", "-rLL=140n", recipes.PAGE], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.stderr.decode(), "", "what groff warns of")
    lines = {line.strip() for line in re.sub(".\b", "", done.stdout.decode()).splitlines()}
    wanted = [line.strip() for each in recipes.examples() for line in each.code.splitlines() if line.strip()]
    equal([line for line in wanted if line not in lines], [], "lines that it shows otherwise")


@test
def jq_finds_who_was_sent_most(folder):
    equal(recipes.rows_of_json(printed(folder, "servers", "sh", "jq")), recipes.servers(folder))


@test
def jq_finds_who_asked_in_vain(folder):
    wanted = recipes.rows_of_json(printed(folder, "failed", "sh", "jq"))
    equal(wanted, recipes.failed(folder))
    assert wanted


@test
def the_python_package_finds_who_was_sent_most(folder):
    equal([line.split() for line in printed(folder, "servers", "python").splitlines()], recipes.servers(folder))


@test
def pandas_finds_who_was_sent_most(folder):
    equal(rows_of_csv(printed(folder, "servers", "pandas", "pandas")), recipes.servers(folder))


@test
def pandas_joins_requests_with_connections(folder):
    found = rows_of_csv(printed(folder, "requests", "pandas", "pandas"))
    wanted = recipes.requests(folder)
    assert wanted
    equal(sorted(row[1:] for row in found), wanted)


@test
def pandas_reads_csv(folder):
    count, day, hour, size = printed(folder, "csv", "pandas", "pandas").split()
    at = datetime.datetime.fromisoformat(f"{day} {hour}").timestamp()
    equal([[count, f"{at:.6f}", size]], recipes.csv(folder))


@test
def labels_of_a_schedule_are_counted(folder):
    wanted = [line.split() for line in printed(folder, "labels", "python").splitlines()]
    equal(wanted, recipes.labels(folder))
    equal([label for label, _ in wanted], ["BENIGN", "Probe"])


@test
def export_makes_a_file_of_each_type(folder):
    recipes.kitchen(folder)
    assert recipes.files(folder, "parquet", ".parquet") and recipes.files(folder, "spark", ".parquet")


@test
def export_and_proto_make_what_clickhouse_reads(folder):
    proto = next(each for each in recipes.examples() if each.name == "proto")
    if recipes.lacks(proto):
        raise Skip(f"there is no {recipes.lacks(proto)}")
    recipes.kitchen(folder)
    assert recipes.files(folder, "messages", ".pb")
    assert "message Connection {" in (folder / "Connection.proto").read_text()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
