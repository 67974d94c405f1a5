# SPDX-License-Identifier: Apache-2.0
"""Write a capture of an ERRAND to standard output: two things brought by connections of their own,
one of them to a port that another plugin has, and a connection that nobody expects."""
import argparse
import sys

from files import Capture
from wire import IPV4, TCP, ether, ip4, tcp

CLIENT, SERVER = "192.0.2.7", "192.0.2.1"


class Connection:
    """Segments of one; what each side has sent so far."""

    def __init__(self, capture, *ports):
        self.capture, self.ports = capture, ports
        self.at = {CLIENT: 1000, SERVER: 5000}
        self.say(CLIENT, flags="S")
        self.say(SERVER, flags="SA")
        self.say(CLIENT, flags="A")

    def say(self, source, payload=b"", flags="PA"):
        client = source == CLIENT
        target = SERVER if client else CLIENT
        ports = self.ports if client else self.ports[::-1]
        data = tcp(*ports, self.at[source], self.at[target] if "A" in flags else 0, flags,
                   payload=payload)
        self.capture.packet(ether("02:00:5e:00:53:fe", "02:00:5e:00:53:01", IPV4,
                                  ip4(source, target, TCP, data)))
        self.at[source] += len(payload) + ("S" in flags) + ("F" in flags)

    def close(self):
        self.say(SERVER, flags="FA")
        self.say(CLIENT, flags="FA")
        self.say(SERVER, flags="A")


def main():
    argparse.ArgumentParser(description=__doc__).parse_args()
    capture = Capture("errand")
    control = Connection(capture, 40000, 4721)
    control.say(CLIENT, b"FETCH bread 50")
    control.say(CLIENT, b"000\nFETCH milk 4747\n")   # 4747 is where diaries are read
    bread = Connection(capture, 40001, 50000)
    milk = Connection(capture, 40002, 4747)
    none = Connection(capture, 40003, 50000)        # one was sent for, and has come
    for _ in range(3):
        bread.say(SERVER, b"b" * 1000)
    milk.say(SERVER, b"DY is no diary")
    none.say(SERVER, b"nobody's")
    control.say(CLIENT, b"FETCH cheese\n")           # where?
    for connection in (milk, bread, none, control):
        connection.close()
    sys.stdout.buffer.write(capture.bytes())


if __name__ == "__main__":
    main()
