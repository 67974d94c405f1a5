# SPDX-License-Identifier: Apache-2.0
"""netcapd while it runs: what a test waits for, rather than for some time to pass."""
import contextlib
import fcntl
import os
import pathlib
import random
import re
import select
import signal
import socket
import subprocess
import termios
import time

import e2e


def until(what, condition, pause=0.01):
    """What the condition gives, as soon as that is true."""
    end = time.monotonic() + e2e.TIMEOUT
    while not (found := condition()):
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(pause)
    return found


def free_port():
    """One that no connection is given by chance, as one of the kernel's choice would be."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.SystemRandom().randrange(10000, max(lowest, 20000))
        with contextlib.suppress(OSError), socket.socket() as one:
            one.bind(("127.0.0.1", port))
            return port


def may_capture():
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)).close()
    except (OSError, AttributeError):
        return False
    return True


def start(*arguments, out, plugins=e2e.PLUGINS, **how):
    how = {"stdin": subprocess.DEVNULL, "env": e2e.environment(), "stdout": subprocess.PIPE,
           "stderr": subprocess.PIPE, **how}
    return subprocess.Popen(e2e.command(*arguments, out=out, plugins=plugins), **how)


def in_terminal(*arguments, out):
    """A run with a terminal of its own, once it heeds signals, and the end that the test holds."""
    ours, its = os.openpty()

    def take_terminal():
        os.setsid()
        fcntl.ioctl(its, termios.TIOCSCTTY, 0)

    process = start(*arguments, out=out, stdin=subprocess.PIPE, stdout=its, stderr=its,
                    preexec_fn=take_terminal)
    os.close(its)
    ready(process)
    return process, ours


def signals(process, field):
    """A set of signals of /proc/PID/status, such as SigCgt."""
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    mask = int(re.search(rf"^{field}:\t(\w+)$", text, re.M)[1], 16)
    return {number for number in range(1, 65) if mask >> (number - 1) & 1}


def open_files(pid):
    """What its descriptors lead to, as far as that is told."""
    found = []
    for path in pathlib.Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # closed by now
            found.append(os.readlink(path))
    return found


def ready(process):
    """Waits until it holds its folder: the capture is open by then, and signals are heeded."""
    until("it holds its folder", lambda: any(path.endswith("/.netcapd.lock")
                                             for path in open_files(process.pid)))


def plugins_process(process):
    """Waits until netcapd has begun and forked; what it forked first.  In a build tree a script comes
    first, with children of its own."""
    return until("the plugins' process is there", lambda: os.readlink(
        f"/proc/{process.pid}/exe").endswith("/netcapd") and children(process.pid))


def tell(process, number):
    """Sends a signal and waits until it has come."""
    process.send_signal(number)
    until("the signal has come", lambda: number not in signals(process, "ShdPnd"))


def written(out):
    """Bytes in the files of a folder of records and packets."""
    size = 0
    for path in out.glob("*cap*"):
        try:
            size += path.stat().st_size
        except FileNotFoundError:
            pass  # it has its final name by now
    return size


def read_summary(process):
    """Standard error up to the end of a summary, or of what is said in its place."""
    said = b""
    while not re.search(rb"packets, .* in [\d.]+ s:.*\n|no packet has been read so far\n", said):
        heard = select.select([process.stderr], [], [], e2e.TIMEOUT)[0]
        piece = os.read(process.stderr.fileno(), 1 << 16) if heard else b""
        assert piece, f"no summary in: {said!r}"
        said += piece
    return said.decode()


def summary_so_far(process):
    """The summary that it prints when asked, once a packet has come."""
    said = "no packet"
    while "no packet" in said:
        tell(process, signal.SIGUSR1)
        said = read_summary(process)
    return said


def until_all_are_done(process, n):
    """Waits until it has taken so many packets all the way; its summary then."""
    ready(process)
    return until(f"it has done {n} packets", lambda: (said := summary_so_far(process)) and
                 e2e.summary(said)["all"] >= n and said, pause=0.05)


def of_stat(pid, *fields):
    """Numbers of /proc/PID/stat, counted as in proc(5) from 1; none when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    behind_name = text.rsplit(")", 1)[1].split()
    return [int(behind_name[field - 3]) for field in fields]


def children(pid):
    return [int(path.name) for path in pathlib.Path("/proc").glob("[0-9]*")
            if of_stat(path.name, 4) == [pid]]


def workers(process):
    """Waits until there are some: the children of the child that runs the plugins.  Not before it
    is netcapd: in a build tree a script comes first, with children of its own."""
    ready(process)
    return until("there are workers", lambda: [worker for zygote in children(process.pid)
                                               for worker in children(zygote)])


def cpu_seconds(pid):
    return sum(of_stat(pid, 14, 15) or [0]) / os.sysconf("SC_CLK_TCK")
