/* SPDX-License-Identifier: Apache-2.0 */
/* PPP over several links, RFC 1990: parts of frames with their numbers, which have 24 bits, or 12
 * where both ends have agreed on that, and the class that each is of, RFC 2686 section 3.  A frame
 * that is in one part is read; others are not put together. */
#include <netcap/plugin.h>

enum { BEGINS = 0x80, ENDS = 0x40, ALONE = BEGINS | ENDS, LONG_RESERVED = 3 };
enum { LONG = 4, SHORT = 2, PPP = 0x880b };

/* Networks, what is compressed, and what controls networks or the line; RFC 1661 section 2: the
 * first byte of two is even, the last odd. */
static bool
is_ppp(struct nc_cursor in)
{
    uint8_t first = nc_u8(&in), second = first & 1 ? first : nc_u8(&in);

    if (!nc_ok(&in) || !(second & 1))
        return false;
    switch (first & 1 ? 0 : first) {
    case 0:
        return second == 0x21 || second == 0x2b || second == 0x2d || second == 0x2f ||
               second == 0x57 || second == 0xfd;
    default:
        return first == 0x02 || first >> 4 == 0x8 || first >> 4 == 0xc;
    }
}

/* Which of the two numbers it is stands nowhere: a short one has bits that a long one has not, or
 * what follows looks like PPP there. */
static size_t
header_size(const struct nc_cursor *in)
{
    struct nc_cursor behind = nc_ahead(in);
    uint8_t flags = nc_peek(in);

    if (flags & LONG_RESERVED)
        return SHORT;
    nc_skip(&behind, SHORT);
    if ((flags & ALONE) == ALONE && is_ppp(behind)) {
        nc_skip(&behind, LONG - SHORT);
        if (!is_ppp(behind))
            return SHORT;
    }
    return LONG;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t flags = nc_peek(in);

    (void)record;
    nc_skip(in, header_size(in));
    if ((flags & ALONE) == ALONE && nc_left(in))
        nc_next(pkt, NC_ETHERTYPE, PPP);
}

NC_PLUGIN(pppmultilink,
    .name   = "PPPMultilink",
    .about  = "PPP over several links, RFC 1990",
    .on     = NC_ON(NC_KEY(NC_PPP, 0x003d)),
    .decode = decode);
