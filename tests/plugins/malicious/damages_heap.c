/* SPDX-License-Identifier: Apache-2.0 */
/* Writes over what the allocator keeps about its memory, then goes on allocating.
 *
 * costs:   its packets
 * says:    Hostile: 
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    char *volatile memory[2] = { malloc(40), malloc(40) };

    memset(memory[0] - 64, 0x41, 256);
    for (int i = 0; i < 1000; i++)
        free(malloc((size_t)i * 100 + 1));
    free(memory[0]);
    free(memory[1]);
    abort();
}

HOSTILE();
