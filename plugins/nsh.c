/* SPDX-License-Identifier: Apache-2.0 */
/* Network service headers, RFC 8300: a path through services and what they tell each other, of a
 * length in words. */
#include "nextprotocol.h"

enum { VERSION = 0xc000, LENGTH = 0x3f, WORD = 4, BASE_WORDS = 2, PATH = 4 };
enum { FIXED = 1, FIXED_WORDS = 6, KIND = 15 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t first = nc_u16(in);
    size_t words = first & LENGTH;
    uint8_t kind = nc_u8(in) & KIND, next = nc_u8(in);

    (void)record;
    nc_require(in, !(first & VERSION), "version is not 0");
    nc_require(in, words >= BASE_WORDS, "length below that of the header");
    nc_require(in, kind != FIXED || words == FIXED_WORDS, "fixed metadata of another length");
    nc_skip(in, PATH);
    if (nc_ok(in))
        nc_skip(in, (words - BASE_WORDS) * WORD);
    if (next_type(next))
        nc_next(pkt, NC_ETHERTYPE, next_type(next));
}

NC_PLUGIN(nsh,
    .name   = "NSH",
    .about  = "Network service headers, RFC 8300",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x894f)),
    .decode = decode);
