# SPDX-License-Identifier: Apache-2.0
"""Sets of files, as a run that rotates writes them: which there are in a folder, and what is in them."""
import collections
import gzip
import json
import re

import e2e
import ncap_read
from e2e import equal

TIME = r"\d{8}T\d{6}Z"
NAME = re.compile(rf"(\w+)-({TIME})(?:-(\d+))?\.(\S+)")


def parsed(name):
    """Stem, set, and the rest of it; None of a file that is of no set."""
    found = NAME.fullmatch(name)
    return found and (found[1], (found[2], int(found[3] or 1)), found[4])


def of(out):
    """Names of files by set, the oldest set first."""
    sets = collections.defaultdict(list)
    for name in e2e.names(out):
        if found := parsed(name):
            sets[found[1]].append(name)
    return dict(sorted(sets.items()))


def reports(out):
    """What is said of each set, in their order."""
    return [json.loads((out / name).read_text()) for names in of(out).values() for name in names
            if name.startswith("run-") and name.endswith(".json")]


def framed(path):
    """Header and records of a file, of one that was not finished up to its last whole block."""
    data = path.read_bytes()
    if ".gz" in path.suffixes:
        data = e2e.content(path) if path.suffix == ".part" else gzip.decompress(data)
    messages = list(ncap_read.messages(data))
    return messages[0], messages[1:]


def records(out):
    """Of each type the bytes of all records, set by set."""
    found = collections.defaultdict(list)
    for names in of(out).values():
        for name in names:
            stem, _, rest = parsed(name)
            if rest.startswith("ncap"):
                found[stem] += framed(out / name)[1]
    return dict(found)


def whole(out):
    """The same of a run without sets."""
    return {path.name.split(".")[0]: framed(path)[1] for path in out.glob("*.ncap*")}


def equal_records(out, other):
    """Byte for byte; what differs would be too long to say."""
    one, two = records(out), whole(other)
    equal({kind: len(n) for kind, n in one.items()}, {kind: len(n) for kind, n in two.items()}, "records")
    equal([kind for kind in two if one[kind] != two[kind]], [], "types with other bytes")
