/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/defrag.h"

#include "base/keyhash.h"
#include "reassembly/defrag_age.h"
#include "reassembly/defrag_store.h"
#include "shared/undo_chain.h"

#include <string.h>

const char defrag_too_many[] = "datagram in too many fragments";

/* ---- the region ---- */

enum { CELLS_LEAST = DEFRAG_LEAST / sizeof(union cell) };
_Static_assert((size_t)CELLS_LEAST >= 2 * (size_t)DATAGRAM_CELLS, "two datagrams fit");

static uint32_t
cells_for(const struct defrag_limits *limits)
{
    uint64_t cells = limits->memory / sizeof(union cell);

    if (cells < CELLS_LEAST)
        return CELLS_LEAST;
    return cells < UINT32_MAX / 2 ? (uint32_t)cells : UINT32_MAX / 2;
}

/* Fills in where what lies; how many bytes all of it takes. */
static size_t
lay_out(struct defrag *r, const struct defrag_limits *limits)
{
    r->limits = *limits;
    if (r->limits.datagrams < 1)
        r->limits.datagrams = 1;
    if (!limits->fragments || limits->fragments > DATAGRAM_FRAGMENTS)
        r->limits.fragments = DATAGRAM_FRAGMENTS;
    r->cells = cells_for(limits);
    r->buckets = (uint32_t)undo_chain_buckets(limits->datagrams < r->cells ? limits->datagrams
                                                                           : r->cells);
    r->cells_at = (sizeof *r + r->buckets * sizeof r->bucket[0] + 63) & ~(uint64_t)63;
    return r->cells_at + (r->cells + (size_t)1) * sizeof(union cell);
}

size_t
defrag_size(const struct defrag_limits *limits)
{
    struct defrag r;

    return lay_out(&r, limits);
}

void
defrag_setup(struct defrag *r, const struct defrag_limits *limits, uint64_t seed)
{
    lay_out(r, limits);
    r->seed = seed;
}

/* ---- the table ---- */

static struct undo_items
chained(struct defrag *r)
{
    return (struct undo_items){ defrag_cell(r, 0), sizeof(union cell),
                                offsetof(struct datagram, chain) };
}

static struct datagram_key
key_of(const struct defrag_input *in)
{
    struct datagram_key key;

    memset(&key, 0, sizeof key);
    key.id = in->fragment->id;
    key.way = in->between->way;
    key.kind = in->between->network_kind;
    key.depth = in->between->place.depth;
    key.protocol = in->fragment->protocol;
    memcpy(key.network, in->between->network, sizeof key.network);
    return key;
}

static uint32_t
bucket_of(const struct defrag *r, const struct datagram_key *key)
{
    return (uint32_t)keyhash(r->seed, key, sizeof *key) & (r->buckets - 1);
}

static bool
has_key(const void *datagram, const void *key)
{
    const struct datagram *d = datagram;

    return memcmp(&d->key, key, sizeof d->key) == 0;
}

static void
save(const struct defrag_job *job, struct datagram *d)
{
    undo_save(job->undo, d, offsetof(struct datagram, key));
}

/* ---- ends of datagrams ---- */

static void
forget(const struct defrag_job *job, uint32_t index)
{
    struct defrag *r = job->defrag;

    undo_chain_remove(&r->bucket[datagram_at(r, index)->bucket], job->undo, chained(r), index);
    age_forget(r, job->undo, index);
    store_free(r, job->undo, index);
    r->now.datagrams--;
}

/* A spoiled one was given up before. */
static void
give_up(const struct defrag_job *job, uint32_t index, uint64_t *count)
{
    struct datagram *d = datagram_at(job->defrag, index);

    if (!d->spoiled) {
        ++*count;
        store_release(job, d, false);
    }
    forget(job, index);
}

/* It stays in the table without its bytes: what else comes of it before its time is up is no new
 * datagram, RFC 5722 section 4. */
static enum defrag_answer
spoil(const struct defrag_job *job, uint32_t index)
{
    struct datagram *d = datagram_at(job->defrag, index);

    job->defrag->now.counts.spoiled++;
    store_release(job, d, false);
    store_empty(job->defrag, job->undo, index);
    d->spoiled = true;
    return DEFRAG_PASSED;
}

/* Gives up the oldest until so many cells are free; one that is at work stays. */
static void
evict(const struct defrag_job *job, uint32_t need, uint32_t stays)
{
    struct defrag *r = job->defrag;

    while (r->now.cells.used + need > r->cells)
        give_up(job, age_oldest(r, stays), &r->now.counts.evicted);
}

static uint32_t
begin(const struct defrag_job *job, const struct datagram_key *key, uint32_t bucket,
      const struct defrag_input *in)
{
    struct defrag *r = job->defrag;
    struct datagram *d;
    uint32_t index;

    if (r->now.datagrams >= r->limits.datagrams)
        give_up(job, age_oldest(r, 0), &r->now.counts.evicted);
    evict(job, 1, 0);
    index = store_datagram(r, job->undo);
    d = datagram_at(r, index);
    d->key = *key;
    d->begun = in->sighting->clock;
    d->bucket = bucket;
    undo_chain_add(&r->bucket[bucket], job->undo, chained(r), index);
    age_begin(r, job->undo, index, in->wait);
    r->now.datagrams++;
    return index;
}

/* The datagram that a fragment of this key belongs to. */
static uint32_t
datagram_for(const struct defrag_job *job, const struct datagram_key *key,
             const struct defrag_input *in)
{
    struct defrag *r = job->defrag;
    uint32_t bucket = bucket_of(r, key);
    uint32_t index = undo_chain_find(&r->bucket[bucket], chained(r), has_key, key);

    if (index && age_is_over(r, datagram_at(r, index), in->sighting->clock)) {
        give_up(job, index, &r->now.counts.timed_out);
        index = 0;
    }
    return index ? index : begin(job, key, bucket, in);
}

/* ---- fragments ---- */

static const char *
nonsense(const struct nc_fragment *is, uint32_t size)
{
    if (size == 0)
        return "fragment without data";
    if (is->offset > DATAGRAM_MAX || size > DATAGRAM_MAX - is->offset)
        return "fragment beyond the longest datagram";
    if (is->offset % UNIT)
        return "fragment not at a multiple of 8";
    if (is->more && size % UNIT)
        return "fragment not a multiple of 8";
    return NULL;
}

/* A fragment and where it belongs. */
struct arrival {
    struct defrag_input is;
    uint32_t index;
    struct datagram *d;
    struct units units;
};

static const char *
contradiction(const struct defrag *r, const struct arrival *a)
{
    uint32_t end = a->is.fragment->offset + a->is.size;

    if (a->d->size && end > a->d->size)
        return "fragment beyond the last one";
    if (!a->is.fragment->more && a->d->size && end != a->d->size)
        return "two last fragments that differ";
    if (!a->is.fragment->more && end < a->d->end)
        return "last fragment before others";
    if (a->d->held >= r->limits.fragments)
        return defrag_too_many;
    return NULL;
}

/* What overlapping comes to: HELD for a fragment that is to be taken. */
static enum defrag_answer
overlapping(const struct defrag_job *job, const struct arrival *a, uint32_t covered,
            const char **reason)
{
    struct defrag *r = job->defrag;
    bool none_new = covered == a->units.to - a->units.from && (a->is.fragment->more || a->d->size);

    if (none_new && store_holds(r, a->d, a->units, a->is.bytes, a->is.size)) {
        r->now.counts.duplicates++;
        return DEFRAG_PASSED;
    }
    r->now.counts.overlaps++;
    if (a->is.fragment->no_overlap || r->limits.overlap == OVERLAP_DISCARD) {
        *reason = "fragments overlap";
        return spoil(job, a->index);
    }
    if (none_new && r->limits.overlap == OVERLAP_FIRST) {
        *reason = "fragment differs from one before";
        return DEFRAG_PASSED;
    }
    return DEFRAG_HELD;
}

/* What the network's length has besides the fragment's bytes. */
static uint32_t
header_of(const struct defrag_input *in)
{
    uint32_t length = in->sighting->network_length;

    return length > in->size ? length - in->size : 0;
}

static void
take(const struct defrag_job *job, const struct arrival *a, uint32_t covered)
{
    struct defrag *r = job->defrag;
    struct datagram *d = a->d;
    bool replace = r->limits.overlap == OVERLAP_LAST;
    struct units beginning = { 0, 1 };
    uint32_t end = a->is.fragment->offset + a->is.size;

    evict(job, store_need(d, a->units), a->index);
    save(job, d);
    if (a->units.from == 0 && (replace || !store_covered(r, d, beginning))) {
        d->follows = a->is.fragment->next;
        d->header = header_of(&a->is);
    }
    store_put(r, job->undo, a->index, a->units, a->is.bytes, a->is.size, replace);
    d->covered += a->units.to - a->units.from - covered;
    if (end > d->end)
        d->end = end;
    if (!a->is.fragment->more)
        d->size = end;
}

static enum defrag_answer
finish(const struct defrag_job *job, const struct arrival *a, struct defrag_output *out)
{
    struct defrag *r = job->defrag;

    store_gather(r, a->d, out->bytes);
    out->size = a->d->size;
    out->next = a->d->follows;
    out->header = a->d->header;
    r->now.counts.whole++;
    store_release(job, a->d, true);
    forget(job, a->index);
    return DEFRAG_WHOLE;
}

/* A fragment that is all of its datagram: its own affair, RFC 6946 section 4. */
static enum defrag_answer
alone(struct defrag *r, const struct arrival *a, struct defrag_output *out)
{
    memcpy(out->bytes, a->is.bytes, a->is.size);
    out->size = a->is.size;
    out->next = a->is.fragment->next;
    out->header = header_of(&a->is);
    r->now.counts.whole++;
    return DEFRAG_WHOLE;
}

/* A fragment that is sound in itself, at its datagram. */
static enum defrag_answer
join(const struct defrag_job *job, struct arrival *a, struct defrag_output *out)
{
    struct defrag *r = job->defrag;
    const struct datagram_key key = key_of(&a->is);
    uint32_t covered;

    a->index = datagram_for(job, &key, &a->is);
    a->d = datagram_at(r, a->index);
    if (a->d->spoiled)
        return DEFRAG_PASSED;
    out->reason = contradiction(r, a);
    if (out->reason)
        return spoil(job, a->index);
    covered = store_covered(r, a->d, a->units);
    if (covered && overlapping(job, a, covered, &out->reason) == DEFRAG_PASSED)
        return DEFRAG_PASSED;
    take(job, a, covered);
    if (a->d->size && a->d->covered == (a->d->size + UNIT - 1) / UNIT)
        return finish(job, a, out);
    store_sighting(r, job->undo, a->index, a->is.sighting);
    return DEFRAG_HELD;
}

enum defrag_answer
defrag_add(const struct defrag_job *job, const struct defrag_input *in, struct defrag_output *out)
{
    const struct nc_fragment *f = in->fragment;
    struct units units = { f->offset / UNIT, (f->offset + in->size + UNIT - 1) / UNIT };
    struct arrival a = { *in, 0, NULL, units };

    store_begin(job->defrag, job->undo);
    job->defrag->now.counts.fragments++;
    out->reason = nonsense(f, in->size);
    if (out->reason)
        return DEFRAG_PASSED;
    if (f->offset == 0 && !f->more)
        return alone(job->defrag, &a, out);
    return join(job, &a, out);
}

bool
defrag_believes(const struct defrag_job *job, const struct nc_tails *between, bool strict)
{
    struct defrag_counts *counts = &job->defrag->now.counts;
    bool believes = between->network_sum == NC_SUM_ZERO && !strict;

    store_begin(job->defrag, job->undo);
    if (believes)
        counts->believed++;
    else
        counts->wrong++;
    return believes;
}

uint32_t
defrag_expire(const struct defrag_job *job, uint64_t clock, uint32_t most)
{
    struct defrag *r = job->defrag;
    uint32_t n = 0, index;

    for (; n < most && (index = age_overdue(r, clock)); n++) {
        store_begin(r, job->undo);
        give_up(job, index, &r->now.counts.timed_out);
    }
    return n;
}

const struct defrag_counts *
defrag_counts(const struct defrag *r)
{
    return &r->now.counts;
}
