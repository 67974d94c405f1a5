/* SPDX-License-Identifier: Apache-2.0 */
#include "defrag_helper.h"

#include "reassembly/defrag_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct defragmenter one, two;
struct defragmenter *now;
struct nc_fragment next;
struct nc_tails between;
struct nc_sighting sighting;
uint32_t patience;

static void
release(void *context, const struct nc_sighting *released, bool whole)
{
    struct defragmenter *s = context;

    s->order[s->n_released++ % PACKETS_MAX] = released->captured;
    s->released[released->captured % PACKETS_MAX]++;
    s->whole[released->captured % PACKETS_MAX] += whole;
}

void *
mapped(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE,
                    -1, 0);

    if (at == MAP_FAILED) {
        perror("test: mmap");
        exit(99);
    }
    return at;
}

void
begin_one(struct defragmenter *s, const struct defrag_limits *limits, uint64_t seed)
{
    if (s->defrag) {
        munmap(s->defrag, s->size);
        munmap(s->undo, sizeof *s->undo);
    }
    memset(s, 0, sizeof *s);
    s->size = defrag_size(limits);
    s->defrag = mapped(s->size);
    s->undo = mapped(sizeof *s->undo);
    s->job = (struct defrag_job){ s->defrag, s->undo, release, s };
    defrag_setup(s->defrag, limits, seed);
}

void
begin_with(const struct defrag_limits *limits)
{
    begin_one(&one, limits, 1);
    now = &one;
    next = (struct nc_fragment){ .id = 1, .protocol = 17, .next = 17 };
    between = (struct nc_tails){ .network_kind = NC_ENDPOINT_IPV4,
                                 .network = { { 192, 0, 2, 1 }, { 192, 0, 2, 2 } } };
    sighting = (struct nc_sighting){ .clock = SECOND };
    patience = 0;
}

void
begin(enum overlap overlap)
{
    begin_with(&(struct defrag_limits){ 30ull * SECOND, DEFRAG_LEAST, 100, overlap, 0 });
}

enum defrag_answer
pass(struct defragmenter *d, const uint8_t *bytes, uint32_t size)
{
    struct defrag_input in = { &next, &between, bytes, size, &sighting, patience };
    struct defrag_output out = { .bytes = d->bytes };
    enum defrag_answer answer = defrag_add(&d->job, &in, &out);

    if (answer == DEFRAG_WHOLE) {
        d->n_bytes = out.size;
        d->follows = out.next;
    }
    d->reason = out.reason;
    return answer;
}

enum defrag_answer
add_bytes(uint32_t offset, bool more, const uint8_t *bytes, uint32_t size)
{
    enum defrag_answer answer;

    next.offset = offset;
    next.more = more;
    sighting.captured++;
    answer = pass(now, bytes, size);
    undo_forget(now->undo);
    return answer;
}

enum defrag_answer
add(uint32_t offset, bool more, const char *text)
{
    return add_bytes(offset, more, (const uint8_t *)text, (uint32_t)strlen(text));
}

bool
came(const char *text)
{
    return now->n_bytes == strlen(text) && memcmp(now->bytes, text, now->n_bytes) == 0;
}

bool
said(const char *reason)
{
    return now->reason && strcmp(now->reason, reason) == 0;
}

const struct defrag_counts *
counts(void)
{
    return defrag_counts(now->defrag);
}

uint32_t
expire(uint64_t clock, uint32_t most)
{
    uint32_t n = defrag_expire(&now->job, clock, most);

    undo_forget(now->undo);
    return n;
}

uint64_t
memory_taken(void)
{
    return now->defrag->now.cells.used * (uint64_t)sizeof(union cell);
}
