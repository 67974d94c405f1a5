#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap send and netcap collect: what arrives is what was sent, once, whatever is killed meanwhile; and nobody
from outside gets anything else out of them."""
import contextlib
import gzip
import hashlib
import os
import random
import resource
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import threading
import time

import e2e
import exchanged
import running
from e2e import DEMO, DONE, FAILED, PARTIAL, USAGE, equal, large_capture, netcapd, test
from exchanged import MAGIC, collector, keys, netcap, refusal, same_records

KILLS = 10


def made(folder, *options, times=12):
    netcapd("-r", large_capture(folder / "in.pcap", times), "-q", *options, out=folder / "out")
    return folder / "out"


def unix(folder):
    return f"unix:{folder}/socket"


def sent(out, url, *options, **how):
    return netcap("send", out, "--to", url, *options, **how)


# --- what arrives ---


@test
def records_arrive_over_a_socket(folder):
    out, url = made(folder), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    same_records(out, folder / "tree/s1")
    equal(sorted(os.listdir(folder / "tree")), ["s1"])
    assert not [name for name in os.listdir(folder / "tree/s1") if name.endswith(".part")]


@test
def records_arrive_over_TLS_under_the_name_of_the_certificate(folder):
    out, ours = made(folder), keys(folder / "pki", sensors=("s1", "s2"))
    url = f"tls://127.0.0.1:{running.free_port()}"
    with collector(folder / "tree", url.replace("127.0.0.1", "0.0.0.0"), *ours["127.0.0.1"]):
        sent(out, url, *ours["s1"])
        der = ssl.PEM_cert_to_DER_cert((folder / "pki/127.0.0.1.crt").read_text())
        pin = hashlib.sha256(der).hexdigest()
        sent(out, url.replace("127.0.0.1", "127.0.0.2"), *ours["s2"][1:], f"--pin={pin}")  # that is not in it
    same_records(out, folder / "tree/s1")
    same_records(out, folder / "tree/s2")


@test
def zstd_and_plain_records_arrive_as_well(folder):
    for kind in ("zstd", "none"):
        place = folder / kind
        place.mkdir()
        out = made(place, f"--compression={kind}")
        with collector(place / "tree", unix(place)):
            sent(out, unix(place), "--sensor=s1")
        wanted = {name: [e2e.dump(path) for path in paths] for name, paths in exchanged.types(out).items()}
        got = {name: [e2e.dump(path) for path in paths] for name, paths in exchanged.types(place / "tree/s1").items()}
        equal(got == wanted, True, "whether all is the same")


@test
def each_block_is_a_member_that_says_which_it_is(folder):
    out, url = made(folder), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    for paths in exchanged.types(folder / "tree/s1").values():
        end = 0
        ids = set()
        for member in exchanged.members(paths[0]):
            file, offset, size, digest, whole = exchanged.read_member_id(member)
            data = exchanged.unpacked(member)
            equal((offset, size, whole), (end, len(data), len(member)))
            equal(digest, hashlib.sha256(data).digest()[:8])
            ids.add(file)
            end += size
        equal(len(ids), 1)


@test
def what_was_acknowledged_is_not_sent_again_and_without_a_position_taken_once(folder):
    out, url = made(folder), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    before = e2e.digests(folder / "tree/s1")
    sent(out, url, "--sensor=s1")  # nobody listens, and nobody needs to
    for path in out.glob(".send-*"):
        path.unlink()
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    equal(e2e.digests(folder / "tree/s1"), before)


@test
def the_same_folder_is_sent_under_the_name_of_another_sensor_too(folder):
    out, url = made(folder), unix(folder)
    with collector(folder / "tree", url):
        for sensor in ("s1", "s2"):
            sent(out, url, f"--sensor={sensor}")
            same_records(out, folder / "tree" / sensor)


@test
def what_cannot_be_told_of_a_destination_keeps_files_from_being_deleted(folder):
    out, url = made(folder), unix(folder)
    wanted = exchanged.all_records(out)
    (out / ".send-0123456789abcdef").touch()
    with collector(folder / "tree", url):
        said = sent(out, url, "--sensor=s1", "--delete").stderr
    equal(said.count(b".send-0123456789abcdef: is not what netcap send notes"), 1, f"how often it is said in {said}")
    equal(exchanged.all_records(out) == wanted, True, "whether all is still there")


@test
def a_destination_that_is_forgotten_holds_up_nobody(folder):
    out, here, gone = made(folder), unix(folder), f"unix:{folder}/gone"
    sent(out, gone, "--sensor=s1", "--once", "--give-up=1s", status=FAILED)
    said = netcap("send", out, "--forget", here, status=USAGE).stderr.decode()
    assert f"is not sent to {here}: expected {gone}, as sensor s1" in said, said
    sender = exchanged.start_sender(out, gone, "--sensor=s1", stderr=subprocess.PIPE)
    exchanged.first_line(sender)
    said = netcap("send", out, "--forget", gone, status=FAILED).stderr.decode()
    assert "a process sends there: end it first" in said, said
    exchanged.stop(sender)
    netcap("send", out, "--forget", gone, "--sensor=s2", status=USAGE)
    equal(len(list(out.glob(".send*"))), 2, "what is noted of it")
    netcap("send", out, "--forget", gone)
    equal(list(out.glob(".send*")), [], "what is noted of it")
    with collector(folder / "tree", here):
        sent(out, here, "--sensor=s1", "--delete")
    equal(list(out.glob("*.ncap.gz")), [], "what is kept for it")
    netcap("send", out, "--forget", here, "--to", here, status=USAGE)


@test
def a_folder_is_followed_while_it_grows_and_files_are_renamed(folder):
    source, url, chance = made(folder), unix(folder), random.Random(1)
    run = exchanged.Run(folder / "grows", source)
    with collector(folder / "tree", url):
        process = subprocess.Popen(exchanged.command("send", folder / "grows", "--to", url, "--sensor=s1"))
        while run.step(chance):
            exchanged.settle(0.005)
        run.end()
        equal(process.wait(e2e.TIMEOUT), DONE)
    same_records(source, folder / "tree/s1")


@test
def once_ends_while_the_run_goes_on(folder):
    source, url, chance = made(folder), unix(folder), random.Random(2)
    run = exchanged.Run(folder / "grows", source)
    with collector(folder / "tree", url):
        for _ in range(5):
            run.step(chance)
            sent(folder / "grows", url, "--sensor=s1", "--once")
        got = exchanged.all_records(folder / "tree/s1")
    equal(got, {name: records for name, records in exchanged.all_records(folder / "grows").items() if records})
    run.end()


@test
def TERM_ends_a_sender_that_follows(folder):
    source, url = made(folder), unix(folder)
    run = exchanged.Run(folder / "grows", source)
    run.step(random.Random(3))
    process = subprocess.Popen(exchanged.command("send", folder / "grows", "--to", url), stderr=subprocess.PIPE)
    said = process.stderr.readline()  # that nobody listens
    assert b"No such file" in said, said
    process.send_signal(signal.SIGTERM)
    assert b"is sent the next time" in process.communicate(timeout=e2e.TIMEOUT)[1]
    equal(process.returncode, DONE)
    run.end()


@test
def several_destinations_are_served_side_by_side_and_delete_waits_for_all(folder):
    out, urls = made(folder), [f"unix:{folder}/{name}" for name in "ab"]
    wanted = exchanged.all_records(out)
    with collector(folder / "tree-a", urls[0]):
        process = subprocess.Popen(exchanged.command("send", out, "--to", urls[0], "--to", urls[1], "--sensor=s1",
                                                     "--delete"), stderr=subprocess.DEVNULL)
        running.until("the first has all", lambda: exchanged.types(folder / "tree-a/s1").keys() == wanted.keys() and
                      not list(folder.glob("tree-a/s1/*.part")))
        equal(exchanged.all_records(out) == wanted, True, "whether all is still there")
        with collector(folder / "tree-b", urls[1]):
            equal(process.wait(e2e.TIMEOUT), DONE)
    for tree in "ab":
        equal(exchanged.all_records(folder / f"tree-{tree}/s1") == wanted, True, "whether all has arrived")
    equal(list(out.glob("*.ncap*")), [])


@test
def a_pipe_gets_a_file_of_one_type_or_batches_of_all(folder):
    out = made(folder)
    data = sent(out, "-", "--include=TCP").stdout
    equal(data, e2e.content(out / "TCP.ncap.gz"))
    lines = subprocess.run(exchanged.command("dump", "--format=jsonl", "-"), input=data, capture_output=True,
                           check=True).stdout.decode().splitlines()
    equal(lines, e2e.dump(out / "TCP.ncap.gz"))
    found, data, at = {}, sent(out, "-").stdout, 0
    while at < len(data):
        end = e2e.message_end(data, at)
        kind, records = read_batch(data[at:end])
        if kind:
            found[kind] = found.get(kind, b"") + records
        at = end
    wanted = sorted(b"".join(records) for records in exchanged.all_records(out).values())
    equal(sorted(found.values()) == wanted, True, "whether the batches have all records")


def read_batch(message):
    """Type and data of a Batch behind its length."""
    def number(at):
        value = shift = 0
        while True:
            value |= (message[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
            if message[at - 1] < 0x80:
                return value, at
    at, kind, data = number(0)[1], 0, b""
    while at < len(message):
        tag, at = number(at)
        value, at = number(at)
        if tag & 7 == 2:
            at, value = at + value, message[at:at + value]
        if tag >> 3 == 2:
            kind = value
        if tag >> 3 == 4:
            data = value
    return kind, data


@test
def a_turn_of_the_collector_begins_another_set_of_all_types(folder):
    source, url, chance = made(folder, times=200), unix(folder), random.Random(4)
    run = exchanged.Run(folder / "grows", source)
    with collector(folder / "tree", url, "--rotate-records=5000") as process:
        sender = subprocess.Popen(exchanged.command("send", folder / "grows", "--to", url, "--sensor=s1"))
        half = sum(map(len, run.left.values())) // 2
        while run.step(chance):
            exchanged.settle(0.002)
            if sum(map(len, run.left.values())) == half:
                running.until("records arrive", lambda: list((folder / "tree/s1").glob("*.part")))
                exchanged.settle(1.1)  # two sets have no name in one second
                process.send_signal(signal.SIGHUP)
        run.end()
        equal(sender.wait(e2e.TIMEOUT), DONE)
    assert max(len(paths) for paths in exchanged.types(folder / "tree/s1").values()) > 1
    wanted, got = exchanged.all_records(source), exchanged.all_records(folder / "tree/s1")
    equal({name: sorted(records) for name, records in got.items()} ==
          {name: sorted(records) for name, records in wanted.items()}, True, "whether all is there")


@test
def sets_of_a_run_arrive_as_the_sets_that_they_are_and_go_once_they_did(folder):
    capture, url = large_capture(folder / "in.pcap", 40), unix(folder)
    with open(capture, "rb") as packets:
        netcapd("-r", "-", "-q", "--rotate-records=20000", out=folder / "out", stdin=packets)
    names = sorted(name for name in os.listdir(folder / "out") if ".ncap" in name)
    assert len(set(name.split("-")[1].split(".")[0] for name in names)) > 1 or len(names) > 60, names
    wanted = exchanged.all_records(folder / "out")
    with collector(folder / "tree", url):
        sent(folder / "out", url, "--sensor=s1", "--once", "--delete")
    equal(sorted(name for name in os.listdir(folder / "tree/s1") if ".ncap" in name), names)
    equal(exchanged.all_records(folder / "tree/s1") == wanted, True, "whether all has arrived")
    equal([name for name in os.listdir(folder / "out") if ".ncap" in name], [])


@test
def what_was_collected_is_verified_by_what_its_blocks_say(folder):
    out, url = made(folder, times=1), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    said = netcap("verify", folder / "tree").stdout.decode()
    n = len(list(folder.glob("tree/s1/*.ncap.gz")))
    assert f": {n} files of its set: collected; each block is as its sensor made it" in said, said
    path = exchanged.types(folder / "tree/s1")["TCP"][0]
    header, block, *rest = exchanged.members(path)
    path.write_bytes(b"".join([header, block[:-5], bytes([block[-5] ^ 1]), block[-4:], *rest]))
    said = netcap("verify", folder / "tree", status=PARTIAL).stdout.decode()
    assert f"{path}: the block at byte {len(header)} is not as its sensor made it" in said, said
    path.write_bytes(b"".join([header, block[:-10]]))
    said = netcap("verify", folder / "tree/s1", status=PARTIAL).stdout.decode()
    assert f"{path}: is cut off or damaged from byte {len(header)} on" in said, said
    part = path.rename(f"{path}.part")
    assert ": is cut off" not in netcap("verify", folder / "tree/s1").stdout.decode()
    part.write_bytes(b"".join([header, bytes(100), block]))
    said = netcap("verify", folder / "tree/s1", status=PARTIAL).stdout.decode()
    assert f"{part}: is cut off or damaged from byte {len(header)} on" in said, said


def varint(value):
    data = b""
    while value > 127:
        value, data = value >> 7, data + bytes([value & 127 | 128])
    return data + bytes([value])


@test
def a_block_that_was_cut_out_whole_is_found(folder):
    out, url = made(folder, times=200), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    path = max((path for paths in exchanged.types(folder / "tree/s1").values() for path in paths),
               key=lambda path: len(exchanged.members(path)))
    header, first, *cut, last = exchanged.members(path)
    path.write_bytes(b"".join([header, first, *cut[1:], last]))
    said = netcap("verify", folder / "tree/s1", status=PARTIAL).stdout.decode()
    assert f"{path}: {len(exchanged.unpacked(cut[0]))} bytes of records are missing before the block at byte " \
        f"{len(header) + len(first)}: blocks never came or were cut out\n" in said, said


@test
def a_record_that_was_too_long_to_be_sent_is_told_apart_and_all_else_is_said_to_be_there(folder):
    out, url = made(folder, times=1), unix(folder)
    header, block, *_ = exchanged.members(out / "TCP.ncap.gz")
    (folder / "long").mkdir()
    long = varint(3 << 20) + bytes(3 << 20)
    (folder / "long/TCP.ncap.gz").write_bytes(header + block + gzip.compress(long) + block)
    with collector(folder / "tree", url):
        said = sent(folder / "long", url, "--sensor=s1", status=PARTIAL).stderr.decode()
    assert f"all that can be sent is acknowledged by {url}; left out are the rest of 0 files, 1 records" in said, said
    said = netcap("verify", folder / "tree/s1", status=PARTIAL).stdout.decode()
    assert f": {len(long)} bytes of records are missing before" in said and "a record was too long to be sent" in said


@test
def what_was_collected_is_sent_on(folder):
    out, urls = made(folder), [f"unix:{folder}/{name}" for name in "ab"]
    with collector(folder / "tree-a", urls[0]):
        sent(out, urls[0], "--sensor=s1")
    with collector(folder / "tree-b", urls[1]):
        sent(folder / "tree-a/s1", urls[1], "--sensor=s1", "--once")
    equal(e2e.digests(folder / "tree-b/s1", "*.ncap.gz"), e2e.digests(folder / "tree-a/s1", "*.ncap.gz"))


def without_position(folder):
    for path in folder.glob(".send-*"):
        path.unlink()


def collected_in_turns(folder, source, url):
    """What a collector has of it, in many sets."""
    run, chance = exchanged.Run(folder / "grows", source), random.Random(8)
    with collector(folder / "tree-a", url, "--rotate-records=1"):
        while run.step(chance):
            sent(run.out, url, "--sensor=s1", "--once")
        run.end()
        sent(run.out, url, "--sensor=s1")
    return folder / "tree-a/s1"


@test
def what_was_collected_in_turns_is_sent_on_once_and_in_order(folder):
    out, urls = made(folder, "--include=TCP,IPv4", times=200), [f"unix:{folder}/{name}" for name in "ab"]
    turned = collected_in_turns(folder, out, urls[0])
    assert all(len(paths) > 2 for paths in exchanged.types(turned).values()), exchanged.types(turned)
    same_records(out, turned)
    with collector(folder / "tree-b", urls[1]):
        for _ in range(2):
            equal(sent(turned, urls[1], "--sensor=s1", "--once").stderr, b"", "what it said")
            same_records(out, folder / "tree-b/s1")
            without_position(turned)
        sent(turned, urls[1], "--sensor=s1", "--once", "--delete")
    same_records(out, folder / "tree-b/s1")
    equal(list(turned.glob("*.ncap*")), [])


def arrived(out, collected):
    """Waits until all that was written by now did."""
    wanted = exchanged.n_records(out)[0]
    running.until("they arrive", lambda: (exchanged.n_records(collected) or [0])[0] == wanted)


@test
def a_collector_that_turns_is_followed_by_one_that_sends_on(folder):
    source, urls = made(folder, "--include=TCP,IPv4", times=200), [f"unix:{folder}/{name}" for name in "ab"]
    run, chance, turned = exchanged.Run(folder / "grows", source), random.Random(9), folder / "tree-a/s1"
    with collector(folder / "tree-b", urls[1]), collector(folder / "tree-a", urls[0]) as turns:
        first = exchanged.start_sender(folder / "grows", urls[0], "--sensor=s1")
        while run.step(chance):
            exchanged.settle(0.05)
            if chance.random() < 0.3:
                arrived(run.out, turned)
                turns.send_signal(signal.SIGHUP)
            if len(run.left) == 2 and turned.exists() and list(turned.glob("*.ncap.gz*")):
                netcap("send", turned, "--to", urls[1], "--sensor=s1", "--once")
        run.end()
        equal(first.wait(e2e.TIMEOUT), DONE, "the first sender's status")
        sent(turned, urls[1], "--sensor=s1", "--once")
    assert len(exchanged.types(turned)["TCP"]) > 3, exchanged.types(turned)
    same_records(source, turned)
    same_records(source, folder / "tree-b/s1")


@test
def what_is_behind_damage_in_a_file_that_was_collected_is_found(folder):
    out, url = made(folder, times=200), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    path = exchanged.types(folder / "tree/s1")["TCP"][0]
    parts = exchanged.members(path)
    parts[1] = parts[1][:40] + bytes([parts[1][40] ^ 1]) + parts[1][41:]
    assert len(parts) > 3, len(parts)
    path.write_bytes(b"".join(parts))
    said = netcap("check", path, status=PARTIAL).stdout.decode()
    lost = exchanged.unpacked_count(exchanged.members(out / "TCP.ncap.gz")[1])
    assert f"{len(exchanged.all_records(out)['TCP']) - lost} records of" in said, (lost, said)


@test
def a_run_that_takes_the_place_of_another_is_sent_too(folder):
    out, url = made(folder), unix(folder)
    first = exchanged.all_records(out)["TCP"]
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
        netcapd("-r", large_capture(folder / "other.pcap", 3), "-q", "--overwrite", out=out)
        sent(out, url, "--sensor=s1")
    equal(exchanged.all_records(folder / "tree/s1")["TCP"] == first + exchanged.all_records(out)["TCP"], True,
          "whether both are there")


@test
def another_file_with_the_same_header_is_not_taken_for_it(folder):
    out, url = made(folder), unix(folder)
    header, *blocks = exchanged.members(out / "TCP.ncap.gz")
    (folder / "other").mkdir()
    (folder / "other/TCP.ncap.gz").write_bytes(header + exchanged.changed(blocks[0]))
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
        said = sent(folder / "other", url, "--sensor=s1", status=PARTIAL).stderr
    assert b"other records of a file with the same header" in said, said
    same_records(out, folder / "tree/s1")


# --- what is killed, and what is full ---


@test
def nothing_is_lost_and_nothing_twice_whoever_is_killed(folder):
    exchanged.kill_often(folder, made(folder, times=60), KILLS, 5)


@test
def a_full_disk_of_the_collector_loses_nothing(folder):
    out, url = made(folder, times=60), unix(folder)
    with collector(folder / "tree", url) as process:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (20000, resource.RLIM_INFINITY))
        sender = subprocess.Popen(exchanged.command("send", out, "--to", url, "--sensor=s1"), stderr=subprocess.PIPE)
        said = sender.stderr.readline()
        assert b"the collector says: s1/" in said and b".ncap.gz.part: cannot be written: File too large" in said, said
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        sender.communicate(timeout=e2e.TIMEOUT)
        equal(sender.returncode, DONE)
    same_records(out, folder / "tree/s1")
    assert f"from process {sender.pid} of user {os.geteuid()}: s1/" in process.said, process.said
    assert ".ncap.gz.part: cannot be written: File too large" in process.said, process.said


@test
def a_destination_that_is_not_there_is_given_up(folder):
    out = made(folder, times=1)
    done = sent(out, unix(folder), "--once", "--give-up=1s", status=FAILED)
    assert b"has acknowledged nothing for 1 s" in done.stderr and b"is sent the next time" in done.stderr, done.stderr
    sent(out, unix(folder), "--give-up=soon", status=USAGE)


@test
def who_has_nothing_to_acknowledge_is_not_given_up_when_something_comes(folder):
    run, url, chance = exchanged.Run(folder / "grows", made(folder, times=60)), unix(folder), random.Random(6)
    run.left = {"TCP.ncap.gz": run.left["TCP.ncap.gz"]}
    assert len(run.left["TCP.ncap.gz"]) > 3
    process = exchanged.start_collector(folder / "tree", url)
    run.step(chance)
    run.step(chance)
    sender = exchanged.start_sender(folder / "grows", url, "--sensor=s1", "--give-up=2s", stderr=subprocess.PIPE)
    running.until("records arrive", lambda: (exchanged.n_records(folder / "tree/s1") or (0,))[0] > 0)
    time.sleep(1.5)
    process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    run.step(chance)
    said = exchanged.first_line(sender)
    took = time.monotonic() - began
    exchanged.kill(process)
    equal(sender.wait(e2e.TIMEOUT), FAILED)
    assert b"has acknowledged nothing for 2 s" in said and took >= 2, (said, took)


@test
def what_is_no_folder_of_records_is_told_as_what_it_is(folder):
    (folder / "empty").mkdir()
    for path, why in ((folder / "none", "No such file or directory"), (DEMO, "is no folder"),
                      (folder / "empty", "there is nothing to send")):
        done = sent(path, unix(folder), status=USAGE)
        assert f"{path}: {why}: expected a folder with records" in done.stderr.decode(), done.stderr


@test
def the_end_of_a_file_that_was_killed_is_sent_once_it_is_whole(folder):
    source, url = made(folder), unix(folder)
    (folder / "cut").mkdir()
    data = (source / "TCP.ncap.gz").read_bytes()
    part = folder / "cut/TCP.ncap.gz.part"
    part.write_bytes(data[:-10])
    with collector(folder / "tree", url):
        sent(folder / "cut", url, "--sensor=s1")
        part.write_bytes(data)
        part.rename(folder / "cut/TCP.ncap.gz")
        sent(folder / "cut", url, "--sensor=s1")
        (folder / "cut/UDP.ncap.gz").write_bytes((source / "UDP.ncap.gz").read_bytes()[:-10])
        said = sent(folder / "cut", url, "--sensor=s1", status=PARTIAL).stderr
    assert b"UDP.ncap.gz: it is cut off" in said, said
    assert b"all that can be sent is acknowledged by" in said and b"the rest of 1 files" in said, said
    equal(exchanged.all_records(folder / "tree/s1")["TCP"], exchanged.all_records(source)["TCP"])


def half_sent(folder, source, url):
    """A run of which the collector has about the half; it and what is left to be written."""
    run, chance = exchanged.Run(folder / "grows", source), random.Random(1)
    for _ in range(sum(map(len, run.left.values())) * 2 // 3):
        run.step(chance)
    with collector(folder / "tree", url):
        sent(folder / "grows", url, "--sensor=s1", "--once")
    return run, chance


def sent_to_the_end(folder, run, chance, url):
    """What the sender and the collector said."""
    run.write_rest(chance)
    with collector(folder / "tree", url) as process:
        said = sent(folder / "grows", url, "--sensor=s1").stderr.decode()
    return said, process.said


def largest_part(folder):
    return max((folder / "tree/s1").glob("*.part"), key=lambda path: path.stat().st_size)


@test
def what_a_collector_has_lost_is_said_and_sent_again(folder):
    source, url = made(folder, "--include=TCP,IPv4", times=200), unix(folder)
    run, chance = half_sent(folder, source, url)
    largest_part(folder).unlink()
    said = sent_to_the_end(folder, run, chance, url)[0]
    assert "bytes of records less than it acknowledged: they are sent again" in said, said
    same_records(source, folder / "tree/s1")


@test
def what_a_collector_removed_itself_is_not_sent_again(folder):
    source, url, chance = made(folder, "--include=TCP,IPv4", times=200), unix(folder), random.Random(1)
    run = exchanged.Run(folder / "grows", source)
    idle = run.left.pop("TCP.ncap.gz")
    (run.out / "TCP.ncap.gz.part").write_bytes(b"".join(idle[:3]))
    gone = sum(map(exchanged.unpacked_count, idle[1:3]))
    for _ in range(2):
        with collector(folder / "tree", url, "--rotate-records=1", "--keep=2"):
            for _ in range(3):
                sender = exchanged.start_sender(run.out, url, "--sensor=s1", stderr=subprocess.PIPE)
                for _ in range(4):
                    run.step(chance)
                    exchanged.settle(0.4)
                said = exchanged.stop(sender)
                assert "less than it acknowledged" not in said, said
    run.left["TCP.ncap.gz"] = idle[3:]
    run.write_rest(chance)
    with collector(folder / "tree", url):
        said = sent(folder / "grows", url, "--sensor=s1").stderr.decode()
    equal(said, "", "what the sender said")
    equal(exchanged.all_records(folder / "tree/s1")["TCP"], exchanged.all_records(source)["TCP"][gone:], "records")


@test
def what_is_behind_a_damaged_block_of_a_file_that_grows_is_put_aside(folder):
    source, url = made(folder, "--include=TCP,IPv4", times=200), unix(folder)
    run, chance = half_sent(folder, source, url)
    for at in (1, 0):
        part = largest_part(folder)
        before, parts = part.read_bytes(), exchanged.members(part)
        assert len(parts) > at + 2, len(parts)
        flip = sum(map(len, parts[:at])) + len(parts[at]) - 20
        part.write_bytes(before[:flip] + bytes([before[flip] ^ 1]) + before[flip + 1:])
        if at:
            with collector(folder / "tree", url) as process:
                said = sent(folder / "grows", url, "--sensor=s1", "--once").stderr.decode()
            heard = process.said
        else:
            said, heard = sent_to_the_end(folder, run, chance, url)
        assert "less than it acknowledged" in said, said
        aside = next((folder / "tree/s1").glob("*.damaged*"))
        assert f"{part.name}: is damaged at byte " in heard and f"put aside as {aside.name}" in heard, heard
        equal(aside.read_bytes()[-len(b"".join(parts[2:])):], b"".join(parts[2:]), "what was put aside")
        aside.unlink()
    same_records(source, folder / "tree/s1")


@test
def a_position_that_cannot_be_true_is_as_none(folder):
    out, url = made(folder, "--include=TCP,IPv4"), unix(folder)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    position = next(out.glob(".send-*"))
    first, *lines = position.read_text().splitlines()
    for whole in "01":
        numbers = [line.split() for line in lines]
        position.write_text(first + "\n" + "".join(
            f"{name} {int(done) * 10} {int(raw) * 10} {int(base) * 10} {whole}\n"
            for name, done, raw, base, _ in numbers))
        shutil.rmtree(folder / "tree")
        with collector(folder / "tree", url):
            said = sent(out, url, "--sensor=s1").stderr.decode()
        equal(said.count("has less than was noted as acknowledged"), 2, f"how often it is said in {said}")
        same_records(out, folder / "tree/s1")


# --- who comes from outside ---


@test
def a_name_that_is_none_gets_no_folder(folder):
    url = unix(folder)
    with collector(folder / "tree", url):
        for name in (b"../../x", b"..", b".", b".hidden", b"a/b", b"a\0b", b"a b", b"\xc3\xa9", b"x" * 65, b"/tmp/x"):
            said = refusal(url, name)
            assert "name is none" in said or len(name) > 64, (name, said)
    equal(sorted(os.listdir(folder / "tree")), [])
    equal(sorted(os.listdir(folder)), ["tree", *(["socket"] if (folder / "socket").exists() else [])][::-1])


@test
def what_collect_did_not_make_stays(folder):
    out, url, place = made(folder, "--include=TCP"), unix(folder), folder / "tree/s1"
    place.mkdir(parents=True)
    strange = [place / f"TCP-2020010{day}T000000Z.ncap.gz.part" for day in (1, 2)]
    strange[0].write_bytes(b"foreign, short")
    strange[1].write_bytes(b"foreign, " * 20)
    with collector(folder / "tree", url):
        sent(out, url, "--sensor=s1")
    equal([path.read_bytes() for path in strange], [b"foreign, short", b"foreign, " * 20], "what was there")


def apart_from(folder, said):
    """What was said, without the path of the test's folder: its name is random and may hold what must not be said."""
    return said.replace(str(folder), "FOLDER")


@test
def a_sensor_without_a_folder_is_told_why_and_nothing_of_options_that_there_are_not(folder):
    out, url = made(folder), unix(folder)
    (folder / "tree").mkdir()
    (folder / "tree/s1").write_text("a file")
    with collector(folder / "tree", url) as process:
        sender = exchanged.start_sender(out, url, "--sensor=s1", "--once", stderr=subprocess.PIPE)
        said = sender.stderr.readline().decode()
        exchanged.stop(sender)
    assert "the folder of sensor s1: cannot write records there: Not a directory" in said, said
    said = apart_from(folder, process.said)
    assert "Not a directory" in said and "-o" not in said, said


@test
def whatever_is_said_others_are_served(folder):
    out, url, chance = made(folder), unix(folder), random.Random(6)
    greeting = struct.pack(">IB", len(MAGIC) + 2, 1) + MAGIC + b"s2"
    frames = [b"GET / HTTP/1.1\r\n\r\n", b"\0" * 1000, b"\xff" * 1000, greeting + b"\xff" * 50,
              greeting + struct.pack(">IBI", 4, 7, 1 << 31), greeting + struct.pack(">IBIQ", 12, 6, 1, 1),
              greeting + struct.pack(">IB", 1 << 30, 5), greeting + struct.pack(">IBI", 8, 3, 0) + b"\xff" * 4,
              greeting + greeting, struct.pack(">IB", len(MAGIC) + 2, 1) + b"NETCAP\0\2s2"]
    frames += [chance.randbytes(chance.randrange(1, 3000)) for _ in range(30)]
    frames += [greeting + chance.randbytes(chance.randrange(1, 3000)) for _ in range(30)]
    with collector(folder / "tree", url):
        silent = [exchanged.Peer(url) for _ in range(20)]
        for data in frames:
            with exchanged.Peer(url) as peer:
                peer.send(data)
        sent(out, url, "--sensor=s1")
        for peer in silent:
            peer.close()
    same_records(out, folder / "tree/s1")
    equal([name for name in os.listdir(folder / "tree/s2") if "ncap.gz" in name] if (folder / "tree/s2").exists()
          else [], [])


@test
def a_block_that_is_not_what_it_says_is_not_written(folder):
    out, url = made(folder), unix(folder)
    header, block = exchanged.members(out / "ARP.ncap.gz")[:2]
    message = exchanged.unpacked(header)
    records = exchanged.unpacked(block)
    start = next(i for i, byte in enumerate(message) if byte < 0x80) + 1
    body = message[start:]
    name, digest = hashlib.sha256(body).digest()[:16], hashlib.sha256(records).digest()[:8]
    count = len(e2e.dump(out / "ARP.ncap.gz"))

    def answer(identity=name, offset=len(message), size=len(records), of=digest, n=count, packed=block):
        with exchanged.Peer(url) as peer:
            peer.say("HELLO", MAGIC + b"s1")
            equal(peer.hear()[0], "WELCOME")
            peer.say("FILE", struct.pack(">I", 3) + body)
            kind, said = peer.hear()
            equal(kind, "RESUME")
            peer.say("BLOCK", struct.pack(">I", 3) + identity + struct.pack(">QI", offset, size) + of +
                     struct.pack(">I", n) + packed)
            return said, peer.hear()

    bomb = gzip.compress(bytes(50 << 20))
    with collector(folder / "tree", url):
        for wrong in ({"identity": bytes(16)}, {"size": 7}, {"size": 0}, {"size": 1 << 31}, {"of": bytes(8)},
                      {"n": count + 1}, {"packed": block[:-1]}, {"packed": block + b"\0"}, {"packed": bomb},
                      {"offset": (1 << 64) - 1}, {"packed": b"\x1f\x8b\x08\x04" + block[4:]}):
            said, heard = answer(**wrong)
            equal(struct.unpack(">IQI8s", said), (3, len(message), 0, bytes(8)))
            equal(heard and heard[0], "ERROR", str(wrong.keys()))
        equal(exchanged.types(folder / "tree/s1"), {})
        equal(answer()[1], ("ACK", struct.pack(">IQ", 3, len(message) + len(records))))
    equal(exchanged.all_records(folder / "tree/s1")["ARP"], exchanged.all_records(out)["ARP"])


def client(ours=None, ca=None):
    """Who connects with these files or none."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if ours:
        context.load_cert_chain(*[option.split("=", 1)[1] for option in ours[1:]])
    return context


@test
def who_has_no_certificate_or_a_wrong_one_is_refused_and_others_are_served(folder):
    ours = keys(folder / "pki", sensors=("s1", "s2"))
    others = keys(folder / "others")
    (folder / "pki-old").mkdir()
    for name in ("ca.crt", "ca.key"):
        (folder / "pki-old" / name).write_bytes((folder / "pki" / name).read_bytes())
    old = keys(folder / "pki-old", collectors=(), sensors=("s1",), SOURCE_DATE_EPOCH="1000000000")
    out, url = made(folder), f"tls://127.0.0.1:{running.free_port()}"
    tls12 = client(ours["s1"])
    tls12.maximum_version = ssl.TLSVersion.TLSv1_2
    with collector(folder / "tree", url, *ours["127.0.0.1"]) as process:
        with exchanged.Peer(url) as plain:
            plain.send(struct.pack(">IB", len(MAGIC) + 2, 1) + MAGIC + b"s1")
            assert (plain.hear() or ("NONE",))[0] != "WELCOME"
        for context in (client(), client(others["s1"]), client(old["s1"])):
            equal(refusal(url, b"s1", context=context), "")
        try:
            exchanged.Peer(url, context=tls12)
            raise AssertionError("TLS 1.2 was taken")
        except (ssl.SSLError, ConnectionError):
            pass
        assert "not that of its certificate" in refusal(url, b"s2", context=client(ours["s1"]))
        assert "name is none" in refusal(url, b"../../x", context=client(ours["s1"]))
        sender = subprocess.Popen(exchanged.command("send", out, "--to", url, others["s1"][0], *ours["s2"][1:]),
                                  stderr=subprocess.PIPE)
        said = sender.stderr.readline()
        assert b"the other end's certificate" in said, said
        exchanged.stop(sender)
        sent(out, url, *ours["s1"])
    equal(sorted(os.listdir(folder / "tree")), ["s1"])
    same_records(out, folder / "tree/s1")
    assert "from 127.0.0.1:" in process.said and "PRIVATE" not in process.said, process.said
    said = apart_from(folder, process.said)
    assert "s1" not in said and "s2" not in said, said


def speaks_first(data):
    """The URL of somebody who greets whoever connects, as servers of other protocols do."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                server.accept()[0].sendall(data)
    threading.Thread(target=serve, daemon=True).start()
    return f"tls://127.0.0.1:{server.getsockname()[1]}"


@test
def what_is_wrong_with_TLS_is_a_sentence_that_says_what_was_expected(folder):
    ours, others = keys(folder / "pki", sensors=("s1", "s2")), keys(folder / "others")
    out, url = made(folder, times=1), f"tls://127.0.0.1:{running.free_port()}"
    mixed = [*ours["s1"][:2], ours["s2"][2]]
    said = sent(out, url, *mixed, status=USAGE).stderr.decode()
    assert f"{folder}/pki/s2.key: is not the key of the certificate in --cert" in said, said
    with collector(folder / "tree", url, *ours["127.0.0.1"]) as process:
        for to, options, why in (
                (url.replace("127.0.0.1", "localhost"), ours["s1"], "is for 127.0.0.1, not for localhost: expected"),
                (url, [others["s1"][0], *ours["s1"][1:]], f"not in --ca, {folder}/others/ca.crt: expected the ca.crt"),
                (url, [ours["s1"][0], *others["s1"][1:]], "does not know who signed the certificate in --cert"),
                (url, [*ours["s1"], f"--pin={'0' * 64}"], "'127.0.0.1', is none of those pinned: expected a --pin"),
                (speaks_first(b"SSH-2.0-x\r\n"), ours["s1"], "speaks no TLS: expected the port of netcap collect")):
            sender = exchanged.start_sender(out, to, *options, stderr=subprocess.PIPE)
            said = exchanged.first_line(sender).decode()
            exchanged.kill(sender)
            assert why in said, said
    assert "connections ended early; the last: from 127.0.0.1:" in process.said, process.said


# --- what it is told ---


@test
def what_cannot_be_is_a_usage_error(folder):
    out, url = made(folder), unix(folder)
    (folder / "empty").mkdir()
    for arguments in (["send"], ["send", out], ["send", folder / "empty", "--to", url],
                      ["send", folder / "nowhere", "--to", url], ["send", out, "--to", "tcp://127.0.0.1:1"],
                      ["send", out, "--to", "tls://127.0.0.1:1"], ["send", out, "--to", "no-url"],
                      ["send", out, "--to", url, "--sensor=../../x"], ["send", out, "--to", url, "--to", "-"],
                      ["send", out, "--to", url, "--pin=12"],
                      ["send", out, "--check", *(f"--to={url}{i}" for i in range(17))], ["collect", folder / "tree"],
                      ["collect", folder / "tree", "--listen", "tls://127.0.0.1:1"], ["keys", folder / "pki"],
                      ["keys", folder / "pki", "--sensor=a/b"], ["keys", folder / "pki", "--sensor=ca"]):
        netcap(*arguments, status=USAGE)
    assert not (folder / "pki").exists()
    netcap("send", out, "--check", *(f"--to={url}{i}" for i in range(16)))


@test
def what_is_wrong_with_a_certificate_or_key_is_said_with_its_path(folder):
    with_keys = dict(option.split("=", 1) for option in keys(folder / "pki")["s1"])
    os.mkfifo(folder / "fifo")
    (folder / "empty").touch()
    for option in ("--ca", "--cert", "--key"):
        for path, why in ((folder / "nowhere", "No such file"), (folder / "fifo", "is no regular file"),
                          (folder / "empty", "")):
            options = [f"{name}={value}" for name, value in {**with_keys, option: path}.items()]
            said = netcap("collect", folder / "tree", "--listen", "tls://127.0.0.1:1", *options, status=USAGE).stderr
            assert f"{option}: {path}: {why}".encode() in said, said
    (folder / "pki/ca.key").unlink()
    os.mkfifo(folder / "pki/ca.key")
    said = netcap("keys", folder / "pki", "--sensor=s2", status=FAILED).stderr
    assert b"ca.key: is no regular file" in said, said


@test
def keys_are_for_their_owner_alone_and_never_replaced(folder):
    keys(folder / "pki")
    before = e2e.digests(folder / "pki")
    for path in (folder / "pki").glob("*.key"):
        equal(path.stat().st_mode & 0o777, 0o600, path.name)
    keys(folder / "pki", sensors=("s1", "s2"))
    after = e2e.digests(folder / "pki")
    equal({name: after[name] for name in before}, before)
    equal(sorted({*after} - {*before}), ["s2.crt", "s2.key"])
    (folder / "pki/s1.crt").unlink()
    said = netcap("keys", folder / "pki", "--sensor=s1", status=FAILED).stderr
    assert b"s1.key: is there without the other" in said, said


@test
def a_second_sender_to_the_same_destination_is_refused(folder):
    source, url = made(folder), unix(folder)
    run = exchanged.Run(folder / "grows", source)
    run.step(random.Random(7))
    process = subprocess.Popen(exchanged.command("send", folder / "grows", "--to", url), stderr=subprocess.PIPE)
    process.stderr.readline()
    said = netcap("send", folder / "grows", "--to", url, status=USAGE).stderr
    assert b"another process sends this folder there" in said, said
    exchanged.stop(process)
    run.end()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
