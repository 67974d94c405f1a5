#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The part of boot.sh inside the system that was booted.  Lines that begin with == are its result.
set -eu
PATH=$PREFIX/bin:$PATH
etc=$PREFIX/etc
test "$PREFIX" != /usr || etc=/etc
cd /root

ip link set lo up
netcap keys keys --collector=127.0.0.1 --sensor=s1
mkdir -p -m 700 /etc/credstore "$etc/default"
for unit in collect=127.0.0.1 send=s1; do
    for kind in crt key; do
        install -m 600 "keys/${unit#*=}.$kind" "/etc/credstore/netcap-${unit%=*}.$kind"
    done
    install -m 600 keys/ca.crt "/etc/credstore/netcap-${unit%=*}.ca"
done
keys() { echo "--ca=netcap-$1.ca --cert=netcap-$1.crt --key=netcap-$1.key"; }
echo "NETCAPD_OPTIONS=--rotate-time=10s" >"$etc/default/netcapd"
printf 'NETCAP_SEND_TO=tls://127.0.0.1:7447\nNETCAP_SEND_OPTIONS=%s\n' "$(keys send)" >"$etc/default/netcap-send"
printf 'NETCAP_COLLECT_LISTEN=tls://127.0.0.1:7447\nNETCAP_COLLECT_OPTIONS=%s\n' "$(keys collect)" \
    >"$etc/default/netcap-collect"

units="netcapd@lo netcap-send@lo netcap-collect"
systemctl start netcap-collect netcapd@lo netcap-send@lo
n=0
while test $n -lt 60; do # over two turns of the set, and the restart of what is killed
    test $n = 20 && systemctl kill --kill-whom=main -s KILL netcap-send@lo
    ping -q -c 1 127.0.0.1 >/dev/null 2>&1 || bash -c 'echo x >/dev/udp/127.0.0.1/9' || true
    n=$((n + 1))
    sleep 0.4
done
systemctl stop netcapd@lo
sleep 5
systemctl stop netcap-send@lo netcap-collect
journalctl --no-pager -o cat -t netcap -t netcapd
for unit in $units; do
    systemctl show -p Result -p ExecMainStatus --value "$unit" | paste -sd' ' | sed "s/^/== $unit: /"
    test "$(systemctl show -p Result --value "$unit")" = success
done

here=/var/lib/private/netcap/lo there=/var/lib/private/netcap-collect/s1
n=0
for file in "$here"/*.ncap.gz; do
    netcap dump --format=jsonl "$file" >a
    netcap dump --format=jsonl "$there/${file##*/}" >b
    test -s a && cmp a b
    n=$((n + 1))
done
test $n -gt 5 && test "$(ls "$there" | grep -c ncap)" = $n
echo "== $n files of records arrived as they are"
echo "== all is as it should be"
