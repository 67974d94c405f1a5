/* SPDX-License-Identifier: Apache-2.0 */
/* What L2TP is over UDP and over IP alike: its control messages, and what a session of version 3
 * carries, RFC 3931 section 4.1: behind a cookie of 0, 4 or 8 bytes and a sublayer of 0 or 4, of
 * which only the two ends know; so it is looked for where it can stand. */
#ifndef L2TP_H
#define L2TP_H

#include "counted.h"
#include "inner.h"

enum { L2TP_WORD = 4, L2TP_BEHIND_MOST = 12, L2TP_ETHERNET = 0x6558, L2TP_PPP = 0x880b,
       L2TP_FRAMING = 0xff03 };
enum { L2TP_CONTROL = 0x8000, L2TP_VERSION = 15, L2TP_CONTROL_LEAST = 12, L2TP_CONTROL_READ = 4 };

/* Behind the flags of a control message. */
static inline void
l2tp_control(struct nc_cursor *in)
{
    uint16_t length = nc_u16(in);

    counted_rest(in, length, L2TP_CONTROL_LEAST, L2TP_CONTROL_READ);
}

/* How many bytes ahead a frame begins that is sound inside; more than the most when nowhere. */
static inline size_t
l2tp_frame_at(const struct nc_cursor *in, bool cut, bool *ppp)
{
    size_t at = 0;

    for (; at <= L2TP_BEHIND_MOST; at += L2TP_WORD) {
        struct nc_cursor ahead = nc_ahead(in), again;

        nc_skip(&ahead, at);
        again = ahead;
        *ppp = nc_u16(&again) == L2TP_FRAMING && nc_u16(&again) == 0x0021 &&
               inner_ipv4(again, cut) == NC_YES;
        if (*ppp || inner_ethernet(ahead, cut) == NC_YES)
            break;
    }
    return at;
}

static inline void
l2tp_session(struct nc_packet *pkt, struct nc_cursor *in, uint32_t session)
{
    bool ppp;
    size_t at = l2tp_frame_at(in, false, &ppp);

    nc_scope(pkt, NC_SCOPE_L2TP, session);
    if (at > L2TP_BEHIND_MOST)
        return;
    nc_skip(in, at);
    nc_next(pkt, NC_ETHERTYPE, ppp ? L2TP_PPP : L2TP_ETHERNET);
}

#endif
