#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Tables that the Python package makes: what is in them is what python's protobuf finds, and of pyarrow and
polars, which Debian has not, that they are given a Parquet file in which all of it is."""
import contextlib
import importlib
import os
import pathlib
import shutil
import sys
import tempfile
import types
import warnings

import e2e
from e2e import NETCAP, Skip, equal, test
from packaged import captured, cuttable, exported, ncap_read, netcap, odd, parquet_test, raises, truth, typed, without


def pandas():
    try:
        return importlib.import_module("pandas")
    except ImportError as reason:
        raise Skip("python3-pandas is not there") from reason


def flat(kind, row, name=""):
    """A row as columns: those of messages by name of the message, a point, and theirs; what a message says that
    is not there is null."""
    found = {}
    for key, value in kind.items():
        each = None if row is None else row[key]
        if isinstance(value, dict):
            found.update(flat(value, each, f"{name}{key}."))
        else:
            found[name + key] = (value, each)
    return found


def table_value(pd, kind, value):
    """A value of a table, as exported has it."""
    if kind in ("json", "presence") or isinstance(kind, list):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if kind == "real":
        return exported.real(float(value))
    if kind == "time":
        return value.value
    return bool(value) if kind == "bool" else int(value) if kind in ("integer", "port") else value


def same_in_pandas(path):
    pd = pandas()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = netcap.open(path).to_pandas()
    kinds, rows = exported.expected(path)
    dictionaries = iter(netcap.open(path))
    columns = {name: list(frame[name]) for name in frame.columns}
    count = 0
    for i, row in enumerate(rows):
        wanted = flat(kinds, row)
        record = next(dictionaries)
        equal(list(columns), list(wanted), f"{path.name}: the columns")
        for name, (kind, value) in wanted.items():
            found = table_value(pd, kind, columns[name][i])
            if isinstance(kind, list) or kind == "json":
                value, found = exported.comparable(inside(record, name)), exported.comparable(found)
            elif kind == "presence":
                value, found = value, True if found is not None else None
            elif kind == "real" and value is None:
                value = "NaN"
            assert found == value, f"{path.name}: row {i + 1}: {name} is {found!r}, expected {value!r}"
        count += 1
    equal(len(frame), count, f"{path.name}: the number of rows")
    return frame


def inside(record, path):
    """What a dictionary holds there; None where it holds nothing."""
    for name in path.split("."):
        record = None if record is None else record.get(name)
    return record


@test
def a_table_of_pandas_has_every_value_of_every_record_type(folder):
    pandas()
    with captured() as out:
        for path in sorted(out.glob("*.ncap.gz")):
            same_in_pandas(path)
    parquet_test.third_party(folder)
    same_in_pandas(folder / "out/Beat.ncap.gz")
    for syntax in ("proto3", "proto2"):
        same_in_pandas(odd(folder, 300, syntax))
        same_in_pandas(odd(folder, 0, syntax))


@test
def its_columns_have_types_whatever_is_in_them(folder):
    for count in (0, 20):
        frame = same_in_pandas(odd(folder, count))
        found = {name: str(frame[name].dtype) for name in ("TimestampFirst", "SrcPort", "Through", "Listening", "Wait",
                                                          "One3", "One8", "One9", "One12", "One1", "One14", "Many5",
                                                          "Inner.One5")}
        equal(found, {"TimestampFirst": "datetime64[ns, UTC]", "SrcPort": "string", "Through": "UInt16",
                      "Listening": "Int32", "Wait": "UInt64", "One3": "Int64", "One8": "boolean", "One9": "string",
                      "One12": "object", "One1": "float64", "One14": "string", "Many5": "object", "Inner.One5": "Int32"})


@test
def a_long_table_is_made_of_pieces(folder):
    pandas()
    path = cuttable(folder)
    head, *records = truth(path)
    exported.save(path, head, records * 10000)
    frame = netcap.open(path).to_pandas()
    equal((len(frame), int(frame["Number"].sum()), str(frame["Timestamp"].dtype)),
          (120000, 66000 * 10000, "datetime64[ns, UTC]"))
    equal(list(frame.index[[0, -1]]), [0, 119999])


@test
def times_and_ports_that_are_none_are_null_and_told_by_a_table(folder):
    pandas()
    head = exported.header(exported.odd_schema("proto3"), "odd.Odd")
    make = ncap_read.record_class(head)
    records = [make(TimestampFirst="soon", Through="http"), make(TimestampFirst="9999999999.000001", Through="080"),
               make(TimestampFirst="-1.5", Through="65536"), make()]
    path = exported.save(folder / "Odd.ncap", head, [each.SerializeToString() for each in records])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        frame = netcap.open(path).to_pandas()
    equal([str(each.message) for each in said],
          [f"{path}: 5 times or ports are none that a table can hold: they are null"])
    equal(frame["TimestampFirst"].isna().tolist(), [True, True, False, True])
    equal(frame["TimestampFirst"][2].value, -1000005000)
    equal(frame["Through"].isna().tolist(), [True] * 4)


@test
def records_of_two_types_are_no_table(folder):
    pandas()
    path = cuttable(folder)
    other = odd(folder, 2)
    head, *records = truth(other)
    exported.save(other, typed(head), records)
    path.write_bytes(path.read_bytes() + other.read_bytes())
    assert "behind records of s.S, of odd.Odd" in raises(netcap.Damaged, netcap.open(path).to_pandas)


@test
def what_is_not_installed_is_told(folder):
    file = netcap.open(cuttable(folder))
    with without("pandas", "pyarrow", "pyarrow.parquet", "polars"):
        equal([raises(ImportError, make) for make in (file.to_pandas, file.to_arrow, file.to_polars)],
              ["to_pandas() needs pandas: python3-pandas, or pip install pandas",
               "to_arrow() needs pyarrow: pip install pyarrow", "to_polars() needs polars: pip install polars"])


@contextlib.contextmanager
def standing_in(**environment):
    """pyarrow and polars, as far as they are asked for: what reads Parquet is the reader of our tests."""
    import parquet_read

    def read_parquet(source):
        path = pathlib.Path(tempfile.mkdtemp(prefix="netcap-test-")) / "x"
        path.write_bytes(source.read())
        rows = list(parquet_read.Parquet(path).rows())
        shutil.rmtree(path.parent)
        return rows
    arrow = types.SimpleNamespace(read_table=read_parquet)
    polars = types.SimpleNamespace(read_parquet=read_parquet)
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    with without("pyarrow", "pyarrow.parquet", "polars"):
        sys.modules.update({"pyarrow": types.SimpleNamespace(parquet=arrow), "pyarrow.parquet": arrow,
                            "polars": polars})
        yield
    for name, value in before.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value


@test
def arrow_and_polars_are_given_parquet_with_every_value(folder):
    """Of those two nothing is here: what they are given is read by another reader."""
    path = odd(folder, 40)
    wanted = list(exported.expected(path)[1])
    with standing_in(NETCAP=NETCAP):
        for make in (netcap.open(path).to_arrow, netcap.open(path).to_polars):
            equal([exported.comparable(row) for row in make()], wanted)
        path.write_bytes(path.read_bytes()[:-3])
        assert "record 40 at byte" in raises(netcap.Damaged, netcap.open(path).to_arrow)
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            equal(len(netcap.open(path, on_damage="warn").to_polars()), 39)
        assert "record 40 at byte" in str(said[0].message), said
    with standing_in(PATH=str(folder), NETCAP=""):
        said = raises(FileNotFoundError, netcap.open(path).to_arrow)
        assert "say where it is with NETCAP" in said, said


if __name__ == "__main__":
    raise SystemExit(e2e.main())
