/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/outlet_peer.h"

#include "base/clock.h"
#include "base/memory.h"
#include "exchange/big_endian.h"
#include "exchange/frame.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW_MOST = 16 << 20, /* bytes that are not acknowledged, whatever the collector allows */
    PENDING_MOST = 1024,    /* and blocks */
    EVENTS_MOST = 4096,     /* that wait to be asked for: no more can come of a window */
    ACK_SECONDS = 120,      /* without any, while blocks wait for it */
    READ_AT_ONCE = 1 << 20,
};

enum peer_state { PEER_IDLE, PEER_GREETS, PEER_SAID_HELLO, PEER_READY, PEER_BROKEN };

struct pending {
    unsigned slot;
    uint64_t end;
    size_t size;
};

struct peer {
    const struct stream_kind *kind;
    const struct transport_setup *setup;
    void *transport, *stream;
    enum peer_state state;
    struct frame_reader in;
    struct frame_writer out;
    double begun, heard, said, acked;
    size_t window, unacked;
    struct pending *pending;
    size_t n_pending;
    struct outlet_event *events;
    size_t first_event, n_events;
    char why[TRANSPORT_WHY];
};

void *
outlet_peer_open(const struct stream_kind *kind, const struct transport_setup *setup, char *why)
{
    void *transport = kind->open(setup, why);
    struct peer *peer;

    if (!transport)
        return NULL;
    peer = need(1, sizeof *peer);
    peer->kind = kind;
    peer->setup = setup;
    peer->transport = transport;
    peer->pending = need(PENDING_MOST, sizeof *peer->pending);
    peer->events = need(EVENTS_MOST, sizeof *peer->events);
    return peer;
}

static void
forget(struct peer *peer)
{
    if (peer->stream)
        peer->kind->hang_up(peer->stream);
    peer->stream = NULL;
    frame_free(&peer->in);
    frame_writer_free(&peer->out);
    peer->in = (struct frame_reader){ 0 };
    peer->out = (struct frame_writer){ 0 };
    peer->n_pending = peer->n_events = peer->unacked = 0;
}

static void
peer_close(void *outlet)
{
    struct peer *peer = outlet;

    forget(peer);
    peer->kind->close(peer->transport);
    free(peer->pending);
    free(peer->events);
    free(peer);
}

static const char *
peer_own_name(void *outlet)
{
    struct peer *peer = outlet;

    return peer->kind->own_name(peer->transport);
}

static void
peer_start(void *outlet)
{
    struct peer *peer = outlet;

    forget(peer);
    peer->begun = peer->heard = peer->said = clock_seconds();
    peer->stream = peer->kind->connect(peer->transport, peer->why);
    peer->state = peer->stream ? PEER_GREETS : PEER_BROKEN;
}

/* Once; what follows is only a consequence. */
static void
broken(struct peer *peer, const char *why)
{
    if (peer->state != PEER_BROKEN && why != peer->why)
        snprintf(peer->why, sizeof peer->why, "%s", why);
    peer->state = PEER_BROKEN;
}

static void
say_hello(struct peer *peer)
{
    size_t size = strlen(peer->setup->sensor);
    uint8_t *at = frame_put(&peer->out, FRAME_HELLO, FRAME_MAGIC + size);

    memcpy(at, frame_magic, FRAME_MAGIC);
    memcpy(at + FRAME_MAGIC, peer->setup->sensor, size);
    peer->state = PEER_SAID_HELLO;
}

static void
greet(struct peer *peer)
{
    switch (peer->kind->greet(peer->stream, peer->why)) {
    case STREAM_READY: say_hello(peer); break;
    case STREAM_WAITS: break;
    case STREAM_BROKEN: broken(peer, peer->why); break;
    }
}

static void
add_event(struct peer *peer, const struct outlet_event *event)
{
    if (peer->n_events == EVENTS_MOST)
        broken(peer, "the collector says more than it was asked");
    else
        peer->events[peer->n_events++] = *event;
}

static void
take_resume(struct peer *peer, unsigned slot, const uint8_t *from)
{
    struct outlet_event event = { OUTLET_RESUME, slot, get_u64(from), get_u32(from + 8), { 0 } };

    memcpy(event.digest, from + 12, BLOCK_DIGEST);
    add_event(peer, &event);
}

/* All of a slot's blocks that end there or before are safe. */
static void
take_ack(struct peer *peer, unsigned slot, uint64_t offset)
{
    size_t kept = 0;

    for (size_t i = 0; i < peer->n_pending; i++) {
        const struct pending *one = &peer->pending[i];

        if (one->slot == slot && one->end <= offset)
            peer->unacked -= one->size;
        else
            peer->pending[kept++] = *one;
    }
    peer->n_pending = kept;
    add_event(peer, &(struct outlet_event){ OUTLET_ACKED, slot, offset, 0, { 0 } });
}

static void
take_error(struct peer *peer, const struct frame *frame)
{
    char text[FRAME_ERROR_MOST + 1], why[TRANSPORT_WHY];

    for (size_t i = 0; i < frame->size; i++) /* nothing that a terminal would obey */
        text[i] = (char)(frame->bytes[i] < ' ' || frame->bytes[i] > '~' ? '?' : frame->bytes[i]);
    text[frame->size] = '\0';
    snprintf(why, sizeof why, "the collector says: %s", text);
    broken(peer, why);
}

static void
take_frame(struct peer *peer, const struct frame *frame)
{
    unsigned slot = frame->size >= 4 ? get_u32(frame->bytes) : 0;

    peer->heard = clock_seconds();
    switch (frame->kind) {
    case FRAME_WELCOME:
        peer->window = get_u32(frame->bytes);
        peer->window = peer->window < WINDOW_MOST ? peer->window : WINDOW_MOST;
        peer->state = PEER_READY;
        return;
    case FRAME_ERROR: take_error(peer, frame); return;
    case FRAME_PING: return;
    default: break;
    }
    peer->acked = peer->heard;
    if (slot >= SLOTS_MOST)
        broken(peer, "the collector names a slot that there is not");
    else if (frame->kind == FRAME_RESUME)
        take_resume(peer, slot, frame->bytes + 4);
    else if (frame->kind == FRAME_ACK)
        take_ack(peer, slot, get_u64(frame->bytes + 4));
    else
        add_event(peer, &(struct outlet_event){ OUTLET_ENDED, slot, 0, 0, { 0 } });
}

static unsigned
expected(const struct peer *peer)
{
    return peer->state == PEER_SAID_HELLO
               ? FRAME_BIT(FRAME_WELCOME) | FRAME_BIT(FRAME_ERROR)
               : FRAME_BIT(FRAME_RESUME) | FRAME_BIT(FRAME_ACK) | FRAME_BIT(FRAME_ENDED) |
                     FRAME_BIT(FRAME_PING) | FRAME_BIT(FRAME_ERROR);
}

/* Whether anything came. */
static bool
receive(struct peer *peer)
{
    size_t size, sum = 0;
    ssize_t got = 1;

    while (got > 0 && peer->state != PEER_BROKEN && sum < READ_AT_ONCE) {
        uint8_t *to = frame_space(&peer->in, &size);
        struct frame frame;

        got = peer->kind->read(peer->stream, to, size, peer->why);
        if (got < 0)
            broken(peer, *peer->why ? peer->why : "the collector has hung up");
        if (got <= 0)
            break;
        sum += (size_t)got;
        switch (frame_take(&peer->in, (size_t)got, clock_seconds(), expected(peer), &frame)) {
        case FRAME_MORE: break;
        case FRAME_WRONG: broken(peer, "what answers there is no netcap collect"); break;
        case FRAME_WHOLE:
            take_frame(peer, &frame);
            frame_next(&peer->in);
            break;
        }
    }
    return sum > 0;
}

/* Who cannot be written to may have said why. */
static bool
transmit(struct peer *peer, bool *failed)
{
    bool any = false;

    while (frame_left(&peer->out) > 0) {
        ssize_t done = peer->kind->write(peer->stream, peer->out.bytes + peer->out.begin,
                                         frame_left(&peer->out), peer->why);

        *failed = done < 0;
        if (done <= 0)
            break;
        frame_written(&peer->out, (size_t)done);
        any = true;
    }
    return any;
}

static void
watch_time(struct peer *peer)
{
    double now = clock_seconds();

    if (peer->state == PEER_READY && now - peer->said > FRAME_PING_SECONDS &&
        frame_left(&peer->out) == 0) {
        frame_put(&peer->out, FRAME_PING, 0);
        peer->said = now;
    }
    if (peer->state < PEER_READY ? now - peer->begun > 2 * FRAME_HELLO_SECONDS
                                 : now - peer->heard > FRAME_SILENCE_SECONDS ||
                                       frame_is_late(&peer->in, now))
        broken(peer, "the collector does not answer in time");
    if (peer->state == PEER_READY && peer->n_pending && now - peer->acked > ACK_SECONDS)
        broken(peer, "the collector acknowledges nothing");
}

static bool
work(struct peer *peer)
{
    enum peer_state before = peer->state;
    bool any = false, failed = false;

    if (peer->state == PEER_GREETS)
        greet(peer);
    if (peer->state == PEER_SAID_HELLO || peer->state == PEER_READY) {
        any |= transmit(peer, &failed);
        any |= receive(peer);
        if (failed)
            broken(peer, "the collector has hung up");
    }
    if (peer->state != PEER_IDLE && peer->state != PEER_BROKEN)
        watch_time(peer);
    return any || peer->state != before;
}

static enum outlet_state
peer_step(void *outlet, int wait_ms, char *why)
{
    struct peer *peer = outlet;

    if (peer->stream && !work(peer) && wait_ms > 0) {
        struct pollfd about = { peer->kind->descriptor(peer->stream),
                                peer->kind->events(peer->stream, frame_left(&peer->out) > 0), 0 };

        if (poll(&about, 1, wait_ms) > 0)
            work(peer);
    }
    if (peer->state == PEER_BROKEN)
        snprintf(why, TRANSPORT_WHY, "%s", peer->why);
    return peer->state == PEER_BROKEN  ? OUTLET_BROKEN
           : peer->state == PEER_READY ? OUTLET_READY
                                       : OUTLET_WAITS;
}

static void
peer_begin(void *outlet, unsigned slot, const struct outlet_file *file)
{
    struct peer *peer = outlet;
    uint8_t *at = frame_put(&peer->out, FRAME_FILE, 4 + file->header_size);

    put_u32(at, slot);
    memcpy(at + 4, file->header, file->header_size);
}

static bool
peer_has_space(void *outlet)
{
    const struct peer *peer = outlet;

    return peer->state == PEER_READY && peer->n_pending < PENDING_MOST &&
           (peer->unacked == 0 || peer->unacked + BLOCK_WANTED <= peer->window) &&
           frame_left(&peer->out) < READ_AT_ONCE;
}

static void
peer_put(void *outlet, unsigned slot, const struct outlet_block *block)
{
    struct peer *peer = outlet;
    uint8_t *at = frame_put(&peer->out, FRAME_BLOCK, FRAME_BLOCK_HEAD + block->member_size);

    put_u32(at, slot);
    block_id_put(&block->id, at + 4);
    put_u32(at + 4 + BLOCK_ID, block->count);
    memcpy(at + FRAME_BLOCK_HEAD, block->member, block->member_size);
    if (peer->n_pending == 0)
        peer->acked = clock_seconds();
    peer->said = clock_seconds();
    peer->unacked += block->member_size;
    peer->pending[peer->n_pending++] =
        (struct pending){ slot, block->id.offset + block->id.size, block->member_size };
}

static void
peer_end(void *outlet, unsigned slot, bool whole)
{
    struct peer *peer = outlet;
    uint8_t *at = frame_put(&peer->out, FRAME_END, 5);

    put_u32(at, slot);
    at[4] = whole;
}

static bool
peer_event(void *outlet, struct outlet_event *event)
{
    struct peer *peer = outlet;

    if (peer->first_event == peer->n_events) {
        peer->first_event = peer->n_events = 0;
        return false;
    }
    *event = peer->events[peer->first_event++];
    return true;
}

const struct outlet_kind outlet_peer = {
    .members = true,
    .acknowledges = true,
    .header_most = FRAME_HEADER_MOST,
    .close = peer_close,
    .own_name = peer_own_name,
    .start = peer_start,
    .step = peer_step,
    .begin = peer_begin,
    .has_space = peer_has_space,
    .put = peer_put,
    .end = peer_end,
    .event = peer_event,
};
