/* SPDX-License-Identifier: Apache-2.0 */
/* Packets are counted. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static uint32_t packets;

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    (void)pkt, (void)in;
    mistake->number = ++packets;
}

NC_PLUGIN(static_counter, SOUND, .fields = header, .read = read_header, .decode = decode);
