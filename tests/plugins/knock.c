/* SPDX-License-Identifier: Apache-2.0 */
/* KNOCK: what doors are told over port 4749, which is no door's alone. */
#include <netcap/plugin.h>

#include "knock.pb-c.h"

enum { OLD = 1, NOW = 2 };

#define HEADER(_)          \
    _(UINT, version, 8)    \
    _(UINT, times, 8)      \
    _(UINT, door, 16)      \
    _(UINT, sum, 16)

NC_HEADER(Knock__Knock, HEADER)

/* The sum is that of the bytes before it. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t version = nc_u8(first);
    uint32_t sum = version;

    for (int i = 0; i < 3; i++)
        sum += nc_u8(first);
    nc_require(first, version == OLD || version == NOW, "version that no door knows");
    nc_require(first, nc_u16(first) == sum, "sum that is wrong");
    return is->by_source && nc_left(first) ? NC_MORE : NC_YES; /* doors answer without more */
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Knock__Knock *knock = record;

    nc_require(in, knock->times > 0, "knocks not at all");
    if (knock->version == OLD)
        nc_note(pkt, "version that is going out of use");
}

NC_PLUGIN(knock,
    .name   = "Knock",
    .about  = "Knocks on doors",
    .type   = 10049,
    .record = &knock__knock__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4749)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
