/* SPDX-License-Identifier: Apache-2.0 */
/* Kills the supervisor while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4 */
#include "malicious.h"

CONSTRUCTOR
{
    kill(getppid(), SIGKILL);
}

NO_ATTACK

HOSTILE();
