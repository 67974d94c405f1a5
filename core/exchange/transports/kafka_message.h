/* SPDX-License-Identifier: Apache-2.0 */
/* What a message says that it is, see kafka_link.h: nothing of it is believed before. */
#ifndef KAFKA_MESSAGE_H
#define KAFKA_MESSAGE_H

#include "exchange/transports/kafka_link.h"

/* Of a message that is one of ours, good as long as that. */
struct kafka_message {
    char sensor[SENSOR_MOST + 1], type[SENSOR_MOST + 1];
    struct inlet_block block; /* without the file's header */
    const uint8_t *header;    /* without the schema */
    size_t header_size, schema_at;
    char schema[SCHEMA_NAME]; /* "": it has none */
};

bool kafka_message_read(struct kafka_message *, const rd_kafka_message_t *);

#endif
