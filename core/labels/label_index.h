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

struct label_span {
    struct label_key key;
    int64_t begin, end, latest; /* the last: of those below it in the tree that a key's are */
    uint32_t label;
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

void label_index_add(struct label_index *, const struct label_key *, int64_t begin, int64_t end,
                     uint32_t label);

/* Once all are added, before any is looked for. */
void label_index_finish(struct label_index *);

/* Shows each span of the key that overlaps the one from `begin` to `end`, both included. */
typedef void label_index_show(void *context, const struct label_span *);
void label_index_find(const struct label_index *, const struct label_key *, int64_t begin,
                      int64_t end, label_index_show *, void *context);

#endif
