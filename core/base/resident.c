/* SPDX-License-Identifier: Apache-2.0 */
#include "base/resident.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int statm = -1;

void
resident_begin(void)
{
    if (statm < 0)
        statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
}

/* "size resident shared ...", in pages; see proc(5). */
uint64_t
resident_bytes(void)
{
    char text[128];
    ssize_t n = statm < 0 ? -1 : pread(statm, text, sizeof text - 1, 0);
    char *rest = text;

    if (n <= 0)
        return 0;
    text[n] = '\0';
    strtoull(text, &rest, 10);
    return strtoull(rest, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}
