/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_inlet.h"

#include "exchange/transports/nats_others.h"
#include "exchange/transports/nats_pull.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 64, HEADERS_KEPT = 1024, HEADERS_BYTES = 64 << 20 };

enum header_is { HEADER_HAD, HEADER_LOST, HEADER_LATER };

/* Of a file whose blocks came. */
struct known {
    char subject[NATS_ABOUT_MOST]; /* with the sensor in it: none speaks for another */
    natsMsg *header;
    uint64_t used;
};

struct nats_inlet {
    struct nats_link link;
    jsOptions options;
    struct nats_others others;
    struct nats_pull pull;
    enum { LINK_IDLE, LINK_STARTS, LINK_READY, LINK_BROKEN } state;
    natsMsg *got; /* what is next; NULL: nothing came yet */
    int given;    /* since it was waited for the last time */
    struct known known[HEADERS_KEPT];
    size_t n_known, known_bytes;
    uint64_t uses, strange;
    char sensor[SENSOR_MOST + 1], type[SENSOR_MOST + 1];
    char why[TRANSPORT_WHY];
};

static void
nats_inlet_forget(struct nats_inlet *in)
{
    natsMsg_Destroy(in->got);
    in->got = NULL;
    nats_pull_end(&in->pull);
}

static void
nats_inlet_close(void *inlet)
{
    struct nats_inlet *in = inlet;

    nats_inlet_forget(in);
    for (size_t i = 0; i < in->n_known; i++)
        natsMsg_Destroy(in->known[i].header);
    nats_link_close(&in->link);
    free(in);
}

static void *
nats_inlet_open(const struct transport_setup *setup, char *why)
{
    struct nats_inlet *in = broker_new(sizeof *in, why);

    if (!in || !nats_link_open(&in->link, setup, why)) {
        free(in);
        return NULL;
    }
    in->others.consumer = setup->consumer;
    jsOptions_Init(&in->options);
    return in;
}

static void
nats_inlet_start(void *inlet)
{
    struct nats_inlet *in = inlet;

    nats_inlet_forget(in);
    nats_link_drop(&in->link);
    *in->why = '\0';
    in->state = LINK_STARTS;
}

static void
fetch(struct nats_inlet *in, int wait_ms)
{
    char why[TRANSPORT_WHY] = "";

    if (!in->got)
        in->got = nats_pull_next(&in->pull, wait_ms, why);
    if (!*why)
        return;
    memcpy(in->why, why, sizeof why);
    in->state = LINK_BROKEN;
}

static enum outlet_state
nats_inlet_step(void *inlet, int wait_ms, char *why)
{
    struct nats_inlet *in = inlet;
    bool starts = in->state == LINK_STARTS;

    if (starts)
        in->state = nats_link_connect(&in->link, &in->options, in->why) &&
                            !nats_others_are_there(&in->others, &in->link, in->why) &&
                            nats_pull_begin(&in->pull, &in->link, in->others.consumer, in->why)
                        ? LINK_READY
                        : LINK_BROKEN;
    else if (in->state == LINK_READY &&
             nats_others_have_come(&in->others, &in->link, nats_pull_waits(&in->pull), in->why))
        in->state = LINK_BROKEN;
    else if (in->state == LINK_READY)
        fetch(in, wait_ms);
    in->given = 0;
    if (in->state == LINK_READY && nats_link_has_ended(&in->link)) {
        snprintf(in->why, sizeof in->why, "the connection to the server has ended");
        in->state = LINK_BROKEN;
    }
    if (starts || in->state == LINK_BROKEN)
        snprintf(why, TRANSPORT_WHY, "%s", in->why);
    return in->state == LINK_BROKEN ? OUTLET_BROKEN
           : in->state == LINK_READY ? OUTLET_READY
                                     : OUTLET_WAITS;
}

static void
forget_oldest(struct nats_inlet *in)
{
    size_t oldest = 0;

    for (size_t i = 1; i < in->n_known; i++)
        if (in->known[i].used < in->known[oldest].used)
            oldest = i;
    in->known_bytes -= (size_t)natsMsg_GetDataLength(in->known[oldest].header);
    natsMsg_Destroy(in->known[oldest].header);
    in->known[oldest] = in->known[--in->n_known];
}

static void
know(struct nats_inlet *in, const char *subject, natsMsg *header)
{
    size_t size = (size_t)natsMsg_GetDataLength(header);
    struct known *new;

    while (in->n_known == HEADERS_KEPT || (in->n_known && in->known_bytes + size > HEADERS_BYTES))
        forget_oldest(in);
    in->known_bytes += size;
    new = &in->known[in->n_known++];
    *new = (struct known){ .header = header, .used = ++in->uses };
    snprintf(new->subject, sizeof new->subject, "%s", subject);
}

/* Asks the server.  Only where it says that there is none its blocks can never be read: all else,
 * such as a server that ends, passes. */
static enum header_is
ask_for_header(struct nats_inlet *in, const char *subject, natsMsg **header)
{
    jsErrCode code = 0;
    natsStatus s = js_GetLastMsg(header, in->link.js, NATS_STREAM, subject, NULL, &code);

    if (s == NATS_NOT_FOUND || code == JSNoMessageFoundErr)
        return HEADER_LOST;
    if (s != NATS_OK) {
        nats_link_why(in->why, "cannot ask for the header of a file", s, code);
        in->state = LINK_BROKEN;
        return HEADER_LATER;
    }
    know(in, subject, *header);
    return HEADER_HAD;
}

static enum header_is
header_of(struct nats_inlet *in, const struct file_id *id, natsMsg **header)
{
    char of[NATS_SUBJECT_MOST], subject[NATS_ABOUT_MOST];

    nats_subject(of, in->sensor, in->type);
    nats_about(subject, of, NATS_HEADER, id);
    for (size_t i = 0; i < in->n_known; i++)
        if (strcmp(in->known[i].subject, subject) == 0) {
            in->known[i].used = ++in->uses;
            *header = in->known[i].header;
            return HEADER_HAD;
        }
    return ask_for_header(in, subject, header);
}

/* Who knows nothing better takes it to come behind what is before it. */
static uint64_t
after(natsMsg *message, uint64_t offset)
{
    const char *text = NULL;

    return natsMsgHeader_Get(message, NATS_AFTER, &text) == NATS_OK ? strtoull(text, NULL, 10)
                                                                    : offset;
}

static bool
take_block(natsMsg *message, struct inlet_block *block)
{
    const char *id = NULL, *count = NULL;

    if (natsMsgHeader_Get(message, NATS_ID, &id) != NATS_OK ||
        natsMsgHeader_Get(message, NATS_COUNT, &count) != NATS_OK ||
        !broker_block_read(id, &block->block.id) ||
        block->block.id.size != (uint32_t)natsMsg_GetDataLength(message))
        return false;
    block->file.id = block->block.id.file;
    block->block.records = (const uint8_t *)natsMsg_GetData(message);
    block->block.count = (uint32_t)strtoul(count, NULL, 10);
    block->after = after(message, block->block.id.offset);
    return true;
}

static enum header_is
take_header(struct nats_inlet *in, struct inlet_block *block)
{
    natsMsg *header = NULL;
    enum header_is is = header_of(in, &block->file.id, &header);

    if (is == HEADER_HAD) {
        block->file.header = (const uint8_t *)natsMsg_GetData(header);
        block->file.header_size = (size_t)natsMsg_GetDataLength(header);
    }
    return is;
}

/* Whether it is of a file; what others have put there is not. */
static bool
is_of_file(struct nats_inlet *in, natsMsg *message, struct inlet_block *block)
{
    *block = (struct inlet_block){ .sensor = in->sensor, .type = in->type, .token = message };
    block->file.type = in->type;
    switch (nats_subject_read(natsMsg_GetSubject(message), in->sensor, in->type, &block->file.id)) {
    case NATS_BLOCK:
        if (take_block(message, block))
            return true;
        break;
    case NATS_FILE_END:
        block->ends = true;
        block->after = after(message, 0);
        return true;
    case NATS_FILE_HEADER: return false;
    case NATS_STRANGE: break;
    }
    in->strange++;
    return false;
}

/* What came is made safe now and then, while more of it comes. */
static bool
has_more(struct nats_inlet *in)
{
    if (in->given < AT_ONCE && in->state == LINK_READY)
        fetch(in, 0);
    return in->given < AT_ONCE && in->state == LINK_READY && in->got;
}

static bool
nats_inlet_next(void *inlet, struct inlet_block *block)
{
    struct nats_inlet *in = inlet;

    while (has_more(in)) {
        natsMsg *message = in->got;
        enum header_is header = HEADER_LOST;
        bool ours = is_of_file(in, message, block);

        if (ours)
            header = take_header(in, block);
        if (header == HEADER_LATER)
            return false;
        in->got = NULL; /* who has the token has it */
        in->given++;
        if (ours) {
            block->lost = header == HEADER_LOST;
            return true;
        }
        nats_pull_done(&in->pull, message);
        natsMsg_Destroy(message);
    }
    return false;
}

static uint64_t
nats_inlet_strange(void *inlet)
{
    return ((struct nats_inlet *)inlet)->strange;
}

static void
nats_inlet_done(void *inlet, void *token, bool safe)
{
    const struct nats_inlet *in = inlet;

    if (safe)
        nats_pull_done(&in->pull, token);
    natsMsg_Destroy(token);
}

const struct inlet_kind nats_inlet = {
    .open = nats_inlet_open,
    .close = nats_inlet_close,
    .start = nats_inlet_start,
    .step = nats_inlet_step,
    .next = nats_inlet_next,
    .done = nats_inlet_done,
    .strange = nats_inlet_strange,
};
