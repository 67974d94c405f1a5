/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes between pages that cannot be touched. */
#ifndef GUARDED_H
#define GUARDED_H

#include <stddef.h>
#include <stdint.h>

struct guarded {
    uint8_t *first; /* of what can be touched */
    size_t size;
};

struct guarded guarded_create(size_t most);

/* A copy whose last byte, or whose first one, lies at such a page. */
const uint8_t *guarded_at_end(const struct guarded *, const uint8_t *bytes, size_t size);
const uint8_t *guarded_at_start(const struct guarded *, const uint8_t *bytes, size_t size);

#endif
