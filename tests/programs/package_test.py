#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The Python package: what it reads is what `netcap dump` and python's protobuf find, of every record type,
and of files that are damaged all that is whole and not a record more."""
import contextlib
import gzip
import importlib.util
import json
import math
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import warnings
import zlib

import e2e
from e2e import NETCAP, SOURCE, Skip, equal, netcapd, test
from packaged import AS_HEX, PACKAGE, captured, cuttable, exported, ncap_read, netcap, odd, parquet_test, raises, \
    truth, typed, without

MOST_MEMORY = 200 << 20


def dump(path):
    """The records as lines of JSON."""
    return e2e.dump(path, e2e.DONE, AS_HEX)


def read(file):
    """What a file gives, and the damage behind it."""
    found, damage = [], None
    try:
        for each in file:
            found.append(each)
    except netcap.Damaged as error:
        damage = str(error)
    return found, damage


def as_json(value):
    """As `netcap dump --json` would say it: the numbers that JSON has not are texts there."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    return value.hex() if isinstance(value, bytes) else value


def same_as_dump(path):
    """How many records were the same as the JSON: all."""
    lines, count = dump(path), 0
    for record, line in zip(netcap.open(path), lines):
        wanted = json.loads(line)
        assert as_json(record) == wanted and list(record) == list(wanted), \
            f"{path.name}: record {count + 1} is {record}, expected {wanted}"
        count += 1
    equal(len(lines), count, f"{path.name}: the number of records")
    return count


@test
def a_record_of_any_type_as_a_dictionary_is_the_json_of_dump(_):
    with captured() as out:
        for path in sorted(out.glob("*.ncap.gz")):
            assert same_as_dump(path)


@test
def so_it_is_of_a_third_party_and_of_records_with_everything(folder):
    parquet_test.third_party(folder)
    assert same_as_dump(folder / "out/Beat.ncap.gz")
    assert next(iter(netcap.open_folder(folder / "out")["Beat"]))["Readings"]
    for syntax in ("proto3", "proto2"):
        # dump gives a float of 32 bits as short as it can be; json.loads() makes another double of it.
        path = odd(folder, 300, syntax)
        for record, line in zip(netcap.open(path), dump(path)):
            wanted = json.loads(line)
            for name in ("One2", "Many2"):
                record.pop(name), wanted.pop(name)
            strip_floats(record), strip_floats(wanted)
            equal(as_json(record), wanted)


def strip_floats(value):
    """Takes the floats of messages inside out."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict):
            each.pop("One2", None), each.pop("Many2", None)
        if isinstance(each, (dict, list)):
            strip_floats(each)


@test
def json_of_a_dictionary_is_that_of_dump_by_bytes_as_hex(folder):
    netcapd("-r", e2e.DEMO, out=folder / "out")
    found = [json.dumps(record, default=bytes.hex, separators=(",", ":"), ensure_ascii=False)
             for record in netcap.open(folder / "out/DNS.ncap.gz")]
    equal(found, dump(folder / "out/DNS.ncap.gz"))


@test
def messages_are_those_that_were_written(folder):
    for syntax in ("proto3", "proto2"):
        path = odd(folder, 50, syntax)
        head, *wanted = truth(path)
        make = ncap_read.record_class(head)
        equal([each.SerializePartialToString(deterministic=True) for each in netcap.open(path).messages()],
              [make.FromString(each).SerializePartialToString(deterministic=True) for each in wanted])


@test
def a_schema_is_shown_as_netcap_fields_does(folder):
    def shown(path):
        return subprocess.run([NETCAP, "fields", path], check=True, stdout=subprocess.PIPE).stdout.decode()
    for syntax in ("proto3", "proto2"):
        path = odd(folder, 1, syntax)
        equal(str(netcap.open(path).schema), shown(path))
    # Brackets, units and signs of all kinds.
    files = exported.descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="c.proto", package="c", syntax="proto3")
    message = file.message_type.add(name="C")
    comments = ["[ns]", " [count of  things] with\n two lines \n", "[count \n] x", "[time] of a number", "[port", "[]",
                "[bytes kilo] x", "[number " + "u" * 33 + "] long", "[number " + "u" * 513 + "] longer", "[id] \x9b31m\u202e", "[flag]\n\n", "none"]
    for i, text in enumerate(comments):
        exported.add_field(message, f"Field{i}", exported.F.TYPE_UINT32)
        file.source_code_info.location.add(path=[4, 0, 2, i], leading_comments="before", trailing_comments=text)
    file.source_code_info.location.add(path=[4, 0], leading_comments=" A message.\n")
    path = exported.save(folder / "C.ncap", exported.header(files, "c.C"), [])
    equal(str(netcap.open(path).schema), shown(path))
    equal([(field.meaning, field.unit) for field in netcap.open(path).schema.fields[:2]],
          [("ns", "ns"), ("count", "of things")])
    with captured() as out:
        for path in sorted(out.glob("*.ncap.gz")):
            equal(str(netcap.open(path).schema), shown(path))


@test
def a_header_says_what_the_run_was(folder):
    netcapd("-r", e2e.DEMO, "--set=TCP.payload=on", out=folder / "out")
    header = netcap.open(folder / "out/TCP.ncap.gz").header
    equal((header.created, header.source, header.record, header.contains_payloads, header.link_types),
          ("1.000000", str(e2e.DEMO), "types.TCP", True, (1,)))
    equal(header.created_at.isoformat(), "1970-01-01T00:00:01+00:00")
    assert "TCP.payload=1" in header.options and header.version.startswith("v"), header
    equal(header.type, 38)


def prefix(path, wanted, how):
    """Fails when what a file gives is not how all of it begins; its number and damage."""
    try:
        file = netcap.open(path)
    except netcap.NotRecords as error:
        return 0, str(error)
    found, damage = read(file)
    assert found == wanted[:len(found)], f"{path.name} {how}: a record that nobody wrote, behind {damage}"
    return len(found), damage


def ends(path):
    """Where the header and each record of an uncompressed file end."""
    data, found, at = path.read_bytes(), [], 0
    while at < len(data):
        at = e2e.message_end(data, at)
        found.append(at)
    return found


@test
def of_a_file_cut_at_any_byte_all_that_is_whole_is_given_out(folder):
    whole = cuttable(folder)
    data, wanted, places = whole.read_bytes(), list(netcap.open(whole)), ends(whole)
    path = folder / "Cut.ncap"
    for size in range(len(data)):
        path.write_bytes(data[:size])
        count, damage = prefix(path, wanted, f"cut at {size}")
        equal(count, max(0, sum(place <= size for place in places) - 1), f"records of {size} bytes")
        equal(damage is None, size in places, f"no damage at {size}")


@test
def of_a_compressed_file_cut_at_any_byte_too(folder):
    whole = cuttable(folder)
    data, places = whole.read_bytes(), ends(whole)
    wanted = list(netcap.open(whole))
    middle = places[6]
    packed = gzip.compress(data[:middle]) + gzip.compress(data[middle:])
    first = len(gzip.compress(data[:middle]))
    path = folder / "Cut.ncap.gz"
    for size in range(len(packed) + 1):
        path.write_bytes(packed[:size])
        count, damage = prefix(path, wanted, f"cut at {size}")
        assert count >= (12 if size == len(packed) else 6 if size >= first else 0)
        equal(damage is None, size in (first, len(packed)), f"no damage at {size}")


def cut_short(data):
    """Whether gzip finds that something is missing at the end: what there is has no checksum then."""
    try:
        gzip.decompress(data)
    except EOFError:
        return True
    except (OSError, zlib.error):
        pass
    return False


@contextlib.contextmanager
def silence():
    """Of protobuf's library, which says of each text that it is no UTF-8."""
    before, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nothing)


@test
def of_a_file_with_a_bit_flipped_no_record_is_given_out_that_nobody_wrote(folder):
    whole = cuttable(folder)
    wanted = list(netcap.open(whole))
    packed = gzip.compress(whole.read_bytes(), mtime=0)
    path = folder / "Flipped.ncap.gz"
    kept = 0
    for bit in range(8 * len(packed)):
        data = bytearray(packed)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        if cut_short(data):
            continue
        count, damage = prefix(path, wanted, f"bit {bit}")
        # Name, time and what else gzip keeps besides are not looked at.
        assert damage or count == 12, f"bit {bit}"
        kept += not damage
    assert 0 < kept < 120, kept


@test
def bits_flipped_in_what_is_not_compressed_are_damage_or_other_records(folder):
    data = odd(folder, 6).read_bytes()
    dice = random.Random(1)
    path = folder / "Flipped.ncap"
    for _ in range(3000):
        damaged = bytearray(data)
        for _ in range(dice.choice([1, 1, 4])):
            damaged[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        with silence(), contextlib.suppress(netcap.NotRecords):
            file = netcap.open(path)
            read(file)
            str(file.schema)


@test
def damage_says_what_and_where(folder):
    whole = cuttable(folder)
    data, places = whole.read_bytes(), ends(whole)
    whole.write_bytes(data[:places[3] + 5])
    equal(read(netcap.open(whole))[1], f"{whole}: byte {places[3]}: the file ends within a record")
    whole.write_bytes(data[:places[3]] + b"\xff" * 11)
    equal(read(netcap.open(whole))[1], f"{whole}: byte {places[3]}: expected the length of a record, found no number")
    whole.write_bytes(data[:places[3]] + exported.varint(65 << 20))
    equal(read(netcap.open(whole))[1],
          f"{whole}: byte {places[3]}: a length is given as {65 << 20}, the most is {64 << 20}")
    whole.write_bytes(data[:places[3]] + b"\1\xff" + data[places[3]:])
    records, said = read(netcap.open(whole))
    assert f"{whole}: byte {places[3]}: expected a record of s.S" in said, said
    equal(len(records), 3)
    packed = gzip.compress(data)
    whole.write_bytes(packed[:-8] + bytes(8))
    raises(netcap.NotRecords, netcap.open, whole)
    whole.write_bytes(gzip.compress(data[:places[2]]) + packed[:-8] + bytes(8))
    records, said = read(netcap.open(whole))
    equal(len(records), 2)
    assert "gzip block at byte" in said and "incorrect data check" in said, said


@test
def damage_is_a_warning_where_that_is_wanted(folder):
    whole = cuttable(folder)
    whole.write_bytes(whole.read_bytes()[:-1])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        equal(len(list(netcap.open(whole, on_damage="warn"))), 11)
    equal([(each.category, str(each.message).split(": ", 1)[1].split(": ")[1]) for each in said],
          [(netcap.DamageWarning, "the file ends within a record")])
    assert "expected 'raise' or 'warn'" in raises(ValueError, netcap.open, whole, "ignore")


@test
def what_is_no_file_of_records_is_told_in_a_sentence(folder):
    path = folder / "x"
    for data, said in ((b"", "expected a file of audit records"), (b"no", "expected a file of audit records"),
                       (e2e.DEMO.read_bytes(), "this is a capture"),
                       (exported.framed(b"\x0a\x03\x31\x2e\x30\x22\x02\x76\x31"), "written by netcap v1 without a schema"),
                       (exported.framed(exported.header(exported.odd_schema("proto3"), "odd.None")),
                        "expected odd.None in it"),
                       (exported.framed(b"\x0a\x011\xc2\x3e\x01\xff\xca\x3e\x01x"), "the schema in the header")):
        path.write_bytes(data)
        found = raises(netcap.NotRecords, netcap.open, path)
        assert found.startswith(f"{path}: ") and said in found, found
    raises(FileNotFoundError, netcap.open, folder / "nowhere")


@test
def a_file_that_grows_gives_what_is_there_and_more_the_next_time(folder):
    whole = cuttable(folder)
    data, places = whole.read_bytes(), ends(whole)
    path = folder / "S.ncap.gz.part"
    for size in range(places[0], len(data)):
        path.write_bytes(data[:size])
        equal(len(list(netcap.open(path))), sum(place <= size for place in places) - 1)
    packed = gzip.compress(data)
    for size in range(len(packed)):
        path.write_bytes(packed[:size])
        with contextlib.suppress(netcap.NotRecords):
            list(netcap.open(path))
    file = netcap.open(path)
    path.write_bytes(gzip.compress(data[:places[4]]))
    equal(len(list(file)), 4)
    with open(path, "ab") as more:
        more.write(gzip.compress(data[places[4]:]))
    equal(len(list(file)), 12)


@test
def a_folder_is_its_files_by_type(folder):
    netcapd("-r", e2e.DEMO, out=folder / "out")
    found = netcap.open_folder(folder / "out")
    equal(sorted(found), sorted(name.split(".")[0] for name in e2e.names(folder / "out") if ".ncap" in name))
    equal(len(list(found["TCP"])), len(e2e.records(folder / "out", "TCP")))
    assert "has no records of Nothing; it has ARP" in raises(KeyError, lambda: found["Nothing"])
    (folder / "out/TCP.ncap.gz.part").write_bytes(b"")
    os.rename(folder / "out/UDP.ncap.gz", folder / "out/UDP.ncap.gz.part")
    found = netcap.open_folder(folder / "out")
    equal((found.files["TCP"], found.files["UDP"]),
          (str(folder / "out/TCP.ncap.gz"), str(folder / "out/UDP.ncap.gz.part")))


@test
def files_that_were_joined_are_read_one_after_the_other(folder):
    with captured() as out:
        other = gzip.decompress((out / "NTP.ncap.gz").read_bytes())
        rest = len(list(netcap.open(out / "NTP.ncap.gz")))
        for path in sorted(out.glob("*.ncap.gz")):
            data = path.read_bytes()
            one = list(netcap.open(path))
            (folder / path.name).write_bytes(data + data)
            found = list(netcap.open(folder / path.name))
            assert found == one + one or len(found) == 2 * len(one) and "nan" in repr(found), path.name
            if path.name == "NTP.ncap.gz":
                continue
            (folder / path.name).write_bytes(gzip.decompress(data) + other)
            parts = [part.header.record for part, _ in netcap.open(folder / path.name).parts()]
            equal(parts, [netcap.open(path).header.record] * len(one) + ["types.NTP"] * rest, path.name)
            found, damage = read(netcap.open(folder / path.name))
            equal(len(found), len(one))
            assert "another file begins behind records of" in damage and "of types.NTP" in damage, damage


@test
def a_record_that_looks_like_a_header_is_a_record(folder):
    """All of its fields are those of a header."""
    F = exported.F
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="l.proto", package="l", syntax="proto3").message_type.add(name="L")
    for number, name, kind in ((1, "Timestamp", F.TYPE_STRING), (2, "Source", F.TYPE_BYTES), (3, "Number", F.TYPE_INT32),
                               (4, "Text", F.TYPE_STRING),
                               (1000, "Payload", F.TYPE_BYTES), (1001, "Name", F.TYPE_STRING)):
        message.field.add(name=name, number=number, type=kind, label=F.LABEL_OPTIONAL)
    head = typed(exported.header(files, "l.L"))
    looks = typed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    path = exported.save(folder / "L.ncap", head, [looks, looks])
    equal([record["Name"] for record in netcap.open(path)], ["odd.Odd"] * 2)
    # Where records have no such fields it is a header.
    first = cuttable(folder)
    first.write_bytes(first.read_bytes() + path.read_bytes())
    equal([part.header.record for part, _ in netcap.open(first).parts()], ["s.S"] * 12 + ["l.L"] * 2)


@test
def a_header_of_the_original_has_the_schema_of_those_before(folder):
    path = cuttable(folder)
    wanted = list(netcap.open(path))
    head, *records = truth(path)

    def old(number):
        """As netcap 0.3.9 begins a file."""
        return b"\x0a\x111600000000.000000\x12\x01x\x18" + exported.varint(number) + b"\x22\x06v0.3.9"
    exported.save(path, head, [*records, old(38), *records])
    found, said = read(netcap.open(path))
    equal(found, wanted)
    assert "written by netcap v0.3.9 without a schema" in said, said
    exported.save(path, head, [*records, old(10000), *records])  # the type of this file
    equal(list(netcap.open(path)), wanted * 2)


@test
def text_that_is_no_utf8_is_text_as_in_dump(folder):
    for syntax in ("proto3", "proto2"):
        head = exported.header(exported.odd_schema(syntax), "odd.Odd", b"x\xff.pcap")
        data = b"\x4a\x08a\xff\xc3\xa4\xc3\xe2\x82." + b"\x28\x05" + b"\x68\x07\x68\x08"
        path = exported.save(folder / "Odd.ncap", head, [data, b""])
        record = next(iter(netcap.open(path)))
        dumped = json.loads(dump(path)[0])
        equal((record["One9"], record["One9"]), ("a\ufffdä\ufffd\ufffd\ufffd.", dumped["One9"]))
        equal(record["One5"], dumped["One5"])
        equal(netcap.open(path).header.source, "x\ufffd.pcap")


@test
def fields_may_have_the_names_of_methods(folder):
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="m.proto", package="m", syntax="proto3").message_type.add(name="M")
    names = ["Clear", "DESCRIPTOR", "SerializeToString", "class", "None", "HasField"]
    for name in names:
        exported.add_field(message, name, exported.F.TYPE_STRING)
    path = exported.save(folder / "M.ncap", exported.header(files, "m.M"),
                         [b"".join(bytes([8 * i + 10, 1, 97 + i]) for i in range(len(names)))])
    equal(list(netcap.open(path)), [dict(zip(names, "abcdef"))])
    equal(next(netcap.open(path).messages()).Clear_, "a")


def zstd(path, data):
    if not shutil.which("zstd"):
        raise Skip("there is no zstd")
    path.write_bytes(subprocess.run(["zstd", "-qc"], input=data, check=True, stdout=subprocess.PIPE).stdout)
    return path


def reads_zstd(folder):
    whole = cuttable(folder)
    wanted = list(netcap.open(whole))
    path = zstd(folder / "S.ncap.zst", whole.read_bytes())
    equal(list(netcap.open(path)), wanted)
    data = path.read_bytes()
    path.write_bytes(data + data)
    equal(list(netcap.open(path)), wanted * 2)
    for size in range(0, len(data), 7):
        path.write_bytes(data[:size])
        prefix(path, wanted, f"cut at {size}")
    for bit in range(40, 8 * len(data), 61):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        with contextlib.suppress(netcap.NotRecords):
            read(netcap.open(path))


@test
def zstd_is_read_by_the_program(folder):
    with without("zstandard"):
        reads_zstd(folder)
        path = zstd(folder / "S.ncap.zst", cuttable(folder).read_bytes())
        before, os.environ["PATH"] = os.environ["PATH"], str(folder)
        try:
            said = raises(ImportError, netcap.open, path)
        finally:
            os.environ["PATH"] = before
    assert "expected the Python module zstandard" in said, said


@test
def zstd_is_read_by_the_module(folder):
    try:
        importlib.import_module("zstandard")
    except ImportError as reason:
        raise Skip("python3-zstandard is not there") from reason
    def refuse(*_):
        raise AssertionError("the program was asked")
    module = importlib.import_module("netcap._bytes")
    before, module._zstd_program = module._zstd_program, refuse
    try:
        reads_zstd(folder)
    finally:
        module._zstd_program = before


@test
def memory_does_not_grow_with_the_file(folder):
    if os.environ.get("SANITIZERS"):
        raise Skip("the sanitizers' allocator has other bounds")
    data = odd(folder, 2000).read_bytes()
    head = exported.framed(exported.header(exported.odd_schema("proto3"), "odd.Odd"))
    times = (100 << 20) // len(data) + 1
    path = folder / "Large.ncap.gz"
    path.write_bytes(gzip.compress(head, 1) + gzip.compress(data[len(head):], 1) * times)
    one = folder / "One.ncap.gz"  # a single block for all
    with gzip.open(one, "wb", 1) as file:
        file.write(head)
        for _ in range(times):
            file.write(data[len(head):])
    for each in (path, one):
        done = subprocess.run(
            [sys.executable, "-B", "-c", "import sys, netcap; print(sum(1 for _ in netcap.open(sys.argv[1]).messages()))",
             each], check=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY)))
        equal(int(done.stdout), 2000 * times)


@test
def pip_installs_it_without_a_network(folder):
    for module in ("pip", "setuptools", "wheel"):
        done = subprocess.run([sys.executable, "-c", f"import {module}"], check=False, stderr=subprocess.DEVNULL)
        if done.returncode:
            raise Skip(f"python3-{module} is not there")
    shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-build-isolation", "--no-deps",
                           "--disable-pip-version-check", "--target", folder / "site", folder / "source"], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    equal(done.returncode, 0, f"pip, which says {done.stdout.decode()[-2000:]},")
    equal(sorted(set(os.listdir(folder / "site/netcap")) - {"__pycache__"}),
          sorted(each.name for each in (PACKAGE / "netcap").iterdir() if each.name != "__pycache__"))
    done = subprocess.run([sys.executable, "-c", "import sys, netcap; print(netcap.__file__); "
                           "print(len(list(netcap.open(sys.argv[1]))))", cuttable(folder)], check=True,
                          stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(folder / "site")})
    equal(done.stdout.decode().split(), [str(folder / "site/netcap/__init__.py"), "12"])


@test
def the_example_in_the_readme_runs(folder):
    if not importlib.util.find_spec("pandas"):
        raise Skip("python3-pandas is not there")
    example = re.search(r"```python\n(import netcap\n.*?)```", (SOURCE / "README.md").read_text(encoding="utf-8"), re.S)[1]
    netcapd("-r", e2e.DEMO, out=folder / "out")
    done = subprocess.run([sys.executable, "-c", example + "print(len(frame), len(run))"], check=True, cwd=folder,
                          stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(PACKAGE)})
    lines = done.stdout.decode().splitlines()
    dns, kinds = e2e.records(folder / "out", "DNS"), e2e.counts(folder / "out")
    equal(lines[:len(dns)], [f"{each['Timestamp']} {each['Context']['SrcIP']}" for each in dns])
    equal(lines[-1], f"{kinds['TCP']} {len(kinds)}")


@test
def its_version_is_that_of_the_tree(_folder):
    wanted = (SOURCE / "configure.ac").read_text().split("AC_INIT([netcap], [")[1].split("]")[0]
    assert f'\nversion = "{wanted}"\n' in (PACKAGE / "pyproject.toml").read_text(), wanted


if __name__ == "__main__":
    raise SystemExit(e2e.main())
