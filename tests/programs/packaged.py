# SPDX-License-Identifier: Apache-2.0
"""What the tests of the Python package share: the package, and files for it."""
import contextlib
import pathlib
import sys
import tempfile

import e2e
from e2e import PARTIAL, SOURCE, TESTS, netcapd

PACKAGE = SOURCE / "sdk/python"
sys.path.insert(0, str(PACKAGE))

try:
    import exported
    import ncap_read
    import netcap
    before = list(e2e.tests)
    import parquet_test
    e2e.tests[:] = before  # those of the last are its own
except ImportError:
    print("skipped: python3-protobuf is not there")
    raise SystemExit(77) from None


AS_HEX = "--bytes=hex"


@contextlib.contextmanager
def captured():
    """Every record type of our captures; a folder."""
    with tempfile.TemporaryDirectory(prefix="netcap-test-") as folder:
        out = pathlib.Path(folder) / "out"
        netcapd("-q", "-r", TESTS / "captures", "--set=TCP.payload=on", out=out, status=PARTIAL)
        assert len(netcap.open_folder(out)) >= 58
        yield out


def odd(folder, count=50, syntax="proto3", name="Odd.ncap"):
    return exported.save_odd(folder / name, syntax, count)


def truth(path):
    """Its messages as bytes, the header first."""
    return list(ncap_read.messages(ncap_read.read_bytes(path)))


def typed(head, number=10000):
    """A header of exported with the number of a type."""
    version = b"\x22\x02v1"
    return head.replace(version, b"\x18" + exported.varint(number) + version, 1)


def raises(kind, function, *arguments):
    """What is said."""
    try:
        function(*arguments)
    except kind as error:
        return str(error)
    raise AssertionError(f"{kind.__name__} was not raised")


def cuttable(folder):
    """A short file of records without numbers that are none, which are not equal to themselves."""
    files = exported.descriptor_pb2.FileDescriptorSet()
    message = files.file.add(name="s.proto", package="s", syntax="proto3").message_type.add(name="S")
    for name, kind in (("Timestamp", exported.F.TYPE_STRING), ("Number", exported.F.TYPE_UINT32),
                       ("Data", exported.F.TYPE_BYTES)):
        exported.add_field(message, name, kind)
    head = typed(exported.header(files, "s.S"))
    make = ncap_read.record_class(head)
    records = [make(Timestamp=f"{i}.000001", Number=i * 1000, Data=bytes(range(i * 9))).SerializeToString()
               for i in range(12)]
    return exported.save(folder / "S.ncap", head, records)


@contextlib.contextmanager
def without(*modules):
    """As if these were not installed."""
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(dict.fromkeys(modules))
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name)
            if module:
                sys.modules[name] = module
