#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Files one behind the other, those of later and earlier programs, and those of several runs made one."""
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess

import e2e
import made
from e2e import DONE, FAILED, PARTIAL, USAGE, equal, test
from made import framed, member, netcap

SHARED = pathlib.Path(os.environ.get("NETCAP_SHARED") or e2e.SOURCE.parent / "shared")
COMMANDS = (("dump",), ("dump", "--json"), ("info",), ("fields",), ("check",), ("export", "-f", "csv", "-o", "-"),
            ("proto",))


def of(*numbers):
    return b"".join(framed(made.record(n, b"x")) for n in numbers)


def ids(path, status=DONE):
    return [json.loads(line)["N"] for line in e2e.dump(path, status)]


@test
def files_one_behind_the_other_are_read_as_one(folder):
    one, two = framed(made.header()) + of(1, 2), framed(made.header(source="other.pcap")) + of(3)
    for name, data in (("plain.ncap", one + two + one), ("blocks.ncap.gz", member(one) + member(two) + member(one)),
                       ("gz.ncap.gz", gzip.compress(one + two + one))):
        (folder / name).write_bytes(data)
        equal(ids(folder / name), [1, 2, 3, 1, 2], f"the records of {name}")
        for command in COMMANDS:
            netcap(*command, folder / name, status=DONE)
        info = netcap("info", folder / name).stdout
        assert "\nFiles         3, one behind the other" in info and "\nRecords       5\n" in info, info
        assert "5 records of made.M" in netcap("check", folder / name).stdout


@test
def of_other_records_behind_the_first_no_false_one_is_read(folder):
    other = made.header(made.schema(name="Other"), kind=10002, name="made.Other")
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1, 2) + framed(other) + of(3))
    equal(ids(folder / "a.ncap", PARTIAL), [1, 2], "records")
    done = netcap("dump", folder / "a.ncap")
    assert "another file begins here" in done.stderr and "type 10002 made.Other; give them one by one" in \
        done.stderr, done.stderr
    assert "other records" in netcap("check", folder / "a.ncap", status=PARTIAL).stdout


@test
def a_file_with_more_fields_behind_the_first_is_refused_and_one_with_less_is_read(folder):
    more = made.header(made.schema(more={"Later": (9, "string")}))
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1) + framed(more) + of(2))
    equal(ids(folder / "a.ncap", PARTIAL), [1], "records")
    assert "its records have made.M.Later, those before do not" in netcap("dump", folder / "a.ncap").stderr
    (folder / "b.ncap").write_bytes(framed(more) + of(1) + framed(made.header()) + of(2))
    equal(ids(folder / "b.ncap"), [1, 2], "records")


@test
def a_record_that_says_what_a_header_says_is_a_record(folder):
    """Its fields are of the types that a header's have."""
    fields = {"Timestamp": (1, "string"), "Data": (2, "string"), "N": (3, "int32"), "Version": (4, "string"),
              "Schema": (1000, "bytes"), "RecordName": (1001, "string")}
    schema = made.schema(more=fields)
    false = made.header(schema)
    (folder / "a.ncap").write_bytes(framed(made.header(schema)) + framed(false) * 3)
    equal(ids(folder / "a.ncap"), [10001] * 3, "records")
    assert "3 records" in netcap("check", folder / "a.ncap", status=DONE).stdout
    one = framed(made.header()) + framed(made.text(1, "1.0") + made.text(2, false)) * 2
    (folder / "b.ncap").write_bytes(one)
    equal(len(ids(folder / "b.ncap")), 2, "records that hold a header")


def golden():
    """Of each type the original's records of some capture."""
    if not (SHARED / "golden").is_dir():
        raise e2e.Skip(f"{SHARED}/golden is not there")
    found = {}
    for path in sorted((SHARED / "golden").glob("*/*.jsonl.gz"), key=lambda path: path.stat().st_size):
        kind = path.name.split(".")[0].replace("TLS", "TLSClientHello")
        if kind not in found or path.stat().st_size < 100_000:
            found[kind] = path
    return found


def protobuf(kind):
    """The class of a type, as its installed schema has it."""
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError as error:
        raise e2e.Skip("there is no python3-protobuf") from error
    pool = descriptor_pool.DescriptorPool()
    path = e2e.BUILD / "proto" / f"{kind.lower()}.desc"
    for file in descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes()).file:
        pool.Add(file)
    descriptor = pool.FindMessageTypeByName(f"types.{kind}")
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def fill(message, values):
    """A message of what JSON says of it, bytes as hex."""
    for name, value in list(values.items()):
        field = message.DESCRIPTOR.fields_by_name.get(name)
        if field is None:
            continue
        for each in value if isinstance(value, list) else [value]:
            if field.type == field.TYPE_MESSAGE:
                inner = getattr(message, name)
                inner = inner.add() if field.label == field.LABEL_REPEATED else inner
                inner.SetInParent() if field.label != field.LABEL_REPEATED else None
                fill(inner, each)
            elif field.label == field.LABEL_REPEATED:
                getattr(message, name).append(bytes.fromhex(each) if field.type == field.TYPE_BYTES else each)
            elif field.type == field.TYPE_UINT32 and each < 0:
                values[name] = each % 2**32  # the original's int32, the same on the wire
                setattr(message, name, values[name])
            elif field.type == field.TYPE_STRING:
                values[name] = each.encode(errors="surrogateescape").decode(errors="replace")
                setattr(message, name, values[name])
            else:
                setattr(message, name, bytes.fromhex(each) if field.type == field.TYPE_BYTES else each)
    return message


def set_of(values):
    """Without what is not set."""
    if isinstance(values, list):
        return [set_of(each) for each in values]
    if not isinstance(values, dict):
        return values
    return {name: set_of(value) for name, value in values.items()
            if value not in (0, "", False, []) and value is not None}


def original_file(kind, path, to):
    """As the original writes it: no schema, one gzip member.  What it says, record by record."""
    number = next(n for n, name in types() if name == kind)
    make, wanted, data = protobuf(kind), [], framed(made.header(b"", kind=number, version="v0.3.9"))
    with gzip.open(path, "rt") as lines:
        for line in lines:
            values = json.loads(line)
            message = fill(make(), values)
            data += framed(message.SerializeToString())
            wanted.append(values)
            if len(wanted) == 500:
                break
    to.write_bytes(gzip.compress(data))
    return wanted


def types():
    for line in (e2e.SOURCE / "proto/netcap.proto").read_text().splitlines():
        words = line.split()
        if len(words) > 2 and words[0].startswith("NC_"):
            yield int(words[2].rstrip(";")), words[0].removeprefix("NC_")


@test
def what_the_original_wrote_is_dumped_as_it_says(folder):
    kinds = golden()
    for kind, path in kinds.items():
        wanted = original_file(kind, path, folder / f"{kind}.ncap.gz")
        found = [set_of(json.loads(line)) for line in e2e.dump(folder / f"{kind}.ncap.gz")]
        equal(found, [set_of(values) for values in wanted], kind)
    assert len(kinds) > 40, f"there are only {len(kinds)} types"


@test
def every_command_reads_what_the_original_wrote(folder):
    data = framed(made.header(b"", kind=37, version="v0.3.9")) + framed(made.text(1, "1500000000.5") + made.number(2, 53))
    path = folder / "UDP.ncap.gz"
    path.write_bytes(gzip.compress(data))
    for command in COMMANDS:
        assert netcap(*command, path, status=DONE).stdout, f"{command} printed nothing"
    netcap("merge", "-o", folder / "out", path, status=DONE)
    equal([json.loads(line)["SrcPort"] for line in e2e.dump(folder / "out/UDP.ncap.gz")], [53], "merged")
    path.write_bytes(gzip.compress(data + data))
    equal(len(e2e.dump(path)), 2, "records of two such files one behind the other")
    assert "not in the file" in netcap("info", path).stdout


@test
def without_schemas_what_the_original_wrote_is_told(folder):
    path = folder / "UDP.ncap.gz"
    path.write_bytes(gzip.compress(framed(made.header(b"", kind=37, version="v0.3.9"))))
    done = netcap(f"--schemas={folder}", "dump", path, status=PARTIAL)
    assert f"{folder}/udp.desc cannot be read: No such file" in done.stderr, done.stderr
    assert "number 37" in netcap(f"--schemas={folder}", "info", path, status=DONE).stdout
    shutil.copy(e2e.BUILD / "proto/udp.desc", folder)
    netcap("--schemas", folder, "dump", path, status=DONE)
    path.write_bytes(gzip.compress(framed(made.header(b"", kind=9000, version="v0.9.0"))))
    assert "nobody here knows records of type number 9000" in netcap("dump", path, status=PARTIAL).stderr


@test
def what_later_programs_write_is_read(folder):
    """A type's number and members of the header that nobody knows yet: the file explains itself."""
    later = made.header(kind=4242, version="v2.7.1", more=made.text(1004, b"\x08\x01") + made.number(2000, 7))
    (folder / "a.ncap").write_bytes(framed(later) + of(1, 2))
    equal(ids(folder / "a.ncap"), [1, 2], "records")
    for command in COMMANDS:
        equal(netcap(*command, folder / "a.ncap", status=DONE).stderr, "", f"what {command} said")
    assert "made.M, number 4242" in netcap("info", folder / "a.ncap").stdout
    wider = made.schema(more={"Later": (1500, "string")})
    (folder / "b.ncap").write_bytes(framed(made.header(wider)) + framed(made.record(1, b"") + made.text(1500, "new")))
    equal(json.loads(e2e.dump(folder / "b.ncap")[0])["Later"], "new", "a field that is new")


@test
def what_has_fields_that_its_schema_does_not_know_is_dumped_without_them(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + framed(made.record(1, b"") + made.text(1500, "new")))
    record = json.loads(e2e.dump(folder / "a.ncap")[0])
    equal(record, {"Timestamp": "1500000001.000000", "Data": "", "N": 1}, "the record")
    assert "its field 1500 is none of the file's schema" in netcap("check", folder / "a.ncap").stdout


def runs(folder):
    """A capture's packets in two runs, alternately, so that the two overlap in time."""
    head, packets = e2e.packets(e2e.DEMO)
    for name, part in (("even", packets[0::2]), ("odd", packets[1::2]), ("all", packets)):
        e2e.netcapd("-r", e2e.write_capture(folder / f"{name}.pcap", head, part), "--context=off",
                    out=folder / name, status=DONE)


@test
def runs_that_are_merged_have_all_records_by_time(folder):
    runs(folder)
    netcap("merge", "-o", folder / "merged", folder / "even", folder / "odd", status=DONE)
    for kind in ("Ethernet", "IPv4", "ARP", "Dot1Q"):
        wanted = sorted(e2e.dump(folder / f"all/{kind}.ncap.gz"))
        found = e2e.dump(folder / f"merged/{kind}.ncap.gz")
        equal(sorted(found), wanted, f"the records of {kind}")
        times = [json.loads(line)["Timestamp"] for line in found]
        equal(times, sorted(times), f"the times of {kind}")
    netcap("check", folder / "merged", status=DONE)
    info = netcap("info", folder / "merged/TCP.ncap.gz").stdout
    assert f"{folder}/even.pcap {folder}/odd.pcap\n" in info, info


@test
def one_run_that_is_merged_is_the_same(folder):
    runs(folder)
    netcap("merge", "-o", folder / "merged", folder / "all", status=DONE)
    names = [name for name in e2e.names(folder / "all") if name.endswith(".ncap.gz")]
    equal(e2e.names(folder / "merged"), names, "files")
    for name in names:
        equal(e2e.dump(folder / "merged" / name), e2e.dump(folder / "all" / name), name)


@test
def records_of_a_file_stay_in_its_order_when_merged(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(5, 1, 7))
    (folder / "b.ncap").write_bytes(framed(made.header()) + of(3, 6, 2))
    netcap("merge", "-o", folder / "out", folder / "a.ncap", folder / "b.ncap", status=DONE)
    equal(ids(folder / "out/M.ncap.gz"), [3, 5, 1, 6, 2, 7], "records")


@test
def schemas_that_differ_are_not_merged_and_nothing_is_written(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1))
    (folder / "b.ncap").write_bytes(framed(made.header(made.schema(N="int64"))) + of(2))
    (folder / "c.ncap").write_bytes(framed(made.header(made.schema(name="Other"), kind=1, name="made.Other")) + of(1))
    done = netcap("merge", "-o", folder / "out", *(folder / f"{name}.ncap" for name in "cab"), status=USAGE)
    assert "made.M: the files have different schemas" in done.stderr and "made.M.N" in done.stderr, done.stderr
    equal(e2e.names(folder / "out"), [], "what is written")
    (folder / "b.ncap").write_bytes(framed(made.header(made.schema(more={"Later": (9, "string")}))) +
                                    framed(made.record(2, b"") + made.text(9, "x")))
    netcap("merge", "-o", folder / "out", *(folder / f"{name}.ncap" for name in "cab"), status=DONE)
    equal([json.loads(line)["Later"] for line in e2e.dump(folder / "out/M.ncap.gz")], ["", "x"], "the new field")


@test
def what_is_there_is_not_merged_over(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1))
    netcap("merge", "-o", folder / "out", folder / "a.ncap", status=DONE)
    before = e2e.digests(folder / "out")
    done = netcap("merge", "-o", folder / "out", folder / "a.ncap", status=FAILED)
    assert "M.ncap.gz is there already" in done.stderr, done.stderr
    equal(e2e.digests(folder / "out"), before, "what is there")


@test
def of_a_damaged_file_what_can_be_read_is_merged(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1, 3) + b"\x50cut")
    (folder / "b.ncap").write_bytes(framed(made.header()) + of(2, 4))
    (folder / "c.ncap").write_bytes(b"no records")
    done = netcap("merge", "-o", folder / "out", *(folder / f"{name}.ncap" for name in "abc"), status=PARTIAL)
    assert "a.ncap: record 3 at byte" in done.stderr and "c.ncap: expected" in done.stderr, done.stderr
    equal(ids(folder / "out/M.ncap.gz"), [1, 2, 3, 4], "records")


@test
def nothing_is_merged_where_a_file_cannot_be_opened(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(1))
    (folder / "loop.ncap").symlink_to("loop.ncap")
    for other in ("loop.ncap", "none.ncap"):
        done = netcap("merge", "-o", folder / "out", folder / "a.ncap", folder / other, status=FAILED)
        assert f"{other}: " in done.stderr and "nothing is merged" in done.stderr, done.stderr
        equal(e2e.names(folder / "out"), [], "what is left")


@test
def a_full_disk_ends_a_merge_and_leaves_nothing(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(*range(2000)))
    done = netcap("merge", "-o", folder / "out", folder / "a.ncap", status=FAILED,
                  preexec_fn=made.disk_full_after(2000))
    assert "cannot write: File too large" in done.stderr, done.stderr
    equal(e2e.names(folder / "out"), [], "what is left")


@test
def a_signal_ends_a_merge_and_leaves_nothing(folder):
    os.mkfifo(folder / "a.ncap")
    process = subprocess.Popen([e2e.NETCAP, "merge", "-o", folder / "out", folder / "a.ncap"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(folder / "a.ncap", "wb") as pipe:
        pipe.write(framed(made.header()) + of(1))
        pipe.flush()
        process.send_signal(signal.SIGINT)
        equal(process.wait(e2e.TIMEOUT), -signal.SIGINT, "how it ended")
    equal(e2e.names(folder / "out"), [], "what is left")


def compiled(folder, text):
    """What a compiler makes of the text: of several files, taken apart, of the last."""
    if not shutil.which("protoc-c"):
        raise e2e.Skip("there is no protoc-c")
    files = re.split(r"^// File (\S+)\n", text, flags=re.M)[1:] or ["t.proto", text]
    for name, content in zip(files[0::2], files[1::2]):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    subprocess.run(["protoc-c", f"-I{folder}", f"--c_out={folder}", f"--descriptor_set_out={folder}/t.desc",
                    "--include_imports", "--include_source_info", folder / files[-2]], check=True)
    return (folder / "t.desc").read_bytes()


def same_when_compiled(folder, path, name):
    """Both columns and comments, and the text itself when it is printed again."""
    text = netcap("proto", path, status=DONE).stdout
    again = folder / "again.ncap"
    again.write_bytes(framed(made.header(compiled(folder, text), name=name)))
    for command in ("fields", "proto"):
        equal(netcap(command, again, status=DONE).stdout, netcap(command, path).stdout, f"{command} of {name}")
    return text


@test
def the_proto_of_every_type_compiles_to_the_same_fields(folder):
    e2e.netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    for path in sorted((folder / "out").glob("*.ncap.gz")):
        same_when_compiled(folder, path, re.split(r"[:\n]", netcap("fields", path).stdout)[0])


@test
def what_protobuf_has_besides_stands_in_the_proto(folder):
    for stem, name in (("every", "every.Single"), ("every2", "every2.Optional")):
        path = folder / f"{stem}.ncap"
        path.write_bytes(framed(made.header((e2e.BUILD / f"tests/proto/{stem}.desc").read_bytes(), name=name)))
        text = same_when_compiled(folder, path, name)
        if stem == "every2":
            assert '[default = "given"]' in text and "[default = BELOW]" in text, text


@test
def what_was_not_set_is_no_zero_in_any_format(folder):
    """Where that can be told: an empty record, and one whose Int32 is 0 and whose String is empty."""
    schema = (e2e.BUILD / "tests/proto/every2.desc").read_bytes()
    path = folder / "optional.ncap"
    path.write_bytes(b"".join(map(framed, (made.header(schema, name="every2.Optional"), b"", b"\x18\0\x7a\0"))))
    for form, wanted in (("csv", "Int32,String\n,\n0,\n"),
                         ("jsonl", '{"Int32":null,"String":null}\n{"Int32":0,"String":""}\n'),
                         ("text", '\nInt32: 0\nString: ""\n\n')):
        done = subprocess.run([e2e.NETCAP, "dump", f"--format={form}", "--select=Int32,String", path],
                              stdout=subprocess.PIPE, check=True)
        equal(done.stdout.decode(), wanted, form)


@test
def the_descriptor_set_is_the_one_in_the_file(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()))
    done = subprocess.run([e2e.NETCAP, "proto", "--descriptor-set", folder / "a.ncap"], stdout=subprocess.PIPE, check=True)
    equal(done.stdout, made.schema(), "it")
    netcap("proto", "--descriptor-set", "-o", folder / "a.desc", folder / "a.ncap", status=DONE)
    equal((folder / "a.desc").read_bytes(), made.schema(), "the file")
    done = netcap("proto", "-o", folder / "a.desc", folder / "a.ncap", status=FAILED)
    assert "is there already" in done.stderr, done.stderr


@test
def who_closes_the_pipe_gets_no_complaint(folder):
    (folder / "a.ncap").write_bytes(framed(made.header()) + of(*range(100_000)))
    for command in (("dump",), ("dump", "--json"), ("proto",), ("check",), ("info",)):
        with subprocess.Popen([e2e.NETCAP, *command, folder / "a.ncap"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.close()
            equal((process.wait(e2e.TIMEOUT), process.stderr.read()), (DONE, b""), f"the end of {command}")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
