/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/broker_names.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

bool
broker_block_read(const char *text, struct block_id *id)
{
    const char *slash = strchr(text, '/');
    unsigned long long offset, digest;
    unsigned size;
    int end = 0;

    text = slash ? slash + 1 : text;
    if (strlen(text) >= BLOCK_ID_TEXT || !file_id_read(&id->file, text))
        return false;
    if (sscanf(text + 2 * FILE_ID, "-%16llx-%8x-%16llx%n", &offset, &size, &digest, &end) != 3 ||
        text[2 * FILE_ID + end])
        return false;
    id->offset = offset;
    id->size = size;
    for (size_t i = 0; i < BLOCK_DIGEST; i++)
        id->digest[i] = (uint8_t)(digest >> 8 * (BLOCK_DIGEST - 1 - i));
    return true;
}

void
broker_schema_name(char to[SCHEMA_NAME], const uint8_t *schema, size_t size)
{
    uint8_t sum[SHA256_DIGEST_SIZE];
    struct sha256_ctx state;

    sha256_init(&state);
    sha256_update(&state, size, schema);
    sha256_digest(&state, sizeof sum, sum);
    for (size_t i = 0; i < (SCHEMA_NAME - 1) / 2; i++)
        snprintf(to + 2 * i, 3, "%02x", sum[i]);
}
