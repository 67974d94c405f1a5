#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The words for what a field means are the same in the SDK's header, in the manual and in the code."""
import re
import subprocess

from e2e import NETCAP, SOURCE, equal, test


def words(text):
    return sorted(re.findall(r"\w+", text))


def of_header():
    text = (SOURCE / "sdk/netcap/schema.h").read_text(encoding="utf-8")
    rows = re.findall(r"^ \*     (s ms us ns|[a-z]+) +[A-Za-z]", text.split("The rest is for people.")[1]
                      .split("Without brackets")[0], re.M)
    return words(" ".join(rows))


def of_manual():
    page = subprocess.run([NETCAP, "--man"], check=True, capture_output=True, text=True).stdout
    rows = re.search(r"^\.SH \"MEANINGS\"\n(.*?)^\.SH", page, re.M | re.S).group(1)
    return words(re.sub(r"\\f.", "", " ".join(re.findall(r"^\.TP\n(.*)", rows, re.M))))


def of_code():
    table = (SOURCE / "core/schema/meaning.c").read_text(encoding="utf-8")
    return words(" ".join(re.findall(r'\[MEANING_\w+\] = { "(\w+)"', table)))


@test
def the_header_has_all_of_them(_folder):
    equal(of_header(), of_code())


@test
def the_manual_has_all_of_them(_folder):
    equal(of_manual(), of_code())


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
