/* SPDX-License-Identifier: Apache-2.0 */
#include "source/file_id.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <string.h>

struct file_id
file_id_of(const uint8_t *header, size_t size)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx state;
    struct file_id id;

    sha256_init(&state);
    sha256_update(&state, size, header);
    sha256_digest(&state, sizeof digest, digest);
    memcpy(id.bytes, digest, sizeof id.bytes);
    return id;
}

bool
file_id_same(const struct file_id *a, const struct file_id *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

void
file_id_text(const struct file_id *id, char to[FILE_ID_TEXT])
{
    base16_encode_update(to, sizeof id->bytes, id->bytes);
    to[FILE_ID_TEXT - 1] = '\0';
}

bool
file_id_read(struct file_id *id, const char *text)
{
    struct base16_decode_ctx state;
    size_t size = sizeof id->bytes;

    base16_decode_init(&state);
    return strspn(text, "0123456789abcdef") == FILE_ID_TEXT - 1 &&
           base16_decode_update(&state, &size, id->bytes, FILE_ID_TEXT - 1, text) &&
           base16_decode_final(&state) && size == sizeof id->bytes;
}
