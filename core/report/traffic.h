/* SPDX-License-Identifier: Apache-2.0 */
/* Packets and bytes over time, by what they are: of records that each packet has one of. */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "report/shown.h"
#include "report/timeline.h"

enum { TRAFFIC_PARTS = 24, TRAFFIC_NAME = 48 };

struct traffic {
    struct timeline *line;
    struct traffic_part {
        char name[TRAFFIC_NAME]; /* cut */
        uint64_t packets, bytes;
        struct timeline_series *packets_by_time, *bytes_by_time;
    } parts[TRAFFIC_PARTS]; /* as they came; the last is of all that found no place */
    size_t count;
};

/* As the records of one file say it; NULL: it is none of those. */
struct traffic_reader;
struct traffic_reader *traffic_reader_new(struct traffic *, const struct outline *,
                                          const char *type, const struct schema_message *,
                                          struct pool *, struct value_wanted **wanted);
void traffic_reader_free(struct traffic_reader *);

/* A record, and which bin of the line it is in; NULL: it has no time. */
void traffic_reader_add(struct traffic_reader *, struct values *, const struct value *record,
                        const size_t *bin);

#endif
