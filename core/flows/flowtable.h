/* SPDX-License-Identifier: Apache-2.0 */
/* How a region of flows is laid out: entries found by id, and in the order they were last seen.
 * Nothing is touched before it is used.  Entries are named by their index. */
#ifndef FLOWTABLE_H
#define FLOWTABLE_H

#include "flows/flows.h"
#include "flows/parts.h"
#include "flows/turns.h"
#include "shared/undo_list.h"
#include "shared/undo_pool.h"

#include <stdalign.h>

/* What packets change of struct nc_flow. */
struct flow_counted {
    struct nc_time first, last;
    uint64_t packets;
    uint32_t part;
    uint32_t ended; /* why it ends once it has lingered */
};

/* What finds flows and keeps them in order: close together, so that a packet touches of other flows
 * nothing else. */
struct flow_link {
    struct undo_links age; /* in its list */
    uint32_t chain;        /* the next of its bucket, or of the free ones */
    uint32_t hash;         /* of its id and place */
};

struct flow_entry {
    struct nc_flow_id id;  /* the bytes behind it are zero */
    struct nc_place place; /* where the first packet was seen: depths and scope are its flow's */
    uint64_t number;       /* of that, */
    uint64_t began;        /* and its clock */
    uint64_t parts;        /* flow_hash_of_parts() */

    /* What packets change, from here to the end of the state: saved as a whole. */
    uint32_t name;         /* see flow_name(); 0: none */
    bool dropped;          /* a worker died over its end: there will be no record */
    uint8_t opening;       /* see flows/openings.h; 0: none */
    uint64_t latest;       /* clock of the latest packet */
    struct flow_counted is;
    alignas(8) uint8_t state[];
};

/* What nearly every packet changes; saved as a whole. */
struct flows_now {
    struct flow_counts counts;
    uint64_t clock;
    struct undo_list open, lingering; /* the one idle longest first */
    uint32_t waiting;                 /* ended, their records not written yet */
    struct undo_pool entries, names, openings;
};

struct flows {
    uint64_t idle, active, closed_wait; /* nanoseconds */
    uint64_t seed, state_size, stride;
    uint64_t parts_at, names_at, links_at, turns_at, entries_at, openings_at;
    uint64_t mask; /* buckets less one */
    uint32_t most;         /* flows */
    uint32_t most_waiting; /* besides, while more may come */
    struct flows_now now;
    uint32_t buckets[];
};

static inline struct flow_entry *
flow_entry(struct flows *f, uint32_t index)
{
    return (struct flow_entry *)(void *)((uint8_t *)f + f->entries_at + index * f->stride);
}

static inline struct flow_link *
flow_links(struct flows *f)
{
    return (struct flow_link *)(void *)((uint8_t *)f + f->links_at);
}

/* What servers are called, NC_NAME_MAX bytes each: apart and close together, as most flows never
 * have one. */
static inline struct undo_items
flow_names(struct flows *f)
{
    return (struct undo_items){ (uint8_t *)f + f->names_at, NC_NAME_MAX, 0 };
}

static inline char *
flow_name(struct flows *f, uint32_t name)
{
    return undo_item(flow_names(f), name);
}

static inline struct parts *
flow_parts(struct flows *f)
{
    return (struct parts *)(void *)((uint8_t *)f + f->parts_at);
}

static inline struct record_turn *
flow_turns(struct flows *f)
{
    return (struct record_turn *)(void *)((uint8_t *)f + f->turns_at);
}

/* A flow as its plugin sees it. */
static inline struct nc_flow
flow_view(struct flows *f, uint32_t index)
{
    const struct flow_entry *e = flow_entry(f, index);

    return (struct nc_flow){
        .first = e->is.first,
        .last = e->is.last,
        .packets = e->is.packets,
        .part = e->is.part,
        .ended = e->is.ended,
        .place = e->place,
        .number = e->number,
        .name = e->name ? flow_name(f, e->name) : NULL,
        .lasted = e->latest - e->began,
    };
}

static inline struct undo_list *
flow_list_of(struct flows *f, const struct flow_entry *e)
{
    return e->is.ended ? &f->now.lingering : &f->now.open;
}

/* Fills in where what lies; how many bytes all of it takes. */
size_t flowtable_lay_out(struct flows *, const struct nc_flow_limits *, size_t state_size);

/* Of all that makes a flow this one; what lies at no depth and in no scope is hashed as its id
 * alone. */
uint64_t flow_hash(uint64_t seed, uint64_t scope, uint8_t depth, uint8_t link_depth,
                   const struct nc_flow_id *);

/* Where its parts are counted. */
uint64_t flow_hash_of_parts(const struct flow_entry *);

/* Index of the flow; 0 when there is none. */
uint32_t flowtable_find(struct flows *, const struct flow_key *);

/* A new one, the last of the open ones; there must be fewer than flows.most.  Its place is for the
 * caller to fill in. */
uint32_t flowtable_add(struct flows *, struct undo *, const struct flow_key *);

/* Before a packet changes one. */
static inline void
flowtable_save(const struct flows *f, struct undo *undo, struct flow_entry *e)
{
    const size_t fixed = offsetof(struct flow_entry, state) - offsetof(struct flow_entry, name);

    undo_save(undo, &e->name, (uint32_t)(fixed + f->state_size));
}

/* It is found no more, and in no list; what it holds stays until it is freed. */
void flowtable_remove(struct flows *, struct undo *, uint32_t index);
void flowtable_free(struct flows *, struct undo *, uint32_t index);

/* Makes it the last of its list; it lingers from now on when `end` is not 0.  The entry itself is
 * in the journal already. */
void flowtable_seen(struct flows *, struct undo *, uint32_t index, uint32_t end);

/* See flows_look_ahead(): the bucket first, then the entry, then its neighbours in the list. */
void flowtable_look_ahead(struct flows *, const struct flow_key *keys, uint32_t i, uint32_t n);

#endif
