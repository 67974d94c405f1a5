/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/mutation.h"

#include <string.h>

enum { EDITS = 6, HEAD = 48, RUN = 32 };

/* SplitMix64. */
static uint32_t
draw(struct mutation *m)
{
    uint64_t z = m->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 32);
}

uint32_t
mutation_below(struct mutation *m, uint32_t n)
{
    return (uint32_t)((uint64_t)draw(m) * n >> 32);
}

/* Mostly in the header. */
static size_t
place(struct mutation *m, size_t size)
{
    size_t most = mutation_below(m, 3) && size > HEAD ? HEAD : size;

    return mutation_below(m, (uint32_t)most);
}

static void
put_number(struct mutation *m, uint8_t *bytes, size_t size)
{
    static const uint32_t values[] = { 0,      1,      0x7f,   0x80,       0xff,       0x100,
                                       0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff };
    const uint32_t value = values[mutation_below(m, sizeof values / sizeof *values)];
    const size_t width = (size_t)1 << mutation_below(m, 3), at = place(m, size);
    const int little = mutation_below(m, 4) == 0;

    for (size_t i = 0; i < width && at + i < size; i++)
        bytes[at + i] = (uint8_t)(value >> 8 * (little ? i : width - 1 - i));
}

/* Overlong forms, surrogates, halves, and zeros within a text. */
static void
put_text(struct mutation *m, uint8_t *bytes, size_t size)
{
    static const uint8_t texts[][4] = { { 0xc0, 0x80, 'a', 'b' },   { 0xed, 0xa0, 0x80, 'a' },
                                        { 0xf4, 0x90, 0x80, 0x80 }, { 0xe2, 0x82, 'a', 0xc3 },
                                        { 'a', 0, '\\', 'x' },      { 0xff, 0xfe, 0xff, '"' } };
    const uint8_t *text = texts[mutation_below(m, sizeof texts / sizeof *texts)];
    const size_t at = place(m, size);

    memcpy(bytes + at, text, size - at < 4 ? size - at : 4);
}

static void
edit(struct mutation *m, uint8_t *bytes, size_t size)
{
    size_t at = place(m, size), from, n;

    switch (mutation_below(m, 6)) {
    case 0: bytes[at] ^= (uint8_t)(1u << mutation_below(m, 8)); return;
    case 1: bytes[at] = (uint8_t)draw(m); return;
    case 2: bytes[at] = (uint8_t)(bytes[at] + mutation_below(m, 33) - 16); return;
    case 3: put_number(m, bytes, size); return;
    case 4: put_text(m, bytes, size); return;
    default:
        from = mutation_below(m, (uint32_t)size);
        n = 1 + mutation_below(m, RUN);
        if (n > size - at)
            n = size - at;
        if (n > size - from)
            n = size - from;
        memmove(bytes + at, bytes + from, n);
    }
}

void
mutation_make(struct mutation *m, uint8_t *bytes, size_t size)
{
    for (uint32_t n = size ? 1 + mutation_below(m, EDITS) : 0; n; n--)
        edit(m, bytes, size);
}

void
mutation_noise(struct mutation *m, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint32_t n = draw(m);

        bytes[i] = (uint8_t)((n & 3) < 2 ? 0 : (n & 3) == 2 ? n >> 2 & 15 : n >> 2);
    }
}
