/* SPDX-License-Identifier: Apache-2.0 */
/* Lightweight communications and marshalling over UDP, lcm-proj.github.io/lcm: the UDP multicast
 * protocol description. */
#include <netcap/plugin.h>

#include "lcm.pb-c.h"
#include "netcap.pb-c.h"

enum { SMALL = 0x4c433032, FRAGMENTED = 0x4c433033 }; /* LC02, LC03 */

#define HEADER(_)      \
    _(UINT, magic, 32) \
    _(UINT, sequencenumber, 32)

NC_HEADER(Types__LCM, HEADER)

#define FRAGMENT(_)             \
    _(UINT, payloadsize, 32)    \
    _(UINT, fragmentoffset, 32) \
    _(UINT, fragmentnumber, 16) \
    _(UINT, totalfragments, 16)

NC_FIELDS(fragment_head, Types__LCM, FRAGMENT)

static void
read_fragment(struct nc_packet *pkt, struct nc_cursor *in, Types__LCM *lcm)
{
    lcm->fragmented = true;
    read_fragment_head(pkt, in, lcm);
    nc_require(in, lcm->fragmentnumber < lcm->totalfragments, "fragment beyond the last one");
}

/* Up to its NUL. */
static char *
read_channel(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);
    ProtobufCBinaryData name;
    size_t length = 0;

    while (nc_u8(&ahead))
        length++;
    nc_require(in, nc_ok(&ahead), "channel name without an end");
    name = nc_bytes(in, length);
    nc_skip(in, 1);
    return nc_text(pkt, name);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__LCM *lcm = record;

    nc_require(in, lcm->magic == SMALL || lcm->magic == FRAGMENTED, "magic is no LC02 or LC03");
    if (lcm->magic == FRAGMENTED)
        read_fragment(pkt, in, lcm);
    if (lcm->fragmentnumber == 0 && nc_ok(in))
        lcm->channelname = read_channel(pkt, in);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint32_t magic = nc_u32(first);

    (void)is;
    nc_require(first, magic == SMALL || magic == FRAGMENTED, "magic is no LC02 or LC03");
    return NC_YES;
}

NC_SCHEMA(lcm);

NC_PLUGIN(lcm,
    .name   = "LCM",
    .about  = "Lightweight Communications and Marshalling",
    .type   = TYPES__TYPE__NC_LCM,
    .record = &types__lcm__descriptor,
    .schema = &lcm_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 7667)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
