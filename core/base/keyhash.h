/* SPDX-License-Identifier: Apache-2.0 */
/* Hash of the keys of tables that hostile traffic fills.
 *
 * SipHash-1-3 over `size` bytes. With a seed that nobody outside knows, keys that fall into one
 * chain cannot be chosen. Nothing that is written may depend on the value.
 */
#ifndef KEYHASH_H
#define KEYHASH_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct keyhash {
    uint64_t v0, v1, v2, v3;
};

static inline uint64_t
keyhash_turn(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static inline void
keyhash_round(struct keyhash *h)
{
    h->v0 += h->v1;
    h->v1 = keyhash_turn(h->v1, 13) ^ h->v0;
    h->v0 = keyhash_turn(h->v0, 32);
    h->v2 += h->v3;
    h->v3 = keyhash_turn(h->v3, 16) ^ h->v2;
    h->v0 += h->v3;
    h->v3 = keyhash_turn(h->v3, 21) ^ h->v0;
    h->v2 += h->v1;
    h->v1 = keyhash_turn(h->v1, 17) ^ h->v2;
    h->v2 = keyhash_turn(h->v2, 32);
}

/* The first `size` bytes at `bytes`, at most 8, as a number, lowest first. */
static inline uint64_t
keyhash_word(const uint8_t *bytes, size_t size)
{
    uint64_t word = 0;
    for (size_t i = 0; i < size; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

/* The seed is the low half of SipHash's key; the high half is 0. */
static inline uint64_t
keyhash(uint64_t seed, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    struct keyhash h = {
        .v0 = UINT64_C(0x736f6d6570736575) ^ seed,
        .v1 = UINT64_C(0x646f72616e646f6d),
        .v2 = UINT64_C(0x6c7967656e657261) ^ seed,
        .v3 = UINT64_C(0x7465646279746573),
    };
    size_t whole = size - size % 8;
    for (size_t i = 0; i < whole; i += 8) {
        uint64_t word;
        memcpy(&word, at + i, sizeof word);
        word = le64toh(word);
        h.v3 ^= word;
        keyhash_round(&h);
        h.v0 ^= word;
    }
    uint64_t last = (uint64_t)size << 56;
    if (size > whole)
        last |= keyhash_word(at + whole, size - whole);
    h.v3 ^= last;
    keyhash_round(&h);
    h.v0 ^= last;
    h.v2 ^= 0xff;
    keyhash_round(&h);
    keyhash_round(&h);
    keyhash_round(&h);
    return h.v0 ^ h.v1 ^ h.v2 ^ h.v3;
}

#endif
