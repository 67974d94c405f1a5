/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A header of the message that is text of at most so many characters. */
static bool
get_text(const rd_kafka_headers_t *headers, const char *name, char *to, size_t most)
{
    const void *value = NULL;
    size_t size = 0;

    if (rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        !value || size == 0 || size > most || memchr(value, 0, size))
        return false;
    memcpy(to, value, size);
    to[size] = '\0';
    return true;
}

static bool
get_number(const rd_kafka_headers_t *headers, const char *name, uint64_t *number)
{
    char text[21];

    if (!get_text(headers, name, text, sizeof text - 1) ||
        strspn(text, "0123456789") != strlen(text))
        return false;
    *number = strtoull(text, NULL, 10);
    return true;
}

static bool
get_header(struct kafka_message *m, const rd_kafka_headers_t *headers)
{
    const void *value = NULL;
    uint64_t at = 0;

    if (rd_kafka_header_get_last(headers, KAFKA_HEADER, &value, &m->header_size) !=
            RD_KAFKA_RESP_ERR_NO_ERROR ||
        !value || m->header_size > KAFKA_HEADER_MOST)
        return false;
    m->header = value;
    if (!get_text(headers, KAFKA_SCHEMA, m->schema, SCHEMA_NAME - 1)) {
        *m->schema = '\0';
        return true;
    }
    m->schema_at = (size_t)(get_number(headers, KAFKA_SCHEMA_AT, &at) ? at : UINT64_MAX);
    return m->schema_at <= m->header_size;
}

/* The key is who sent it, and what it says of itself has the same name before its slash. */
static bool
get_sensor(struct kafka_message *m, const rd_kafka_message_t *message, const char *id)
{
    if (message->key_len == 0 || message->key_len > SENSOR_MOST ||
        memchr(message->key, 0, message->key_len) || memchr(message->key, '/', message->key_len))
        return false;
    memcpy(m->sensor, message->key, message->key_len);
    m->sensor[message->key_len] = '\0';
    return strncmp(id, m->sensor, message->key_len) == 0 && id[message->key_len] == '/';
}

static bool
read_end(struct kafka_message *m, const rd_kafka_headers_t *headers, const char *id)
{
    const char *file = strchr(id, '/') + 1;

    m->block.ends = true;
    return file_id_read(&m->block.file.id, file) && !file[FILE_ID_TEXT - 1] &&
           get_text(headers, KAFKA_TYPE, m->type, sizeof m->type - 1);
}

static bool
read_block(struct kafka_message *m, const rd_kafka_message_t *message,
           const rd_kafka_headers_t *headers, const char *id)
{
    const char *topic = rd_kafka_topic_name(message->rkt);
    uint64_t count = 0;
    size_t begin = sizeof KAFKA_TOPIC - 1;

    if (strncmp(topic, KAFKA_TOPIC, begin) != 0 || strlen(topic + begin) >= sizeof m->type ||
        !broker_block_read(id, &m->block.block.id) || !get_number(headers, KAFKA_COUNT, &count) ||
        m->block.block.id.size != message->len || count > UINT32_MAX)
        return false;
    snprintf(m->type, sizeof m->type, "%s", topic + begin);
    m->block.file.id = m->block.block.id.file;
    m->block.block.records = message->payload;
    m->block.block.count = (uint32_t)count;
    return true;
}

bool
kafka_message_read(struct kafka_message *m, const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    char id[BLOCK_NAME_MOST];

    *m = (struct kafka_message){ .header = NULL };
    m->block.sensor = m->sensor;
    m->block.type = m->block.file.type = m->type;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        !get_text(headers, KAFKA_ID, id, sizeof id - 1) || !get_sensor(m, message, id) ||
        !get_number(headers, KAFKA_AFTER, &m->block.after) || !get_header(m, headers))
        return false;
    return strcmp(rd_kafka_topic_name(message->rkt), KAFKA_ENDS) == 0
               ? read_end(m, headers, id)
               : read_block(m, message, headers, id);
}
