#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The public headers compile alone, in either language and its versions, and the core knows no protocol.
. "${srcdir:-$(dirname "$0")/..}/programs/run.sh"

CXX=${CXX:-c++}
sdk=$TOP_SRCDIR/sdk
strict="-Wall -Wextra -Wpedantic -Wshadow -Wwrite-strings -Werror -I$sdk -I$TOP_BUILDDIR/sdk"

alone() {
    echo "#include <netcap/$2>" > "$work/alone.$3"
    $1 $4 $strict -fsyntax-only "$work/alone.$3"
}
no_cxx() {
    command -v "$CXX" > "$work/cxx" && return 1
    echo "skipped: there is no C++ compiler"
}
for header in "$sdk"/netcap/*.h "$TOP_BUILDDIR/sdk/netcap/context.pb-c.h"; do
    header=${header##*/}
    check "$header compiles alone as C11" alone "$CC" "$header" c "-std=c11"
    no_cxx || check "$header compiles alone as C++11" alone "$CXX" "$header" cc "-std=c++11"
done
for standard in c17 c2x; do
    check "plugin.h compiles as $standard" alone "$CC" plugin.h c "-std=$standard"
done
no_cxx || check "plugin.h compiles as C++17" alone "$CXX" plugin.h cc "-std=c++17"

# Not the headers alone: a plugin that uses them, in each of these, as its author would build it.
whole_plugin() {
    "$CC" "-std=$1" $strict -Wno-unused-function -I"$work" -fsyntax-only \
        "$TOP_SRCDIR/tests/plugins/mistakes/sound.c" -I"$TOP_SRCDIR/tests/plugins/mistakes"
}
if command -v protoc-c > "$work/found"; then
    protoc-c -I"$TOP_SRCDIR/tests/plugins/mistakes" --c_out="$work" mistake.proto
    for standard in c11 c17 c2x; do
        check "a plugin compiles as $standard" whole_plugin $standard
    done
fi

cat > "$work/link.cc" << 'EOF'
#include <netcap/plugin.h>
void *volatile used[] = {
    (void *)nc_next, (void *)nc_alloc, (void *)nc_text_mac, (void *)nc_payload, (void *)nc_zeros,
};
int main() { return !used[0]; }
EOF
links_from_cxx() {
    "$CXX" -I"$sdk" -I"$TOP_BUILDDIR/sdk" -o "$work/link" "$work/link.cc" \
        -L"$TOP_BUILDDIR/sdk/.libs" -Wl,--allow-shlib-undefined -lnetcap-sdk -lprotobuf-c
}
no_cxx || check "C++ finds the functions of the library" links_from_cxx

headers_of_plugins() {
    for header in "$TOP_SRCDIR"/plugins/*.h; do
        echo "#include \"${header##*/}\""
    done > "$work/together.c"
    "$CC" -std=gnu11 -Wall -Wextra -Werror -fsyntax-only "-I$TOP_SRCDIR/plugins" "-I$sdk" \
        "-I$TOP_BUILDDIR/sdk" "-I$TOP_BUILDDIR/proto" "$work/together.c"
}
check "a plugin may include all headers of the plugins together" headers_of_plugins

# What a plugin may include, and nothing of the core's.
sdk_sees_itself() {
    ! grep -n '#include' "$sdk"/netcap/*.h | grep -v -e '<netcap/' -e '<protobuf-c/protobuf-c.h>' \
        -e '<std[a-z]*\.h>'
}
check "a public header includes only the SDK and standard headers" sdk_sees_itself

# The words are the plugins' stems, and what those protocols' relatives are called.
words=$(sed -n 's/^\t\([a-z0-9]*\)\.so.*/\1/p' "$TOP_SRCDIR/plugins/list.am" |
    grep -v -x -e flow -e connection -e loopback | tr '\n' ' ')
words="$words vlan icmp http https tls ssh smtp dhcp ipsec ppp sll wlan quic rtp snmp"

# Where the core may say one, and why: the names of the SDK's number spaces and field kinds are
# words of the user's, and a help or manual without an example helps nobody.  DLT_ are libpcap's
# constants, STT_TLS is ELF's, the kit gives plugins bytes as one network would, by netlink the kernel tells what becomes of an interface, the members of other tools'
# events are called what they are, and records are sent by a transport that users call by its name.
cat > "$work/allowed" << 'EOF'
AF_NETLINK
STT_TLS
NC_ENDPOINT_IPV4
NETLINK_ROUTE
as udp.port:5353
as udp.port or ethertype
as TCP.payload=on
as DNS names
ssh sensor tcpdump
--filter='udp port 53'
netcapd --include=TCP --set=TCP.payload=on
Records of TCP only
out/IPv4.ncap.gz
[NC_KIND_IPV4] = "ipv4"
[NC_KIND_IPV6] = "ipv6"
event, "icmp_type"
event, "icmp_code"
icmp_type and icmp_code up to 255
tls://
DNS name
"TLS"
TLS 1.3
expected unix, tls, nats or kafka
transport tls
"tls"
EOF

cat > "$work/protocols.py" << 'EOF'
import pathlib, re, sys
words, allowed = sys.argv[1].split(), pathlib.Path(sys.argv[2]).read_text().splitlines()
protocol = re.compile(r"(?<![a-z0-9])(" + "|".join(words) + r")(?![a-z0-9])", re.I)
token = re.compile(r'"(?:\\.|[^"\\])*"|/\*.*?\*/|//[^\n]*', re.S)
found = 0
for path in map(pathlib.Path, sys.argv[3:]):
    bare = token.sub(lambda m: m[0] if m[0][0] == '"' else "\n" * m[0].count("\n"),
                     path.read_text())
    for number, line in enumerate(bare.split("\n"), 1):
        line = re.sub(r"\bDLT_\w+", "", line)
        for phrase in allowed:
            line = line.replace(phrase, "")
        for match in protocol.finditer(line):
            found = 1
            print(f"{path}:{number}: the core knows no protocol, but says {match[0]}")
sys.exit(found)
EOF
protocols_in() {
    "$PYTHON3" "$work/protocols.py" "$words" "$work/allowed" "$@"
}
check "the core names no protocol" protocols_in "$TOP_SRCDIR"/core/*.[ch] "$TOP_SRCDIR"/core/*/*.[ch]

finds() {
    echo "$1" > "$work/guilty.c"
    ! protocols_in "$work/guilty.c" > "$work/found" && expect_output "but says $2" "$work/found"
}
check "a protocol in a name would be found" finds 'static int parse_udp(void);' udp
check "a protocol in a text would be found" finds 'say("/* a DNS query");' DNS
check "a protocol behind a comment would be found" finds '/* UDP */ TCP /* DNS */' TCP

finish
