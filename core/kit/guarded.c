/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/guarded.h"

#include "base/memory.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct guarded
guarded_create(size_t most)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t size = (most + page - 1) / page * page;
    uint8_t *all = mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (all == MAP_FAILED || mprotect(all + page, size, PROT_READ | PROT_WRITE))
        out_of_memory();
    return (struct guarded){ all + page, size };
}

static const uint8_t *
copy(uint8_t *to, const uint8_t *bytes, size_t size)
{
    return size ? memcpy(to, bytes, size) : to;
}

const uint8_t *
guarded_at_end(const struct guarded *g, const uint8_t *bytes, size_t size)
{
    return copy(g->first + g->size - size, bytes, size);
}

const uint8_t *
guarded_at_start(const struct guarded *g, const uint8_t *bytes, size_t size)
{
    return copy(g->first, bytes, size);
}
