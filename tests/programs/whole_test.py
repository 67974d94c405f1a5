#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""`netcap check` says of damaged files what is whole, and --repair copies exactly that."""
import gzip
import random
import re
import shutil
import subprocess
import zlib

import e2e
import made
from e2e import DONE, FAILED, PARTIAL, USAGE, equal, named, test
from made import framed, member

BLOCKS = 5


def check(*arguments, status=None, **how):
    return made.netcap("check", *arguments, status=status, **how)


def zstd(data):
    if not shutil.which("zstd"):
        raise e2e.Skip("there is no program zstd")
    return subprocess.run(["zstd", "-qc", "--check"], input=data, stdout=subprocess.PIPE, check=True).stdout


def blocks(pack, carried=b""):
    """The header, then blocks of a few records; one of them carries some bytes."""
    raw = [framed(made.header())]
    for n in range(BLOCKS):
        raw.append(b"".join(framed(made.record(10 * n + i, bytes(random.Random(10 * n + i).randbytes(9))))
                            for i in range(3)))
    raw[2] += framed(made.record(99, carried))
    return [pack(block) for block in raw]


def stored(data):
    """As it is, in a member: what a compressor makes of what cannot be compressed."""
    packer = zlib.compressobj(0, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def repaired(folder, files, ending=".ncap.gz"):
    """What is left of each of the files, and what was said of it."""
    (folder / "in").mkdir()
    for name, data in files.items():
        (folder / "in" / (name + ending)).write_bytes(data)
    done = check("--repair", "-o", folder / "out", folder / "in")
    said, of = {}, None
    for line in done.stdout.splitlines():
        of = re.match(r"\S*/(\S+): (whole|damaged): ", line) or of
        said.setdefault(of[1].removesuffix(ending), []).append(line)
    found = {path.name.removesuffix(ending): path.read_bytes() for path in (folder / "out").glob("*")}
    assert "core dumped" not in done.stderr and done.returncode in (DONE, PARTIAL), done.stderr
    return found, said


def cut_everywhere(folder, parts):
    data, ends = b"".join(parts), [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    files = {f"{n:05}": data[:n] for n in range(len(data))}
    found, said = repaired(folder, files)
    for n in range(len(data)):
        whole = max(end for end in ends if end <= n)
        equal(found.get(f"{n:05}", b""), data[:whole], f"what is left of it cut at {n}")
        if whole:
            equal(": damaged: " in said[f"{n:05}"][0], n not in ends, f"whether it is damaged, cut at {n}")


def unpacked(part):
    """By others; None when they find it damaged."""
    try:
        if part[:2] == b"\x1f\x8b":
            return gzip.decompress(part)
        return subprocess.run(["zstd", "-qdc"], input=part, stdout=subprocess.PIPE, check=True,
                              stderr=subprocess.DEVNULL).stdout
    except (OSError, EOFError, zlib.error, subprocess.CalledProcessError):
        return None


def bytes_flipped(folder, parts):
    """A bit of every byte, one after the other.  There are some that mean nothing: spare ones, a time."""
    data, at, files, wanted = b"".join(parts), 0, {}, {}
    for k, part in enumerate(parts):
        for i in range(len(part)):
            wrong = bytearray(data)
            wrong[at + i] ^= 1 << (at + i) % 8
            name = f"{at + i:05}"
            files[name] = bytes(wrong)
            wanted[name] = (b"" if k == 0 else data[:at] + data[at + len(part):], part, wrong[at:at + len(part)])
        at += len(part)
    found, _ = repaired(folder, files)
    for name, (without, part, wrong) in wanted.items():
        left = found.get(name, b"")
        if left != without:
            equal(len(left), len(data) if left == files[name] else len(without), f"bytes left, flipped at {name}")
            equal(unpacked(bytes(wrong)), unpacked(part), f"the block that was flipped at {name}")


TRAP = member(framed(made.record(666, b"false")) * 3) * 2
for what, pack, carried in (("gzip", member, b""), ("gzip that holds false blocks", stored, TRAP), ("zstd", zstd, b"")):
    named(f"of a file of {what} cut at any byte exactly the whole blocks are left",
          lambda folder, pack=pack, carried=carried: cut_everywhere(folder, blocks(pack, carried)))
    named(f"of a file of {what} with a flipped bit exactly the whole blocks are left",
          lambda folder, pack=pack, carried=carried:
          bytes_flipped(folder, blocks(pack, carried)))


def plain():
    data = gzip.decompress(b"".join(blocks(member)))
    ends, at = [0], 0
    while at < len(data):
        at = e2e.message_end(data, at)
        ends.append(at)
    return data, ends


@test
def of_a_plain_file_cut_at_any_byte_the_records_before_are_left(folder):
    data, ends = plain()
    found, _ = repaired(folder, {f"{n:05}": data[:n] for n in range(len(data))}, ".ncap")
    for n in range(len(data)):
        equal(found.get(f"{n:05}", b""), data[:max(end for end in ends if end <= n)], f"it cut at {n}")


@test
def of_a_plain_file_with_a_flipped_bit_the_records_before_are_left_and_none_that_begins_elsewhere(folder):
    data, ends = plain()
    files = {}
    for at in range(ends[1], len(data)):
        wrong = bytearray(data)
        wrong[at] ^= 1 << at % 8
        files[f"{at:05}"] = bytes(wrong)
    found, _ = repaired(folder, files, ".ncap")
    for name, wrong in files.items():
        left = found[name]
        assert wrong.startswith(left), f"flipped at {name}: it is no beginning of the file"
        before = max(end for end in ends if end <= int(name))
        assert len(left) >= before, f"flipped at {name}: {len(left)} bytes are left, {before} are whole"


@test
def what_is_damaged_is_said_with_the_place_and_what_is_around_it(folder):
    parts = blocks(member)
    at = sum(map(len, parts[:3]))
    wrong = bytearray(b"".join(parts))
    wrong[at + len(parts[3]) - 8] ^= 1  # its checksum
    path = folder / "M.ncap.gz"
    path.write_bytes(wrong)
    done = check(path, status=PARTIAL)
    lines = done.stdout.splitlines()
    equal(lines[0], f"{path}: damaged: 13 records of made.M in 5 blocks are whole", "the first line")
    assert lines[1].startswith(f"  from byte {at} to {at + len(parts[3])}: at byte "), lines[1]
    assert "; 7 whole records before it, 6 behind it" in lines[1], lines[1]
    equal((len(lines), done.stderr), (2, ""), "the rest")


@test
def of_a_file_in_one_block_that_is_cut_off_it_is_said_how_much_stands_before(folder):
    path = folder / "M.ncap.gz"
    data = framed(made.header()) + b"".join(framed(made.record(n, random.Random(n).randbytes(50)))
                                            for n in range(2000))
    path.write_bytes(gzip.compress(data)[:50_000])
    done = check("--repair", "-o", folder / "out", path, status=PARTIAL)
    loose = re.search(r"damaged: 0 records of made.M in 0 blocks are whole\n  from byte 0 to the end: .* cut short, .*"
                      r" 0 behind it, (\d+) in it that nothing vouches for\n", done.stdout)
    assert loose, done.stdout
    equal(int(loose[1]), len(made.netcap("--damaged", "dump", "--json", path, status=PARTIAL).stdout.splitlines()),
          "records before the damage")
    assert f"{path}: not copied: nothing of it is whole" in done.stderr, done.stderr
    equal(e2e.names(folder / "out"), [], "files")


def wrong_checksum(part):
    """The same block: nothing of it looks wrong before its last bytes."""
    return part[:-8] + bytes([part[-8] ^ 1]) + part[-7:]


@test
def of_a_damaged_block_no_record_is_given_in_any_format(folder):
    parts = blocks(member)
    path, before = folder / "M.ncap.gz", folder / "before" / "M.ncap.gz"
    path.write_bytes(b"".join(parts[:3] + [wrong_checksum(parts[3])] + parts[4:]))
    before.parent.mkdir()
    before.write_bytes(b"".join(parts[:3]))
    at = sum(map(len, parts[:3]))
    said = f"{path}: record 8 at byte "
    for form in "csv", "tsv", "jsonl", "text", "table":
        done = made.netcap("dump", f"--format={form}", path, status=PARTIAL)
        equal(done.stdout, made.netcap("dump", f"--format={form}", before, status=DONE).stdout, form)
        assert said in done.stderr and f": the block that begins at byte {at} of the file is damaged" in done.stderr, \
            done.stderr
    for form in "ncap", "proto", "csv", "tsv", "jsonl", "parquet":
        done = made.netcap("export", f"--format={form}", "-o", folder / form, path, status=PARTIAL)
        made.netcap("export", f"--format={form}", "-o", folder / "whole" / form, before, status=DONE)
        equal([(file.name, file.read_bytes()) for file in sorted((folder / form).iterdir())],
              [(file.name, file.read_bytes()) for file in sorted((folder / "whole" / form).iterdir())], form)
        assert said in done.stderr, done.stderr


@test
def what_stands_in_a_damaged_block_is_given_to_who_asks_for_it(folder):
    path, parts = folder / "M.ncap.gz", blocks(member)
    path.write_bytes(b"".join(parts[:-1] + [wrong_checksum(parts[-1])]))
    def lines(*before):
        return len(made.netcap(*before, "dump", "--json", path, status=PARTIAL).stdout.splitlines())
    equal((lines(), lines("--damaged")), (3 * BLOCKS - 2, 3 * BLOCKS + 1), "records")
    path.write_bytes(wrong_checksum(member(b"".join(map(gzip.decompress, parts)))))
    equal(made.netcap("info", path, status=PARTIAL).stdout, "", "what is known of it")
    assert "made.M" in made.netcap("--damaged", "info", path, status=PARTIAL).stdout, "its header"


@test
def a_block_that_is_too_large_to_be_held_back_is_given_as_it_comes(folder):
    path = folder / "M.ncap.gz"
    data = framed(made.header()) + b"".join(framed(made.record(n, bytes(4000))) for n in range(3000))
    path.write_bytes(wrong_checksum(member(data)))
    done = made.netcap("dump", "--json", "-s", "N", path, status=PARTIAL)
    equal(len(done.stdout.splitlines()), 3000, "records")
    assert "the checksum does not fit" in done.stderr, done.stderr


@test
def a_whole_file_is_said_to_be_so(folder):
    path = folder / "M.ncap.gz"
    path.write_bytes(b"".join(blocks(member)))
    done = check(path, status=DONE)
    equal((done.stdout, done.stderr), (f"{path}: whole: 16 records of made.M in 6 blocks\n", ""), "it")


@test
def each_file_of_a_run_is_whole(folder):
    e2e.netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    lines = check(folder / "out", status=DONE).stdout.splitlines()
    equal(len(lines), sum(".ncap" in name for name in e2e.names(folder / "out")), "lines")
    assert all(": whole: " in line for line in lines), lines
    check("--repair", "-o", folder / "again", folder / "out", status=DONE)
    e2e.same_files(folder / "again", folder / "out", "*.ncap.gz")


@test
def what_is_cut_off_between_two_blocks_is_told_by_the_report_of_the_run(folder):
    e2e.netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    path = folder / "out/ARP.ncap.gz"
    data = path.read_bytes()
    path.write_bytes(data[:data.index(b"\x1f\x8b\x08\0", 4)])
    done = check(folder / "out", status=PARTIAL)
    assert f"{path}: whole: 0 records of types.ARP in 1 block\n  not all: run.json says that the run wrote " in \
        done.stdout, done.stdout
    equal(done.stdout.count("not all"), 1, "files that are not all there")
    report = folder / "out/run.json"
    report.write_text(report.read_text().replace('"status": "done"', '"status": "running"'))
    check(folder / "out", status=DONE)


@test
def the_last_block_of_a_killed_run_is_left_out_and_the_file_gets_its_name(folder):
    (folder / "in").mkdir()
    parts = blocks(member)
    (folder / "in/M.ncap.gz.part").write_bytes(b"".join(parts)[:-3])
    check("--repair", "-o", folder / "out", folder / "in", status=PARTIAL)
    equal(e2e.names(folder / "out"), ["M.ncap.gz"], "files")
    equal((folder / "out/M.ncap.gz").read_bytes(), b"".join(parts[:-1]), "it")


@test
def nothing_is_repaired_over_what_is_there(folder):
    path = folder / "M.ncap.gz"
    path.write_bytes(b"".join(blocks(member))[:-1])
    before = path.read_bytes()
    done = check("--repair", "-o", folder, path, status=FAILED)
    assert "M.ncap.gz is there already: give another folder with -o" in done.stderr, done.stderr
    growing = folder / "growing"
    growing.mkdir()
    (growing / "M.ncap.gz.part").write_bytes(before)
    done = check("--repair", "-o", growing, growing, status=FAILED)
    equal((e2e.names(growing), path.read_bytes()), (["M.ncap.gz.part"], before), "what is there")
    equal((growing / "M.ncap.gz.part").read_bytes(), before, "the .part file")


@test
def repair_without_a_folder_is_refused(folder):
    path = folder / "M.ncap"
    path.write_bytes(framed(made.header()))
    check("--repair", path, status=USAGE)
    check("-o", folder / "out", path, status=USAGE)


@test
def what_is_no_file_of_records_is_told(folder):
    for name, data in (("empty", b""), ("text", b"hello, world\n"), ("capture", e2e.DEMO.read_bytes()),
                       ("gz", gzip.compress(b"hello")), ("zeros", bytes(100))):
        (folder / name).write_bytes(data)
        done = check(folder / name, status=PARTIAL)
        assert "expected a file of audit records (TYPE.ncap.gz)" in done.stderr, f"{name}: {done.stderr}"
    check(folder / "nowhere", status=FAILED)


@test
def a_schema_that_lies_is_told(folder):
    path = folder / "M.ncap"
    record = made.record(1, b"x")
    for lie, what in (({"Data": "int32"}, "its field 2 is none of the file's schema"),
                      ({"Data": None}, "its field 2 is none of the file's schema")):
        path.write_bytes(framed(made.header(made.schema(**lie))) + framed(record))
        done = check(path, status=PARTIAL)
        assert what in done.stdout and "damaged: 0 records" in done.stdout, done.stdout
    path.write_bytes(framed(made.header(b"\xff\xff")) + framed(record))
    done = check(path, status=PARTIAL)
    assert "there is no schema" in done.stderr, done.stderr


@test
def an_unknown_field_of_a_record_is_told(folder):
    path = folder / "M.ncap"
    path.write_bytes(framed(made.header()) + framed(made.record(1, b"")) +
                     framed(made.record(2, b"") + made.number(77, 5)) + framed(made.record(3, b"")))
    done = check(path, status=PARTIAL)
    assert "damaged: 1 record of made.M, " in done.stdout, done.stdout
    assert "its field 77 is none of the file's schema" in done.stdout, done.stdout
    equal(len(e2e.dump(path)), 3, "records that dump prints of it")


@test
def a_full_disk_leaves_nothing_behind(folder):
    data = b"".join(blocks(member))
    (folder / "M.ncap.gz").write_bytes(data)
    done = check("--repair", "-o", folder / "out", folder / "M.ncap.gz", status=FAILED,
                 preexec_fn=made.disk_full_after(100))
    assert "cannot write: File too large" in done.stderr, done.stderr
    equal(e2e.names(folder / "out"), [], "what is left")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([e2e.NETCAP, "check", folder / "M.ncap.gz"], stdout=full, stderr=subprocess.PIPE,
                              check=False)
    equal(done.returncode, FAILED, "the exit status")
    assert b"No space left on device" in done.stderr, done.stderr


@test
def false_blocks_without_end_do_not_keep_it_for_long(folder):
    parts = blocks(stored, (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" * 3 + TRAP) * 3000)
    wrong = bytearray(b"".join(parts))
    wrong[sum(map(len, parts[:2])) + 20] ^= 4
    (folder / "M.ncap.gz").write_bytes(wrong)
    done = check(folder / "M.ncap.gz", status=PARTIAL, timeout=30)
    assert "of made.M in " in done.stdout and "false" not in done.stdout, done.stdout


if __name__ == "__main__":
    raise SystemExit(e2e.main())
