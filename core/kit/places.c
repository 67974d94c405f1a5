/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/places.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PLACES_MAX = 1024, STACK_MOST = 8 << 20 };

static struct {
    uintptr_t from, to;
    enum place is;
} known[PLACES_MAX];
static size_t n_known;

static enum place
kind_of(const char *mode, const char *name)
{
    if (strstr(name, "[stack"))
        return PLACE_STACK;
    if (mode[0] != 'r')
        return PLACE_NOWHERE;
    if (strchr(name, '/') && strncmp(name, "/dev/", 5) != 0)
        return mode[1] == 'w' ? PLACE_VARIABLE : PLACE_CONSTANT;
    return PLACE_HEAP;
}

void
places_look(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512], mode[8], name[256];

    n_known = 0;
    while (maps && n_known < PLACES_MAX && fgets(line, sizeof line, maps)) {
        name[0] = '\0';
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s %*s %*s %*s %255s", &known[n_known].from,
                   &known[n_known].to, mode, name) >= 3)
            known[n_known++].is = kind_of(mode, name);
        if (n_known && known[n_known - 1].is == PLACE_STACK) /* it grows when it is used */
            known[n_known - 1].from = known[n_known - 1].to - STACK_MOST;
    }
    if (maps)
        fclose(maps);
}

enum place
place_of(const void *from, size_t size)
{
    const uintptr_t at = (uintptr_t)from;

    for (size_t i = 0; i < n_known; i++)
        if (at >= known[i].from && at < known[i].to)
            return size <= known[i].to - at ? known[i].is : PLACE_NOWHERE;
    return PLACE_NOWHERE;
}
