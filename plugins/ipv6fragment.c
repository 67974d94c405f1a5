/* SPDX-License-Identifier: Apache-2.0 */
/* IPv6 fragment header, RFC 8200 section 4.5. */
#include <netcap/plugin.h>

#include "ipv6fragment.pb-c.h"
#include "netcap.pb-c.h"

enum { NO_NEXT = 59, UNIT = 8, WAIT = 60 /* seconds, RFC 8200 section 4.5 */ };

#define HEADER(_)               \
    _(UINT, nextheader, 8)      \
    _(UINT, reserved1, 8)       \
    _(UINT, fragmentoffset, 13) \
    _(UINT, reserved2, 2)       \
    _(UINT, morefragments, 1)   \
    _(UINT, identification, 32)

NC_HEADER(Types__IPv6Fragment, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__IPv6Fragment *fragment = record;
    struct nc_fragment report = {
        .id = (uint32_t)fragment->identification,
        .offset = (uint32_t)fragment->fragmentoffset * UNIT,
        .next = (uint8_t)fragment->nextheader, .more = fragment->morefragments, .no_overlap = true,
    };
    bool atomic = fragment->fragmentoffset == 0 && !fragment->morefragments; /* RFC 6946 */

    nc_fragment_wait(pkt, WAIT);
    if (!atomic)
        nc_report_fragment(pkt, &report, in);
    else if (fragment->nextheader != NO_NEXT)
        nc_next(pkt, NC_IPPROTO, (uint64_t)fragment->nextheader);
}

NC_SCHEMA(ipv6fragment);

NC_PLUGIN(ipv6fragment,
    .name   = "IPv6Fragment",
    .about  = "IPv6 fragment header",
    .type   = TYPES__TYPE__NC_IPv6Fragment,
    .record = &types__ipv6_fragment__descriptor,
    .schema = &ipv6fragment_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 44)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
