#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every field of every record of our captures against tshark; `make oracle` takes other captures too.
here="${srcdir:-$(dirname "$0")}"
command -v tshark >/dev/null || { echo "skipped: no tshark"; exit 77; }
exec python3 -B "$here/oracle/oracle.py" --netcapd "$NETCAPD" --netcap "$NETCAP" --plugins "$PLUGINS" \
    --captures "$here/captures"
