/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks to JetStream; when the connection breaks, all that is not safe is put again under the same
 * ids. */
#include "exchange/transports/nats_outlet.h"

#include "exchange/transports/nats_link.h"
#include "exchange/transports/nats_puts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEADERS_BYTES = 512, /* of a message, around its body */
};

struct slot {
    char *subject; /* NULL: it is free */
    struct file_id file;
    char schema[SCHEMA_NAME];
    uint64_t after; /* what was put last, or was safe already, ends there; 0: nothing was */
    bool resumes, ends;
};

struct nats_outlet {
    struct nats_link link;
    jsOptions options;
    const struct transport_setup *setup;
    enum { LINK_IDLE, LINK_STARTS, LINK_READY, LINK_BROKEN } state;
    int64_t payload_most;
    struct slot slots[SLOTS_MOST];
    struct nats_puts puts;
    char why[TRANSPORT_WHY];
};

/* One that was closed, and is not freed. */
static struct nats_outlet *still_known;

static void
forget_slots(struct nats_outlet *o)
{
    for (size_t i = 0; i < SLOTS_MOST; i++) {
        free(o->slots[i].subject);
        o->slots[i] = (struct slot){ .subject = NULL };
    }
}

static void
nats_outlet_close(void *outlet)
{
    struct nats_outlet *o = outlet;
    bool used = o->link.options != NULL;

    nats_link_close(&o->link);
    forget_slots(o);
    if (used) { /* a thread of the library's may be about to tell it something still */
        still_known = o;
        return;
    }
    nats_puts_end(&o->puts);
    free(o);
}

static void *
nats_outlet_open(const struct transport_setup *setup, char *why)
{
    struct nats_outlet *o = broker_new(sizeof *o, why);

    if (!o || !nats_link_open(&o->link, setup, why)) {
        free(o);
        return NULL;
    }
    o->setup = setup;
    jsOptions_Init(&o->options);
    o->options.PublishAsync.MaxPending = 2 * PUTS_MOST; /* never reached: it would wait */
    o->options.PublishAsync.AckHandler = nats_puts_take_ack;
    o->options.PublishAsync.AckHandlerClosure = &o->puts;
    nats_puts_begin(&o->puts);
    return o;
}

static const char *
nats_outlet_own_name(void *outlet)
{
    const struct nats_outlet *o = outlet;

    return *o->link.broker.own_name ? o->link.broker.own_name : NULL;
}

static void
nats_outlet_start(void *outlet)
{
    struct nats_outlet *o = outlet;

    nats_puts_forget(&o->puts); /* first: what is acknowledged from here on is of nobody */
    forget_slots(o);
    nats_link_drop(&o->link);
    *o->why = '\0';
    o->state = LINK_STARTS;
}

static void
connect(struct nats_outlet *o)
{
    o->state = LINK_BROKEN;
    if (!nats_link_connect(&o->link, &o->options, o->why))
        return;
    o->payload_most = natsConnection_GetMaxPayload(o->link.connection);
    if (o->payload_most >= BLOCK_WANTED + HEADERS_BYTES)
        o->state = LINK_READY;
    else
        snprintf(o->why, sizeof o->why,
                 "the server takes messages of at most %lld bytes: expected a max_payload of at "
                 "least %d in its configuration",
                 (long long)o->payload_most, BLOCK_WANTED + HEADERS_BYTES);
}

static void
watch(struct nats_outlet *o, int wait_ms)
{
    if (!nats_puts_wait(&o->puts, wait_ms, o->why)) {
        o->state = LINK_BROKEN;
    } else if (nats_link_has_ended(&o->link)) {
        snprintf(o->why, sizeof o->why, "the connection to the server has ended");
        o->state = LINK_BROKEN;
    }
}

static enum outlet_state
nats_outlet_step(void *outlet, int wait_ms, char *why)
{
    struct nats_outlet *o = outlet;
    bool starts = o->state == LINK_STARTS;

    if (starts)
        connect(o);
    else if (o->state == LINK_READY)
        watch(o, wait_ms);
    if (starts || o->state == LINK_BROKEN)
        memcpy(why, o->why, sizeof o->why);
    return o->state == LINK_BROKEN ? OUTLET_BROKEN
           : o->state == LINK_READY ? OUTLET_READY
                                    : OUTLET_WAITS;
}

/* --- messages --- */

static natsStatus
make_message(natsMsg **message, const char *subject, const uint8_t *body, size_t size,
             const struct slot *slot, uint64_t after, uint32_t count)
{
    char text[24];
    natsStatus s = natsMsg_Create(message, subject, NULL, (const char *)body, (int)size);

    snprintf(text, sizeof text, "%u", (unsigned)count);
    if (s == NATS_OK && count)
        s = natsMsgHeader_Set(*message, NATS_COUNT, text);
    snprintf(text, sizeof text, "%llu", (unsigned long long)after);
    if (s == NATS_OK)
        s = natsMsgHeader_Set(*message, NATS_AFTER, text);
    if (s == NATS_OK && *slot->schema)
        s = natsMsgHeader_Set(*message, NATS_SCHEMA, slot->schema);
    return s;
}

/* Noted first: it may be acknowledged before it is known that it was published. */
static void
publish(struct nats_outlet *o, struct put put, const char *subject, const uint8_t *body,
        const char *id, uint32_t count)
{
    struct slot *slot = &o->slots[put.slot];
    uint64_t after = slot->after ? slot->after : put.end - put.size;
    natsMsg *message = NULL;
    natsStatus s = make_message(&message, subject, body, put.size, slot, after, count);
    char whose[BLOCK_NAME_MOST];
    jsPubOptions options;

    jsPubOptions_Init(&options);
    snprintf(whose, sizeof whose, "%s/%s", o->setup->sensor, id);
    options.MsgId = whose;
    put.message = message;
    if (!put.untold)
        slot->after = put.end;
    nats_puts_add(&o->puts, put);
    if (s == NATS_OK)
        s = js_PublishMsgAsync(o->link.js, &message, &options);
    natsMsg_Destroy(message);
    if (s != NATS_OK) {
        nats_link_why(o->why, "cannot publish", s, 0);
        o->state = LINK_BROKEN;
    }
}

/* What is about a file, and none of its blocks. */
static void
publish_about(struct nats_outlet *o, unsigned slot, const char *what, const uint8_t *body,
              size_t size)
{
    const struct slot *of = &o->slots[slot];
    char subject[NATS_ABOUT_MOST], file[FILE_ID_TEXT], id[sizeof file + 16];

    nats_about(subject, of->subject, what, &of->file);
    file_id_text(&of->file, file);
    snprintf(id, sizeof id, "%s-%s", file, what);
    if (o->state == LINK_READY)
        publish(o, (struct put){ .slot = slot, .untold = true, .size = size }, subject, body,
                id, 0);
}

static void
nats_outlet_begin(void *outlet, unsigned slot, const struct outlet_file *file)
{
    struct nats_outlet *o = outlet;
    struct slot *to = &o->slots[slot];
    char subject[NATS_SUBJECT_MOST];

    nats_subject(subject, o->setup->sensor, file->type);
    *to = (struct slot){ .subject = strdup(subject), .after = file->done, .resumes = true };
    if (!to->subject) {
        snprintf(o->why, sizeof o->why, "out of memory");
        o->state = LINK_BROKEN;
        return;
    }
    if (file->schema)
        broker_schema_name(to->schema, file->schema, file->schema_size);
    to->file = file->id;
    publish_about(o, slot, NATS_HEADER, file->header, file->header_size);
}

static bool
nats_outlet_has_space(void *outlet)
{
    struct nats_outlet *o = outlet;

    return o->state == LINK_READY && nats_puts_have_space(&o->puts);
}

/* What the server cannot take is passed over in its turn. */
static void
put_too_long(struct nats_outlet *o, struct put put)
{
    struct slot *slot = &o->slots[put.slot];

    if (!slot->after)
        slot->after = put.end - put.size;
    put.state = PUT_TOO_LONG;
    put.size = 0;
    nats_puts_add(&o->puts, put);
}

static void
nats_outlet_put(void *outlet, unsigned slot, const struct outlet_block *block)
{
    struct nats_outlet *o = outlet;
    struct put put = { .slot = slot,
                            .end = block->id.offset + block->id.size,
                            .size = block->id.size };

    if (o->state != LINK_READY)
        return;
    if ((int64_t)block->id.size + HEADERS_BYTES > o->payload_most)
        put_too_long(o, put);
    else
        publish(o, put, o->slots[slot].subject, block->records, block->id_text, block->count);
}

static void
nats_outlet_end(void *outlet, unsigned slot, bool whole)
{
    struct nats_outlet *o = outlet;

    o->slots[slot].ends = true;
    if (whole)
        publish_about(o, slot, NATS_END, NULL, 0);
}

static bool
next_of_slots(struct nats_outlet *o, struct outlet_event *event)
{
    for (unsigned i = 0; i < SLOTS_MOST; i++) {
        struct slot *slot = &o->slots[i];

        if (!slot->subject || !(slot->resumes || (slot->ends && !nats_puts_have(&o->puts, i))))
            continue;
        *event = (struct outlet_event){ .did = slot->resumes ? OUTLET_RESUME : OUTLET_ENDED,
                                        .slot = i };
        if (!slot->resumes) {
            free(slot->subject);
            *slot = (struct slot){ .subject = NULL };
        }
        slot->resumes = false;
        return true;
    }
    return false;
}

static bool
nats_outlet_event(void *outlet, struct outlet_event *event)
{
    struct nats_outlet *o = outlet;

    return nats_puts_next(&o->puts, event) || next_of_slots(o, event);
}

const struct outlet_kind nats_outlet = {
    .acknowledges = true,
    .header_most = NATS_HEADER_MOST,
    .open = nats_outlet_open,
    .close = nats_outlet_close,
    .own_name = nats_outlet_own_name,
    .start = nats_outlet_start,
    .step = nats_outlet_step,
    .begin = nats_outlet_begin,
    .has_space = nats_outlet_has_space,
    .put = nats_outlet_put,
    .end = nats_outlet_end,
    .event = nats_outlet_event,
};
