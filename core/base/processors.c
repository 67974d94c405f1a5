/* SPDX-License-Identifier: Apache-2.0 */
#include "base/processors.h"

#include <unistd.h>

unsigned
processors(unsigned most)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    if (count < 1)
        return 1;
    return (unsigned long)count < most ? (unsigned)count : most;
}
