/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "defrag_helper.h"
#include "random_message.h"

#include <string.h>

enum { FRAGMENTS = 20000 };

static struct random_source source;

/* ---- against a model, byte by byte and with all the time in the world ---- */

enum { KEYS = 12, ROOM = 4096 };

static struct model {
    uint8_t bytes[ROOM], there[ROOM], spoiled;
    uint32_t n_held, size, end;
} models[KEYS];

static enum defrag_answer
model_spoil(struct model *m)
{
    memset(m, 0, sizeof *m);
    m->spoiled = 1;
    return DEFRAG_PASSED;
}

static enum defrag_answer
model_add(struct model *m, enum overlap policy, uint32_t at, bool more, const uint8_t *bytes,
          uint32_t size)
{
    uint32_t old = 0, same = 0, all = 0;
    bool told = !more && !m->size, other_end = m->size && !more && at + size != m->size;

    if (m->spoiled)
        return DEFRAG_PASSED;
    if (other_end || (m->size && at + size > m->size) || (!more && at + size < m->end))
        return model_spoil(m);
    for (uint32_t i = 0; i < size; i++) {
        old += m->there[at + i];
        same += m->there[at + i] && m->bytes[at + i] == bytes[i];
    }
    if (same == size && !told)
        return DEFRAG_PASSED;
    if (old && policy == OVERLAP_DISCARD)
        return model_spoil(m);
    if (old == size && !told && policy == OVERLAP_FIRST)
        return DEFRAG_PASSED;
    for (uint32_t i = 0; i < size; i++)
        if (!m->there[at + i] || policy == OVERLAP_LAST)
            m->bytes[at + i] = bytes[i];
    memset(m->there + at, 1, size);
    m->end = at + size > m->end ? at + size : m->end;
    m->size = more ? m->size : at + size;
    for (uint32_t i = 0; i < m->size; i++)
        all += m->there[i];
    return m->size && all == m->size ? DEFRAG_WHOLE : DEFRAG_HELD;
}

/* Where a random fragment lies: mostly in a datagram of 99 bytes; its bytes are all one of two
 * values, so that they agree now and then. */
struct random_piece {
    uint32_t at, size;
    bool more;
    uint8_t value;
};

static uint32_t
eights(uint64_t below)
{
    return 8 * (uint32_t)random_number(&source, below);
}

static struct random_piece
random_piece(enum overlap policy)
{
    struct random_piece p = { .more = random_number(&source, 6) != 0 };

    p.at = eights(12);
    p.size = 8 + eights(4);
    p.value = (uint8_t)random_number(&source, 2);
    if (random_number(&source, 50) == 0) { /* anywhere, any length */
        p.at = eights(300);
        p.size = eights(200) + (p.more ? 8 : 1 + (uint32_t)random_number(&source, 8));
        return p;
    }
    if (policy == OVERLAP_DISCARD && random_number(&source, 50)) { /* else hardly one is whole */
        p.at -= p.at % 32;
        p.size = 32;
        p.value = 0;
    }
    if (!p.more || p.at + p.size > 96)
        p.size = (p.more ? 96 : 99) - p.at;
    return p;
}

static void
compare_with_model(enum overlap policy)
{
    struct random_piece p = random_piece(policy);
    enum defrag_answer answer;
    uint8_t bytes[ROOM];
    struct model *m;

    if (!p.at && !p.more)
        return;
    memset(bytes, p.value, sizeof bytes);
    next.id = (uint32_t)random_number(&source, KEYS);
    m = &models[next.id];
    answer = model_add(m, policy, p.at, p.more, bytes, p.size);
    CU_ASSERT_EQUAL_FATAL(add_bytes(p.at, p.more, bytes, p.size), answer);
    if (answer != DEFRAG_WHOLE)
        return;
    CU_ASSERT_FATAL(now->n_bytes == m->size && memcmp(now->bytes, m->bytes, m->size) == 0);
    memset(m, 0, sizeof *m);
}

static void
answers_and_bytes_are_those_of_a_simple_model(void)
{
    for (int policy = OVERLAP_FIRST; policy <= OVERLAP_DISCARD; policy++) {
        begin((enum overlap)policy);
        memset(models, 0, sizeof models);
        random_source_reset(&source, 11 + (uint64_t)policy);
        for (int i = 0; i < FRAGMENTS; i++) {
            compare_with_model((enum overlap)policy);
            if (i % 500 == 499) { /* spoiled ones would be all there is */
                expire(UINT64_MAX, KEYS);
                memset(models, 0, sizeof models);
            }
        }
        CU_ASSERT(counts()->whole > 50);
        CU_ASSERT(counts()->duplicates > 10);
        CU_ASSERT(counts()->overlaps > 50 && counts()->spoiled > 50);
    }
}

/* ---- datagrams cut at random ---- */

enum { AT_A_TIME = 20, CUTS = 64 };

struct cut_piece {
    uint32_t at, size;
};

static struct cut {
    uint8_t bytes[9000];
    uint32_t size, n, id;
    struct cut_piece piece[3 * CUTS];
} cuts[AT_A_TIME];

static void
shuffle(struct cut *c)
{
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t other = (uint32_t)random_number(&source, c->n);
        struct cut_piece piece = c->piece[i];

        c->piece[i] = c->piece[other];
        c->piece[other] = piece;
    }
}

/* Some pieces come twice, some reach into their neighbours; the order is anyone's. */
static void
cut_up(struct cut *c, uint32_t id, bool overlapping)
{
    c->n = 0;
    c->id = id;
    c->size = 17 + (uint32_t)random_number(&source, sizeof c->bytes - 17);
    for (uint32_t i = 0; i < c->size; i++)
        c->bytes[i] = (uint8_t)random_number(&source, 256);
    for (uint32_t at = 0, size; at < c->size; at += size) {
        uint32_t left = c->size - at, beyond = overlapping ? eights(3) : 0;

        size = c->n >= 2 * CUTS ? left : 8 + eights(200);
        if (at == 0 && size >= left)
            size = 8;
        for (uint64_t times = 1 + (random_number(&source, 5) == 0); times; times--)
            c->piece[c->n++] = (struct cut_piece){ at, size + beyond < left ? size + beyond
                                                       : size < left        ? size
                                                                            : left };
    }
    shuffle(c);
}

/* The next piece of one of them; what would come after it is whole is left out. */
static void
send_piece(struct cut *c, uint32_t *whole)
{
    uint32_t at = c->piece[--c->n].at, size = c->piece[c->n].size;

    next.id = c->id;
    if (add_bytes(at, at + size < c->size, c->bytes + at, size) != DEFRAG_WHOLE)
        return;
    ++*whole;
    c->n = 0;
    CU_ASSERT_FATAL(now->n_bytes == c->size && memcmp(now->bytes, c->bytes, c->size) == 0);
}

static void
datagrams_cut_at_random_come_back(enum overlap policy)
{
    uint32_t begun = 0, whole = 0;

    begin(policy);
    random_source_reset(&source, 3 + (uint64_t)policy);
    memset(cuts, 0, sizeof cuts);
    while (begun < 1000 || whole < begun) {
        struct cut *c = &cuts[random_number(&source, AT_A_TIME)];

        if (c->n)
            send_piece(c, &whole);
        else if (begun < 1000)
            cut_up(c, begun++, policy != OVERLAP_DISCARD);
        if (sighting.captured >= PACKETS_MAX)
            break;
    }
    CU_ASSERT(whole == 1000 && counts()->whole == 1000);
    CU_ASSERT(counts()->spoiled == 0 && counts()->evicted == 0);
    CU_ASSERT_EQUAL(memory_taken(), 0);
}

static void
random_datagrams_come_back_exactly(void)
{
    for (int policy = OVERLAP_FIRST; policy <= OVERLAP_DISCARD; policy++)
        datagrams_cut_at_random_come_back((enum overlap)policy);
}

static void
each_packet_held_is_released_once(void)
{
    uint32_t held = 0, released = 0, twice = 0;

    begin(OVERLAP_LAST);
    random_source_reset(&source, 5);
    for (int i = 0; i < FRAGMENTS; i++) {
        uint8_t bytes[800] = { 0 };

        next.id = (uint32_t)random_number(&source, 150);
        held += add_bytes(eights(90), random_number(&source, 9) != 0, bytes, 8 + eights(99)) ==
                DEFRAG_HELD;
    }
    expire(UINT64_MAX, UINT32_MAX);
    for (int i = 0; i < PACKETS_MAX; i++) {
        released += now->released[i] == 1;
        twice += now->released[i] > 1;
    }
    CU_ASSERT(held > 1000 && released == held && twice == 0);
    CU_ASSERT_EQUAL(memory_taken(), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(answers_and_bytes_are_those_of_a_simple_model),
        SENTENCE(random_datagrams_come_back_exactly),
        SENTENCE(each_packet_held_is_released_once),
        SENTENCES_END
    };

    return sentences("defrag_random", own);
}
