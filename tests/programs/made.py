# SPDX-License-Identifier: Apache-2.0
"""Files of records made byte by byte, by nothing that the programs use; and netcap run on them."""
import resource
import subprocess
import zlib

import e2e

TYPES = {"string": 9, "bytes": 12, "int32": 5, "int64": 3, "double": 1}
FIELDS = {"Timestamp": (1, "string"), "Data": (2, "bytes"), "N": (3, "int32")}


def netcap(*arguments, status=None, **how):
    """A command to its end: .returncode, .stdout and .stderr as text."""
    done = subprocess.run([e2e.NETCAP, *map(str, arguments)], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **{"timeout": e2e.TIMEOUT, "stdin": subprocess.DEVNULL, **how})
    done.stdout, done.stderr = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    if status is not None:
        assert done.returncode == status, \
            f"exit status is {done.returncode}, expected {status}; it said: {done.stderr.strip()}{done.stdout[:500]}"
    return done


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def framed(message):
    return varint(len(message)) + message


def schema(name="M", more=None, **changes):
    """A FileDescriptorSet of made.M; a change gives a field another type, or None: takes it away."""
    fields = {field: (at, changes.get(field, kind)) for field, (at, kind) in {**FIELDS, **(more or {})}.items()}
    message = text(1, name) + b"".join(
        text(2, text(1, field) + number(3, at) + number(4, 1) + number(5, TYPES[kind]))
        for field, (at, kind) in fields.items() if kind)
    return text(1, text(1, "made.proto") + text(2, "made") + text(4, message) + text(12, "proto3"))


def header(descriptors=None, kind=10001, name="made.M", version="v0.4.0", source="in.pcap", more=b""):
    """descriptors b"": as the original writes it."""
    descriptors = schema() if descriptors is None else descriptors
    start = text(1, "1499254962.000005") + text(2, source) + number(3, kind) + text(4, version)
    return start + (text(1000, descriptors) + text(1001, name) if descriptors else b"") + more


def record(n, data, when=None):
    return text(1, when or f"{1500000000 + n}.000000") + text(2, data) + number(3, n)


def member(data):
    """A gzip member as netcapd writes it: no name, no time."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def disk_full_after(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
