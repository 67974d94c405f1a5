#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""CSV by Python's csv and by pandas, JSON by Python and by jq: every value of all record types, of a third
party's, and of text made to mislead, is read back as python's protobuf finds it."""
import csv
import importlib
import io
import json
import shutil
import subprocess

import e2e
import read_back
from e2e import Skip, equal, test
from packaged import captured, exported, odd, parquet_test

csv.field_size_limit(1 << 30)


def each_file(folder):
    """Of all types, a third party's, of everything a schema can have, and hostile ones."""
    with captured() as out:
        yield from sorted(out.glob("*.ncap.gz"))
    parquet_test.third_party(folder)
    yield folder / "out/Beat.ncap.gz"
    yield odd(folder, 300)
    yield read_back.save_hostile(folder / "H.ncap")


def table(text, delimiter=","):
    """Names and rows as Python's csv has them."""
    names, *rows = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=delimiter, strict=True)
    return names, rows


def compare(path, names, rows):
    """Each cell with its field."""
    messages = read_back.messages(path)
    equal(len(rows), len(messages), f"{path.name}: the number of rows")
    for number, (row, message) in enumerate(zip(rows, messages), 1):
        fields = message.DESCRIPTOR.fields
        equal(names, [field.name for field in fields], f"{path.name}: the columns")
        equal(len(row), len(names), f"{path.name}: cells of row {number}")
        for field, text in zip(fields, row):
            value = getattr(message, field.name)
            absent = field.label != exported.F.LABEL_REPEATED and exported.is_missing(message, field)
            assert text in ("", "null") if absent else read_back.is_cell(field, value, text), \
                f"{path.name}: row {number}: {field.name} is {text!r}, expected {value!r}"


@test
def csv_and_tsv_are_read_back_by_python_to_the_last_value(folder):
    for path in each_file(folder):
        for kind, delimiter in (("--csv", ","), ("--tsv", "\t"), ("--separator=;", ";")):
            compare(path, *table(read_back.dump(path, kind, *read_back.exact()), delimiter))


def plain(text):
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    rest = text.lstrip("' ")
    formula = rest[:1] in ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    return text[1:] if text[:1] == "'" and formula else text


@test
def what_keeps_a_formula_from_being_one_is_all_that_is_added(folder):
    path = read_back.save_hostile(folder / "H.ncap")
    names, defused = table(read_back.dump(path, "--csv", "--formulas=escape"))
    _, kept = table(read_back.dump(path, "--csv", "--formulas=keep"))
    text = [names.index("Text"), names.index("Last")]
    changed = 0
    for row, other in zip(defused, kept):
        equal([plain(row[i]) for i in text], [other[i] for i in text])
        changed += row != other
    assert changed > 10, changed


@test
def csv_is_read_back_by_pandas_to_the_last_value(folder):
    try:
        pandas = importlib.import_module("pandas")
    except ImportError as reason:
        raise Skip("python3-pandas is not there") from reason
    for path in each_file(folder):
        text = read_back.dump(path, "--csv", *read_back.exact())
        names, rows = table(text)
        frame = pandas.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False, na_filter=False)
        equal(list(frame.columns), names)
        equal(frame.to_numpy().tolist(), rows, f"{path.name}: the cells")
        # Numbers as numbers, as it finds their types by itself.
        frame = pandas.read_csv(io.BytesIO(text), float_precision="round_trip", keep_default_na=False)
        for field in read_back.messages(path)[0].DESCRIPTOR.fields if rows else []:
            if field.type in exported.INTEGERS and field.label != exported.F.LABEL_REPEATED:
                equal([str(each) for each in frame[field.name]], [row[names.index(field.name)] for row in rows],
                      f"{path.name}: {field.name}")


@test
def json_is_read_back_by_python_to_the_last_value(folder):
    for path in each_file(folder):
        lines = read_back.dump(path, "--json", read_back.AS_HEX).decode().split("\n")[:-1]
        messages = read_back.messages(path)
        equal(len(lines), len(messages), f"{path.name}: the number of lines")
        for number, (line, message) in enumerate(zip(lines, messages), 1):
            wanted = exported.json_message(message)
            assert read_back.same_json(json.loads(line), wanted), \
                f"{path.name}: line {number} is {line}, expected {wanted}"


def by_jq(path, *options):
    if not shutil.which("jq"):
        raise Skip("there is no jq")
    done = subprocess.run(["jq", "-c", "."], input=read_back.dump(path, "--json", read_back.AS_HEX, *options), check=True,
                          stdout=subprocess.PIPE)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


@test
def json_is_read_back_by_jq_to_the_last_value(folder):
    for path in each_file(folder):
        messages = read_back.messages(path)
        found = by_jq(path)
        equal(len(found), len(messages), f"{path.name}: the number of lines")
        for number, (record, message) in enumerate(zip(found, messages), 1):
            wanted = exported.json_message(message)
            assert read_back.same_json(record, wanted, rounded=True), \
                f"{path.name}: line {number} is {record}, expected {wanted}"


@test
def numbers_that_jq_would_round_are_exact_as_texts(folder):
    path = read_back.save_hostile(folder / "H.ncap")
    for record, message in zip(by_jq(path, "--big-numbers=string"), read_back.messages(path)):
        equal((int(record["Number"]), int(record["Signed"])), (message.Number, message.Signed))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
