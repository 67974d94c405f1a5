/* SPDX-License-Identifier: Apache-2.0 */
/* Each compression that a source undoes. */
#ifndef PACK_HELPER_H
#define PACK_HELPER_H

#include <stddef.h>
#include <stdint.h>

#define WAYS 4

/* Bytes that compress somewhat, as traffic does. */
void make_plain(uint8_t *to, size_t n);

/* Compresses n bytes into a member or frame of its own; how long it is. */
extern const struct pack_way {
    const char *name;
    size_t (*pack)(uint8_t *to, size_t space, const uint8_t *from, size_t n);
} ways[WAYS]; /* gzip first */

#endif
