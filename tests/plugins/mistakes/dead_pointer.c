/* SPDX-License-Identifier: Apache-2.0 */
/* The record points into the stack of its maker. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    char text[16] = "gone soon";

    (void)pkt, (void)in;
    __asm__("" : "=r"(mistake->text) : "0"(text) : "memory");
}

NC_PLUGIN(dead_pointer, SOUND, .fields = header, .read = read_header, .decode = decode);
