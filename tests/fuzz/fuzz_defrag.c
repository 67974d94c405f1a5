/* SPDX-License-Identifier: Apache-2.0 */
/* Fragments: three bytes of limits and switches, then fragments (see take_fragment) of four
 * datagrams.  Two regions whose seeds differ are given the same, one of them twice, the first time
 * to be taken back.  They answer alike, hold no more than they may, release each fragment that they
 * held once, and give out only what was put in. */
#include "fuzz.h"

#include "reassembly/defrag_store.h"

#include <string.h>

enum {
    FRAGMENTS_MAX = 1024, DATAGRAMS = 4, MILLISECOND = 1000000,
    CONFLICTS = 1 /* a switch: bytes of fragments need not agree */
};

struct region {
    struct defrag *defrag;
    struct defrag_job job;
    uint8_t released[FRAGMENTS_MAX]; /* how often each fragment */
    uint8_t bytes[DATAGRAM_MAX];     /* of a whole datagram */
};

static struct region one, other;
static struct undo *undo;
static size_t size_of_region;

static void
note_release(void *context, const struct nc_sighting *released, bool whole)
{
    struct region *r = context;

    (void)whole;
    if (released->captured >= FRAGMENTS_MAX)
        broken("a fragment was released that never came");
    r->released[released->captured]++;
}

static void
begin_region(struct region *r, const struct defrag_limits *limits, uint64_t seed)
{
    if (!r->defrag) {
        size_of_region = defrag_size(limits);
        r->defrag = zeros(size_of_region);
    }
    zero_again(r->defrag, size_of_region);
    defrag_setup(r->defrag, limits, seed);
    r->job = (struct defrag_job){ r->defrag, undo, note_release, r };
    memset(r->released, 0, sizeof r->released);
}

/* What stands there in any datagram of an input. */
static uint8_t
byte_at(uint32_t place)
{
    return (uint8_t)(place * 0x9e3779b1u >> 24);
}

struct piece {
    struct nc_fragment fragment;
    struct nc_tails between;
    struct nc_sighting sighting;
    uint8_t bytes[DATAGRAM_MAX];
    uint32_t size;
};

/* A byte: which datagram, 4 it is not the last, 8 no overlaps, 16 of the other kind; its place in
 * units of 8 (two bytes), its size (two bytes), a byte of time. */
static void
take_fragment(struct taker *input, struct piece *p, bool conflicts)
{
    uint32_t head = take8(input), place = take16(input) % (DATAGRAM_MAX / UNIT + 1) * UNIT;
    uint32_t size = take16(input), later = take8(input);
    uint8_t wrong = conflicts ? (uint8_t)(head >> 5) : 0;

    p->fragment = (struct nc_fragment){ .id = head & 3, .offset = place, .protocol = 17, .next = 17,
                                        .more = head & 4, .no_overlap = head & 8 };
    p->between = (struct nc_tails){
        .network_kind = head & 16 ? NC_ENDPOINT_IPV6 : NC_ENDPOINT_IPV4,
        .network = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } }
    };
    p->size = size < DATAGRAM_MAX - place ? size : DATAGRAM_MAX - place;
    for (uint32_t i = 0; i < p->size; i++)
        p->bytes[i] = byte_at(place + i) ^ wrong;
    p->sighting.clock += (uint64_t)later * later * MILLISECOND;
}

static enum defrag_answer
add(struct region *r, const struct piece *p, struct defrag_output *out)
{
    const struct defrag_input in = { &p->fragment, &p->between, p->bytes, p->size, &p->sighting,
                                     p->fragment.no_overlap ? 60 : 0 };
    enum defrag_answer answer;

    *out = (struct defrag_output){ .bytes = r->bytes };
    answer = defrag_add(&r->job, &in, out);
    if (r->defrag->now.cells.used > r->defrag->cells ||
        r->defrag->now.datagrams > r->defrag->limits.datagrams)
        broken("more is held than may be");
    return answer;
}

static struct defrag_now
state_of(const struct region *r)
{
    struct defrag_now now;

    memcpy(&now, &r->defrag->now, sizeof now);
    now.cells.fresh = 0; /* what the packet before gave back is no part of what a packet changes */
    return now;
}

static void
add_and_take_back(struct region *r, const struct piece *p)
{
    static uint8_t released[FRAGMENTS_MAX];
    const struct defrag_now before = state_of(r);
    struct defrag_now after;
    struct defrag_output out;

    memcpy(released, r->released, sizeof released);
    add(r, p, &out);
    undo_rollback(undo);
    memcpy(r->released, released, sizeof released);
    after = state_of(r);
    if (memcmp(&before, &after, sizeof before) != 0)
        broken("what a fragment changed was not taken back");
}

static void
check_whole(const uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        if (bytes[i] != byte_at(i))
            broken("byte %u of a datagram is not what was sent", i);
}

static bool
same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether it is held. */
static bool
step(const struct piece *p, bool conflicts)
{
    struct defrag_output out[2];
    enum defrag_answer answer[2];

    add_and_take_back(&one, p);
    answer[0] = add(&one, p, &out[0]);
    undo_forget(undo);
    answer[1] = add(&other, p, &out[1]);
    undo_forget(undo);
    if (answer[0] != answer[1] || !same_text(out[0].reason, out[1].reason))
        broken("the answer depends on the seed");
    if (answer[0] == DEFRAG_WHOLE) {
        if (out[0].size != out[1].size || out[0].next != out[1].next ||
            memcmp(one.bytes, other.bytes, out[0].size) != 0)
            broken("a datagram depends on the seed");
        if (!conflicts)
            check_whole(one.bytes, out[0].size);
    }
    return answer[0] == DEFRAG_HELD;
}

static void
end_region(struct region *r, const bool *held, uint32_t n)
{
    while (defrag_expire(&r->job, UINT64_MAX, 3))
        undo_forget(undo);
    undo_forget(undo);
    if (r->defrag->now.cells.used || r->defrag->now.datagrams)
        broken("memory is held at the end");
    for (uint32_t i = 0; i < n; i++)
        if (r->released[i] != held[i])
            broken("fragment %u was released %d times", i, r->released[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct piece p;
    static bool held[FRAGMENTS_MAX];
    struct taker input = { bytes, bytes + size };
    bool conflicts = take8(&input) & CONFLICTS;
    struct defrag_limits limits = { .memory = DEFRAG_LEAST };
    uint32_t n = 0;

    limits.overlap = take8(&input) % 3;
    limits.timeout = (uint64_t)take8(&input) * 100 * MILLISECOND;
    limits.datagrams = DATAGRAMS;
    if (!undo)
        undo = zeros(sizeof *undo);
    undo_forget(undo);
    begin_region(&one, &limits, 1);
    begin_region(&other, &limits, UINT64_C(0x9e3779b97f4a7c15));
    p.sighting.clock = 1000 * MILLISECOND;
    for (; taker_left(&input) && n < FRAGMENTS_MAX; n++) {
        take_fragment(&input, &p, conflicts);
        p.sighting.captured = n; /* its number */
        held[n] = step(&p, conflicts);
    }
    end_region(&one, held, n);
    end_region(&other, held, n);
    return 0;
}
