/* SPDX-License-Identifier: Apache-2.0 */
/* Stops its process while it is unloaded.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

DESTRUCTOR
{
    kill(getpid(), SIGSTOP);
}

NO_ATTACK

HOSTILE();
