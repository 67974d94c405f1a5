/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 65536 };

void *
copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size ? size : 1);

    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

void
free_records(struct records *records)
{
    for (size_t i = 0; i < records->n; i++) {
        protobuf_c_message_free_unpacked(records->list[i].message, NULL);
        free(records->list[i].packed);
    }
    free(records->list);
    *records = (struct records){ 0, NULL };
}

static void
add(struct records *to, struct record record)
{
    if (to->n == RECORDS_MAX) {
        fprintf(stderr, "test: more than %d records\n", RECORDS_MAX);
        exit(99);
    }
    if ((to->n & (to->n - 1)) == 0)
        to->list = realloc(to->list, (to->n ? 2 * to->n : 1) * sizeof *to->list);
    to->list[to->n++] = record;
}

void
copy_record(struct records *to, ProtobufCMessage *message, struct nc_time time)
{
    struct record record = { NULL, NULL, 0, time };

    CU_ASSERT_PTR_EQUAL(message->descriptor, plugin->record);
    record.size = protobuf_c_message_get_packed_size(message);
    record.packed = malloc(record.size + 1);
    protobuf_c_message_pack(message, record.packed);
    record.message = protobuf_c_message_unpack(plugin->record, NULL, record.size, record.packed);
    CU_ASSERT_PTR_NOT_NULL_FATAL(record.message);
    add(to, record);
}

bool
same_records(const struct records *a, const struct records *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; i < a->n && same; i++) {
        const struct record *one = &a->list[i], *other = &b->list[i];

        same = one->size == other->size && memcmp(one->packed, other->packed, one->size) == 0 &&
               one->time.seconds == other->time.seconds;
    }
    return same;
}
