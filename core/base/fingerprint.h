/* SPDX-License-Identifier: Apache-2.0 */
/* A number of 64 bits that bytes are told apart by, of many of them a nanosecond.
 *
 * Two words are multiplied and both halves of the product folded into one; four such sums go side
 * by side, which a processor can do at once.  With a seed that nobody outside knows, bytes with the
 * number of others cannot be chosen.  Nothing that is written may depend on the value. */
#ifndef FINGERPRINT_H
#define FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 fingerprint_product;

/* Odd, and half of their bits set: fractions of pi. */
#define FINGERPRINT_A UINT64_C(0x243f6a8885a308d3)
#define FINGERPRINT_B UINT64_C(0x13198a2e03707345)
#define FINGERPRINT_C UINT64_C(0xa4093822299f31d1)
#define FINGERPRINT_D UINT64_C(0x082efa98ec4e6c89)

enum { FINGERPRINT_STEP = 64 };

static inline uint64_t
fingerprint_fold(uint64_t a, uint64_t b)
{
    fingerprint_product product = (fingerprint_product)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline void
fingerprint_step(uint64_t sum[4], const uint8_t *at, uint64_t seed)
{
    static const uint64_t with[] = { FINGERPRINT_A, FINGERPRINT_B, FINGERPRINT_C, FINGERPRINT_D };

    for (int i = 0; i < 4; i++) {
        uint64_t words[2];

        memcpy(words, at + 16 * i, sizeof words);
        sum[i] = fingerprint_fold(words[0] ^ with[i] ^ seed, words[1] ^ sum[i]);
    }
}

/* Of these bytes and a number that goes with them; never 0. */
static inline uint64_t
fingerprint(uint64_t seed, uint64_t number, const uint8_t *bytes, size_t size)
{
    uint64_t sum[4] = { seed ^ FINGERPRINT_A, seed ^ FINGERPRINT_B, seed ^ FINGERPRINT_C,
                        seed ^ FINGERPRINT_D };
    uint8_t last[FINGERPRINT_STEP] = { 0 };
    size_t left = size;
    uint64_t all;

    for (; left >= FINGERPRINT_STEP; left -= FINGERPRINT_STEP, bytes += FINGERPRINT_STEP)
        fingerprint_step(sum, bytes, seed);
    if (left)
        memcpy(last, bytes, left);
    fingerprint_step(sum, last, seed);
    all = fingerprint_fold(sum[0] ^ size ^ FINGERPRINT_C, sum[1] ^ seed);
    all = fingerprint_fold(all ^ sum[2] ^ FINGERPRINT_D, sum[3] ^ number);
    return all ? all : 1;
}

#endif
