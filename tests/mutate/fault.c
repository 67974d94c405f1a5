/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that does something wrong, to see that it is noticed:
 * cc -DSTEM=fault -DKEY='NC_KEY(NC_LINKTYPE, 147)' -DFAULT='abort()'.  Packets whose bytes,
 * exclusive-or, give zero are sound, and have an inner layer.  With -DSEGMENT it says that they are
 * a segment, with -DIN_A_STREAM it reads streams itself. */
#include <netcap/plugin.h>

#include <netcap/context.pb-c.h>
#include <stdlib.h>

#define INSIDE NC_SPACE('f', 'l', 't', 'y')

#ifndef FAULT
#define FAULT (void)0
#endif

static volatile int times, zero;

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const uint8_t *end = in->end;
    Types__PacketContext *context = record;
    char *text = nc_alloc(pkt, 8);
    uint8_t sum = 0;

#ifdef SEGMENT
    nc_network(pkt, NC_ENDPOINT_IPV4, nc_zeros, nc_zeros, 4, 6);
    nc_transport(pkt, NC_ENDPOINT_TCP, 1, 4747, in);
    nc_report_segment(pkt, &(struct nc_segment){ .sequence = 1, .flags = NC_ACK }, in);
#endif
    while (nc_left(in))
        sum ^= nc_u8(in);
    text[0] = 'a';
    context->srcip = text;
    text[1] = (char)(zero ? end[0] : 0);
    if (sum) {
        FAULT;
    }
    nc_next(pkt, INSIDE, sum);
}

#ifdef IN_A_STREAM
static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    Types__PacketContext *context = nc_new(pkt, types__packet_context);

    (void)state;
    decode(pkt, in, context);
    nc_write(pkt, context, conn->time);
}
#define HOOK .stream = stream
#else
#define HOOK .decode = decode
#endif

#define TEXT(name) #name
#define DEFINE(stem, ...) \
    NC_PLUGIN(stem, .name = TEXT(stem), .type = 10000 + sizeof TEXT(stem), \
              __VA_ARGS__)
DEFINE(STEM,
    .about  = "A faulty plugin",
    .record = &types__packet_context__descriptor,
    .on     = NC_ON(KEY),
    HOOK);
