/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of its own, never given back. */
#include "mistake.h"

#include <stdlib.h>
#include <string.h>

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    (void)pkt, (void)in;
    mistake->text = malloc(16);
    strcpy(mistake->text, "lost");
}

NC_PLUGIN(calls_malloc, SOUND, .fields = header, .read = read_header, .decode = decode);
