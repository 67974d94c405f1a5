#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap export: the Parquet files of it, read by a reader that shares no code with it, hold every value
that python's protobuf finds in the records; and what happens when something is in the way."""
import gzip
import importlib
import json
import os
import resource
import signal
import subprocess
import sys

import e2e
from e2e import DONE, FAILED, NETCAP, PARTIAL, TESTS, USAGE, equal, netcapd, test

try:
    importlib.import_module("google.protobuf")
except ImportError:
    print("skipped: python3-protobuf is not there")
    raise SystemExit(77) from None

import exported
import parquet_read

MOST_MEMORY = 200 << 20


def export(*arguments, status=DONE, **how):
    """A run to its end: what it said."""
    how = {"stdin": subprocess.DEVNULL, "timeout": e2e.TIMEOUT, "stdout": subprocess.PIPE, **how}
    if "input" in how:
        del how["stdin"]
    done = subprocess.run([NETCAP, "export", *map(str, arguments)], check=False, stderr=subprocess.PIPE, **how)
    said = done.stderr.decode()
    equal(done.returncode, status, f"the exit status, of what says {said!r},")
    done.stderr = said
    return done


def difference(found, wanted, where=""):
    """The first place where two values differ, as a sentence; None when they are the same."""
    if isinstance(found, dict) and isinstance(wanted, dict) and list(found) == list(wanted):
        return next(filter(None, (difference(found[name], wanted[name], f"{where}.{name}") for name in found)), None)
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        return next(filter(None, (difference(*both, f"{where}[{i}]") for i, both in enumerate(zip(found, wanted)))), None)
    return None if found == wanted and isinstance(found, type(wanted)) else f"{where} is {found!r}, expected {wanted!r}"


def same(records, parquet, unit="ns"):
    """How many rows were equal: all."""
    kind, wanted = exported.expected(records, unit)
    file = parquet_read.Parquet(parquet)
    equal([child.name for child in file.schema.children], list(kind), "the columns")
    count = 0
    for found, row in zip(file.rows(), wanted):
        count += 1
        wrong = difference(exported.comparable(found), row)
        assert not wrong, f"{records.name}: row {count}: {wrong}"
    equal(file.footer[3], count, f"{records.name}: the number of rows")
    equal(next(wanted, None), None, f"{records.name}: a record behind the last row")
    return count


def left(folder):
    """What lies in a folder, hidden or not."""
    return sorted(os.listdir(folder))


def odd(folder, count=50, syntax="proto3"):
    return exported.save_odd(folder / "Odd.ncap", syntax, count)


@test
def every_value_of_every_record_type_is_the_one_that_protobuf_finds(folder):
    netcapd("-q", "-r", TESTS / "captures", "--set=TCP.payload=on", out=folder / "out", status=PARTIAL)
    export("--out-dir", folder / "parquet", folder / "out")
    found = sorted((folder / "out").glob("*.ncap.gz"))
    assert len(found) >= 58, f"only {len(found)} types"
    for path in found:
        assert same(path, folder / "parquet" / f"{path.name.split('.')[0]}.parquet"), f"no rows of {path.name}"


def third_party(folder):
    """Records of a plugin from elsewhere, in out/."""
    source = folder / "beat"
    source.mkdir()
    for name in ("beat.c", "beat.proto"):
        (source / name).write_bytes((TESTS / "plugins" / name).read_bytes())
    capture = folder / "beat.pcap"
    with open(capture, "wb") as file:
        subprocess.run([sys.executable, "-B", TESTS / "plugins/beat_capture.py"], check=True, stdout=file,
                       env={**os.environ, "PYTHONPATH": str(e2e.CAPTURES)})
    netcapd("-r", capture, out=folder / "out", plugins=e2e.build_plugin(folder / "plugins", source))


@test
def records_of_a_third_party_need_nothing_of_their_own(folder):
    third_party(folder)
    export("-o", folder, folder / "out/Beat.ncap.gz")
    assert same(folder / "out/Beat.ncap.gz", folder / "Beat.parquet")


@test
def presence_lists_messages_and_every_type_come_back(folder):
    for syntax in ("proto3", "proto2"):
        path = odd(folder, 400, syntax)
        for options in ((), ("--compression=gzip",), ("--compression=none", "--time-unit=us")):
            export("-o", folder, "--overwrite", *options, path)
            equal(same(path, folder / "Odd.parquet", "us" if len(options) > 1 else "ns"), 400, "rows")


@test
def large_files_have_several_row_groups_and_pages(folder):
    head = exported.header(exported.odd_schema("proto3"), "odd.Odd")
    make = exported.ncap_read.record_class(head)
    big = [make(One12=bytes([i % 256]) * 3000, One5=i, Many5=[i] * (i % 3)).SerializeToString() for i in range(12000)]
    path = exported.save(folder / "Big.ncap", head, big)
    export("-o", folder, path)
    file = parquet_read.Parquet(folder / "Big.parquet")
    assert len(file.groups) > 2, len(file.groups)
    equal(same(path, folder / "Big.parquet"), 12000, "rows")


@test
def lists_of_many_small_values_make_smaller_row_groups(folder):
    files = exported.descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="b.proto", package="b", syntax="proto3")
    bits = file.message_type.add(name="Bits")
    for i in range(10):
        exported.add_field(bits, f"Bit{i}", exported.F.TYPE_BOOL)
    exported.add_field(file.message_type.add(name="B"), "Bits", exported.F.TYPE_MESSAGE, exported.F.LABEL_REPEATED,
                       ".b.Bits")
    path = exported.save(folder / "B.ncap", exported.header(files, "b.B"), [b"\x0a\0" * 1000] * 900)
    export("-o", folder, path)
    file = parquet_read.Parquet(folder / "B.parquet")
    equal([group[3] for group in file.groups], [420, 420, 60], "rows of the groups")


@test
def a_file_without_records_has_its_columns_and_no_rows(folder):
    path = odd(folder, 0)
    export("-o", folder, path)
    equal(same(path, folder / "Odd.parquet"), 0, "rows")


@test
def what_the_header_of_the_records_says_is_in_the_metadata(folder):
    path = odd(folder)
    export("-o", folder, path)
    metadata = parquet_read.Parquet(folder / "Odd.parquet").metadata
    equal(metadata["netcap.record"], "odd.Odd")
    equal(metadata["netcap.source"], "made")
    equal(importlib.import_module("base64").b64decode(metadata["netcap.schema"]),
          exported.odd_schema("proto3").SerializeToString(), "the schema")


@test
def the_same_records_give_the_same_bytes(folder):
    path = odd(folder, 300)
    export("-o", folder / "a", path)
    export("-o", folder / "b", path)
    e2e.same_files(folder / "a", folder / "b")


@test
def csv_tsv_and_json_lines_are_what_dump_prints(folder):
    path = odd(folder, 30)
    for name in ("csv", "tsv", "jsonl"):
        export("-o", folder, f"--format={name}", path)
        shown = subprocess.run([NETCAP, "dump", f"--format={name}", path], check=True, stdout=subprocess.PIPE)
        equal((folder / f"Odd.{name}").read_bytes() == shown.stdout, True, f"{name} is the same")


@test
def standard_input_and_output_take_one_file(folder):
    path = odd(folder)
    export("-o", folder / "a", path)
    whole = (folder / "a/Odd.parquet").read_bytes()
    equal(export("-o", "-", "-", input=path.read_bytes()).stdout == whole, True, "standard output is the file")
    export("-o", folder / "b", "-", input=path.read_bytes())
    equal((folder / "b/Odd.parquet").read_bytes() == whole, True, "the file of standard input is the same")
    assert "takes one file, and these are 2" in export("-o", "-", path, path, status=USAGE).stderr


@test
def a_text_named_port_stays_what_it_is(folder):
    head = exported.header(exported.odd_schema("proto3"), "odd.Odd")
    make = exported.ncap_read.record_class(head)
    path = exported.save(folder / "Odd.ncap", head, [make(SrcPort=text).SerializeToString() for text in ("Gi0/1", "80")])
    export("-o", folder, path)
    equal([row["SrcPort"] for row in parquet_read.Parquet(folder / "Odd.parquet").rows()], ["Gi0/1", "80"])


@test
def times_and_ports_that_are_none_are_null_and_told(folder):
    head = exported.header(exported.odd_schema("proto3"), "odd.Odd")
    make = exported.ncap_read.record_class(head)
    records = [make(TimestampFirst="soon", Peers=["http"]), make(TimestampFirst="9999999999.000001", Peers=["80"])]
    path = exported.save(folder / "Odd.ncap", head, [each.SerializeToString() for each in records])
    said = export("-o", folder, path, status=PARTIAL).stderr
    assert "3 times or ports are none that parquet can hold: they are null" in said, said
    rows = list(parquet_read.Parquet(folder / "Odd.parquet").rows())
    equal([(row["TimestampFirst"], row["Peers"]) for row in rows], [(None, [None]), (None, [80])])
    said = export("-o", folder, "--overwrite", "--time-unit=us", path, status=PARTIAL).stderr
    assert "2 times or ports" in said, said
    equal(list(parquet_read.Parquet(folder / "Odd.parquet").rows())[1]["TimestampFirst"], 9999999999000001)


@test
def text_that_is_no_utf8_is_written_as_text(folder):
    head = exported.header(exported.odd_schema("proto3"), "odd.Odd", b"x\xff.pcap")
    path = exported.save(folder / "Odd.ncap", head, [b"\x4a\x05a\xff\xc3\xa4\xc3"])
    export("-o", folder, path)
    file = parquet_read.Parquet(folder / "Odd.parquet")
    equal(next(file.rows())["One9"], "a\ufffdä\ufffd")
    equal(file.metadata["netcap.source"], "x\ufffd.pcap")


@test
def of_a_damaged_file_all_that_can_be_read_is_exported(folder):
    whole = odd(folder).read_bytes()
    cut = folder / "Cut.ncap"
    cut.write_bytes(whole[:-3])
    said = export("-o", folder, cut, status=PARTIAL).stderr
    assert "record 50 at byte" in said, said
    equal(parquet_read.Parquet(folder / "Cut.parquet").footer[3], 49, "rows")
    # A record that is none: field 9 of wire type 7.
    path = exported.save(folder / "Wrong.ncap", exported.header(exported.odd_schema("proto3"), "odd.Odd"),
                         [b"", b"\x4f", b""])
    said = export("-o", folder, path, status=PARTIAL).stderr
    assert "Wrong.ncap: record 2 is damaged at its byte 0, in odd.Odd: expected a whole field" in said, said
    equal(parquet_read.Parquet(folder / "Wrong.parquet").footer[3], 1, "rows")


@test
def what_is_no_file_of_records_makes_none(folder):
    (folder / "x.ncap").write_bytes(b"no")
    export("-o", folder / "a", folder / "x.ncap", status=PARTIAL)
    export("-o", folder / "a", folder / "nowhere", status=FAILED)
    exported.save(folder / "Old.ncap", b"\x0a\x111700000000.000000\x22\x021\x31"[:-1], [])
    export("-o", folder / "a", folder / "Old.ncap", status=PARTIAL)
    equal(left(folder / "a"), [])


@test
def a_record_without_fields_is_refused_in_a_sentence(folder):
    files = exported.descriptor_pb2.FileDescriptorSet()
    files.file.add(name="n.proto", package="n", syntax="proto3").message_type.add(name="N")
    path = exported.save(folder / "N.ncap", exported.header(files, "n.N"), [b""])
    said = export("-o", folder / "a", path, status=FAILED).stderr
    assert "N: cannot be written as parquet: n.N has no fields" in said, said
    equal(left(folder / "a"), [])


@test
def a_file_that_is_there_is_replaced_only_with_overwrite(folder):
    path = odd(folder)
    (folder / "Odd.parquet").write_text("mine")
    said = export("-o", folder, path, status=USAGE).stderr
    assert "is there already: give another folder with --out-dir" in said, said
    equal((folder / "Odd.parquet").read_text(), "mine")
    (folder / "Odd.parquet.part").write_text("of one that was killed")
    export("-o", folder, "--overwrite", path)
    same(path, folder / "Odd.parquet")
    equal(left(folder), ["Odd.ncap", "Odd.parquet"])


@test
def two_files_of_one_name_are_not_written_over_each_other(folder):
    for name in ("a", "b"):
        (folder / name).mkdir()
        odd(folder / name)
    said = export("-o", folder / "out", "--overwrite", folder / "a", folder / "b", status=USAGE).stderr
    assert "was just made of another file" in said, said
    same(folder / "a/Odd.ncap", folder / "out/Odd.parquet")


@test
def a_full_disk_leaves_nothing_half_written(folder):
    path = odd(folder, 300)
    said = export("-o", folder / "a", path, status=FAILED,
                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))).stderr
    assert "Odd.parquet: cannot write: File too large" in said, said
    equal(left(folder / "a"), [])
    with open("/dev/full", "wb") as full:
        said = export("-o", "-", path, status=FAILED, stdout=full).stderr
    assert "No space left on device" in said, said


@test
def a_closed_pipe_is_a_failure(folder):
    reading, writing = os.pipe()
    os.close(reading)
    said = export("-o", "-", odd(folder), status=FAILED, stdout=writing).stderr
    os.close(writing)
    assert "Broken pipe" in said, said


@test
def an_interrupted_export_leaves_nothing(folder):
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen([NETCAP, "export", "-o", folder / "a", "-"], stdin=subprocess.PIPE,
                              stderr=subprocess.PIPE) as running:
            running.stdin.write(odd(folder).read_bytes())
            running.stdin.flush()
            while not (folder / "a/Odd.parquet.part").exists():
                assert running.poll() is None
            running.send_signal(number)
            equal(running.wait(e2e.TIMEOUT), -number, "how it ended")
        equal(left(folder / "a"), [])


@test
def memory_does_not_grow_with_the_file(folder):
    if os.environ.get("SANITIZERS"):
        raise e2e.Skip("the sanitizers' allocator has other bounds")
    data = exported.save_odd(folder / "Odd.ncap", "proto3", 2000).read_bytes()
    head = exported.framed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    times = (160 << 20) // len(data) + 1
    (folder / "Large.ncap.gz").write_bytes(gzip.compress(head, 1) + gzip.compress(data[len(head):], 1) * times)
    export("-o", folder, folder / "Large.ncap.gz",
           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY)))
    equal(parquet_read.Parquet(folder / "Large.parquet").footer[3], 2000 * times, "rows")


@test
def what_is_too_large_for_one_file_becomes_several(folder):
    """A footer of 3000 columns and some dozen row groups is."""
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="w.proto", package="w", syntax="proto3").message_type.add(name="W")
    for i in range(3000):
        exported.add_field(message, f"Column{i}", exported.F.TYPE_BOOL)
    path = exported.save(folder / "W.ncap", exported.header(files, "w.W"), [b""] * 45000)
    export("-o", folder, path)
    made = [name for name in left(folder) if name != "W.ncap"]
    equal(made, ["W.2.parquet", "W.parquet"])
    footers = [parquet_read.Parquet(folder / name).footer for name in made]
    equal(sum(footer[3] for footer in footers), 45000, "rows")
    assert all(footer[3] for footer in footers)


@test
def what_holds_itself_is_json_that_dump_prints_too(folder):
    path = odd(folder, 200)
    export("-o", folder, path)
    printed = [json.loads(line) for line in e2e.dump(path)]
    rows = parquet_read.Parquet(folder / "Odd.parquet").rows()
    found = [(row["Self"], record.get("Self")) for row, record in zip(rows, printed)]
    assert any(one for one, _ in found)
    equal([one for one, other in found if one != other], [])


if __name__ == "__main__":
    raise SystemExit(e2e.main())
