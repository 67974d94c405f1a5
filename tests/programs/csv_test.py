#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""CSV, TSV and JSON lines as people read them: by Python's csv and json, by pandas and jq where they are
there, every value of every record type is the one that protobuf finds, whatever form was asked for."""
import base64
import csv
import io
import ipaddress
import json
import re
import shutil
import struct
import subprocess

import e2e
from e2e import DONE, NETCAP, PARTIAL, TESTS, equal, netcapd, test

try:
    import google.protobuf  # noqa: F401
except ImportError:
    print("skipped: python3-protobuf is not there")
    raise SystemExit(77) from None

import exported
import ncap_read
from exported import F

csv.field_size_limit(1 << 30)


def export(kind, path, *options):
    done = subprocess.run([NETCAP, "export", "-f", kind, "-o", "-", *options, str(path)], check=False,
                          timeout=e2e.TIMEOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    equal(done.returncode, DONE, f"status of export {path}, which says {done.stderr.decode()!r},")
    return done.stdout.decode()


def messages(path):
    """The records as protobuf has them, and what their fields mean."""
    found = ncap_read.messages(e2e.content(path))
    head = next(found)
    make = ncap_read.record_class(head)
    return make.DESCRIPTOR, exported.meanings_of(ncap_read.schema(head)), (make.FromString(data) for data in found)


def unescaped(text):
    """Of a string: a backslash is two, and what cannot be shown \\xNN for each byte."""
    data = re.sub(rb"\\(\\|x[0-9a-f]{2})", lambda m: b"\\" if m[1] == b"\\" else bytes([int(m[1][1:], 16)]),
                  text.encode())
    return data.decode()


def octets(text):
    """RFC 1035, 5.1."""
    assert text.isascii() and text.isprintable() or not text, text
    return re.sub(rb"\\(\\|[0-9]{3})", lambda m: b"\\" if m[1] == b"\\" else bytes([int(m[1])]), text.encode())


def form_of(form, meaning, meant):
    """How the bytes of a field are written."""
    if form != "auto":
        return form
    forms = {"name": "text", "url": "text", "text": "text", "address": "address", "mac": "mac"}
    return forms.get(meaning, "hex") if meant else "hex"


def bytes_of(text, form):
    if form == "mac":
        return bytes.fromhex(text.replace(":", ""))
    if form == "address" and re.search(r"[.:]", text):
        return ipaddress.ip_address(text).packed
    return {"hex": bytes.fromhex, "address": bytes.fromhex, "text": octets, "base64": base64.b64decode}[form](text)


TEXTS = (F.TYPE_STRING, F.TYPE_BYTES)


class Reading:
    """What makes a value of a cell."""

    def __init__(self, form, meanings, meant=True):
        self.form, self.meanings, self.meant = form, meanings, meant

    def bytes(self, field, text):
        return bytes_of(text, form_of(self.form, self.meanings.get(field.full_name), self.meant))

    def json(self, field, value):
        """As json_message() has it: bytes are in hexadecimal there."""
        if value is None:
            return None
        if field.type == F.TYPE_MESSAGE:
            fields = field.message_type.fields_by_name
            return {name: self.json_list(fields[name], each) for name, each in value.items()}
        if field.type == F.TYPE_BYTES:
            return self.bytes(field, value).hex()
        if isinstance(value, str) and field.type in exported.INTEGERS:
            assert abs(int(value)) > 2**53, value
            return int(value)
        return value

    def json_list(self, field, value):
        if field.label == F.LABEL_REPEATED:
            return [self.json(field, each) for each in value]
        return self.json(field, value)

    def cell(self, field, text):
        if not text and field.type not in TEXTS:
            return None
        if field.label == F.LABEL_REPEATED or field.type == F.TYPE_MESSAGE:
            return self.json_list(field, json.loads(text)) if text else None
        if field.type == F.TYPE_BYTES:
            return self.bytes(field, text).hex()
        if field.type == F.TYPE_STRING:
            return unescaped(text)
        if field.type in exported.REALS:
            number = float(text)
            return exported.real(struct.unpack("f", struct.pack("f", number))[0] if field.type == F.TYPE_FLOAT else number)
        if field.type == F.TYPE_BOOL:
            return {"true": True, "false": False}[text]
        return int(text) if re.fullmatch(r"-?\d+", text) else text


def wanted(field, whole, message):
    """A field of a record as JSON has it, but that an empty cell tells no absent text from an empty one."""
    if whole.get(field.name) is None:
        return "" if field.type in TEXTS else None
    if field.type in exported.REALS and field.label != F.LABEL_REPEATED:
        return exported.real(getattr(message, field.name))
    return whole[field.name]


def same_as_csv(path, kind="csv", form="auto"):
    separator = "\t" if kind == "tsv" else ","
    text = export(kind, path, "--nested=json", "--formulas=keep", f"--bytes={form}")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    record, meanings, found = messages(path)
    reading = Reading(form, meanings)
    equal(next(rows), [field.name for field in record.fields], "the names of the columns")
    count = 0
    for count, (row, message) in enumerate(zip(rows, found, strict=True), 1):
        whole = exported.json_message(message)
        for field, text in zip(record.fields, row, strict=True):
            equal(reading.cell(field, text), wanted(field, whole, message), f"{path.name}, record {count}: {field.name}")
    return count


def same_as_json(path, form="auto"):
    text = export("jsonl", path, f"--bytes={form}", "--big-numbers=string")
    _, meanings, found = messages(path)
    reading = Reading(form, meanings, False)
    for count, (line, message) in enumerate(zip(text.splitlines(), found, strict=True), 1):
        fields = message.DESCRIPTOR.fields_by_name
        got = {name: reading.json_list(fields[name], each) for name, each in json.loads(line).items()}
        equal(got, exported.json_message(message), f"{path.name}, record {count}")


def all_types(folder):
    netcapd("-q", "-r", TESTS / "captures", "--set=TCP.payload=on", out=folder / "out", status=PARTIAL)
    found = sorted((folder / "out").glob("*.ncap.gz"))
    assert len(found) >= 58, f"only {len(found)} types"
    return found


@test
def every_cell_of_csv_is_the_value_that_protobuf_finds(folder):
    for path in all_types(folder):
        assert same_as_csv(path)


@test
def tsv_and_other_forms_of_bytes_are_the_same_values(folder):
    paths = [path for path in all_types(folder) if path.name.split(".")[0] in ("ARP", "DNS", "DHCPv4", "HTTP", "TCP")]
    equal(len(paths), 5, "types")
    for path in paths:
        same_as_csv(path, "tsv")
        for form in ("hex", "text", "base64"):
            same_as_csv(path, "csv", form)
            same_as_json(path, form)


@test
def every_value_of_json_lines_is_the_one_that_protobuf_finds(folder):
    for path in all_types(folder):
        same_as_json(path)


@test
def records_with_everything_come_back(folder):
    for syntax in ("proto3", "proto2"):
        path = exported.save_odd(folder / f"{syntax}.ncap", syntax, 100)
        for form in ("auto", "hex", "text", "base64"):
            same_as_csv(path, "csv", form)
            same_as_json(path, form)


@test
def names_are_text_and_addresses_are_addresses(folder):
    netcapd("-r", TESTS / "captures/arp.pcap", "-r", TESTS / "captures/dns.pcap", out=folder / "out")
    arp = export("csv", folder / "out/ARP.ncap.gz").splitlines()[1].split(",")
    assert re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", arp[6]) and re.fullmatch(r"\d+(\.\d+){3}", arp[7]), arp
    dns = export("csv", folder / "out/DNS.ncap.gz")
    assert re.search(r"[a-z]+\.example", dns), dns[:2000]


@test
def pandas_reads_what_is_written(folder):
    try:
        import pandas
    except ImportError:
        raise e2e.Skip("pandas is not there") from None
    netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    text = export("csv", folder / "out/TCP.ncap.gz", "--nested=json")
    frame = pandas.read_csv(io.StringIO(text), dtype={"Timestamp": str})
    _, _, found = messages(folder / "out/TCP.ncap.gz")
    records = list(found)
    equal(list(frame["SrcPort"]), [record.SrcPort for record in records], "ports")
    equal(list(frame["Timestamp"]), [record.Timestamp for record in records], "times")
    equal([json.loads(each)["SrcIP"] for each in frame["Context"]], [record.Context.SrcIP for record in records], "addresses")


@test
def jq_reads_what_is_written(folder):
    if not shutil.which("jq"):
        raise e2e.Skip("jq is not there")
    netcapd("-r", e2e.DEMO, out=folder / "out", status=DONE)
    text = export("jsonl", folder / "out/TCP.ncap.gz", "--big-numbers=string")
    ports = subprocess.run(["jq", ".SrcPort"], input=text.encode(), check=True, stdout=subprocess.PIPE).stdout
    equal([int(line) for line in ports.split()], [record.SrcPort for record in messages(folder / "out/TCP.ncap.gz")[2]], "ports")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
