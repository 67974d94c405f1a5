/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes changed here and there, the same from run to run. */
#ifndef MUTATION_H
#define MUTATION_H

#include <stddef.h>
#include <stdint.h>

struct mutation {
    uint64_t state; /* of the numbers it draws: the seed at first */
};

uint32_t mutation_below(struct mutation *, uint32_t n);

/* Changes some of them: bits, numbers that programs err at, what is no UTF-8, what stood
 * elsewhere. */
void mutation_make(struct mutation *, uint8_t *bytes, size_t size);

/* Like a header, mostly zeros and small numbers, or anything. */
void mutation_noise(struct mutation *, uint8_t *bytes, size_t size);

#endif
