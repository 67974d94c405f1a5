/* SPDX-License-Identifier: Apache-2.0 */
/* Claims that its bytes are four gigabytes.
 *
 * costs:   at most its packets
 * says:    (Hostile: crashed|records are too large)
 * exit:    0, 3 */
#include "malicious.h"

ATTACK
{
    record->text.len = (size_t)1 << 32;
}

HOSTILE();
