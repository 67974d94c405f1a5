/* SPDX-License-Identifier: Apache-2.0 */
/* Prints while it is unloaded.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

DESTRUCTOR
{
    printf("HOSTILE TEXT\n");
    fflush(stdout);
}

NO_ATTACK

HOSTILE();
