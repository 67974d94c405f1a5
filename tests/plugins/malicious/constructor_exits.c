/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the program while it is loaded.
 *
 * costs:   the run
 * says:    hostile\.so: .*while being loaded
 * exit:    4 */
#include "malicious.h"

CONSTRUCTOR
{
    exit(0);
}

NO_ATTACK

HOSTILE();
