/* SPDX-License-Identifier: Apache-2.0 */
#include "parquet/dictionary.h"

#include "base/memory.h"
#include "parquet/hybrid.h"
#include "parquet/plain.h"

#include <stdlib.h>
#include <string.h>

/* Whoever writes the packets may choose texts that fall into one place: a search that is long is
 * given up, and with it the dictionary. */
enum { MAX_STEPS = 64, EARLY = 2048, MAX_BYTES = 1 << 20 };

struct search {
    const struct group *group;
    struct dictionary *dictionary;
    uint32_t *places; /* index + 1; 0: free */
    size_t mask;
    bool text;
    size_t plain_size; /* of the dictionary */
};

static uint64_t
mixed(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t
hash_of(const struct search *search, uint64_t value)
{
    size_t size = group_text_size(value);
    const uint8_t *bytes;
    uint64_t hash = mixed(0, size), word = 0;

    if (!search->text)
        return mixed(0, value);
    bytes = group_text(search->group, value);
    for (; size >= sizeof word; size -= sizeof word, bytes += sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mixed(hash, word);
    }
    word = 0;
    memcpy(&word, bytes, size);
    return mixed(hash, word);
}

static bool
is_same(const struct search *search, uint64_t a, uint64_t b)
{
    if (a == b || !search->text)
        return a == b;
    return group_text_size(a) == group_text_size(b) &&
           memcmp(group_text(search->group, a), group_text(search->group, b), group_text_size(a)) ==
               0;
}

static bool
add_distinct(struct search *search, size_t place, uint64_t value)
{
    struct dictionary *dictionary = search->dictionary;

    search->plain_size += search->text ? 4 + group_text_size(value) : sizeof value;
    if (dictionary->n_values == DICTIONARY_MAX || search->plain_size > MAX_BYTES)
        return false;
    dictionary->values[dictionary->n_values++] = value;
    search->places[place] = (uint32_t)dictionary->n_values;
    return true;
}

/* False: the dictionary would be too large. */
static bool
look_up(struct search *search, uint64_t value, uint32_t *index)
{
    size_t place = hash_of(search, value) & search->mask;

    for (int steps = 0; steps < MAX_STEPS; steps++, place = (place + 1) & search->mask) {
        if (search->places[place] == 0 && !add_distinct(search, place, value))
            return false;
        *index = search->places[place] - 1;
        if (is_same(search, search->dictionary->values[*index], value))
            return true;
    }
    return false;
}

static bool
look_up_all(struct search *search, const struct group_leaf *leaf)
{
    struct dictionary *dictionary = search->dictionary;

    for (size_t i = 0; i < leaf->n_values; i++) {
        if (!look_up(search, leaf->values[i], &dictionary->indexes[i]))
            return false;
        /* Where most of the first are new the others will be. */
        if (i == EARLY && dictionary->n_values > EARLY - EARLY / 4)
            return false;
    }
    return true;
}

static bool
is_smaller(const struct dictionary *dictionary, const struct group_leaf *leaf)
{
    unsigned width = hybrid_width((uint32_t)dictionary->n_values - 1);
    size_t plain = plain_size(leaf->node->kind, leaf->values, leaf->n_values);
    size_t once = plain_size(leaf->node->kind, dictionary->values, dictionary->n_values);

    return once + leaf->n_values * width / 8 < plain;
}

bool
dictionary_make(struct dictionary *dictionary, const struct group *group,
                const struct group_leaf *leaf)
{
    enum parquet_type type = shape_type(leaf->node->kind);
    size_t most = leaf->n_values < DICTIONARY_MAX ? leaf->n_values : DICTIONARY_MAX, size = 16;
    struct search search = { .group = group,
                             .dictionary = dictionary,
                             .text = type == PARQUET_BYTE_ARRAY };
    bool made;

    *dictionary = (struct dictionary){ .values = NULL };
    if (type == PARQUET_BOOLEAN || leaf->n_values == 0)
        return false;
    while (size < 2 * most)
        size *= 2;
    search.mask = size - 1;
    search.places = need(size, sizeof *search.places);
    dictionary->values = need(most, sizeof *dictionary->values);
    dictionary->indexes = grow(NULL, leaf->n_values * sizeof *dictionary->indexes);
    made = look_up_all(&search, leaf) && is_smaller(dictionary, leaf);
    free(search.places);
    if (!made)
        dictionary_free(dictionary);
    return made;
}

void
dictionary_free(struct dictionary *dictionary)
{
    free(dictionary->values);
    free(dictionary->indexes);
    *dictionary = (struct dictionary){ .values = NULL };
}
