# SPDX-License-Identifier: Apache-2.0
"""The bytes of a file, decompressed on the way, a piece at a time."""
import importlib
import shutil
import subprocess
import tempfile
import zlib
from typing import BinaryIO, Iterator, List

from ._errors import Cut, Damaged

PIECE = 256 << 10

# A block of gzip so long is kept back until its checksum is known to be right; netcapd writes shorter ones.
# What is longer was compressed by others, and is given out as it comes.
KEPT_BACK = 32 << 20


def pieces(path: str) -> Iterator[bytes]:
    """Ends with Damaged, behind all that is whole, where the file is not."""
    with open(path, "rb", buffering=0) as file:  # another program may go on reading it
        start = file.read(4)
        file.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield from _gzip(file)
        elif start == b"\x28\xb5\x2f\xfd":
            yield from _zstd(file)
        else:
            yield from iter(lambda: file.read(PIECE), b"")


def _gzip(file: BinaryIO) -> Iterator[bytes]:
    """One block after the other.  Of one whose bytes are not those that were written nothing is given out: what
    of them is right nobody knows.  One that is cut is taken to be right as far as it goes."""
    data, begins = file.read(PIECE), 0
    while data:
        block = zlib.decompressobj(wbits=31)
        held: List[bytes] = []
        size, taken = 0, 0
        while not block.eof:
            try:
                piece = block.decompress(data, PIECE)
            except zlib.error as error:
                raise Damaged(f"the gzip block at byte {begins} of the file is damaged: {error}") from None
            if not data and not piece and not block.eof:
                yield from held
                raise Cut(f"the file ends within the gzip block that begins at its byte {begins}")
            held.append(piece)
            size += len(piece)
            taken += len(data) - len(block.unconsumed_tail) - len(block.unused_data)
            data = block.unconsumed_tail or (b"" if block.eof else file.read(PIECE))
            if size > KEPT_BACK:
                yield from held
                held.clear()
        yield from held
        begins += taken
        data = block.unused_data or file.read(PIECE)


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    """By the module zstandard, or else by the program zstd."""
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        yield from _zstd_program(file)
        return
    with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False) as reader:
        while True:
            try:
                piece = reader.read(PIECE)
            except zstandard.ZstdError as error:
                raise Damaged(f"the zstd frame before byte {file.tell()} of the file is damaged: {error}") from None
            if not piece:
                return
            yield piece


def _zstd_program(file: BinaryIO) -> Iterator[bytes]:
    program = shutil.which("zstd")
    if not program:
        raise ImportError("this file is compressed with zstd: expected the Python module zstandard "
                          "(python3-zstandard) or the program zstd")
    with tempfile.TemporaryFile() as said, \
            subprocess.Popen([program, "-dcq"], stdin=file, stdout=subprocess.PIPE, stderr=said) as running:
        assert running.stdout
        output = running.stdout
        try:
            yield from iter(lambda: output.read(PIECE), b"")
            if running.wait():
                said.seek(0)
                raise Damaged(f"zstd says: {said.read(500).decode(errors='replace').strip()}")
        finally:
            running.kill()
