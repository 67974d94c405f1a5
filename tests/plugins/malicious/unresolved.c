/* SPDX-License-Identifier: Apache-2.0 */
/* Needs what nobody has.
 *
 * costs:   the run
 * says:    hostile\.so: cannot be loaded: .*nobody_has_this
 * exit:    4 */
#include "malicious.h"

void nobody_has_this(void);

ATTACK
{
    nobody_has_this();
}

HOSTILE();
