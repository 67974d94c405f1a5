/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_schemas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 64, LOOK_SECONDS = 30, NO_TOPIC_SECONDS = 3, LOST_SECONDS = 60 };

/* --- those that are known --- */

static struct kafka_schema *
find(struct kafka_schemas *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->list[i].name, name) == 0)
            return &s->list[i];
    return NULL;
}

enum schema_is
kafka_schemas_find(struct kafka_schemas *s, const char *name, const struct kafka_schema **found)
{
    struct kafka_schema *one = find(s, name);

    if (!one || (!one->bytes && broker_now() - one->looked > LOST_SECONDS))
        return SCHEMA_UNKNOWN;
    one->used = ++s->uses;
    *found = one;
    return one->bytes ? SCHEMA_HAD : SCHEMA_LOST;
}

/* What is forgotten is read anew when it is wanted. */
static void
forget_one(struct kafka_schemas *s)
{
    size_t oldest = 0;

    for (size_t i = 1; i < s->n; i++)
        if (s->list[i].used < s->list[oldest].used)
            oldest = i;
    s->bytes -= s->list[oldest].size;
    free(s->list[oldest].bytes);
    s->list[oldest] = s->list[--s->n];
    s->forgot = true;
}

static void
know(struct kafka_schemas *s, const char *name, const void *bytes, size_t size)
{
    struct kafka_schema *one = find(s, name);
    uint8_t *copy;

    if (one && one->bytes)
        return;
    if (one) {
        one->used = 0;
        *one = s->list[--s->n];
    }
    copy = malloc(size + 1);
    if (!copy)
        return;
    memcpy(copy, bytes, size);
    while (s->n == SCHEMAS_KEPT || (s->n && s->bytes + size > SCHEMAS_BYTES))
        forget_one(s);
    one = &s->list[s->n++];
    *one = (struct kafka_schema){ .bytes = copy, .size = size };
    snprintf(one->name, sizeof one->name, "%s", name);
    one->used = strcmp(name, s->wanted) == 0 ? ++s->uses : 0;
    s->bytes += size;
}

static void
know_lost(struct kafka_schemas *s, const char *name)
{
    struct kafka_schema *one = find(s, name);

    while (!one && s->n == SCHEMAS_KEPT)
        forget_one(s);
    one = one ? one : &s->list[s->n++];
    if (one->bytes)
        return;
    *one = (struct kafka_schema){ .used = ++s->uses, .looked = broker_now() };
    snprintf(one->name, sizeof one->name, "%s", name);
}

/* Only what has the hash that it claims. */
static void
take(struct kafka_schemas *s, const rd_kafka_message_t *message)
{
    char name[SCHEMA_NAME];

    if (message->len > SCHEMA_MOST || message->key_len != SCHEMA_NAME - 1 || !message->payload)
        return;
    broker_schema_name(name, message->payload, message->len);
    if (memcmp(name, message->key, SCHEMA_NAME - 1) == 0)
        know(s, name, message->payload, message->len);
}

/* --- a look --- */

void
kafka_schemas_break_off(struct kafka_schemas *s)
{
    for (int i = 0; s->queue && i < s->partitions; i++)
        rd_kafka_consume_stop(s->topic, i);
    if (s->queue)
        rd_kafka_queue_destroy(s->queue);
    if (s->topic)
        rd_kafka_topic_destroy(s->topic);
    s->queue = NULL;
    s->topic = NULL;
    kafka_link_drop(&s->link);
}

bool
kafka_schemas_are_looked_for(const struct kafka_schemas *s)
{
    return s->link.client != NULL;
}

static void
take_error(rd_kafka_t *client, int error, const char *reason, void *schemas)
{
    (void)client;
    kafka_link_take_error(&((struct kafka_schemas *)schemas)->link, error, reason);
}

bool
kafka_schemas_look(struct kafka_schemas *s, const struct broker_setup *broker, const char *name,
                   char *why)
{
    static const struct kafka_setting settings[] = {
        { "enable.partition.eof", "true" },          { "auto.offset.reset", "earliest" },
        { "fetch.max.bytes", "16777216" },           { "queued.max.messages.kbytes", "16384" },
        { "receive.message.max.bytes", "33554432" }, { NULL, NULL },
    };
    rd_kafka_conf_t *conf;

    kafka_schemas_break_off(s);
    snprintf(s->wanted, sizeof s->wanted, "%s", name);
    s->link.broker = broker;
    s->begun = broker_now();
    if (s->forgot)
        memset(s->from, 0, sizeof s->from);
    s->forgot = false;
    conf = kafka_link_settings(&s->link, settings, s, why);
    if (!conf)
        return false;
    rd_kafka_conf_set_error_cb(conf, take_error);
    return kafka_link_begin(&s->link, RD_KAFKA_CONSUMER, conf, why);
}

/* How many partitions the topic has; 0: nobody says.  No schema is lost by there being no topic: a
 * broker that starts says so of topics that it is to learn of. */
static int
ask_for_partitions(struct kafka_schemas *s, int wait_ms)
{
    const struct rd_kafka_metadata *about;
    rd_kafka_resp_err_t error;
    int n = 0;

    if (rd_kafka_metadata(s->link.client, 0, s->topic, &about, wait_ms > 0 ? wait_ms : 1) !=
        RD_KAFKA_RESP_ERR_NO_ERROR)
        return 0;
    error = about->topic_cnt == 1 ? about->topics[0].err : RD_KAFKA_RESP_ERR__FAIL;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
        n = about->topics[0].partition_cnt;
    else
        snprintf(s->link.reason, sizeof s->link.reason, "%s", rd_kafka_err2str(error));
    if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART &&
        broker_now() - s->begun >= NO_TOPIC_SECONDS) {
        snprintf(s->link.reason, sizeof s->link.reason,
                 "the broker does not know it: expected what sensors put there");
        s->link.is_over = true;
    }
    rd_kafka_metadata_destroy(about);
    if (n > SCHEMA_PARTITIONS_MOST) {
        snprintf(s->link.reason, sizeof s->link.reason, "it has %d partitions: expected at most %d",
                 n, SCHEMA_PARTITIONS_MOST);
        s->link.is_over = true;
    }
    return s->link.is_over || n < 0 ? 0 : n;
}

static void
begin(struct kafka_schemas *s, int wait_ms)
{
    if (!s->topic)
        s->topic = rd_kafka_topic_new(s->link.client, KAFKA_SCHEMAS, NULL);
    s->partitions = s->topic ? ask_for_partitions(s, wait_ms) : 0;
    if (s->partitions == 0)
        return;
    s->queue = rd_kafka_queue_new(s->link.client);
    for (int i = 0; i < s->partitions; i++) {
        s->at_end[i] = false;
        rd_kafka_consume_start_queue(s->topic, i,
                                     s->from[i] ? s->from[i] : RD_KAFKA_OFFSET_BEGINNING, s->queue);
    }
}

/* What has come of it; a partition's end is told once all before it has been. */
static void
take_message(struct kafka_schemas *s, const rd_kafka_message_t *message)
{
    int i = message->partition;

    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF && i >= 0 && i < s->partitions)
        s->at_end[i] = true;
    else if (message->err)
        snprintf(s->link.reason, sizeof s->link.reason, "%s", rd_kafka_err2str(message->err));
    else
        take(s, message);
    if (!message->err && i >= 0 && i < s->partitions)
        s->from[i] = message->offset + 1;
}

static bool
is_at_end(const struct kafka_schemas *s)
{
    for (int i = 0; i < s->partitions; i++)
        if (!s->at_end[i])
            return false;
    return true;
}

static void
read_on(struct kafka_schemas *s, int wait_ms)
{
    rd_kafka_message_t *messages[AT_ONCE];
    ssize_t n = rd_kafka_consume_batch_queue(s->queue, wait_ms, messages, AT_ONCE);

    for (ssize_t i = 0; i < n; i++) {
        take_message(s, messages[i]);
        rd_kafka_message_destroy(messages[i]);
    }
}

enum outlet_state
kafka_schemas_step(struct kafka_schemas *s, int wait_ms, char *why)
{
    rd_kafka_poll(s->link.client, 0);
    if (!s->queue)
        begin(s, wait_ms);
    else
        read_on(s, wait_ms);
    if (s->queue && is_at_end(s)) {
        know_lost(s, s->wanted);
        kafka_schemas_break_off(s);
        return OUTLET_READY;
    }
    if (!s->link.is_down && !s->link.is_over && broker_now() - s->begun < LOOK_SECONDS)
        return OUTLET_WAITS;
    kafka_link_why(&s->link, why, "cannot read topic " KAFKA_SCHEMAS);
    kafka_schemas_break_off(s);
    return OUTLET_BROKEN;
}

void
kafka_schemas_free(struct kafka_schemas *s)
{
    kafka_schemas_break_off(s);
    for (size_t i = 0; i < s->n; i++)
        free(s->list[i].bytes);
    s->n = 0;
}
