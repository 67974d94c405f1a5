/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/secret.h"

#include <endian.h>
#include <string.h>

/* Twice as many as M. Luby and C. Rackoff need for one that an adversary who may choose numbers
 * cannot tell from chance, and more, as halves of 12 bits are small. */
enum { ROUNDS = 10 };

/* Keys of their own, so that none is used for two things. */
static void
derive(const uint8_t key[PAN_KEY], const char *what, uint8_t to[SECRET_HASH])
{
    struct hmac_sha256_ctx hash;

    hmac_sha256_set_key(&hash, PAN_KEY, key);
    hmac_sha256_update(&hash, strlen(what), (const uint8_t *)what);
    hmac_sha256_digest(&hash, SECRET_HASH, to);
}

void
secret_begin(struct secret *secret, const uint8_t key[PAN_KEY])
{
    uint8_t derived[SECRET_HASH];

    pan_begin(&secret->pan, key);
    derive(key, "netcap anonymize: permutations", derived);
    aes128_set_encrypt_key(&secret->mix, derived);
    derive(key, "netcap anonymize: hashes", derived);
    hmac_sha256_set_key(&secret->hash, sizeof derived, derived);
    explicit_bzero(derived, sizeof derived);
}

void
secret_end(struct secret *secret)
{
    explicit_bzero(secret, sizeof *secret);
}

void
secret_hash(const struct secret *secret, enum secret_kind kind, const void *bytes, size_t size,
            uint8_t to[SECRET_HASH])
{
    struct hmac_sha256_ctx hash = secret->hash;
    uint8_t first = (uint8_t)kind;

    hmac_sha256_update(&hash, 1, &first);
    hmac_sha256_update(&hash, size, bytes);
    hmac_sha256_digest(&hash, SECRET_HASH, to);
}

static uint64_t
take_bits(uint64_t number, unsigned bits)
{
    return bits < 64 ? number & ((UINT64_C(1) << bits) - 1) : number;
}

static uint64_t
round_of(const struct secret *secret, uint64_t of, unsigned bits, unsigned round, uint64_t half)
{
    uint8_t block[AES_BLOCK_SIZE] = { (uint8_t)bits, (uint8_t)round };
    uint64_t mixed;

    for (int i = 0; i < 8; i++)
        block[2 + i] = (uint8_t)(of >> 8 * i);
    for (int i = 0; i < 4; i++)
        block[10 + i] = (uint8_t)(half >> 8 * i);
    aes128_encrypt(&secret->mix, sizeof block, block, block);
    memcpy(&mixed, block, sizeof mixed);
    return le64toh(mixed);
}

/* A Feistel network, whose halves differ by a bit where there is an odd number of them. */
uint64_t
secret_permute(const struct secret *secret, uint64_t of, unsigned bits, uint64_t number)
{
    unsigned right = bits / 2, left = bits - right;
    uint64_t a = number >> right, b = take_bits(number, right);

    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned width = round % 2 ? right : left;
        uint64_t next = take_bits(a ^ round_of(secret, of, bits, round, b), width);

        a = b;
        b = next;
    }
    return a << right | b;
}
