/* SPDX-License-Identifier: Apache-2.0 */
/* Sleeps while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4
 * within:  30 */
#include "malicious.h"

CONSTRUCTOR
{
    sleep(3600);
}

NO_ATTACK

HOSTILE();
