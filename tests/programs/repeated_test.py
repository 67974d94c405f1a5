#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Options that are given twice: values add up, or the second is refused; never the last one alone."""
import pathlib
import re
import shutil
import subprocess

import e2e
from e2e import CAPTURES, DEMO, DONE, NETCAP, NETCAPD, PLUGINS, REFUSED, USAGE, equal, netcapd, test

# Values that an option with such a word in its help takes; else the others are tried.
VALUES = {"TIME": "1h", "SIZE": "1M", "N": "1", "BYTES": "100", "FIRST-LAST": "1-2", "OCTAL": "0640"}
OTHERS = ["1", "x", "1h", "csv", "ncap", "2000", "2026-11-28", "UTC", "type", "gzip", "+01:00", "1:2", "eve", "10000"]
SEVERAL = {"netcapd": {"read", "interface", "to", "include", "exclude", "plugins", "set",
                       "set-reported"}, "packets": {"read"},
           "label": {"labels"}, "verify": {"plugins"}, "send": {"to", "forget", "include", "pin"}, "collect": {"pin"},
           "keys": {"collector", "sensor"}}


def commands():
    text = subprocess.run([NETCAP, "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
    return ["netcapd", *re.findall(r"^  ([a-z]+(?: [a-z]+)?)  ", text, re.M)]


def program(command):
    return [NETCAPD] if command == "netcapd" else [NETCAP, *command.split()]


def options(command):
    """Those with a value, by their names, and what the help calls it."""
    text = subprocess.run([*program(command), "--help"], check=True, stdout=subprocess.PIPE).stdout.decode()
    return dict(re.findall(r"^  (?:-.,|   ) --([a-z-]+)=(\S+)", text, re.M))


def candidates(value):
    """What an option may take; of words with bars between the first is one."""
    return [VALUES.get(value, value.split("|")[0]), *OTHERS]


def refusal(command, name, value):
    """Exit status and what is said when a value is given twice that the option takes once."""
    for each in candidates(value):
        done = subprocess.run([*program(command), f"--{name}={each}", f"--{name}={each}"], check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=e2e.TIMEOUT)
        if b"is given twice" in done.stderr:
            break
    return done.returncode, done.stderr.decode()


@test
def a_value_given_twice_is_refused_by_all_options_of_all_commands_unless_it_adds_up(_):
    n = 0
    for command in commands():
        for name, value in options(command).items():
            if name in SEVERAL.get(command, ()):
                continue
            status, said = refusal(command, name, value)
            assert status == USAGE and f"--{name} is given twice" in said, f"{command} --{name}={value}: {said}"
            n += 1
    assert n > 100, n


@test
def switches_given_twice_are_no_more_than_once(folder):
    netcapd("-q", "-q", "--overwrite", "--overwrite", "--utc", "--utc", "-r", DEMO, out=folder / "out", status=DONE)


def types(out):
    return {name.split(".")[0] for name in e2e.names(out) if ".ncap" in name}


@test
def captures_and_types_add_up(folder):
    netcapd("-r", DEMO, "-r", CAPTURES / "dns.pcap", "--include=TCP,UDP", "--include=DNS", "--exclude=UDP",
            "--exclude=TCP", out=folder / "out", status=DONE)
    equal(types(folder / "out"), {"DNS"}, "types")
    report = e2e.report(folder / "out")
    equal(len(report["inputs"]), 2, "captures")
    assert {"netcapd.include=TCP,UDP,DNS", "netcapd.exclude=UDP,TCP"} <= set(report["options"]), report["options"]


@test
def what_the_command_line_adds_up_goes_before_the_ini_file(folder):
    (folder / "netcap.ini").write_text("[netcapd]\ninclude = UDP\n")
    netcapd(f"--config={folder}/netcap.ini", "--include=TCP", "--include=IPv4", "-r", DEMO, out=folder / "out",
            status=DONE)
    equal(types(folder / "out"), {"TCP", "IPv4"}, "types")


@test
def a_setting_that_is_set_twice_is_refused(folder):
    for first, second in (("TCP.payload=on", "TCP.payload=off"), ("netcapd.filter=tcp", "netcapd.filter=udp")):
        done = netcapd(f"--set={first}", f"--set={second}", "-r", DEMO, out=folder / "out", status=USAGE)
        assert "it was set before: expected each setting once" in done.stderr, done.stderr
    netcapd("--set=TCP.payload=on", "--set=UDP.payload=on", "-r", DEMO, out=folder / "out", status=DONE)


@test
def an_interface_given_twice_is_refused(folder):
    done = netcapd("-i", "lo", "-i", "lo", out=folder / "out", status=USAGE)
    assert "--interface=lo: expected another interface: this one was named before" in done.stderr, done.stderr


@test
def a_time_given_twice_is_refused_and_urls_beside_it_are_not(folder):
    done = netcapd("--to=2026-01-01", "--to=unix:x", "--to=2027-01-01", "-r", DEMO, out=folder / "out", status=USAGE)
    assert "--to=2027-01-01: expected one time, and otherwise URLs" in done.stderr, done.stderr


def split_plugins(folder):
    """The plugins of UDP and DNS in a folder of their own, all others in another."""
    for name in "one", "two":
        (folder / name).mkdir()
    for path in pathlib.Path(PLUGINS).glob("*.so"):
        shutil.copy(path, folder / ("two" if path.stem in ("udp", "dns") else "one"))
    return folder / "one", folder / "two"


@test
def plugins_of_several_folders_are_those_of_one(folder):
    one, two = split_plugins(folder)
    netcapd("-r", DEMO, out=folder / "whole", status=DONE)
    netcapd(f"--plugins={two}", "-r", DEMO, plugins=one, out=folder / "out", status=DONE)
    e2e.same_files(folder / "whole", folder / "out", "*.ncap.gz")
    assert "DNS.ncap.gz" in e2e.names(folder / "out")


@test
def a_plugin_in_two_folders_is_refused_naming_both(folder):
    _, two = split_plugins(folder)
    (folder / "three").mkdir()
    shutil.copy(two / "udp.so", folder / "three")
    done = netcapd(f"--plugins={folder}/three", "-r", DEMO, plugins=two, out=folder / "out", status=REFUSED)
    assert f"{two}/udp.so and {folder}/three/udp.so are both named UDP" in done.stderr, done.stderr


@test
def a_folder_without_plugins_is_refused_beside_one_that_has_some(folder):
    (folder / "none").mkdir()
    done = netcapd(f"--plugins={folder}/none", "-r", DEMO, out=folder / "out", status=REFUSED)
    assert f"{folder}/none: no plugins there" in done.stderr, done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
