#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap-security(7) names tests, files and options that there are."""
import re

import e2e
from e2e import SOURCE, TESTS, netcapd, test

TEXT = (SOURCE / "core/netcap-security.7").read_text().replace("\\-", "-")
MARKED = "\n".join(re.findall(r"^\.(?:B|BR|RI|I) .*", TEXT, re.M))  # bold or italic


@test
def every_make_that_it_names_is_a_target(_folder):
    targets = set(re.findall(r"^([\w-]+):", (SOURCE / "Makefile.am").read_text(), re.M)) | {"check"}
    named = set(re.findall(r"\bmake ([a-z][\w-]*)", MARKED))
    assert {"malicious", "kill9", "check-asan"} <= named <= targets, named - targets


@test
def every_test_that_it_names_is_one_of_make_check(_folder):
    tests = (TESTS / "Makefile.am").read_text().split()
    named = set(re.findall(r"\b(\w+/\w+_test(?:\.\w+)?)\b", TEXT))
    assert len(named) > 10 and named <= set(tests), named - set(tests)


@test
def every_option_that_it_names_is_one_of_netcapd(_folder):
    known = set(re.findall(r"--[\w-]+", netcapd("--man").stdout.replace("\\-", "-")))
    named = set(re.findall(r"--[a-z][\w-]*", TEXT))
    assert len(named) > 10 and named <= known, named - known


if __name__ == "__main__":
    raise SystemExit(e2e.main())
