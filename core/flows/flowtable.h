/* SPDX-License-Identifier: Apache-2.0 */
/* How a region of flows is laid out: entries found by id, and in the order they were last seen.
 * Nothing is touched before it is used.  Entries are named by their index, counted from 1. */
#ifndef FLOWTABLE_H
#define FLOWTABLE_H

#include "flows/flows.h"
#include "flows/parts.h"

#include <stdalign.h>

struct flow_entry {
    uint32_t chain;         /* the next of its bucket, or of the free ones */
    uint32_t before, after; /* in its list */
    uint32_t hash;
    uint64_t began, seen;   /* clocks of the first and the latest packet */
    struct nc_flow is;      /* .ended: why it ends once it has lingered */
    struct nc_flow_id id;   /* the bytes behind it are zero */
    alignas(8) uint8_t state[];
};

struct flow_list {
    uint32_t first, last; /* 0: empty */
};

/* What nearly every packet changes; saved as a whole. */
struct flows_now {
    struct flow_counts counts;
    uint64_t clock;
    struct flow_list open, lingering; /* the one idle longest first */
    uint32_t n;                       /* in both */
    uint32_t made, free;              /* entries ever used; the first of those given back */
};

struct flows {
    uint64_t idle, active, most; /* nanoseconds, nanoseconds, flows */
    uint64_t seed, state_size, stride;
    uint64_t parts_at, entries_at;
    uint64_t mask; /* buckets less one */
    struct flows_now now;
    uint32_t buckets[];
};

static inline struct flow_entry *
flow_entry(struct flows *f, uint32_t index)
{
    return (struct flow_entry *)(void *)((uint8_t *)f + f->entries_at + (index - 1) * f->stride);
}

static inline struct parts_set *
flow_parts(struct flows *f)
{
    return (struct parts_set *)(void *)((uint8_t *)f + f->parts_at);
}

static inline struct flow_list *
flow_list_of(struct flows *f, const struct flow_entry *e)
{
    return e->is.ended ? &f->now.lingering : &f->now.open;
}

/* Index of the flow; 0 when there is none. */
uint32_t flowtable_find(struct flows *, const struct flow_key *);

/* A new one, the last of the open ones; there must be room. */
uint32_t flowtable_add(struct flows *, struct undo *, const struct flow_key *);
void flowtable_remove(struct flows *, struct undo *, uint32_t index);

/* Makes it the last of its list; it lingers from now on when `end` is not 0.  The entry itself is
 * in the journal already. */
void flowtable_seen(struct flows *, struct undo *, uint32_t index, uint32_t end);

#endif
