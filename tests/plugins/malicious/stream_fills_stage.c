/* SPDX-License-Identifier: Apache-2.0 */
/* Fills the stage around its own state with links that lead to one another.
 *
 * costs:   what it can reach
 * says:    what was known of streams makes no sense
 * exit:    3
 * packets: 1
 * within:  40 */
#include "hostile_stream.h"

#include <host.h>

enum { STREAMS = 1, HEAD = 1 << 7, MANY = 1 << 20 }; /* in what the core has at work */

static void
fill(struct nc_packet *pkt)
{
    uint32_t *words = ((void **)pkt->context)[STREAMS];

    for (size_t i = HEAD; i < MANY; i++)
        words[i] = 1;
}

AT_MESSAGE
{
    fill(pkt);
}

AT_END { }

HOSTILE_STREAMS();
