/* SPDX-License-Identifier: Apache-2.0 */
/* Stops the process that loads it.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4
 * within:  30 */
#include "malicious.h"

CONSTRUCTOR
{
    kill(getpid(), SIGSTOP);
}

NO_ATTACK

HOSTILE();
