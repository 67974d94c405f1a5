/* SPDX-License-Identifier: Apache-2.0 */
/* Becomes another program while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4 */
#include "malicious.h"

CONSTRUCTOR
{
    execl("/bin/sh", "sh", "-c", "echo HOSTILE TEXT", (char *)NULL);
}

NO_ATTACK

HOSTILE();
