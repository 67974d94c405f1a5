/* SPDX-License-Identifier: Apache-2.0 */
/* NTP, RFC 5905 section 7.3. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "ntp.pb-c.h"

enum { CONTROL = 6 };

#define HEADER(_)                   \
    _(UINT, leapindicator, 2)       \
    _(UINT, version, 3)             \
    _(UINT, mode, 3)                \
    _(UINT, stratum, 8)             \
    _(UINT, poll, 8)                \
    _(UINT, precision, 8)           \
    _(UINT, rootdelay, 32)          \
    _(UINT, rootdispersion, 32)     \
    _(UINT, referenceid, 32)        \
    _(UINT, referencetimestamp, 64) \
    _(UINT, origintimestamp, 64)    \
    _(UINT, receivetimestamp, 64)   \
    _(UINT, transmittimestamp, 64)

NC_HEADER(Types__NTP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__NTP *ntp = record;

    (void)pkt;
    /* Modes 6 and 7 have layouts of their own, of which the record has no members. */
    nc_require(in, ntp->mode < CONTROL, "control or private message");
    ntp->poll = (int8_t)ntp->poll;
    ntp->precision = (int8_t)ntp->precision;
    ntp->extensionbytes = nc_bytes(in, nc_left(in));
}

NC_PLUGIN(ntp,
    .name   = "NTP",
    .about  = "Network Time Protocol",
    .type   = TYPES__TYPE__NC_NTP,
    .record = &types__ntp__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 123)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
