# SPDX-License-Identifier: Apache-2.0
"""Files of audit records, as netcapd writes them, in Python.

    import netcap

    for record in netcap.open("out/DNS.ncap.gz"):
        print(record["Timestamp"], record["Context"]["SrcIP"])

    frame = netcap.open("out/TCP.ncap.gz").to_pandas()

A file has its schema in its header: no record type is known here, and those of plugins from elsewhere are
read like all others.  Files are .ncap, .ncap.gz and .ncap.zst, by what they begin with, whatever they are
called; those that still grow (.part); and several that were joined to one.  Each pass reads the file anew,
a piece at a time: memory does not grow with the file, but for the tables.

netcap.open(PATH)         a RecordFile
  .header                 what the file says of itself
  .schema                 its fields with type, meaning, unit and comment; print() shows them as `netcap fields`
  for record in file      each record as a dictionary
  .messages()             each record as a protobuf message
  .parts()                the same of a file that was joined of several, with the header of each
  .to_pandas()            a pandas.DataFrame
  .to_arrow(), .to_polars()
netcap.open_folder(PATH)  the files of a folder by type: folder["TCP"]

What is wrong with a file is a netcap.Damaged, which says what, where, and what was expected.  It is raised
once all records before the damage have been given out; on_damage="warn" makes it a warning that ends the
file.  `netcap check` tells whether there is more behind it.
"""
from ._errors import Damaged, DamageWarning, NotRecords
from ._file import Folder, RecordFile, open, open_folder
from ._header import Header
from ._schema import Field, Message, Schema

__all__ = ["Damaged", "DamageWarning", "Field", "Folder", "Header", "Message", "NotRecords", "RecordFile",
           "Schema", "open", "open_folder"]
