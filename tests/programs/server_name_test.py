#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What a server is called in records of flows, when the name is longer than there is room for."""
import e2e
from e2e import DONE, equal, netcapd, test

from fragments import Traffic  # noqa: E402
from hypertext import request  # noqa: E402
from lines import OK, Line  # noqa: E402

ROOM = 255
E_ACUTE, EURO = "\u00e9", "\u20ac"
HOSTS = {
    "a" * (ROOM - 1) + E_ACUTE: "a" * (ROOM - 1),
    "a" * (ROOM - 2) + E_ACUTE + "z": "a" * (ROOM - 2) + E_ACUTE,
    "a" * (ROOM - 2) + EURO: "a" * (ROOM - 2),
    EURO * 90: EURO * (ROOM // 3),
    "b" * 300: "b" * ROOM,
}


@test
def a_name_that_is_too_long_ends_with_a_whole_character(folder):
    cap = Traffic("names")
    for port, host in enumerate(HOSTS, 43000):
        line = Line(cap, port)
        line.ask(request("GET / HTTP/1.1", f"Host: {host}"))
        line.answer(OK)
        line.close()
    path = folder / "names.pcap"
    path.write_bytes(cap.bytes())
    netcapd("-r", path, out=folder / "out", status=DONE)
    named = {int(each["SrcPort"]): each["ServerName"]
             for each in e2e.records(folder / "out", "Connection")}
    equal(named, dict(enumerate(HOSTS.values(), 43000)), "the names by client's port")


if __name__ == "__main__":
    raise SystemExit(e2e.main())
