#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""The kit for authors of plugins: folders that plugins are found in, `netcap plugin new`, check, doc, debug and
fuzz, and what an author gets wrong, each with what is said of it."""
import functools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import e2e
from e2e import BUILD, DONE, NETCAP, NETCAPD, REFUSED, SOURCE, TIMEOUT, USAGE, equal, test
from files import Capture
from wire import IPV4, UDP, ether, ip4, udp

MISTAKES = SOURCE / "tests/plugins/mistakes"
FAILED = 1
PATHS = [f"-I{MISTAKES}", f"-I{SOURCE}/sdk", f"-I{BUILD}/sdk"]
LINK = [f"-L{BUILD}/sdk/.libs", "-lnetcap-sdk", "-lprotobuf-c"]
CC = os.environ.get("CC", "cc").split()


@functools.cache
def made():
    """A folder with the code of the mistakes' record."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kit-"))
    subprocess.run([os.environ.get("PROTOC_C", "protoc-c"), *PATHS[:2], f"--c_out={folder}", "mistake.proto"], check=True)
    return folder


def compiled(stem, to, *flags):
    return subprocess.run([*CC, "-w", "-g", "-O1", "-shared", "-fPIC", *flags, f"-I{made()}", *PATHS, "-o", to / f"{stem}.so",
                           MISTAKES / f"{stem}.c", made() / "mistake.pb-c.c", *LINK], check=False, capture_output=True,
                          text=True)


def build(stem, folder, *flags):
    done = compiled(stem, folder, *flags)
    assert done.returncode == 0, done.stderr
    return folder / f"{stem}.so"


def capture(folder):
    """Three messages of the protocol that the mistakes are about."""
    made_up = Capture("mistake")
    for data in b"\0\1hello", b"\0\2\2\2\2\2", b"\0\3sch\xc3\xb6n":
        made_up.packet(ether("02:00:5e:00:53:fe", "02:00:5e:00:53:01", IPV4,
                             ip4("192.0.2.7", "192.0.2.1", UDP, udp(40000, 47474, data))))
    (folder / "mistake.pcap").write_bytes(made_up.bytes())
    return folder / "mistake.pcap"


def plugin(*words, cwd=None, status=None):
    done = subprocess.run([NETCAP, "plugin", *map(str, words)], check=False, capture_output=True, text=True, cwd=cwd,
                          timeout=TIMEOUT, env=e2e.environment(TMPDIR=None))
    assert status is None or done.returncode == status, f"status {done.returncode}: {done.stdout}{done.stderr}"
    return done


def check(folder, stem, *wanted):
    """The findings have these words; each a sentence, and the status says that there are some."""
    done = plugin("check", build(stem, folder), capture(folder), cwd=folder, status=FAILED)
    for words in wanted:
        assert re.search(rf"^{stem}\.so: .*{words}", done.stdout, re.M), f"expected {words}: {done.stdout}"
    return done.stdout


# ---- folders ----

def listed(*options, status=DONE, **more):
    done = subprocess.run([NETCAPD, *options, "--list-plugins"], check=False, capture_output=True, text=True,
                          timeout=TIMEOUT, env=e2e.environment(**more))
    assert done.returncode == status, f"status {done.returncode}: {done.stderr}"
    return done


@test
def plugins_of_a_folder_are_loaded_beside_netcaps_own(folder):
    build("sound", folder)
    done = listed(f"--plugins={folder}")
    assert "Mistake " in done.stdout and "\nUDP " in done.stdout, done.stdout
    equal(done.stderr, "")
    assert "\nUDP " not in listed(f"--plugins={folder}", "--only-plugins").stdout


@test
def so_are_those_of_the_environment_and_of_ones_home(folder):
    home = folder / ".local/lib/netcap/plugins"
    home.mkdir(parents=True)
    build("sound", home)
    assert "Mistake " in listed(NETCAP_PLUGINS=str(home), HOME="/nowhere").stdout
    assert "Mistake " in listed(HOME=str(folder)).stdout
    assert "Mistake " not in listed(HOME="/nowhere").stdout


@test
def a_home_where_others_can_write_is_passed_over_and_that_is_said(folder):
    home = folder / ".local/lib/netcap/plugins"
    home.mkdir(parents=True)
    build("sound", home)
    home.chmod(0o777)
    done = listed(HOME=str(folder))
    assert "Mistake " not in done.stdout and "its plugins are not loaded: others" in done.stderr, done.stderr


@test
def one_that_takes_the_place_of_netcaps_own_says_so(folder):
    subprocess.run([*CC, "-w", "-shared", "-fPIC", "-DSTEM=mine", '-DINSTEAD=.name="UDP",.type=37', *PATHS, "-o",
                    folder / "mine.so", SOURCE / "tests/plugins/some.c", *LINK], check=True)
    done = listed(f"--plugins={folder}")
    assert f"{folder}/mine.so is used in place of netcap's own UDP" in done.stderr, done.stderr
    equal(len(re.findall(r"^UDP ", done.stdout, re.M)), 1)


@test
def one_that_takes_a_key_of_netcaps_own_says_so(folder):
    subprocess.run([*CC, "-w", "-shared", "-fPIC", "-DSTEM=mine", "-DINSTEAD=.on=NC_ON(NC_KEY(NC_IPPROTO,17))", *PATHS,
                    "-o", folder / "mine.so", SOURCE / "tests/plugins/some.c", *LINK], check=True)
    done = listed(f"--plugins={folder}")
    assert f"{folder}/mine.so decodes ip.proto 17 in place of netcap's own UDP" in done.stderr, done.stderr


@test
def copies_of_netcaps_own_replace_nothing(folder):
    shutil.copy(pathlib.Path(e2e.PLUGINS) / "udp.so", folder)
    equal(listed(f"--plugins={folder}").stderr, "")


@test
def one_that_was_built_with_a_sanitizer_says_how_it_is_run(folder):
    if os.environ.get("SANITIZERS") or compiled("sound", folder, "-fsanitize=address").returncode:
        raise e2e.Skip("there is another sanitizer, or none")
    done = listed(f"--plugins={folder}", status=REFUSED)
    assert "was built with AddressSanitizer" in done.stderr and "LD_PRELOAD=" in done.stderr, done.stderr
    library = subprocess.run([*CC, "-print-file-name=libasan.so"], check=True, capture_output=True, text=True).stdout.strip()
    assert "Mistake " in listed(f"--plugins={folder}", "--isolation=none", "--sandbox=off", LD_PRELOAD=library,
                                ASAN_OPTIONS="detect_leaks=0").stdout


# ---- mistakes ----

@test
def a_sound_plugin_passes_with_a_capture_and_without(folder):
    sound = build("sound", folder)
    for captures in ([capture(folder)], []):
        done = plugin("check", sound, *captures, cwd=folder, status=DONE)
        assert re.search(r"^sound.so: all \d+ checks hold$", done.stdout, re.M), done.stdout


@test
def a_member_that_is_misspelt_or_of_another_type_does_not_compile(folder):
    for stem, said in ("misspelt_member", "no member named .nubmer"), ("wrong_type", "incompatible|_Generic|selector"):
        done = compiled(stem, folder)
        assert done.returncode and re.search(said, done.stderr), f"{stem}: {done.stderr[:800]}"


@test
def what_netcapd_would_refuse_is_a_finding(folder):
    check(folder, "missing_record", "has a .type but no .record: give the record's descriptor")
    check(folder, "wrong_stem", "has no symbol wrong_stem_LTX_netcap_plugin: the first argument")
    check(folder, "wrong_abi", "built for plugin ABI 9, this netcapd has 1: build it again")
    check(folder, "duplicate_key", "has the key udp.port 47474 twice: give it once")
    check(folder, "type_of_ours", "has .type 37, which is that of UDP: .* from 10000 on")
    check(folder, "port_70000", "has the key udp.port 70000, and there are none above 65535")


@test
def a_wild_pointer_is_found_and_the_input_kept(folder):
    said = check(folder, "wild_pointer", r"crashes \(Segmentation fault\) at .*a wild pointer",
                 "costs netcapd .*Mistake: crashed: Segmentation fault")
    assert re.search(r"the input is kept: netcap plugin debug \S+ wild_pointer-crash-1.pcap --packet=1", said), said
    assert (folder / "wild_pointer-crash-1.pcap").exists()
    done = plugin("debug", folder / "wild_pointer.so", folder / "wild_pointer-crash-1.pcap", "--packet=1")
    equal(done.returncode, -11)


@test
def a_loop_without_an_end_is_found(folder):
    check(folder, "endless_loop", "does not end at .*give each loop")


@test
def a_variable_that_outlives_the_packet_is_found_in_the_file_and_by_what_it_does(folder):
    check(folder, "static_counter", "has a variable that outlives the packet, packets of 4 bytes",
          "makes another record of the same bytes the second time", "makes other records with 4 workers than with one")


@test
def text_that_is_not_utf8_is_found_and_mended_by_netcapd(folder):
    check(folder, "invalid_utf8", "Mistake.Text has text that is not UTF-8: make it with nc_text")
    wrong = Capture("wrong")
    wrong.packet(ether("02:00:5e:00:53:fe", "02:00:5e:00:53:01", IPV4,
                       ip4("192.0.2.7", "192.0.2.1", UDP, udp(40000, 47474, b"\0\1a\xffb"))))
    (folder / "wrong.pcap").write_bytes(wrong.bytes())
    (folder / "own").mkdir()
    shutil.copy(folder / "invalid_utf8.so", folder / "own")
    done = subprocess.run([NETCAPD, f"--plugins={folder}/own", "-r", folder / "wrong.pcap", "-o", folder / "out"],
                          check=True, capture_output=True, text=True, timeout=TIMEOUT)
    assert "1  Mistake: text that is not UTF-8, mended" in done.stdout, done.stdout
    read = subprocess.run([NETCAP, "dump", "--json", "--select=Text", folder / "out/Mistake.ncap.gz"], check=True,
                          capture_output=True, text=True, timeout=TIMEOUT)
    equal(read.stdout, '{"Text":"a\\\\xffb"}\n')


@test
def memory_of_its_own_and_printing_are_found(folder):
    check(folder, "calls_malloc", r"calls malloc\(\), which manages memory of its own", "points into memory that is not")
    check(folder, "calls_printf", r"calls printf\(\), which prints: refuse with nc_require")


@test
def a_pointer_into_the_stack_and_a_read_behind_the_packet_are_found(folder):
    check(folder, "dead_pointer", "Mistake.Text points into the stack of a function that has returned")
    check(folder, "reads_behind", "it touched byte 1 behind the end of its packet: read only through the cursor")


@test
def what_a_plugin_would_write_is_not_written_where_it_is_tried(folder):
    check(folder, "writes_file", r"calls open(64)?\(\), which reads or writes files", "which the sandbox forbids")
    plugin("doc", folder / "writes_file.so", cwd=folder, status=DONE)
    plugin("fuzz", "--seconds=1", folder / "writes_file.so", cwd=folder, status=DONE)
    equal([path for path in os.listdir(folder) if path.startswith("written")], [])


@test
def captures_that_have_nothing_for_it_are_a_finding(folder):
    done = plugin("check", build("sound", folder), e2e.CAPTURES / "arp.pcap", cwd=folder, status=FAILED)
    assert "is given nothing of the captures" in done.stdout, done.stdout


# ---- what is made, shown and fuzzed ----

def pkg_config(folder):
    """One that tells of the SDK of this tree, as the installed one does of its own."""
    (folder / "bin").mkdir(exist_ok=True)
    script = folder / "bin/pkg-config"
    script.write_text(f'#!/bin/sh\ncase "$*" in\n*protocflags*) echo "-I{SOURCE}/sdk --include_imports '
                      f'--include_source_info" ;;\n*) echo "{" ".join(PATHS[1:] + LINK)}" ;;\nesac\n')
    script.chmod(0o755)
    return {"PATH": f"{folder}/bin:{os.environ['PATH']}", "NETCAP": NETCAP, "NETCAPD": NETCAPD}


def make(folder, *words, **more):
    done = subprocess.run(["make", *words], cwd=folder, check=False, capture_output=True, text=True, timeout=TIMEOUT,
                          env={**e2e.environment(MAKEFLAGS=None, MAKELEVEL=None, MFLAGS=None), **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@test
def each_kind_of_new_plugin_builds_without_a_warning_and_passes_its_check(folder):
    env = pkg_config(folder)
    for kind in "", "--datagram", "--stream", "--flow", "--carrier":
        name = f"Kit{kind[2:].capitalize()}"
        plugin("new", name, *[kind] if kind else [], cwd=folder, status=DONE)
        place = folder / name.lower()
        done = make(place, "check", CFLAGS="-O1 -Werror", **env)
        assert re.search(r": all \d+ checks hold", done.stdout), done.stdout
        equal(done.stderr, "", name)


@test
def a_new_one_is_fuzzed_documented_and_installed_by_its_makefile(folder):
    env = pkg_config(folder)
    plugin("new", "TlsThing", "--type=12345", cwd=folder, status=DONE)
    place = folder / "tlsthing"
    assert ".type   = 12345," in (place / "tlsthing.c").read_text()
    done = make(place, "fuzz", "FUZZ_SECONDS=1", **env)
    assert re.search(r"\d+ inputs and \d+ packets of captures: 0 failures", done.stdout), done.stdout
    make(place, "doc", "install", HOME=str(folder), **env)
    assert "- **Sequence**: 6, uint32. number: of the message" in (place / "tlsthing.md").read_text()
    assert "TlsThing " in listed(HOME=str(folder)).stdout


@test
def what_can_be_done_with_a_plugin_is_listed(folder):
    shown = plugin("--help", cwd=folder, status=DONE).stdout
    equal(re.findall(r"^  (\w+) ", shown, re.M), ["new", "check", "doc", "debug", "fuzz"])
    assert "expected a command behind 'plugin'" in plugin(status=USAGE).stderr
    assert "'plugin chek'; is plugin check or" in plugin("chek", status=USAGE).stderr


@test
def new_replaces_nothing_and_refuses_what_is_no_name(folder):
    (folder / "there").mkdir()
    assert "there: cannot be made" in plugin("new", "There", cwd=folder, status=FAILED).stderr
    for name in "small", "../Up", "Under_score", "1st":
        assert "expected one NAME" in plugin("new", name, cwd=folder, status=USAGE).stderr
    assert "those below are netcap's" in plugin("new", "Name", "--type=9999", cwd=folder, status=USAGE).stderr
    equal(os.listdir(folder), ["there"])


@test
def a_page_of_the_manual_is_made_of_a_plugin(folder):
    page = plugin("doc", "--format=man", build("sound", folder), status=DONE).stdout
    assert page.startswith(".TH NETCAP\\-MISTAKE 7") and "udp.port 47474" in page, page
    if shutil.which("mandoc"):
        equal(subprocess.run(["mandoc", "-Tlint"], input=page, capture_output=True, text=True, check=False).stdout, "")
    assert "could not be loaded" in plugin("doc", build("port_70000", folder), status=REFUSED).stderr


@test
def debug_shows_each_layer_and_field_and_what_the_plugin_prints(folder):
    done = plugin("debug", build("calls_printf", folder), capture(folder), "--packet=2", status=DONE)
    for line in "Ethernet", "    SrcPort 40000", "number 2", "Mistake", "    Number 2", "decoded":
        assert line in done.stdout.splitlines(), f"{line}: {done.stdout}"
    assert "has no packet 9: it has 3" in plugin("debug", folder / "calls_printf.so", capture(folder), "--packet=9",
                                                 status=FAILED).stderr


@test
def fuzz_keeps_what_a_plugin_does_not_stand(folder):
    done = plugin("fuzz", "--seconds=2", build("wild_pointer", folder), capture(folder), cwd=folder, status=FAILED)
    kept = re.findall(r"kept: netcap plugin debug \S+ (\S+)", done.stdout)
    assert kept and (folder / kept[0]).exists(), done.stdout
    again = re.findall(r"kept: netcapd \S+ --checksums=off -r (\S+)", done.stdout)
    (folder / "own").mkdir()
    shutil.copy(folder / "wild_pointer.so", folder / "own")
    run = subprocess.run([NETCAPD, f"--plugins={folder}/own", "--checksums=off", "-r", folder / again[0], "-o",
                          folder / "out"], check=False, capture_output=True, text=True, timeout=TIMEOUT)
    assert "Mistake: crashed: Segmentation fault" in run.stdout, run.stdout


@test
def captures_of_new_plugins_are_as_they_are_made(folder):
    made_again = folder / "templates"
    made_again.mkdir()
    subprocess.run([os.environ.get("PYTHON3", "/usr/bin/python3"), "-B", SOURCE / "tests/plugins/template_seeds.py",
                    made_again], check=True)
    for seed in made_again.glob("*/seed.pcap"):
        equal(seed.read_bytes(), (SOURCE / "sdk/templates" / seed.parent.name / "seed.pcap").read_bytes(), seed)


if __name__ == "__main__":
    status = e2e.main()
    if made.cache_info().currsize:
        shutil.rmtree(made())
    raise SystemExit(status)
