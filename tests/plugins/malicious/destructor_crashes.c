/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes while it is unloaded.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

DESTRUCTOR
{
    *(volatile int *)(uintptr_t)zero = 1;
}

NO_ATTACK

HOSTILE();
