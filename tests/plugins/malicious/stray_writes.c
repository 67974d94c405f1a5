/* SPDX-License-Identifier: Apache-2.0 */
/* Writes around whatever its stack points to, until it faults.
 *
 * costs:   what it can reach
 * says:    Hostile: crashed
 * exit:    3
 * packets: 90
 * within:  60 */
#include "malicious.h"

#include "stray.h"

ATTACK
{
    write_astray((uint32_t)atoi((const char *)record->text.data + 7));
}

HOSTILE();
