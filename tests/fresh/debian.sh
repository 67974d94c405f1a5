# SPDX-License-Identifier: Apache-2.0
# A Debian 12 made by mmdebstrap; is read by scripts that need one, whose name is in $me.
# FRESH_MIRROR is where the packages come from, as mmdebstrap takes it; without it from where
# those of this machine come, if it is a Debian 12.

fail() { echo "$me: $*" >&2; exit 1; }
command -v mmdebstrap >/dev/null || fail "expected mmdebstrap: apt-get install mmdebstrap"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Sources of packages, and how this machine's apt reaches them: proxies, certificates, dates.
sources=${FRESH_MIRROR:-$(grep -lE '(^|[[:space:]])bookworm([[:space:]]|$)' /etc/apt/sources.list \
    /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true)}
apt-config dump 2>/dev/null | grep '^Acquire::' | grep -v '::IndexTargets' >"$work/apt.conf" || true

# make_debian TARGET OPTION...: the smallest one there is.
make_debian() {
    target=$1
    shift
    # shellcheck disable=SC2086 # one word for each source
    mmdebstrap --variant=minbase --aptopt="$work/apt.conf" "$@" bookworm "$target" $sources
}
