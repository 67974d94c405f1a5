/* SPDX-License-Identifier: Apache-2.0 */
#include "source/file_id.h"

#include "base/memory.h"
#include "base/wire.h"
#include "source/source.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdlib.h>
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

/* Reads until the buffer holds so much; false at the end and at damage. */
static bool
fill(struct source *source, uint8_t **buffer, size_t *used, size_t wanted)
{
    while (*used < wanted) {
        ssize_t got;

        *buffer = grow(*buffer, wanted);
        got = source_read(source, *buffer + *used, wanted - *used, 0);
        if (got <= 0)
            return false;
        *used += (size_t)got;
    }
    return true;
}

bool
file_id_at(struct file_id *id, const char *path)
{
    struct source *source = source_open(path);
    uint8_t *buffer = NULL;
    size_t used = 0;
    uint64_t length = 0;
    bool found = source != NULL;

    while (found && used < WIRE_VARINT_MAX && (used == 0 || buffer[used - 1] > 127))
        found = fill(source, &buffer, &used, used + 1);
    if (found) {
        struct wire wire = { buffer, buffer + used };

        found = wire_varint(&wire, &length) && length > 0 && length <= FILE_HEADER_MOST;
    }
    used = 0;
    found = found && fill(source, &buffer, &used, (size_t)length);
    if (found)
        *id = file_id_of(buffer, (size_t)length);
    free(buffer);
    source_close(source);
    return found;
}
