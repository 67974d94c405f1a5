#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""Pages of the manual and completions: all that there are are made, installed and in order."""
import os
import pty
import re
import select
import shutil
import subprocess
import time

import e2e
from e2e import BUILD, NETCAP, NETCAPD, SOURCE, Skip, equal, test

COMMAND = re.compile(r"^  ([a-z]+(?: [a-z]+)?)  ", re.M)
RULES = (SOURCE / "core/Makefile.am").read_text()


def printed(*words):
    return subprocess.run(words, check=True, text=True, capture_output=True, timeout=e2e.TIMEOUT).stdout


def commands():
    return COMMAND.findall(printed(NETCAP, "--help").split("Commands", 1)[1])


def need(program):
    if not shutil.which(program):
        raise Skip(f"there is no {program}")


def pages():
    """Each page there is, by its name."""
    found = {f"netcap-{command.replace(' ', '-')}.1": printed(NETCAP, "--man", command) for command in commands()}
    found["netcap.1"], found["netcapd.1"] = printed(NETCAP, "--man"), printed(NETCAPD, "--man")
    found["netcapd.ini.5"] = printed(NETCAPD, "--man-ini")
    for path in [*(SOURCE / "core").glob("*.[57]"), *(BUILD / "sdk").glob("*.7")]:
        found[path.name] = path.read_text()
    return found


@test
def every_command_has_a_page_that_is_installed(_folder):
    named = re.search(r"^command_pages = (.*?[^\\])\n", RULES, re.M | re.S)[1]
    equal(sorted(re.findall(r"netcap-([\w-]+)\.1", named)), sorted(command.replace(" ", "-") for command in commands()))


@test
def the_page_of_netcap_names_every_command(_folder):
    section = re.search(r'^\.SH "COMMANDS"\n(.*?)^\.SH', printed(NETCAP, "--man"), re.M | re.S)[1]
    equal(re.findall(r"netcap\\-([a-z]+(?:\\-[a-z]+)?)\(1\)", section),
          [command.replace(" ", "\\-") for command in commands()])


@test
def a_page_that_there_is_not_is_refused_with_what_there_is(_folder):
    done = subprocess.run([NETCAP, "--man", "dmup"], capture_output=True, text=True, timeout=e2e.TIMEOUT)
    equal((done.returncode, done.stdout), (e2e.USAGE, ""))
    assert "'dmup'" in done.stderr and "dump" in done.stderr, done.stderr


@test
def every_page_is_as_mandoc_wants_it(folder):
    need("mandoc")
    assert len(pages()) >= 28, sorted(pages())
    for name, text in pages().items():
        (folder / name).write_text(text)
        done = subprocess.run(["mandoc", "-T", "lint", name], cwd=folder, capture_output=True, text=True,
                              timeout=e2e.TIMEOUT)
        # Lines of examples are as long as they are.
        told = [line for line in done.stdout.splitlines() if "input text line longer" not in line]
        equal(told, [], name)


@test
def pages_name_only_pages_that_there_are(_folder):
    there = {re.sub(r"\.(\d)$", r"(\1)", name) for name in pages()} | {"netcap-records(7)"}
    for name, text in pages().items():
        for named in re.findall(r"netcap[\w.-]*\(\d\)", text.replace("\\-", "-")):
            assert named in there, f"{name} names {named}"


def offered(script, line):
    """What fish offers behind this."""
    said = printed("fish", "--no-config", "-c", f"source {script}; complete -C '{line}'")
    return [row.split("\t")[0] for row in said.splitlines()]


@test
def fish_completes_commands_options_and_choices(folder):
    need("fish")
    for program in (NETCAP, NETCAPD):
        (folder / os.path.basename(program)).write_text(printed(program, "--completion-fish"))
    os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = str(folder)  # it writes there
    equal(sorted(offered(folder / "netcap", "netcap ")), sorted({command.split()[0] for command in commands()}))
    equal(sorted(offered(folder / "netcap", "netcap plugin "))[:2], ["check", "debug"])
    assert "--seconds" in offered(folder / "netcap", "netcap plugin fuzz --s")
    equal(offered(folder / "netcap", "netcap dump --nested="), ["--nested=dashes", "--nested=json"])
    assert "--where" in offered(folder / "netcap", "netcap dump --w")
    assert "--where" not in offered(folder / "netcap", "netcap keys --")
    assert "--rotate-time" in offered(folder / "netcapd", "netcapd --rotate")


class Zsh:
    """One at a terminal, that has both completions."""

    def __init__(self, folder):
        for program in (NETCAP, NETCAPD):
            (folder / f"_{os.path.basename(program)}").write_text(printed(program, "--completion-zsh"))
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "PS1": "$ ", "HOME": str(folder)})
        self.say(f"fpath=({folder} $fpath); autoload -U compinit; compinit -D -u; setopt no_beep; echo rea''dy\r")
        self.until("ready\r\n")

    def say(self, text):
        os.write(self.terminal, text.encode())

    def until(self, wanted, limit=e2e.TIMEOUT):
        heard, end = "", time.monotonic() + limit
        while wanted not in heard:
            ready = select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0]
            assert ready, f"expected {wanted!r}, got {heard!r}"
            heard += os.read(self.terminal, 65536).decode(errors="replace")
        return heard

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


@test
def zsh_completes_commands_and_options(folder):
    need("zsh")
    shell = Zsh(folder)
    try:
        shell.say("netcap anon\t")
        shell.until("netcap anonymize ")
        shell.say("\x15netcap dump --nes\t")
        shell.until("netcap dump --nested=")
        shell.say("j\t")
        shell.until("json")
        shell.say("\x15netcapd --rotate-ti\t")
        shell.until("--rotate-time=")
    finally:
        shell.close()


if __name__ == "__main__":
    raise SystemExit(e2e.main())
