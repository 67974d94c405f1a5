/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks to Kafka: files in slots, their schemas, and what becomes of them. */
#include "exchange/transports/kafka_outlet.h"

#include "exchange/transports/kafka_file.h"
#include "exchange/transports/kafka_producer.h"
#include "exchange/transports/kafka_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Brokers may be told to forget what is old, while files and connections last. */
#define SCHEMA_AGAIN_SECONDS (24 * 3600)

struct slot {
    bool used;
    struct kafka_file file;
    struct kafka_told *schema; /* NULL: the header has none */
    bool resumed, ends, whole, end_put;
};

struct kafka_outlet {
    struct kafka_producer producer;
    const struct transport_setup *setup;
    struct slot slots[SLOTS_MOST];
    struct kafka_told_list schemas;
    /* A block of one long record, which brokers may refuse: what follows it waits for that. */
    const void *alone;
    struct put alone_is;
};

static void
forget_all(struct kafka_outlet *o)
{
    kafka_told_forget(&o->schemas);
    o->alone = NULL;
    for (size_t i = 0; i < SLOTS_MOST; i++) {
        kafka_file_free(&o->slots[i].file);
        o->slots[i] = (struct slot){ .used = false };
    }
}

static void
kafka_outlet_close(void *outlet)
{
    struct kafka_outlet *o = outlet;

    kafka_producer_close(&o->producer);
    forget_all(o);
    free(o);
}

static void
take_settled(void *outlet, const void *message, enum put_state state)
{
    struct kafka_outlet *o = outlet;
    struct kafka_told *schema = kafka_told_find(&o->schemas, message);

    if (message == o->alone) {
        o->alone = NULL;
        if (state == PUT_SAFE)
            o->slots[o->alone_is.slot].file.after = o->alone_is.end;
    }
    if (schema) {
        schema->is_there = true;
        schema->message = NULL;
    }
}

static void *
kafka_outlet_open(const struct transport_setup *setup, char *why)
{
    struct kafka_outlet *o = broker_new(sizeof *o, why);

    if (!o || !kafka_producer_open(&o->producer, setup, why)) {
        free(o);
        return NULL;
    }
    o->setup = setup;
    o->producer.settled = take_settled;
    o->producer.owner = o;
    return o;
}

static const char *
kafka_outlet_own_name(void *outlet)
{
    const char *name = ((struct kafka_outlet *)outlet)->producer.broker.own_name;

    return *name ? name : NULL;
}

static void
kafka_outlet_start(void *outlet)
{
    struct kafka_outlet *o = outlet;

    kafka_producer_start(&o->producer);
    forget_all(o);
}

static enum outlet_state
kafka_outlet_step(void *outlet, int wait_ms, char *why)
{
    struct kafka_outlet *o = outlet;

    kafka_producer_step(&o->producer, wait_ms);
    return kafka_link_state(&o->producer.link, why);
}

static bool
is_ready(const struct kafka_outlet *o)
{
    return o->producer.link.state == KAFKA_READY;
}

static void
out_of_memory(struct kafka_outlet *o)
{
    kafka_link_break_off(&o->producer.link, "cannot put", "out of memory");
}

/* --- schemas --- */

static void
put_schema(struct kafka_outlet *o, unsigned slot)
{
    struct kafka_told *schema = o->slots[slot].schema;

    schema->put = broker_now();
    schema->message = kafka_producer_next(&o->producer);
    kafka_producer_put(&o->producer,
                       (struct put){ .slot = slot, .untold = true, .size = schema->size },
                       KAFKA_SCHEMAS, schema->name, schema->bytes, NULL);
}

/* --- files --- */

static bool
use_schema(struct kafka_outlet *o, unsigned slot, const struct outlet_file *file)
{
    struct slot *of = &o->slots[slot];

    of->schema = kafka_told_use(&o->schemas, of->file.schema, file->schema, file->schema_size);
    if (of->schema && !of->schema->put)
        put_schema(o, slot);
    return of->schema != NULL;
}

static void
kafka_outlet_begin(void *outlet, unsigned slot, const struct outlet_file *file)
{
    struct kafka_outlet *o = outlet;
    struct slot *to = &o->slots[slot];

    *to = (struct slot){ .used = true };
    if (is_ready(o) &&
        (!kafka_file_describe(&to->file, file) || (*to->file.schema && !use_schema(o, slot, file))))
        out_of_memory(o);
}

static bool
kafka_outlet_has_space(void *outlet)
{
    struct kafka_outlet *o = outlet;

    return is_ready(o) && !o->alone && puts_have_space(&o->producer.puts);
}

static void
kafka_outlet_put(void *outlet, unsigned slot, const struct outlet_block *block)
{
    struct kafka_outlet *o = outlet;
    struct slot *of = &o->slots[slot];
    struct put put = { .slot = slot,
                       .end = block->id.offset + block->id.size,
                       .size = block->id.size };
    rd_kafka_headers_t *headers;

    if (!is_ready(o))
        return;
    if (of->schema && !of->schema->message && broker_now() - of->schema->put > SCHEMA_AGAIN_SECONDS)
        put_schema(o, slot);
    if (!of->file.after)
        of->file.after = block->id.offset;
    headers = kafka_file_headers(&of->file, o->setup->sensor, block->id_text);
    if (!headers || !kafka_add_number(headers, KAFKA_COUNT, block->count)) {
        out_of_memory(o);
        return;
    }
    if (put.size > BLOCK_WANTED) {
        o->alone = kafka_producer_next(&o->producer);
        o->alone_is = put;
    } else {
        of->file.after = put.end;
    }
    kafka_producer_put(&o->producer, put, of->file.topic, o->setup->sensor, block->records,
                       headers);
}

static void
kafka_outlet_end(void *outlet, unsigned slot, bool whole)
{
    struct kafka_outlet *o = outlet;

    o->slots[slot].ends = true;
    o->slots[slot].whole = whole;
}

/* Behind all of the file's blocks, which are safe: whoever meets it need not wait for them to be
 * sent another time. */
static void
put_end(struct kafka_outlet *o, unsigned slot)
{
    struct slot *of = &o->slots[slot];
    rd_kafka_headers_t *headers = kafka_file_headers(&of->file, o->setup->sensor, of->file.id);
    const char *type = of->file.topic + sizeof KAFKA_TOPIC - 1;

    of->end_put = true;
    if (headers && kafka_add(headers, KAFKA_TYPE, type, strlen(type)))
        kafka_producer_put(&o->producer, (struct put){ .slot = slot, .untold = true }, KAFKA_ENDS,
                           o->setup->sensor, NULL, headers);
    else
        out_of_memory(o);
}

static void
leave_slot(struct slot *slot)
{
    if (slot->schema)
        slot->schema->users--;
    kafka_file_free(&slot->file);
    *slot = (struct slot){ .used = false };
}

/* What became of a slot that no message is on its way for. */
static bool
next_of_slot(struct kafka_outlet *o, unsigned i, enum outlet_did *did)
{
    struct slot *slot = &o->slots[i];

    if (!slot->used || !is_ready(o))
        return false;
    if (!slot->resumed && (!slot->schema || slot->schema->is_there)) {
        slot->resumed = true;
        *did = OUTLET_RESUME;
        return true;
    }
    if (!slot->ends || puts_have(&o->producer.puts, i))
        return false;
    if (slot->whole && !slot->end_put) {
        put_end(o, i);
        return false;
    }
    leave_slot(slot);
    *did = OUTLET_ENDED;
    return true;
}

static bool
kafka_outlet_event(void *outlet, struct outlet_event *event)
{
    struct kafka_outlet *o = outlet;

    if (puts_next(&o->producer.puts, event))
        return true;
    *event = (struct outlet_event){ .slot = 0 };
    for (unsigned i = 0; i < SLOTS_MOST; i++) {
        event->slot = i;
        if (next_of_slot(o, i, &event->did))
            return true;
    }
    return false;
}

const struct outlet_kind kafka_outlet = {
    .acknowledges = true,
    .header_most = KAFKA_HEADER_MOST,
    .open = kafka_outlet_open,
    .close = kafka_outlet_close,
    .own_name = kafka_outlet_own_name,
    .start = kafka_outlet_start,
    .step = kafka_outlet_step,
    .begin = kafka_outlet_begin,
    .has_space = kafka_outlet_has_space,
    .put = kafka_outlet_put,
    .end = kafka_outlet_end,
    .event = kafka_outlet_event,
};
