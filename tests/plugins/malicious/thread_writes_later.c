/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a thread that damages packets which are not its own.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(clone|clone3)\b
 * exit:    3 */
#include "malicious.h"

#include <pthread.h>

/* What the packet at work is described by, again and again. */
static void *
spoil(void *pkt)
{
    for (;;)
        ((volatile uint8_t *)pkt)[rand() % 512] ^= 1;
    return NULL;
}

ATTACK
{
    pthread_t thread;

    pthread_create(&thread, NULL, spoil, (void *)(uintptr_t)pkt);
}

HOSTILE();
