/* SPDX-License-Identifier: Apache-2.0 */
#include "output_helper.h"

#include "base/compress.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

uint8_t inflated[FILE_CAPACITY];

bool
do_blocks(void *shared)
{
    struct task task;

    while (task_claim(shared, 0, &task) && !task.batch) {
        struct block *b = &((struct shared *)shared)->blocks[task.block];

        b->packed_size = (uint32_t)compress_block(b->raw, b->size, b->packed, sizeof b->packed);
        task_finish(shared, &task);
    }
    return true;
}

struct output *
open_output(const char *name, bool gzip)
{
    struct output_options options = { .folder = out_folder_in(name),
                                      .gzip = gzip,
                                      .origin.source = "test" };

    setenv("SOURCE_DATE_EPOCH", "1", 1);
    header_set_time();
    return output_create(&options, fresh_shared(), abc_catalog(), abc_settings(), do_blocks,
                         the_shared());
}

bool
close_output(struct output *o, bool keep)
{
    bool ok = output_finish(o, keep);

    output_destroy(o);
    return ok;
}

void
files_are_the_same(const char *one, const char *other)
{
    static uint8_t first[FILE_CAPACITY], second[FILE_CAPACITY];
    size_t n = load(one, first, sizeof first);

    CU_ASSERT(n > 100 && n < sizeof first);
    CU_ASSERT_EQUAL(load(other, second, sizeof second), n);
    CU_ASSERT_EQUAL(memcmp(first, second, n), 0);
}

size_t
content(const char *name)
{
    gzFile file = gzopen(in_folder(name), "rb");
    size_t n = (size_t)gzread(file, inflated, sizeof inflated), header;

    gzclose(file);
    header = n ? inflated[0] + 1u : 0; /* short enough for one byte of length */
    memmove(inflated, inflated + header, n - header);
    return n - header;
}
