/* SPDX-License-Identifier: Apache-2.0 */
/* What the messages of a file say of it, see kafka_link.h. */
#ifndef KAFKA_FILE_H
#define KAFKA_FILE_H

#include "exchange/transports/kafka_link.h"

struct kafka_file {
    char topic[KAFKA_TOPIC_MOST], id[FILE_ID_TEXT];
    uint8_t *header; /* without the schema */
    size_t header_size, schema_at;
    char schema[SCHEMA_NAME]; /* "": there is none in it */
    uint64_t after;           /* what was put last, or was safe already, ends there */
};

/* False: there is no memory. */
bool kafka_file_describe(struct kafka_file *, const struct outlet_file *);
void kafka_file_free(struct kafka_file *);

/* What all of its messages have; NULL: there is no memory. */
rd_kafka_headers_t *kafka_file_headers(const struct kafka_file *, const char *sensor,
                                       const char *id);

bool kafka_add(rd_kafka_headers_t *, const char *name, const void *value, size_t size);
bool kafka_add_number(rd_kafka_headers_t *, const char *name, uint64_t number);

#endif
