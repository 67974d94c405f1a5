#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcapd --format: what it writes in each format is to the byte what netcap export makes of the records,
whatever the workers; and the folder, the report and what replaces it know of all files."""
import gzip
import signal
import subprocess
import sys
import time

import e2e
from e2e import CAPTURES, DEMO, DONE, NETCAP, PARTIAL, TESTS, USAGE, equal, netcapd, test

FORMATS = ["ncap", "parquet", "csv", "tsv", "jsonl", "proto"]
SUFFIXES = {"ncap": ".ncap", "parquet": ".parquet", "csv": ".csv", "tsv": ".tsv", "jsonl": ".jsonl", "proto": ".pb"}
PACKED = {"gzip": ".gz", "zstd": ".zst", "none": ""}
ALL = "--format=" + ",".join(FORMATS)


def suffix(kind, compression):
    return SUFFIXES[kind] + ("" if kind == "parquet" else PACKED[compression.split(":")[0]])


def export(*arguments, status=DONE, **how):
    done = subprocess.run([NETCAP, "export", *map(str, arguments)], check=False, timeout=e2e.TIMEOUT,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **how)
    equal(done.returncode, status, f"the exit status, of what says {done.stderr.decode()!r},")
    return done


def unpacked(path):
    """A file's bytes, by programs that are not ours."""
    data = path.read_bytes()
    if path.name.endswith(".gz"):
        return gzip.decompress(data)
    if path.name.endswith(".zst"):
        return subprocess.run(["zstd", "-dc"], input=data, check=True, stdout=subprocess.PIPE).stdout
    return data


def bench(folder, packets):
    path = folder / "bench.pcap"
    subprocess.run([sys.executable, "-B", TESTS / "bench/make_bench.py", path, str(packets)], check=True,
                   timeout=e2e.TIMEOUT)
    return path


def exports_are_the_same(folder, out, compression="gzip"):
    """Each format by export, of the records that netcapd wrote beside."""
    for kind in FORMATS:
        more = [] if kind == "parquet" else [f"--compression={compression}"]
        export("-f", kind, *more, "-o", folder / kind, out)
        e2e.same_files(folder / kind, out, f"*{suffix(kind, compression)}")


@test
def files_of_all_types_in_all_formats_are_those_of_export(folder):
    for compression in ("gzip", "zstd:9", "none"):
        place = folder / compression
        place.mkdir()
        netcapd("-q", "-r", CAPTURES, ALL, f"--compression={compression}", "--set=TCP.payload=on",
                out=place / "out", status=PARTIAL)
        found = list((place / "out").glob(f"*{suffix('ncap', compression)}"))
        assert len(found) >= 58, f"only {len(found)} types"
        exports_are_the_same(place, place / "out", compression)


@test
def files_of_many_blocks_are_the_same_whoever_writes_them(folder):
    capture = bench(folder, 60000)
    netcapd("-q", "-r", capture, "-w1", ALL, out=folder / "one", status=DONE)
    assert (folder / "one/TCP.ncap.gz").stat().st_size > 512 << 10, "one block is all"
    exports_are_the_same(folder, folder / "one")
    for name, more in (("three", ["-w3"]), ("threads", ["-w2", "--isolation=none"])):
        netcapd("-q", "-r", capture, *more, ALL, out=folder / name, status=DONE)
        e2e.same_files(folder / name, folder / "one", "[A-Z]*")


@test
def a_format_by_itself_is_what_it_is_beside_others(folder):
    netcapd("-r", DEMO, ALL, out=folder / "all", status=DONE)
    for kind in FORMATS:
        netcapd("-r", DEMO, f"--format={kind}", out=folder / kind, status=DONE)
        equal([name for name in e2e.names(folder / kind) if suffix(kind, "gzip") not in name and "pcapng" not in name],
              ["run.json"], f"other files beside {kind}")
        e2e.same_files(folder / kind, folder / "all", f"*{suffix(kind, 'gzip')}")


@test
def without_an_option_there_is_ncap_alone(folder):
    netcapd("-r", DEMO, out=folder / "plain", status=DONE)
    netcapd("-r", DEMO, "--format=ncap", out=folder / "ncap", status=DONE)
    (folder / "netcap.ini").write_text("[netcapd]\nformat = ncap\ncompression = gzip\n", encoding="ascii")
    netcapd("-r", DEMO, "-c", folder / "netcap.ini", out=folder / "ini", status=DONE)
    e2e.same_files(folder / "plain", folder / "ncap", "[A-Z]*")
    e2e.same_files(folder / "plain", folder / "ini", "[A-Z]*")


@test
def proto_is_ncap_without_its_header(folder):
    netcapd("-r", DEMO, "--format=ncap,proto", out=folder / "out", status=DONE)
    for path in (folder / "out").glob("*.ncap.gz"):
        data = unpacked(path)
        records = data[e2e.message_end(data):]
        assert records, path.name
        equal(unpacked(path.with_name(path.name.replace(".ncap", ".pb"))) == records, True, f"{path.name} behind its header")


@test
def compressed_files_hold_what_the_others_do(folder):
    for compression in ("none", "gzip", "zstd:19"):
        netcapd("-r", DEMO, "--format=ncap,csv,tsv,jsonl,proto", f"--compression={compression}",
                out=folder / compression, status=DONE)
    for path in (folder / "none").glob("[A-Z]*"):
        for compression, end in (("gzip", ".gz"), ("zstd:19", ".zst")):
            equal(unpacked(folder / compression / (path.name + end)) == path.read_bytes(), True, f"{path.name}{end}")


@test
def records_compressed_with_zstd_are_read_as_others_are(folder):
    netcapd("-r", DEMO, "--compression=zstd:12", out=folder / "zstd", status=DONE)
    netcapd("-r", DEMO, out=folder / "gzip", status=DONE)
    for path in sorted((folder / "zstd").glob("*.ncap.zst")):
        equal(e2e.dump(path), e2e.dump(folder / "gzip" / path.name.replace(".zst", ".gz")), path.name)
    equal(subprocess.run([NETCAP, "info", folder / "zstd"], check=True, stdout=subprocess.PIPE).stdout.count(b"zstd") > 5,
          True, "the files of a folder are found")


@test
def what_is_chosen_wrongly_is_refused(folder):
    for option in ("--format=", "--format=xml", "--format=csv,", "--format=csv,csv", "--format=CSV",
                   "--compression=zstd:0", "--compression=zstd:20", "--compression=gzip:9", "--time-unit=s"):
        done = netcapd("-r", DEMO, option, out=folder / "out", status=USAGE)
        assert option[:option.index("=")] in done.stderr and "expected" in done.stderr, done.stderr
    equal((folder / "out").exists(), False, "the folder was made")


@test
def the_report_lists_all_files(folder):
    netcapd("-r", DEMO, ALL, out=folder / "out", status=DONE)
    listed = {file["name"]: file for file in e2e.report(folder / "out")["files"]}
    equal(sorted({*listed, "run.json"}), e2e.names(folder / "out"), "what is listed")
    for kind in FORMATS:
        equal(listed[f"TCP{suffix(kind, 'gzip')}"]["records"], listed["TCP.ncap.gz"]["records"], kind)
    for name, file in listed.items():
        equal(file["bytes"], (folder / "out" / name).stat().st_size, f"bytes of {name}")


@test
def a_folder_with_files_of_any_format_is_refused_unless_they_are_to_be_replaced(folder):
    for kind in FORMATS:
        out = folder / kind
        netcapd("-r", DEMO, f"--format={kind}", "--no-errors", "--no-unknown", out=out, status=DONE)
        (out / "run.json").rename(folder / "run.json")
        done = netcapd("-r", DEMO, out=out, status=USAGE)
        assert suffix(kind, "gzip") in done.stderr, done.stderr
        (folder / "run.json").rename(out / "run.json")
        (out / "mine.csv").write_text("mine", encoding="ascii")
        netcapd("-r", CAPTURES / "arp.pcap", "--overwrite", "--format=ncap", "--no-errors", "--no-unknown", out=out)
        equal([name for name in e2e.names(out) if ".ncap.gz" not in name], ["mine.csv", "run.json"], "what is left")


@test
def what_a_killed_run_wrote_is_readable_but_for_parquet(folder):
    capture = bench(folder, 100000)
    run = subprocess.Popen(e2e.command("-q", "-r", "-", "-w1", ALL, out=folder / "out"), stdin=subprocess.PIPE,
                           env=e2e.environment())
    data = capture.read_bytes()
    run.stdin.write(data[:len(data) // 2])
    run.stdin.flush()
    part = folder / "out/TCP.csv.gz.part"
    deadline = time.monotonic() + e2e.TIMEOUT
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size > 50000):
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdin.close()
    lines = {}
    for kind in ("csv", "tsv", "jsonl"):
        text = unpacked_far(folder / f"out/TCP{SUFFIXES[kind]}.gz.part").decode()
        assert text.endswith("\n") and text.count("\n") > 100, f"{kind}: {text[-80:]!r}"
        lines[kind] = text.count("\n") - (kind != "jsonl")
    ncap = unpacked_far(folder / "out/TCP.ncap.gz.part")
    proto = unpacked_far(folder / "out/TCP.pb.gz.part")
    assert proto and ncap[e2e.message_end(ncap):][:len(proto)] == proto[:len(ncap)], "proto is not what ncap is"
    netcapd("-r", DEMO, "--overwrite", "--no-errors", "--no-unknown", out=folder / "out", status=DONE)
    equal([name for name in e2e.names(folder / "out") if ".ncap.gz" not in name], ["run.json"], "what is left of it")


def unpacked_far(path):
    """All whole gzip members."""
    return subprocess.run(["gzip", "-dc"], input=path.read_bytes(), check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


if __name__ == "__main__":
    raise SystemExit(e2e.main())
