/* SPDX-License-Identifier: Apache-2.0 */
/* WireGuard, by section 5.4 of its paper (wireguard.com/papers/wireguard.pdf): the messages of a
 * handshake, the cookie of who is busy, and data, of which only number and size are to be seen. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "wireguard.pb-c.h"

enum { INITIATION = 1, RESPONSE, COOKIE, DATA };
enum { INITIATION_SIZE = 148, RESPONSE_SIZE = 92, COOKIE_SIZE = 64, DATA_LEAST = 32, BLOCK = 16 };
enum { KEY = 32, TAG = 16, TIME = 12, NONCE = 24 };

#define HEADER(_)    \
    _(UINT, type, 8) \
    _(SKIP, , 24)

NC_HEADER(Types__WireGuard, HEADER)

static void
read_macs(struct nc_cursor *in, Types__WireGuard *to)
{
    to->mac1 = nc_bytes(in, TAG);
    to->mac2 = nc_bytes(in, TAG);
}

static void
read_initiation(struct nc_cursor *in, Types__WireGuard *to)
{
    to->senderindex = nc_u32_le(in);
    to->ephemeral = nc_bytes(in, KEY);
    to->encryptedstatic = nc_bytes(in, KEY + TAG);
    to->encryptedtimestamp = nc_bytes(in, TIME + TAG);
    read_macs(in, to);
}

static void
read_response(struct nc_cursor *in, Types__WireGuard *to)
{
    to->senderindex = nc_u32_le(in);
    to->receiverindex = nc_u32_le(in);
    to->ephemeral = nc_bytes(in, KEY);
    to->encryptedempty = nc_bytes(in, TAG);
    read_macs(in, to);
}

static void
read_cookie(struct nc_cursor *in, Types__WireGuard *to)
{
    to->receiverindex = nc_u32_le(in);
    to->nonce = nc_bytes(in, NONCE);
    to->encryptedcookie = nc_bytes(in, TAG + TAG);
}

/* Data that is nothing but its tag keeps the way open, section 6.5. */
static void
read_data(struct nc_cursor *in, Types__WireGuard *to)
{
    to->receiverindex = nc_u32_le(in);
    to->counter = nc_u64_le(in);
    to->datasize = (uint32_t)nc_left(in);
    to->keepalive = nc_left(in) == TAG;
    nc_require(in, nc_left(in) >= TAG, nc_truncated);
    nc_skip(in, nc_left(in));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__WireGuard *to = record;

    (void)pkt;
    switch (to->type) {
    case INITIATION: read_initiation(in, to); break;
    case RESPONSE: read_response(in, to); break;
    case COOKIE: read_cookie(in, to); break;
    case DATA: read_data(in, to); break;
    default: nc_fail(in, "type that does not exist");
    }
}

/* Messages have a size each, and data are padded to whole blocks unless there is no room for it;
 * three bytes are zero. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor ahead = nc_ahead(first);
    size_t all = nc_left(first);
    uint32_t start = nc_u32_le(&ahead);

    if (start == DATA && all >= DATA_LEAST)
        return all % BLOCK == 0 && !is->cut ? NC_YES : NC_MORE;
    if ((start == INITIATION && (all == INITIATION_SIZE || is->cut)) ||
        (start == RESPONSE && (all == RESPONSE_SIZE || is->cut)) ||
        (start == COOKIE && (all == COOKIE_SIZE || is->cut)))
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

NC_SCHEMA(wireguard);

NC_PLUGIN(wireguard,
    .name   = "WireGuard",
    .about  = "WireGuard: handshakes, and data without what is inside",
    .type   = TYPES__TYPE__NC_WireGuard,
    .record = &types__wire_guard__descriptor,
    .schema = &wireguard_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 51820)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
