#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap anonymize: no address of a run is in any byte of what it writes, and what could be told by comparing
addresses still can."""
import collections
import functools
import gzip
import ipaddress
import itertools
import os
import pathlib
import subprocess
import tempfile

import e2e
from e2e import CAPTURES, DONE, PARTIAL, Skip, equal, every_capture, named, netcapd

from anonymizing import (AMOUNTS, KEY, WITHOUT, Search, address_of, anonymize, common, community_id, is_kept, is_mask,
                         key_file, link_of, quads, records, said_by_header)

ALL = ("--packet-numbers=on", "--set=FlowFeatures.enabled=on", "--set=TCP.payload=on", "--set=UDP.payload=on")
DERIVED = "ConnectionID", "CommunityID", "FlowID", "UID"
AT_ONCE = 25  # captures of a run, of those that nobody made for tests


class Pair:
    """A run, and what was made of it; the records of both side by side."""

    def __init__(self, folder, captures, *options):
        if WITHOUT:
            raise Skip(WITHOUT)
        self.captures, self.was, self.out = captures, folder / "was", folder / "out"
        reads = [f"--read={path}" for path in captures]
        done = netcapd("-q", *reads, *ALL, out=self.was, timeout=6 * e2e.TIMEOUT)
        assert done.returncode in (DONE, PARTIAL), done.stderr
        self.said = anonymize(self.was, "-o", self.out, f"--key={key_file(folder)}", "--drop-text", *options)

    @functools.cached_property
    def types(self):
        return sorted(path.name.split(".")[0] for path in self.was.glob("*.ncap.gz"))

    @functools.cached_property
    def records(self):
        """Of each record: its type, its leaves before and after."""
        found = []
        for kind in self.types:
            both = [list(records(folder / f"{kind}.ncap.gz")) for folder in (self.was, self.out)]
            equal(len(both[1]), len(both[0]), f"records of {kind}")
            found += [(kind, *pair) for pair in zip(*both)]
        return found

    def values(self):
        """Each value with what took its place, None where nothing did."""
        for kind, was, now in self.records:
            assert set(now) <= set(was) or any("[" in path for path in was), f"{kind}: {set(now) - set(was)}"
            for path, leaf in was.items():
                yield kind, path, leaf, now.get(path)

    @functools.cached_property
    def images(self):
        """What became of each address of IP, as fields say that hold one."""
        found = {}
        for kind, path, was, now in self.values():
            address = address_of(was)
            if address is None or (was.word == "mask" and is_mask(address)):
                continue
            image = address_of(now) if now else ipaddress.ip_address("0.0.0.0")
            equal(found.setdefault(address, image), image, f"{kind}.{path} of {address}")
        return found

    @functools.cached_property
    def links(self):
        found = {}
        for kind, path, was, now in self.values():
            link = link_of(was)
            if link:
                equal(found.setdefault(link, link_of(now)), link_of(now), f"{kind}.{path} of {link.hex()}")
        return found

    def in_texts(self):
        """Addresses of version 4 in names and other texts; below in-addr.arpa they stand backwards."""
        for _, was, _ in self.records:
            for leaf in was.values():
                if leaf.meaning in ("name", "url", "text"):
                    text = (leaf.value if isinstance(leaf.value, bytes) else leaf.value.encode()).lower()
                    for numbers in quads(text if b"ip6.arpa" not in text else b""):
                        yield ipaddress.IPv4Address(numbers[::-1] if b"in-addr.arpa" in text else numbers)


@functools.lru_cache(maxsize=None)
def ours():
    """All captures that were made for tests, in one run."""
    folder = tempfile.TemporaryDirectory(prefix="netcap-test-")
    pair = Pair(pathlib.Path(folder.name).resolve(), every_capture(CAPTURES))
    pair.folder = folder
    return pair


# ---- what anybody could look for ----

def no_address_is_left(pair):
    """Each value that was written, in each form of each address that was read; all bytes of files as text, and of
    what headers say of themselves as bytes, too.  Not counted: what is kept as it is; what another address became,
    which is in the same space; a link's that stayed what it was, by one chance in 16 million."""
    wanted = {address.packed for address in {*pair.images, *pair.in_texts()} if not is_kept(address)}
    wanted |= {link for link, image in pair.links.items() if len(link) == 6 and link != image}
    images = {image.packed for was, image in pair.images.items() if was != image}
    images |= {image for link, image in pair.links.items() if link != image}
    search, found = Search(wanted), collections.Counter()
    for kind, _, now in pair.records:
        for path, leaf in now.items():
            for address in search.in_leaf(leaf):
                if address not in images:
                    found[f"{kind}.{path}", address.hex(), str(leaf.value)[:80]] += 1
    equal(found.most_common(20), [], "addresses found")
    for path in pair.out.iterdir():
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        head = said_by_header(path) if path.suffix == ".gz" else []
        left = {each for each in search.in_text(data) if len(set(each)) > 2}  # times of damaged captures are such
        left = left.union(*map(search.in_bytes, head)) - images
        equal([each.hex() for each in left], [], f"addresses found in the bytes of {path.name}")


def nothing_says_where_it_comes_from(pair):
    traces = {str(pair.was).encode(), KEY.encode(), bytes.fromhex(KEY)}
    traces |= {os.path.basename(path).encode() for path in pair.captures}
    for path in pair.out.iterdir():
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        equal([trace for trace in traces if trace in data], [], path.name)
    assert KEY not in pair.said, pair.said


def prefixes_are_as_long(pair):
    """Of two addresses, before and after."""
    for version in (4, 6):
        images = [(was, now) for was, now in pair.images.items() if was.version == version]
        pairs = list(itertools.combinations(images, 2)) if len(images) < 400 else list(zip(sorted(images),
                                                                                           sorted(images)[1:]))
        wrong = [(str(a), str(b)) for (a, x), (b, y) in pairs if common(a, b) != common(x, y)]
        equal(wrong[:10], [], "addresses that share other bits")


def what_is_kept_is(pair):
    for address, image in pair.images.items():
        if is_kept(address):
            equal(image, address, "what is no host's")


def joins_are_right(pair):
    """What was equal is, and what was not is not, in all types."""
    became, came = {}, {}
    for kind, path, was, now in pair.values():
        name = path.split(".")[-1]
        if name not in DERIVED or not now:
            continue
        key = name, was.value
        equal(became.setdefault(key, now.value), now.value, f"{kind}.{path}")
        equal(came.setdefault((name, now.value), was.value), was.value, f"{kind}.{path} of {now.value}")
    assert len(became) > 10 or len(pair.records) < 100, became
    for images in (pair.images, pair.links):
        equal(len(set(images.values())), len(images), "different addresses")


def community_ids_are_those_of_the_new_addresses(pair):
    """Where there is none nothing told what it was made of; the connections' own tell it nearly always."""
    lost = 0
    for kind, was, now in pair.records:
        if kind != "Connection" or "CommunityID" not in was or now["Protocol"].value not in (6, 17, 132):
            continue
        if "CommunityID" not in now:
            lost += 1
            continue
        ends = [ipaddress.ip_address(now[name].value) for name in ("SrcIP", "DstIP")]
        ports = [int(now[name].value) for name in ("SrcPort", "DstPort") if name in now]
        equal(now["CommunityID"].value, community_id(*ends, now["Protocol"].value, ports), "Community ID")
    equal(lost, 0, "lost ones of transports")


def all_else_is_as_it_was(pair):
    """Times, sizes, flags, codes, ports, counts: each value, in its place."""
    same = AMOUNTS | {"code", "flag", "port"}
    for kind, path, was, now in pair.values():
        if was.meaning in same and not was.word.startswith("part"):
            equal(now and now.value, was.value, f"{kind}.{path}")


def nothing_is_wrong_with_it(pair):
    for command in ("check", "verify"):
        done = subprocess.run([e2e.NETCAP, command, pair.out], check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=6 * e2e.TIMEOUT)
        equal(done.returncode, DONE, f"netcap {command}, which said {done.stdout.decode()}")


PROPERTIES = (no_address_is_left, nothing_says_where_it_comes_from, prefixes_are_as_long, what_is_kept_is,
              joins_are_right, community_ids_are_those_of_the_new_addresses, all_else_is_as_it_was,
              nothing_is_wrong_with_it)
for each in PROPERTIES:
    named(each.__name__.replace("_", " "), lambda _folder, each=each: each(ours()))


def of_captures(captures):
    def check(folder):
        pair = Pair(folder, captures)
        for each in PROPERTIES:
            each(pair)
    return check


if e2e.arguments().all and os.environ.get("NETCAP_SHARED"):
    shared = every_capture(pathlib.Path(os.environ["NETCAP_SHARED"]) / "captures")
    for at in range(0, len(shared), AT_ONCE):
        named(f"all of it is true of captures {at} to {at + AT_ONCE}", of_captures(shared[at:at + AT_ONCE]))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
