# SPDX-License-Identifier: Apache-2.0
"""The examples of netcap-recipes(7), taken from the page itself, and what they must answer."""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import textwrap

import e2e
from e2e import DEMO, DONE, NETCAP, SOURCE, netcapd
from packaged import netcap

PAGE = SOURCE / "core/netcap-recipes.7"
SIGNS = {r"\-": "-", r"\(aq": "'", r"\e": "\\"}

Example = collections.namedtuple("Example", "line engine name needs code told")


def shown(line):
    """A line as the manual shows it."""
    found = re.sub(r"\\(?:-|\(..|.)", lambda sign: SIGNS[sign[0]], line)
    return found.replace(r"\&", "")


def examples():
    """In the order of the page; the engine of one that is not run is None."""
    mark, code, told = None, None, False
    for number, line in enumerate(PAGE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith((r'.\" run ', r'.\" not run')):
            mark = line[4:].split()
        elif line == ".EX":
            assert mark, f"{PAGE.name}:{number}: an example that does not say whether it is run"
            code = []
        elif line == ".EE":
            engine, name = mark[1:3] if mark[0] == "run" else (None, None)
            yield Example(number, engine, name, mark[4] if len(mark) > 3 else None,
                          textwrap.dedent("\n".join(code)) + "\n", told)
            mark = code = None
        elif code is not None:
            code.append(shown(line))
        elif line.startswith(".SH"):
            told = False
        elif line == "Not run by a test.":
            told = True


def lacks(example):
    """What the program has not that an example needs; None when it has all."""
    if example.needs != "proto":
        return None
    helped = subprocess.run([NETCAP, "export", "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
    proto = subprocess.run([NETCAP, "proto", "--help"], check=False, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL).returncode
    return "netcap export --format=proto and netcap proto" if proto or "proto:" not in helped else None


def kitchen(folder):
    """A folder as the page expects it: out, parquet, runs, and what examples in sh leave there."""
    netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    (folder / "bin").mkdir()
    (folder / "bin/netcap").symlink_to(NETCAP)
    for example in examples():
        if example.engine == "sh" and not lacks(example):
            cook(folder, ["sh", "-euc", example.code], optional="jq" in example.code)
    for day in ("monday", "tuesday"):
        shutil.copytree(folder / "parquet", folder / "runs" / day)
    return folder


def cook(folder, command, optional=False, **environment):
    """What an example prints."""
    path = f"{folder / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(command, check=False, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=e2e.TIMEOUT,
                          env={**e2e.environment(), "PATH": path, "PYTHONDONTWRITEBYTECODE": "1", **environment})
    assert optional or done.returncode == 0, f"{command}: status {done.returncode}, {done.stderr.decode()[-2000:]}"
    return done.stdout.decode()


# What is in the records, by name of the question: rows of texts.

def servers(folder):
    """Who was sent most."""
    sent = collections.Counter()
    for record in netcap.open(folder / "out/Connection.ncap.gz"):
        sent[record["DstIP"]] += record["TotalSize"]
    return [[address, str(size)] for address, size in sorted(sent.items(), key=lambda each: (-each[1], each[0]))[:10]]


def requests(folder):
    """What was asked by HTTP: host, URL, size and end of the connection, in any order."""
    run = netcap.open_folder(folder / "out")
    connections = collections.defaultdict(list)
    for record in run["Connection"]:
        connections[record["ConnectionID"]].append(record)
    return sorted([http["Host"], http["URL"], str(of["TotalSize"]), of["EndReason"]] for http in run["HTTP"]
                  if http["Method"] for of in connections[http["ConnectionID"]])


def names(folder):
    """How often each name was asked for."""
    asked = collections.Counter(question["Name"].decode() for record in netcap.open(folder / "out/DNS.ncap.gz")
                                for question in record["Questions"])
    return [[name, str(count)] for name, count in sorted(asked.items(), key=lambda each: (-each[1], each[0]))]


def failed(folder):
    """When, who and why."""
    return [[record["Timestamp"], record["Context"]["DstIP"], str(record["ResponseCode"])]
            for record in netcap.open(folder / "out/DNS.ncap.gz") if record["QR"] and record["ResponseCode"]]


def folders(folder):
    """Where records are, and how many."""
    count = str(len(list(netcap.open(folder / "out/Connection.ncap.gz"))))
    return [[f"runs/{day}/Connection.parquet", count] for day in ("monday", "tuesday")]


def table(folder):
    """How connections ended, of three times the same."""
    ends = collections.Counter(record["EndReason"] for record in netcap.open(folder / "out/Connection.ncap.gz"))
    return [[end, str(3 * count)] for end, count in sorted(ends.items())]


def times(folder):
    """When connections began, to the nanosecond."""
    return [[each] for each in sorted(record["TimestampFirst"]
                                      for record in netcap.open(folder / "out/Connection.ncap.gz"))]


def csv(folder):
    """Records, the first time, and bytes."""
    found = list(netcap.open(folder / "out/TCP.ncap.gz"))
    return [[str(len(found)), min(record["Timestamp"] for record in found),
             str(sum(record["PayloadSize"] for record in found))]]


def files(folder, name, ending):
    """The record types that an example in sh must have made a file of."""
    made = {path.name.split(".")[0] for path in (folder / name).glob(f"*{ending}")}
    return made == set(netcap.open_folder(folder / "out"))


def rows_of_json(text):
    """Lines of objects as rows of texts."""
    return [list(map(str, json.loads(line).values())) for line in text.splitlines()]


def root():
    """Where the package is."""
    return str(pathlib.Path(netcap.__file__).parents[1])


def labels(folder):
    """How many connections are of the attack, and how many are not."""
    found = collections.Counter()
    for record in netcap.open(folder / "out/Connection.ncap.gz"):
        first, last = float(record["TimestampFirst"]), float(record["TimestampLast"])
        sides = (record["SrcIP"], record["DstPort"]), (record["DstIP"], record["SrcPort"])
        attack = record["Protocol"] == 6 and ("192.0.2.10", "80") in sides
        found["Probe" if attack and first < 1700000006 and last >= 1700000004 else "BENIGN"] += 1
    return [[label, str(count)] for label, count in sorted(found.items())]
