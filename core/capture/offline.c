/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/offline.h"

#include "capture/capfile.h"
#include "capture/capfilter.h"
#include "capture/inputs.h"

#include <errno.h>
#include <stdlib.h>

/* What is read at once.  Bytes read but not parsed when a batch is full are copied to the next
 * one, so reads shrink to what the batch still needs. */
#define CHUNK_MIN ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)256 << 10)

/* A signal between looking at the stop flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

struct offline {
    struct inputs inputs;
    size_t next;
    struct capfile file;
    struct capfilter *filter;
    uint64_t done, filtered; /* bytes of the files that are closed; packets left out */
    bool damaged;
    size_t carried; /* bytes read but not parsed, for the next room */
    uint8_t carry[STEP_MAX];
};

/* A room being filled.  Of its size, [start, end) has been read and not parsed. */
struct filling {
    const struct capture_room *room;
    const volatile sig_atomic_t *stop;
    size_t size, start, end;
    size_t count, held; /* packets, and bytes of theirs */
    int wait_ms;
};

enum outcome { GO_ON, ROOM_FULL, NOTHING_YET, NO_MORE };

void
offline_close(struct offline *o)
{
    if (!o)
        return;
    if (o->file.stream)
        capfile_close(&o->file);
    capfilter_close(o->filter);
    inputs_free(&o->inputs);
    free(o);
}

struct offline *
offline_open(const struct capture_options *options, int *status)
{
    struct offline *o = calloc(1, sizeof *o);

    if (!o) {
        say_error("out of memory for reading captures");
        *status = STATUS_FAILED;
        return NULL;
    }
    *status = (int)inputs_list(&o->inputs, options->inputs, options->n_inputs);
    if (*status == STATUS_DONE && options->filter)
        o->filter = capfilter_open(options->filter, status);
    if (*status != STATUS_DONE) {
        offline_close(o);
        return NULL;
    }
    return o;
}

/* False when there are no more files, or the wait for a named pipe's writer was stopped. */
static bool
open_next(struct offline *o, const volatile sig_atomic_t *stop)
{
    while (!*stop && o->next < o->inputs.n) {
        if (capfile_open(&o->file, o->inputs.paths[o->next])) {
            o->next++;
            return true;
        }
        if (errno != EINTR) {
            say_error("%s: cannot be read: %s", o->inputs.paths[o->next++], strerror(errno));
            o->damaged = true;
        }
    }
    return false;
}

static void
close_file(struct offline *o, bool damaged)
{
    o->damaged |= damaged;
    o->done += stream_position(o->file.stream);
    capfile_close(&o->file);
}

static ssize_t
read_or_wait(struct offline *o, uint8_t *to, size_t size, int wait_ms,
             const volatile sig_atomic_t *stop)
{
    for (;;) {
        int slice = wait_ms < 0 || wait_ms > WAIT_SLICE_MS ? WAIT_SLICE_MS : wait_ms;
        ssize_t got = stream_read(o->file.stream, to, size, slice);

        if (got != STREAM_WAIT || *stop)
            return got;
        if (wait_ms >= 0 && (wait_ms -= slice) <= 0)
            return got;
    }
}

/* Moves the packets together, and the bytes not parsed yet after them: what the filter left
 * out and the headers between give their space back. */
static void
compact(struct filling *f)
{
    uint8_t *data = f->room->data;
    size_t to = 0;

    for (size_t i = 0; i < f->count; i++) {
        struct packet *packet = &f->room->packets[i];

        memmove(data + to, data + packet->offset, packet->captured);
        packet->offset = (uint32_t)to;
        to += packet->captured;
    }
    memmove(data + to, data + f->start, f->end - f->start);
    f->end -= f->start - to;
    f->start = to;
}

/* Only what has been parsed decides, never how much has been read, so that the same packets
 * share a batch however the bytes arrive. */
static bool
make_room(struct filling *f, size_t need)
{
    if (need <= f->size - f->start)
        return true;
    if (f->count > 0 && f->start - f->held < f->size / 4 * 3)
        return false;
    compact(f);
    return need <= f->size - f->start;
}

static size_t
chunk(const struct offline *o, const struct filling *f)
{
    uint64_t average = o->file.packets ? o->file.offset / o->file.packets + 1 : 256;
    uint64_t wanted = (f->room->max_packets - f->count) * average;
    size_t unparsed = f->end - f->start, limit = f->size - f->end;

    if (limit > STEP_MAX - unparsed)
        limit = STEP_MAX - unparsed;
    wanted = wanted < CHUNK_MIN ? CHUNK_MIN : wanted > CHUNK_MAX ? CHUNK_MAX : wanted;
    return wanted < limit ? (size_t)wanted : limit;
}

static enum outcome
read_more(struct offline *o, struct filling *f, const struct step *step)
{
    if (*f->stop)
        return NO_MORE;
    if (!make_room(f, step->need))
        return ROOM_FULL;

    ssize_t got = read_or_wait(o, f->room->data + f->end, chunk(o, f), f->wait_ms, f->stop);

    if (got == STREAM_WAIT)
        return NOTHING_YET;
    if (got > 0) {
        f->end += (size_t)got;
        return GO_ON;
    }
    close_file(o, capfile_say_cut(&o->file, f->end - f->start, step));
    f->end = f->start;
    return GO_ON;
}

static void
take(struct offline *o, struct filling *f, struct packet *packet)
{
    packet->offset += (uint32_t)f->start;
    memset(packet->reserved, 0, sizeof packet->reserved);
    if (o->filter && !capfilter_takes(o->filter, packet, f->room->data + packet->offset)) {
        o->filtered++;
        return;
    }
    f->held += packet->captured;
    f->count++;
}

static enum outcome
advance(struct offline *o, struct filling *f)
{
    struct packet *packet = &f->room->packets[f->count];
    struct step step;

    if (!o->file.stream)
        return open_next(o, f->stop) ? GO_ON : NO_MORE;
    switch (capfile_step(&o->file, f->room->data + f->start, f->end - f->start, packet, &step)) {
    case STEP_PACKET:
        take(o, f, packet);
        f->start += step.used;
        return GO_ON;
    case STEP_OTHER: f->start += step.used; return GO_ON;
    case STEP_SHORT: return read_more(o, f, &step);
    default:
        capfile_say_damage(&o->file, step.why);
        close_file(o, true);
        f->end = f->start;
        return GO_ON;
    }
}

long
offline_fill(struct offline *o, const struct capture_room *room, int wait_ms,
             const volatile sig_atomic_t *stop)
{
    struct filling f = { .room = room, .stop = stop, .wait_ms = wait_ms, .end = o->carried };
    enum outcome outcome = GO_ON;

    f.size = room->size < UINT32_MAX ? room->size : UINT32_MAX;
    memcpy(room->data, o->carry, o->carried);
    while (outcome == GO_ON && f.count < room->max_packets)
        outcome = advance(o, &f);
    o->carried = f.end - f.start;
    memcpy(o->carry, room->data + f.start, o->carried);
    if (f.count > 0)
        return (long)f.count;
    return outcome == NO_MORE ? CAPTURE_END : CAPTURE_WAIT;
}

/* Goes through what comes before the first packet.  False when the file ended, or was stopped. */
static bool
reach_first_packet(struct offline *o, const volatile sig_atomic_t *stop)
{
    while (!capfile_at_packet(&o->file, o->carry, o->carried)) {
        struct packet none;
        struct step step;
        enum step_result result = capfile_step(&o->file, o->carry, o->carried, &none, &step);

        if (result == STEP_OTHER) {
            o->carried -= step.used;
            memmove(o->carry, o->carry + step.used, o->carried);
        } else if (result == STEP_SHORT) {
            size_t space = STEP_MAX - o->carried;
            ssize_t got = read_or_wait(o, o->carry + o->carried,
                                       space < CHUNK_MIN ? space : CHUNK_MIN, -1, stop);

            if (got <= 0)
                return false;
            o->carried += (size_t)got;
        } else {
            return false;
        }
    }
    return true;
}

size_t
offline_linktypes(struct offline *o, uint16_t *linktypes, size_t max,
                  const volatile sig_atomic_t *stop)
{
    if (!o->file.stream && !open_next(o, stop))
        return 0;
    /* What is wrong with the file is met again, and said, by the next fill. */
    (void)reach_first_packet(o, stop);
    return capfile_linktypes(&o->file, linktypes, max);
}

void
offline_progress(const struct offline *o, struct capture_progress *progress)
{
    progress->bytes = o->done + (o->file.stream ? stream_position(o->file.stream) : 0);
    progress->total = o->inputs.total;
    progress->filtered = o->filtered;
    progress->name = o->file.stream ? o->file.name : "";
}

bool
offline_damaged(const struct offline *o)
{
    return o->damaged || (o->filter && capfilter_failed(o->filter));
}
