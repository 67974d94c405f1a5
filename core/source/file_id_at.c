/* SPDX-License-Identifier: Apache-2.0 */
#include "source/file_id_at.h"

#include "base/memory.h"
#include "base/wire.h"
#include "source/source.h"

#include <stdlib.h>

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
