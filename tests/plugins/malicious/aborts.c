/* SPDX-License-Identifier: Apache-2.0 */
/* Aborts.
 *
 * costs:   its packets
 * says:    Hostile: .*(Aborted|abort|kill)
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    abort();
}

HOSTILE();
