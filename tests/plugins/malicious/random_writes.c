/* SPDX-License-Identifier: Apache-2.0 */
/* Unprotects all shared memory and writes to 2,000 places in it.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(openat|open|mprotect)\b
 * exit:    3
 * within:  30 */
#include "malicious.h"

enum { WRITES = 2000 };

struct area {
    uintptr_t from, to;
};

/* What this process may write, or could after mprotect(). */
static size_t
find_areas(struct area *areas, size_t most)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512], shared;
    size_t n = 0;

    while (maps && n < most && fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %*c%*c%*c%c", &areas[n].from, &areas[n].to, &shared) == 3)
            n += shared == 's';
    return n;
}

ATTACK
{
    struct area areas[64];
    size_t n = find_areas(areas, 64);

    for (size_t i = 0; i < n; i++)
        mprotect((void *)areas[i].from, areas[i].to - areas[i].from, PROT_READ | PROT_WRITE);
    srand(record->text.data[MESSAGE - 2]);
    for (int i = 0; n && i < WRITES; i++) {
        struct area *a = &areas[(size_t)rand() % n];
        size_t at = ((size_t)rand() << 20 ^ (size_t)rand()) % (a->to - a->from);

        *(volatile uint8_t *)(a->from + at) = (uint8_t)rand();
    }
    TELL(record, "it wrote everywhere");
}

HOSTILE();
