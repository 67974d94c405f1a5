/* SPDX-License-Identifier: Apache-2.0 */
#include "output_helper.h"

#include "base/compress.h"
#include "base/wire.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

uint8_t inflated[FILE_CAPACITY];

bool
do_blocks(void *tasks)
{
    struct tasks *t = tasks;

    tasks_seat(t, 0);
    for (tasks_go_on(t); t->seats[0].n; tasks_go_on(t)) {
        uint32_t number = t->seats[0].oldest;
        const struct order *order = tasks_at(t, 0);
        const struct block *b = &t->shared->blocks[order->block];
        struct answer answer = { .done = order->upto };

        answer.size = (uint32_t)compress_block(b->raw + order->from, order->upto - order->from,
                                               b->packed, b->packed_size);
        answer.checksum = compress_checksum(b->packed, answer.size);
        orders_answer(t->shared, 0, number, &answer);
    }
    t->seats[0].taken = false;
    return true;
}

struct output *
open_output(const char *name, bool gzip)
{
    struct output_options options = { .folder = out_folder_in(name),
                                      .formats = { &file_format_ncap },
                                      .origin.source = "test" };

    options.style.compression.kind = gzip ? COMPRESSION_GZIP : COMPRESSION_NONE;
    setenv("SOURCE_DATE_EPOCH", "1", 1);
    header_set_time();
    return output_create(&options, fresh_tasks(), abc_catalog(), abc_settings(), do_blocks,
                         the_tasks());
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
    size_t n = (size_t)gzread(file, inflated, sizeof inflated), sum = 0;
    struct wire all = { inflated, inflated + n }, record = { NULL, NULL };
    bool header = true;

    gzclose(file);
    for (; wire_left(&all); header = false) {
        CU_ASSERT_FATAL(wire_inside(&all, &record));
        if (!header)
            memmove(inflated + sum, record.at, wire_left(&record));
        sum += header ? 0 : wire_left(&record);
    }
    return sum;
}
