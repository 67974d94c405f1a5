/* SPDX-License-Identifier: Apache-2.0 */
/* Per-packet information, PPI header format 1.0: fields around a frame of any link type. */
#include <netcap/plugin.h>

#include "fcs.h"

enum { ALIGNED = 1, HEADER_SIZE = 8, COMMON = 2, TIMER_SIZE = 8 };
enum { HAS_FCS = 1 };

/* The flags of the wireless field that all senders write; 0 without it. */
static uint16_t
read_flags(struct nc_cursor *fields, bool aligned)
{
    uint16_t flags = 0;

    while (nc_left(fields)) {
        uint16_t type = nc_u16_le(fields), size = nc_u16_le(fields);
        struct nc_cursor value = nc_slice(fields, size);

        if (type == COMMON) {
            nc_skip(&value, TIMER_SIZE);
            flags = nc_u16_le(&value);
        }
        if (aligned && size % 4 && nc_left(fields))
            nc_skip(fields, 4 - size % 4);
    }
    return flags;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    bool aligned;
    size_t length;
    uint32_t link;
    uint16_t flags;
    struct nc_cursor fields;

    (void)record;
    nc_require(in, nc_u8(in) == 0, "version is not 0");
    aligned = nc_u8(in) & ALIGNED;
    length = nc_u16_le(in);
    link = nc_u32_le(in);
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    fields = nc_slice(in, length - HEADER_SIZE);
    flags = read_flags(&fields, aligned);
    if (!nc_ok(in) || !nc_left(in))
        return;
    if (!nc_ok(&fields))
        nc_malformed(pkt, "field runs past the header");
    if (link == LINKTYPE_IEEE802_11)
        fcs_next(pkt, flags & HAS_FCS);
    else
        nc_next(pkt, NC_LINKTYPE, link);
}

NC_PLUGIN(ppi,
    .name   = "PPI",
    .about  = "Per-packet information around a frame",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 192)),
    .decode = decode);
