/* SPDX-License-Identifier: Apache-2.0 */
/* Spans of time under keys: which of a key overlap another span is found without looking at the
 * others.  A key is known by a hash of 128 bits with a secret seed. */
#ifndef LABEL_INDEX_H
#define LABEL_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct label_key {
    uint64_t hash[2];
};

/* Those of a key are a tree; of itself and all below it a span knows when the last ends, and the
 * first, which label wins, and whether labels say different things. */
struct label_span {
    struct label_key key;
    int64_t begin, end, latest, soonest;
    uint32_t label, best;
    bool mixed, all_met;
};

struct label_index {
    struct label_span *spans;
    size_t count, size;
    uint32_t *starts; /* of spans by the first bits of their keys */
    unsigned bits;
    uint64_t seed[2];
};

void label_index_begin(struct label_index *);
void label_index_free(struct label_index *);

struct label_key label_key(const struct label_index *, const void *bytes, size_t size);

/* `says`: what labels of the same key and times have in common if they are the same. */
void label_index_add(struct label_index *, const struct label_key *, int64_t begin, int64_t end,
                     const struct label_key *says, uint32_t label);

/* How labels stand to each other: whether one wins over another, and whether both say the same. */
struct label_order {
    bool (*wins)(const void *context, uint32_t label, uint32_t other);
    bool (*same)(const void *context, uint32_t label, uint32_t other);
    void (*twin)(const void *context, uint32_t label, uint32_t of); /* it is not kept */
    const void *context;
};

/* Once all are added, before any is looked for. */
void label_index_finish(struct label_index *, const struct label_order *);

typedef void label_index_show(void *context, struct label_span *);

/* What is looked for: spans that overlap that from `begin` to `end`, both included. */
struct label_search {
    int64_t begin, end;
    label_index_show *each;
    label_index_show *whole; /* where a span overlaps it with all below it; NULL: each by itself */
    void *context;
};

/* Shows those of a key. */
void label_index_find(const struct label_index *, const struct label_key *,
                      const struct label_search *);

/* Shows each that is below one that was marked with all_met, and that one. */
void label_index_met(const struct label_index *, label_index_show *, void *context);

#endif
