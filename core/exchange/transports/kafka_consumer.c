/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_consumer.h"

#include <stdio.h>
#include <string.h>

#define TOPICS "^netcap\\.v1\\..*" /* a regular expression */

/* A new topic is not had at once, and who ended without a word is in the group for a while. */
enum { LOOK_SECONDS = 4, LOOK_MS = 1000, SHARED_SECONDS = 15 };

enum { CLOSE_SECONDS = 3, SERVE_MS = 50, UNNOTED_SECONDS = 10 };

/* --- a client, from its beginning to its end --- */

static void
drop_first(struct kafka_consumer *c)
{
    if (c->first)
        rd_kafka_message_destroy(c->first);
    c->first = NULL;
}

/* What it was given is free for others at once, not only when it has been silent for long. Messages
 * may come still, with what the library calls back for. */
static void
leave_group(struct kafka_consumer *c)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(c->link.client);
    rd_kafka_error_t *error = rd_kafka_consumer_close_queue(c->link.client, queue);
    int64_t until = broker_now() + CLOSE_SECONDS;

    while (!error && !rd_kafka_consumer_closed(c->link.client) && broker_now() <= until) {
        rd_kafka_message_t *message = rd_kafka_consume_queue(queue, SERVE_MS);

        if (message)
            rd_kafka_message_destroy(message);
    }
    if (error)
        rd_kafka_error_destroy(error);
    rd_kafka_queue_destroy(queue);
}

static void
end_client(struct kafka_consumer *c)
{
    drop_first(c);
    if (c->link.client) {
        kafka_parts_commit(&c->parts, c->link.client);
        leave_group(c);
    }
    kafka_parts_forget(&c->parts);
    kafka_link_drop(&c->link);
}

bool
kafka_consumer_open(struct kafka_consumer *c, const struct transport_setup *setup, char *why)
{
    c->link.broker = &c->broker;
    c->group = setup->consumer;
    return kafka_setup_open(&c->broker, setup, why);
}

void
kafka_consumer_close(struct kafka_consumer *c)
{
    end_client(c);
    broker_setup_close(&c->broker);
}

void
kafka_consumer_start(struct kafka_consumer *c)
{
    end_client(c);
    c->looked_at = c->shared_since = c->unnoted_since = 0;
    kafka_link_start(&c->link);
}

/* --- what the library tells --- */

static void
take_error(rd_kafka_t *client, int error, const char *reason, void *consumer)
{
    (void)client;
    kafka_link_take_error(&((struct kafka_consumer *)consumer)->link, error, reason);
}

/* What became of noting what is done. */
static void
note(struct kafka_consumer *c, rd_kafka_resp_err_t error)
{
    c->unnoted_by = error;
    if (!error)
        c->unnoted_since = 0;
    else if (!c->unnoted_since)
        c->unnoted_since = broker_now();
}

static void
take_commit(rd_kafka_t *client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t *offsets,
            void *consumer)
{
    struct kafka_consumer *c = consumer;

    (void)client;
    (void)offsets;
    if (error == RD_KAFKA_RESP_ERR__NO_OFFSET)
        return;
    if (error)
        kafka_parts_commit_failed(&c->parts);
    note(c, error);
}

static void
take_assignment(rd_kafka_t *client, rd_kafka_resp_err_t what, rd_kafka_topic_partition_list_t *list,
                void *consumer)
{
    struct kafka_consumer *c = consumer;
    bool assigned = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;

    if (!assigned)
        kafka_parts_commit(&c->parts, client);
    drop_first(c);
    kafka_parts_forget(&c->parts);
    if (assigned && !kafka_parts_assign(&c->parts, list))
        kafka_link_break_off(&c->link, "cannot read the topics", "they have too many partitions");
    rd_kafka_assign(client, assigned ? list : NULL);
}

/* --- connecting --- */

static void
begin(struct kafka_consumer *c)
{
    const struct kafka_setting settings[] = {
        { "group.id", c->group },
        { "partition.assignment.strategy", "range" },
        { "enable.auto.commit", "false" },
        { "enable.auto.offset.store", "false" },
        { "auto.offset.reset", "earliest" },
        { "enable.partition.eof", "true" },
        { "session.timeout.ms", "6000" },
        { "heartbeat.interval.ms", "2000" },
        { "topic.metadata.refresh.interval.ms", "5000" }, /* a new type's is found within it */
        { "fetch.max.bytes", "16777216" },
        { "queued.max.messages.kbytes", "16384" },
        { "receive.message.max.bytes", "33554432" },
        { NULL, NULL },
    };
    rd_kafka_conf_t *conf = kafka_link_settings(&c->link, settings, c, c->link.why);

    c->link.state = KAFKA_BROKEN;
    if (!conf)
        return;
    rd_kafka_conf_set_error_cb(conf, take_error);
    rd_kafka_conf_set_rebalance_cb(conf, take_assignment);
    rd_kafka_conf_set_offset_commit_cb(conf, take_commit);
    if (kafka_link_begin(&c->link, RD_KAFKA_CONSUMER, conf, c->link.why)) {
        rd_kafka_poll_set_consumer(c->link.client);
        c->link.state = KAFKA_CONNECTS;
    }
}

static void
subscribe(struct kafka_consumer *c)
{
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(2);
    rd_kafka_resp_err_t error;

    rd_kafka_topic_partition_list_add(topics, TOPICS, RD_KAFKA_PARTITION_UA);
    rd_kafka_topic_partition_list_add(topics, "^netcap\\.ends$", RD_KAFKA_PARTITION_UA);
    error = rd_kafka_subscribe(c->link.client, topics);
    rd_kafka_topic_partition_list_destroy(topics);
    if (error)
        kafka_link_break_off(&c->link, "cannot subscribe", rd_kafka_err2str(error));
}

static void
reach(struct kafka_consumer *c, int wait_ms)
{
    kafka_consumer_poll(c, 0); /* what it says of connecting */
    kafka_link_connect(&c->link, wait_ms);
    if (c->link.state == KAFKA_READY)
        subscribe(c);
}

void
kafka_consumer_connect(struct kafka_consumer *c, int wait_ms)
{
    if (c->link.state == KAFKA_STARTS)
        begin(c);
    else if (c->link.state == KAFKA_CONNECTS)
        reach(c, wait_ms);
}

/* --- going on --- */

void
kafka_consumer_poll(struct kafka_consumer *c, int wait_ms)
{
    if (!c->first)
        c->first = rd_kafka_consumer_poll(c->link.client, wait_ms);
}

/* How many partitions there are to be read; -1: nobody says.  The answer comes behind that to the
 * last fetch, which may take half a second where there is nothing new. */
static int
ask_for_partitions(struct kafka_consumer *c)
{
    const struct rd_kafka_metadata *about;
    int n = 0;

    if (rd_kafka_metadata(c->link.client, 1, NULL, &about, LOOK_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        return -1;
    for (int i = 0; i < about->topic_cnt; i++) {
        const struct rd_kafka_metadata_topic *topic = &about->topics[i];

        if (!topic->err && (strncmp(topic->topic, KAFKA_TOPIC, sizeof KAFKA_TOPIC - 1) == 0 ||
                            strcmp(topic->topic, KAFKA_ENDS) == 0))
            n += topic->partition_cnt;
    }
    rd_kafka_metadata_destroy(about);
    return n;
}

static void
look_for_others(struct kafka_consumer *c)
{
    int64_t now = broker_now();
    int n;

    if (!c->parts.list || now - c->looked_at < LOOK_SECONDS)
        return;
    c->looked_at = now;
    n = ask_for_partitions(c);
    if (n < 0)
        return;
    if (n <= c->parts.list->cnt)
        c->shared_since = 0;
    else if (!c->shared_since)
        c->shared_since = now;
    else if (now - c->shared_since >= SHARED_SECONDS)
        kafka_link_break_off(&c->link, "it does not get all that the topics have",
                             "another collector is in its group: this one waits until that has "
                             "ended; --consumer=NAME is a group of its own, that gets all");
}

void
kafka_consumer_keep_up(struct kafka_consumer *c)
{
    struct kafka_link *link = &c->link;
    int64_t now = broker_now();
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;

    if (now != c->committed_at)
        error = kafka_parts_commit(&c->parts, link->client);
    if (error)
        note(c, error);
    c->committed_at = now;
    if (!c->first && !kafka_parts_rewind(&c->parts, link->client))
        kafka_link_break_off(link, "cannot go back in a topic", "nobody says that it is done");
    look_for_others(c);
    if (link->is_over)
        kafka_link_break_off(link, "the client cannot go on", link->reason);
    else if (link->is_down)
        kafka_link_break_off(link, "no broker answers any more", link->reason);
}

/* A moment's failure passes. */
void
kafka_consumer_remark(const struct kafka_consumer *c, char *why)
{
    if (c->unnoted_since && broker_now() - c->unnoted_since >= UNNOTED_SECONDS)
        snprintf(why, TRANSPORT_WHY,
                 "cannot note in group %.64s what is collected, so that it would come again "
                 "after a restart: %.100s",
                 c->group, rd_kafka_err2str(c->unnoted_by));
}

void
kafka_consumer_take_notice(struct kafka_consumer *c)
{
    switch (c->first->err) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF: kafka_parts_take_end(&c->parts, c->first); break;
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
        kafka_link_break_off(&c->link, "cannot read",
                             "the broker does not let this collector read the topics");
        break;
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        kafka_link_break_off(&c->link, "cannot read",
                             "the broker does not let this collector into its group (--consumer)");
        break;
    default: break; /* it passes, and the client tries again */
    }
    drop_first(c);
}
