/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from being unloaded.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

DESTRUCTOR
{
    while (!zero)
        ;
}

NO_ATTACK

HOSTILE();
