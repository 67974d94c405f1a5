#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Of damaged captures all that can be read is kept, and what is wrong is said: what and where."""
import gzip
import lzma
import os
import re
import shutil
import struct
import subprocess
import sys

import e2e
from e2e import (CAPTURES, DEMO, DONE, FAILED, TESTS, PARTIAL, REFUSED, USAGE, equal, named,
                 netcapd, test)

EPB = 6


def said(done, sentence):
    """The message is there, whole, and is all there is."""
    equal(done.stderr, f"netcapd: {sentence}\n", "what it said")


def kept(folder, done, n):
    """So many packets counted, and a record of Ethernet for each."""
    equal(e2e.balanced(done)["all"], n, "packets")
    equal(len(e2e.records(folder / "out", "Ethernet")), n, "records of Ethernet")


def pcap_ends(data):
    """Offsets at which a capture may end, with the packets before each."""
    ends, at, n = {24: 0}, 24, 0
    while at < len(data):
        at += 16 + struct.unpack_from("<I", data, at + 8)[0]
        n += 1
        ends[at] = n
    return ends


def pcapng_ends(data):
    ends, at, n, order = {}, 0, 0, "<"
    while at < len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
        kind, size = struct.unpack_from(order + "II", data, at)
        at += size
        n += kind == EPB
        ends[at] = n
    return ends


def cut_everywhere(folder, data, ends):
    """One file for each length; one run reads them all."""
    (folder / "in").mkdir()
    for n in range(1, len(data)):
        (folder / f"in/{n:05}").write_bytes(data[:n])
    done = netcapd("-r", folder / "in", out=folder / "out", status=PARTIAL)
    lines = {line.split(": ")[1].split("/")[-1]: line for line in done.stderr.splitlines()}
    packets = 0
    for n in range(1, len(data)):
        whole = max((end for end in ends if end <= n), default=0)
        packets += ends.get(whole, 0)
        line = lines.pop(f"{n:05}", "")
        if n in ends:
            equal(line, "", f"what it said of a file cut between packets, at {n}")
        elif n < 4 or whole < min(ends) and data[0] != 0x0A:
            assert ": the file is cut short, " in line, f"cut at {n}: {line}"
        else:
            match = re.search(r": at packet (\d+), byte (\d+): the file is cut short, \d+ ", line)
            assert match, f"cut at {n}: {line}"
            equal(int(match[1]), ends.get(whole, 0) + 1, f"the packet where it is cut, at {n}")
            assert whole <= int(match[2]) <= n, f"cut at {n}: {line}"
    equal(lines, {}, "what else it said")
    equal(e2e.balanced(done)["all"], packets, "packets")


@test
def a_pcap_cut_at_any_byte_keeps_the_packets_before(folder):
    data = e2e.write_capture(folder / "short", *few(4)).read_bytes()
    cut_everywhere(folder, data, pcap_ends(data))


def few(n):
    head, frames = e2e.packets(DEMO)
    return head, frames[:n]


@test
def a_pcapng_cut_at_any_byte_keeps_the_packets_before(folder):
    data = (CAPTURES / "mixed.pcapng").read_bytes()
    cut_everywhere(folder, data, pcapng_ends(data))


@test
def a_file_that_is_no_capture_is_told_with_how_it_begins(folder):
    path = CAPTURES / "notcapture.pcap"
    said(netcapd("-r", path, out=folder / "out", status=PARTIAL),
         f'{path}: it begins with 54 68 69 73 ("This"); '
         "a capture in pcap or pcapng format was expected")
    equal(e2e.names(folder / "out"), ["run.json"], "the output")


@test
def an_empty_file_is_told(folder):
    path = CAPTURES / "zero.pcap"
    said(netcapd("-r", path, out=folder / "out", status=PARTIAL),
         f"{path}: it is empty; a capture in pcap or pcapng format was expected")


@test
def a_capture_without_packets_is_no_damage(folder):
    done = netcapd("-r", CAPTURES / "empty.pcap", out=folder / "out", status=DONE)
    equal((done.stderr, e2e.balanced(done)["all"], e2e.names(folder / "out")), ("", 0, ["run.json"]),
          "all")


@test
def an_absurd_length_ends_the_file_there(folder):
    path = CAPTURES / "badlen.pcap"
    done = netcapd("-r", path, out=folder / "out", status=PARTIAL)
    said(done, f"{path}: at packet 5, byte 366: its record claims 2147483647 captured bytes; "
         "at most 134217728 were expected; the rest of it is left out")
    kept(folder, done, 4)


def with_length(folder, length):
    """The third of four packets claims a length."""
    head, frames = few(4)
    frames[2] = frames[2][:8] + struct.pack("<II", length, length) + frames[2][16:]
    return e2e.write_capture(folder / "in.pcap", head, frames)


@test
def a_length_longer_than_the_file_keeps_the_packets_before(folder):
    done = netcapd("-r", with_length(folder, 200000), out=folder / "out", status=PARTIAL)
    assert ": at packet 3, byte " in done.stderr and "cut short" in done.stderr, done.stderr
    kept(folder, done, 2)


@test
def a_length_with_all_bits_set_keeps_the_packets_before(folder):
    done = netcapd("-r", with_length(folder, 0xFFFFFFFF), out=folder / "out", status=PARTIAL)
    assert "its record claims 4294967295 captured bytes" in done.stderr, done.stderr
    kept(folder, done, 2)


@test
def damage_in_one_file_does_not_stop_the_next(folder):
    bad, good = CAPTURES / "truncated.pcap", e2e.write_capture(folder / "good.pcap", *few(5))
    done = netcapd("-r", good, "-r", bad, "-r", CAPTURES / "notcapture.pcap", "-r", good,
                   out=folder / "out", status=PARTIAL)
    first, second = done.stderr.splitlines()
    equal(first, f"netcapd: {bad}: at packet 4, byte 275: the file is cut short, "
          "10 bytes are missing; the rest of it is left out", "what it said first")
    assert "notcapture.pcap" in second, second
    equal(e2e.balanced(done)["all"], 5 + 3 + 5, "packets")


def compressors():
    """What compresses by name; None where the tool is not there."""
    tool = {"zst": ["zstd", "-qc"], "lz4": ["lz4", "-qcB4"]}
    found = {"gz": gzip.compress, "xz": lzma.compress}
    for name, line in tool.items():
        found[name] = None if not shutil.which(line[0]) else lambda data, line=line: subprocess.run(
            line, input=data, stdout=subprocess.PIPE, check=True).stdout
    return found


def bench(folder):
    """A capture that does not compress into a single block."""
    path = folder / "bench.pcap"
    subprocess.run([sys.executable, "-B", TESTS / "bench/make_bench.py", path, "2000"], check=True)
    return path


def cut_compressed(folder, name, compress):
    if not compress:
        raise e2e.Skip(f"there is no program for .{name}")
    path, plain = folder / f"in.pcap.{name}", bench(folder)
    data = compress(plain.read_bytes())
    path.write_bytes(data)
    done = netcapd("-r", path, out=folder / "whole", status=DONE)
    path.write_bytes(data[:len(data) * 3 // 4])
    cut = netcapd("-r", path, out=folder / "cut", status=PARTIAL)
    assert f"netcapd: {path}: at packet " in cut.stderr and "cut short" in cut.stderr, cut.stderr
    found, all_of_them = e2e.balanced(cut)["all"], e2e.balanced(done)["all"]
    equal(all_of_them, 2000, "packets of the whole")
    assert 0 < found < all_of_them, f"{found} of {all_of_them} packets were kept"
    equal(e2e.dump(folder / "cut/Ethernet.ncap.gz"),
          e2e.dump(folder / "whole/Ethernet.ncap.gz")[:found], "records of Ethernet")


for ending, how in compressors().items():
    named(f"a capture in .{ending} that is cut short keeps what came before",
          lambda folder, ending=ending, how=how: cut_compressed(folder, ending, how))


@test
def a_flipped_bit_in_a_compressed_capture_is_told(folder):
    data = bytearray(gzip.compress(bench(folder).read_bytes()))
    data[len(data) // 2] ^= 0x55
    (folder / "in.pcap.gz").write_bytes(data)
    done = netcapd("-r", folder / "in.pcap.gz", out=folder / "out", status=PARTIAL)
    assert "(decompressed): " in done.stderr, done.stderr  # what is wrong depends on the bit
    assert 0 < e2e.balanced(done)["all"] <= 2000, done.stdout


@test
def an_empty_folder_is_told(folder):
    (folder / "in").mkdir()
    said(netcapd("-r", folder / "in", out=folder / "out", status=USAGE),
         f"{folder}/in: the folder holds no files; captures were expected in it")


@test
def a_missing_file_is_told_before_anything_is_read(folder):
    said(netcapd("-r", DEMO, "-r", folder / "no.pcap", out=folder / "out",
                 status=USAGE), f"{folder}/no.pcap: cannot be read: No such file or directory")
    assert not (folder / "out").exists(), "there is output"


@test
def a_file_that_may_not_be_read_is_told(folder):
    if os.geteuid() == 0:
        raise e2e.Skip("root may read everything")
    (folder / "in.pcap").write_bytes(b"")
    (folder / "in.pcap").chmod(0)
    said(netcapd("-r", folder / "in.pcap", out=folder / "out", status=USAGE),
         f"{folder}/in.pcap: cannot be read: Permission denied")


@test
def a_read_that_fails_is_told(folder):
    said(netcapd("-r", "/proc/self/mem", out=folder / "out", status=PARTIAL),
         "/proc/self/mem: the file is damaged at byte 0 of the file: Input/output error")


@test
def a_link_to_nowhere_in_a_folder_is_told(folder):
    (folder / "in").mkdir()
    (folder / "in/link").symlink_to("nowhere")
    (folder / "in/z.pcap").symlink_to(DEMO)
    said(netcapd("-r", folder / "in", out=folder / "out", status=PARTIAL),
         f"{folder}/in/link: cannot be read: No such file or directory")


@test
def a_closed_standard_input_is_empty(folder):
    done = netcapd("-r", "-", out=folder / "out", status=PARTIAL, timeout=10, stdin=None,
                   preexec_fn=lambda: os.close(0))
    said(done, "standard input: it is empty; a capture in pcap or pcapng format was expected")


@test
def closed_standard_streams_do_no_harm_to_the_records(folder):
    netcapd("-r", DEMO, out=folder / "wanted", status=DONE)
    process = subprocess.run(
        e2e.command("-v", "-r", DEMO, out=folder / "out"), check=False,
        env=e2e.environment(), timeout=10, preexec_fn=lambda: os.closerange(0, 3))
    equal(process.returncode, DONE, "the exit status")
    e2e.same_files(folder / "out", folder / "wanted")


def cannot_write(folder, out, why):
    said(netcapd("-r", DEMO, out=out, status=FAILED),
         f"{out}: cannot write records there: {why}: give another folder with -o")


@test
def an_output_folder_that_is_a_file_is_told(folder):
    (folder / "file").write_text("")
    cannot_write(folder, folder / "file", "Not a directory")


@test
def an_output_folder_below_a_file_is_told(folder):
    (folder / "file").write_text("")
    cannot_write(folder, folder / "file/out", "Not a directory")


@test
def an_output_folder_that_cannot_be_made_is_told(folder):
    cannot_write(folder, "/proc/out", "No such file or directory")


@test
def a_missing_folder_of_plugins_is_told(folder):
    said(netcapd("-r", DEMO, out=folder / "out", plugins="/nowhere",
                 status=REFUSED),
         "/nowhere: no plugins can be read there: No such file or directory: give --plugins the "
         "folder that holds them")


@test
def a_packet_longer_than_its_own_headers_say_keeps_the_sums(folder):
    done = netcapd("-r", DEMO, out=folder / "out", status=DONE)
    found = e2e.balanced(done)
    equal(len(e2e.aside(folder / "out")), found["refused"] + found["marked"],
          "errors.pcapng.gz, in which none is both")
    equal(len(e2e.aside(folder / "out", "unknown")), found["unknown"], "unknown.pcapng.gz")


@test
def a_link_in_a_folder_of_captures_is_read_though_it_leads_out_of_it(folder):
    (folder / "elsewhere.pcap").write_bytes(DEMO.read_bytes())
    (folder / "in").mkdir()
    (folder / "in/a.pcap").symlink_to(folder / "elsewhere.pcap")
    done = netcapd("-r", folder / "in", out=folder / "out", status=DONE)
    equal(e2e.balanced(done)["all"], e2e.demo_packets(), "packets")


def section(linktypes, *options):
    """A section of pcapng with an interface of each link type, and a packet of each interface."""
    def block(kind, body):
        size = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + size + body + size

    found = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    found += [block(1, struct.pack("<HHI", link, 0, 0) + b"".join(options)) for link in linktypes]
    found += [block(6, struct.pack("<IIIII", i, 0, 1, 4, 4) + b"data")
              for i in range(len(linktypes))]
    return b"".join(found)


@test
def packets_of_more_interfaces_than_a_section_may_have_are_read_back(folder):
    nanoseconds = struct.pack("<HHBxxxHH", 9, 1, 9, 0, 0)
    most = range(1000, 65536)
    (folder / "in.pcapng").write_bytes(section(most) + section(range(1000, 4000), nanoseconds))
    done = netcapd("-r", folder / "in.pcapng", out=folder / "out", status=DONE)
    equal(e2e.balanced(done)["unknown"], len(most) + 3000, "unknown packets")
    again = netcapd("-r", folder / "out/unknown.pcapng.gz", out=folder / "again", status=DONE)
    equal((e2e.balanced(again)["all"], again.stderr), (len(most) + 3000, ""), "packets read back")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
