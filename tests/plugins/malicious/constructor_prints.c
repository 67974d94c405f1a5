/* SPDX-License-Identifier: Apache-2.0 */
/* Prints while it is loaded.
 *
 * costs:   nothing, or the run
 * exit:    0, 4 */
#include "malicious.h"

CONSTRUCTOR
{
    printf("HOSTILE TEXT \033[2J\n");
    fflush(stdout);
    fprintf(stderr, "HOSTILE TEXT \033[2J\n");
}

NO_ATTACK

HOSTILE();
