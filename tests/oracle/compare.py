# SPDX-License-Identifier: Apache-2.0
"""Two lists of records of one type, side by side: counted, justified, reported."""
import collections
import csv
import difflib
import fnmatch
import itertools

MISSING, EXTRA = "(missing)", "(extra)"


class Difference(collections.namedtuple("Difference", "record capture packet field ours theirs")):
    """One disagreement; `packet` is a number, or a time where there is none."""

    def __str__(self):
        return (f"{self.record}.{self.field} in {self.capture}, packet {self.packet}: "
                f"ours {self.ours!r}, theirs {self.theirs!r}")


class Case(collections.namedtuple("Case", "ours theirs times depth around")):
    """The two records a difference lies between, None for the one that is missing.

    `times` has the nanoseconds of both, `depth` how many of tshark's layers stand before theirs.
    """

    def beside(self, kind):
        """Our records of a type from the same microsecond."""
        return self.around.at(kind, next(time for time in self.times if time is not None))


class Around:
    """All our records of a capture, by type and time."""

    def __init__(self, records):
        self.records, self.known = records, {}

    def at(self, kind, time):
        if kind not in self.known:
            self.known[kind] = collections.defaultdict(list)
            for record in self.records(kind):
                self.known[kind][nanoseconds(record["Timestamp"]) // 1000].append(record)
        return self.known[kind].get(time // 1000, [])


class Unknown(Exception):
    """A line names a condition that there is not."""


class Wide(Exception):
    """A line for all captures has no condition."""


class Justified:
    """Differences that are right.

    A capture pattern may end in "#packet".  A line with a condition covers only the cases that
    meet it; one without is for one capture, and too wide when it covers differences in more.
    """

    def __init__(self, paths, conditions=()):
        self.lines, self.conditions = [], dict(conditions)
        for path in paths:
            with open(path, newline="", encoding="utf-8") as stream:
                self.lines.extend(self.checked(path, line) for line in csv.DictReader(stream))
        self.used = collections.Counter()
        self.where = collections.defaultdict(set)
        self.captures = set()

    def checked(self, path, line):
        line["when"] = line.get("when") or ""
        if line["when"] and line["when"] not in self.conditions:
            raise Unknown(f"{path}: there is no condition {line['when']!r}; name one of "
                          f"{', '.join(sorted(self.conditions))}")
        if not line["when"] and not line["capture"].partition("#")[0].strip("*?"):
            raise Wide(f"{path}: {line['record']}.{line['field']}: a line for all captures needs a "
                       "condition; or name the capture")
        if not line["when"] and (line["record"], line["field"]) == ("*", "(extra)"):
            raise Wide(f"{path}: {line['capture']}: a line for extra records of all types needs a "
                       "condition; or name the types")
        return line

    def covers(self, difference, case=None):
        place = f"{difference.capture}#{difference.packet}"
        for number, line in enumerate(self.lines):
            target = place if "#" in line["capture"] else difference.capture
            if (fnmatch.fnmatchcase(difference.record, line["record"])
                    and fnmatch.fnmatchcase(difference.field, line["field"])
                    and fnmatch.fnmatchcase(target, line["capture"])
                    and self.meets(line["when"], case)):
                self.used[number] += 1
                self.where[number].add(difference.capture)
                return True
        return False

    def meets(self, condition, case):
        """A condition on what a record lacks is not met."""
        try:
            return not condition or self.conditions[condition](case)
        except (KeyError, IndexError, TypeError):
            return False

    def concerns(self, line):
        """Whether a capture was read that the line is about."""
        return fnmatch.filter(self.captures, line["capture"].partition("#")[0])

    def too_wide(self):
        """The numbers of the lines that cover more captures than the one they are for."""
        return [number for number, line in enumerate(self.lines)
                if not line["when"] and len(self.where[number]) > 1]

    def report(self):
        """How often each line was used; the unused ones want deleting."""
        wide = self.too_wide()
        for number, line in enumerate(self.lines):
            if not self.concerns(line):
                continue
            times = f"{self.used[number]} times" if self.used[number] else "UNUSED"
            times += f", TOO WIDE: {len(self.where[number])} captures" if number in wide else ""
            where = f"{line['record']}.{line['field']} in {line['capture']}"
            where += line["when"] and f" when {line['when']}"
            print(f"  {times:>12}  {where}: {line['reason']}")


class Tally:
    """What was counted, by record type."""
    COLUMNS = ("captures", "ours", "theirs", "refused", "unshown", "compared", "equal",
               "justified", "unexplained")

    def __init__(self, justified, limit):
        self.justified, self.limit = justified, limit
        self.counts = collections.defaultdict(collections.Counter)
        self.shown, self.left_out = [], []

    def leave_out(self, capture, reason):
        """A capture that is not compared."""
        self.left_out.append(capture)
        print(f"{capture}: left out: {reason}")

    def begin(self, capture):
        self.justified.captures.add(capture)

    def count(self, record, **numbers):
        self.counts[record].update(numbers)

    def differ(self, difference, case=None):
        covered = self.justified.covers(difference, case)
        self.count(difference.record, **{"justified" if covered else "unexplained": 1})
        if not covered and len(self.shown) < self.limit:
            self.shown.append(difference)

    def unexplained(self):
        return sum(counter["unexplained"] for counter in self.counts.values())

    def failed(self):
        """Whether there is what no line is about, or a line that is about too much."""
        return bool(self.unexplained() or self.justified.too_wide())

    def report(self):
        print(f"{'record':<28}" + "".join(f"{name:>12}" for name in self.COLUMNS))
        for record, counter in self.counts.items():
            print(f"{record:<28}" + "".join(f"{counter[name]:>12}" for name in self.COLUMNS))
        if self.left_out:
            print(f"\ncaptures left out: {len(self.left_out)}")
        if self.justified.lines:
            print("\njustified:")
            self.justified.report()
        if self.shown:
            print(f"\nunexplained, the first {len(self.shown)} of {self.unexplained()}:")
            for difference in self.shown:
                print(f"  {difference}")


def nanoseconds(stamp, padded=True):
    """A time as a number; the original left microseconds without their leading zeros."""
    seconds, _, fraction = stamp.removeprefix("-").partition(".")
    parts = int(fraction.ljust(9, "0")) if padded else int(fraction) * 1000
    return (int(seconds) * 10**9 + parts) * (-1 if stamp.startswith("-") else 1)


def runs(records, key):
    """Records in runs of the same key, and the keys of these."""
    grouped = [(name, list(run)) for name, run in itertools.groupby(records, key=key)]
    return [name for name, _ in grouped], [run for _, run in grouped]


def pairs(ours, theirs, our_key, their_key):
    """Ours beside theirs, matched by key in the order they came; None where a side has nothing.

    A stretch of as many records with other keys is paired too: it is the keys that differ.  Of
    more or fewer none has a partner.
    """
    left, mine = runs(ours, our_key)
    right, other = runs(theirs, their_key)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, start, end, their_start, their_end in matcher.get_opcodes():
        blocks = zip(mine[start:end], other[their_start:their_end])
        if tag != "equal":
            first, second = sum(mine[start:end], []), sum(other[their_start:their_end], [])
            alike = len(first) == len(second)
            blocks = [(first, second)] if alike else [(first, []), ([], second)]
        for block in blocks:
            yield from itertools.zip_longest(*block)
