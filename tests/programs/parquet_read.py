#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Print the rows of a Parquet file as lines of Python literals, or with --about what its footer says.

By the format's specification, with nothing but the standard library (and libzstd for pages that are
compressed with it).  A reader that shares no code with netcap, and believes nothing: what a footer
says twice must agree, what is counted must be there.
"""
import argparse
import ctypes
import ctypes.util
import gzip
import json
import struct
import sys
import zlib

BOOLEAN, INT32, INT64, FLOAT, DOUBLE, BYTE_ARRAY = 0, 1, 2, 4, 5, 6
REQUIRED, OPTIONAL, REPEATED = range(3)
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
FIXED = {INT32: "i", INT64: "q", FLOAT: "f", DOUBLE: "d"}


def need(condition, what):
    if not condition:
        raise ValueError(what)


class Thrift:
    """The compact protocol: structs as dictionaries by field number."""

    def __init__(self, data, at=0):
        self.data, self.at = data, at

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def zigzag(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def bytes(self):
        size = self.varint()
        need(size <= len(self.data) - self.at, "a text goes beyond the end")
        self.at += size
        return self.data[self.at - size:self.at]

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            return self.byte()
        if kind in (4, 5, 6):
            return self.zigzag()
        if kind == 8:
            return self.bytes()
        if kind == 9:
            head = self.byte()
            count = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.value(head & 15) for _ in range(count)]
        need(kind == 12, f"no type of Thrift that is used: {kind}")
        return self.struct()

    def struct(self):
        fields, last = {}, 0
        while True:
            head = self.byte()
            if head == 0:
                return fields
            last = last + (head >> 4) if head >> 4 else self.zigzag()
            need(last not in fields, f"the field {last} comes twice")
            fields[last] = self.value(head & 15)


class Node:
    """An element of the schema."""

    def __init__(self, element, parent):
        self.element = element
        self.name = element[4].decode()
        self.repetition = element.get(3, REQUIRED)
        self.type = element.get(1)
        self.logical = element.get(10, {})
        self.definitions = (parent.definitions if parent else 0) + (parent is not None and self.repetition != REQUIRED)
        self.repetitions = (parent.repetitions if parent else 0) + (parent is not None and self.repetition == REPEATED)
        self.path = [*parent.path, self.name] if parent else []
        self.children, self.leaves = [], []


def build(elements, parent=None):
    node = Node(next(elements), parent)
    for _ in range(node.element.get(5, 0)):
        node.children.append(build(elements, node))
        node.leaves += node.children[-1].leaves
    if node.type is not None:
        node.leaves = [node]
    need(node.leaves, f"{node.name} is a group without columns")
    return node


def hybrid(data, at, end, width, count):
    """Numbers of the RLE / bit-packed hybrid, and where it ended."""
    found, size = [], (width + 7) // 8
    while len(found) < count:
        thrift = Thrift(data, at)
        head, at = thrift.varint(), thrift.at
        if head & 1:
            packed = (head >> 1) * width
            bits = int.from_bytes(data[at:at + packed], "little")
            at += packed
            for _ in range((head >> 1) * 8):
                found.append(bits & (1 << width) - 1)
                bits >>= width
        else:
            need(head, "an empty run")
            found += [int.from_bytes(data[at:at + size], "little")] * (head >> 1)
            at += size
    need(at <= end and len(found) < count + 8, "levels go beyond their length")
    return found[:count], at


def plain(data, kind, count):
    if kind == BOOLEAN:
        need(len(data) == (count + 7) // 8, "bits are missing, or too many")
        return [bool(data[i // 8] >> i % 8 & 1) for i in range(count)]
    if kind != BYTE_ARRAY:
        return list(struct.unpack(f"<{count}{FIXED[kind]}", data))
    found, at = [], 0
    for _ in range(count):
        size = int.from_bytes(data[at:at + 4], "little")
        found.append(data[at + 4:at + 4 + size])
        at += 4 + size
    need(at == len(data), "values end before or behind the page")
    return found


def zstd(data, size):
    library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    library.ZSTD_decompress.restype = ctypes.c_size_t
    into = ctypes.create_string_buffer(max(size, 1))
    got = library.ZSTD_decompress(into, ctypes.c_size_t(size), data, ctypes.c_size_t(len(data)))
    need(got == size, "zstd gives another size")
    return into.raw[:size]


def decompress(codec, data, size):
    if codec == 2:
        data = gzip.decompress(data)
    elif codec == 6:
        data = zstd(data, size)
    need(len(data) == size, "a page has another size than its header says")
    return data


def order(node, value):
    """For comparison, as the logical type has it; None for what is no number."""
    if node.type in (FLOAT, DOUBLE):
        return None if value != value else value
    integer = node.logical.get(10)
    if integer and not integer.get(2, False) and node.type in (INT32, INT64):
        return value & (0xFFFFFFFF if node.type == INT32 else 0xFFFFFFFFFFFFFFFF)
    return value


def final(node, value):
    """As people have it: unsigned numbers without a sign, text as text."""
    if 12 in node.logical:
        return json.loads(value.decode("utf-8"))
    if 1 in node.logical:
        return value.decode("utf-8")
    if node.type in (FLOAT, DOUBLE):
        return value
    return order(node, value)


class Column:
    """A column chunk: entries of (repetition level, definition level, value or None)."""

    def __init__(self, data, node, chunk):
        self.node, self.meta = node, chunk[3]
        meta = self.meta
        need(meta[1] == node.type, f"{node.path}: another type")
        need([name.decode() for name in meta[3]] == node.path, f"{node.path}: another path")
        start = meta.get(11, meta[9])
        self.dictionary, self.entries, self.values, plain_size = None, [], [], 0
        at, self.encodings = start, {RLE}
        while at < start + meta[7]:
            thrift = Thrift(data, at)
            header = thrift.struct()
            body = data[thrift.at:thrift.at + header[3]]
            need(len(body) == header[3], "a page is cut off")
            need(zlib.crc32(body) == header[4] & 0xFFFFFFFF, "the checksum of a page")
            plain_size += thrift.at - at + header[2]
            need((at == meta.get(11)) == (header[1] == 2), "a dictionary that is not where it should be")
            need(header[1] == 2 or at >= meta[9], "data before data_page_offset")
            at = thrift.at + header[3]
            self.page(header, decompress(meta[4], body, header[2]))
        need(at == start + meta[7], f"{node.path}: pages end behind the chunk")
        need(plain_size == meta[6], f"{node.path}: total_uncompressed_size")
        need(len(self.entries) == meta[5], f"{node.path}: num_values")
        need(set(meta[2]) == self.encodings | {PLAIN}, f"{node.path}: encodings")
        self.check(meta[12])

    def page(self, header, body):
        if header[1] == 2:
            need(header[7][2] == PLAIN, "a dictionary that is not PLAIN")
            self.dictionary = plain(body, self.node.type, header[7][1])
            need(len(set(self.dictionary)) == len(self.dictionary) or self.node.type in (FLOAT, DOUBLE),
                 "a dictionary with a value twice")
            return
        about, at = header[5], 0
        count, levels = about[1], []
        need(about[3] == about[4] == RLE, "levels that are not RLE")
        self.encodings.add(about[2])
        for most in (self.node.repetitions, self.node.definitions):
            if not most:
                levels.append([0] * count)
                continue
            size = int.from_bytes(body[at:at + 4], "little")
            found, end = hybrid(body, at + 4, at + 4 + size, most.bit_length(), count)
            need(end == at + 4 + size and max(found) <= most, "levels")
            at = end
            levels.append(found)
        there = levels[1].count(self.node.definitions)
        need(levels[0][0] == 0, "a page that begins within a row")
        if about[2] == RLE_DICTIONARY:
            indexes, end = hybrid(body, at + 1, len(body), body[at], there) if there else ([], len(body))
            need(end == len(body), "bytes behind the indexes")
            values = [self.dictionary[i] for i in indexes]
        else:
            need(about[2] == PLAIN, "an encoding that is not used")
            values = plain(body[at:], self.node.type, there)
        self.values += values
        each = iter(values)
        self.entries += [(r, d, final(self.node, next(each)) if d == self.node.definitions else None)
                         for r, d in zip(*levels)]

    def check(self, statistics):
        node, name = self.node, ".".join(self.node.path)
        need(statistics[3] == len(self.entries) - len(self.values), f"{name}: null_count")
        keys = [k for k in (order(node, v) for v in self.values) if k is not None]
        if not keys:
            need(5 not in statistics and 6 not in statistics, f"{name}: bounds of nothing")
            return
        for field, exact, bound in ((6, 8, min(keys)), (5, 7, max(keys))):
            if field not in statistics:
                need(node.type == BYTE_ARRAY and field == 5 and len(bound) > 64, f"{name}: no bound")
                continue
            told = statistics[field] if node.type == BYTE_ARRAY else \
                bool(statistics[field][0]) if node.type == BOOLEAN else \
                struct.unpack("<" + FIXED[node.type], statistics[field])[0]
            if node.type == BYTE_ARRAY and node.logical:
                told.decode("utf-8")
            told = order(node, told)
            need(told == bound if statistics[exact] else told < bound if field == 6 else told > bound,
                 f"{name}: the bound {told} of {bound}")


def assemble(node, entries):
    """The value of a node out of the entries of its columns, which all belong to one instance."""
    first = entries[0][0]
    if node.repetition == REPEATED:
        if first[1] < node.definitions:
            return []
        split = []
        for column in entries:
            parts = [[]]
            for entry in column:
                if parts[-1] and entry[0] <= node.repetitions:
                    parts.append([])
                parts[-1].append(entry)
            split.append(parts)
        need(len({len(parts) for parts in split}) == 1, f"{node.path}: lists of different lengths")
        return [instance(node, [parts[i] for parts in split]) for i in range(len(split[0]))]
    if node.repetition == OPTIONAL and first[1] < node.definitions:
        return None
    return instance(node, entries)


def instance(node, entries):
    if node.type is not None:
        need(len(entries) == 1 and len(entries[0]) == 1, f"{node.path}: more than one value")
        return entries[0][0][2]
    found, at = {}, 0
    for child in node.children:
        found[child.name] = assemble(child, entries[at:at + len(child.leaves)])
        at += len(child.leaves)
    if 3 in node.logical:
        return [each["element"] for each in found["list"]]
    return found


class Parquet:
    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        need(data[:4] == data[-4:] == b"PAR1", "no Parquet file")
        size = int.from_bytes(data[-8:-4], "little")
        thrift = Thrift(data[-8 - size:-8])
        self.footer = thrift.struct()
        need(thrift.at == size, "bytes behind the footer")
        elements = iter(self.footer[2])
        self.schema = build(elements)
        need(next(elements, None) is None, "elements behind the schema")
        self.groups = self.footer[4]
        self.data = data
        self.metadata = {pair[1].decode(): pair[2].decode() for pair in self.footer[5]}
        need(len(self.footer[7]) == len(self.schema.leaves), "an order for each column")
        self.check_places(len(data) - 8 - size)

    def check_places(self, footer):
        """Row groups stand one behind the other, and chunks in them, without gaps."""
        at = 4
        for group in self.groups:
            need(group[5] == at, "the place of a row group")
            need(len(group[1]) == len(self.schema.leaves), "a chunk for each column")
            need(sum(chunk[3][6] for chunk in group[1]) == group[2], "total_byte_size")
            for chunk in group[1]:
                need(chunk[3].get(11, chunk[3][9]) == at, "the place of a chunk")
                at += chunk[3][7]
            need(at - group[5] == group[6], "total_compressed_size")
        need(at == footer, "bytes that belong to nothing")
        need(sum(group[3] for group in self.groups) == self.footer[3], "num_rows")

    def rows(self):
        for group in self.groups:
            columns = [Column(self.data, node, chunk) for node, chunk in zip(self.schema.leaves, group[1])]
            by_row = []
            for column in columns:
                rows = []
                for entry in column.entries:
                    if entry[0] == 0:
                        rows.append([])
                    rows[-1].append(entry)
                need(len(rows) == group[3], f"{column.node.path}: rows")
                by_row.append(rows)
            for i in range(group[3]):
                yield instance(self.schema, [rows[i] for rows in by_row])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", metavar="FILE", help="a Parquet file")
    parser.add_argument("--about", action="store_true", help="print rows, row groups and metadata instead")
    arguments = parser.parse_args()
    try:
        parquet = Parquet(arguments.file)
        if arguments.about:
            print(parquet.footer[3], "rows in", len(parquet.groups), "row groups")
            for key, value in parquet.metadata.items():
                print(key, "=", value[:120])
            return
        for row in parquet.rows():
            print(row)
    except (OSError, ValueError, KeyError, IndexError, struct.error) as error:
        sys.exit(f"parquet_read.py: {arguments.file}: {error}")


if __name__ == "__main__":
    main()
