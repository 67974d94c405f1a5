/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: crashed
 * exit:    4 */
#include "malicious.h"

CONSTRUCTOR
{
    *(volatile int *)(uintptr_t)zero = 1;
}

NO_ATTACK

HOSTILE();
