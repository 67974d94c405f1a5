#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The commands of netcap that choose, order and count records, and lead from them back to packets: against
what Python makes of the same records."""
import collections
import contextlib
import gzip
import json
import os
import resource
import shutil
import signal
import subprocess
import threading

from e2e import (CAPTURES, DEMO, DONE, FAILED, NETCAP, PARTIAL, PLUGINS, REFUSED, TIMEOUT, USAGE, content, dump, environment,
                 equal, large_capture, message_end, netcapd, packets, set_aside, test)


def run(*arguments, status=DONE, more=(), **how):
    done = subprocess.run([NETCAP, *map(str, arguments)], check=False, timeout=TIMEOUT, capture_output=True, text=True,
                          errors="replace", env={**environment(), **dict(more)}, **how)
    assert done.returncode == status, f"{arguments}: status {done.returncode}, expected {status}: {done.stderr}"
    return done


def made(folder, *options, capture=DEMO):
    netcapd("-r", capture, "-q", *options, out=folder / "out")
    return folder / "out"


@test
def head_and_tail_show_ten_records_of_each_file_or_as_many_as_are_wanted(folder):
    path = made(folder) / "TCP.ncap.gz"
    lines = dump(path)
    equal(run("head", "--json", path).stdout.splitlines(), lines[:10])
    equal(run("tail", "--json", path).stdout.splitlines(), lines[-10:])
    for n in (0, 1, 7, len(lines), len(lines) + 1):
        equal(run("head", "-n", n, "--json", path).stdout.splitlines(), lines[:n])
        equal(run("tail", f"-n{n}", "--json", path, path).stdout.splitlines(), 2 * lines[max(len(lines) - n, 0):])
    chosen = [line for line in lines if json.loads(line)["DstPort"] == 80]
    equal(run("tail", "-n3", "--json", "--where=DstPort == 80", path).stdout.splitlines(), chosen[-3:])


@test
def what_is_no_file_is_no_records_of_a_folder(folder):
    out = made(folder)
    wanted = run("dump", "--json", out).stdout
    os.mkfifo(out / "XX.ncap.gz")
    (out / "YY.ncap").mkdir()
    equal(run("dump", "--json", out).stdout == wanted, True, "what is printed")


@test
def sorted_records_stand_as_python_sorts_them(folder):
    out = made(folder, capture=large_capture(folder / "large.pcap", 20))
    lines = dump(out / "TCP.ncap.gz")
    rows = [(line, json.loads(line)) for line in lines]
    down = sorted(rows, key=lambda row: (-row[1]["DstPort"], row[1]["PayloadSize"]))
    equal(run("dump", "--json", "--sort=-DstPort,PayloadSize", out / "TCP.ncap.gz").stdout.splitlines(),
          [line for line, _ in down])
    for n in (1, 5, 500):
        equal(run("dump", "--json", "--sort=-dstport,payloadsize", f"--limit={n}", out / "TCP.ncap.gz").stdout.splitlines(),
              [line for line, _ in down[:n]])
        equal(run("tail", "--json", "--sort=-dstport,payloadsize", f"-n{n}", out / "TCP.ncap.gz").stdout.splitlines(),
              [line for line, _ in down[-n:]])
    texts = sorted(rows, key=lambda row: row[1]["Context"]["SrcIP"].count(":") > 0)
    found = run("dump", "--json", "--sort=Context.SrcIP", out / "TCP.ncap.gz").stdout.splitlines()
    equal(sorted(found), sorted(lines))
    equal([":" in json.loads(line)["Context"]["SrcIP"] for line in found],
          [":" in row["Context"]["SrcIP"] for _, row in texts], "which are of version 6")
    done = run("dump", "--sort=Context", out / "TCP.ncap.gz", status=USAGE)
    assert "Context is a message: expected a field of it, as Context.SrcIP" in done.stderr, done.stderr


@test
def records_that_do_not_fit_into_memory_are_sorted_on_disk(folder):
    path = made(folder, capture=large_capture(folder / "large.pcap", 20)) / "TCP.ncap.gz"
    wanted = run("dump", "--json", "--sort=-DstPort,PayloadSize", path).stdout
    for more in ([], ["--limit=1000"]):
        cut = "".join(wanted.splitlines(True)[:1000]) if more else wanted
        equal(run("dump", "--json", "--sort=-DstPort,PayloadSize", "--sort-memory=4K", *more, path).stdout == cut, True,
              "what is printed")
    equal(run("tail", "--json", "-n", len(wanted.splitlines()), path).stdout.splitlines(), dump(path))
    (folder / "a").mkdir()
    for temporary in ({"TMPDIR": str(folder / "a")}, {"TMPDIR": ""}):
        run("export", "-f", "jsonl", "--overwrite", "-o", folder / "a", "--sort=-DstPort,PayloadSize", "--sort-memory=4K",
            path, more=temporary)
        equal(os.listdir(folder / "a"), ["TCP.jsonl"], "what is left")
        equal((folder / "a/TCP.jsonl").read_text(encoding="utf-8") == wanted, True, "what is exported")


@test
def a_disk_too_small_to_sort_on_is_said(folder):
    path = made(folder, capture=large_capture(folder / "large.pcap", 20)) / "TCP.ncap.gz"
    sort = ["--sort=-DstPort", "--sort-memory=4K", path]
    done = run("dump", *sort, status=FAILED, more={"TMPDIR": str(folder)},
               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)))
    assert f"no more can be kept in a temporary file in {folder}: File too large; name another folder" in done.stderr, done.stderr
    equal(done.stdout.count("\n") <= 1, True, "no more than the title is printed")
    done = run("export", "-o", folder / "a", *sort, status=FAILED, more={"TMPDIR": str(folder / "nowhere")})
    assert "nowhere: No such file or directory; name another folder in TMPDIR" in done.stderr, done.stderr
    equal(os.listdir(folder / "a"), [], "what is left")
    run("dump", "--sort=-DstPort", path, more={"TMPDIR": str(folder / "nowhere")})


@test
def times_cut_out_a_window(folder):
    path = made(folder) / "TCP.ncap.gz"
    rows = [(line, json.loads(line)["Timestamp"]) for line in dump(path)]
    first = float(rows[0][1])
    for options, wanted in (((f"--from={rows[9][1]}",), lambda t: t >= rows[9][1]),
                            ((f"--to={rows[9][1]}",), lambda t: t < rows[9][1]),
                            (("--from=+1s", "--to=+2s"), lambda t: first + 1 <= float(t) < first + 2),
                            (("--from=2023-11-14T22:13:25Z",), lambda t: t >= "1700000005"),
                            (("--to=2023-11-14",), lambda t: False), (("--from=2023-11-14",), lambda t: True)):
        equal(run("dump", "--json", *options, path).stdout.splitlines(), [line for line, t in rows if wanted(t)], options)
    assert "expected a time" in run("dump", "--from=soon", path, status=USAGE).stderr
    for wrong in (("--to=2023-11-14", "--from=2023-11-15"), ("--from=+2s", "--to=+1s")):
        assert "expected a --from before --to" in run("dump", *wrong, path, status=USAGE).stderr, wrong


@test
def a_wrong_expression_is_said_with_a_caret_and_each_file_by_itself(folder):
    out = made(folder)
    done = run("dump", "--where=DstPrt == 443", out / "TCP.ncap.gz", status=USAGE)
    said = [line.split(": ", 1)[1] for line in done.stderr.splitlines()]
    assert "no field DstPrt; is DstPort" in said[0], said
    equal([line.strip("\n") for line in said[1:]], ["    DstPrt == 443", "    ^^^^^^"])
    equal(done.stdout, "")
    done = run("dump", "--where=DstPort == 443", "--json", out / "ARP.ncap.gz", out / "TCP.ncap.gz", status=USAGE)
    equal(len(done.stdout.splitlines()), sum(json.loads(line)["DstPort"] == 443 for line in dump(out / "TCP.ncap.gz")))


@test
def export_writes_the_records_that_are_chosen(folder):
    out = made(folder)
    run("export", "--format=jsonl", "--where=DstPort == 80", "--out-dir", folder / "made", out / "TCP.ncap.gz")
    lines = (folder / "made/TCP.jsonl").read_text().splitlines()
    equal(lines, [line for line in dump(out / "TCP.ncap.gz") if json.loads(line)["DstPort"] == 80])
    run("export", "--format=jsonl", "--where=Dst == 80", "--out-dir", folder / "none", out / "TCP.ncap.gz", status=USAGE)
    equal(list((folder / "none").iterdir()), [])


@test
def stats_count_what_the_columns_hold(folder):
    out = made(folder)
    rows = [json.loads(line) for line in dump(out / "TCP.ncap.gz")]
    stats = json.loads(run("stats", "--json", "--top=5", out / "TCP.ncap.gz").stdout)
    equal((stats["record"], stats["records"]), ("types.TCP", len(rows)))
    columns = {column["name"]: column for column in stats["columns"]}
    for name in ("SrcPort", "SeqNum", "PayloadSize", "SYN"):
        count = collections.Counter(row[name] for row in rows)
        found = columns[name]
        equal((found["values"], found["nulls"], found["distinct"], found["exact"], found["min"], found["max"]),
              (len(rows), 0, len(count), True, min(count), max(count)), name)
        equal([each["count"] for each in found["top"]], [n for _, n in count.most_common(5)], name)
        assert all(count[each["value"]] == each["count"] for each in found["top"]), found
    kinds = [option["OptionType"] for row in rows for option in row["Options"]]
    equal((columns["Options.OptionType"]["values"], columns["Options.OptionType"]["nulls"]),
          (len(kinds), sum(not row["Options"] for row in rows)))
    table = run("stats", "--where=DstPort == 443", "--select=dstport", out / "TCP.ncap.gz").stdout.splitlines()
    equal(table[2].split(), ["Column", "Values", "Nulls", "Distinct", "Min", "Max", "Top"])
    n = sum(row["DstPort"] == 443 for row in rows)
    equal(table[3].split(), ["DstPort", str(n), "0", "1", "443", "443", "443", f"({n})"])


@test
def packets_of_records_are_those_of_the_capture(folder):
    out = made(folder, "--packet-numbers=on")
    rows = [json.loads(line) for line in dump(out / "TCP.ncap.gz")]
    numbers = sorted({row["Context"]["PacketNumber"] for row in rows if row["DstPort"] == 80})
    _, frames = packets(DEMO)
    for name in ("some.pcapng.gz", "plain.pcapng"):
        run("packets", "--where=DstPort == 80", "-r", DEMO, "-w", folder / name, out / "TCP.ncap.gz")
    plain = folder / "plain.pcapng"
    netcapd("-r", plain, "--include=Ethernet", "-q", out=folder / "again")
    equal([frame[16:] for frame, _ in set_aside(folder, "some")], [frames[n - 1][16:] for n in numbers])
    equal(len(dump(folder / "again/Ethernet.ncap.gz")), len(numbers))
    done = run("packets", "-r", DEMO, "-w", plain, out / "TCP.ncap.gz", status=USAGE)
    assert "is there already" in done.stderr, done.stderr
    run("packets", "--where=DstPort == 80", "--overwrite", "-r", DEMO, "-w", plain, out / "TCP.ncap.gz")


@test
def packets_say_what_is_missing_and_never_replace_what_is_read(folder):
    out, to = made(folder), folder / "to.pcapng"
    done = run("packets", "-r", DEMO, "-w", to, out / "TCP.ncap.gz", status=USAGE)
    assert "records have no packet number: run netcapd again with --packet-numbers=on" in done.stderr, done.stderr
    done = run("packets", "-r", DEMO, "-w", to, out / "Connection.ncap.gz", status=USAGE)
    assert "types.Connection has no packet numbers" in done.stderr, done.stderr
    assert not to.exists()
    done = run("packets", "-r", CAPTURES / "dns.pcap", "-w", to, out / "DNS.ncap.gz", status=PARTIAL)
    assert "are not in the capture" in done.stderr, done.stderr
    assert "was captured at another time than its record says" in done.stderr, done.stderr
    same = folder / "same.pcapng"
    shutil.copy(DEMO, same)
    done = run("packets", "-r", same, "-w", same, "--overwrite", out / "DNS.ncap.gz", status=USAGE)
    assert "this is what is read" in done.stderr, done.stderr
    equal(same.read_bytes(), DEMO.read_bytes())
    assert "expected a name that ends with .pcapng" in \
        run("packets", "-r", DEMO, "-w", folder / "x.pcap", out / "DNS.ncap.gz", status=USAGE).stderr
    equal([path.name for path in folder.iterdir() if "part" in path.name or "lock" in path.name], [])


class Growing:
    """A run's folder as it looks while the run goes on: files that are cut anywhere, and its lock."""

    def __init__(self, folder, *kinds):
        self.source, self.out, self.rest = made(folder), folder / "growing", {}
        self.out.mkdir()
        (self.out / ".netcapd.lock").touch()
        for kind in kinds:
            self.begin(kind)

    def begin(self, kind):
        """With the first half of the records, the next one cut, in a compressed file by a member that is cut too."""
        data, name = content(self.source / f"{kind}.ncap.gz"), f"{kind}.ncap.gz"
        half = message_end(data)
        while half < len(data) // 2:
            half = message_end(data, half)
        if kind == "UDP":
            name, now, later = "UDP.ncap", data[:half + 3], data[half + 3:]
        else:
            members = gzip.compress(data[:half + 3]), gzip.compress(data[half + 3:])
            now, later = members[0] + members[1][:20], members[1][20:]
        (self.out / f"{name}.part").write_bytes(now)
        self.rest[name] = later

    def end(self):
        for name, rest in self.rest.items():
            with open(self.out / f"{name}.part", "ab") as file:
                file.write(rest)
            (self.out / f"{name}.part").rename(self.out / name)
        (self.out / ".netcapd.lock").unlink()

    def lines(self, kind):
        return dump(self.source / f"{kind}.ncap.gz")


@contextlib.contextmanager
def follow(*arguments):
    """What it prints; ended when something fails."""
    with subprocess.Popen([NETCAP, "dump", "-f", "--json", *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        late = threading.Timer(TIMEOUT, process.kill)
        late.start()
        try:
            yield process
        finally:
            late.cancel()
            process.kill()


def ended(process, first=()):
    """All lines, once it has ended well by itself."""
    out, said = process.stdout.read(), process.stderr.read()
    equal((process.wait(timeout=TIMEOUT), said), (DONE, ""))
    return [*(line.rstrip("\n") for line in first), *out.splitlines()]


@test
def dump_follows_files_and_folders_until_they_have_their_names(folder):
    run_ = Growing(folder, "TCP", "UDP")
    with follow(run_.out / "TCP.ncap.gz") as one, follow("--where=DstPort == 80", run_.out / "TCP.ncap.gz.part") as some, \
            follow(run_.out) as all_:
        first = [one.stdout.readline()], [all_.stdout.readline()]
        run_.begin("DNS")
        while '"Questions"' not in first[1][-1]:  # the file that has just come
            first[1].append(all_.stdout.readline())
        run_.end()
        equal(ended(one, first[0]), run_.lines("TCP"))
        equal(ended(some), [line for line in run_.lines("TCP") if json.loads(line)["DstPort"] == 80])
        equal(sorted(ended(all_, first[1])), sorted(run_.lines("TCP") + run_.lines("UDP") + run_.lines("DNS")))


@test
def a_file_that_gets_its_name_before_it_is_opened_is_followed(folder):
    run_ = Growing(folder, "TCP")
    run_.end()
    with follow(run_.out / "TCP.ncap.gz.part") as one:
        equal(ended(one), run_.lines("TCP"))


@test
def a_signal_ends_following_well(folder):
    run_ = Growing(folder, "TCP")
    with follow(run_.out) as one:
        one.stdout.readline()
        one.send_signal(signal.SIGINT)
        ended(one)
    run_.end()
    done = run("dump", "--follow", "--sort=SrcPort", run_.out / "TCP.ncap.gz", status=USAGE)
    assert "goes with neither --sort" in done.stderr, done.stderr
    with follow(run_.out / "TCP.ncap.gz") as one:
        equal(ended(one), run_.lines("TCP"))


@test
def a_folder_where_nobody_writes_is_not_followed(folder):
    done = run("dump", "-f", folder, status=FAILED)
    assert f"{folder}: the folder holds no records, and no run writes there" in done.stderr, done.stderr


@test
def what_a_killed_run_left_is_followed_to_its_cut(folder):
    run_ = Growing(folder, "TCP")
    (run_.out / ".netcapd.lock").unlink()
    with follow(run_.out) as one:
        out, said = one.communicate(timeout=TIMEOUT)
    equal(one.returncode, PARTIAL)
    lines = out.splitlines()
    equal(lines, run_.lines("TCP")[:len(lines)])
    assert lines and "cut short" in said, said


@test
def fields_of_a_type_are_those_of_its_files(folder):
    path = made(folder) / "TCP.ncap.gz"
    equal(run("fields", f"--plugins={PLUGINS}", "tcp").stdout, run("fields", path).stdout)
    done = run("fields", f"--plugins={PLUGINS}", "TPC", status=USAGE)
    assert "no plugin writes such records; is TCP meant?" in done.stderr, done.stderr
    done = run("fields", f"--plugins={folder}", "TCP", status=REFUSED)
    assert str(folder) in done.stderr, done.stderr


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
