/* SPDX-License-Identifier: Apache-2.0 */
#include "mutate.h"

#include <string.h>

enum { NEAR = 48, RUN_MAX = 64, EDITS_MAX = 8 };

struct editing {
    struct mutant *m;
    const struct seeds *seeds;
    uint32_t begins;
    uint64_t state;
};

/* SplitMix64. */
static uint32_t
draw(struct editing *e)
{
    uint64_t z = e->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 32);
}

static uint32_t
below(struct editing *e, uint32_t n)
{
    return (uint32_t)((uint64_t)draw(e) * n >> 32);
}

static const struct seed *
any_seed(struct editing *e)
{
    return e->seeds->list[below(e, (uint32_t)e->seeds->n)];
}

/* Where to edit: mostly in the header of the plugin's layer, sometimes far behind, now and then
 * before.  At most the size. */
static uint32_t
place(struct editing *e)
{
    uint32_t size = e->m->size, kind = below(e, 16), rest;

    if (size <= e->begins || kind == 0)
        return below(e, size < e->begins ? size : e->begins);
    rest = size - e->begins;
    if (kind < 10 && rest > NEAR)
        rest = NEAR;
    return e->begins + below(e, rest);
}

/* Writes a number where there is room for it. */
static void
put(struct editing *e, uint32_t at, uint32_t bytes, uint32_t value, bool little)
{
    for (uint32_t i = 0; i < bytes && at + i < e->m->size; i++)
        e->m->bytes[at + i] = (uint8_t)(value >> 8 * (little ? i : bytes - 1 - i));
}

static void
flip_bit(struct editing *e)
{
    uint32_t at = place(e);

    if (at < e->m->size)
        e->m->bytes[at] ^= (uint8_t)(1 << below(e, 8));
}

static void
set_byte(struct editing *e)
{
    static const uint8_t values[] = { 0,    1,    2,    3,    4,    8,    0x0d, 0x20, 0x3f,
                                      0x40, 0x5c, 0x7f, 0x80, 0xc0, 0xc3, 0xf0, 0xfe, 0xff };
    uint32_t at = place(e);

    put(e, at, 1, values[below(e, sizeof values)], false);
}

static void
set_random_byte(struct editing *e)
{
    uint32_t at = place(e);

    put(e, at, 1, draw(e), false);
}

static void
add_a_little(struct editing *e)
{
    uint32_t at = place(e);

    if (at < e->m->size)
        e->m->bytes[at] = (uint8_t)(e->m->bytes[at] + below(e, 33) - 16);
}

static void
set_number(struct editing *e)
{
    static const uint32_t values[] = { 0,          1,          7,         8,       0x7f,
                                       0x80,       0xff,       0x100,     0x5dc,   0x600,
                                       0x7fff,     0x8000,     0xffff,    0x10000, 0x7fffffff,
                                       0x80000000, 0xfffffff8, 0xffffffff };
    uint32_t at = place(e), value = values[below(e, sizeof values / sizeof *values)];

    put(e, at, 2u << below(e, 2), value, below(e, 4) == 0);
}

/* What is no UTF-8, or only just: overlong forms, surrogates, beyond the last character, halves. */
static void
set_text(struct editing *e)
{
    static const uint8_t texts[][4] = {
        { 0xc0, 0x80, 'a', 'b' },   { 0xe0, 0x9f, 0xbf, 'a' },  { 0xed, 0xa0, 0x80, 'a' },
        { 0xf0, 0x8f, 0xbf, 0xbf }, { 0xf4, 0x90, 0x80, 0x80 }, { 0xf8, 0x88, 0x80, 0x80 },
        { 0xe2, 0x82, 'a', 0xc3 },  { 0xef, 0xbf, 0xbf, 0x80 }, { 'a', 0, '\\', 'x' },
    };
    uint32_t at = place(e), left = e->m->size - at;

    memcpy(e->m->bytes + at, texts[below(e, sizeof texts / sizeof *texts)], left < 4 ? left : 4);
}

/* A length that is nearly right. */
static void
set_length(struct editing *e)
{
    uint32_t at = place(e), left = e->m->size - at;

    put(e, at, 1 + below(e, 2), left + below(e, 9) - 6, false);
}

static void
cut(struct editing *e)
{
    e->m->size = place(e);
}

static void
delete_run(struct editing *e)
{
    uint32_t at = place(e), left = e->m->size - at,
             n = below(e, left < RUN_MAX ? left : RUN_MAX) + 1;

    if (n > left)
        return;
    memmove(e->m->bytes + at, e->m->bytes + at + n, left - n);
    e->m->size -= n;
}

/* A byte many times, random bytes, or the bytes that stand there again. */
static void
insert_run(struct editing *e)
{
    uint32_t at = place(e), left = e->m->size - at, n = 1 + below(e, RUN_MAX), kind = below(e, 4);
    uint8_t byte = (uint8_t)draw(e);

    if (e->m->size + n > MUTANT_MAX)
        return;
    memmove(e->m->bytes + at + n, e->m->bytes + at, left);
    e->m->size += n;
    if (n > left && kind < 2)
        kind = 2;
    for (uint32_t i = 0; i < n && kind >= 2; i++)
        e->m->bytes[at + i] = kind == 2 ? byte : (uint8_t)draw(e);
}

static void
copy_over(struct editing *e)
{
    uint32_t from = place(e), to = place(e), size = e->m->size;
    uint32_t n = 1 + below(e, RUN_MAX), most = size - (from > to ? from : to);

    memmove(e->m->bytes + to, e->m->bytes + from, n < most ? n : most);
}

/* The front of this packet, then the end of another one that the plugin decodes. */
static void
splice(struct editing *e)
{
    const struct seed *other = any_seed(e);
    uint32_t at = place(e), room = MUTANT_MAX - at, from, n;

    from = other->begins + below(e, other->size - other->begins + 1);
    if (at >= e->begins && at - e->begins <= other->size - other->begins && below(e, 2))
        from = other->begins + (at - e->begins);
    n = other->size - from < room ? other->size - from : room;
    memcpy(e->m->bytes + at, other->bytes + from, n);
    e->m->size = at + n;
}

/* The more often a row stands here, the more often it is drawn. */
static void (*const edits[])(struct editing *) = {
    flip_bit,   flip_bit,        flip_bit,        flip_bit,     set_byte,     set_byte,
    set_byte,   set_random_byte, set_random_byte, add_a_little, add_a_little, set_number,
    set_number, set_text,        set_length,      set_length,   cut,          delete_run,
    insert_run, insert_run,      copy_over,       splice,
};

/* The layers below say how long the packet is: without this nothing longer would be looked at. */
static void
follow_size(struct mutant *m, const struct seed *seed)
{
    for (uint32_t i = 0; i < seed->n_lengths; i++) {
        uint32_t at = seed->lengths[i];
        uint32_t value =
            ((uint32_t)seed->bytes[at] << 8 | seed->bytes[at + 1]) + m->size - seed->size;

        if (at + 2 <= m->size && memcmp(m->bytes + at, seed->bytes + at, 2) == 0) {
            m->bytes[at] = (uint8_t)(value >> 8);
            m->bytes[at + 1] = (uint8_t)value;
        }
    }
}

void
mutate(const struct seeds *seeds, uint64_t number, struct mutant *m)
{
    struct editing e = { .m = m, .seeds = seeds, .state = number };
    const struct seed *seed = any_seed(&e);
    uint32_t n = 1;

    m->size = seed->size;
    m->linktype = seed->linktype;
    memcpy(m->bytes, seed->bytes, seed->size);
    e.begins = seed->begins;
    while (n < EDITS_MAX && draw(&e) & 1)
        n++;
    for (; n > 0; n--)
        edits[below(&e, sizeof edits / sizeof *edits)](&e);
    if (below(&e, 4))
        follow_size(m, seed);
}
