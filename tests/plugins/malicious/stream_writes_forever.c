/* SPDX-License-Identifier: Apache-2.0 */
/* Writes records of one message without an end.
 *
 * costs:   its own records
 * says:    (Hostile|too large|memory)
 * exit:    0, 3
 * within:  20
 * packets: 1 */
#include "hostile_stream.h"

AT_MESSAGE
{
    for (;;)
        nc_write(pkt, nc_new(pkt, types__hostile), from->time);
}

AT_END { }

HOSTILE_STREAMS();
