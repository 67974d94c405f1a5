/* SPDX-License-Identifier: Apache-2.0 */
/* RTCP, RFC 3550 section 6, where a session announced it: reports of who sends and of who receives,
 * descriptions and goodbyes, several of them in a datagram. */
#include "media.h"

#include "netcap.pb-c.h"
#include "rtcp.pb-c.h"

enum { VERSION = 2, WORD = 4, HEADER = 4, FIRST = 192, LAST = 223 };
enum { SENDER = 200, RECEIVER, DESCRIPTION, GOODBYE };
enum { CNAME = 1, NAME, TOOL = 6 };

/* Section 6.4.1; the 24 bits of what is lost have a sign. */
static void
read_report(struct nc_packet *pkt, struct nc_cursor *in, Types__RTCP *to)
{
    Types__RTCPReport *report = nc_add(pkt, to, reports, types__rtcpreport);
    uint32_t lost;

    report->ssrc = nc_u32(in);
    report->fractionlost = nc_u8(in);
    lost = nc_u24(in);
    report->packetslost = lost & 0x800000 ? (int32_t)lost - 0x1000000 : (int32_t)lost;
    report->highestsequence = nc_u32(in);
    report->jitter = nc_u32(in);
    report->lastreport = nc_u32(in);
    report->delay = nc_u32(in);
}

static void
read_reports(struct nc_packet *pkt, struct nc_cursor *in, int count, Types__RTCP *to)
{
    for (int i = 0; i < count && nc_ok(in); i++)
        read_report(pkt, in, to);
}

static void
read_sender(struct nc_packet *pkt, struct nc_cursor *in, int count, Types__RTCP *to)
{
    to->ssrc = nc_u32(in);
    to->ntptimestamp = nc_u64(in);
    to->rtptimestamp = nc_u32(in);
    to->packetcount = nc_u32(in);
    to->octetcount = nc_u32(in);
    read_reports(pkt, in, count, to);
}

/* Items end with one of no type, and are padded to whole words, section 6.5. */
static void
read_chunk(struct nc_packet *pkt, struct nc_cursor *in, Types__RTCP *to)
{
    Types__RTCPDescription *chunk = nc_add(pkt, to, descriptions, types__rtcpdescription);
    size_t left = nc_left(in);
    uint8_t type;

    chunk->ssrc = nc_u32(in);
    while ((type = nc_u8(in)) != 0 && nc_ok(in)) {
        ProtobufCBinaryData text = nc_bytes(in, nc_u8(in));

        if (!nc_ok(in))
            return;
        switch (type) {
        case CNAME: chunk->cname = nc_text(pkt, text); break;
        case NAME: chunk->name = nc_text(pkt, text); break;
        case TOOL: chunk->tool = nc_text(pkt, text); break;
        }
    }
    nc_skip(in, -(left - nc_left(in)) % WORD);
}

/* Section 6.6. */
static void
read_goodbye(struct nc_packet *pkt, struct nc_cursor *in, int count, Types__RTCP *to)
{
    for (int i = 0; i < count && nc_ok(in); i++)
        nc_push(pkt, to, goodbyes, nc_u32(in));
    if (nc_left(in))
        to->reason = nc_text(pkt, nc_bytes(in, nc_u8(in)));
}

static void
read_body(struct nc_packet *pkt, struct nc_cursor *in, uint8_t type, int count, Types__RTCP *to)
{
    switch (type) {
    case SENDER: read_sender(pkt, in, count, to); break;
    case RECEIVER:
        to->ssrc = nc_u32(in);
        read_reports(pkt, in, count, to);
        break;
    case DESCRIPTION:
        for (int i = 0; i < count && nc_ok(in); i++)
            read_chunk(pkt, in, to);
        break;
    case GOODBYE: read_goodbye(pkt, in, count, to); break;
    default: to->ssrc = to->ssrc ? to->ssrc : nc_u32(in);
    }
}

/* Appendix A.2: each of them of this version, and their lengths add up to the datagram's.  Padding
 * stands behind the last alone, and what it is behind has said its own length. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__RTCP *to = record;

    nc_require(in, nc_left(in) >= HEADER, nc_truncated);
    while (nc_left(in)) {
        uint8_t flags = nc_u8(in), type = nc_u8(in);
        size_t size = (size_t)nc_u16(in) * WORD;
        struct nc_cursor body;

        nc_require(in, flags >> 6 == VERSION, "version other than 2");
        nc_require(in, type >= FIRST && type <= LAST, "type that is none of reports");
        body = nc_slice(in, size);
        if (!nc_ok(in))
            return;
        nc_push(pkt, to, packettypes, type);
        read_body(pkt, &body, type, flags & 31, to);
        if (!nc_ok(&body))
            nc_fail(in, nc_reason(&body));
    }
}

/* At the port that a session gave to reports. */
static void
datagram(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    Types__RTCP *to;

    (void)state;
    if (nc_peek(in) >> 6 != VERSION)
        return;
    to = nc_new(pkt, types__rtcp);
    decode(pkt, in, to);
    if (nc_ok(in))
        nc_write(pkt, to, is->time);
}

NC_SCHEMA(rtcp);

NC_PLUGIN(rtcp,
    .name   = "RTCP",
    .about  = "RTP Control Protocol, where SIP announces it",
    .type   = TYPES__TYPE__NC_RTCP,
    .record = &types__rtcp__descriptor,
    .schema = &rtcp_schema,
    .on     = NC_ON(NC_KEY(MEDIA_SPACE, MEDIA_RTCP)),
    .decode = decode,
    .datagram = datagram);
