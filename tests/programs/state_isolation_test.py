#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A plugin of flows, streams or datagrams that fails costs what is at hand, nothing else.

The plugins are poisonflow/ and poisonstream/, built twice: what is right is what the sane one
writes, which passes over what the other fails at.  Ten thousand packets are several batches.
"""
import atexit
import os
import pathlib
import re
import struct
import tempfile

import e2e
from e2e import DONE, TESTS, PARTIAL, equal, named, netcapd
from wire import TCP, UDP, ether, ip4, tcp, udp

IPV4 = 0x0800
PACKETS, CONNECTIONS, EVERY, BATCH = 10000, 40, 1000, 4096

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)


def build(stem):
    """Two folders of plugins: the poisoned and the sane."""
    found = []
    compiler = os.environ.get("CC", "cc")
    for flags in ("", " -DSANE"):
        os.environ["CC"] = compiler + flags
        folder = pathlib.Path(scratch.name) / f"{stem}{len(found)}"
        found.append(e2e.build_plugin(folder, TESTS / "plugins" / stem))
    os.environ["CC"] = compiler
    return found


KINDS = {"poisonflow": "PoisonFlow", "poisonstream": "PoisonStream"}
plugins = {stem: build(stem) for stem in KINDS}
head = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)


def frame(number, port, flags="PA", mark=b".", protocol=TCP):
    """A message of one of the connections; each is one segment, or one datagram."""
    message = b"poison%09d" % number + mark
    if protocol == TCP:
        carried = tcp(port, 4000, 1 + 16 * (number // CONNECTIONS), 1, flags, payload=message)
    else:
        carried = udp(port, 4000, message)
    data = ether("02:00:00:00:00:02", "02:00:00:00:00:01", IPV4,
                 ip4("192.0.2.1", "192.0.2.2", protocol, carried))
    return struct.pack("<IIII", 1700000000 + number // 1000, number % 1000 * 1000, len(data),
                       len(data)) + data


def frames(poisoned, n=PACKETS, protocol=TCP, **poison):
    """Packets of all connections in turn; some of them poisoned."""
    return [frame(i, 50000 + i % CONNECTIONS, protocol=protocol, **(poison if poisoned(i) else {}))
            for i in range(n)]


def thousandth(i):
    """And the first and last of a batch, but not of a connection."""
    return i % EVERY == EVERY - 1 or i > 0 and i % BATCH in (0, BATCH - 1)


def run(folder, name, stem, sane, which, *more, **how):
    place = folder / name
    place.mkdir()
    e2e.write_capture(place / "in.pcap", head, which)
    return netcapd("-r", "in.pcap", *more, out="out", plugins=plugins[stem][sane], cwd=place,
                   **how)


def lost(done):
    """Flows and streams that the summary says were lost."""
    match = re.search(r"^flows and streams lost with it +([\d,]+)$", done.stdout, re.M)
    return int(match[1].replace(",", "")) if match else 0


def costs_only(folder, stem, which, workers, quarantined, gone):
    """The packets at these indices are quarantined, so many flows or streams lost, all else is as
    it should be."""
    done = run(folder, "all", stem, False, which, f"-w{workers}", status=PARTIAL)
    run(folder, "sane", stem, True, which, "-w1", status=DONE)
    e2e.same_files(folder / "all/out", folder / "sane/out", "*.ncap.gz")
    assert e2e.records(folder / "all/out", KINDS[stem]), "the plugin wrote nothing"
    found = e2e.balanced(done)
    equal((found["all"], found["quarantined"], lost(done)), (len(which), len(quarantined), gone),
          "packets, quarantined, lost")
    if quarantined:
        equal(e2e.aside(folder / "all/out"), [which[i] for i in quarantined],
              "errors.pcapng.gz")
    else:
        assert "errors.pcapng.gz" not in e2e.names(folder / "all/out"), "a packet was blamed"


marked = [i for i in range(PACKETS) if thousandth(i)]
first_marked = [i for i in range(PACKETS) if i >= PACKETS - CONNECTIONS and i % 10 == 0]


def crash_in_observe(folder, workers):
    costs_only(folder, "poisonflow", frames(thousandth, flags="UPA"), workers, marked, 0)


def crash_in_report(folder, workers):
    which = [frame(i, (60001 if i % 10 == 0 else 50000) + i % CONNECTIONS) for i in range(PACKETS)]
    costs_only(folder, "poisonflow", which, workers, [], CONNECTIONS // 10)


def crash_in_report_of_an_evicted_flow(folder, workers):
    """Each port but the first is seen once; of a few thousand that are ended early some fail."""
    which = [frame(0, (60001 if i % 100 == 0 else 20000) + i % 5000) for i in range(3000)]
    done = run(folder, "all", "poisonflow", False, which, f"-w{workers}",
               "--set=PoisonFlow.max_flows=1000", status=PARTIAL)
    equal((e2e.balanced(done)["quarantined"], lost(done)), (0, 30), "quarantined, lost")
    equal(len(e2e.records(folder / "all/out", "PoisonFlow")), 2970, "records of PoisonFlow")
    equal(len(e2e.records(folder / "all/out", "TCP")), 3000, "records of TCP")


def crash_in_stream(folder, workers):
    costs_only(folder, "poisonstream", frames(thousandth, mark=b"X"), workers, marked, 0)


def crash_in_end(folder, workers):
    costs_only(folder, "poisonstream", frames(lambda i: i in first_marked, mark=b"E"), workers, [],
               len(first_marked))


def crash_in_datagram(folder, workers):
    costs_only(folder, "poisonstream", frames(thousandth, protocol=UDP, mark=b"X"), workers, marked, 0)


def crash_at_the_first_datagram(folder, workers):
    first = range(CONNECTIONS // 2)
    costs_only(folder, "poisonstream", frames(lambda i: i in first, protocol=UDP, mark=b"X"), workers,
               first, 0)


def crash_in_end_of_datagrams(folder, workers):
    costs_only(folder, "poisonstream", frames(lambda i: i in first_marked, protocol=UDP, mark=b"E"),
               workers, [], len(first_marked))


for words, function in {
        "a crash in .observe costs its packets alone": crash_in_observe,
        "a crash in .report costs its flows alone": crash_in_report,
        "a crash in .report of a flow ended early costs no packet":
            crash_in_report_of_an_evicted_flow,
        "a crash in .stream costs its packets alone": crash_in_stream,
        "a crash in .end costs the end of its connection alone": crash_in_end,
        "a crash in .datagram costs its packets alone": crash_in_datagram,
        "a crash in .datagram at the first costs its packets alone": crash_at_the_first_datagram,
        "a crash in .end of datagrams costs the end of its conversation alone":
            crash_in_end_of_datagrams}.items():
    for n in (1, 2):
        named(f"{words}, with {n} worker{'s'[:n - 1]}",
              lambda folder, function=function, n=n: function(folder, n))


def all_fail(folder, stem, which):
    """Every packet is at fault: the run ends, and no record of the plugin's is there."""
    done = run(folder, "all", stem, False, which, status=PARTIAL)
    equal(e2e.balanced(done)["quarantined"], len(which), "packets quarantined")
    equal(e2e.records(folder / "all/out", KINDS[stem]), [], f"records of {KINDS[stem]}")
    equal(len(e2e.records(folder / "all/out", "TCP")), len(which), "records of TCP")


named("a model of flows may fail at every packet",
      lambda folder: all_fail(folder, "poisonflow", frames(lambda i: True, 100, flags="UPA")))


@e2e.test
def flows_that_are_given_up_after_thousands_of_failures_are_told(folder):
    which = [frame(0, 60001 + i) for i in range(4500)]
    done = run(folder, "all", "poisonflow", False, which, "--plugin-failures=0", status=PARTIAL,
               timeout=4 * e2e.TIMEOUT)  # each costs a process
    assert 4000 < lost(done) < len(which), f"{lost(done)} flows failed"
    told = "flows of PoisonFlow that were still under way at the end are lost: plugins failed too often"
    equal(done.stderr.count(told), 1, done.stderr)
    assert "\nflows of PoisonFlow still under way at the end were lost: plugins failed" in done.stdout, \
        done.stdout
    held = e2e.report(folder / "all/out")["held_lost"]
    equal([each["what"] for each in held], ["flows of PoisonFlow"], "what run.json says")
    assert held[0]["reason"].startswith("plugins failed too often"), held


if __name__ == "__main__":
    raise SystemExit(e2e.main())
