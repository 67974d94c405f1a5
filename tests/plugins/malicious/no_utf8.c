/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a text that is none, with what a terminal would obey.
 *
 * costs:   its own records
 * exit:    0 */
#include "malicious.h"

ATTACK
{
    record->word = (char *)"\xff\xfe\xc0\x80 \033[2J\007";
}

HOSTILE();
