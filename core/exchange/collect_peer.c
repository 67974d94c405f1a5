/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/collect_peer.h"

#include "base/clock.h"
#include "base/memory.h"
#include "exchange/big_endian.h"
#include "exchange/sensor_name.h"
#include "exchange/store_turn.h"

#include <stdlib.h>
#include <string.h>

enum { READ_AT_ONCE = 2 << 20, OUT_MOST = 256 << 10, STUCK_SECONDS = 30 };

struct collect_peer *
collect_peer_new(struct store *store, const struct stream_kind *kind, void *transport, int fd,
                 char *why)
{
    void *stream = kind->accept(transport, fd, why);
    struct collect_peer *peer = stream ? need(1, sizeof *peer) : NULL;

    if (!peer)
        return NULL;
    peer->store = store;
    peer->kind = kind;
    peer->stream = stream;
    peer->begun = peer->heard = peer->said = clock_seconds();
    return peer;
}

static void
gone(struct collect_peer *peer, const char *why)
{
    if (peer->state != COLLECT_GONE && why != peer->why)
        snprintf(peer->why, sizeof peer->why, "%s", why);
    peer->state = COLLECT_GONE;
}

static void
close_file(struct collect_peer *peer, unsigned slot)
{
    struct store_file *file = peer->slots[slot].file;

    peer->headers -= file->header_size;
    peer->slots[slot] = (struct collect_slot){ NULL, false, false, false };
    store_file_close(file);
}

/* Who it says it is, is who its certificate says. */
static const char *
refuse_name(const struct collect_peer *peer, const char *name, size_t size)
{
    const char *certified = peer->kind->peer(peer->stream);

    if (!sensor_name_is(name, size))
        return "the sensor's name is none: expected " SENSOR_NAME_EXPECTED;
    if (certified && (strlen(certified) != size || memcmp(certified, name, size) != 0))
        return "the sensor's name is not that of its certificate";
    return NULL;
}

static void
take_hello(struct collect_peer *peer, const struct frame *frame)
{
    const char *name = (const char *)frame->bytes + FRAME_MAGIC, *refused;
    size_t size = frame->size - FRAME_MAGIC;
    char text[SENSOR_MOST + 1];

    if (memcmp(frame->bytes, frame_magic, FRAME_MAGIC) != 0) {
        gone(peer, "it speaks another protocol, or another version of it");
        return;
    }
    refused = refuse_name(peer, name, size);
    if (refused) {
        gone(peer, refused);
        return;
    }
    memcpy(text, name, size);
    text[size] = '\0';
    peer->sensor = store_sensor_open(peer->store, text, peer->why);
    if (!peer->sensor) {
        gone(peer, peer->why);
        return;
    }
    peer->slots = need(SLOTS_MOST, sizeof *peer->slots);
    put_u32(frame_put(&peer->out, FRAME_WELCOME, 4), PEER_WINDOW);
    peer->state = COLLECT_RUNS;
}

/* The newer of two that send the same file is the one that lives. */
static void
take_over(struct collect_peer *peer, const struct file_id *id)
{
    struct store_file *file = store_file_of(peer->sensor, id);
    struct collect_peer *other = file ? file->owner : NULL;

    if (!other)
        return;
    gone(other, "it sends from another connection");
    for (unsigned i = 0; i < SLOTS_MOST; i++)
        if (other->slots[i].file == file) {
            close_file(other, i);
            return;
        }
}

static void
put_resume(struct collect_peer *peer, unsigned slot, const struct store_file *file)
{
    uint8_t *at = frame_put(&peer->out, FRAME_RESUME, FRAME_RESUMES);

    put_u32(at, slot);
    put_u64(at + 4, file->end);
    put_u32(at + 12, file->last.size);
    memcpy(at + 16, file->last.digest, BLOCK_DIGEST);
}

static void
take_file(struct collect_peer *peer, unsigned slot, const uint8_t *header, size_t size)
{
    struct file_id id = file_id_of(header, size);
    struct store_file *file;

    if (peer->slots[slot].file || peer->headers + size > PEER_HEADERS_MOST) {
        gone(peer, "it begins more files than there is space for");
        return;
    }
    take_over(peer, &id);
    if (peer->state == COLLECT_GONE)
        return;
    file = store_file_open(peer->store, peer->sensor, header, size, peer, peer->why);
    if (!file) {
        gone(peer, peer->why);
        return;
    }
    peer->slots[slot].file = file;
    peer->headers += size;
    put_resume(peer, slot, file);
}

static void
take_block(struct collect_peer *peer, unsigned slot, const struct frame *frame)
{
    struct block_id id = block_id_get(frame->bytes + 4);
    uint32_t count = get_u32(frame->bytes + 4 + BLOCK_ID);
    size_t size = frame->size - FRAME_BLOCK_HEAD;
    char why[STORE_WHY] = "";

    if (peer->slots[slot].ends)
        gone(peer, "a block comes behind the end of its file");
    else if (!store_file_append(peer->slots[slot].file, &id, count, frame->bytes + FRAME_BLOCK_HEAD,
                                size, why))
        gone(peer, why);
    peer->slots[slot].came = true;
    peer->unsynced += size;
    if (peer->unsynced > 2 * (uint64_t)PEER_WINDOW)
        gone(peer, "it sends more than it may");
}

static void
take_frame(struct collect_peer *peer, const struct frame *frame)
{
    unsigned slot = frame->size >= 4 ? get_u32(frame->bytes) : 0;

    if (frame->kind == FRAME_HELLO) {
        take_hello(peer, frame);
    } else if (frame->kind == FRAME_PING) {
        return;
    } else if (slot >= SLOTS_MOST || (frame->kind != FRAME_FILE && !peer->slots[slot].file)) {
        gone(peer, "it names a file that it has not begun");
    } else if (frame->kind == FRAME_FILE) {
        take_file(peer, slot, frame->bytes + 4, frame->size - 4);
    } else if (frame->kind == FRAME_BLOCK) {
        take_block(peer, slot, frame);
    } else {
        peer->slots[slot].ends = true;
        peer->slots[slot].whole = frame->bytes[4] == 1;
    }
}

static unsigned
expected(const struct collect_peer *peer)
{
    return peer->state == COLLECT_HELLO
               ? FRAME_BIT(FRAME_HELLO)
               : FRAME_BIT(FRAME_FILE) | FRAME_BIT(FRAME_BLOCK) | FRAME_BIT(FRAME_END) |
                     FRAME_BIT(FRAME_PING);
}

static void
receive(struct collect_peer *peer, double now)
{
    size_t size, sum = 0;

    peer->more = false;
    while (peer->state != COLLECT_GONE && frame_left(&peer->out) < OUT_MOST) {
        uint8_t *to = frame_space(&peer->in, &size);
        ssize_t got = peer->kind->read(peer->stream, to, size, peer->why);
        struct frame frame;

        if (got < 0)
            gone(peer, peer->why);
        if (got <= 0)
            return;
        sum += (size_t)got;
        switch (frame_take(&peer->in, (size_t)got, now, expected(peer), &frame)) {
        case FRAME_MORE: break;
        case FRAME_WRONG: gone(peer, "what it says is none of our protocol"); break;
        case FRAME_WHOLE:
            peer->heard = now;
            take_frame(peer, &frame);
            frame_next(&peer->in);
            break;
        }
        if (sum >= READ_AT_ONCE) {
            peer->more = true;
            return;
        }
    }
}

static void
transmit(struct collect_peer *peer, double now)
{
    while (peer->state != COLLECT_GONE && frame_left(&peer->out) > 0) {
        ssize_t done = peer->kind->write(peer->stream, peer->out.bytes + peer->out.begin,
                                         frame_left(&peer->out), peer->why);

        if (done < 0)
            gone(peer, peer->why);
        if (done <= 0) {
            peer->stuck = peer->stuck ? peer->stuck : now;
            return;
        }
        frame_written(&peer->out, (size_t)done);
        peer->said = now;
        peer->stuck = 0;
    }
}

void
collect_peer_work(struct collect_peer *peer, double now)
{
    if (peer->state == COLLECT_GREETS)
        switch (peer->kind->greet(peer->stream, peer->why)) {
        case STREAM_READY: peer->state = COLLECT_HELLO; break;
        case STREAM_WAITS: return;
        case STREAM_BROKEN: gone(peer, peer->why); return;
        }
    receive(peer, now);
    transmit(peer, now);
}

/* A slot's END, once all before it is on disk. */
static void
finish_file(struct collect_peer *peer, unsigned slot, bool *closed)
{
    if (peer->slots[slot].whole && !store_file_finish(peer->slots[slot].file, peer->why)) {
        gone(peer, peer->why);
        return;
    }
    *closed |= peer->slots[slot].whole;
    close_file(peer, slot);
    frame_put_slot(&peer->out, FRAME_ENDED, slot);
}

static void
settle_slot(struct collect_peer *peer, unsigned slot, bool *closed)
{
    struct collect_slot *is = &peer->slots[slot];

    if (is->came && !store_file_sync(is->file, peer->why)) {
        gone(peer, peer->why);
        return;
    }
    if (is->came)
        frame_put_offset(&peer->out, FRAME_ACK, slot, is->file->synced);
    is->came = false;
    if (is->ends)
        finish_file(peer, slot, closed);
}

void
collect_peer_settle(struct collect_peer *peer, double now)
{
    bool closed = false;

    if (peer->state != COLLECT_RUNS || (peer->more && peer->unsynced < PEER_SYNC_BYTES))
        return;
    for (unsigned i = 0; i < SLOTS_MOST && peer->state == COLLECT_RUNS; i++)
        if (peer->slots[i].file)
            settle_slot(peer, i, &closed);
    peer->unsynced = 0;
    if (closed)
        store_keep(peer->store, peer->sensor);
    transmit(peer, now);
}

void
collect_peer_watch(struct collect_peer *peer, double now)
{
    if (peer->state == COLLECT_GONE)
        return;
    if (peer->state == COLLECT_RUNS && now - peer->said > FRAME_PING_SECONDS &&
        frame_left(&peer->out) == 0) {
        frame_put(&peer->out, FRAME_PING, 0);
        transmit(peer, now);
    }
    if (peer->state != COLLECT_RUNS && now - peer->begun > FRAME_HELLO_SECONDS)
        gone(peer, "it does not say who it is in time");
    else if (now - peer->heard > FRAME_SILENCE_SECONDS || frame_is_late(&peer->in, now) ||
             (peer->stuck && now - peer->stuck > STUCK_SECONDS))
        gone(peer, "it is too slow");
}

/* As far as it goes at once. */
static void
say_why(struct collect_peer *peer)
{
    size_t size = strnlen(peer->why, FRAME_ERROR_MOST);
    char ignored[TRANSPORT_WHY];

    if (!size || peer->state == COLLECT_GREETS)
        return;
    memcpy(frame_put(&peer->out, FRAME_ERROR, size), peer->why, size);
    (void)peer->kind->write(peer->stream, peer->out.bytes + peer->out.begin,
                            frame_left(&peer->out), ignored);
}

void
collect_peer_free(struct collect_peer *peer)
{
    char ignored[STORE_WHY];

    for (unsigned i = 0; peer->slots && i < SLOTS_MOST; i++)
        if (peer->slots[i].file) {
            store_file_sync(peer->slots[i].file, ignored);
            close_file(peer, i);
        }
    say_why(peer);
    if (peer->sensor)
        store_sensor_close(peer->store, peer->sensor);
    peer->kind->hang_up(peer->stream);
    frame_free(&peer->in);
    frame_writer_free(&peer->out);
    free(peer->slots);
    free(peer);
}
