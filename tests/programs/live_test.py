#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Live capture from the loopback interface; without the right to it there is nothing to test."""
import re
import signal
import socket
import subprocess

import e2e
import running
from e2e import DONE, USAGE, equal, test

DATAGRAMS = 100
# Ports of its own: others may test at the same time.
held = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
for each in held:
    each.bind(("127.0.0.1", 0))
PORT, OTHER = (each.getsockname()[1] for each in held)


def send(n, port=PORT):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(n):
            sender.sendto(b"datagram %03d" % number, ("127.0.0.1", port))


def captured(folder, *arguments, end=signal.SIGINT, sent=((DATAGRAMS, PORT),), done=None):
    """A run on the loopback interface while datagrams are sent to PORT and elsewhere, until those
    to PORT have become records and a summary is as wanted; what it said."""
    if not running.may_capture():
        raise e2e.Skip("capturing needs root or CAP_NET_RAW")
    process = running.start("-i", "lo", *arguments, out=folder / "out")
    running.ready(process)
    for n, port in sent:
        send(n, port)
    running.until_all_are_done(process, sum(n for n, port in sent if port == PORT))
    if done:
        running.until("the summary is as wanted", lambda: done(running.summary_so_far(process)),
                      pause=0.2)
    process.send_signal(end)
    stdout, stderr = process.communicate(timeout=e2e.TIMEOUT)
    equal((process.returncode, stderr.decode()), (DONE, ""), "exit status and standard error")
    return stdout.decode()


def ports(out):
    return [record["DstPort"] for record in e2e.records(out, "UDP")]


@test
def all_datagrams_sent_while_it_runs_are_records(folder):
    said = captured(folder, "--filter", f"udp dst port {PORT}")
    equal(ports(folder / "out"), [PORT] * DATAGRAMS, "ports")
    equal(e2e.summary(said)["all"], DATAGRAMS, "packets")
    assert " received, 0 dropped by the kernel" in said, said


@test
def SIGTERM_ends_a_capture_as_SIGINT_does(folder):
    captured(folder, "--filter", f"udp dst port {PORT}", end=signal.SIGTERM)
    equal(len(ports(folder / "out")), DATAGRAMS, "records of UDP")


@test
def the_filter_leaves_others_out(folder):
    captured(folder, "--filter", f"udp dst port {PORT}", sent=((5, OTHER), (7, PORT)))
    equal(ports(folder / "out"), [PORT] * 7, "ports")


@test
def a_snap_length_cuts_what_is_captured(folder):
    captured(folder, "--filter", f"udp dst port {PORT}", "--snaplen=64", "--set=UDP.payload=on",
             sent=((1, PORT),))
    record = e2e.records(folder / "out", "UDP")[0]
    equal((record["Length"], record["Payload"]), (20, b"datagram 000".hex()), "the datagram")


@test
def the_header_names_the_interface(folder):
    captured(folder, "--filter", f"udp dst port {PORT}")
    done = subprocess.run([e2e.NETCAP, "info", folder / "out/UDP.ncap.gz"], check=True,
                          stdout=subprocess.PIPE)
    assert b"Source        lo\n" in done.stdout, done.stdout


@test
def a_live_run_has_an_id_of_its_own_that_its_files_say(folder):
    ids = []
    for name in "one", "two":
        (folder / name).mkdir()
        captured(folder / name, "--filter", f"udp dst port {PORT}")
        said = subprocess.run([e2e.NETCAP, "info", folder / name / "out/UDP.ncap.gz"], check=True,
                              stdout=subprocess.PIPE).stdout.decode()
        ids += [re.search(r"^Run +([0-9a-f]{32})$", said, re.M)[1]]
        equal(ids[-1], e2e.report(folder / name / "out")["run_id"], "the id in run.json")
    assert ids[0] != ids[1], ids


@test
def a_flow_also_ends_by_the_wall_clock(folder):
    captured(folder, "--filter", f"udp dst port {PORT}", "--set=Connection.idle_timeout=1",
             sent=((1, PORT),), done=lambda said: re.search("^Connection +1 ", said, re.M))
    reasons = [record["EndReason"] for record in e2e.records(folder / "out", "Connection")]
    equal(reasons, ["idle"], "why connections ended")


@test
def a_misspelt_interface_is_told_with_those_there_are(folder):
    if not running.may_capture():
        raise e2e.Skip("capturing needs root or CAP_NET_RAW")
    done = e2e.netcapd("-i", "nowhere0", out=folder / "out", status=USAGE)
    start = "netcapd: nowhere0: there is no such interface; known are: "
    assert done.stderr.startswith(start), done.stderr
    assert "lo" in done.stderr[len(start):].strip().split(", "), done.stderr


@test
def a_bad_filter_is_told(folder):
    if not running.may_capture():
        raise e2e.Skip("capturing needs root or CAP_NET_RAW")
    done = e2e.netcapd("-i", "lo", "-f", "port banana", out=folder / "out", status=USAGE)
    assert done.stderr.startswith('netcapd: filter "port banana": '), done.stderr


if __name__ == "__main__":
    raise SystemExit(e2e.main())
