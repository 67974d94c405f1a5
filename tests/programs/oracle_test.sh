#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every field of every record of our captures against tshark; `make oracle` takes others too.
here="${srcdir:-$(dirname "$0")/..}"
command -v tshark >/dev/null || { echo "skipped: no tshark"; exit 77; }
failed=0
for script in oracle hello; do
    python3 -B "$here/oracle/$script.py" --netcapd "$NETCAPD" --netcap "$NETCAP" --plugins "$PLUGINS" \
        --captures "$here/captures" || failed=1
done
exit $failed
