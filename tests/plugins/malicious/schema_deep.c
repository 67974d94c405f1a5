/* SPDX-License-Identifier: Apache-2.0 */
/* Has a schema of messages inside of messages, a hundred thousand of them.
 *
 * costs:   the run
 * says:    hostile\.so: crashed
 * exit:    4 */
#include "malicious.h"

enum { LEVELS = 100000, LARGEST = 1 << 20, A_FILE = 0x0a, A_MESSAGE = 0x22, NESTED = 0x1a };

static struct {
    struct nc_schema head;
    uint8_t bytes[LARGEST];
} deep;

/* From the innermost out, each a tag and the length of all that is inside. */
static void
wrap(size_t *used, uint8_t tag)
{
    uint8_t *end = deep.bytes + LARGEST - *used, length[4];
    size_t n = 0, left = *used;

    do {
        length[n] = (uint8_t)(left & 127);
        left >>= 7;
        if (left)
            length[n] |= 128;
        n++;
    } while (left);
    memcpy(end - n, length, n);
    end[-(ptrdiff_t)n - 1] = tag;
    *used += n + 1;
}

CONSTRUCTOR
{
    size_t used = 0;

    for (int i = 0; i < LEVELS; i++)
        wrap(&used, NESTED);
    wrap(&used, A_MESSAGE);
    wrap(&used, A_FILE);
    memmove(deep.bytes, deep.bytes + LARGEST - used, used);
    deep.head.size = used;
}

NO_ATTACK
HOSTILE_DECODE

HOSTILE_PLUGIN(STEM,
    .name = "Hostile",
    .about = "Does harm",
    .type = HOSTILE_TYPE,
    .record = &types__hostile__descriptor,
    .schema = &deep.head,
    .on = NC_ON(NC_KEY(NC_ETHERTYPE, HOSTILE_ETHERTYPE)),
    .decode = decode);
