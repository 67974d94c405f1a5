#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What deb.sh does in the new Debian: an administrator's day, and that of a plugin's author.
set -eu
cd /root
die() { echo "== $*"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update

# What the package itself leaves; its dependencies are there before.
files() { find / -xdev \( -path /proc -o -path /sys -o -path /root -o -path /var/log -o -path /var/cache -o -path /var/lib/dpkg \
    -o -path /var/lib/apt -o -path /tmp -o -path '*/__pycache__' \) -prune -o -print | sort; }
apt-get -qq -y install --no-install-recommends $(dpkg-deb -f netcap_*.deb Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/,/ /g')
files >before
apt-get -qq -y install --no-install-recommends ./netcap_*.deb
echo "== installed: $(netcap --version | head -n 1), $(dpkg-query -W -f '${Installed-Size}' netcap) kB"
getent passwd netcap >/dev/null || die "there is no account netcap"
test -f /etc/netcap/netcapd.ini || die "there is no /etc/netcap/netcapd.ini"
netcapd -r demo.pcap -o out || die "netcapd failed"
test "$(netcap dump --json out/DNS.ncap.gz | wc -l)" -gt 0 || die "no records"
netcap check out >checked || die "netcap check failed"
netcapd --config=/etc/netcap/netcapd.ini -r dns.pcap -o out2 || die "the ini file is refused"
echo "== used: $(ls out/*.gz | wc -l) files of records"

apt-get -qq -y install --no-install-recommends python3-protobuf ./netcap-dev_*.deb ./netcap-doc_*.deb gcc libc6-dev man-db
python3 -c 'import netcap; print(len(list(netcap.open("out/DNS.ncap.gz"))))' || die "the Python package"
test -s /usr/share/doc/netcap/html/index.html || die "no manual in HTML"
for page in netcapd.1 netcap.1 netcap-dump.1 netcapd.ini.5 ncap.5 netcap-plugin.7 netcap-security.7; do
    find /usr/share/man -name "$page.gz" | grep -q . || die "no page $page"
done

# The guide for authors, word by word: its plugin and the lines that build it.
mkdir guide && cd guide
zcat /usr/share/man/man7/netcap-plugin.7.gz | sed -n '/^\.nf/,/^\.fi/p' |
    sed "s/\\\\(aq/'/g; s/\\\\-/-/g; s/^\\\\&//; s/\\\\e/\\\\/g" >page
awk '/^\.nf/ { n++; next } /^\.fi/ { next } { print > ("part" n) }' page
mv part1 beat.c && mv part2 beat.proto
sed '/^netcapd/d' part3 >commands
sh -ex commands
netcapd --plugins=. --list-plugins | grep -q Beat || die "the guide's plugin is not loaded"
cd ..
echo "== the guide's plugin: $(wc -l <guide/beat.c) lines, built and loaded"

apt-get -qq -y purge netcap netcap-dev netcap-doc
! getent passwd netcap >/dev/null || die "the account netcap is left"
files >after
# What else was installed since is not ours.
comm -13 before after | grep -i netcap >left || true
test ! -s left || { cat left; die "files are left"; }
echo "== removed without a trace"
