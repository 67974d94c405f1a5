/* SPDX-License-Identifier: Apache-2.0 */
#include "records/verified.h"

#include "base/memory.h"
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#define AT_ONCE ((size_t)256 << 10)

static bool gives_all;

void
verified_give_all(void)
{
    gives_all = true;
}

/* Moves what is left to the front, and makes the buffer larger only once it is full: an
 * absurd length alone takes no memory. */
static void
make_space(struct verified *v)
{
    if (v->start > 0) {
        memmove(v->buffer, v->buffer + v->start, v->end - v->start);
        v->end -= v->start;
        v->whole -= v->start;
        v->start = 0;
    }
    if (v->end == v->size) {
        v->size = v->size ? 2 * v->size : AT_ONCE;
        v->buffer = grow(v->buffer, v->size);
    }
}

bool
verified_read(struct verified *v, struct source *source)
{
    uint64_t open;
    ssize_t count;
    size_t space;

    make_space(v);
    space = v->size - v->end;
    count = source_read(source, v->buffer + v->end, space < AT_ONCE ? space : AT_ONCE, -1);
    if (count == SOURCE_WAIT)
        return false;
    v->ended = count <= 0;
    v->end += count > 0 ? (size_t)count : 0;
    open = source_open_bytes(source);
    v->whole = v->end - (gives_all || open > VERIFIED_MOST ? 0 : (size_t)open);
    return true;
}

void
verified_free(struct verified *v)
{
    free(v->buffer);
}
