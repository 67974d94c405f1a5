/* SPDX-License-Identifier: Apache-2.0 */
/* What a header says is taken for an address. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    (void)pkt, (void)in;
    if (mistake->number > 0x100)
        mistake->number = *(volatile uint8_t *)(uintptr_t)mistake->number;
}

NC_PLUGIN(wild_pointer, SOUND, .fields = header, .read = read_header, .decode = decode);
