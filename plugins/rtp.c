/* SPDX-License-Identifier: Apache-2.0 */
/* RTP, RFC 3550 section 5.1, where a session announced it: nothing in a packet says so.  What an
 * encoding's number means is what the session said, or RFC 3551 section 6. */
#include "media.h"

#include "netcap.pb-c.h"
#include "rtp.pb-c.h"

enum { VERSION = 2, LEAST = 12, WORD = 4, STATIC_MOST = 35, RTCP_LEAST = 192, RTCP_MOST = 223 };

#define HEADER(_)               \
    _(UINT, version, 2)         \
    _(UINT, padding, 1)         \
    _(UINT, extension, 1)       \
    _(UINT, csrccount, 4)       \
    _(UINT, marker, 1)          \
    _(UINT, payloadtype, 7)     \
    _(UINT, sequencenumber, 16) \
    _(UINT, rtptimestamp, 32)   \
    _(UINT, ssrc, 32)

NC_FIELDS(header, Types__RTP, HEADER)

/* By number, as places among the names, and clocks. */
static const struct media_encoding assigned[STATIC_MOST] = {
    [0] = { 0, 1, 320 }, [3] = { 3, 2, 320 }, [4] = { 4, 3, 320 }, [5] = { 5, 4, 320 },
    [6] = { 6, 4, 640 }, [7] = { 7, 5, 320 }, [8] = { 8, 6, 320 }, [9] = { 9, 7, 320 },
    [10] = { 10, 8, 1764 }, [11] = { 11, 8, 1764 }, [12] = { 12, 9, 320 }, [13] = { 13, 10, 320 },
    [14] = { 14, 11, 3600 }, [15] = { 15, 12, 320 }, [16] = { 16, 4, 441 }, [17] = { 17, 4, 882 },
    [18] = { 18, 13, 320 }, [25] = { 25, 14, 3600 }, [26] = { 26, 15, 3600 },
    [28] = { 28, 16, 3600 }, [31] = { 31, 17, 3600 }, [32] = { 32, 18, 3600 },
    [33] = { 33, 19, 3600 }, [34] = { 34, 20, 3600 }
};

static void
tell_encoding(const struct media_session *session, Types__RTP *rtp)
{
    const struct media_encoding *found = NULL;

    if (rtp->payloadtype < STATIC_MOST)
        found = &assigned[rtp->payloadtype];
    for (size_t i = 0; i < MEDIA_ENCODINGS; i++)
        if (session->list[i].clock && session->list[i].type == rtp->payloadtype)
            found = &session->list[i];
    if (!found || found->name >= MEDIA_NAMES)
        return;
    rtp->encoding = (char *)media_names[found->name];
    rtp->clockrate = (uint32_t)found->clock * MEDIA_CLOCK;
}

/* RFC 3550 section 5.3.1. */
static void
read_extension(struct nc_cursor *in, Types__RTP *rtp)
{
    rtp->extensionprofile = nc_u16(in);
    rtp->extensionsize = (uint32_t)nc_u16(in) * WORD;
    nc_skip(in, rtp->extensionsize);
}

/* The last byte counts what is to be left out, itself among it. */
static void
read_payload(struct nc_cursor *in, Types__RTP *rtp)
{
    ProtobufCBinaryData rest = nc_rest(in);

    if (rtp->padding)
        rtp->paddingsize = rest.len ? rest.data[rest.len - 1] : 0;
    nc_require(in, !rtp->padding || rtp->paddingsize, "padding of nothing");
    nc_require(in, rtp->paddingsize <= rest.len, "padding beyond the packet");
    rtp->payloadsize = (uint32_t)rest.len - rtp->paddingsize;
}

static void
read_packet(struct nc_packet *pkt, struct nc_cursor *in, Types__RTP *rtp)
{
    read_header(pkt, in, rtp);
    for (uint32_t i = 0; i < rtp->csrccount && nc_ok(in); i++)
        nc_push(pkt, rtp, csrcs, nc_u32(in));
    if (rtp->extension)
        read_extension(in, rtp);
    if (nc_ok(in))
        read_payload(in, rtp);
}

/* RFC 5761 section 4: reports may come the same way, by the numbers of their types. */
static bool
is_report(struct nc_cursor in)
{
    uint8_t type;

    nc_skip(&in, 1);
    type = nc_u8(&in);
    return type >= RTCP_LEAST && type <= RTCP_MOST;
}

/* And so may what opens the way and what agrees on keys, RFC 7983: nothing is wrong with that. */
static void
datagram(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    Types__RTP *rtp;

    if (nc_peek(in) >> 6 != VERSION)
        return;
    if (is_report(*in)) {
        nc_hand_on(pkt, *in, MEDIA_SPACE, MEDIA_RTCP);
        return;
    }
    if (nc_left(in) < LEAST)
        return;
    rtp = nc_new(pkt, types__rtp);
    read_packet(pkt, in, rtp);
    tell_encoding(state, rtp);
    if (nc_ok(in))
        nc_write(pkt, rtp, is->time);
}

NC_SCHEMA(rtp);

NC_PLUGIN(rtp,
    .name   = "RTP",
    .about  = "Real-time Transport Protocol, where SIP announces it",
    .type   = TYPES__TYPE__NC_RTP,
    .record = &types__rtp__descriptor,
    .schema = &rtp_schema,
    .on     = NC_ON(NC_KEY(MEDIA_SPACE, MEDIA_RTP)),
    .datagram = datagram,
    .hands_on = MEDIA_SPACE,
    .state_size = sizeof(struct media_session));
