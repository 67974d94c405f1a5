/* SPDX-License-Identifier: Apache-2.0 */
/* Prints what appears when its buffer is full, or its process ends.
 *
 * costs:   its own records
 * exit:    0 */
#include "malicious.h"

ATTACK
{
    printf("HOSTILE TEXT\n");
    fflush(stdout);
    TELL(record, "it printed");
}

HOSTILE();
