/* SPDX-License-Identifier: Apache-2.0 */
/* ESP in UDP, RFC 3948: it shares its port with IKE and keepalives. */
#include "foreign.h"
#include "keyexchange.h"

enum { ESP = 50, IKE_MARKER = 0, MARKER = 4, KEEPALIVE = 0xff, ESP_LEAST = 12, LEAST_INDEX = 256 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nc_cursor ahead = nc_ahead(in);

    (void)record;
    if (nc_left(in) == 1 && nc_peek(in) == KEEPALIVE) {
        nc_skip(in, 1);
        return;
    }
    /* No association has the index 0: four zeros come before IKE. */
    if (nc_u32(&ahead) != IKE_MARKER) {
        nc_next(pkt, NC_IPPROTO, ESP);
    } else {
        nc_skip(in, MARKER);
        nc_next(pkt, KEY_EXCHANGE, 0);
    }
    nc_require(in, nc_ok(&ahead), nc_truncated);
}

/* Behind the marker: RFC 7296 section 3.1, and the same for version 1 in RFC 2408 section 3.1. */
static bool
is_ike(struct nc_cursor in)
{
    size_t all = nc_left(&in);
    uint8_t version;

    nc_skip(&in, 17); /* both indexes, next payload */
    version = nc_u8(&in) >> 4;
    nc_skip(&in, 6); /* exchange, flags, message */
    return nc_u32(&in) == all && (version == 1 || version == 2);
}

/* RFC 4303: indexes below 256 are reserved, section 2.1, packets are numbered from 1 on, 2.2, and
 * padded to words, 2.4.  That holds of much else; so what others begin with is theirs, and what
 * they cannot say of themselves is no more than possible. */
static void
require_esp(const struct nc_datagram *is, struct nc_cursor *first, uint32_t index, size_t all)
{
    struct nc_cursor ahead = nc_ahead(first);

    nc_require(first, index >= LEAST_INDEX, "index of ESP that is reserved");
    nc_require(first, is->cut || (all >= ESP_LEAST && all % 4 == 0), "no ESP of whole words");
    nc_require(first, nc_u32(&ahead) > 0 || !nc_ok(&ahead), "ESP without a number");
}

/* Nothing is wrong with what begins as IKE does and is none, nor with another protocol.  Others are
 * asked about first, not where all else fails as in foreign_or(): ESP has little of its own. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);
    struct nc_cursor whole = nc_ahead(first);
    uint32_t index;

    if (all == 1 && nc_peek(first) == KEEPALIVE)
        return NC_YES;
    index = nc_u32(first);
    nc_require(first, nc_ok(first), nc_truncated);
    if (index == IKE_MARKER && is_ike(*first))
        return NC_YES;
    if (index == IKE_MARKER || foreign(whole, is->cut)) {
        nc_decline(first);
        return NC_NO;
    }
    require_esp(is, first, index, all);
    return NC_MORE;
}

NC_PLUGIN(udpencap,
    .name   = "UDPEncap",
    .about  = "UDP encapsulation of IPsec ESP packets",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4500)),
    .decode = decode,
    .recognise = recognise);
