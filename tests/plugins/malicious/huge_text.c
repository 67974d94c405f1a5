/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a text of sixty megabytes.
 *
 * costs:   at most its packets
 * says:    (Hostile|records are too large|memory)
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    static char text[60 << 20];

    memset(text, 'a', sizeof text - 1);
    record->word = text;
}

HOSTILE();
