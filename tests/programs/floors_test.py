#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The folders of core/ are floors: each uses only those before it in core/Makefile.am's list, by
what its files include and by the symbols of its objects, and nothing goes round in a circle.

A header declares what the source file of its name defines and nothing else; one that has no such
file is an interface that several implement, or a layout.  A deliberately wrong tree is checked
first: rules that find nothing there would find nothing here.
"""
import collections
import functools
import pathlib
import re
import subprocess

from e2e import BUILD, SOURCE, Skip, equal, test

INCLUDE = re.compile(r'^#include "([^"]+)"', re.M)


def floors(makefile):
    """The names of the folders in order, as libcore_a_SOURCES lists them."""
    rows = re.search(r"^libcore_a_SOURCES = ((?:.*\\\n)*.*)", makefile, re.M).group(1)
    return re.findall(r"\$\((\w+)\)", rows)


def folder_of(path):
    return path.split("/")[0]


def steps_up(uses, order):
    """Of pairs (user, used, how), those that go to a folder behind the user's."""
    place = {name: i for i, name in enumerate(order)}
    return sorted(f"{a} uses {b}{how}" for a, b, how in uses
                  if place.get(folder_of(b), len(order)) > place.get(folder_of(a), len(order)))


def circles(uses):
    """Strongly connected components with more than one member (Tarjan), each as a sorted list."""
    after, index, low, stack, found = collections.defaultdict(set), {}, {}, [], []
    for a, b, _ in uses:
        if a != b:
            after[a].add(b)

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in after[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in list(after):
        if node not in index:
            visit(node)
    return sorted(found)


def includes(sources):
    """sources: path below core/ -> text.  Pairs of files of core/."""
    return [(path, name, "") for path, text in sources.items()
            for name in INCLUDE.findall(text) if name in sources]


def calls(objects):
    """objects: path without suffix -> (defined, undefined) symbols."""
    home = {symbol: path for path, (defined, _) in objects.items() for symbol in defined}
    return [(path, home[symbol], f": {symbol}") for path, (_, undefined) in objects.items()
            for symbol in undefined if symbol in home]


def strangers(sources, objects):
    """Symbols that are not declared where they belong."""
    wrong, homes = [], collections.defaultdict(set)
    headers = {path: re.sub(r"/\*.*?\*/|^\{.*?^\}", "", text, flags=re.S | re.M)
               for path, text in sources.items() if path.endswith(".h")}
    mentions = collections.defaultdict(list)  # the headers in which a word stands: few are looked into
    for path, text in headers.items():
        for word in set(re.findall(r"\w+", text)):
            mentions[word].append(path)
    for path, (defined, _) in objects.items():
        for symbol in defined:
            # A function, a variable after extern, a row of a list; no member of that name.
            name = re.escape(symbol)
            word = re.compile(rf"\b{name}\(|^extern [^;]*\b{name}\b|_\({name}\b", re.M)
            declared = [h for h in mentions[symbol] if word.search(headers[h])]
            own = [h for h in declared if h == path + ".h"]
            shared = [h for h in declared if h[:-2] + ".c" not in sources]
            for header in shared:
                homes[header].add(path)
            if not own and not shared:
                wrong.append(f"{path}.c defines {symbol}, and {path}.h does not declare it")
    wrong += [f"{header} declares what {next(iter(of))}.c alone defines" for header, of in homes.items()
              if len(of) == 1]
    return sorted(wrong)


@functools.cache
def read_sources():
    core = SOURCE / "core"
    return {str(path.relative_to(core)): path.read_text(encoding="utf-8")
            for path in sorted(core.glob("*/*.[ch]"))}


@functools.cache
def read_objects():
    """Of each object what it defines and what it uses."""
    core, objects = BUILD / "core", collections.defaultdict(lambda: (set(), set()))
    paths = [path for path in sorted(core.glob("*/*.o"))
             if (SOURCE / "core" / path.relative_to(core)).with_suffix(".c").exists()]  # not of a file that is no more
    if not paths:
        raise Skip(f"no objects in {core}")
    try:
        text = subprocess.run(["nm", "-A", "-P", *paths], check=True, capture_output=True, text=True).stdout
    except FileNotFoundError as reason:
        raise Skip("no nm") from reason
    for line in text.splitlines():
        path, _, symbol = line.partition(": ")
        name, kind = symbol.split()[:2]
        defined, used = objects[str(pathlib.Path(path).relative_to(core).with_suffix(""))]
        if kind == "U":
            used.add(name)
        elif kind in "TDBRCV" and not name.startswith("__"):
            defined.add(name)
    return dict(objects)


WRONG = {"low/a.c": '#include "high/b.h"\n', "low/a.h": "void a(void);\nvoid b(void);\n",
         "high/b.c": '#include "low/a.h"\n', "high/b.h": '#include "high/c.h"\n', "high/c.h": '#include "high/b.h"\n'}
WRONG_OBJECTS = {"low/a": ({"a"}, {"b"}), "high/b": ({"b"}, {"a"})}


@test
def a_step_up_a_circle_and_a_stranger_are_found_in_a_wrong_tree(_):
    equal(steps_up(includes(WRONG), ["low", "high"]), ["low/a.c uses high/b.h"])
    equal(steps_up(calls(WRONG_OBJECTS), ["low", "high"]), ["low/a uses high/b: b"])
    equal(circles(includes(WRONG)), [["high/b.h", "high/c.h"]])
    equal(circles(calls(WRONG_OBJECTS)), [["high/b", "low/a"]])
    equal(strangers(WRONG, WRONG_OBJECTS), ["high/b.c defines b, and high/b.h does not declare it"])


@test
def every_folder_of_core_has_its_floor(_):
    order = floors((SOURCE / "core/Makefile.am").read_text())
    equal(sorted(order), sorted({folder_of(path) for path in read_sources()}))


@test
def the_map_in_the_readme_has_every_folder_in_the_order_of_the_floors(_):
    rows = (SOURCE / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^      (\w+)/ ", rows[rows.index("    core/ "):rows.index("    tests/ ")], re.M)
    equal(shown, floors((SOURCE / "core/Makefile.am").read_text()))


@test
def what_the_readme_says_of_files_is_there(_):
    rows = (SOURCE / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+/\w+\.[ch])`", rows))
    assert named
    equal([name for name in sorted(named) if not any(
        (SOURCE / top / name).exists() for top in ("core", ".", "tests"))
        and "beat" not in name], [])


@test
def every_file_of_a_folder_is_built_from_that_folders_list(_):
    makefile = (SOURCE / "core/Makefile.am").read_text()
    listed = [word for name in floors(makefile)
              for word in re.search(rf"^{name} = ((?:.*\\\n)*.*)", makefile, re.M).group(1).split()
              if word != "\\" and folder_of(word) == name]
    equal(sorted(listed), sorted(read_sources()))


@test
def the_fuzz_targets_compile_the_core_with_its_own_definitions(_):
    core, tests = (set(re.findall(r"-D(\w+)", (SOURCE / folder / "Makefile.am").read_text()))
                   for folder in ("core", "tests"))
    equal(sorted(core - tests), [])


@test
def no_file_includes_from_a_floor_above(_):
    order = floors((SOURCE / "core/Makefile.am").read_text())
    equal(steps_up(includes(read_sources()), order), [])


@test
def no_object_uses_a_floor_above(_):
    order = floors((SOURCE / "core/Makefile.am").read_text())
    equal(steps_up(calls(read_objects()), order), [])


@test
def no_includes_go_round(_):
    equal(circles(includes(read_sources())), [])


@test
def no_objects_call_each_other_round(_):
    equal(circles(calls(read_objects())), [])


@test
def a_header_declares_what_its_source_file_defines_and_nothing_else(_):
    equal(strangers(read_sources(), read_objects()), [])


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
