# SPDX-License-Identifier: Apache-2.0
"""Records in CSV and JSON read back by others, and what python's protobuf finds in them: whether a cell or a
value is the field's, and records with text made to mislead."""
import json
import math
import re
import struct
import subprocess

import e2e
from e2e import NETCAP
from packaged import AS_HEX, exported, ncap_read

F = exported.F

TEXTS = ["", " ", "a", " a ", "\t", "a,b", 'a"b', '"', '""', "'", "''", "'a", "a\nb", "a\r\nb", "\r", "\n", "\\", "\\\\", "\\x41",
         "\\n", "\\N", "=1+1", "'=1+1", "''=1", " =1", "' =1", "+", "-", "-5", "+5.", "-a", "@a", "=", "'=", "'-5", "\uff1da", "'\uff0ba",
         "NA", "NaN", "null", "NULL", "None", "true", "1e5", "0x10", "007", "1,5", "#", "# a", "--", ";", "|", "(a-b)", "()",
         "\0", "\0=1", "\x1b[31m", "\x7f", "\x80", "\x9b", "\xad", "\ufeff", "\ufeffa", "\u202ea", "\u2028", "\u200b", "\U000e0041",
         "\ufffd", "\ufffe", "ä", "日本", "\U0001f600", "\U0010ffff", "a" * 5000, '","' * 500, "\\\"", "\"\n\"", "{}", "[]", "{\"a\": 1}"]
NUMBERS = [0, 1, 2**31, 2**32 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1]
REALS = [0.0, -0.0, 0.1, 1 / 3, 1e15, 1e16, 123456789012345.67, 5e-324, 1.7976931348623157e308, -2.5e-7, math.inf,
         -math.inf, math.nan]


def save_hostile(path):
    """Records whose text is made to mislead who reads CSV or JSON: each text in each column of text."""
    files = exported.descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="h.proto", package="h", syntax="proto3")
    exported.add_field(file.message_type.add(name="Inner"), "Text", F.TYPE_STRING)
    message = file.message_type.add(name="H")
    for name, kind, label in (("Timestamp", F.TYPE_STRING, 1), ("Text", F.TYPE_STRING, 1), ("Number", F.TYPE_UINT64, 1),
                              ("Signed", F.TYPE_INT64, 1), ("Real", F.TYPE_DOUBLE, 1), ("Data", F.TYPE_BYTES, 1),
                              ("Texts", F.TYPE_STRING, F.LABEL_REPEATED), ("Last", F.TYPE_STRING, 1)):
        exported.add_field(message, name, kind, label)
    exported.add_field(message, "Inner", F.TYPE_MESSAGE, of=".h.Inner")
    head = exported.header(files, "h.H")
    make = ncap_read.record_class(head)
    records = []
    for i, text in enumerate(TEXTS):
        record = make(Timestamp=f"{i}.000001", Text=text, Number=NUMBERS[i % len(NUMBERS)], Signed=-NUMBERS[i % 7],
                      Real=REALS[i % len(REALS)], Data=text.encode(), Texts=[text, TEXTS[i - 1]], Last=TEXTS[-i])
        if i % 2:
            record.Inner.Text = text
        records.append(record.SerializeToString())
    return exported.save(path, head, records)


def messages(path):
    """Of a file, by python's protobuf."""
    found = ncap_read.messages(ncap_read.read_bytes(path))
    make = ncap_read.record_class(next(found))
    return [make.FromString(data) for data in found]


def exact():
    """Options by which nothing in CSV is shown otherwise than it is."""
    return [AS_HEX, "--nested=json", "--formulas=keep"]


def dump(path, *options):
    """What `netcap dump` prints, as bytes."""
    return subprocess.run([NETCAP, "dump", *options, path], check=True, timeout=e2e.TIMEOUT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE).stdout


def unescaped(text):
    """The bytes of a text in CSV, as the manual says."""
    found = re.sub(rb"\\(\\|x[0-9a-f]{2})",
                   lambda sign: b"\\" if sign[1] == b"\\" else bytes([int(sign[1][1:], 16)]), text.encode())
    return found


def is_real(text, value, single):
    """Whether a number reads back as the same, to the sign of nothing."""
    kind = "<f" if single else "<d"
    read = float({"Infinity": "inf", "-Infinity": "-inf"}.get(text, text))
    return struct.pack(kind, read) == struct.pack(kind, value) or math.isnan(read) and math.isnan(value)


def is_cell(field, value, text):
    """Whether a cell is what a field holds that is there once, or, with --nested=json, any other."""
    if field.label == F.LABEL_REPEATED or field.message_type:
        wanted = exported.json_message(value) if not field.label == F.LABEL_REPEATED else \
            [exported.json_element(field, each) for each in value]
        return same_json(json.loads(text or "null"), wanted) or not text
    if field.type in exported.REALS:
        return is_real(text, value, field.type == F.TYPE_FLOAT)
    wanted = ncap_read.element(field, value)
    if field.type == F.TYPE_BOOL:
        return text == ("true" if wanted else "false")
    if field.type == F.TYPE_STRING:
        return unescaped(text) == wanted.encode()
    return text == str(wanted)


def same_json(found, wanted, rounded=False):
    """Whether two values of JSON are the same; of a reader that takes numbers for doubles, as such."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and list(found) == list(wanted) and \
            all(same_json(found[name], wanted[name], rounded) for name in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and \
            all(same_json(*both, rounded) for both in zip(found, wanted))
    if rounded and isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(found, (int, float)) and float(found) == float(wanted)
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
