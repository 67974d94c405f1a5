/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from being loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*
 * exit:    4
 * within:  30 */
#include "malicious.h"

CONSTRUCTOR
{
    while (!zero)
        ;
}

NO_ATTACK

HOSTILE();
