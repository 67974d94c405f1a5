# SPDX-License-Identifier: Apache-2.0
"""Records as tables of others, by the Parquet that `netcap export` makes of them."""
import importlib
import io
import os
import shutil
import subprocess
import warnings
from typing import Any

from ._errors import Damaged, DamageWarning

PARTIAL = 3


def _need(module: str, what: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        package = module.split(".", maxsplit=1)[0]
        raise ImportError(f"{what} needs {package}: pip install {package}") from None


def parquet(file: Any) -> bytes:
    """The file as Parquet.  The program is looked for as $NETCAP says, else among all others."""
    program = os.environ.get("NETCAP") or shutil.which("netcap")
    if not program:
        raise FileNotFoundError("the program netcap, which makes Parquet of the records, is not there: install it, "
                                "or say where it is with NETCAP")
    done = subprocess.run([program, "export", "--format=parquet", "--out-dir=-", file.path], check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode not in (0, PARTIAL) or not done.stdout:
        raise Damaged(f"{file.path}: netcap export made no Parquet of it: {said}")
    if done.returncode and file.on_damage == "raise":
        raise Damaged(said)
    if said:
        warnings.warn(said, DamageWarning, stacklevel=4)
    return done.stdout


def to_arrow(file: Any) -> Any:
    """See RecordFile.to_arrow()."""
    pyarrow_parquet = _need("pyarrow.parquet", "to_arrow()")
    return pyarrow_parquet.read_table(io.BytesIO(parquet(file)))


def to_polars(file: Any) -> Any:
    """See RecordFile.to_polars()."""
    polars = _need("polars", "to_polars()")
    return polars.read_parquet(io.BytesIO(parquet(file)))
