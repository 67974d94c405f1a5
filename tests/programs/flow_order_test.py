#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Records of flows stand by the second of the capture's clock in which the flow ended, then by the
number of its first packet."""
import random

import e2e
from e2e import DONE, equal, netcapd, test
from files import Capture
from wire import IPV4, UDP, ether, ip4, udp

IDLE = 5
SECOND = 10**9
INI = "".join(f"[{model}]\nidle_timeout = {IDLE}\n" for model in ("Flow", "TransportFlow"))


def datagrams(seed, n):
    """Of 200 conversations, each known by its port, with pauses about as long as the time-out."""
    cap, draw = Capture("order"), random.Random(seed)
    ports = []
    for _ in range(n):
        ports.append(draw.randrange(1, 201))
        cap.packet(ether("02:00:00:00:00:02", "02:00:00:00:00:01", IPV4,
                         ip4("192.0.2.1", "192.0.2.2", UDP, udp(ports[-1] + 1000, 9, b"x"))),
                   after=draw.choice((0.001, 0.02, 0.1, 0.3)))
    return cap, ports


def ended(cap, ports):
    """(second of the end, number of the first packet, port, packets) of each flow."""
    found, open_flows = [], {}
    for number, ((time, _, _), port) in enumerate(zip(cap.packets, ports)):
        first, last, packets = open_flows.pop(port, (number, time, 0))
        if packets and time - last > IDLE * SECOND:
            found.append(((last + IDLE * SECOND) // SECOND, first, port, packets))
            first, packets = number, 0
        open_flows[port] = first, time, packets + 1
    end = cap.packets[-1][0]
    for port, (first, last, packets) in open_flows.items():
        found.append((min(last + IDLE * SECOND, end) // SECOND, first, port, packets))
    return sorted(found)


@test
def records_of_flows_stand_by_second_of_their_end_and_first_packet(folder):
    cap, ports = datagrams(1, 4000)
    expected = [(port + 1000, packets) for _, _, port, packets in ended(cap, ports)]
    assert len(expected) > 1000, "too few flows ended"
    (folder / "order.pcap").write_bytes(cap.bytes())
    (folder / "order.ini").write_text(INI)
    netcapd("-r", folder / "order.pcap", "-c", folder / "order.ini", out=folder / "out", status=DONE)
    for model in ("Flow", "TransportFlow"):
        got = [(r["SrcPort"], r["NumPackets"]) for r in e2e.records(folder / "out", model)]
        equal([(int(port), n) for port, n in got], expected, f"the records of {model}")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
