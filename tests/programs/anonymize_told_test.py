#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap anonymize does what its options say, with keys that are some, and with records that nobody here knows."""
import gzip
import hashlib
import ipaddress
import os
import pathlib
import re
import stat
import subprocess

import e2e
from e2e import CAPTURES, DEMO, DONE, FAILED, PARTIAL, USAGE, Skip, equal, netcapd, test
from anonymizing import KEY, WITHOUT, Search, anonymize, key_file


def run(folder, *options):
    """The demo's records, without payloads."""
    netcapd(DEMO, *options, out=folder / "was", status=DONE)
    return folder / "was"


@test
def the_search_would_find_an_address_in_any_form(_folder):
    if WITHOUT:
        raise Skip(WITHOUT)
    four, link, six = bytes([10, 1, 2, 3]), bytes.fromhex("021122334455"), ipaddress.ip_address("2001:db8::7").packed
    search = Search({four, link, six})
    for form in ("10.1.2.3", "3.2.1.10.in-addr.arpa", "a-10-1-2-3.b", "10%2E1%2E2%2E3", "::ffff:10.1.2.3", "x0a010203",
                 "167838211"):
        equal({*search.in_text(form.encode())}, {four}, form)
    for form in ("02:11:22:33:44:55", "02-11-22-33-44-55", "0211.2233.4455", "021122334455", "0211223344556677"):
        equal({*search.in_text(form.encode())} & {link}, {link}, form)
    for form in ("[2001:db8::7]", "2001:0DB8:0:0::7", six.hex(), ".".join(six.hex()[::-1]) + ".ip6.arpa"):
        equal({*search.in_text(form.encode())} & {six}, {six}, form)
    equal({*search.in_bytes(b"x" + four[::-1] + link + six)}, {four, link, six})
    equal({*search.in_bytes(bytes.fromhex("001122fffe334455"))}, {bytes.fromhex("001122fffe334455")})


@test
def the_same_key_gives_the_same_bytes_and_another_one_others(folder):
    was, key = run(folder), key_file(folder)
    for out, *how in (("a", "--workers=1"), ("b", "--workers=4")):
        anonymize(was, "-o", folder / out, f"--key={key}", "--drop-text", *how)
    e2e.same_files(folder / "a", folder / "b")
    anonymize("--make-key", folder / "other")
    anonymize(was, "-o", folder / "c", f"--key={folder}/other", "--drop-text")
    assert e2e.records(folder / "a", "IPv4") != e2e.records(folder / "c", "IPv4")


@test
def an_address_is_the_same_in_two_runs(folder):
    images = []
    for name in ("tcp.pcap", "udp.pcap"):
        netcapd(CAPTURES / name, out=folder / f"{name}.was", status=None)
        anonymize(folder / f"{name}.was", "-o", folder / name, f"--key={key_file(folder)}", "--drop-text")
        pairs = zip(e2e.records(folder / f"{name}.was", "IPv4"), e2e.records(folder / name, "IPv4"))
        images.append({was["SrcIP"]: now["SrcIP"] for was, now in pairs})
    both = {*images[0]} & {*images[1]}
    assert both, images
    for address in both:
        equal(images[0][address], images[1][address], address)


@test
def what_cannot_be_covered_is_named_and_nothing_is_written(folder):
    was, key = run(folder), key_file(folder)
    said = anonymize(was, "-o", folder / "out", f"--key={key}", status=USAGE)
    for field in ("DNS.Answers.TXTs", "DNS.Answers.Data"):
        assert field in said, said
    assert not (folder / "out").exists(), "a folder"


@test
def records_without_any_need_no_option(folder):
    was = run(folder, "--include=Ethernet,UDP,Connection")
    said = anonymize(was, "-o", folder / "out", f"--key={key_file(folder)}")
    assert "UDP.Checksum" in said, said
    about = e2e.report(folder / "out")
    equal(about["anonymized"]["text"], "none")
    equal(about["packets"], e2e.report(was)["packets"], "the figures of the run")
    equal((about["inputs"], about["sources"], about["options"]), ([], [], []), "where it comes from")


@test
def names_are_hashed_on_demand(folder):
    was, key = folder / "was", key_file(folder)
    netcapd(CAPTURES / "tlsclienthello.pcap", out=was)
    for how in ("keep", "hash"):
        anonymize(was, "-o", folder / how, f"--key={key}", f"--names={how}", "--drop-text")
    names = {each["SNI"] for each in e2e.records(was, "TLSClientHello")} - {""}
    assert names
    equal({each["SNI"] for each in e2e.records(folder / "keep", "TLSClientHello")} - {""}, names, "kept ones")
    hashed = {each["SNI"] for each in e2e.records(folder / "hash", "TLSClientHello")} - {""}
    equal(len(hashed), len(names), "different ones")
    for path in (folder / "hash").iterdir():
        data = e2e.content(path)
        equal([name for name in names if name.encode() in data], [], path.name)
    servers = {each["ServerName"] for each in e2e.records(folder / "hash", "Connection")}
    assert hashed <= servers, (hashed, servers)


@test
def vendors_are_kept_unless_the_whole_is_replaced(folder):
    was, key = run(folder, "--include=Ethernet"), key_file(folder)
    for how in ("vendor", "whole"):
        anonymize(was, "-o", folder / how, f"--key={key}", f"--macs={how}")
    for before, kept, whole in zip(*(e2e.records(out, "Ethernet") for out in (was, folder / "vendor",
                                                                                folder / "whole"))):
        first = int(before["SrcMAC"][:2], 16)
        equal(int(kept["SrcMAC"][:2], 16) & 3, first & 3, "the bits of groups and local ones")
        equal(int(whole["SrcMAC"][:2], 16) & 3, first & 3, "the bits of groups and local ones")
        if not first & 3:
            equal(kept["SrcMAC"][:8], before["SrcMAC"][:8], "the vendor")
        assert before["SrcMAC"] not in (kept["SrcMAC"], whole["SrcMAC"]), before


@test
def a_key_is_made_once_and_for_one_alone(folder):
    path = folder / "key"
    anonymize("--make-key", path)
    equal(stat.S_IMODE(path.stat().st_mode), 0o600, "mode")
    text = path.read_text(encoding="ascii")
    anonymize("--make-key", path, status=USAGE)
    equal(path.read_text(encoding="ascii"), text, "the key")


@test
def what_is_no_key_is_refused(folder):
    was = run(folder, "--include=Ethernet")
    for text, mode, why in ((KEY[:-1], 0o600, "is no key"), ("0" * 64, 0o600, "is no key"), ("", 0o600, "is no key"),
                            (KEY, 0o604, "others may"), (KEY, 0o620, "others may")):
        key = key_file(folder, text, mode)
        said = anonymize(was, "-o", folder / "out", f"--key={key}", status=USAGE)
        assert why in said and KEY not in said, said
    anonymize(was, "-o", folder / "out", f"--key={folder}/none", status=FAILED)
    assert not (folder / "out").exists()
    raw = folder / "raw"
    raw.write_bytes(bytes.fromhex(KEY))
    raw.chmod(0o600)
    anonymize(was, "-o", folder / "one", f"--key={raw}")
    anonymize(was, "-o", folder / "two", f"--key={key_file(folder, KEY.upper() + chr(10))}")
    e2e.same_files(folder / "one", folder / "two")


def of_the_manual(word):
    """The commands among its examples that end with that, as a shell takes them."""
    page = (pathlib.Path(os.environ["TOP_BUILDDIR"]) / "core/netcap.1").read_text(encoding="utf-8")
    found = re.findall(rf"^\\fB(netcap .*{word})\\fR$", page, re.M)
    for troff, plain in (("\\-", "-"), ("\\(aq", "'"), ("\\(ha", "^"), ("\\e", "\\")):
        found = [command.replace(troff, plain) for command in found]
    return [re.sub("^netcap", e2e.NETCAP, command) for command in found]


@test
def what_the_manual_says_to_look_for_addresses_finds_none_but_of_the_run(folder):
    netcapd(DEMO, out=folder / "out", status=DONE)
    anonymize(folder / "out", "-o", folder / "public", f"--key={key_file(folder)}", "--drop-text")
    listing, search = of_the_manual("addresses")
    for found, command in ((DONE, listing), (1, search), (DONE, search.replace("public", "out"))):
        done = subprocess.run(["sh", "-c", command], check=False, cwd=folder, capture_output=True, text=True,
                              timeout=e2e.TIMEOUT)
        equal((done.returncode, done.stderr), (found, ""), f"{command}, which found {done.stdout}")
    assert "10.1.0.1\n" in (folder / "addresses").read_text(encoding="ascii"), "the addresses of the run"


@test
def a_key_is_told_of_and_an_older_one_is_kept(folder):
    said = anonymize("--make-key", folder / "key")
    assert f"{folder}/key" in said and f"--key={folder}/key" in said and "keep" in said, said
    assert (folder / "key").read_text(encoding="ascii").strip() not in said, "the key is shown"
    said = anonymize("--make-key", folder / "key", status=USAGE)
    assert "is there already" in said and "--key" in said and "another name" in said, said


@test
def a_passphrase_is_no_key(folder):
    was = run(folder, "--include=Ethernet")
    for text in ("correct horse battery staple 123", "correct horse battery staple 12\n"):
        said = anonymize(was, "-o", folder / "out", f"--key={key_file(folder, text)}", status=USAGE)
        assert "passphrase" in said and "--make-key" in said, said
    assert not (folder / "out").exists(), "the folder"


@test
def a_run_that_is_refused_leaves_no_folder(folder):
    was, key = run(folder), key_file(folder)
    anonymize(was, "-o", folder / "a/b/out", f"--key={key}", status=USAGE)
    assert not (folder / "a").exists(), "what was made for it is there"
    (folder / "c").mkdir()
    anonymize(was, "-o", folder / "c", f"--key={key}", status=USAGE)
    equal(e2e.names(folder / "c"), [], "what is in a folder that was there")


@test
def a_run_without_records_is_one_afterwards(folder):
    e2e.write_capture(folder / "in.pcap", DEMO.read_bytes()[:24], [])
    netcapd(folder / "in.pcap", out=folder / "was", status=DONE)
    said = anonymize(folder / "was", "-o", folder / "out", f"--key={key_file(folder)}")
    assert "holds no records" in said and "run.json" in said, said
    about = e2e.report(folder / "out")
    equal([about["files"], about["packets"]["all"], about["anonymized"]["text"]], [[], 0, "none"], "run.json")
    (folder / "was/run.json").unlink()
    anonymize(folder / "was", "-o", folder / "none", f"--key={key_file(folder)}", status=FAILED)
    assert not (folder / "none").exists(), "a folder"


@test
def what_is_anonymized_already_is_said_and_done_again(folder):
    was, key = run(folder, "--include=Ethernet"), key_file(folder)
    assert "already" not in anonymize(was, "-o", folder / "out", f"--key={key}"), "the first time"
    equal(e2e.report(folder / "out")["anonymized"]["again"], False, "again")
    for left in (1, 0):
        said = anonymize(folder / "out", "-o", folder / f"again{left}", f"--key={key}")
        assert f"{folder}/out: is anonymized already" in said, said
        equal(e2e.report(folder / f"again{left}")["anonymized"]["again"], True, "again")
        (folder / "out/run.json").unlink(missing_ok=True)


@test
def nothing_is_written_into_the_run_that_is_read(folder):
    was, key = run(folder, "--include=Ethernet"), key_file(folder)
    (folder / "link").symlink_to(was)
    before = e2e.digests(was)
    for out in (was, folder / "link", f"{was}/.", was / "below"):
        for more in ((), ("--overwrite",)):
            said = anonymize(was, "-o", out, f"--key={key}", *more, status=USAGE)
            assert "is the folder that is read" in said, said
    equal(e2e.digests(was), before, "the run")
    assert not (was / "below").exists(), "a folder in it"


@test
def runs_below_a_folder_are_named(folder):
    tree = folder / "tree"
    for name in ("one.pcap", "two.pcap"):
        netcapd(DEMO, "--include=ARP", out=tree / "day" / name, status=DONE)
    said = anonymize(tree, "-o", folder / "out", f"--key={key_file(folder)}", status=FAILED)
    assert f"runs below it do, as {tree}/day/one.pcap" in said and "each" in said, said
    assert not (folder / "out").exists(), "a folder"


@test
def members_of_a_report_that_no_run_writes_are_not_published(folder):
    was = run(folder, "--include=Ethernet")
    text = (was / "run.json").read_text(encoding="utf-8")
    for old, more in (('"packets": {', '"10.9.8.7": 1, '), ('"hygiene": {', '"alice": {"x": 2}, '),
                      ('"flows": [', '{"type": "10.9.8.7", "bob": 3}'), ('"limits": [', '{"carol": 1}')):
        assert old in text, old
        text = text.replace(old, old + more, 1)
    text = text[:text.rindex(',\n  "sum"')]
    text += ',\n  "sum": "' + hashlib.sha256(text.encode()).hexdigest() + '"\n}\n'
    (was / "run.json").write_text(text, encoding="utf-8")
    anonymize(was, "-o", folder / "out", f"--key={key_file(folder)}")
    public = (folder / "out/run.json").read_text(encoding="utf-8")
    equal([word for word in ("10.9.8.7", "alice", "bob", "carol") if word in public], [], "of another's")
    about, before = e2e.report(folder / "out"), e2e.report(was)
    for key in ("drops", "reassembly", "marked"):
        equal(about[key], before[key], key)


@test
def what_else_lies_there_is_not_published_with_it(folder):
    was, out, options = run(folder, "--include=Ethernet"), folder / "out", (f"--key={key_file(folder)}", "--overwrite")
    netcapd(DEMO, "--include=ARP", out=out, status=DONE)
    (out / "report.html").write_text("192.0.2.10")
    for more in ((), ("--overwrite",)):
        said = anonymize(was, "-o", out, options[0], *more, status=USAGE)
        assert "run.json is there already" in said or "report.html: would stay beside" in said, said
    assert (out / "ARP.ncap.gz").exists()
    (out / "report.html").unlink()
    anonymize(was, "-o", out, *options)
    equal(e2e.names(out), ["Ethernet.ncap.gz", "run.json"])
    (out / "run.json").unlink()
    said = anonymize(was, "-o", out, *options, status=USAGE)
    assert "Ethernet.ncap.gz: would stay beside" in said, said


@test
def what_a_sender_wrote_is_no_word_of_a_standard(folder):
    data = (CAPTURES / "http.pcap").read_bytes()
    (folder / "in.pcap").write_bytes(data.replace(b"text/html", b"alice/bob"))
    for name, capture in (("as", CAPTURES / "http.pcap"), ("other", folder / "in.pcap")):
        netcapd(capture, "--include=HTTP", out=folder / f"{name}.was", status=None)
        anonymize(folder / f"{name}.was", "-o", folder / name, f"--key={key_file(folder)}", "--drop-text", "--names=hash")
    assert b"alice/bob" in e2e.content(folder / "other.was/HTTP.ncap.gz")
    assert b"alice" not in e2e.content(folder / "other/HTTP.ncap.gz")
    kept = {record["ResContentType"] for record in e2e.records(folder / "as", "HTTP")}
    assert "text/html" in kept and {record["Method"] for record in e2e.records(folder / "as", "HTTP")} >= {"GET"}, kept


@test
def nothing_is_replaced_unless_it_is_asked_for(folder):
    was, key = run(folder, "--include=Ethernet,UDP"), key_file(folder)
    anonymize(was, "-o", folder / "out", f"--key={key}")
    before = e2e.digests(folder / "out")
    anonymize(was, "-o", folder / "out", f"--key={key}", status=USAGE)
    equal(e2e.digests(folder / "out"), before, "the files")
    (was / "UDP.ncap.gz").unlink()
    anonymize(was, "-o", folder / "out", f"--key={key}", "--overwrite", "--macs=whole")
    equal(e2e.names(folder / "out"), ["Ethernet.ncap.gz", "run.json"], "what an earlier one left is gone")
    anonymize(was, "-o", was, f"--key={key}", "--overwrite", status=USAGE)


@test
def a_file_by_another_name_is_refused(folder):
    was = run(folder, "--include=Ethernet")
    (was / "Ethernet.ncap.gz").rename(was / "10.0.0.1.ncap.gz")
    said = anonymize(was, "-o", folder / "out", f"--key={key_file(folder)}", status=USAGE)
    assert "expected Ethernet.ncap.gz" in said, said


@test
def a_damaged_file_is_said_and_what_stands_before_is_written(folder):
    was = run(folder, "--include=Ethernet")
    path = was / "Ethernet.ncap.gz"
    path.write_bytes(path.read_bytes()[:-40])
    anonymize(was, "-o", folder / "out", f"--key={key_file(folder)}", status=PARTIAL)
    equal(e2e.report(folder / "out")["status"], "partial")


@test
def sets_of_files_have_a_report_each(folder):
    was = folder / "was"
    netcapd("-", "--rotate-records=20", "--include=Ethernet", out=was, status=DONE, input=DEMO.read_bytes())
    anonymize(was, "-o", folder / "out", f"--key={key_file(folder)}")
    sets = [name for name in e2e.names(was) if name.endswith(".ncap.gz")]
    assert len(sets) > 1, sets
    equal(e2e.names(folder / "out"), sorted(sets + [f"run{name[8:-8]}.json" for name in sets]), "the files")
    done = subprocess.run([e2e.NETCAP, "verify", folder / "out"], check=False, capture_output=True, text=True)
    equal(done.returncode, DONE, f"netcap verify, which said {done.stdout}{done.stderr}")


def foreign_file(path):
    """Of a type that nobody here knows, as a plugin from elsewhere may write it."""
    from google.protobuf import descriptor_pb2
    files = descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="far.proto", package="far", syntax="proto3")
    message = file.message_type.add(name="Far")
    rows = (("Host", 9, "[name] who"), ("Peer", 13, "[address] whom"), ("Hop", 12, "[address] by whom"),
            ("Card", 9, "[mac] of whom"), ("Note", 9, "of which nobody says anything"), ("SeenIP", 9, ""))
    for i, (name, kind, comment) in enumerate(rows):
        message.field.add(name=name, number=i + 1, type=kind, label=1)
        file.source_code_info.location.add(path=(4, 0, 2, i), span=(0, 0, 0), trailing_comments=f" {comment}\n")
    header = b"".join(tagged(number, value) for number, value in
                      ((1, b"1.000000"), (2, b"10.9.8.7.pcap"), (4, b"9"), (1000, files.SerializeToString()),
                       (1001, b"far.Far"))) + b"\x18\x90\x4e"
    record = (tagged(1, b"h10-9-8-7.example") + b"\x10" + varint(0x0A090807) + tagged(3, bytes([10, 9, 8, 7])) +
              tagged(4, b"00:0a:0b:0c:0d:0e") + tagged(5, b"from 10.9.8.7") + tagged(6, b"10.9.8.7"))
    path.write_bytes(gzip.compress(b"".join(varint(len(each)) + each for each in (header, record))))


def varint(number):
    data = b""
    while number > 127:
        data += bytes([number & 127 | 128])
        number >>= 7
    return data + bytes([number])


def tagged(number, value):
    return varint(number << 3 | 2) + varint(len(value)) + value


@test
def records_that_nobody_here_knows_are_covered_too(folder):
    if WITHOUT:
        raise Skip(WITHOUT)
    (folder / "was").mkdir()
    foreign_file(folder / "was/Far.ncap.gz")
    said = anonymize(folder / "was", "-o", folder / "out", f"--key={key_file(folder)}", status=USAGE)
    assert "Far.Note" in said and "nobody says" in said, said
    anonymize(folder / "was", "-o", folder / "out", f"--key={key_file(folder)}", "--drop-text")
    (far,) = e2e.records(folder / "out", "Far")
    equal(far["Note"], "", "what nobody says anything of")
    image = ipaddress.ip_address(far["SeenIP"])
    assert str(image) != "10.9.8.7", far
    equal(far["Peer"], int(image), "the number")
    equal(far["Hop"], image.packed.hex(), "the bytes")
    assert far["Card"].startswith("00:0a:0b:") and far["Card"] != "00:0a:0b:0c:0d:0e", far
    left = {*Search({bytes([10, 9, 8, 7])}).in_text(e2e.content(folder / "out/Far.ncap.gz"))}
    equal(left, set(), "addresses in the file")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
