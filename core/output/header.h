/* SPDX-License-Identifier: Apache-2.0 */
/* The first message of a file of records. */
#ifndef HEADER_H
#define HEADER_H

#include "catalog.pb-c.h"

/* What the records of a run were made of and how: all its headers say it. */
struct origin {
    const char *source; /* what is read */
    const uint16_t *linktypes;
    size_t n_linktypes;
    char **changed; /* settings, ending with NULL; NULL: none */
};

/* In wire format, behind its length; the caller frees it.  NULL when memory is short. */
uint8_t *header_bytes(const Catalog__Plugin *, const Catalog__PluginSettings *,
                      const struct origin *, size_t *size);

/* Fixes the moment of creation that all headers carry: now, or SOURCE_DATE_EPOCH. */
void header_set_time(void);

#endif
