#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap send --to kafka://: records through Kafka, to netcap collect --from and to whoever else reads it.  The
cluster is librdkafka's mock, which has no TLS: of that only the options are tested here.

It lets a group wait for three seconds when it is new and for five when its last member has left, so that several
tests run at once."""
import hashlib
import random
import subprocess
import sys
import time

import e2e
import running
from e2e import PARTIAL, TIMEOUT, USAGE, equal, netcapd, test
from exchanged import all_records, first_line, keys, netcap, same_records, start_sender, stop
from kafka_server import (FETCH, NOT_ALLOWED, NOT_ENOUGH_AFTER, NOT_ENOUGH_REPLICAS, NOT_IN_GROUP, NOT_LEADER,
                          OFFSET_COMMIT, PRODUCE, TIMED_OUT, TOO_LARGE, UNKNOWN_TOPIC, Server, arrive, fetch, hear,
                          n_records, survive)

PLAIN, POSITIONS, AT_ONCE = "--plain-text", ".send-*", 3


def made(folder, times=4):
    netcapd("-r", e2e.large_capture(folder / "in.pcap", times), "-q", out=folder / "out")
    return folder / "out"


def send(out, server, *options, sensor="s1"):
    return netcap("send", out, "--to", server.url, PLAIN, f"--sensor={sensor}", "--once", *options)


def forget(out):
    """Nobody knows what was sent of it."""
    for position in list(out.glob(POSITIONS)):
        position.unlink()


def split(body):
    """The records of a body; nothing else may be in it."""
    at, found = 0, []
    while at < len(body):
        end = e2e.message_end(body, at)
        found.append(body[at:end])
        at = end
    return found


def blocks_of(messages):
    return [each for each in messages if each.topic.startswith("netcap.v1.")]


def blocks(server):
    return blocks_of(server.messages())


def records_of(messages):
    """What a reader of topics has that drops the ids that it knows: records by type."""
    known, found = set(), {}
    for each in messages:
        if each.text("Netcap-Id") not in known:
            known.add(each.text("Netcap-Id"))
            found.setdefault(each.topic[len("netcap.v1."):], []).extend(split(each.value))
    return found


@test
def a_body_is_records_behind_their_lengths_and_headers_say_what_they_are(folder):
    out = made(folder)
    with Server() as server:
        send(out, server, "--include=TCP,UDP")
        found = server.messages()
    schemas = {each.key.decode(): each.value for each in found if each.topic == "netcap.schemas"}
    of_files = [each for each in found if each.topic != "netcap.schemas"]
    for name, schema in schemas.items():
        equal(name, hashlib.sha256(schema).hexdigest()[:32], "the key of a schema")
    for each in of_files:
        header, at = each.headers["Netcap-Header"], int(each.text("Netcap-Schema-At"))
        whole = header[:at] + schemas[each.text("Netcap-Schema")] + header[at:]
        sensor, name = each.text("Netcap-Id").split("/")
        equal((each.key, sensor), (b"s1", "s1"), "the key and the sensor")
        equal(name.split("-")[0], hashlib.sha256(whole).hexdigest()[:32], "the file, by its header")
    ends = sorted(each.text("Netcap-Type") for each in of_files if each.topic == "netcap.ends" and not each.value)
    equal(ends, ["TCP", "UDP"], "the files that have ended")
    for each in (each for each in of_files if each.topic != "netcap.ends"):
        equal(int(each.text("Netcap-Count")), len(split(each.value)), "the number of records")
        equal(each.text("Netcap-Id").split("-")[3], hashlib.sha256(each.value).hexdigest()[:16], "the digest in the id")
        assert len(each.value) <= 256 << 10, len(each.value)
    wanted = all_records(out)
    got = records_of(each for each in of_files if each.topic != "netcap.ends")
    equal(got, {kind: wanted[kind] for kind in ("TCP", "UDP")}, "the records")


@test
def errors_that_pass_neither_lose_records_nor_double_them(folder):
    out = made(folder, 1)
    with Server() as server:
        server.tell("errors", PRODUCE, NOT_LEADER, TIMED_OUT, 0,  # the schema; the block; the end
                    NOT_ENOUGH_REPLICAS, NOT_LEADER, NOT_ENOUGH_AFTER, 0, TIMED_OUT)
        send(out, server, "--include=TCP")
        found = server.messages()
    equal(sorted(each.topic for each in found), ["netcap.ends", "netcap.schemas", "netcap.v1.TCP"], "the topics")
    equal(records_of([each for each in found if each.topic == "netcap.v1.TCP"])["TCP"], all_records(out)["TCP"],
          "the records")


@test
def a_refusal_is_said_and_all_is_put_again_once_it_passes(folder):
    out = made(folder, 1)
    with Server() as server:
        server.tell("errors", PRODUCE, NOT_ALLOWED)
        sent = send(out, server)
        found = blocks(server)
    assert b"does not let this sensor" in sent.stderr and b"connected" in sent.stderr, sent.stderr
    equal(records_of(found), all_records(out), "the records")


@test
def what_the_broker_never_takes_is_named_and_the_rest_arrives(folder):
    out = made(folder, 1)
    with Server() as server:
        server.tell("errors", PRODUCE, 0, TOO_LARGE)  # the schema; the first block
        sent = netcap("send", out, "--to", server.url, PLAIN, "--once", "--include=TCP", status=PARTIAL)
        equal(sorted(each.topic for each in server.messages()), ["netcap.ends", "netcap.schemas"], "the topics")
    assert b"longer than" in sent.stderr, sent.stderr


@test
def a_broker_that_is_away_is_waited_for(folder):
    out = made(folder)
    with Server() as server:
        server.tell("down")
        sender = start_sender(out, server.url, PLAIN, "--sensor=s1", "--once", stderr=subprocess.PIPE)
        said = first_line(sender)
        for _ in range(3):
            server.tell("up")
            time.sleep(0.3)
            server.tell("down")
        server.tell("up")
        equal(sender.wait(e2e.TIMEOUT), 0, "the sender's status")
        sender.stderr.close()
        found = blocks(server)
    assert b"what is not acknowledged stays here" in said and b"refused" in said, said
    equal(records_of(found), all_records(out), "the records")


@test
def plain_text_is_meant_and_addresses_are_addresses(folder):
    out, ours = made(folder, 1), keys(folder / "pki", sensors=("s1",))
    for wrong, options in (("kafka://127.0.0.1:9092", []), ("kafka://127.0.0.1:9092", [PLAIN, *ours["s1"]]),
                           ("kafka://127.0.0.1:9092", [*ours["s1"][:2]]), ("kafka://127.0.0.1", [PLAIN]),
                           ("kafka://a:1,,b:2", [PLAIN]), ("kafka://ssl://a:1", [PLAIN]),
                           ("kafka://127.0.0.1:9092", [*ours["s1"], "--sensor=s2"]),
                           ("kafka://127.0.0.1:9092", [*ours["s1"], f"--pin={'0' * 64}"])):
        netcap("send", out, "--to", wrong, *options, "--once", status=USAGE)
    with Server() as server:  # it speaks no TLS, to which the sender keeps
        sender = start_sender(out, server.url, *ours["s1"], "--once", stderr=subprocess.PIPE)
        line = first_line(sender)
        stop(sender)
        assert b"cannot connect" in line, line
        equal(server.messages(), [], "what the topics have")


@test
def what_was_sent_twice_by_two_sensors_is_collected_once_of_each(folder):
    out = made(folder)
    with Server() as server:
        collects = fetch(folder / "tree", server)  # there are no topics yet
        for sensor in ("s1", "a.b-c_d", "s1"):
            forget(out)
            send(out, server, sensor=sensor)
        for sensor in ("s1", "a.b-c_d"):
            arrive(folder / "tree" / sensor, out)
            same_records(out, folder / "tree" / sensor)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")


@test
def nothing_is_lost_and_nothing_twice_whoever_is_killed(folder):
    survive(folder, made(folder, 20), random.Random(7), ("down", "sender", "errors", "collector", "down"))


@test
def what_cannot_be_written_is_tried_again(folder):
    out = made(folder)
    (folder / "tree").mkdir()
    (folder / "tree/s1").write_text("no folder")
    with Server() as server:
        send(out, server)
        collects = fetch(folder / "tree", server)
        said = first_line(collects)
        (folder / "tree/s1").unlink()
        arrive(folder / "tree/s1", out)
        stop(collects)
    assert b"s1" in said, said
    equal(collects.returncode, 0, "the collector's status")
    same_records(out, folder / "tree/s1")


@test
def what_is_collected_is_not_fetched_again(folder):
    out = made(folder, 1)
    with Server() as server:
        send(out, server)
        collects = fetch(folder / "tree", server)
        arrive(folder / "tree/s1", out)
        stop(collects)
        forget(out)
        send(out, server, sensor="s2")
        collects = fetch(folder / "another", server)
        arrive(folder / "another/s2", out)
        stop(collects)
    equal((folder / "another/s1").exists(), False, "whether s1 came a second time")


@test
def what_others_put_is_refused_lost_schemas_are_told_and_ours_arrives(folder):
    out = made(folder, 1)
    with Server() as server:
        send(out, server, "--include=TCP")
        block, = blocks(server)
        end, = (each for each in server.messages() if each.topic == "netcap.ends")
        name = block.text("Netcap-Id")

        def put(sensor, original=block, value=None, said=None, **changed):
            headers = {**original.headers}
            headers["Netcap-Id"] = original.text("Netcap-Id").replace("s1", said or sensor).encode()
            headers.update({key.replace("_", "-"): text.encode() for key, text in changed.items()})
            server.again(original, key=sensor.encode(), headers=headers,
                         value=original.value if value is None else value)

        server.again(block, headers={})
        put("s1", value=block.value[:-1])
        put("s1", Netcap_Id=name[:-4] + "0000")
        put("evil", said="s1")
        put("..")
        put("../evil")
        put(".evil", end)
        put("evil", Netcap_Schema_At="999999999")
        put("evil", Netcap_Schema_At="1")
        put("evil", Netcap_Count="99999999999")
        put("evil", Netcap_Header="none")
        put("s3", Netcap_Schema="0" * 32)
        server.publish("netcap.schemas", b"0" * 32, b"not what has that sum")
        forget(out)
        send(out, server, "--include=TCP", sensor="s2")
        collects, wanted = fetch(folder / "tree", server), len(all_records(out)["TCP"])
        for sensor in ("s1", "s2"):
            running.until("it arrives", lambda: (n_records(folder / "tree" / sensor) or [0])[0] == wanted, pause=0.2)
        said = hear(collects, "TCP of sensor s3") + stop(collects)
    equal(collects.returncode, PARTIAL, "the collector's status")
    equal(sorted(path.name for path in (folder / "tree").iterdir() if path.is_dir()), ["s1", "s2"], "the sensors")
    for sensor in ("s1", "s2"):
        equal(all_records(folder / "tree" / sensor)["TCP"], all_records(out)["TCP"], f"the records of {sensor}")
    assert "no blocks of ours" in said and "TCP of sensor s3" in said and "lost" in said, said


@test
def no_block_is_lost_while_a_broker_does_not_know_the_topic_of_schemas(folder):
    out = made(folder, 1)
    with Server() as server:
        send(out, server)
        server.tell("hide", "netcap.schemas", UNKNOWN_TOPIC)
        collects = fetch(folder / "tree", server)
        hear(collects, "cannot read topic netcap.schemas")
        server.tell("hide", "netcap.schemas", 0)
        arrive(folder / "tree/s1", out)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")
    same_records(out, folder / "tree/s1")


@test
def schemas_are_read_of_all_partitions_and_too_many_are_refused(folder):
    out = made(folder, 1)
    with Server() as server:
        server.tell("topic", "netcap.schemas", 200)
        send(out, server)
        collects = fetch(folder / "tree", server)
        arrive(folder / "tree/s1", out)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")
    with Server() as server:
        server.tell("topic", "netcap.schemas", 300)
        forget(out)
        send(out, server, "--include=TCP")
        collects = fetch(folder / "another", server)
        hear(collects, "it has 300 partitions: expected at most 256")
        stop(collects)


@test
def ends_of_files_whose_blocks_are_to_come_hold_up_no_blocks(folder):
    out, tree = made(folder, 40), folder / "tree"
    with Server() as server:
        send(out, server, "--include=TCP")
        sent = server.messages()
    end, = (each for each in sent if each.topic == "netcap.ends")
    first, second, *more = blocks_of(sent)
    with Server() as server:
        server.tell("topic", "netcap.v1.TCP", 1)
        for each in (each for each in sent if each.topic == "netcap.schemas"):
            server.again(each)
        for sensor in (f"x{i}" for i in range(1100)):
            name = end.text("Netcap-Id").replace("s1", sensor).encode()
            server.again(end, key=sensor.encode(), headers={**end.headers, "Netcap-Id": name})
        collects = fetch(tree, server)
        running.until("as many ends as may wait do", lambda: len(list(tree.glob("x*"))) >= 512, pause=0.2)
        time.sleep(3)
        for each in (second, first, *more):
            server.again(each)
        wanted = len(all_records(out)["TCP"])
        running.until("it arrives", lambda: (n_records(tree / "s1") or [0])[0] == wanted, pause=0.2)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")


@test
def two_collectors_do_not_share_a_group_but_say_so(folder):
    out = made(folder, 1)
    with Server() as server:
        send(out, server)
        one = fetch(folder / "tree", server)
        arrive(folder / "tree/s1", out)
        other = fetch(folder / "another", server)
        said = hear(other, "another collector", one)
        stop(other)
        forget(out)
        send(out, server, sensor="s2")
        arrive(folder / "tree/s2", out)
        stop(one)
    assert "another collector is in its group" in said and "--consumer=NAME" in said, said
    same_records(out, folder / "tree/s2")


@test
def what_is_collected_and_cannot_be_noted_for_long_is_told(folder):
    out = made(folder, 1)
    with Server() as server:
        send(out, server)
        server.tell("errors", OFFSET_COMMIT, *[NOT_IN_GROUP] * 25)
        collects = fetch(folder / "tree", server)
        said = hear(collects, "cannot note in group netcap-collect")
        arrive(folder / "tree/s1", out)
        said += stop(collects)
    equal(said.count("cannot note"), 1, "how often it is said")
    equal(collects.returncode, 0, "the collector's status")


def main():
    version = netcap("--version").stdout.decode()
    if "kafka" not in version.split(";")[0]:
        print("skipped: built without Kafka")
        return 77
    return e2e.main(at_once=AT_ONCE)


if __name__ == "__main__":
    sys.exit(main())
