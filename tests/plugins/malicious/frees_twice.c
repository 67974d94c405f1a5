/* SPDX-License-Identifier: Apache-2.0 */
/* Frees the same memory twice.
 *
 * costs:   its packets
 * says:    Hostile: .*(Aborted|abort|kill|writev)
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    void *volatile memory = malloc(100);

    free(memory);
    free(memory);
}

HOSTILE();
