# SPDX-License-Identifier: Apache-2.0
"""Pages of netcap report, and captures that are made to be hard on them."""
import base64
import hashlib
import json
import re
import struct
import subprocess

import e2e
from e2e import equal
from made import netcap
from wire import IPV4, IPV6, TCP, UDP, ether, ip4, ip6, tcp, udp

HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
ONE, TWO = "02:00:00:00:00:01", "02:00:00:00:00:02"

# What would be more than text in a page, in a script, in an attribute, or to who shows it.
NAMES = ["</script><script>document.title='out'</script>", "<!--<script>", "<img src=x onerror=alert(1)>", "]]>", "{{css}}",
         "\"'><b>", "javascript:alert(1)", "&lt;b&gt;", "\u202egnp.exe", "\x1b[31mred\x07", "\x00nul", "=1+1", "a" * 60,
         "\u2028\u2029", "\xff\xfe"]


def frame(payload, microseconds):
    seconds, rest = divmod(microseconds, 1000000)
    return struct.pack("<IIII", 1700000000 + seconds, rest, len(payload), len(payload)) + payload


def datagram(source, destination, port, payload):
    return ether(TWO, ONE, IPV4, ip4(source, destination, UDP, udp(40000, port, payload)), least=0)


def question(labels, ident=1):
    name = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + name + struct.pack("!HH", 1, 1)


def exchange(asked, answered, port, server="2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"):
    """The segments of one connection."""
    ends, at = ("2001:db8::1", server), [1000, 5000]
    for side, flags, payload in [(0, "S", b""), (1, "SA", b""), (0, "A", b""), (0, "PA", asked), (1, "PA", answered),
                                 (0, "FA", b""), (1, "FA", b""), (0, "A", b"")]:
        ports = (port, 80) if side == 0 else (80, port)
        data = tcp(*ports, at[side], 0 if flags == "S" else at[1 - side], flags, payload=payload)
        yield ether(TWO, ONE, IPV6, ip6(ends[side], ends[1 - side], TCP, data), least=0)
        at[side] += len(payload) + ("S" in flags or "F" in flags)


def hostile(path):
    """A capture whose names, agents and targets are those."""
    frames = []
    for i, name in enumerate(NAMES):
        octets = name.encode()
        fit = re.sub(rb"[\x00-\x20\x7f]", b"_", octets)
        frames.append(datagram("192.0.2.1", f"192.0.2.{i + 2}", 53, question([octets[:63], b"example"], i)))
        frames += exchange(b"GET /" + fit + b" HTTP/1.1\r\nHost: h" + str(i).encode() + b".example\r\nUser-Agent: " + fit + b"\r\n\r\n",
                           b"HTTP/1.1 200 OK\r\nServer: " + fit + b"\r\nContent-Type: " + fit + b"\r\nContent-Length: 0\r\n\r\n",
                           50000 + i)
    return e2e.write_capture(path, HEAD, [frame(one, 10000 * i) for i, one in enumerate(frames)])


def block(kind, body):
    """Of pcapng."""
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def far(path):
    """A capture of which the last packet has a time in the year 11970."""
    begin = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 65535))
    blocks = []
    for i in range(40):
        data = datagram("192.0.2.1", f"192.0.2.{i + 2}", 53, question([b"example"], i))
        time = 1700000000000000 + 10000 * i if i < 39 else 10000 * 31556952 * 1000000
        blocks.append(block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), len(data)) + data))
    return e2e.write_capture(path, begin, blocks)


def namesakes(path):
    """A capture of two servers of one name, and one of another."""
    frames = []
    for i, (server, name) in enumerate((("2001:db8::80", b"www"), ("2001:db8::81", b"www"), ("2001:db8::82", b"ftp"))):
        frames += exchange(b"GET / HTTP/1.1\r\nHost: " + name + b".example\r\n\r\n",
                           b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 50000 + i, server)
    return e2e.write_capture(path, HEAD, [frame(one, 10000 * i) for i, one in enumerate(frames)])


def crowd(path, count=30000):
    """A capture of more names and hosts than are kept, each as long as it may be, of octets that a page must escape."""
    frames = []
    for i in range(count):
        label = b"\x01<\"&" * 14 + struct.pack("!I", i * 2654435761 % 2**32)
        host = f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}"
        frames.append(frame(datagram(host, "192.0.2.1", 53, question([label, label, label], i & 0xffff)), 1000003 * i))
    return e2e.write_capture(path, HEAD, frames)


def run(folder, capture, *options):
    """The records of a capture, in a folder."""
    out = folder / "run"
    e2e.netcapd("-q", "-r", capture, *options, out=out)
    return out


def sets(folder):
    """The records of the demo, in several sets."""
    out = folder / "sets"
    e2e.netcapd("-q", "-r", "-", "--rotate-records=1000", out=out, status=e2e.DONE, input=e2e.DEMO.read_bytes())
    return out


def page(out, *options, **how):
    """The page of a run, as text."""
    return netcap("report", out, "-o", "-", *options, **how).stdout


def figures(out, status=0):
    return json.loads(netcap("report", out, "--json", status=status).stdout)


def stats(out, kind, *options):
    """What netcap stats says of the columns of a type."""
    path = out / f"{kind}.ncap.gz"
    text = netcap("stats", "--json", "--top=100", *options, path, status=0).stdout
    said = json.loads(text)
    return said["records"], {column["name"]: column for column in said["columns"]}


def policy(text):
    """The sources that a page's policy allows, by what they are of."""
    content = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)[1]
    return {words[0]: words[1:] for words in (rule.split() for rule in content.split(";"))}


def source(content):
    """As a policy names a script."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


def draws():
    """Whether this netcap was built with what draws."""
    said = subprocess.run([e2e.NETCAP, "--version"], check=True, capture_output=True, text=True).stdout
    return "report: drawn by d3" in said


def same_as_stats(out, found):
    """Fails where a figure is not that of netcap stats."""
    checked = 0
    for kind in found["types"]:
        equal(kind["records"], stats(out, kind["type"], "--select=" + first_column(out, kind["type"]))[0], kind["type"])
    for table in found["tables"]:
        column = PLAIN.get(table["id"])
        if not table["rows"] or not column:
            continue
        _, columns = stats(out, table["record"], "--select=" + column)
        said, shown = columns[column], {row[0]: row[1] for row in table["rows"]}
        equal(table["counted"], said["values"], table["id"] + ": values")
        if table["exact"] and said["exact"]:
            equal(table["distinct"], said["distinct"], table["id"] + ": different ones")
            equal([one["count"] for one in said["top"]], sorted((row[1] for row in table["rows"]), reverse=True)[:100],
                  table["id"] + ": counts")
            short = {str(one["value"]): one["count"] for one in said["top"] if len(str(one["value"])) < 100}
            equal({value: shown[value] for value in short if value in shown}, {v: n for v, n in short.items() if v in shown},
                  table["id"])
        checked += 1
    assert checked, "no table was compared"


# Tables that count one column, of all records.
PLAIN = {"http-hosts": "Host", "http-status": "StatusCode", "http-agents": "UserAgent", "http-servers": "ServerName",
         "tls-names": "SNI", "tls-fingerprints": "Ja4", "tls-protocols": "ALPNs", "Ethernet.EthernetType": "EthernetType",
         "ends": "EndReason", "IPv4.Protocol": "Protocol"}


def first_column(out, kind):
    return "TimestampFirst" if kind in ("Connection", "Flow", "LinkFlow", "NetworkFlow", "TransportFlow") else "Timestamp"
