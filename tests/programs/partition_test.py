#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap export --partition: each record is in the folder of its type and date, once."""
import csv
import datetime
import struct
import subprocess

import e2e
from e2e import DEMO, DONE, FAILED, NETCAP, USAGE, equal, netcapd, test

DAY = 86400
FIRST = 20000 * DAY


def export(*arguments, status=DONE, cwd=None):
    done = subprocess.run([NETCAP, "export", "-f", "csv", *map(str, arguments)], check=False, timeout=e2e.TIMEOUT,
                          cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, status, f"the exit status, of what says {done.stderr.decode()!r},")
    return done.stderr.decode()


def capture(folder, day_of, count):
    """Packets of the demo capture, the i-th on that day."""
    head, frames = e2e.packets(DEMO)
    frames = [frames[i % len(frames)] for i in range(count)]
    dated = [struct.pack("<II", FIRST + day_of(i) * DAY + i % DAY, 1) + frame[8:] for i, frame in enumerate(frames)]
    return e2e.write_capture(folder / "days.pcap", head, dated)


def date(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=FIRST // DAY + day)).isoformat()


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_rows(folder, pattern):
    return [(path, row) for path in sorted(folder.glob(pattern)) for row in rows(path)]


def key(row):
    return sorted(row.items())


def same_rows(folder, kind):
    """How many there are: those of the file that is not parted, each in the folder of its date."""
    export("-o", folder / "whole", folder / f"out/{kind}.ncap.gz")
    parted = all_rows(folder / "parts", f"type={kind}/date=*/{kind}*.csv")
    for path, row in parted:
        day = datetime.datetime.fromtimestamp(int(row["Timestamp"].split(".")[0]), datetime.timezone.utc).date()
        equal(path.parent.name, f"date={day.isoformat()}", f"the folder of a record of {row['Timestamp']}")
    equal(sorted(key(row) for _, row in parted) == sorted(key(row) for row in rows(folder / f"whole/{kind}.csv")), True,
          f"the records of {kind}")
    return len(parted)


@test
def each_record_is_in_the_folder_of_its_type_and_date(folder):
    netcapd("-q", "-r", capture(folder, lambda i: i // 100, 300), out=folder / "out")
    export("--partition=type,date", "-o", folder / "parts", folder / "out")
    equal(sorted(path.name for path in (folder / "parts/type=Ethernet").iterdir()),
          [f"date={date(day)}" for day in range(3)], "the folders of Ethernet")
    for kind in ("Ethernet", "TCP"):
        assert same_rows(folder, kind) > 50, kind
    equal([path for path in folder.glob("parts/**/*") if path.is_file() and path.suffix != ".csv"], [], "other files")


@test
def more_dates_than_are_open_at_once_lose_nothing(folder):
    netcapd("-q", "-r", capture(folder, lambda i: i * 7 % 20, 400), out=folder / "out")
    export("--partition=type,date", "-o", folder / "parts", folder / "out/Ethernet.ncap.gz")
    assert same_rows(folder, "Ethernet") > 350
    equal(len(list((folder / "parts/type=Ethernet").iterdir())), 20, "dates")
    assert list(folder.glob("parts/**/Ethernet.2.csv")), "no date came again"


@test
def files_are_added_to_what_is_there(folder):
    netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    for _ in range(3):
        export("--partition=type", "-o", folder / "parts", folder / "out/TCP.ncap.gz")
    equal(e2e.names(folder / "parts/type=TCP"), ["TCP.2.csv", "TCP.3.csv", "TCP.csv"], "the files")
    e2e.same_files(folder / "parts/type=TCP", folder / "parts/type=TCP")
    equal(len({path.read_bytes() for path in (folder / "parts/type=TCP").iterdir()}), 1, "different files")


@test
def folders_are_in_the_order_of_the_keys(folder):
    netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    export("--partition=sensor=berlin-1,date,type", "-o", folder / "parts", folder / "out/TCP.ncap.gz")
    found = [str(path.relative_to(folder / "parts")) for path in folder.glob("parts/**/*.csv")]
    equal([name.replace(name.split("/")[1], "date=") for name in found], ["sensor=berlin-1/date=/type=TCP/TCP.csv"],
          "the files")


@test
def a_sensor_is_the_folder_that_a_collector_has_for_it(folder):
    netcapd("-q", "-r", DEMO, "--include=TCP", out=folder / "tree/berlin-1", status=DONE)
    export("--partition=sensor,type", "-o", folder / "parts", folder / "tree/berlin-1")
    export("--partition=sensor,type", "-o", folder / "parts", "TCP.ncap.gz", cwd=folder / "tree/berlin-1")
    found = [str(path.relative_to(folder / "parts")) for path in folder.glob("parts/**/*.csv")]
    equal(sorted(found), ["sensor=__HIVE_DEFAULT_PARTITION__/type=TCP/TCP.csv",
                                            "sensor=berlin-1/type=TCP/TCP.csv"], "the files")


@test
def keys_that_are_none_are_refused(folder):
    netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    for keys in ("", "type,", "typ", "hour", "sensors", "sensor=", "sensor=a/b", "sensor=..", "type date"):
        assert "expected" in export(f"--partition={keys}", "-o", folder / "parts", folder / "out", status=USAGE)
    for more in (["--overwrite"], ["-o", "-"]):
        export("--partition=type", "-o", folder / "parts", *more, folder / "out/TCP.ncap.gz", status=USAGE)
    equal((folder / "parts").exists(), False, "the folder was made")


@test
def a_folder_that_cannot_be_made_is_said(folder):
    netcapd("-q", "-r", DEMO, out=folder / "out", status=DONE)
    (folder / "parts").mkdir()
    (folder / "parts/type=TCP").write_text("in the way", encoding="ascii")
    said = export("--partition=type,date", "-o", folder / "parts", folder / "out/TCP.ncap.gz", status=FAILED)
    assert "type=TCP/date=" in said and "cannot be written to" in said, said


if __name__ == "__main__":
    raise SystemExit(e2e.main())
