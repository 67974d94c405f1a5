#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""A plugin that fails too often is switched off, loudly, and its packets otherwise decoded.

The plugins are poison/, at all of many packets of poison.pcap, poisonflow/ and poisonstream/.
"""
import atexit
import os
import pathlib
import struct
import tempfile

import e2e
from e2e import CAPTURES, TESTS, DONE, PARTIAL, equal, named, netcapd, test
from wire import TCP, ether, ip4, tcp

WRITE_TO_NULL, LOOP, TIMES, IPV4 = 1, 5, 20, 0x0800
# A sanitizer reports each crash, and takes longest to look for the lines, which nobody reads here.
REPORTS = {name: os.environ.get(name, "") + ":symbolize=0"
           for name in ("ASAN_OPTIONS", "TSAN_OPTIONS")}

scratch = tempfile.TemporaryDirectory(prefix="netcap-test-")
atexit.register(scratch.cleanup)
place = pathlib.Path(scratch.name)
plugins = {stem: e2e.build_plugin(place / stem, TESTS / "plugins" / stem)
           for stem in ("poison", "poisonflow", "poisonstream")}
head, frames = e2e.packets(CAPTURES / "poison.pcap")
ALL = len(frames) * TIMES
capture = e2e.write_capture(place / "in.pcap", head, frames * TIMES)


def run(folder, name, fault, *more, which=capture, status=PARTIAL):
    return netcapd("-r", which, f"--set=Poison.fault={fault}", "--set=Poison.packet=0", "-w1", *more,
                   out=folder / name, plugins=plugins["poison"], status=status,
                   env=e2e.environment(**REPORTS))


def switched_off(done, out, plugin, failures, hangs):
    """The message, the summary and the report say it."""
    assert f"netcapd: {plugin} is switched off: it failed at {failures} packets" in done.stderr, \
        done.stderr
    assert f"{plugin} was switched off after {failures} failures" in done.stdout, done.stdout
    equal(e2e.report(out)["switched_off"],
          [{"plugin": plugin, "failures": failures, "hangs": hangs}], "the report")


def costs(folder, fault, option, n, hangs):
    done = run(folder, "out", fault, f"{option}={n}")
    switched_off(done, folder / "out", "Poison", n, hangs)
    found = e2e.balanced(done)
    equal((found["all"], found["quarantined"], found["decoded"]), (ALL, n, ALL - n), "the sums")
    equal(e2e.aside(folder / "out"), frames[:n], "errors.pcapng.gz")
    # All others are decoded as where nobody knows the protocol.
    rest = e2e.write_capture(folder / "rest.pcap", head, (frames * TIMES)[n:])
    run(folder, "rest", 0, "--plugin-failures=0", which=rest, status=DONE)
    for kind in ("TCP", "IPv4", "Ethernet"):
        equal(e2e.records(folder / "out", kind), e2e.records(folder / "rest", kind), kind)
    assert not (folder / "out/Poison.ncap.gz").exists(), "it wrote records"


for limit in (1, 2, 7):
    named(f"a plugin that crashes at every packet is switched off after {limit}",
          lambda folder, limit=limit: costs(folder, WRITE_TO_NULL, "--plugin-failures", limit, 0))
named("a plugin that hangs at every packet is switched off after 2",
      lambda folder: costs(folder, LOOP, "--plugin-hangs", 2, 2))


@test
def one_failure_below_the_limit_switches_nothing_off(folder):
    few = e2e.write_capture(folder / "few.pcap", head, frames[:7])
    done = run(folder, "below", WRITE_TO_NULL, "--plugin-failures=8", which=few)
    said = [line for line in done.stderr.splitlines() if line.startswith("netcapd:")]
    equal((e2e.report(folder / "below")["switched_off"], said), ([], []), "below")
    done = run(folder, "at", WRITE_TO_NULL, "--plugin-failures=7", which=few)
    switched_off(done, folder / "at", "Poison", 7, 0)


@test
def without_a_limit_every_packet_is_tried(folder):
    few = e2e.write_capture(folder / "few.pcap", head, frames)
    done = run(folder, "out", WRITE_TO_NULL, "--plugin-failures=0", "--plugin-hangs=0", which=few)
    equal(e2e.balanced(done)["quarantined"], len(frames), "packets set aside")


def frame(number):
    """A message of one of forty connections; each is one segment."""
    segment = tcp(50000 + number % 40, 4000, 1 + 16 * (number // 40), 1, "PAU",
                  payload=b"poison%09dX" % number)
    data = ether("02:00:00:00:00:02", "02:00:00:00:00:01", IPV4,
                 ip4("192.0.2.1", "192.0.2.2", TCP, segment))
    return struct.pack("<IIII", 1700000000, number, len(data), len(data)) + data


def of_state(folder, stem, plugin):
    """A plugin of streams or flows at whose every message it fails."""
    poisoned = [frame(n) for n in range(400)]
    which = e2e.write_capture(folder / "in.pcap",
                              struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1), poisoned)
    done = netcapd("-r", which, "--plugin-failures=3", "-w2", out=folder / "out",
                   plugins=plugins[stem], status=PARTIAL, env=e2e.environment(**REPORTS))
    switched_off(done, folder / "out", plugin, 3, 0)
    found = e2e.balanced(done)
    equal((found["all"], found["quarantined"]), (400, 3), "the sums")
    equal(len(e2e.records(folder / "out", "TCP")), 400, "records of TCP")


named("a model of flows that fails at every packet is switched off",
      lambda folder: of_state(folder, "poisonflow", "PoisonFlow"))
named("a plugin of streams that fails at every message is switched off",
      lambda folder: of_state(folder, "poisonstream", "PoisonStream"))


if __name__ == "__main__":
    raise SystemExit(e2e.main())
