/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct kafka_told *
find(struct kafka_told_list *told, const char *name)
{
    struct kafka_told *unused = NULL;

    for (size_t i = 0; i < SLOTS_MOST; i++) {
        if (strcmp(told->list[i].name, name) == 0)
            return &told->list[i];
        if (!told->list[i].users && (!unused || *unused->name))
            unused = &told->list[i];
    }
    free(unused->bytes);
    *unused = (struct kafka_told){ .bytes = NULL };
    return unused;
}

struct kafka_told *
kafka_told_use(struct kafka_told_list *told, const char *name, const uint8_t *schema, size_t size)
{
    struct kafka_told *one = find(told, name);

    if (!*one->name) {
        one->bytes = malloc(size + 1);
        if (!one->bytes)
            return NULL;
        memcpy(one->bytes, schema, size);
        one->size = size;
        snprintf(one->name, sizeof one->name, "%s", name);
    }
    one->users++;
    return one;
}

struct kafka_told *
kafka_told_find(struct kafka_told_list *told, const void *message)
{
    for (size_t i = 0; i < SLOTS_MOST; i++)
        if (told->list[i].message == message)
            return &told->list[i];
    return NULL;
}

void
kafka_told_forget(struct kafka_told_list *told)
{
    for (size_t i = 0; i < SLOTS_MOST; i++)
        free(told->list[i].bytes);
    *told = (struct kafka_told_list){ .list = { { .bytes = NULL } } };
}
