# SPDX-License-Identifier: Apache-2.0
"""What a run that was killed leaves, against what the whole run writes."""
import zlib

import e2e
from e2e import DONE, PARTIAL, equal


def readable(data):
    """What can be unpacked of a file's bytes, how much of it up to the last whole gzip member, and
    whether they end there."""
    found, members = b"", 0
    while data:
        reader = zlib.decompressobj(31)
        try:
            found += reader.decompress(data)
        except zlib.error:
            break
        if not reader.eof:
            break
        members = len(found)
        data = reader.unused_data
    return found, members, not data


def records_in(data):
    """The number of records in a beginning, without the header."""
    n = at = 0
    while at < len(data):
        try:
            at = e2e.message_end(data, at)
        except IndexError:
            break
        n += at <= len(data)
    return max(n - 1, 0)


class Whole:
    """The folder of a run that was not killed."""

    def __init__(self, folder):
        self.folder = folder
        self.wanted = {path.name: e2e.content(path) for path in folder.glob("*.ncap.gz")}

    def check_part(self, path):
        """The beginning of the whole, of which netcap dump gives the records; how many."""
        found, members, whole_members = readable(path.read_bytes())
        equal(self.wanted[path.name[:-5]].startswith(found), True, f"{path.name}: a beginning")
        if not members:
            return 0
        status = DONE if whole_members else PARTIAL
        flow = any(name in path.name for name in ("Flow", "Connection"))
        n = len(e2e.dump(path, status, "--select=Timestamp" + "First" * flow))
        least, most = records_in(found[:members]), records_in(found)
        assert least <= n <= most, f"{path.name}: netcap dump finds {n} of {least} to {most} records"
        return n

    def check(self, out):
        """Each file is the whole one, or a .part with its beginning; how many records those
        have."""
        growing = 0
        for path in out.iterdir() if out.exists() else ():
            if path.name.endswith(".ncap.gz"):
                equal(e2e.content(path) == self.wanted[path.name], True,
                      f"{path.name}: the whole of it")
            elif path.name.endswith(".ncap.gz.part"):
                growing += self.check_part(path)
            elif path.name != ".netcapd.lock" and not path.name.startswith("run.json"):
                assert path.name.split(".")[0] in ("unknown", "errors"), path.name
                assert path.name.endswith(".pcapng.gz.part") or e2e.digests(out, path.name) == \
                    e2e.digests(self.folder, path.name), f"{path.name} is not whole"
        return growing
