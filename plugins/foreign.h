/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a datagram begins as protocols do that take any port there is, so that nothing is made of
 * it, and nothing called wrong with it, where a port is all that led to a plugin: STUN, DTLS, QUIC,
 * RTP, and text.  Each is known by more than a number that somebody else draws. */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <netcap/plugin.h>

enum { FOREIGN_STUN_HEADER = 20, FOREIGN_QUIC_ID_MOST = 20, FOREIGN_TEXT = 16 };
enum { FOREIGN_RTP_NUMBER = 1 << 24, FOREIGN_RTP_AUDIO_MOST = 34, FOREIGN_RTP_DYNAMIC = 96 };

/* RFC 8489 section 5: two zero bits, a length of whole words, and four bytes that are always
 * these. */
static inline bool
foreign_stun(struct nc_cursor in, bool cut)
{
    size_t all = nc_left(&in);
    uint16_t kind = nc_u16(&in), length = nc_u16(&in);

    return kind < 0x4000 && length % 4 == 0 && nc_u32(&in) == 0x2112a442 &&
           (cut || all == (size_t)FOREIGN_STUN_HEADER + length);
}

/* RFC 6347 section 4.1: a kind, a version that counts down from 254, epoch and number, a length. */
static inline bool
foreign_dtls(struct nc_cursor in, bool cut)
{
    uint8_t kind = nc_u8(&in);
    uint16_t version = nc_u16(&in), length;

    nc_skip(&in, 8);
    length = nc_u16(&in);
    return kind >= 20 && kind <= 26 && (version == 0xfeff || version == 0xfefd) && nc_ok(&in) &&
           (cut || length <= nc_left(&in));
}

/* RFC 9000 section 17.2: a long header of version 1 or 2, RFC 9369, or one of those that no two
 * agree on, section 15, and two ids behind their lengths. */
static inline bool
foreign_quic(struct nc_cursor in)
{
    uint8_t flags = nc_u8(&in);
    uint32_t version = nc_u32(&in);
    uint8_t destination = nc_u8(&in), source;

    nc_skip(&in, destination);
    source = nc_u8(&in);
    nc_skip(&in, source);
    return flags >> 6 == 3 && nc_ok(&in) && destination <= FOREIGN_QUIC_ID_MOST &&
           source <= FOREIGN_QUIC_ID_MOST &&
           (version == 1 || version == 0x6b3343cf || (version & 0x0f0f0f0f) == 0x0a0a0a0a);
}

/* RFC 3550 section 5.1: version 2 without padding and sources, and a kind of RFC 3551 section 6;
 * then a number, and a time that begins anywhere.  What counts from 1 where it stands has hardly
 * come so far. */
static inline bool
foreign_rtp(struct nc_cursor in)
{
    uint8_t flags = nc_u8(&in), kind = nc_u8(&in) & 0x7f;

    nc_skip(&in, 2);
    return (flags & 0xef) == 0x80 &&
           (kind <= FOREIGN_RTP_AUDIO_MOST || kind >= FOREIGN_RTP_DYNAMIC) &&
           nc_u32(&in) >= FOREIGN_RTP_NUMBER;
}

static inline bool
foreign_text(struct nc_cursor in)
{
    bool text = nc_left(&in) >= FOREIGN_TEXT;

    nc_limit(&in, FOREIGN_TEXT);
    while (text && nc_left(&in)) {
        uint8_t byte = nc_u8(&in);

        text = (byte >= ' ' && byte < 0x7f) || byte == '\r' || byte == '\n' || byte == '\t';
    }
    return text;
}

static inline bool
foreign(struct nc_cursor in, bool cut)
{
    return foreign_stun(in, cut) || foreign_dtls(in, cut) || foreign_quic(in) || foreign_rtp(in) ||
           foreign_text(in);
}

/* What .recognise says where claim tells its plugin's own: what is none of them, and begins as one
 * of these, is declined and not refused. */
static inline enum nc_answer
foreign_or(enum nc_answer (*claim)(const struct nc_datagram *, struct nc_cursor *),
           const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor own = nc_ahead(first);
    enum nc_answer answer = claim(is, &own);

    if (nc_ok(&own) && answer != NC_NO)
        return answer;
    if (foreign(*first, is->cut))
        nc_decline(first);
    else if (!nc_ok(&own))
        nc_fail(first, nc_reason(&own));
    return NC_NO;
}

#endif
