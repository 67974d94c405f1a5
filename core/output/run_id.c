/* SPDX-License-Identifier: Apache-2.0 */
#include "output/run_id.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

bool
run_id_make(char to[RUN_ID_TEXT])
{
    uint64_t bits[2];

    /* So few come whole, or not at all. */
    if (getrandom(bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        return false;
    snprintf(to, RUN_ID_TEXT, "%016llx%016llx", (unsigned long long)bits[0],
             (unsigned long long)bits[1]);
    return true;
}
