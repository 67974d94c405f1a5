#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What fits a screen: lines of C within 100 columns, functions within 45 lines, files within 400."""
import re

from e2e import SOURCE, equal, test

COLUMNS, FUNCTION, FILE = 100, 45, 400


def functions(text):
    """Name and number of lines, braces included, of each; the style puts both at the left edge."""
    name, begun = None, None
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"(\w+)\(", line):
            name = found.group(1)
        if line.startswith("{") and name:
            begun = number
        elif line.startswith("}") and begun:
            yield name, number - begun + 1
            name, begun = None, None


def too_long(path, text):
    lines = text.expandtabs(8).splitlines()
    found = [f"{path}:{i}: {len(line)} columns" for i, line in enumerate(lines, 1) if len(line) > COLUMNS]
    found += [f"{path}: {name}: {length} lines" for name, length in functions(text) if length > FUNCTION]
    if len(lines) > FILE:
        found.append(f"{path}: {len(lines)} lines")
    return found


def sources():
    """All C of ours; the headers of a release stay as they were."""
    for top in ("core", "sdk", "plugins", "tests"):
        for path in sorted((SOURCE / top).rglob("*.[ch]")):
            name = str(path.relative_to(SOURCE))
            if not name.startswith("tests/abi/"):
                yield name, path.read_text(encoding="utf-8")


@test
def a_long_line_function_and_file_are_found(_):
    body = "\n".join(["static void", "f(void)", "{"] + ["    g();"] * 44 + ["}"])
    equal(too_long("x.c", "x" * 101), ["x.c:1: 101 columns"])
    equal(too_long("x.c", body), ["x.c: f: 46 lines"])
    equal(too_long("x.c", "\n" * 401), ["x.c: 401 lines"])


@test
def lines_functions_and_files_fit(_):
    equal([fault for name, text in sources() for fault in too_long(name, text)], [])


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
