/* SPDX-License-Identifier: Apache-2.0 */
#include "run/aside.h"

#include <stdio.h>
#include <string.h>

void
aside_add(struct aside *a, uint32_t packet, int plugin, const char *reason)
{
    uint32_t at = a->n;

    while (at && a->notes[at - 1].packet >= packet)
        at--;
    if (a->n == BATCH_PACKETS || (at < a->n && a->notes[at].packet == packet))
        return;
    memmove(&a->notes[at + 1], &a->notes[at], (a->n++ - at) * sizeof a->notes[0]);
    a->notes[at] =
        (struct note){ .packet = packet, .outcome = PACKET_QUARANTINED, .plugin = plugin };
    snprintf(a->notes[at].reason, sizeof a->notes[at].reason, "%s", reason);
}
