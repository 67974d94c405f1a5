# SPDX-License-Identifier: Apache-2.0
"""Two lists of records of one type, side by side: counted, justified, reported."""
import collections
import csv
import fnmatch
import itertools

MISSING, EXTRA, ORDER = "(missing)", "(extra)", "(order)"


class Difference(collections.namedtuple("Difference", "record capture packet field ours theirs")):
    """One disagreement; `packet` is a number, or a time where there is none."""

    def __str__(self):
        return (f"{self.record}.{self.field} in {self.capture}, packet {self.packet}: "
                f"ours {self.ours!r}, theirs {self.theirs!r}")


class Justified:
    """Differences that are right.  A capture pattern may end in "#packet"."""

    def __init__(self, path):
        with open(path, newline="", encoding="utf-8") as stream:
            self.lines = list(csv.DictReader(stream))
        self.used = collections.Counter()

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

    def report(self):
        """How often each line was used; the unused ones want deleting."""
        for number, line in enumerate(self.lines):
            times = f"{self.used[number]} times" if self.used[number] else "UNUSED"
            where = f"{line['record']}.{line['field']} in {line['capture']}"
            print(f"  {times:>12}  {where}: {line['reason']}")


class Tally:
    """What was counted, by record type."""
    COLUMNS = ("captures", "ours", "theirs", "refused", "compared", "equal", "justified", "unexplained")

    def __init__(self, justified, limit):
        self.justified, self.limit = justified, limit
        self.counts = collections.defaultdict(collections.Counter)
        self.shown = []

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
        print(f"{'record':<14}" + "".join(f"{name:>12}" for name in self.COLUMNS))
        for record, counter in self.counts.items():
            print(f"{record:<14}" + "".join(f"{counter[name]:>12}" for name in self.COLUMNS))
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
    fraction = fraction.ljust(9, "0") if padded else fraction.rjust(6, "0") + "000"
    return int(seconds) * 10**9 + int(fraction[:9])


def by_time(records, time):
    """Records by their time to the microsecond, in the order they came."""
    grouped = collections.defaultdict(list)
    for record in records:
        grouped[time(record) // 1000].append(record)
    return grouped


def pairs(ours, theirs, our_time, their_time):
    """Ours beside theirs of the same time; None where one side has nothing."""
    mine, other = by_time(ours, our_time), by_time(theirs, their_time)
    for time in sorted(mine.keys() | other.keys()):
        yield from itertools.zip_longest(mine[time], other[time])


def in_order(ours, theirs, our_time, their_time):
    """The first record of ours that comes earlier or later than theirs does, or None."""
    known = {their_time(record) // 1000 for record in theirs}
    mine = [record for record in ours if our_time(record) // 1000 in known]
    if len(mine) != len(theirs):
        return None
    for left, right in zip(mine, theirs):
        if our_time(left) // 1000 != their_time(right) // 1000:
            return left
    return None
