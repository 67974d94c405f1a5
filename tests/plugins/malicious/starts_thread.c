/* SPDX-License-Identifier: Apache-2.0 */
/* Starts a thread.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(clone|clone3)\b
 * exit:    3 */
#include "malicious.h"

#include <pthread.h>

static void *
idle(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

ATTACK
{
    pthread_t thread;

    if (!pthread_create(&thread, NULL, idle, NULL))
        TELL(record, "it has a thread");
}

HOSTILE();
