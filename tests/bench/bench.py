#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How fast netcapd is, beside what it cannot go below and beside other programs, and netcap, in tables.

usage: bench.py --netcapd PROGRAM --netcap PROGRAM --plugins FOLDER --floor PROGRAM
                [--capture FILE] [--packets N] [--runs N] [--tshark-packets N] [--brief]

There are two captures: one of an internet link's traffic, and one of many short flows.  Of programs
that are not installed it is said that they are missing.

All are measured in one run, in turns, so that what else the machine does falls on all alike.  The
times are medians, with the least and the most in brackets; on a machine that is not idle the
fastest runs tell more.  Files are made in TMPDIR; /dev/shm there leaves the disk out.

CPU is that of all processes.  Memory is from a round of its own, as looking at it takes time: the
most that a process and all below it hold, what they share counted once (Pss), and the most that
one of them held (VmHWM; ru_maxrss would begin with what Python holds, as a program inherits it).
"""
import argparse
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True  # the source may not be ours to write to
sys.path.insert(0, str(HERE.parent / "oracle"))
import fields  # noqa: E402
import pdml  # noqa: E402

WATCH_SECONDS = 0.05  # from one look at its memory to the next
START_RUNS = 15
RECORDS = 100_000_000  # bytes of them that netcap reads
MB = 1 << 20
FLOODS = (("flows", 2_000_000), ("syn", 2_000_000), ("acks", 1_000_000), ("fragments", 200_000))


class Failed(Exception):
    """A program that was to be measured did not do its work."""


def tree(root):
    """The process and all below it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text(encoding="ascii")
            except (OSError, UnicodeDecodeError):
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry))
    found = [root]
    for pid in found:
        found += parents.get(pid, ())
    return found


def memory(pid, file, name):
    """A size in one of the files that tell what a process holds."""
    try:
        for line in pathlib.Path("/proc", str(pid), file).read_text(encoding="utf-8").splitlines():
            if line.startswith(name):
                return int(line.split()[1]) << 10
    except OSError:
        pass  # it has just ended
    return 0


class Case:
    """Something measured: a command, and what its runs took."""

    def __init__(self, name, command, packets, cores=None, environment=None, keep=None):
        self.name, self.command, self.packets = name, [str(word) for word in command], packets
        self.cores, self.environment = cores, environment
        self.keep = keep  # what must last as long as this
        self.walls, self.cpus, self.largest, self.peak, self.written = [], [], 0, 0, 0

    def start(self, out):
        pin = self.cores and (lambda: os.sched_setaffinity(0, self.cores))
        return subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=out,
                                stderr=subprocess.PIPE, env=self.environment, preexec_fn=pin)

    def finish(self, process):
        """Resources used by the process and what it waited for."""
        said = process.stderr.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        process.stderr.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            command = " ".join(self.command)[:200]
            raise Failed(f"{command}: exit status {process.returncode}: {said}")
        return usage

    def run(self):
        with tempfile.TemporaryFile() as out:
            begun = time.perf_counter()
            usage = self.finish(self.start(out))
            self.walls.append(time.perf_counter() - begun)
            self.written = os.fstat(out.fileno()).st_size
        self.cpus.append(usage.ru_utime + usage.ru_stime)

    def watch(self):
        with tempfile.TemporaryFile() as out:
            process = self.start(out)
            while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                pids = tree(process.pid)
                self.peak = max(self.peak, sum(memory(pid, "smaps_rollup", "Pss:") for pid in pids))
                self.largest = max(self.largest,
                                   *(memory(pid, "status", "VmHWM:") for pid in pids))
                time.sleep(WATCH_SECONDS)
            self.finish(process)

    def wall(self, pick=statistics.median):
        """Seconds for each packet."""
        return pick(self.walls) / self.packets

    def cpu(self, pick=statistics.median):
        """CPU seconds for each packet."""
        return pick(self.cpus) / self.packets

    def row(self):
        return (f"{self.name:<39} {1 / self.wall():>9,.0f}  {spread(self.walls)}"
                f"  {spread(self.cpus)}  {self.cpu() * 1e6:>6.2f}"
                f"  {self.peak / MB:>6.0f} {self.largest / MB:>6.0f}")


class Missing(Case):
    """A program that is not installed."""

    def __init__(self, name, package):
        super().__init__(name, [], 1)
        self.package = package

    def row(self):
        return f"{self.name:<39} not installed: Debian has it in {self.package}"


class Export(Case):
    """Records read by netcap, and what it made of them."""

    def __init__(self, name, command, records):
        super().__init__(name, command, 1)
        self.records = records

    def out(self, pick=statistics.median):
        """MB written for each second of CPU."""
        return self.written / self.cpu(pick) / 1e6

    def row(self):
        return (f"{self.name:<39} {self.records / self.cpu() / 1e6:>9.0f} {self.out():>9.0f}  {spread(self.cpus)}"
                f"  {self.peak / MB:>9.0f}")


def repeated(path, times):
    """A file of records so many times behind itself, which is one as well: so that to start does not count."""
    data = path.read_bytes()
    with open(path, "ab") as file:
        for _ in range(times - 1):
            file.write(data)
    return path


def connections(netcap, folder):
    """How many records the connections have, and how many packets those counted."""
    lines = subprocess.run([netcap, "dump", "--select=NumPackets", folder / "Connection.ncap.gz"],
                           check=True, stdout=subprocess.PIPE).stdout.split()[1:]
    return len(lines), sum(map(int, lines))


def spread(times):
    return f"{statistics.median(times):>6.2f} ({min(times):>5.2f}-{max(times):>5.2f})"


def tshark_fields(program, records):
    """tshark's fields for what our records of these types say."""
    listed = program.run("-G", "fields").decode(errors="replace").splitlines()
    known = {line.split("\t")[2] for line in listed if line.startswith("F\t")}
    wanted = {"frame.time_epoch": None}
    for rows in (some for record, some in fields.load().items()
                 if record in records):
        for row in rows:
            leaf = row.leaves[0] if row.leaves[0] != "." else row.group.rpartition("/")[2]
            wanted.update(dict.fromkeys(leaf.split("+")))
    return [name for name in wanted if name in known]


def tshark_case(capture, packets, records):
    """tshark writing the same header fields; nothing when it is not there."""
    try:
        program = pdml.Tshark()
    except pdml.Missing:
        return None
    command = [program.program, "-n", "-r", capture, "-c", packets, "-T", "fields", "-E",
               "separator=/t"]
    for option in program.options:
        command += ["-o", option]
    names = tshark_fields(program, records)
    for name in names:
        command += ["-e", name]
    return Case(f"tshark, {len(names)} fields, {packets:,} packets", command, packets,
                environment=program.environment, keep=program)


def installed(program):
    """Where it is; daemons are not where users look."""
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")


# Programs that make records of flows, with what they want: the package, and the command's words.
FLOW_PROGRAMS = (
    ("argus", "argus-server", lambda capture, out: ["-X", "-r", capture, "-w", out / "argus.out"]),
    ("nfpcapd", "nfdump", lambda capture, out: ["-r", capture, "-w", out / "nfpcapd"]))

FLOW_MODELS = "Flow,Connection,LinkFlow,NetworkFlow,TransportFlow"


class Bench:
    """All that is measured on one capture."""

    def __init__(self, options, folder, capture, *making):
        self.options, self.folder = options, pathlib.Path(folder)
        self.capture = pathlib.Path(capture or self.folder / "bench.pcap")
        if not self.capture.exists():
            make(self.capture, options.packets, *making)
        self.packets = self.count()
        self.cases = {}

    def count(self):
        """Packets in the capture, which is then in memory."""
        return int(subprocess.check_output([self.options.floor, self.capture]))

    def netcapd(self, *more, capture=None, out="out"):
        return [self.options.netcapd, "--quiet", f"--plugins={self.options.plugins}", "-r",
                capture or self.capture, "-o", self.folder / out, "--overwrite", *more]

    def add(self, key, name, command, cores=None):
        self.cases[key] = Case(name, command, self.packets, cores)

    def add_flow_programs(self):
        """Connections alone, and what others take for theirs."""
        self.add("connections", "netcapd, 1 worker, Connection", self.netcapd("-w", 1, "--include=Connection"))
        self.add("no flows", "netcapd, 1 worker, without flows",
                 self.netcapd("-w", 1, f"--exclude={FLOW_MODELS}"))
        self.add("three", "netcapd, 1 worker, TLS, HTTP, DNS",
                 self.netcapd("-w", 1, "--include=TLSClientHello,HTTP,DNS"))
        (self.folder / "nfpcapd").mkdir(exist_ok=True)
        for program, package, words in FLOW_PROGRAMS:
            path = installed(program)
            if path:
                self.add(program, f"{program}, flows", [path, *words(self.capture, self.folder)])
            else:
                self.cases[program] = Missing(program, package)

    def raw_records(self):
        """The records as they are, which the floor compresses."""
        self.add("first", "", self.netcapd("--compression=none", out="raw"))
        self.cases.pop("first").run()
        return sorted((self.folder / "raw").glob("*.ncap"))

    def list_short_cases(self):
        """What counts where flows are many."""
        self.add("read", "reading alone, libpcap", [self.options.floor, self.capture])
        self.add("floor1", "reading, compressing; 1 process",
                 [self.options.floor, self.capture, 1, *self.raw_records()])
        for n in (1, 2):
            self.add(f"gzip {n}", f"netcapd, {n} worker{'s'[:n - 1]}, gzip", self.netcapd("-w", n))
        self.add_flow_programs()

    def add_compressed(self):
        """The same capture behind a compression."""
        for program, suffix in (("gzip", "gz"), ("zstd", "zst")):
            path = self.folder / f"bench.pcap.{suffix}"
            with open(path, "wb") as out:
                subprocess.run([program, "-1", "-c", self.capture], check=True, stdout=out)
            self.add(f"of {suffix}", f"netcapd, 2 workers, gzip, of .pcap.{suffix}",
                     self.netcapd("-w", 2, capture=path))

    def list_cases(self):
        raw = self.raw_records()
        floor, core = [self.options.floor, self.capture], {min(os.sched_getaffinity(0))}
        self.add("read", "reading alone, libpcap", floor)
        self.add("floor1", "reading, compressing; 1 process", [*floor, 1, *raw])
        self.add("floor2", "reading, compressing; 2 processes", [*floor, 2, *raw])
        for how, flags in (("no compression", ["--compression=none"]), ("gzip", []),
                           ("gzip, isolation=none", ["--isolation=none"]), ("parquet", ["--format=parquet"]),
                           ("csv, gzip", ["--format=csv"]), ("jsonl, gzip", ["--format=jsonl"])):
            for n in (1, 2):
                self.add(f"{how} {n}", f"netcapd, {n} worker{'s'[:n - 1]}, {how}",
                         self.netcapd("-w", n, *flags))
        self.add("pinned", "netcapd, 1 worker, gzip, on one core", self.netcapd("-w", 1), core)
        self.add_compressed()
        self.add_flow_programs()
        tshark = tshark_case(self.capture, min(self.packets, self.options.tshark_packets),
                             {path.stem for path in raw})
        if tshark:
            self.cases["tshark"] = tshark

    def there(self):
        return [case for case in self.cases.values() if not isinstance(case, Missing)]

    def measure(self):
        for case in self.there():
            case.watch()
        for _ in range(self.options.runs):
            for case in self.there():
                case.run()

    def serial(self):
        """Of the processor time what one process does at a time, as the program counts it: its share,
        and microseconds a packet."""
        command = [str(word) for word in self.netcapd("-w", 2, "-v")]
        command.remove("--quiet")
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True).stdout
        found = re.search(r"^serial: ([0-9.]+) us a packet, ([0-9.]+) % of all$", said, re.MULTILINE)
        return float(found[2]) / 100, float(found[1])

    def exports(self):
        """What netcap makes of records, in one thread: MB of output for each second of CPU."""
        netcap = self.options.netcap
        subprocess.run(self.netcapd(out="gzip"), check=True)
        raw, packed = (repeated(self.folder / name, RECORDS // (self.folder / "raw/TCP.ncap").stat().st_size + 1)
                       for name in ("raw/TCP.ncap", "gzip/TCP.ncap.gz"))
        rows = [("dump, csv", "dump", [raw]),
                ("dump, table", "dump", ["--table", raw]),
                ("dump --where", "dump", ["--where=DstPort == 443 && PayloadSize > 0", raw]),
                ("dump --sort, on disk", "dump", ["--sort=-SrcPort", "--sort-memory=16M", raw])]
        rows += [(f"export, {kind}", "export", ["--workers=1", f"--format={kind}", "-o", "-", raw])
                 for kind in ("csv", "jsonl", "parquet", "proto")]
        rows += [("export, csv, of gzip", "export", ["--workers=1", "--format=csv", "-o", "-", packed]),
                 ("export, csv, 2 workers", "export", ["--workers=2", "--format=csv", "-o", "-", raw])]
        return [Export(name, [netcap, command, *more], raw.stat().st_size) for name, command, more in rows]

    def export_table(self):
        cases = self.exports()
        print(f"\n{'netcap, records of TCP':<39} {'in MB/s':>9} {'out MB/s':>9}  {'CPU s (min-max)':>20}  {'memory MB':>9}")
        for case in cases:
            case.watch()
        for _ in range(self.options.runs):
            for case in cases:
                case.run()
        for case in cases:
            print(case.row())
        made = {case.name: case for case in cases}
        for kind, least in (("csv", 300), ("jsonl", 200)):
            case = made[f"export, {kind}"]
            goal(f"export, {kind}: MB of output a second of a core", case.out(), case.out(min), ">=", least)
        most = max(case.peak for case in cases) / MB
        goal("most memory of netcap, MB", most, most, "<", 200)

    def start_up(self):
        """A run on a capture of one packet, with all plugins."""
        single = self.folder / "one.pcap"
        make(single, 1)
        case = Case("", self.netcapd("-w", 1, capture=single, out="one"), 1)
        for _ in range(START_RUNS):
            case.run()
        return case

    def floods(self):
        """The most memory when tables fill up, and whether all packets were counted in."""
        print(f"\n{'floods, 2 workers':<39} {'packets/s':>9}  {'memory MB':>9}  connections  packets in them")
        for kind, count in FLOODS:
            path = self.folder / f"{kind}.pcap"
            subprocess.run([sys.executable, HERE / "make_flood.py", path, kind, str(count)], check=True)
            packets = int(subprocess.check_output([self.options.floor, path]))
            case = Case(kind, self.netcapd("-w", 2, capture=path, out=kind), packets)
            case.watch()
            case.run()
            flows, seen = connections(self.options.netcap, self.folder / kind)
            print(f"{f'{count:,} {kind}':<39} {1 / case.wall():>9,.0f}  {case.peak / MB:>9.0f}"
                  f"  {flows:>11,}  {seen:>15,} of {packets:,}", flush=True)
            yield kind, case.peak / MB, (flows, seen), (count, packets)
            path.unlink()

    def flood_ratios(self):
        for kind, peak, got, wanted in list(self.floods()):
            goal(f"{kind}: most memory, MB", peak, peak, "<", 400)
            if got != wanted and kind != "fragments":
                print(f"{kind}: connections and packets are {got}, not {wanted}: NOT MET")

    def table(self):
        print(f"{'':<39} {'packets/s':>9}  {'wall s (min-max)':>20}  {'CPU s (min-max)':>20}"
              f"  {'us CPU':>6}  {'memory MB':>13}")
        print(f"{'':<39} {'':>9}  {'':>20}  {'':>20}  {'/pkt':>6}  {'all':>6} {'single':>6}")
        for case in self.cases.values():
            print(case.row())

    def flow_ratios(self):
        """What flows take, and others for theirs."""
        case = self.cases
        one = case["gzip 1"]
        ratio("1 worker, CPU over the floor's", one.cpu, case["floor1"].cpu, "<=", 3)
        goal("the flow models' share of that CPU", 1 - case["no flows"].cpu() / one.cpu(),
             1 - case["no flows"].cpu(min) / one.cpu(min), "<=", 0.3)
        for program, most in (("argus", 1), ("nfpcapd", 1.5)):
            if isinstance(case[program], Missing):
                print(f"{program} is not installed: not compared with it")
            else:
                ratio(f"Connection alone, CPU over {program}'s", case["connections"].cpu, case[program].cpu,
                      "<=", most)
        ratio("TLS, HTTP and DNS alone, CPU over reading's", case["three"].cpu, case["read"].cpu, "<=", 2.5)
        share, each = self.serial()
        goal("serial share of CPU, 2 workers", share, share, "<=", 1 / 16)
        goal("the same, us a packet", each, each)
        speedup = [one.wall(pick) / case["gzip 2"].wall(pick) / (2 * (1 - share))
                   for pick in (statistics.median, min)]
        goal("2 workers over 1, of what that leaves", *speedup, ">=", 0.97)

    def ratios(self, start):
        """What is aimed at, and what came out."""
        case = self.cases
        one, two, pinned = case["gzip 1"], case["gzip 2"], case["pinned"]
        print(f"{'':<48} {'medians':>8} {'fastest':>8}")
        if "tshark" in case:
            ratio("2 workers, rate over tshark's", case["tshark"].wall, two.wall, ">=", 35)
            ratio("the same in CPU for each packet", case["tshark"].cpu, two.cpu)
        else:
            print("tshark is not installed: not compared with it")
        ratio("1 worker on one core, wall over the floor's", pinned.wall, case["floor1"].wall,
              "<=", 2.5)
        ratio("2 workers, wall over the floor's, 2 processes", two.wall, case["floor2"].wall,
              "<=", 2.5)
        ratio("2 workers, rate over 1 worker's", one.wall, two.wall, ">=", 1.7)
        ratio("2 workers, rate over 1 worker's on one core", pinned.wall, two.wall, ">=", 1.7)
        threads = case["gzip, isolation=none 2"]
        ratio("isolation, CPU over none, 2 workers", two.cpu, threads.cpu, "<=", 1.05)
        ratio("isolation, wall over none, 2 workers", two.wall, threads.wall, "<=", 1.05)
        ratio("parquet, CPU over gzip'd ncap's, 2 workers", case["parquet 2"].cpu, two.cpu, "<=", 1.5)
        goal("parquet: most memory, 2 workers, MB", case["parquet 2"].peak / MB, case["parquet 2"].peak / MB, "<", 200)
        most = max(some.peak for some in case.values() if "--quiet" in some.command) / MB
        goal("most memory of netcapd, all processes, MB", most, most, "<", 200)
        goal(f"start-up with all plugins, one packet, {START_RUNS} runs, ms", start.wall() * 1e3,
             start.wall(min) * 1e3, "<", 40)
        self.flow_ratios()

    def noise(self):
        """How far the runs of one case are apart."""
        apart = {some.name: max(some.walls) / min(some.walls) for some in self.there()}
        usual, worst = statistics.median(apart.values()), max(apart, key=apart.get)
        print(f"\nOf {self.options.runs} runs the slowest took {usual:.2f} times the fastest "
              f"(median of all rows), at worst {apart[worst]:.2f} ({worst}).")


def ratio(what, dividend, divisor, relation=None, bound=None):
    """Of two measures, by the medians and by the fastest runs."""
    goal(what, dividend() / divisor(), dividend(min) / divisor(min), relation, bound)


def goal(what, value, fastest, relation=None, bound=None):
    """A line with what came out, and whether it is what is aimed at; the median decides."""
    aim = ""
    if relation:
        met = value >= bound if relation == ">=" else value <= bound
        aim = f"aim {relation} {bound:g}: {'met' if met else 'NOT MET'}"
    print(f"{what:<48} {value:>8.3f} {fastest:>8.3f}  {aim}".rstrip())


def make(path, packets, *more):
    subprocess.run([sys.executable, HERE / "make_bench.py", path, str(packets), *more], check=True)


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def load():
    return " ".join(f"{number:.1f}" for number in os.getloadavg()[:2])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    for name, what in (("netcapd", "the program"), ("netcap", "the reader"), ("plugins", "folder of the plugins"),
                       ("floor", "floor.c, built")):
        parser.add_argument(f"--{name}", required=True, help=what)
    parser.add_argument("--capture", help="measured on this file; made when it is not there")
    for name, default in (("packets", 1_000_000), ("runs", 3), ("tshark-packets", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default {default}")
    parser.add_argument("--brief", action="store_true", help="without netcap's part and the floods")
    return parser.parse_args()


def begin(bench, options):
    print(f"{bench.packets:,} packets, {bench.capture.stat().st_size / MB:.0f} MB; "
          f"{options.runs} runs in turns\n", flush=True)
    bench.measure()
    bench.table()
    print()


def main():
    options = arguments()
    print(f"{processor()}, {len(os.sched_getaffinity(0))} cores, load before: {load()}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder, options.capture)
        bench.list_cases()
        begin(bench, options)
        bench.ratios(bench.start_up())
        if not options.brief:
            bench.export_table()
            bench.flood_ratios()
        bench.noise()
    with tempfile.TemporaryDirectory() as folder:
        short = Bench(options, folder, None, "--short")
        short.list_short_cases()
        print("\nMany short flows: ", end="")
        begin(short, options)
        short.flow_ratios()
        short.noise()
    print(f"Load after: {load()}")


if __name__ == "__main__":
    try:
        main()
    except (Failed, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"bench.py: {error}")
