/* SPDX-License-Identifier: Apache-2.0 */
/* Writes around whatever its stack points to, amid the stages, until it faults.
 *
 * costs:   what it can reach
 * says:    Hostile: crashed
 * exit:    3
 * packets: 90
 * within:  60 */
#include "hostile_stream.h"

#include "stray.h"

AT_MESSAGE
{
    write_astray((uint32_t)atoi((const char *)text.data + 7));
}

AT_END { }

HOSTILE_STREAMS();
