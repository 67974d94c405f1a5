/* SPDX-License-Identifier: Apache-2.0 */
#include "records/block_writer.h"

#include "base/compress.h"
#include "base/memory.h"
#include "base/wire.h"
#include "formats/file_format.h"
#include "shared/block.h"

#include <stdlib.h>
#include <string.h>

static bool
write_block(struct block_writer *writer)
{
    size_t capacity = writer->used + writer->used / 8 + 4096, size;

    if (writer->used == 0)
        return true;
    if (capacity > writer->capacity) {
        writer->packed = grow(writer->packed, capacity);
        writer->capacity = capacity;
    }
    size = compress_block(writer->block, writer->used, writer->packed, capacity);
    writer->used = 0;
    if (size)
        return new_file_write(&writer->file, writer->packed, size);
    say_error("%s: cannot compress a block", writer->file.part.path);
    return false;
}

static void
put(struct block_writer *writer, const uint8_t *message, size_t size)
{
    size_t wanted = writer->used + WIRE_VARINT_MAX + size;
    uint8_t *at;

    if (wanted > writer->size) {
        writer->block = grow(writer->block, wanted);
        writer->size = wanted;
    }
    at = wire_put_varint(writer->block + writer->used, size);
    memcpy(at, message, size);
    writer->used = (size_t)(at - writer->block) + size;
}

/* The header is a block of its own. */
static bool
write_header(struct block_writer *writer, const Types__Header *header)
{
    const struct file_plan plan = { .format = &file_format_ncap, .header = header };
    struct textbuf bytes = { .fd = -1 };
    char why[64];

    file_format_ncap.begin(&plan, &bytes, why, sizeof why); /* it has a form for all records */
    writer->block = (uint8_t *)bytes.data;
    writer->used = bytes.used;
    writer->size = bytes.size;
    return write_block(writer);
}

bool
block_writer_begin(struct block_writer *writer, const struct out_folder *folder, const char *name,
                   const Types__Header *header)
{
    *writer = (struct block_writer){ .file.part.fd = -1 };
    return new_file_begin(&writer->file, folder, name) && write_header(writer, header);
}

bool
block_writer_add(struct block_writer *writer, const uint8_t *record, size_t size)
{
    size_t whole = wire_varint_size(size) + size;

    if (writer->used && writer->used + whole > BLOCK_TARGET && !write_block(writer))
        return false;
    put(writer, record, size);
    return true;
}

bool
block_writer_finish(struct block_writer *writer)
{
    return write_block(writer) && new_file_finish(&writer->file);
}

void
block_writer_free(struct block_writer *writer)
{
    new_file_free(&writer->file);
    free(writer->block);
    free(writer->packed);
}
