/* SPDX-License-Identifier: Apache-2.0 */
/* Closes every descriptor while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4
 * within:  20 */
#include "malicious.h"

CONSTRUCTOR
{
    for (int fd = 3; fd < 64; fd++)
        close(fd);
}

NO_ATTACK

HOSTILE();
