/* SPDX-License-Identifier: Apache-2.0 */
/* Claims lengths below zero.
 *
 * costs:   at most its packets
 * says:    (Hostile: crashed|records are too large)
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    record->text.len = (size_t)-1;
    record->n_words = (size_t)-1;
}

HOSTILE();
