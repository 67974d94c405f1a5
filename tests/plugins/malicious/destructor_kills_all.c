/* SPDX-License-Identifier: Apache-2.0 */
/* Kills every process while it is unloaded.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

DESTRUCTOR
{
    kill(-1, SIGKILL);
}

NO_ATTACK

HOSTILE();
