#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the captures that `netcap plugin new` begins with: seed.pcap in each folder of sdk/templates."""
import argparse
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "captures"))

from files import Capture  # noqa: E402
from wire import IPV4, TCP, UDP, ether, ip4, tcp, udp  # noqa: E402

PORT = 47474
MACS = {"192.0.2.7": "02:00:5e:00:53:01", "192.0.2.1": "02:00:5e:00:53:fe"}
CLIENT, SERVER = MACS


def frame(source, protocol, data):
    target = SERVER if source == CLIENT else CLIENT
    return ether(MACS[target], MACS[source], IPV4, ip4(source, target, protocol, data))


def datagrams(name, *said):
    """From the client; what begins with > from the server."""
    capture = Capture(name)
    for source, data in said:
        ports = (40000, PORT) if source == CLIENT else (PORT, 40000)
        capture.packet(frame(source, UDP, udp(*ports, data)))
    return capture


def layer():
    def message(sequence, text):
        return b"NC" + struct.pack("!BBI", 1 << 4 | 2, len(text), sequence) + text
    return datagrams("layer", (CLIENT, message(1, b"hello")), (SERVER, message(2, "schön".encode())))


def datagram():
    def message(sequence, text):
        return b"NC" + struct.pack("!H", sequence) + text
    return datagrams("datagram", (CLIENT, message(0, b"hello")), (SERVER, message(1, b"and you")),
                     (CLIENT, message(5, b"late")))


def carrier():
    inner = ip4("198.51.100.1", "198.51.100.2", UDP, udp(1234, 5678, b"inside"))
    return datagrams("carrier", (CLIENT, b"NC" + struct.pack("!H", IPV4) + inner))


def stream():
    def message(text):
        return b"NC" + struct.pack("!H", len(text)) + text
    capture, at = Capture("stream"), {CLIENT: 1000, SERVER: 5000}

    def segment(source, flags, payload=b""):
        target = SERVER if source == CLIENT else CLIENT
        ports = (40000, PORT) if source == CLIENT else (PORT, 40000)
        capture.packet(frame(source, TCP, tcp(*ports, at[source], at[target] if "A" in flags else 0, flags,
                                              payload=payload)))
        at[source] += len(payload) + ("S" in flags) + ("F" in flags)

    hello = message(b"hello") + message(b"are you there?")
    segment(CLIENT, "S")
    segment(SERVER, "SA")
    segment(CLIENT, "A")
    segment(CLIENT, "PA", hello[:12])
    segment(CLIENT, "PA", hello[12:])
    segment(SERVER, "PA", message(b"yes"))
    segment(CLIENT, "FA")
    segment(SERVER, "FA")
    segment(CLIENT, "A")
    return capture


def flow():
    capture = stream()
    capture.packet(frame(CLIENT, UDP, udp(40000, 53, b"x" * 200)))
    return capture


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path, nargs="?",
                        default=HERE.parent.parent / "sdk/templates", help="where they go; default: %(default)s")
    folder = parser.parse_args().folder
    for make in layer, datagram, carrier, stream, flow:
        (folder / make.__name__).mkdir(exist_ok=True)
        (folder / make.__name__ / "seed.pcap").write_bytes(make().bytes())


if __name__ == "__main__":
    main()
