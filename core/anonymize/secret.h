/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of the key: everything that replaces something is a function of the two alone, so
 * the same key gives the same names in every run. */
#ifndef SECRET_H
#define SECRET_H

#include "anonymize/pan.h"

#include <nettle/hmac.h>

struct secret {
    struct pan pan;
    struct aes128_ctx mix;
    struct hmac_sha256_ctx hash;
};

void secret_begin(struct secret *, const uint8_t key[PAN_KEY]);
void secret_end(struct secret *);

/* What is hashed; equal bytes of two kinds have nothing in common afterwards. */
enum secret_kind { SECRET_ID = 1, SECRET_NUMBER, SECRET_NAME, SECRET_PATH, SECRET_LINK };

enum { SECRET_HASH = SHA256_DIGEST_SIZE };
void secret_hash(const struct secret *, enum secret_kind, const void *bytes, size_t size,
                 uint8_t to[SECRET_HASH]);

/* A permutation of the numbers of so many bits, 2 to 64; another one for each `of`. */
uint64_t secret_permute(const struct secret *, uint64_t of, unsigned bits, uint64_t number);

#endif
