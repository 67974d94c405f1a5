/* SPDX-License-Identifier: Apache-2.0 */
/* Writes around all that it has pointers to, until it faults.
 *
 * costs:   what it can reach
 * says:    Hostile: crashed
 * exit:    3
 * packets: 40
 * within:  30 */
#include "malicious.h"

enum { WRITES = 2000 };

ATTACK
{
    const uintptr_t known[] = { (uintptr_t)in->base, (uintptr_t)pkt, (uintptr_t)record,
                                (uintptr_t)in, (uintptr_t)record->text.data };

    srand(record->text.data[MESSAGE - 2]);
    for (int i = 0; i < WRITES; i++) {
        uintptr_t from = known[(size_t)rand() % 5];
        intptr_t away = rand() % (1 << (4 + rand() % 24));

        *(volatile uint8_t *)(from + (uintptr_t)(rand() & 1 ? away : -away)) = (uint8_t)rand();
    }
    abort();
}

HOSTILE();
