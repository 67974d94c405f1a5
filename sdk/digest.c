/* SPDX-License-Identifier: Apache-2.0 */
/* Digests as text, all of it Nettle's work. */
#include "host.h"

#include <netcap/digest.h>
#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>

static char *
hexadecimal(struct nc_packet *pkt, const uint8_t *digest, size_t size)
{
    char *text = nc_take(pkt, BASE16_ENCODE_LENGTH(size) + 1);

    base16_encode_update(text, size, digest);
    text[BASE16_ENCODE_LENGTH(size)] = '\0';
    return text;
}

char *
nc_md5(struct nc_packet *pkt, const void *bytes, size_t size)
{
    struct md5_ctx state;
    uint8_t digest[MD5_DIGEST_SIZE];

    md5_init(&state);
    md5_update(&state, size, bytes);
    md5_digest(&state, sizeof digest, digest);
    return hexadecimal(pkt, digest, sizeof digest);
}

char *
nc_sha256(struct nc_packet *pkt, const void *bytes, size_t size)
{
    struct sha256_ctx state;
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_init(&state);
    sha256_update(&state, size, bytes);
    sha256_digest(&state, sizeof digest, digest);
    return hexadecimal(pkt, digest, sizeof digest);
}

void
nc_put_sha1(char to[NC_SHA1_TEXT], const void *bytes, size_t size)
{
    struct sha1_ctx state;
    uint8_t digest[SHA1_DIGEST_SIZE];

    _Static_assert(BASE64_ENCODE_RAW_LENGTH(sizeof digest) + 1 == NC_SHA1_TEXT, "it fits exactly");
    sha1_init(&state);
    sha1_update(&state, size, bytes);
    sha1_digest(&state, sizeof digest, digest);
    base64_encode_raw(to, sizeof digest, digest);
    to[NC_SHA1_TEXT - 1] = '\0';
}

char *
nc_sha1_base64(struct nc_packet *pkt, const void *bytes, size_t size)
{
    char *text = nc_take(pkt, NC_SHA1_TEXT);

    nc_put_sha1(text, bytes, size);
    return text;
}
