#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The part of check-fresh inside the new system.  Lines that begin with == are its result.
set -eu
cd "$(dirname "$0")/../.."
HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
export HOME PATH LC_ALL

# timed COMMAND...: how long it took and what it said last.
timed() {
    echo "\$ $*"
    began=$(date +%s) status=0
    "$@" >/tmp/said || status=$?
    cat /tmp/said
    echo "== $*: status $status after $(($(date +%s) - began)) s; last lines:"
    tail -n "${lines:-3}" /tmp/said | sed 's/^/==     /'
    test $status = 0
}

# As an ordinary user who may use sudo has it, and as root, who goes on as somebody without rights.
apt-get -qq update
apt-get -qq -y install --no-install-recommends sudo
useradd --create-home --shell /bin/sh user
echo 'user ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/user
cp -r . /home/user/netcap
chown -R user: /home/user/netcap
lines=6 timed su user -c 'cd ~/netcap && ./bootstrap demo'
lines=1 timed su user -c 'cd ~/netcap && sudo ./bootstrap demo'
lines=6 timed ./bootstrap demo
lines=1 timed ./bootstrap demo
if test -n "$FRESH_TESTS"; then
    MAKEFLAGS="TESTS=$(echo "$FRESH_TESTS" | sed 's/ /\\ /g')"
    export MAKEFLAGS
fi
lines=1 timed ./bootstrap check
unset MAKEFLAGS

# Installed as a packager does it, and as a user.
make -s -C build install DESTDIR=/tmp/stage
for file in bin/netcapd bin/netcap share/man/man1/netcapd.1 share/man/man1/netcap.1 \
    share/man/man1/netcap-dump.1 share/man/man5/ncap.5 share/man/man5/netcapd.ini.5 \
    share/man/man7/netcap-security.7 share/man/man7/netcap-recipes.7 share/man/man7/netcap-features.7 \
    share/man/man7/netcap-plugin.7 share/bash-completion/completions/netcapd \
    share/zsh/vendor-completions/_netcapd share/fish/vendor_completions.d/netcapd.fish \
    etc/netcap/netcapd.ini lib/pkgconfig/netcap-sdk.pc; do
    test -s "/tmp/stage/usr/local/$file" || { echo "== make install: $file is missing"; exit 1; }
done
make -s -C build install
ldconfig
cp tests/plugins/beat.c tests/plugins/beat.proto /tmp
cd /tmp
plugin() {
    sed -n '/^    protoc-c /p; /^    cc -shared /p' /root/netcap/README.md >commands &&
        cat commands && sh -ex commands && mkdir plugins && mv beat.so plugins &&
        netcapd --plugins=plugins --list-plugins
}
lines=1 timed plugin
