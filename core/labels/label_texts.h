/* SPDX-License-Identifier: Apache-2.0 */
/* The different labels that there are, each kept once. */
#ifndef LABEL_TEXTS_H
#define LABEL_TEXTS_H

#include "base/memory.h"

#include <stdint.h>

enum { LABEL_TEXT_MOST = 1024 }; /* bytes of a label */

struct label_text {
    const char *text; /* UTF-8 */
    uint64_t records; /* that have it */
};

struct label_texts {
    struct label_text *list;
    size_t count, size;
    uint32_t *places; /* index + 1 by hash; 0: none */
    size_t n_places;  /* a power of two, more than half of it free */
    struct pool pool;
};

/* Which one that is; what is no UTF-8 in it becomes U+FFFD.  UINT32_MAX: it is too long. */
uint32_t label_texts_add(struct label_texts *, const char *text);
void label_texts_free(struct label_texts *);

#endif
