#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`--where` of random expressions chooses the records for which Python finds the same in their JSON.

Fields, types and meanings come from `netcap fields`, literals from the records and their neighbourhood.
QUERIES is how many expressions there are.
"""
import collections
import datetime
import fractions
import ipaddress
import json
import os
import random
import re
import struct
import subprocess

from e2e import CAPTURES, DONE, NETCAP, TIMEOUT, equal, netcapd, test

QUERIES = int(os.environ.get("QUERIES", 1000))
SPANS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}
EXTENDED = ("dns.pcap", "http.pcap", "icmpv6routeradvertisement.pcap", "tlsclienthello.pcap", "dhcpv4.pcap", "dhcpv6.pcap",
            "sip.pcap", "linklayerdiscovery.pcap", "dot11.pcap", "ntp.pcap", "worlds-vlans.pcap")

Field = collections.namedtuple("Field", "path type meaning repeated")


def run(*arguments, status=DONE):
    done = subprocess.run([NETCAP, *map(str, arguments)], check=False, timeout=TIMEOUT, capture_output=True)
    assert done.returncode == status, f"{arguments}: status {done.returncode}: {done.stderr.decode(errors='replace')}"
    return done.stdout.decode()


def fields_of(path):
    """Every field that an expression can name, at most three messages deep."""
    messages, name = {}, None
    for line in run("fields", path).splitlines():
        row = re.match(r"\d+ +(\w+) +(repeated |optional )?([\w.]+)(?:  +([a-z]*))?", line)
        if row:
            messages[name].append(row.groups())
        elif line:
            name = re.match(r"[\w.]+", line)[0]
            messages[name] = []
    found = []

    def walk(message, path):
        for name, label, kind, meaning in messages[message]:
            if label == "optional ":
                continue  # JSON does not tell whether it is there
            found.append(Field((*path, name), "message" if kind in messages else kind, meaning or "",
                               label == "repeated "))
            if kind in messages and len(path) < 2:
                walk(kind, (*path, name))

    walk(next(iter(messages)), ())
    return found


def values(record, path):
    """What a record has there, every element of lists."""
    found = [record]
    for name in path:
        found = [each[name] for each in found if name in each]
        found = [each for value in found for each in (value if isinstance(value, list) else [value])]
    return found


def single(number):
    return struct.unpack("f", struct.pack("f", number))[0]


def address(text):
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if "%" in text else (found.version, int(found))


def kind_of(field):
    text = field.type in ("string", "bytes")
    if field.type == "message":
        return "message"
    if field.meaning == "address":
        return {"string": "address", "bytes": "address bytes"}.get(field.type, "address number")
    if text and field.meaning == "mac":
        return "mac" if field.type == "string" else "mac bytes"
    if field.type == "string" and field.meaning in ("time", "port"):
        return field.meaning
    if text or field.type == "bool":
        return field.type
    if field.type in ("double", "float"):
        return field.type
    return "enum" if "." in field.type else "integer"


def key(kind, value):
    """What a value is compared as; None: it is none."""
    if kind == "address":
        return address(value)
    if kind == "address bytes":
        return address(ipaddress.ip_address(bytes.fromhex(value)).compressed) if len(value) in (8, 32) else None
    if kind == "address number":
        return 4, value
    if kind == "mac":
        return bytes.fromhex(value.replace(":", "")) if re.fullmatch(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5,19}", value) else None
    if kind in ("mac bytes", "bytes"):
        return bytes.fromhex(value)
    if kind == "time":
        return fractions.Fraction(value) if re.fullmatch(r"\d+\.(\d{6}|\d{9})", value) else None
    if kind == "port":
        return int(value) if re.fullmatch(r"\d{1,5}", value) and int(value) < 65536 else None
    if kind == "string":
        return value.encode()
    if kind == "float":
        return single(float(value))
    if kind == "double":
        return float(value)
    return value


def written(rng, kind, found, field):
    """A literal for a key."""
    if kind.startswith("address"):
        return str((ipaddress.IPv4Address if found[0] == 4 else ipaddress.IPv6Address)(found[1]))
    if kind.startswith("mac") and len(found) >= 6:
        return found.hex(rng.choice(":-"))
    if kind in ("bytes", "mac bytes", "mac"):
        return f'x"{found.hex()}"'
    if kind == "string":
        return '"' + "".join(chr(c) if 32 <= c < 127 and c not in b'"\\' else f"\\x{c:02x}" for c in found) + '"'
    if kind == "time":
        nanoseconds = int(found * 10**9)
        when = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=nanoseconds // 10**9)
        if rng.random() < 0.5:
            return f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09}"
        return f"{when:%Y-%m-%dT%H:%M:%S}.{nanoseconds % 10**9:09}Z"
    if kind == "integer":
        units = [unit for unit in SPANS if field.meaning in SPANS and SPANS[unit] >= SPANS[field.meaning]]
        unit = rng.choice(units) if units else None
        exact = fractions.Fraction(found * SPANS[field.meaning], SPANS[unit]) if unit else None
        if unit and (exact * 10**9).denominator == 1 and rng.random() < 0.7:
            sign = "-" if exact < 0 else ""
            digits = f"{abs(exact * 10**9).numerator:010}"
            return f"{sign}{digits[:-9]}.{digits[-9:]}{unit}"
        return hex(found) if found >= 0 and rng.random() < 0.2 else str(found)
    return found if kind == "enum" else repr(found)


def beside(rng, kind, found):
    """A key like this one."""
    if kind.startswith("address"):
        most = 2**32 if found[0] == 4 else 2**128
        return found[0], (found[1] + rng.choice((-256, -1, 0, 0, 1, 256))) % most
    if kind in ("integer", "port"):
        return max(found + rng.choice((-1, 0, 0, 0, 1)), -2**63 if kind == "integer" else 0)
    if kind == "time":
        return max(found + fractions.Fraction(rng.choice((-10**6, -1, 0, 0, 1, 10**6)), 10**6), fractions.Fraction(0))
    if kind in ("string", "bytes") and found and rng.random() < 0.3:
        return found[:rng.randrange(len(found))]
    return found


def compare(rng, field, kind, pool):
    """A comparison of a field: its text, and what it asks of a key."""
    operators = {"==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
                 "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}
    some = [beside(rng, kind, rng.choice(pool)) for _ in range(3)]
    texts = [written(rng, kind, each, field) for each in some]
    if kind == "enum":
        sign = rng.choice(("==", "!="))
        return f"{sign} {texts[0]}", lambda a: operators[sign](a, some[0])
    if rng.random() < 0.6:
        sign = rng.choice(list(operators))
        return f"{sign} {texts[0]}", lambda a: operators[sign](a, some[0])
    if kind.startswith("address") and rng.random() < 0.6:
        bits = rng.randrange(33 if some[0][0] == 4 else 129)
        rest = (32 if some[0][0] == 4 else 128) - bits
        return (f"in {texts[0]}/{bits}", lambda a: a[0] == some[0][0] and a[1] >> rest == some[0][1] >> rest)
    if rng.random() < 0.5:
        return "in {" + ", ".join(texts) + "}", lambda a: a in some
    low, high = sorted(some[:2])
    return f"in {written(rng, kind, low, field)}..{written(rng, kind, high, field)}", lambda a: low <= a <= high


def has(kind, repeated, value):
    return kind == "message" or repeated or value not in ("", 0, False)


def leaf(rng, fields, records):
    """An expression without and, or, not: its text, and what it is of a record."""
    while True:
        field = rng.choice(fields)
        kind, name = kind_of(field), ".".join(field.path)
        name = rng.choice((name, name.lower(), name.upper()))
        if kind == "message" or rng.random() < 0.15 and kind != "enum":
            return f"has {name}", lambda r: any(has(kind, field.repeated, v) for v in values(r, field.path))
        there = [v for record in records for v in values(record, field.path)]
        if any(isinstance(v, str) and "\ufffd" in v for v in there):
            continue  # JSON does not have its bytes
        keys = [k for k in (key(kind, v) for v in there) if k is not None and k == k]
        if kind == "bool":
            wanted = rng.random() < 0.5
            text = rng.choice((name if wanted else f"{name} == false", f"{name} == {str(wanted).lower()}"))
            return text, lambda r: any(v == wanted for v in values(r, field.path))
        if kind == "string" and keys and rng.random() < 0.4:
            words = re.findall(rb"[A-Za-z0-9 ]+", rng.choice(keys)) or [b"x"]
            pattern = rng.choice(("", "^")) + rng.choice(words).decode() + rng.choice(("", "", "$"))
            found = re.compile(pattern.replace("$", r"\Z").encode())
            return f'{name} ~ "{pattern}"', lambda r: any(found.search(v.encode()) for v in values(r, field.path))
        if not keys:
            continue
        text, holds = compare(rng, field, kind, keys)
        return f"{name} {text}", lambda r: any(holds(k) for k in (key(kind, v) for v in values(r, field.path))
                                               if k is not None)


def tree(rng, fields, records, depth):
    if depth == 0 or rng.random() < 0.3:
        return leaf(rng, fields, records)
    how = rng.randrange(3)
    text, holds = tree(rng, fields, records, depth - 1)
    if how == 0:
        return rng.choice(("!", "not ")) + f"({text})", lambda r: not holds(r)
    parts = [(text, holds)] + [tree(rng, fields, records, depth - 1) for _ in range(rng.randrange(1, 3))]
    sign = rng.choice(("&&", "and")) if how == 1 else rng.choice(("||", "or"))
    of = all if how == 1 else any
    return f" {sign} ".join(f"({t})" for t, _ in parts), lambda r: of(h(r) for _, h in parts)


@test
def random_expressions_choose_what_python_finds_in_the_json(folder):
    out = folder / "out"
    netcapd(*[word for name in ("demo.pcap", *EXTENDED) for word in ("-r", CAPTURES / name)], "--packet-numbers=on", "-q", out=out)
    files = []
    for path in sorted(out.glob("*.ncap.gz")):
        lines = run("dump", "--json", path).splitlines()
        files.append((path, fields_of(path), lines, [json.loads(line) for line in lines]))
    assert len(files) > 30
    rng, some, chosen = random.Random(11), 0, 0
    for _ in range(QUERIES):
        path, fields, lines, records = rng.choice(files)
        text, holds = tree(rng, fields, records, rng.randrange(4))
        expected = [line for line, record in zip(lines, records) if holds(record)]
        found = run("dump", "--json", f"--where={text}", path).splitlines()
        equal(found, expected, f"{path.name}: what {text} chooses")
        some += 0 < len(expected) < len(records)
        chosen += bool(expected)
    assert some > QUERIES / 5 and chosen > QUERIES / 3, (some, chosen)


if __name__ == "__main__":
    import e2e
    raise SystemExit(e2e.main())
