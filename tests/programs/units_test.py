#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The units of systemd are sound, confine what they start, and start what there is."""
import re
import shutil
import subprocess

import e2e
from e2e import BUILD, NETCAP, NETCAPD, Skip, equal, test

MOST = 20  # tenths: how exposed systemd-analyze may find a unit
INSTANCE = "eth0"


def units(folder):
    """Copies, of an instance where they are templates, that start what is built."""
    if not shutil.which("systemd-analyze"):
        raise Skip("there is no systemd-analyze")
    made = []
    for path in sorted((BUILD / "core/units").glob("*.service")):
        text = re.sub(r"^ExecStart=\S*/(\w+)", lambda found: f"ExecStart={dict(netcap=NETCAP, netcapd=NETCAPD)[found[1]]}",
                      path.read_text(), flags=re.M)
        unit = folder / path.name.replace("@.", f"@{INSTANCE}.")
        unit.write_text(text)
        made.append(unit)
    equal(len(made), 3, "units")
    return made


def analyze(*arguments):
    done = subprocess.run(["systemd-analyze", *map(str, arguments)], check=False, text=True, timeout=e2e.TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr


@test
def systemd_has_nothing_to_say_against_them(folder):
    equal(analyze("verify", "--man=no", *units(folder)), (0, "", ""), "status and what it says")


@test
def they_are_confined(folder):
    for unit in units(folder):
        status, said, complained = analyze("security", "--offline=true", "--no-pager", f"--threshold={MOST}", unit)
        equal((status, complained), (0, ""), f"{unit.name}: {said.strip().splitlines()[-1]}")


@test
def records_with_some_that_could_not_be_read_are_no_failure(folder):
    for unit in units(folder):
        assert f"\nSuccessExitStatus={e2e.PARTIAL}\n" in unit.read_text(), f"{unit.name}: it fails with status 3"


def manual_of(program):
    return subprocess.run([program, "--man"], check=True, text=True, stdout=subprocess.PIPE,
                          timeout=e2e.TIMEOUT).stdout.replace("\\-", "-")


@test
def every_option_in_them_is_one_of_the_program(_folder):
    for path in sorted((BUILD / "core/units").glob("*.service")):
        for line in re.findall(r"^(?:ExecStart|Environment)=(.*)", path.read_text(), re.M):
            manual = manual_of(NETCAPD if "netcapd" in path.name else NETCAP)
            command = re.search(r"/netcap (\w+)", line)
            if command and f" netcap {command[1]} " not in manual:
                continue  # not built
            for option in re.findall(r"--[a-z-]+", line):
                assert option in re.findall(r"--[a-z-]+", manual), f"{path.name}: {option}"


@test
def the_manual_names_the_files_and_keys_that_they_read(_folder):
    manual = manual_of(NETCAPD)
    for path in (BUILD / "core/units").glob("netcap-*.service"):
        text, of = path.read_text(), re.match(r"[a-z-]+", path.name)[0]
        names = re.findall(r"^(?:EnvironmentFile|LoadCredential)=([^-\n].*)", text, re.M)
        equal(names[1:], [f"{of}.{kind}" for kind in ("ca", "crt", "key")], f"{path.name}: credentials")
        for name in (names[0], f"{of}.ca"):
            assert name in manual, f"{path.name}: the manual does not name {name}"
        assert re.search(r"^WorkingDirectory=%d$", text, re.M), f"{path.name}: its keys are not where it is"


if __name__ == "__main__":
    raise SystemExit(e2e.main())
