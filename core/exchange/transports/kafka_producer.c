/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_producer.h"

#include <stdio.h>
#include <string.h>

bool
kafka_producer_open(struct kafka_producer *p, const struct transport_setup *setup, char *why)
{
    p->link.broker = &p->broker;
    return kafka_setup_open(&p->broker, setup, why);
}

void
kafka_producer_close(struct kafka_producer *p)
{
    kafka_link_drop(&p->link);
    broker_setup_close(&p->broker);
}

void
kafka_producer_start(struct kafka_producer *p)
{
    kafka_link_drop(&p->link);
    puts_forget(&p->puts);
    kafka_link_start(&p->link);
}

/* --- what the library tells --- */

static void
take_error(rd_kafka_t *client, int error, const char *reason, void *producer)
{
    (void)client;
    kafka_link_take_error(&((struct kafka_producer *)producer)->link, error, reason);
}

static void
refuse(struct kafka_producer *p, const char *topic, rd_kafka_resp_err_t error)
{
    char doing[TRANSPORT_WHY];

    snprintf(doing, sizeof doing, "cannot put to topic %.80s", topic);
    if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
        error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || error == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
        kafka_link_break_off(&p->link, doing,
                             "it is not there: expected it, or a broker that makes topics");
    else if (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        kafka_link_break_off(&p->link, doing, "the broker does not let this sensor");
    else
        kafka_link_break_off(&p->link, doing, rd_kafka_err2str(error));
}

static void
settle(struct kafka_producer *p, const void *message, enum put_state state)
{
    puts_settle(&p->puts, message, state);
    p->settled(p->owner, message, state);
}

/* Of one message: that it is safe, or why it is not. */
static void
take_report(rd_kafka_t *client, const rd_kafka_message_t *message, void *producer)
{
    struct kafka_producer *p = producer;
    const char *topic = rd_kafka_topic_name(message->rkt);
    bool is_block = strncmp(topic, KAFKA_TOPIC, sizeof KAFKA_TOPIC - 1) == 0;

    (void)client;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        settle(p, message->_private, PUT_SAFE);
    else if (message->err == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && is_block)
        settle(p, message->_private, PUT_TOO_LONG);
    else
        refuse(p, topic, message->err);
}

/* --- connecting, and going on --- */

/* One message is one batch, so that what a broker refuses as too large is that message.  What waits
 * is bounded by broker_puts.h; how long it may is for the link to say. */
static void
begin(struct kafka_producer *p)
{
    static const struct kafka_setting settings[] = {
        { "enable.idempotence", "true" },
        { "acks", "all" },
        { "compression.type", "lz4" },
        { "message.max.bytes", KAFKA_MESSAGE_MOST },
        { "batch.num.messages", "1" },
        { "linger.ms", "0" },
        { "message.timeout.ms", "300000" },
        { "request.timeout.ms", "15000" },
        { "socket.timeout.ms", "20000" },
        { "connections.max.idle.ms", "300000" },
        { NULL, NULL },
    };
    rd_kafka_conf_t *conf = kafka_link_settings(&p->link, settings, p, p->link.why);

    p->link.state = KAFKA_BROKEN;
    if (!conf)
        return;
    rd_kafka_conf_set_error_cb(conf, take_error);
    rd_kafka_conf_set_dr_msg_cb(conf, take_report);
    if (kafka_link_begin(&p->link, RD_KAFKA_PRODUCER, conf, p->link.why))
        p->link.state = KAFKA_CONNECTS;
}

static void
reach(struct kafka_producer *p, int wait_ms)
{
    rd_kafka_poll(p->link.client, 0); /* what it says of connecting */
    kafka_link_connect(&p->link, wait_ms);
}

static void
watch(struct kafka_producer *p, int wait_ms)
{
    struct kafka_link *link = &p->link;

    rd_kafka_poll(link->client, wait_ms);
    if (link->is_over)
        kafka_link_break_off(link, "the client cannot go on", link->reason);
    else if (puts_are_stuck(&p->puts))
        kafka_link_break_off(link, "no broker acknowledges anything",
                             *link->reason ? link->reason : "none says why");
}

void
kafka_producer_step(struct kafka_producer *p, int wait_ms)
{
    switch (p->link.state) {
    case KAFKA_STARTS: begin(p); break;
    case KAFKA_CONNECTS: reach(p, wait_ms); break;
    case KAFKA_READY: watch(p, wait_ms); break;
    case KAFKA_IDLE:
    case KAFKA_BROKEN: break;
    }
}

/* --- messages --- */

const void *
kafka_producer_next(const struct kafka_producer *p)
{
    return (const void *)(p->messages + 1);
}

/* Asks for a topic that is new to the client at once: by itself it would within a second. */
static rd_kafka_error_t *
produce(struct kafka_producer *p, const struct put *put, const char *topic, const char *key,
        const void *value, rd_kafka_headers_t *headers)
{
    rd_kafka_topic_t *to = rd_kafka_topic_new(p->link.client, topic, NULL);
    rd_kafka_vu_t parts[] = {
        { .vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = to },
        { .vtype = RD_KAFKA_VTYPE_KEY, .u.mem = { (void *)key, strlen(key) } },
        { .vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = { (void *)value, put->size } },
        { .vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY },
        { .vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = (void *)put->message },
        { .vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers },
    };
    size_t n = sizeof parts / sizeof *parts - (headers ? 0 : 1);
    rd_kafka_error_t *error;

    if (!to)
        return rd_kafka_error_new(rd_kafka_last_error(), NULL);
    error = rd_kafka_produceva(p->link.client, parts, n);
    rd_kafka_topic_destroy(to);
    return error;
}

void
kafka_producer_put(struct kafka_producer *p, struct put put, const char *topic, const char *key,
                   const void *value, rd_kafka_headers_t *headers)
{
    rd_kafka_error_t *error;

    put.message = (const void *)++p->messages;
    puts_add(&p->puts, put);
    error = produce(p, &put, topic, key, value, headers);
    if (!error)
        return;
    if (rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE && !put.untold)
        settle(p, put.message, PUT_TOO_LONG);
    else
        refuse(p, topic, rd_kafka_error_code(error));
    if (headers)
        rd_kafka_headers_destroy(headers);
    rd_kafka_error_destroy(error);
}
