/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps bytes of a stream without an end.
 *
 * costs:   its own records
 * says:    (Hostile|keep|too large|memory|more than)
 * exit:    0, 3
 * within:  20
 * packets: 1 */
#include "hostile_stream.h"

AT_MESSAGE
{
    for (;;)
        nc_keep(pkt, text);
}

AT_END { }

HOSTILE_STREAMS();
