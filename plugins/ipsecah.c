/* SPDX-License-Identifier: Apache-2.0 */
/* IP authentication header, RFC 4302. */
#include <netcap/plugin.h>

#include "ipsecah.pb-c.h"
#include "netcap.pb-c.h"

enum { WORD = 4, UNCOUNTED_WORDS = 2, FIXED_WORDS = 3, NO_NEXT = 59 };

/* What is skipped has no member: the next header, and the length in words less two. */
#define HEADER(_)         \
    _(SKIP, , 16)         \
    _(UINT, reserved, 16) \
    _(UINT, spi, 32)      \
    _(UINT, seq, 32)

NC_HEADER(Types__IPSecAH, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IPSecAH *ah = record;
    struct nc_cursor start = nc_window(in, 0, nc_tell(in));
    uint8_t next = nc_u8(&start);
    size_t words = nc_u8(&start) + (size_t)UNCOUNTED_WORDS;

    nc_require(in, words >= FIXED_WORDS, "length shorter than the header");
    if (nc_ok(in))
        ah->authenticationdata = nc_bytes(in, (words - FIXED_WORDS) * WORD);
    if (next != NO_NEXT)
        nc_next(pkt, NC_IPPROTO, next);
}

NC_SCHEMA(ipsecah);

NC_PLUGIN(ipsecah,
    .name   = "IPSecAH",
    .about  = "IP Authentication Header",
    .type   = TYPES__TYPE__NC_IPSecAH,
    .record = &types__ipsec_ah__descriptor,
    .schema = &ipsecah_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 51)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
