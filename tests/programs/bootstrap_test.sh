#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ./bootstrap leads to a tree that works, whatever was there before.  What it calls is played here
# and writes a log: autoreconf, configure, what make is to make, and the packages.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

bin=$work/bin
tree=$work/tree
mkdir "$bin"
for tool in cat cksum cmp cp dirname env find grep make mkdir mv nproc rm sed sh sort tr xargs; do
    ln -s "$(command -v $tool)" "$bin/$tool"
done

# stub NAME: a command that does what is on standard input; $log is where it writes.
stub() {
    { printf '#!/bin/sh\nlog=%s/log work=%s\n' "$work" "$work"; cat; } > "$1"
    chmod +x "$1"
}
# Packages that are missing are lines of one file, modules with their versions those of another.
stub "$bin/dpkg-query" << 'EOF'
for name; do :; done
! grep -qx "$name" "$work/missing" && echo installed
EOF
stub "$bin/pkg-config" << 'EOF'
case $1 in
--modversion) sed -n "s/^$2 //p" "$work/modules" | grep . ;;
*)            echo "-l$3" ;;
esac
EOF
stub "$bin/id" << 'EOF'
cat "$work/uid"
EOF
stub "$bin/apt-get" << 'EOF'
case "$*" in *update) exit ;; esac
echo "install ${*##*-recommends }" >> "$log"
! test -e "$work/offline" || { echo "E: no network"; exit 100; }
: > "$work/missing"
EOF
for tool in gcc protoc-c python3; do
    echo "echo $tool 1" | stub "$bin/$tool"
done
# The configure that it makes lasts as long as its source.
stub "$bin/autoreconf" << 'EOF'
echo autoreconf >> "$log"
mkdir -p build-aux
cp "$work/configure" configure
sed -n 's/^version/#/p' configure.ac >> configure
EOF
stub "$work/configure" << 'EOF'
echo "configure $*" >> "$log"
! test -e "$work/kill-configure" || { kill -9 "$(cat "$work/pid")"; exit 1; }
! test -e "$work/refuse" || { echo "no compiler"; exit 1; }
cp ../Makefile.played Makefile
EOF

play() {
    rm -rf "$tree" "$work/moved" "$work/offline" "$work/kill-configure" "$work/refuse"
    mkdir -p "$tree/m4" "$tree/plugins" "$tree/build/core" "$tree/build/tests/deep"
    cp "$TOP_SRCDIR/bootstrap" "$tree"
    printf '%s\n' "version 1" "PKG_CHECK_MODULES([ZLIB], [zlib])" \
        "      [PKG_CHECK_MODULES([ISAL], [libisal]," \
        "PKG_CHECK_MODULES([CUNIT], [cunit >= 2], [have=yes])" > "$tree/configure.ac"
    echo "RECORDS = a.so" > "$tree/plugins/list.am"
    cat > "$tree/Makefile.played" << EOF
all clean:; @echo make \$@ >> $work/log; ! test -e $work/fail-\$@
check:; @echo make \$@ \$(TESTS) >> $work/log; test -z "\$(TESTS)" || ! test -e $work/fail-\$@
TESTS = some
EOF
    for program in netcapd netcap; do
        echo "echo $program >> \"\$log\"" | stub "$tree/build/core/$program"
    done
    printf 'zlib 1.2\nlibisal 2.30\n' > "$work/modules"
    : > "$work/missing"
    rm -f "$work"/fail-*
    echo 0 > "$work/uid"
    set_to=
}

# bootstrap ARGUMENT...: its status; what it did is in the log, what it said in out and err.
bootstrap() {
    : > "$work/log"
    (cd "$tree" && env -i PATH="$bin" $set_to sh -c 'echo $$ > "$0"; exec ./bootstrap "$@"' \
        "$work/pid" "$@") > "$work/out" 2> "$work/err"
}
fails() {
    ! bootstrap "$@"
}
# did STEP...: these and no others, in this order.
did() {
    printf '%s\n' "$@" > "$work/wanted"
    sed 's/ *$//; s/configure  */configure /' "$work/log" | same "$work/wanted" -
}
says() {
    expect_output "bootstrap: $1" "$work/err"
}
anew="configure
make clean
make all"

first_run() { play; bootstrap && did autoreconf configure "make all"; }
second_run() { play; bootstrap && bootstrap && did "make all"; }
check "the first run makes configure, runs it and builds" first_run
check "the second run does nothing but make" second_run

# after COMMAND...: the second of two runs, with the command between them.
after() {
    play
    bootstrap && (cd "$tree" && eval "$1") && bootstrap
}
package_came() {
    play
    bootstrap demo && echo 'cunit 2.1' >> "$work/modules" && bootstrap check &&
        did configure "make check" "make check some"
}
package_changed() { after 'sed -i "s/1\.2/1.3/" ../modules' && did "$anew"; }
package_went() { after 'sed -i /isal/d ../modules' && did "$anew"; }
check "a package that came is looked for again, and what was compiled stays" package_came
check "a package that changed has everything compiled again" package_changed
check "a package that went too" package_went

# set VARIABLE=VALUE: a second run with this in its environment.
set_between() { play; bootstrap && set_to=$1 && bootstrap; }
flags_changed() {
    set_between CONFIGURE_FLAGS=--without-isal &&
        did "configure --without-isal" "make clean" "make all"
}
ci_set() { set_between CI=true && did "configure --enable-werror" "make clean" "make all"; }
compiler_changed() { set_between CC=protoc-c && did "$anew"; }
check "other flags for configure are given to it" flags_changed
check "CI makes warnings errors" ci_set
check "another compiler compiles everything again" compiler_changed

# With a date long past: git gives files any date.
configure_ac_changed() {
    after 'sed -i "s/version 1/version 2/" configure.ac; touch -d 2001-01-01 configure.ac' &&
        did autoreconf "$anew"
}
list_changed() {
    after 'echo "RECORDS = a.so b.so" > plugins/list.am; touch -d 2001-01-01 plugins/list.am' &&
        did autoreconf "make all"
}
macro_came() { after 'echo "# macro" > m4/new.m4' && did autoreconf "make all"; }
configure_went() { after 'rm configure' && did autoreconf "make all"; }
check "a changed configure.ac makes another configure, however old it is" configure_ac_changed
check "a changed list of files makes other Makefiles, however old it is" list_changed
check "a new macro does" macro_came
check "a configure that went is made" configure_went

old_configure() {
    play
    echo "exit 1" | stub "$tree/configure"
    bootstrap && did autoreconf configure "make all"
}
build_of_somebody() {
    play
    cp "$tree/Makefile.played" "$tree/build/Makefile"
    bootstrap && did autoreconf "$anew"
}
moved() {
    play
    bootstrap || return
    mv "$tree" "$work/moved" && mkdir "$tree" && mv "$work/moved" "$tree/deeper" || return
    tree=$tree/deeper
    bootstrap && did "$anew"
    found=$?
    tree=$work/tree
    return $found
}
built_in_source() {
    play
    printf 'distclean:; @echo make $@ >> %s/log; rm config.status\n' "$work" > "$tree/Makefile"
    : > "$tree/config.status"
    bootstrap && did "make distclean" autoreconf configure "make all" &&
        [ ! -e "$tree/config.status" ]
}
check "a configure made of another state is made again" old_configure
check "a build that somebody else configured is made anew" build_of_somebody
check "a checkout that moved is made anew" moved
check "a build in the source folder makes way" built_in_source

configure_killed() {
    play
    : > "$work/kill-configure"
    fails && rm "$work/kill-configure" && bootstrap && did configure "make all"
}
configure_killed_later() {
    play
    bootstrap && : > "$work/kill-configure" && set_to=CI=1 && fails && rm "$work/kill-configure" &&
        set_to= && bootstrap && did "$anew"
}
make_killed() {
    play
    bootstrap && echo "all:; @kill -9 \`cat $work/pid\`" > "$tree/build/Makefile" && fails &&
        cp "$tree/Makefile.played" "$tree/build/Makefile" && bootstrap && did "$anew"
}
check "a configure that was killed runs again" configure_killed
check "also one that ran for other flags than before" configure_killed_later
check "a make that was killed has everything compiled again" make_killed

configure_fails() {
    play
    : > "$work/refuse"
    fails demo && did autoreconf configure && expect_output "no compiler" "$work/err" &&
        says "configure failed"
}
make_fails() {
    play
    : > "$work/fail-all"
    fails demo && did autoreconf configure "make all" && says "make failed"
}
make_mended() {
    play
    : > "$work/fail-all"
    fails && rm "$work/fail-all" && bootstrap && did "make all"
}
check "a configure that fails is the end, and says why" configure_fails
check "a make that fails is the end" make_fails
check "a mended source compiles no more than what is missing" make_mended

# Packages.
no_root() {
    play
    echo 1000 > "$work/uid"
    echo libpcap-dev > "$work/missing"
    fails && says "as root, run: apt-get install libpcap-dev" && [ ! -s "$work/log" ]
}
nothing_missing() {
    play
    echo 1000 > "$work/uid"
    bootstrap && did autoreconf configure "make all"
}
tests_only() {
    play
    echo libcunit1-dev > "$work/missing"
    bootstrap demo && lacks install "$work/log"
}
for_tests() {
    play
    echo libcunit1-dev > "$work/missing"
    bootstrap check && expect_output "install libcunit1-dev" "$work/log"
}
offline() {
    play
    echo make > "$work/missing"
    : > "$work/offline"
    fails && did "install make" && expect_output "E: no network" "$work/err" &&
        says "apt-get could not install make"
}
check "who may not install is told what to install" no_root
check "who has everything needs not be root" nothing_missing
check "what only the tests need is not asked for by the demo" tests_only
check "it is installed for the tests" for_tests
check "what cannot be installed is said, and that is the end" offline

# The line at the end of check.
counted() {
    play
    printf ':test-result: %s\n' PASS PASS FAIL ERROR SKIP > "$tree/results"
    echo 'check:; cp ../results tests/a.trs; echo ":test-result: PASS" > tests/deep/b.trs' \
        > "$tree/Makefile.played"
    echo ":test-result: PASS" > "$tree/build/tests/gone.trs"
    bootstrap check && [ "$(tail -n 1 "$work/out")" = "3 passed, 2 failed, 1 skipped" ]
}
tests_fail() {
    play
    : > "$work/fail-check"
    fails check && expect_output "0 passed, 0 failed" "$work/out"
}
check "check counts the tests of this run, in all folders" counted
check "check fails when a test does" tests_fail

blank() {
    play
    mkdir "$work/two words" && cp "$tree/bootstrap" "$work/two words" &&
        refuses 1 "cannot build in '$work/two words'" "$work/two words/bootstrap"
}
check "a path that make cannot bear is refused" blank
check "another argument is refused" refuses 1 "expected demo, check, or nothing" \
    "$TOP_SRCDIR/bootstrap" test
check "it tells what it does" prints "./bootstrap check" "$TOP_SRCDIR/bootstrap" --help

finish
