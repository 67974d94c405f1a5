/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
kafka_add(rd_kafka_headers_t *headers, const char *name, const void *value, size_t size)
{
    return rd_kafka_header_add(headers, name, -1, value, (ssize_t)size) ==
           RD_KAFKA_RESP_ERR_NO_ERROR;
}

bool
kafka_add_number(rd_kafka_headers_t *headers, const char *name, uint64_t number)
{
    char text[24];

    return kafka_add(headers, name, text,
                     (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)number));
}

rd_kafka_headers_t *
kafka_file_headers(const struct kafka_file *file, const char *sensor, const char *id)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(8);
    char whose[BLOCK_NAME_MOST];
    size_t size = (size_t)snprintf(whose, sizeof whose, "%s/%s", sensor, id);

    if (headers && kafka_add(headers, KAFKA_ID, whose, size) &&
        kafka_add_number(headers, KAFKA_AFTER, file->after) &&
        kafka_add(headers, KAFKA_HEADER, file->header, file->header_size) &&
        (!*file->schema || (kafka_add(headers, KAFKA_SCHEMA, file->schema, strlen(file->schema)) &&
                            kafka_add_number(headers, KAFKA_SCHEMA_AT, file->schema_at))))
        return headers;
    if (headers)
        rd_kafka_headers_destroy(headers);
    return NULL;
}

/* The schema, which all files of a type have alike, is cut out wherever it stands. */
bool
kafka_file_describe(struct kafka_file *to, const struct outlet_file *file)
{
    const uint8_t *schema =
        file->schema ? memmem(file->header, file->header_size, file->schema, file->schema_size)
                     : NULL;
    size_t cut = schema ? file->schema_size : 0;

    *to = (struct kafka_file){ .header = malloc(file->header_size + 1), .after = file->done };
    if (!to->header)
        return false;
    snprintf(to->topic, sizeof to->topic, KAFKA_TOPIC "%s", file->type);
    file_id_text(&file->id, to->id);
    if (schema)
        broker_schema_name(to->schema, schema, cut);
    to->schema_at = schema ? (size_t)(schema - file->header) : file->header_size;
    to->header_size = file->header_size - cut;
    memcpy(to->header, file->header, to->schema_at);
    memcpy(to->header + to->schema_at, file->header + to->schema_at + cut,
           to->header_size - to->schema_at);
    return true;
}

void
kafka_file_free(struct kafka_file *file)
{
    free(file->header);
    *file = (struct kafka_file){ .header = NULL };
}
