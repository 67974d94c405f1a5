/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) of bytes as they pass. */
#ifndef DIGEST_H
#define DIGEST_H

#include <nettle/sha2.h>
#include <stddef.h>

enum { DIGEST_TEXT = 2 * SHA256_DIGEST_SIZE + 1 };

struct digest {
    struct sha256_ctx state;
};

void digest_begin(struct digest *);
void digest_add(struct digest *, const void *bytes, size_t size);

/* Of what has passed so far, in lower case hexadecimal; more may come behind it. */
void digest_text(const struct digest *, char to[DIGEST_TEXT]);

#endif
