/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/defrag.h"

#include "reassembly/defrag_store.h"
#include "base/keyhash.h"

#include <stddef.h>
#include <string.h>

static struct datagram *
datagram_at(struct defrag *r, uint32_t index)
{
    return &defrag_block(r, index)->datagram;
}

static void
save(const struct defrag_job *job, struct datagram *d)
{
    undo_save(job->undo, d, offsetof(struct datagram, key));
}

/* ---- the table, and the order of age ---- */

static struct datagram_key
key_of(const struct fragment *f)
{
    struct datagram_key key;

    memset(&key, 0, sizeof key);
    key.id = f->is.id;
    key.kind = f->kind;
    key.protocol = f->is.protocol;
    memcpy(key.network, f->network, sizeof key.network);
    return key;
}

static uint32_t
bucket_of(const struct defrag *r, const struct datagram_key *key)
{
    return (uint32_t)keyhash(r->seed, key, sizeof *key) & (r->buckets - 1);
}

static uint32_t
find(struct defrag *r, const struct datagram_key *key, uint32_t bucket)
{
    uint32_t index = r->bucket[bucket];

    while (index && memcmp(&datagram_at(r, index)->key, key, sizeof *key) != 0)
        index = datagram_at(r, index)->bucket_next;
    return index;
}

static void
leave_table(const struct defrag_job *job, uint32_t index)
{
    struct defrag *r = job->defrag;
    const struct datagram *d = datagram_at(r, index);
    uint32_t *at = &r->bucket[d->bucket];

    while (*at != index)
        at = &datagram_at(r, *at)->bucket_next;
    UNDO_SET(job->undo, *at, d->bucket_next);
}

static void
join_order(const struct defrag_job *job, uint32_t index)
{
    struct defrag_now *now = &job->defrag->now;

    datagram_at(job->defrag, index)->older = now->newest;
    if (now->newest)
        UNDO_SET(job->undo, datagram_at(job->defrag, now->newest)->newer, index);
    else
        now->oldest = index;
    now->newest = index;
}

static void
leave_order(const struct defrag_job *job, const struct datagram *d)
{
    struct defrag *r = job->defrag;

    if (d->older)
        UNDO_SET(job->undo, datagram_at(r, d->older)->newer, d->newer);
    else
        r->now.oldest = d->newer;
    if (d->newer)
        UNDO_SET(job->undo, datagram_at(r, d->newer)->older, d->older);
    else
        r->now.newest = d->older;
}

/* ---- ends of datagrams ---- */

static void
forget(const struct defrag_job *job, uint32_t index)
{
    struct defrag *r = job->defrag;

    leave_table(job, index);
    leave_order(job, datagram_at(r, index));
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

/* Gives up the oldest until there are so many blocks; one that is at work stays. */
static void
make_room(const struct defrag_job *job, uint32_t need, uint32_t stays)
{
    struct defrag *r = job->defrag;

    while (r->now.used + need > r->blocks) {
        uint32_t index = r->now.oldest;

        if (index == stays)
            index = datagram_at(r, index)->newer;
        give_up(job, index, &r->now.counts.evicted);
    }
}

static bool
overdue(const struct defrag *r, const struct datagram *d, uint64_t clock)
{
    return clock >= d->begun && clock - d->begun >= r->limits.timeout;
}

static uint32_t
begin(const struct defrag_job *job, const struct datagram_key *key, uint32_t bucket, uint64_t clock)
{
    struct defrag *r = job->defrag;
    struct datagram *d;
    uint32_t index;

    if (r->now.datagrams >= r->limits.datagrams)
        give_up(job, r->now.oldest, &r->now.counts.evicted);
    make_room(job, 1, 0);
    index = store_datagram(r, job->undo);
    d = datagram_at(r, index);
    d->key = *key;
    d->begun = clock;
    d->bucket = bucket;
    d->bucket_next = r->bucket[bucket];
    UNDO_SET(job->undo, r->bucket[bucket], index);
    join_order(job, index);
    r->now.datagrams++;
    return index;
}

/* The datagram that a fragment of this key at this clock belongs to. */
static uint32_t
datagram_for(const struct defrag_job *job, const struct datagram_key *key, uint64_t clock)
{
    struct defrag *r = job->defrag;
    uint32_t bucket = bucket_of(r, key), index = find(r, key, bucket);

    if (index && overdue(r, datagram_at(r, index), clock)) {
        give_up(job, index, &r->now.counts.timed_out);
        index = 0;
    }
    return index ? index : begin(job, key, bucket, clock);
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
struct piece {
    const struct fragment *f;
    const uint8_t *bytes;
    uint32_t size;
    uint32_t index;
    struct datagram *d;
    struct span span;
};

static const char *
contradiction(const struct piece *p)
{
    uint32_t end = p->f->is.offset + p->size;

    if (p->d->size && end > p->d->size)
        return "fragment beyond the last one";
    if (!p->f->is.more && p->d->size && end != p->d->size)
        return "two last fragments that differ";
    if (!p->f->is.more && end < p->d->end)
        return "last fragment before others";
    if (p->d->held >= DATAGRAM_PIECES)
        return "datagram in too many fragments";
    return NULL;
}

/* What overlapping comes to: HELD for a fragment that is to be taken. */
static enum defrag_answer
overlapping(const struct defrag_job *job, const struct piece *p, uint32_t covered,
            const char **reason)
{
    struct defrag *r = job->defrag;
    bool none_new = covered == p->span.to - p->span.from && (p->f->is.more || p->d->size);

    if (none_new && store_holds(r, p->d, p->span, p->bytes, p->size)) {
        r->now.counts.duplicates++;
        return DEFRAG_PASSED;
    }
    r->now.counts.overlaps++;
    if (p->f->is.no_overlap || r->limits.overlap == OVERLAP_DISCARD) {
        *reason = "fragments overlap";
        return spoil(job, p->index);
    }
    if (none_new && r->limits.overlap == OVERLAP_FIRST) {
        *reason = "fragment differs from one before";
        return DEFRAG_PASSED;
    }
    return DEFRAG_HELD;
}

static void
take(const struct defrag_job *job, const struct piece *p, uint32_t covered)
{
    struct defrag *r = job->defrag;
    struct datagram *d = p->d;
    bool replace = r->limits.overlap == OVERLAP_LAST;
    struct span beginning = { 0, 1 };
    uint32_t end = p->f->is.offset + p->size;

    make_room(job, store_need(d, p->span), p->index);
    save(job, d);
    if (p->span.from == 0 && (replace || !store_covered(r, d, beginning)))
        d->follows = p->f->is.next;
    store_put(r, job->undo, p->index, p->span, p->bytes, p->size, replace);
    d->covered += p->span.to - p->span.from - covered;
    if (end > d->end)
        d->end = end;
    if (!p->f->is.more)
        d->size = end;
}

static enum defrag_answer
finish(const struct defrag_job *job, const struct piece *p, uint8_t *to, uint32_t *size_whole)
{
    struct defrag *r = job->defrag;

    store_gather(r, p->d, to);
    *size_whole = p->d->size;
    r->now.follows = p->d->follows;
    r->now.counts.whole++;
    store_release(job, p->d, true);
    forget(job, p->index);
    return DEFRAG_WHOLE;
}

/* A fragment that is all of its datagram: its own affair, RFC 6946 section 4. */
static enum defrag_answer
alone(struct defrag *r, const struct piece *p, uint8_t *to, uint32_t *size_whole)
{
    memcpy(to, p->bytes, p->size);
    *size_whole = p->size;
    r->now.follows = p->f->is.next;
    r->now.counts.whole++;
    return DEFRAG_WHOLE;
}

enum defrag_answer
defrag_add(const struct defrag_job *job, const struct fragment *f, const uint8_t *bytes,
           uint32_t size, const struct nc_sighting *seen, uint8_t *to, uint32_t *size_whole,
           const char **reason)
{
    struct defrag *r = job->defrag;
    struct span span = { f->is.offset / UNIT, (f->is.offset + size + UNIT - 1) / UNIT };
    struct piece p = { f, bytes, size, 0, NULL, span };
    struct datagram_key key = key_of(f);
    uint32_t covered;

    store_begin(r, job->undo);
    r->now.counts.fragments++;
    *reason = nonsense(&f->is, size);
    if (*reason)
        return DEFRAG_PASSED;
    if (f->is.offset == 0 && !f->is.more)
        return alone(r, &p, to, size_whole);
    p.index = datagram_for(job, &key, seen->clock);
    p.d = datagram_at(r, p.index);
    if (p.d->spoiled)
        return DEFRAG_PASSED;
    *reason = contradiction(&p);
    if (*reason)
        return spoil(job, p.index);
    covered = store_covered(r, p.d, p.span);
    if (covered && overlapping(job, &p, covered, reason) == DEFRAG_PASSED)
        return DEFRAG_PASSED;
    take(job, &p, covered);
    if (p.d->size && p.d->covered == (p.d->size + UNIT - 1) / UNIT)
        return finish(job, &p, to, size_whole);
    store_sighting(r, job->undo, p.index, seen);
    return DEFRAG_HELD;
}

uint32_t
defrag_expire(const struct defrag_job *job, uint64_t clock, uint32_t most)
{
    struct defrag *r = job->defrag;
    uint32_t n = 0;

    for (; n < most && r->now.oldest; n++) {
        uint32_t index = r->now.oldest;

        if (clock != UINT64_MAX && !overdue(r, datagram_at(r, index), clock))
            break;
        store_begin(r, job->undo);
        give_up(job, index, &r->now.counts.timed_out);
    }
    return n;
}

uint8_t
defrag_follows(const struct defrag *r)
{
    return (uint8_t)r->now.follows;
}

const struct defrag_counts *
defrag_counts(const struct defrag *r)
{
    return &r->now.counts;
}
