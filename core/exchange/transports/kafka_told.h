/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas that a client was asked to put on the topic of schemas. */
#ifndef KAFKA_TOLD_H
#define KAFKA_TOLD_H

#include "exchange/transports/kafka_link.h"

struct kafka_told {
    char name[SCHEMA_NAME]; /* "": none */
    uint8_t *bytes;
    size_t size;
    const void *message; /* that has it; NULL: none that waits */
    bool is_there;
    int64_t put;    /* when; 0: never */
    unsigned users; /* slots */
};

/* As many as slots: so one is free, or of no slot. */
struct kafka_told_list {
    struct kafka_told list[SLOTS_MOST];
};

/* That of one more slot; NULL: there is no memory. */
struct kafka_told *kafka_told_use(struct kafka_told_list *, const char *name, const uint8_t *schema,
                                  size_t size);

/* The one that a message has; NULL: none. */
struct kafka_told *kafka_told_find(struct kafka_told_list *, const void *message);
void kafka_told_forget(struct kafka_told_list *);

#endif
