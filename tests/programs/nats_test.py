#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""netcap send --to nats://: records through JetStream, to netcap collect --from and to whoever else reads it."""
import hashlib
import os
import random
import subprocess
import sys
import time

import e2e
import exchanged
import recipes
import running
from e2e import PARTIAL, TIMEOUT, USAGE, equal, netcapd, test
from exchanged import Run, all_records, first_line, keys, netcap, same_records, start_fetching, start_sender, stop
from nats_server import Client, Server

PLAIN, POSITIONS = "--plain-text", ".send-*"


def made(folder, times=12):
    netcapd("-r", e2e.large_capture(folder / "in.pcap", times), "-q", out=folder / "out")
    return folder / "out"


def forget(out):
    """Nobody knows what was sent of it."""
    positions = list(out.glob(POSITIONS))
    for position in positions:
        position.unlink()


def arrive(tree, source):
    wanted = sum(map(len, all_records(source).values()))
    running.until("all records arrive and files are closed", lambda: exchanged.n_records(tree) == (wanted, 0))


def configured(folder, *changes, sensors=("s1", "archive")):
    """The configuration in the manual, with these changes, and what the ends are told."""
    ours = keys(folder / "pki", collectors=("127.0.0.1",), sensors=sensors)
    text = next(each.code for each in recipes.examples() if each.engine == "nats-server")
    for was, becomes in (("/etc/nats/nats.example", f"{folder}/pki/127.0.0.1"), ("/etc/nats/ca", f"{folder}/pki/ca"),
                         ("/var/lib/nats", f"{folder}/store"), ("100GB", "1GB"), *changes):
        assert was in text, was
        text = text.replace(was, becomes)
    return Server(folder, keys=folder / "pki", names=("127.0.0.1", "archive"), text=text), ours


@test
def records_that_went_through_JetStream_are_the_same(folder):
    out = made(folder)
    with Server(folder) as server:
        for sensor in ("s1", "a.b-c_d"):
            forget(out)
            netcap("send", out, "--to", server.url, PLAIN, "--sensor", sensor, "--once")
        collects = start_fetching(folder / "tree", server, PLAIN)
        for sensor in ("s1", "a.b-c_d"):
            arrive(folder / "tree" / sensor, out)
            same_records(out, folder / "tree" / sensor)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")


@test
def a_second_collector_of_one_consumer_waits_and_one_of_its_own_gets_all(folder):
    out = made(folder)
    with Server(folder) as server:
        first = start_fetching(folder / "first", server, PLAIN)
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once")
        arrive(folder / "first/s1", out)
        second, own = (start_fetching(folder / name, server, PLAIN, *more)
                       for name, more in (("second", []), ("own", ["--consumer=own"])))
        said = first_line(second)
        assert b"another collector fetches by the consumer netcap-collect" in said and b"--consumer=NAME" in said, said
        arrive(folder / "own/s1", out)
        exchanged.kill(first)
        said = first_line(second)  # it takes over
        assert b"connected" in said, said
        equal(["" if process.poll() is None else "ended" for process in (second, own)], ["", ""], "what goes on")
        equal([stop(process) for process in (second, own)], ["", ""], "what they said")
    same_records(out, folder / "own/s1")
    equal((folder / "second/s1").exists(), False, "whether the second had any")
    netcap("collect", folder / "tree", "--from=nats://127.0.0.1:1", PLAIN, "--consumer=a.b", status=USAGE)
    netcap("collect", folder / "tree", f"--listen=unix:{folder}/x", "--consumer=own", status=USAGE)


@test
def what_was_sent_twice_is_there_once(folder):
    out = made(folder)
    with Server(folder) as server:
        for _ in range(2):
            forget(out)
            netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once")
        ids = [headers["Nats-Msg-Id"] for _, headers, _ in server.messages()]
    equal(len(ids), len(set(ids)), "how many messages the stream has")


@test
def TLS_is_mutual_and_its_absence_is_meant(folder):
    out, ours = made(folder, 1), keys(folder / "pki", sensors=("s1", "archive"))
    others = keys(folder / "others", sensors=("s1",))
    with Server(folder, keys=folder / "pki", names=("127.0.0.1", "archive")) as server:
        refused = netcap("send", out, "--to", server.url, "--once", status=USAGE)
        assert b"would be plain text" in refused.stderr, refused.stderr
        for wrong in (others["s1"], ours["s1"][:1], [PLAIN]):
            sender = start_sender(out, server.url, *wrong, "--once", stderr=subprocess.PIPE)
            line = first_line(sender)
            stop(sender)
            assert b"what is not acknowledged stays here" in line, line
        equal(server.messages(), [], "what the stream has")
        netcap("send", out, "--to", server.url, *ours["s1"], "--once")
        collects = start_fetching(folder / "tree", server, *ours["archive"])
        arrive(folder / "tree/s1", out)
        stop(collects)
    same_records(out, folder / "tree/s1")


@test
def the_configuration_in_the_manual_lets_sensors_and_a_collector_work_and_nobody_else_in(folder):
    out = made(folder, 1)
    server, ours = configured(folder, sensors=("s1", "s2", "archive"))
    with server:
        collects = start_fetching(folder / "tree", server, *ours["archive"])
        running.until("the stream is there", server.has_stream)
        netcap("send", out, "--to", server.url, *ours["s1"], "--once")
        arrive(folder / "tree/s1", out)
        sender = start_sender(out, server.url, *ours["s2"], stderr=subprocess.PIPE)
        line = first_line(sender)
        exchanged.kill(sender)
        assert b"does not let this" in line, line
        equal(stop(collects), "", "what the collector said")
    same_records(out, folder / "tree/s1")


@test
def rights_of_a_name_with_a_dot_are_those_of_its_subjects(folder):
    out = made(folder, 1)
    server, ours = configured(folder, ("CN=s1", "CN=s.1"), (".s1.>", ".s%2E1.>"), sensors=("s.1", "archive"))
    with server:
        collects = start_fetching(folder / "tree", server, *ours["archive"])
        running.until("the stream is there", server.has_stream)
        netcap("send", out, "--to", server.url, *ours["s.1"], "--once")
        arrive(folder / "tree/s.1", out)
        equal(stop(collects), "", "what the collector said")


@test
def a_collector_that_may_not_ask_for_messages_says_what_it_has_to_be_allowed(folder):
    right = "$JS.API.CONSUMER.MSG.NEXT.NETCAP.netcap-collect"
    server, ours = configured(folder, (f'"{right}",', ""))
    with server:
        collects = start_fetching(folder / "tree", server, *ours["archive"])
        line = first_line(collects)
        exchanged.kill(collects)
    assert f"the server does not answer: expected that it is there, and the right to publish {right}" in \
        line.decode(), line


@test
def a_consumer_that_is_removed_is_made_anew(folder):
    out = made(folder)
    with Server(folder) as server:
        collects = start_fetching(folder / "tree", server, PLAIN)
        for sensor in ("s1", "s2"):
            netcap("send", out, "--to", server.url, PLAIN, "--sensor", sensor, "--once")
            arrive(folder / "tree" / sensor, out)
            with Client(server) as client:
                answer = client.ask("$JS.API.CONSUMER.DELETE.NETCAP.netcap-collect", {})
            assert answer.get("success"), answer
            line = first_line(collects)
            assert b"its consumer: the server" in line, line
            line = first_line(collects)
            assert b"connected" in line, line
            forget(out)
        exchanged.kill(collects)
    for sensor in ("s1", "s2"):
        same_records(out, folder / "tree" / sensor)


@test
def a_body_is_records_behind_their_lengths_and_headers_say_what_they_are(folder):
    out = made(folder)
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once", "--include=TCP,UDP")
        found = server.messages()
    wanted, got, about = all_records(out), {"TCP": [], "UDP": []}, []
    for subject, headers, body in found:
        words = subject.split(".")
        equal(words[:3], ["netcap", "v1", "s1"], "the subject's beginning")
        if len(words) > 4:
            about.append(words[4])
            continue
        at, count = 0, 0
        while at < len(body):
            end = e2e.message_end(body, at)
            got[words[3]].append(body[at:end])
            at, count = end, count + 1
        equal(int(headers["Netcap-Count"]), count, "the number of records")
        equal(headers["Nats-Msg-Id"].split("-")[3], hashlib.sha256(body).hexdigest()[:16], "the digest in the id")
        equal(len(headers["Netcap-Schema"]), 32, "digits of the schema's sum")
        assert len(body) <= 256 << 10, len(body)
    equal(sorted(about), ["end", "end", "header", "header"], "what is said of the files")
    equal(got, {kind: wanted[kind] for kind in got}, "the records")


@test
def nothing_is_lost_and_nothing_twice_whoever_is_killed(folder):
    source, out, chance = made(folder, 40), folder / "grows", random.Random(7)
    run, options = Run(out, source), (PLAIN, "--sensor=s1")
    steps = sum(map(len, run.left.values()))
    with Server(folder) as server:
        collects, sender = start_fetching(folder / "tree", server, PLAIN), start_sender(out, server.url, *options)
        for kill in ("server", "sender", "server", "collector", "server"):
            for _ in range(steps // 6):
                run.step(chance)
                time.sleep(0.01)
            if kill == "server":
                server.kill()
                server.start()
            elif kill == "sender":
                exchanged.kill(sender)
                sender = start_sender(out, server.url, *options)
            else:
                exchanged.kill(collects)
                collects = start_fetching(folder / "tree", server, PLAIN)
        run.write_rest(chance)
        equal(sender.wait(TIMEOUT), 0, "the sender's status")
        arrive(folder / "tree/s1", source)
        stop(collects)
    same_records(source, folder / "tree/s1")


@test
def the_end_of_a_file_comes_behind_what_was_sent_of_it_before(folder):
    run = Run(folder / "grows", made(folder))
    sends = ("send", run.out, "--sensor=s1", PLAIN, "--once", "--include=TCP", "--to")
    run.left = {"TCP.ncap.gz": [*run.left["TCP.ncap.gz"], b""]}
    with Server(folder) as server:
        while len(run.left["TCP.ncap.gz"]) > 1:
            run.step(random)
        netcap(*sends, server.url)
        equal([subject for subject, *_ in server.messages() if ".end." in subject], [], "what is said to be whole")
        run.step(random)
        run.end()
        netcap(*sends, server.url)
        found = server.messages()
    last = [about["Nats-Msg-Id"].split("-") for _, about, _ in found if "Netcap-Count" in about][-1]
    after, = [about["Netcap-After"] for subject, about, _ in found if ".end." in subject]
    equal(int(after), int(last[1], 16) + int(last[2], 16), "what the end comes behind")


def files_and_blocks(server):
    """What the stream has: the headers of files, and blocks."""
    found = server.messages()
    return [each for each in found if ".header." in each[0]], [each for each in found if "Netcap-Count" in each[1]]


@test
def another_sensors_wrong_header_harms_nobody(folder):
    out = made(folder, 1)
    sends = ("send", out, "--sensor=s1", PLAIN, "--once", "--include=TCP,IPv4", "--to")
    with Server(folder) as server:
        netcap(*sends, server.url)
        headers, blocks = files_and_blocks(server)
        with Client(server) as client:
            client.ask("$JS.API.STREAM.PURGE.NETCAP", {})
            for subject, about, body in blocks:
                kind, name = subject.split(".")[3], about["Nats-Msg-Id"].split("/")[1]
                others = next(each[2] for each in headers if name[:32] not in each[0])
                client.publish(f"netcap.v1.evil.{kind}.header.{name[:32]}", others)
                client.publish(f"netcap.v1.evil.{kind}", body, Nats_Msg_Id=f"evil/{name}",
                               Netcap_Count=about["Netcap-Count"])
            for subject, about, body in headers + blocks:  # the server knows the ids of before
                about = {key.replace("-", "_"): value.replace("s1/", "again/") for key, value in about.items()}
                client.publish(subject, body, **about)
            client.ask("$JS.API.STREAM.INFO.NETCAP", {})
        collects = start_fetching(folder / "tree", server, PLAIN)
        ours = {kind: all_records(out)[kind] for kind in ("TCP", "IPv4")}
        running.until("they arrive", lambda: (exchanged.n_records(folder / "tree/s1") or [0])[0] == sum(map(len, ours.values())))
        stop(collects)
    equal(collects.returncode, PARTIAL, "the collector's status")
    equal(all_records(folder / "tree/s1"), ours, "the records of s1")
    equal((folder / "tree/evil").exists(), False, "whether the other has any")


@test
def blocks_wait_until_their_header_can_be_had(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once")
    may_not = ('authorization { users: [{ user: u, password: p, permissions: { publish: {'
               ' deny: ["$JS.API.STREAM.MSG.GET.>", "$JS.API.DIRECT.GET.>"] } } }] }')
    with Server(folder, settings=may_not, user="u:p@") as server:
        collects = start_fetching(folder / "tree", server, PLAIN)
        said = first_line(collects)
        stop(collects)
    assert b"header" in said, said
    with Server(folder) as server:
        collects = start_fetching(folder / "tree", server, PLAIN)
        arrive(folder / "tree/s1", out)
        stop(collects)
    equal(collects.returncode, 0, "the collector's status")
    same_records(out, folder / "tree/s1")


@test
def what_cannot_be_written_is_tried_again(folder):
    out = made(folder)
    (folder / "tree").mkdir()
    (folder / "tree/s1").write_text("no folder")
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once")
        collects = start_fetching(folder / "tree", server, PLAIN)
        said = first_line(collects)
        time.sleep(1)  # it tries again, and again
        equal(collects.poll(), None, "the collector's status")
        (folder / "tree/s1").unlink()
        arrive(folder / "tree/s1", out)
        stop(collects)
    assert b"s1" in said, said
    equal(collects.returncode, 0, "the collector's status")
    same_records(out, folder / "tree/s1")


@test
def blocks_whose_header_is_gone_are_told_as_lost(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once", "--include=TCP")
        header = files_and_blocks(server)[0][0][0]
        with Client(server) as client:
            client.ask("$JS.API.STREAM.PURGE.NETCAP", {"filter": header})
        collects = start_fetching(folder / "tree", server, PLAIN)
        said = first_line(collects)
        stop(collects)
    assert b"TCP of sensor s1" in said and b"lost" in said, said
    equal(collects.returncode, PARTIAL, "the collector's status")


def make_stream(server, **settings):
    """One that its owner has made as he wanted it."""
    with Client(server) as client:
        client.ask("$JS.API.STREAM.CREATE.NETCAP", {"name": "NETCAP", "subjects": ["netcap.v1.>"], "storage": "file",
                                                    "num_replicas": 1, **settings})


@test
def a_stream_that_forgets_what_is_read_is_refused(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        make_stream(server, retention="workqueue", discard="new")
        for process in (start_sender(out, server.url, PLAIN, "--sensor=s1", stderr=subprocess.PIPE),
                        start_fetching(folder / "tree", server, PLAIN)):
            line = first_line(process)
            stop(process)
            assert b"retention" in line and b"limits" in line, line


@test
def a_stream_that_forgets_what_nobody_has_read_is_told(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        make_stream(server, retention="limits", discard="old", max_bytes=1 << 30)
        done = netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once")
    assert b"discard" in done.stderr, done.stderr


@test
def a_block_that_can_have_no_place_is_refused_and_what_is_behind_it_arrives(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once", "--include=TCP")
        name = files_and_blocks(server)[1][0][1]["Nats-Msg-Id"].split("/")[1][:32]
        nothing = hashlib.sha256(b"").hexdigest()[:16]
        with Client(server) as client:
            client.publish("netcap.v1.s1.TCP", b"", Nats_Msg_Id=f"s1/{name}-{0:016x}-{0:08x}-{nothing}",
                           Netcap_Count="0")
            client.ask("$JS.API.STREAM.INFO.NETCAP", {})
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s2", "--once")
        collects = start_fetching(folder / "tree", server, PLAIN)
        arrive(folder / "tree/s2", out)
        said = stop(collects)
    equal(collects.returncode, PARTIAL, "the collector's status")
    assert "1 messages were no blocks of ours" in said, said
    same_records(out, folder / "tree/s2")


@test
def what_others_publish_is_refused_and_ours_arrives(folder):
    out = made(folder, 1)
    with Server(folder) as server:
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s1", "--once", "--include=TCP")
        subject, headers, body = next(each for each in server.messages() if each[0].count(".") == 3)
        name, count = headers["Nats-Msg-Id"], {"Netcap_Count": headers["Netcap-Count"]}
        with Client(server) as client:
            for strange in ("netcap.v1.s1.TCP", "netcap.v1.%2E%2E.TCP", "netcap.v1.x", "netcap.v1.s1.TCP.header.00",
                            f"netcap.v1.s1.TCP.end.{'0' * 32}", "netcap.v1.%2E%2E%2Fs2.TCP"):
                client.publish(strange, b"\x03abc")
                client.publish(strange, body[:-1], Nats_Msg_Id=f"{name[:-1]}x", Netcap_Count=1)
                client.publish(strange, body, Nats_Msg_Id=name[:-4] + "0000", **count)
                client.publish(strange, body, Nats_Msg_Id=name.replace("s1/", "s1/0"), **count)
            about = next(each for each in server.messages() if ".header." in each[0])
            for sensor, header in (("%2E%2E", about[2]), ("%2Ex", about[2]), ("s3", b"no header"), ("s3", b"")):
                client.publish(f"netcap.v1.{sensor}.TCP.header.{about[0].split('.')[-1]}", header)
                another = name.replace("s1", f"{sensor}{len(header)}")
                client.publish(f"netcap.v1.{sensor}.TCP", body, Nats_Msg_Id=another, **count)
            client.ask("$JS.API.STREAM.INFO.NETCAP", {})  # all that is before it is there
        forget(out)
        netcap("send", out, "--to", server.url, PLAIN, "--sensor=s2", "--once")
        collects = start_fetching(folder / "tree", server, PLAIN)
        arrive(folder / "tree/s2", out)
        said = stop(collects)
    equal(collects.returncode, PARTIAL, "the collector's status")
    equal(sorted(path.name for path in (folder / "tree").iterdir() if path.is_dir()), ["s1", "s2"], "the sensors")
    equal(all_records(folder / "tree/s1")["TCP"], all_records(out)["TCP"], "the records of s1")
    assert "no blocks of ours" in said, said


@test
def a_key_that_is_no_file_is_refused(folder):
    out = made(folder, 1)
    os.mkfifo(folder / "fifo")
    done = netcap("send", out, "--to", "nats://127.0.0.1:1", f"--ca={folder}/fifo", "--sensor=s1", "--once",
                  status=USAGE)
    assert b"fifo" in done.stderr and b"no regular file" in done.stderr, done.stderr


@test
def a_server_that_cannot_do_it_is_told_apart(folder):
    out = made(folder, 1)
    for settings, why in (("", "has no JetStream"), ("max_payload: 4096", "expected a max_payload")):
        place = folder / why.split()[-1]
        place.mkdir()
        with Server(place, settings=settings, jetstream="max_payload" in settings) as server:
            sender = start_sender(out, server.url, PLAIN, stderr=subprocess.PIPE)
            line = first_line(sender).decode()
            stop(sender)
        assert why in line, line


@test
def a_collector_cannot_listen_as_a_broker_nor_fetch_from_a_socket(folder):
    for wrong in ("--listen=nats://127.0.0.1:4222", f"--from=unix:{folder}/x"):
        netcap("collect", folder / "tree", wrong, PLAIN, status=USAGE)
    equal((folder / "tree").exists(), False, "whether there is a tree")


def main():
    version = netcap("--version").stdout.decode()
    if "nats" not in version.split(";")[0]:
        print("skipped: built without NATS")
        return 77
    return e2e.main()


if __name__ == "__main__":
    sys.exit(main())
