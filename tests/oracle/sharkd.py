# SPDX-License-Identifier: Apache-2.0
"""What Wireshark shows of the packets of many captures.  As tshark it takes a second to start, for each
capture anew; its sharkd answers of one after the other, from the same dissection.  It does not give back
all memory that it took for each, so it starts again behind some."""
import json
import os
import shutil
import subprocess

from e2e import TIMEOUT, Skip

AT_ONCE = 16  # captures


def questions(paths, names, options):
    """A method and its parameters each: the options, then two of each capture.  In a column ":0" is all that
    occurs.  No filter: what one had chosen of a capture would be taken for the next one's too."""
    columns = {f"column{i}": f"{name}:0" for i, name in enumerate(names)}
    yield from (("setconf", {"name": name, "value": value}) for name, value in options.items())
    for path in paths:
        yield "load", {"file": str(path)}
        yield "frames", columns


def answers(asked):
    """To each question, which has a number from 1 on; not every one is answered."""
    program = shutil.which("sharkd")
    if not program:
        raise Skip("no sharkd")
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}) + "\n"
             for number, (method, parameters) in enumerate(asked, 1)]
    done = subprocess.run([program, "-"], env={**os.environ, "WIRESHARK_CONFIG_DIR": os.devnull}, check=True,
                          input="".join(lines).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=4 * TIMEOUT)
    found = {answer["id"]: answer for answer in map(json.loads, done.stdout.decode(errors="replace").splitlines())}
    return [found.get(number, {}) for number in range(1, len(lines) + 1)]


def shown(paths, names, options):
    """Of each capture a row for each packet, field to text.  There are none of what Wireshark cannot open;
    of damage behind some packets it says nothing."""
    found = {}
    for start in range(0, len(paths), AT_ONCE):
        part = paths[start:start + AT_ONCE]
        said = answers(questions(part, names, options))[len(options):]
        for path, load, frames in zip(part, said[::2], said[1::2]):
            found[path] = [] if "error" in load else [dict(zip(names, frame["c"])) for frame in frames["result"]]
    return found
