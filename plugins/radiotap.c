/* SPDX-License-Identifier: Apache-2.0 */
/* Radiotap, radiotap.org: what the radio knew of a wireless frame. */
#include <netcap/plugin.h>

#include "fcs.h"

enum { TIMER = 1, FLAGS = 2, MORE_BIT = 31, TIMER_SIZE = 8 };
enum { HAS_FCS = 0x10, HEADER_SIZE = 8 };

/* The flags are the second field at most, behind the words that say which fields are there. */
static uint8_t
read_flags(struct nc_cursor *in, size_t length)
{
    struct nc_cursor fields = nc_window(in, HEADER_SIZE / 2, length);
    uint32_t present = nc_u32_le(&fields), more = present;
    size_t at;

    while (more >> MORE_BIT && nc_ok(&fields))
        more = nc_u32_le(&fields);
    nc_require(in, nc_ok(&fields), "fields run past the header");
    if (!(present & FLAGS))
        return 0;
    at = nc_tell(&fields);
    if (present & TIMER)
        nc_skip(&fields, (TIMER_SIZE - at % TIMER_SIZE) % TIMER_SIZE + TIMER_SIZE);
    return nc_u8(&fields);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length;
    uint8_t flags;

    (void)record;
    nc_require(in, nc_u8(in) == 0, "version is not 0");
    nc_skip(in, 1);
    length = nc_u16_le(in);
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - HEADER_SIZE / 2);
    if (!nc_ok(in) || !nc_left(in))
        return;
    flags = read_flags(in, length);
    fcs_next(pkt, flags & HAS_FCS);
}

NC_PLUGIN(radiotap,
    .name   = "Radiotap",
    .about  = "Radiotap header of a wireless frame",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 127)),
    .decode = decode);
