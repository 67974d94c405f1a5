# SPDX-License-Identifier: Apache-2.0
"""Write a capture of a station's DIARY to standard output: entries whole and cut, one that was not
captured, and something between two that is none."""
import struct
import sys

from files import Capture
from wire import IPV4, TCP, ether, ip4, tcp

STATION, BASE = "02:00:5e:00:53:01", "02:00:5e:00:53:fe"
STATION_IP, BASE_IP = "192.0.2.7", "192.0.2.1"
STATION_PORT, BASE_PORT = 40000, 4747


def entry(text):
    return b"DY" + struct.pack("!H", len(text)) + text.encode()


CUT = entry("wind from the west")
SAID = (
    (entry("sunrise") + CUT[:3], True),
    (CUT[3:], True),
    (entry("rain"), False),                 # lost: never captured
    (entry("rainbow") + entry(""), True),
    (b"???", True),                         # no entry
    (entry("sunset"), True),
)


def main():
    capture = Capture("diary")
    at = {STATION_IP: 1000, BASE_IP: 5000}

    def segment(source, flags, payload=b"", there=True):
        station = source == STATION_IP
        target = BASE_IP if station else STATION_IP
        ports = (STATION_PORT, BASE_PORT) if station else (BASE_PORT, STATION_PORT)
        data = tcp(*ports, at[source], at[target] if "A" in flags else 0, flags, payload=payload)
        macs = (BASE, STATION) if station else (STATION, BASE)
        if there:
            capture.packet(ether(*macs, IPV4, ip4(source, target, TCP, data)))
        at[source] += len(payload) + ("S" in flags) + ("F" in flags)

    segment(STATION_IP, "S")
    segment(BASE_IP, "SA")
    segment(STATION_IP, "A")
    for payload, there in SAID:
        segment(STATION_IP, "PA", payload, there)
        segment(BASE_IP, "A")
    segment(STATION_IP, "FA")
    segment(BASE_IP, "FA")
    segment(STATION_IP, "A")
    sys.stdout.buffer.write(capture.bytes())


main()
