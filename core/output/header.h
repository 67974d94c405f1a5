/* SPDX-License-Identifier: Apache-2.0 */
/* The first message of a file of records. */
#ifndef HEADER_H
#define HEADER_H

#include "output/output.h"

/* In wire format, behind its length; the caller frees it. */
uint8_t *header_bytes(const Catalog__Plugin *, const Catalog__PluginSettings *,
                      const struct output_options *, size_t *size);

/* Fixes the moment of creation that all headers carry: now, or SOURCE_DATE_EPOCH. */
void header_set_time(void);

#endif
