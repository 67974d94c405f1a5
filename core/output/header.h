/* SPDX-License-Identifier: Apache-2.0 */
/* The first message of a file of records. */
#ifndef HEADER_H
#define HEADER_H

#include "catalog.pb-c.h"
#include "netcap.pb-c.h"

enum { LINKTYPES_MAX = 64 };

/* What the records of a run were made of and how: all its headers say it. */
struct origin {
    const char *source; /* what is read */
    const uint16_t *linktypes;
    size_t n_linktypes;
    char **changed; /* settings, ending with NULL; NULL: none */
    const char *run_id; /* NULL: it has none */
    uint64_t set;       /* the number of the set of files; 0: there are no sets */
};

struct record_header {
    Types__Header is;
    uint32_t linktypes[LINKTYPES_MAX];
};

/* Good as long as what it is made of, and in its place. */
void header_make(struct record_header *, const Catalog__Plugin *, const Catalog__PluginSettings *,
                 const struct origin *);

/* Fixes the moment of creation that all headers carry: now, or SOURCE_DATE_EPOCH. */
void header_set_time(void);

/* That moment, as they have it: "seconds.microseconds" since 1970. */
const char *header_time(void);

#endif
