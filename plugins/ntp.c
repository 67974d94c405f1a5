/* SPDX-License-Identifier: Apache-2.0 */
/* NTP, RFC 5905 section 7.3. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "ntp.pb-c.h"

enum { CONTROL = 6, PRIVATE = 7, VERSION_MOST = 5, STRATUM_MOST = 16, POLL_LEAST = -10,
       POLL_MOST = 24, LEAST = 48, PRIVATE_LEAST = 8, XNTPD = 3, WORD = 4 };

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

/* Modes 6 and 7 have layouts of their own, of which the record has only the first bits: RFC 9327,
 * and the reference implementation's ntp_request.h. */
static void
read_common(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__NTP *ntp = record;
    uint8_t start = nc_peek(in);

    if ((start & 7) < CONTROL) {
        read_header(pkt, in, record);
        return;
    }
    ntp->version = start >> 3 & 7;
    ntp->mode = start & 7;
    nc_skip(in, nc_left(in));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__NTP *ntp = record;

    (void)pkt;
    if (ntp->mode >= CONTROL) {
        nc_require(in, nc_tell(in) >= PRIVATE_LEAST, nc_truncated);
        return;
    }
    ntp->poll = (int8_t)ntp->poll;
    ntp->precision = (int8_t)ntp->precision;
    ntp->extensionbytes = nc_bytes(in, nc_left(in));
}

/* RFC 9327 section 2: the count of data behind twelve bytes, in whole words. */
static enum nc_answer
is_control(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint16_t count;

    nc_skip(first, 9);
    count = nc_u16(first);
    nc_require(first, is->cut || count <= nc_left(first), "count beyond the message");
    return nc_left(first) - count < WORD ? NC_YES : NC_MORE;
}

/* For any implementation, or one of two of xntpd.  In twelve bits each the number of items, behind
 * an error, and their size, behind zeros; requests are padded. */
static enum nc_answer
is_private(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t items, size;
    uint8_t implementation;

    nc_skip(first, 1);
    implementation = nc_u8(first);
    nc_skip(first, 1);
    items = nc_u16(first) & 0xfffu;
    size = nc_u16(first);
    nc_require(first, implementation <= XNTPD && implementation != 1,
               "implementation that does not exist");
    nc_require(first, size <= 0xfff, "size of items beyond its bits");
    nc_require(first, is->cut || items * size <= nc_left(first), "items beyond the message");
    return NC_MORE;
}

/* Version 1 has no mode, RFC 1059 appendix B; strata end at 16, RFC 5905 section 7.3.  Polls are
 * powers of two from 4 to 17, there; those that are in use go from a fraction of a second to
 * months. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);
    uint8_t start = nc_u8(first), version = start >> 3 & 7, mode = start & 7, stratum;
    int8_t poll;

    nc_require(first, version >= 1 && version <= VERSION_MOST, "version that does not exist");
    nc_require(first, mode > 0 || version == 1, "mode that is reserved");
    if (mode == CONTROL)
        return is_control(is, first);
    if (mode == PRIVATE)
        return is_private(is, first);
    stratum = nc_u8(first);
    poll = (int8_t)nc_u8(first);
    nc_require(first, is->cut || all >= LEAST, nc_truncated);
    nc_require(first, stratum <= STRATUM_MOST, "stratum above 16");
    nc_require(first, poll >= POLL_LEAST && poll <= POLL_MOST, "poll interval that nobody keeps");
    return all % WORD == 0 && !is->cut ? NC_YES : NC_MORE;
}

NC_SCHEMA(ntp);

NC_PLUGIN(ntp,
    .name   = "NTP",
    .about  = "Network Time Protocol",
    .type   = TYPES__TYPE__NC_NTP,
    .record = &types__ntp__descriptor,
    .schema = &ntp_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 123)),
    .fields = header,
    .read   = read_common,
    .decode = decode,
    .recognise = recognise);
