/* SPDX-License-Identifier: Apache-2.0 */
/* Kills every process while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4 */
#include "malicious.h"

CONSTRUCTOR
{
    kill(-1, SIGKILL);
}

NO_ATTACK

HOSTILE();
