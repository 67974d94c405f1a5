/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a text without an end.
 *
 * costs:   at most its packets
 * says:    (Hostile|records are too large)
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    static char text[4096];

    memset(text, 'a', sizeof text);
    record->word = text;
    memset((char *)record + sizeof *record, 'a', 100);
}

HOSTILE();
