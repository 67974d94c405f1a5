/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what it sees. */
#include "mistake.h"

#include <stdio.h>

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    (void)pkt, (void)in;
    printf("number %u\n", (unsigned)mistake->number);
}

NC_PLUGIN(calls_printf, SOUND, .fields = header, .read = read_header, .decode = decode);
