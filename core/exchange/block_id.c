/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/block_id.h"

#include "base/wire.h"
#include "exchange/big_endian.h"

#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

struct block_id
block_id_of(const struct file_id *file, uint64_t offset, const uint8_t *records, size_t size)
{
    struct block_id id = { .file = *file, .offset = offset, .size = (uint32_t)size };
    struct sha256_ctx state;

    sha256_init(&state);
    sha256_update(&state, size, records);
    sha256_digest(&state, sizeof id.digest, id.digest);
    return id;
}

bool
block_id_same(const struct block_id *a, const struct block_id *b)
{
    return file_id_same(&a->file, &b->file) && a->offset == b->offset && a->size == b->size &&
           memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

void
block_id_put(const struct block_id *id, uint8_t to[BLOCK_ID])
{
    memcpy(to, id->file.bytes, FILE_ID);
    put_u64(to + 16, id->offset);
    put_u32(to + 24, id->size);
    memcpy(to + 28, id->digest, BLOCK_DIGEST);
}

struct block_id
block_id_get(const uint8_t from[BLOCK_ID])
{
    struct block_id id = { .offset = get_u64(from + 16), .size = get_u32(from + 24) };

    memcpy(id.file.bytes, from, FILE_ID);
    memcpy(id.digest, from + 28, BLOCK_DIGEST);
    return id;
}

void
block_id_text(const struct block_id *id, char to[BLOCK_ID_TEXT])
{
    char file[FILE_ID_TEXT];

    file_id_text(&id->file, file);
    snprintf(to, BLOCK_ID_TEXT, "%s-%" PRIx64 "-%" PRIx32 "-%016" PRIx64, file, id->offset,
             id->size, get_u64(id->digest));
}

int64_t
block_count(const uint8_t *records, size_t size)
{
    struct wire wire = { records, records + size }, inside;
    int64_t count = 0;

    while (wire.at < wire.end) {
        if (!wire_inside(&wire, &inside))
            return -1;
        count++;
    }
    return count;
}
