/* SPDX-License-Identifier: Apache-2.0 */
/* Does no harm.
 *
 * costs:   nothing
 * exit:    0 */
#include "malicious.h"

NO_ATTACK

HOSTILE();
