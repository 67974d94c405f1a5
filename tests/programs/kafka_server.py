# SPDX-License-Identifier: Apache-2.0
"""A Kafka cluster on loopback: librdkafka's mock in a process of its own (exchange/kafka_broker.c).  It keeps some
megabytes of a partition and forgets what is before, so that captures have to be small; it has no TLS.

Nor does it look at the numbers of an idempotent producer: it takes what comes behind a message that it was told to
refuse, which the producer takes for proof that it has that one too.  So refusals are for partitions that one message
at a time goes to."""
import contextlib
import os
import select
import subprocess
import time

import e2e
import exchanged
import running

# Requests and errors by the protocol's numbers.
PRODUCE, FETCH, OFFSET_COMMIT = 0, 1, 8
UNKNOWN_TOPIC, NOT_LEADER, TIMED_OUT, TOO_LARGE, NOT_ENOUGH_REPLICAS, NOT_ENOUGH_AFTER = 3, 6, 7, 10, 19, 20
NOT_ALLOWED, NOT_IN_GROUP = 29, 30


def digits(value):
    return "x" + value.hex()


def value_of(text):
    assert text.startswith("x"), text
    return bytes.fromhex(text[1:])


class Message:
    def __init__(self, line):
        self.topic, partition, offset, key, value, *headers = line.split()
        self.partition, self.offset = int(partition), int(offset)
        self.key, self.value = value_of(key), value_of(value)
        self.headers = {name: value_of(text) for name, text in (each.split("=", 1) for each in headers)}

    def text(self, name):
        return self.headers[name].decode()


class Server:
    def __init__(self):
        self.process = subprocess.Popen([e2e.BUILD / "tests/exchange/kafka_broker"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    @property
    def url(self):
        return f"kafka://{self.address}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()

    def tell(self, *words):
        """What it answers, a line each."""
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        lines = []
        while (line := self.process.stdout.readline()) != ".\n":
            assert line, "the broker has ended"
            lines.append(line)
        return lines

    def messages(self):
        return [Message(line) for line in self.tell("read")]

    def publish(self, topic, key, value, headers=None):
        self.tell("publish", topic, digits(key), digits(value),
                  *(f"{name}={digits(value)}" for name, value in (headers or {}).items()))

    def again(self, message, **changed):
        """Puts a message once more, with what is changed of it."""
        as_it_is = {"topic": message.topic, "key": message.key, "value": message.value, "headers": message.headers}
        self.publish(**{**as_it_is, **changed})


# Collectors from it.


def fetch(tree, server, *options):
    return subprocess.Popen(exchanged.command("collect", tree, "--from", server.url, "--plain-text", *options),
                            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)


def n_records(tree):
    """How many there are by now, and how many files are not closed; None: nobody can tell."""
    with contextlib.suppress(FileNotFoundError, EOFError, IndexError):  # it is renamed or written
        return sum(map(len, exchanged.all_records(tree).values())), len(list(tree.glob("*.part")))
    return None


def arrive(tree, source):
    wanted = sum(map(len, exchanged.all_records(source).values()))
    running.until("all records arrive and files are closed", lambda: n_records(tree) == (wanted, 0), pause=0.2)


def hear(process, words, *others):
    """What they say until one has said that."""
    said = ""
    while words not in said:
        ready = select.select([each.stderr for each in (process, *others)], [], [], e2e.TIMEOUT)[0]
        assert ready, f"nobody says {words!r}, but {said!r}"
        more = os.read(ready[0].fileno(), 1 << 16).decode()
        assert more, f"it has ended without {words!r}: {said!r}"
        said += more
    return said


HAPPENINGS = "down", "sender", "errors", "collector"


def survive(folder, source, chance, happenings):
    """A run that grows while its sender and its collector are killed, the broker goes away and says errors; in the end
    the collector has each record once."""
    out = folder / "grows"
    run, options = exchanged.Run(out, source), ("--plain-text", "--sensor=s1")
    steps = sum(map(len, run.left.values()))
    with Server() as server:
        collects, sender = fetch(folder / "tree", server), exchanged.start_sender(out, server.url, *options)
        for happens in happenings:
            for _ in range(max(1, steps // (len(happenings) + 1))):
                run.step(chance)
                time.sleep(0.01)
            if happens == "down":
                server.tell("down")
                time.sleep(0.5)
                server.tell("up")
            elif happens == "errors":
                server.tell("errors", OFFSET_COMMIT, TIMED_OUT, 0, NOT_LEADER)
                server.tell("errors", FETCH, NOT_LEADER, TIMED_OUT)
            elif happens == "sender":
                exchanged.kill(sender)
                sender = exchanged.start_sender(out, server.url, *options)
            else:
                exchanged.kill(collects)
                collects = fetch(folder / "tree", server)
        run.write_rest(chance)
        e2e.equal(sender.wait(e2e.TIMEOUT), 0, "the sender's status")
        arrive(folder / "tree/s1", source)
        exchanged.stop(collects)
    exchanged.same_records(source, folder / "tree/s1")
