/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/outlet_stdout.h"

#include "base/memory.h"
#include "base/wire.h"
#include "netcap.pb-c.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EVENTS_MOST = 2 * SLOTS_MOST + 2 };

struct pipe {
    const struct transport_setup *setup;
    bool one_type;
    int error; /* of the first write that failed */
    struct {
        int32_t number;
        bool payloads;
    } files[SLOTS_MOST];
    struct outlet_event events[EVENTS_MOST];
    size_t n_events;
};

void *
outlet_stdout_open(const struct transport_setup *setup, bool one_type)
{
    struct pipe *pipe = need(1, sizeof *pipe);

    pipe->setup = setup;
    pipe->one_type = one_type;
    return pipe;
}

static void
pipe_start(void *outlet)
{
    (void)outlet;
}

static enum outlet_state
pipe_step(void *outlet, int wait_ms, char *why)
{
    const struct pipe *pipe = outlet;

    if (pipe->error) {
        snprintf(why, TRANSPORT_WHY, "%s",
                 pipe->error == EPIPE ? "" : strerror(pipe->error)); /* who read it has gone */
        return OUTLET_BROKEN;
    }
    if (pipe->n_events == 0 && wait_ms > 0)
        poll(NULL, 0, wait_ms);
    return OUTLET_READY;
}

static void
write_all(struct pipe *pipe, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    while (size && !pipe->error) {
        ssize_t done = write(STDOUT_FILENO, at, size);

        if (done < 0 && errno != EINTR)
            pipe->error = errno;
        if (done > 0) {
            at += done;
            size -= (size_t)done;
        }
    }
}

/* Messages of a type, each behind its length. */
static void
write_messages(struct pipe *pipe, Types__Type type, bool payloads, const uint8_t *bytes,
               size_t size)
{
    Types__Batch batch = TYPES__BATCH__INIT;
    uint8_t length[WIRE_VARINT_MAX], *packed;

    if (pipe->one_type) {
        write_all(pipe, bytes, size);
        return;
    }
    batch.clientid = (char *)pipe->setup->sensor;
    batch.messagetype = type;
    batch.totalsize = (int32_t)size;
    batch.data = (ProtobufCBinaryData){ size, (uint8_t *)bytes };
    batch.containspayloads = payloads;
    packed = need(1, types__batch__get_packed_size(&batch));
    size = types__batch__pack(&batch, packed);
    write_all(pipe, length, (size_t)(wire_put_varint(length, size) - length));
    write_all(pipe, packed, size);
    free(packed);
}

static void
tell(struct pipe *pipe, enum outlet_did did, unsigned slot, uint64_t offset)
{
    pipe->events[pipe->n_events++] = 
        (struct outlet_event){ .did = did, .slot = slot, .offset = offset };
}

static void
pipe_begin(void *outlet, unsigned slot, const struct outlet_file *file)
{
    struct pipe *pipe = outlet;
    uint8_t *message = need(1, WIRE_VARINT_MAX + file->header_size);
    uint8_t *at = wire_put_varint(message, file->header_size);

    memcpy(at, file->header, file->header_size);
    write_messages(pipe, TYPES__TYPE__NC_Header, false, message,
                   (size_t)(at - message) + file->header_size);
    free(message);
    pipe->files[slot].number = file->number;
    pipe->files[slot].payloads = file->payloads;
    tell(pipe, OUTLET_RESUME, slot, 0);
}

static bool
pipe_has_space(void *outlet)
{
    const struct pipe *pipe = outlet;

    return !pipe->error && pipe->n_events < SLOTS_MOST;
}

static void
pipe_put(void *outlet, unsigned slot, const struct outlet_block *block)
{
    struct pipe *pipe = outlet;

    write_messages(pipe, (Types__Type)pipe->files[slot].number, pipe->files[slot].payloads,
                   block->records, block->id.size);
    tell(pipe, OUTLET_ACKED, slot, block->id.offset + block->id.size);
}

static void
pipe_end(void *outlet, unsigned slot, bool whole)
{
    (void)whole;
    tell(outlet, OUTLET_ENDED, slot, 0);
}

static bool
pipe_event(void *outlet, struct outlet_event *event)
{
    struct pipe *pipe = outlet;

    if (pipe->n_events == 0)
        return false;
    *event = pipe->events[0];
    memmove(pipe->events, pipe->events + 1, --pipe->n_events * sizeof *pipe->events);
    return true;
}

const struct outlet_kind outlet_stdout = {
    .close = free,
    .start = pipe_start,
    .step = pipe_step,
    .begin = pipe_begin,
    .has_space = pipe_has_space,
    .put = pipe_put,
    .end = pipe_end,
    .event = pipe_event,
};
