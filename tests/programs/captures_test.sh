#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The captures that are committed are those that the script makes, to the byte.
here="${srcdir:-$(dirname "$0")/..}"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 -B "$here/captures/make.py" --check "$here/captures"
