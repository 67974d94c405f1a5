/* SPDX-License-Identifier: Apache-2.0 */
/* The frame check sequence of IEEE 802: a CRC-32, least significant byte first.
 *
 * Whether a captured wireless frame still has it is often said nowhere.  That four bytes match by
 * chance happens once in four thousand million frames, so then the sum itself is asked.  Where a
 * header of the radio's says that it is there it is taken off also when it is wrong: the frame was
 * damaged on the air. */
#ifndef FCS_H
#define FCS_H

#include <netcap/plugin.h>

#include "linktypes.h"

enum { FCS_SIZE = 4 };

/* A wireless frame whose check sequence is there. */
#define FCS_FRAME NC_SPACE('W', 'F', 'C', 'S')

/* The sum is linear: an entry is the sum of those of its bits. */
#define FCS_BIT(n, bit, entry) ((n) >> (bit) & 1 ? UINT32_C(entry) : 0)
#define FCS_1(n)                                                                                  \
    FCS_BIT(n, 0, 0x77073096) ^ FCS_BIT(n, 1, 0xee0e612c) ^ FCS_BIT(n, 2, 0x076dc419) ^           \
        FCS_BIT(n, 3, 0x0edb8832) ^ FCS_BIT(n, 4, 0x1db71064) ^ FCS_BIT(n, 5, 0x3b6e20c8) ^       \
        FCS_BIT(n, 6, 0x76dc4190) ^ FCS_BIT(n, 7, 0xedb88320)
#define FCS_4(n) FCS_1(n), FCS_1((n) + 1), FCS_1((n) + 2), FCS_1((n) + 3)
#define FCS_16(n) FCS_4(n), FCS_4((n) + 4), FCS_4((n) + 8), FCS_4((n) + 12)
#define FCS_64(n) FCS_16(n), FCS_16((n) + 16), FCS_16((n) + 32), FCS_16((n) + 48)

static const uint32_t fcs_table[256] = { FCS_64(0), FCS_64(64), FCS_64(128), FCS_64(192) };

static inline uint32_t
fcs_of(ProtobufCBinaryData frame)
{
    uint32_t sum = UINT32_MAX;

    for (size_t i = 0; i < frame.len; i++)
        sum = fcs_table[(sum ^ frame.data[i]) & 255] ^ sum >> 8;
    return ~sum;
}

/* The frame that goes on behind a header which says whether it ends in its check sequence; cut, it
 * does not. */
static inline void
fcs_next(struct nc_packet *pkt, bool present)
{
    if (present && !nc_is_cut(pkt))
        nc_next(pkt, FCS_FRAME, 0);
    else
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_IEEE802_11);
}

/* Cuts the sum off and gives its value when it is known to be there, or when the whole message of
 * `in` ends in its own; else 0. */
static inline uint32_t
fcs_take(struct nc_cursor *in, bool present)
{
    size_t size = nc_tell(in) + nc_left(in);
    struct nc_cursor frame = nc_window(in, 0, size);
    uint32_t sum, expected;

    if (nc_left(in) < FCS_SIZE)
        return 0;
    expected = fcs_of(nc_bytes(&frame, size - FCS_SIZE));
    sum = nc_u32_le(&frame);
    if (sum != expected && !present)
        return 0;
    nc_limit(in, nc_left(in) - FCS_SIZE);
    return sum;
}

#endif
