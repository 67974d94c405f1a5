/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas of files, which stand on a topic of their own under the hash of what they are.
 *
 * Who meets a hash that is not known looks: reads the topic, from where the last look ended, to the
 * end that it has by then, with a client made for that. */
#ifndef KAFKA_SCHEMAS_H
#define KAFKA_SCHEMAS_H

#include "exchange/transports/kafka_link.h"

enum {
    SCHEMAS_KEPT = 1024,
    SCHEMAS_BYTES = 64 << 20,
    SCHEMA_MOST = 1 << 20,
    SCHEMA_PARTITIONS_MOST = 256,
};

struct kafka_schema {
    char name[SCHEMA_NAME];
    uint8_t *bytes; /* NULL: the topic did not have it */
    size_t size;
    uint64_t used;
    int64_t looked; /* when it was not there, in seconds */
};

struct kafka_schemas {
    struct kafka_schema list[SCHEMAS_KEPT];
    size_t n, bytes;
    uint64_t uses;
    int64_t from[SCHEMA_PARTITIONS_MOST]; /* where the next look begins */
    bool forgot;                          /* some: it begins anew */

    /* A look that goes on. */
    struct kafka_link link;
    char wanted[SCHEMA_NAME];
    rd_kafka_topic_t *topic;
    rd_kafka_queue_t *queue; /* of all partitions; NULL: it has none yet */
    int partitions;
    bool at_end[SCHEMA_PARTITIONS_MOST];
    int64_t begun;
};

enum schema_is { SCHEMA_HAD, SCHEMA_LOST, SCHEMA_UNKNOWN };

/* SCHEMA_LOST: the topic did not have it a moment ago. */
enum schema_is kafka_schemas_find(struct kafka_schemas *, const char *name,
                                  const struct kafka_schema **);

/* Begins to look for one; false: `why`. */
bool kafka_schemas_look(struct kafka_schemas *, const struct broker_setup *, const char *name,
                        char *why);

/* Goes on with it for so long at most; OUTLET_READY: it is done. */
enum outlet_state kafka_schemas_step(struct kafka_schemas *, int wait_ms, char *why);
bool kafka_schemas_are_looked_for(const struct kafka_schemas *);

void kafka_schemas_break_off(struct kafka_schemas *);
void kafka_schemas_free(struct kafka_schemas *);

#endif
