/* SPDX-License-Identifier: Apache-2.0 */
/* STUN, RFC 8489; the messages of TURN, RFC 8656, and of ICE, RFC 8445, are such.  The STUN of RFC
 * 3489, which has no magic cookie, is none that can be told from others. */
#include "stun.h"

#include "netcap.pb-c.h"

#include <string.h>

enum { HEADER_SIZE = 20, COOKIE_AT = 4, WORD = 4, TYPES = 0x4000,
       FIRST_TYPES = 0x40 };

static const uint8_t cookie[] = { 0x21, 0x12, 0xa4, 0x42 };

#define HEADER(_)          \
    _(UINT, type, 16)      \
    _(UINT, length, 16)    \
    _(SKIP, , 32)          \
    _(BYTES, transactionid, 96)

NC_HEADER(Types__STUN, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__STUN *stun = record;
    struct nc_cursor behind = nc_window(in, COOKIE_AT, HEADER_SIZE);
    const uint8_t *mask = nc_view(&behind, STUN_MASK);

    nc_require(in, memcmp(mask, cookie, sizeof cookie) == 0, "no magic cookie");
    nc_require(in, stun->type < TYPES, "first bits that are not zero");
    nc_require(in, stun->length % WORD == 0, "length of half a word");
    nc_require(in, (size_t)stun->length <= nc_left(in), "shorter than its length");
    if (!nc_ok(in))
        return;
    /* Bits of the class stand between those of the method, section 5. */
    stun->class_ = (stun->type >> 4 & 1) | (stun->type >> 7 & 2);
    stun->method = (stun->type & 0xf) | (stun->type & 0xe0) >> 1 | (stun->type & 0x3e00) >> 2;
    nc_limit(in, (size_t)stun->length);
    while (nc_left(in))
        stun_attribute(pkt, in, mask, stun);
}

/* As far as the header is there. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    uint8_t head[COOKIE_AT + sizeof cookie] = { 0 };

    (void)context;
    memcpy(head + COOKIE_AT, cookie, sizeof cookie);
    if (bytes.len)
        memcpy(head, bytes.data, bytes.len < sizeof head ? bytes.len : sizeof head);
    if (head[0] >= FIRST_TYPES || head[3] % WORD ||
        memcmp(head + COOKIE_AT, cookie, sizeof cookie) != 0)
        return NC_NO;
    return bytes.len < sizeof head ? NC_MORE : NC_YES;
}

/* What has no cookie is data of a channel, RFC 8656 section 12.4, or another protocol's. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    struct nc_cursor ahead = nc_ahead(first);
    size_t length;

    nc_skip(&ahead, 2);
    length = nc_u16(&ahead);
    if (begins(NULL, bytes) == NC_YES && bytes.len >= HEADER_SIZE &&
        (is->cut || length == bytes.len - HEADER_SIZE))
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

struct state {
    struct nc_reader side[2];
};

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    (void)is;
    return begins(NULL, nc_rest(first));
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 2);
    return HEADER_SIZE + (size_t)nc_u16(ahead);
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, NULL);
    Types__STUN *stun;

    if (!nc_ok(&message))
        return;
    stun = nc_new(pkt, types__stun);
    read_header(pkt, &message, stun);
    decode(pkt, &message, stun);
    if (nc_ok(&message))
        nc_write(pkt, stun, is->time);
    else
        nc_refuse(pkt, nc_reason(&message) == nc_truncated ? "attribute beyond its message"
                                                           : nc_reason(&message));
}

NC_SCHEMA(stun);

NC_PLUGIN(stun,
    .name   = "STUN",
    .about  = "Session Traversal Utilities for NAT, with TURN and ICE",
    .type   = TYPES__TYPE__NC_STUN,
    .record = &types__stun__descriptor,
    .schema = &stun_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 3478), NC_KEY(NC_TCP_PORT, 3478), NC_KEY(NC_UDP_PORT, 3479),
                    NC_KEY(NC_UDP_PORT, 3480), NC_KEY(NC_UDP_PORT, 3481),
                    NC_KEY(NC_UDP_PORT, 19302)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise,
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
