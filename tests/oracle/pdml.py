# SPDX-License-Identifier: Apache-2.0
"""What tshark sees in a capture: each packet's layers in order, each a tree of fields.

Only the protocols that have a decoder of ours are switched on, so tshark stops where we stop.
"""
import itertools
import os
import pathlib
import shutil
import subprocess
import tempfile
import xml.parsers.expat

import groups

LAYERS, CARRIERS = groups.mapping("LAYERS"), groups.names("CARRIERS")
PARTS = groups.mapping("PARTS")
RIVALS, LAST, SEGMENTS = groups.names("RIVALS"), groups.names("LAST"), groups.names("SEGMENTS")
# Of what these carry only SEGMENTS are compared, up to the first damage.
STREAMS = {"tcp"}
# What tshark says when a layer was not all there, or not what it should be.
DAMAGE = {"_ws.malformed", "_ws.short", "_ws.unreassembled"}
OPTIONS = sorted(groups.names("OPTIONS"))


class Missing(Exception):
    """tshark is not there."""


class Unreadable(Exception):
    """tshark made nothing of the capture, or what it wrote cannot be read."""


# What a packet without a time is said to have.
NO_TIME = "0.000000000"
SECONDS_MOST = 600


class Node:
    """A protocol or field with its attributes and what is inside."""
    __slots__ = ("name", "attributes", "children", "flat", "named", "began", "carriers")

    def __init__(self, name, attributes):
        self.name, self.attributes, self.children = name, attributes, []
        self.flat = self.named = self.began = None
        self.carriers = ()  # that stand right before this layer

    def fields(self):
        """This layer's fields, depth first, but not those of layers inside it."""
        if self.flat is None:
            self.flat = []
            for child in self.children:
                if child.name not in LAYERS:
                    self.flat.append(child)
                    self.flat.extend(child.fields())
        return self.flat

    def find(self, name):
        """The fields of that name, in order."""
        if self.named is None:
            self.named = {}
            for node in self.fields():
                self.named.setdefault(node.name, []).append(node)
        return self.named.get(name, ())

    def number(self, attribute):
        return int(self.attributes.get(attribute, 0))

    def show(self):
        return self.attributes.get("show", "")

    def wire(self):
        """The bytes the field was taken from, as hex."""
        return self.attributes.get("unmaskedvalue") or self.attributes.get("value", "")


class Packet:
    """A packet's number, time and layers, cut where ours cannot follow.

    `cut` says that tshark calls the packet short or malformed.
    """

    def __init__(self, layers, times):
        frame = {node.name: node for node in layers["frame"].fields()}
        self.number = int(frame["frame.number"].show())
        self.times = times
        time = frame.get("frame.time_epoch")
        self.times[self.number] = time.show() if time else NO_TIME
        self.captured = int(frame["frame.cap_len"].show())
        self.layers = list(carried(layers["order"]))
        communities = [node for outer in layers["order"] if outer.name == "fake-field-wrapper"
                       for node in outer.children if node.name == "communityid"]
        self.community = communities[0].show() if communities else None
        self.cut = any(node.name in DAMAGE for node in layers["order"])

    def time(self, index):
        """When the first byte of a layer came."""
        return self.times[self.layers[index].began or self.number]


def carried(nodes):
    """The layers in order, those nested in another following it."""
    nodes, between = iter(nodes), []
    for node in nodes:
        if node.name in LAYERS:
            node.carriers, between = between, []
            yield node
        elif node.name in CARRIERS:
            between.append(node)
        else:
            return
        if node.name in STREAMS:
            yield from carried(streamed(nodes))
            return
        if node.name in LAST:
            return
        yield from carried(child for child in node.children if child.name in LAYERS)


def streamed(nodes):
    """The messages in a stream, each with the number of the packet in which it begins.

    Only the first can have begun in another than this one.
    """
    began = None
    for node in itertools.takewhile(lambda later: later.name not in DAMAGE, nodes):
        segments = node.find("tcp.segment")
        if segments:
            began = int(segments[0].show())
        elif node.name in SEGMENTS:
            for part in PARTS[node.name](node) if node.name in PARTS else (node,):
                part.began, began = began, None
                yield part


class Reader:
    """Expat's events to packets."""

    def __init__(self):
        self.stack, self.ready, self.times = [], [], {}
        self.read = self.others = 0  # packets, and blocks of the file that are none
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, tag, attributes):
        if tag in ("packet", "proto", "field"):
            node = Node(attributes.get("name", ""), attributes)
            if self.stack:
                self.stack[-1].children.append(node)
            self.stack.append(node)

    def end(self, tag):
        if tag in ("packet", "proto", "field"):
            node = self.stack.pop()
            if tag == "packet":
                self.take(node)

    def take(self, node):
        """A packet; of blocks that are none tshark shows the bytes, and no link type."""
        frames = [child for child in node.children if child.name == "frame"]
        if frames and frames[0].find("frame.encap_type"):
            self.ready.append(Packet({"frame": frames[0], "order": node.children}, self.times))
            self.read += 1
        else:
            self.others += 1

    def packets(self, stream):
        try:
            while block := stream.read(1 << 20):
                self.parser.Parse(block)
                yield from self.ready
                self.ready.clear()
        except xml.parsers.expat.ExpatError as reason:
            raise Unreadable(f"behind packet {self.read} tshark wrote no XML: {reason}") from reason
        except (KeyError, ValueError) as reason:
            raise Unreadable(f"behind packet {self.read} tshark wrote no packet: "
                             f"{type(reason).__name__} {reason}") from reason


class Tshark:
    """tshark with a configuration of its own, in which only our protocols are on."""

    def __init__(self):
        self.program = shutil.which("tshark")
        if not self.program:
            raise Missing("tshark is not installed")
        self.home = tempfile.TemporaryDirectory()
        self.environment = {**os.environ, "WIRESHARK_CONFIG_DIR": self.home.name, "TZ": "UTC"}
        self.options = OPTIONS
        self.disable()

    def disable(self):
        """Write the list of protocols that are off: all but ours and tshark's own parts."""
        listed = self.run("-G", "protocols").decode(errors="replace")
        names = (line.split("\t")[2] for line in listed.splitlines() if line.count("\t") >= 2)
        wanted = set(LAYERS) | CARRIERS | RIVALS | {"communityid"}
        off = [name for name in names if name not in wanted and not name.startswith(
            ("_ws.", "ip.options.", "tcp.options.", "short", "malformed"))]
        (pathlib.Path(self.home.name) / "disabled_protos").write_text("\n".join(off) + "\n")

    def run(self, *arguments):
        done = subprocess.run([self.program, *arguments], env=self.environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return done.stdout

    def write(self, command, out):
        """What tshark writes goes to a file; it may say itself why there is nothing."""
        try:
            done = subprocess.run(command, env=self.environment, check=False, stdout=out,
                                  stderr=subprocess.PIPE, timeout=SECONDS_MOST)
        except subprocess.TimeoutExpired as reason:
            raise Unreadable(f"tshark took more than {SECONDS_MOST} s") from reason
        said = done.stderr.decode(errors="replace").strip().splitlines()
        if done.returncode < 0:
            raise Unreadable(f"tshark ended by signal {-done.returncode}")
        if not out.tell():
            raise Unreadable(said[-1] if said else "tshark wrote nothing")

    def packets(self, capture):
        """The packets of a capture; damage at its end just ends them."""
        command = [self.program, "-n", "-r", str(capture), "-T", "pdml",
                   "--enable-protocol", "communityid"]
        for option in self.options:
            command += ["-o", option]
        with tempfile.TemporaryFile() as out:
            self.write(command, out)
            out.seek(0)
            reader = Reader()
            yield from reader.packets(out)
        if reader.others:
            print(f"{capture.name}: passed over: {reader.others} blocks that are no packets")
