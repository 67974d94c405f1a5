#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Starting points for the fuzz targets.

Makes TO/dissect (one packet to a file), TO/capture, TO/ncap and TO/stages of the captures in a folder."""
import argparse
import pathlib
import shutil
import struct
import subprocess
import tempfile

MAGIC = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">",
         b"\x4d\x3c\xb2\xa1": "<", b"\xa1\xb2\x3c\x4d": ">"}
LARGEST = 8192  # bytes of a seed: small ones are found to be useful sooner


def packets(data):
    """Link type and bytes of each packet of a classic capture."""
    order = MAGIC.get(data[:4])
    if not order or len(data) < 24:
        return
    linktype = struct.unpack(order + "I", data[20:24])[0] & 0xFFFF
    at = 24
    while at + 16 <= len(data):
        length = struct.unpack(order + "I", data[at + 8:at + 12])[0]
        if at + 16 + length > len(data):
            return
        yield linktype, data[at + 16:at + 16 + length]
        at += 16 + length


def save(folder, seed):
    if len(seed) <= LARGEST:
        (folder / f"{len(list(folder.iterdir())):05}").write_bytes(seed)


def make(captures, netcapd, plugins, to):
    folders = {name: pathlib.Path(to) / name for name in ("dissect", "capture", "ncap", "stages")}
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for path in sorted(pathlib.Path(captures).glob("*.pcap*")):
        data = path.read_bytes()
        save(folders["capture"], data)
        found = list(packets(data))
        if found:
            save(folders["stages"], struct.pack("<H", found[0][0]) + b"".join(
                struct.pack("<HB", len(packet), 16) + packet for _, packet in found))
        for linktype, packet in found:
            save(folders["dissect"], struct.pack("<HB", linktype, 2) + packet)
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([netcapd, "--plugins=" + plugins, "-r", str(path), "-o", out],
                           stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
            for record_file in sorted(pathlib.Path(out).glob("*.ncap.gz")):
                save(folders["ncap"], record_file.read_bytes())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, what in (("captures", "folder of captures"), ("netcapd", "the program"),
                       ("plugins", "folder of the plugins"), ("to", "folder to make them in")):
        parser.add_argument(name, metavar=name.upper(), help=what)
    make(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
