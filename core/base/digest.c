/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <nettle/base16.h>
#include <stdint.h>

void
digest_begin(struct digest *d)
{
    sha256_init(&d->state);
}

void
digest_add(struct digest *d, const void *bytes, size_t size)
{
    sha256_update(&d->state, size, bytes);
}

void
digest_text(const struct digest *d, char to[DIGEST_TEXT])
{
    struct sha256_ctx state = d->state; /* which ends with it */
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(&state, sizeof digest, digest);
    base16_encode_update(to, sizeof digest, digest);
    to[DIGEST_TEXT - 1] = '\0';
}
