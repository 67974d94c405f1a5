/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks from Kafka: what messages say that they are, with the headers of their files. */
#include "exchange/transports/kafka_inlet.h"

#include "exchange/transports/kafka_consumer.h"
#include "exchange/transports/kafka_message.h"
#include "exchange/transports/kafka_schemas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 64, WAITED_AT_ONCE = 256, AGAIN_SECONDS = 1 };

struct kafka_inlet {
    struct kafka_consumer consumer;
    struct kafka_schemas schemas;
    int left; /* so many may be taken before it is asked for a step */
    int waited_left; /* and of what waited, which may be due again before all of it is given */
    uint64_t strange;
    struct kafka_message is; /* what was given away last says that it is */
    uint8_t *header;         /* and its file's header */
    size_t header_space;
};

static void
kafka_inlet_close(void *inlet)
{
    struct kafka_inlet *in = inlet;

    kafka_schemas_free(&in->schemas);
    kafka_consumer_close(&in->consumer);
    free(in->header);
    free(in);
}

static void *
kafka_inlet_open(const struct transport_setup *setup, char *why)
{
    struct kafka_inlet *in = broker_new(sizeof *in, why);

    if (in && kafka_consumer_open(&in->consumer, setup, why))
        return in;
    free(in);
    return NULL;
}

static void
kafka_inlet_start(void *inlet)
{
    struct kafka_inlet *in = inlet;

    kafka_schemas_break_off(&in->schemas);
    kafka_consumer_start(&in->consumer);
}

static void
read_schemas(struct kafka_inlet *in, int wait_ms)
{
    struct kafka_link *link = &in->consumer.link;

    if (kafka_schemas_step(&in->schemas, wait_ms, link->why) == OUTLET_BROKEN)
        link->state = KAFKA_BROKEN;
}

static void
go_on(struct kafka_inlet *in, int wait_ms)
{
    in->left = AT_ONCE;
    in->waited_left = WAITED_AT_ONCE;
    kafka_consumer_keep_up(&in->consumer); /* before another message is on its way */
    if (in->consumer.link.state != KAFKA_READY)
        return;
    if (kafka_schemas_are_looked_for(&in->schemas))
        read_schemas(in, wait_ms);
    else
        kafka_consumer_poll(&in->consumer, wait_ms);
}

static enum outlet_state
kafka_inlet_step(void *inlet, int wait_ms, char *why)
{
    struct kafka_inlet *in = inlet;

    if (in->consumer.link.state == KAFKA_READY)
        go_on(in, wait_ms);
    else
        kafka_consumer_connect(&in->consumer, wait_ms);
    kafka_consumer_remark(&in->consumer, why);
    return kafka_link_state(&in->consumer.link, why);
}

/* --- messages --- */

enum header_is { HEADER_HAD, HEADER_LOST, HEADER_LATER };

/* The file's header as it was before the schema was cut out. */
static bool
join_header(struct kafka_inlet *in, const uint8_t *schema, size_t size)
{
    const struct kafka_message *is = &in->is;
    size_t at = is->schema_at, whole = is->header_size + size;

    if (whole > in->header_space) {
        free(in->header);
        in->header = malloc(whole);
        in->header_space = in->header ? whole : 0;
    }
    if (!in->header)
        return false;
    memcpy(in->header, is->header, at);
    memcpy(in->header + at, schema, size);
    memcpy(in->header + at + size, is->header + at, is->header_size - at);
    in->is.block.file.header = in->header;
    in->is.block.file.header_size = whole;
    return true;
}

static enum header_is
find_header(struct kafka_inlet *in)
{
    struct kafka_consumer *from = &in->consumer;
    const struct kafka_schema *schema = NULL;

    if (!*in->is.schema) {
        in->is.block.file.header = in->is.header;
        in->is.block.file.header_size = in->is.header_size;
        return HEADER_HAD;
    }
    switch (kafka_schemas_find(&in->schemas, in->is.schema, &schema)) {
    case SCHEMA_LOST: return HEADER_LOST;
    case SCHEMA_HAD:
        if (join_header(in, schema->bytes, schema->size))
            return HEADER_HAD;
        kafka_link_break_off(&from->link, "cannot read a file's header", "out of memory");
        return HEADER_LATER;
    case SCHEMA_UNKNOWN: break;
    }
    if (!kafka_schemas_look(&in->schemas, &from->broker, in->is.schema, from->link.why))
        from->link.state = KAFKA_BROKEN;
    return HEADER_LATER;
}

static bool
give(struct kafka_inlet *in, struct kafka_token *token, enum header_is header,
     struct inlet_block *block)
{
    *block = in->is.block;
    block->lost = header == HEADER_LOST;
    block->token = token;
    return true;
}

/* One that waited. */
static bool
give_again(struct kafka_inlet *in, struct kafka_token *token, struct inlet_block *block)
{
    enum header_is header;

    kafka_message_read(&in->is, token->message);
    header = find_header(in);
    if (header != HEADER_LATER)
        return give(in, token, header, block);
    kafka_parts_put_off(&in->consumer.parts, token, 0);
    return false;
}

enum taken { TAKEN_GIVEN, TAKEN_PASSED, TAKEN_LATER };

/* The end of a file waits for its blocks, which come from another topic: until then it would only
 * be told to come later. */
static enum taken
take_message(struct kafka_inlet *in, rd_kafka_message_t *message, struct inlet_block *block)
{
    int part = kafka_parts_find(&in->consumer.parts, message);
    enum header_is header = HEADER_HAD;
    struct kafka_token *token;

    if (part >= 0 && !kafka_message_read(&in->is, message)) {
        in->strange++;
        kafka_parts_pass(&in->consumer.parts, part, message);
        part = -1;
    }
    if (part < 0) {
        rd_kafka_message_destroy(message);
        return TAKEN_PASSED;
    }
    if (!in->is.block.ends)
        header = find_header(in);
    token = header == HEADER_LATER
                ? NULL
                : kafka_parts_take(&in->consumer.parts, part, message,
                                   message->len + in->is.header_size, in->is.block.ends);
    if (!token)
        return TAKEN_LATER;
    if (!in->is.block.ends)
        return give(in, token, header, block) ? TAKEN_GIVEN : TAKEN_PASSED;
    kafka_parts_put_off(&in->consumer.parts, token, 0);
    return TAKEN_PASSED;
}

static bool
kafka_inlet_next(void *inlet, struct inlet_block *block)
{
    struct kafka_inlet *in = inlet;
    struct kafka_consumer *from = &in->consumer;
    enum taken taken = TAKEN_PASSED;

    while (from->link.state == KAFKA_READY && in->left > 0 && taken == TAKEN_PASSED &&
           !kafka_schemas_are_looked_for(&in->schemas)) {
        struct kafka_token *token =
            in->waited_left > 0 ? kafka_parts_due(&in->consumer.parts) : NULL;

        if (token) {
            in->waited_left--;
            return give_again(in, token, block);
        }
        kafka_consumer_poll(from, 0);
        if (!from->first)
            return false;
        in->left--;
        if (from->first->err) {
            kafka_consumer_take_notice(from);
            continue;
        }
        taken = take_message(in, from->first, block);
        if (taken != TAKEN_LATER)
            from->first = NULL;
    }
    return taken == TAKEN_GIVEN;
}

static void
kafka_inlet_done(void *inlet, void *token, bool safe)
{
    struct kafka_inlet *in = inlet;

    if (safe)
        kafka_parts_done(&in->consumer.parts, token);
    else
        kafka_parts_put_off(&in->consumer.parts, token, AGAIN_SECONDS);
}

static uint64_t
kafka_inlet_strange(void *inlet)
{
    return ((struct kafka_inlet *)inlet)->strange;
}

static uint64_t
kafka_inlet_rounds(void *inlet)
{
    return ((struct kafka_inlet *)inlet)->consumer.parts.rounds;
}

const struct inlet_kind kafka_inlet = {
    .open = kafka_inlet_open,
    .close = kafka_inlet_close,
    .start = kafka_inlet_start,
    .step = kafka_inlet_step,
    .next = kafka_inlet_next,
    .done = kafka_inlet_done,
    .strange = kafka_inlet_strange,
    .rounds = kafka_inlet_rounds,
};
