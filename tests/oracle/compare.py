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


class Justified:
    """Differences that are right.  A capture pattern may end in "#packet"."""

    def __init__(self, paths):
        self.lines = []
        for path in paths:
            with open(path, newline="", encoding="utf-8") as stream:
                self.lines.extend(csv.DictReader(stream))
        self.used = collections.Counter()
        self.captures = set()

    def covers(self, difference):
        place = f"{difference.capture}#{difference.packet}"
        for number, line in enumerate(self.lines):
            target = place if "#" in line["capture"] else difference.capture
            if (fnmatch.fnmatchcase(difference.record, line["record"])
                    and fnmatch.fnmatchcase(difference.field, line["field"])
                    and fnmatch.fnmatchcase(target, line["capture"])):
                self.used[number] += 1
                return True
        return False

    def concerns(self, line):
        """Whether a capture was read that the line is about."""
        return fnmatch.filter(self.captures, line["capture"].partition("#")[0])

    def report(self):
        """How often each line was used; the unused ones want deleting."""
        for number, line in enumerate(self.lines):
            if not self.concerns(line):
                continue
            times = f"{self.used[number]} times" if self.used[number] else "UNUSED"
            where = f"{line['record']}.{line['field']} in {line['capture']}"
            print(f"  {times:>12}  {where}: {line['reason']}")


class Tally:
    """What was counted, by record type."""
    COLUMNS = ("captures", "ours", "theirs", "refused", "compared", "equal", "justified",
               "unexplained")

    def __init__(self, justified, limit):
        self.justified, self.limit = justified, limit
        self.counts = collections.defaultdict(collections.Counter)
        self.shown = []

    def begin(self, capture):
        self.justified.captures.add(capture)

    def count(self, record, **numbers):
        self.counts[record].update(numbers)

    def differ(self, difference):
        covered = self.justified.covers(difference)
        self.count(difference.record, **{"justified" if covered else "unexplained": 1})
        if not covered and len(self.shown) < self.limit:
            self.shown.append(difference)

    def unexplained(self):
        return sum(counter["unexplained"] for counter in self.counts.values())

    def report(self):
        print(f"{'record':<28}" + "".join(f"{name:>12}" for name in self.COLUMNS))
        for record, counter in self.counts.items():
            print(f"{record:<28}" + "".join(f"{counter[name]:>12}" for name in self.COLUMNS))
        if self.justified.lines:
            print("\njustified:")
            self.justified.report()
        if self.shown:
            print(f"\nunexplained, the first {len(self.shown)} of {self.unexplained()}:")
            for difference in self.shown:
                print(f"  {difference}")


def nanoseconds(stamp, padded=True):
    """A time as a number; the original left microseconds without their leading zeros."""
    seconds, _, fraction = stamp.partition(".")
    parts = int(fraction.ljust(9, "0")) if padded else int(fraction) * 1000
    return int(seconds) * 10**9 + parts


def runs(records, time):
    """Records in runs of the same microsecond, and the times of these."""
    grouped = [(key, list(run)) for key, run in itertools.groupby(
        records, key=lambda record: time(record) // 1000)]
    return [key for key, _ in grouped], [run for _, run in grouped]


def pairs(ours, theirs, our_time, their_time):
    """Ours beside theirs, matched by time in the order they came; None where a side has nothing.

    A stretch of as many records with other times is paired too: it is the times that differ.
    """
    left, mine = runs(ours, our_time)
    right, other = runs(theirs, their_time)
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, start, end, their_start, their_end in matcher.get_opcodes():
        blocks = zip(mine[start:end], other[their_start:their_end])
        if tag != "equal":
            blocks = [(sum(mine[start:end], []), sum(other[their_start:their_end], []))]
        for block in blocks:
            yield from itertools.zip_longest(*block)
