#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""gcc -fanalyzer, clang-tidy and cppcheck over core, sdk and plugins; generated code is left out.

A tool that is not installed is skipped, which is said.  The status is 1 when one of the others finds something.
What each is asked for, and what not and why, stands here and in .clang-tidy; a single finding that is none is
told so in the source, with the reason, by the tool's own comment."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

GCC = ["gcc", "-std=gnu11", "-O1", "-fanalyzer", "-c", "-o", "/dev/null"]
# gcc 12 loses sight of what is stored into an array whose elements it does not tell apart, and knows no
# comment that says so.  Leaks in these files are the address sanitizer's to find.
GCC_SEES_NO_OWNER = re.compile(r"core/(base/memory|capture/inputs|sandbox/sandbox)\.c:.*-Wanalyzer-malloc-leak")
# It takes the lanes of a vector, which are shifted each by itself, for numbers of one bit.
GCC_SEES_NO_LANES = re.compile(r"sdk/checksum\.c:.*-Wanalyzer-shift-count-overflow")
# It takes a member of a structure that a function of another file returns for one that nobody has set.
GCC_SEES_NO_RETURN = re.compile(r"core/reassembly/streams_region\.h:.*‘d\.segment\.flags’.*-Wanalyzer-use-of-uninit")
GCC_IS_WRONG = (GCC_SEES_NO_OWNER, GCC_SEES_NO_LANES, GCC_SEES_NO_RETURN)
TIDY = ["clang-tidy", "--quiet"]
# It does not read the system's headers, so what the generated ones ask of protobuf-c's is told.  It holds
# a descriptor of -1 for wrong where mmap() asks for it.
CPPCHECK = ["cppcheck", "-q", "--enable=warning,portability,performance", "--inline-suppr", "--std=c11",
            "--library=posix", "--error-exitcode=1", "--template={file}:{line}: {severity}: {message} [{id}]",
            "-DPROTOBUF_C_VERSION_NUMBER=1004001", "-DPROTOBUF_C_MIN_COMPILER_VERSION=1000000",
            "-DPROTOBUF_C__BEGIN_DECLS=", "-DPROTOBUF_C__END_DECLS=", "-DHAVE_ISAL=1",
            "--suppress=invalidFunctionArg",
            "--suppress=readdirCalled"]  # each folder is read by who has opened it, and readdir_r is given up
FINDING = re.compile(r"^\S+:\d+:.*(warning|error|portability|performance)\b.*\[")


def sources(top):
    return [str(path) for folder in ("core", "sdk", "plugins") for path in sorted((top / folder).rglob("*.c"))]


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          check=False)
    found = [line for line in done.stdout.splitlines() if FINDING.match(line)]
    lines = [line for line in found if not any(wrong.search(line) for wrong in GCC_IS_WRONG)]
    if done.returncode and not found:
        lines = [" ".join(command[:1]) + " failed: " + done.stdout[-500:]]
    return lines


def commands(tool, flags, files):
    if tool == "gcc":
        return [GCC + flags + [file] for file in files]
    if tool == "clang-tidy":
        return [TIDY + [file, "--", "-std=gnu11", *flags] for file in files]
    return [CPPCHECK + [flag for flag in flags if flag[:2] in ("-D", "-I")] + [file] for file in files]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--top", type=pathlib.Path, required=True, help="of the source")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--tool", action="append", choices=("gcc", "clang-tidy", "cppcheck"), help="this one only")
    parser.add_argument("--file", action="append", help="only these: the end of a path")
    options, flags = parser.parse_known_args()
    files = [file for file in sources(options.top)
             if not options.file or any(file.endswith(end) for end in options.file)]
    found = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for tool in options.tool or ("gcc", "cppcheck", "clang-tidy"):
            if not shutil.which(tool):
                print(f"{tool}: skipped, it is not installed")
                continue
            lines = sorted({line for lines in pool.map(run, commands(tool, flags, files)) for line in lines})
            print("\n".join(lines + [f"{tool}: {len(files)} files, {len(lines)} findings"]), flush=True)
            found += len(lines)
    return found > 0


if __name__ == "__main__":
    sys.exit(main())
