/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/offline.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/capture_reader.h"
#include "capture/inputs.h"
#include "capture/packet_filter.h"

#include <errno.h>
#include <stdlib.h>

/* What is read at once.  Bytes read but not parsed when a batch is full are copied to the next
 * one, so reads shrink to what the batch still needs. */
#define READ_MIN ((size_t)16 << 10)
#define READ_MAX ((size_t)256 << 10)

/* A signal between looking at the stop flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

struct offline {
    struct inputs inputs;
    size_t next;
    struct capture_reader file;
    struct packet_filter *filter;
    uint64_t done, filtered; /* bytes of the files that are closed; packets left out */
    bool damaged;
    size_t carried; /* bytes read but not parsed, for the next buffer */
    uint8_t carry[STEP_MAX];
};

/* A buffer being filled.  Of its size, [start, end) has been read and not parsed. */
struct filling {
    const struct capture_buffer *buffer;
    const volatile sig_atomic_t *stop;
    size_t size, start, end;
    size_t count, taken; /* packets, and bytes of theirs */
    int wait_ms;
};

enum reading { GO_ON, BUFFER_FULL, NOTHING_YET, NO_MORE };

void
offline_close(struct offline *o)
{
    if (!o)
        return;
    if (o->file.source)
        capture_reader_close(&o->file);
    packet_filter_close(o->filter);
    inputs_free(&o->inputs);
    free(o);
}

struct offline *
offline_open(const struct capture_options *options, int *status)
{
    struct offline *o = need(1, sizeof *o);

    *status = (int)inputs_list(&o->inputs, options->inputs, options->n_inputs);
    if (*status == STATUS_DONE && options->filter)
        o->filter = packet_filter_open(options->filter, status);
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
        if (capture_reader_open(&o->file, o->inputs.paths[o->next])) {
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
    o->done += source_position(o->file.source);
    capture_reader_close(&o->file);
}

static ssize_t
read_or_wait(struct offline *o, uint8_t *to, size_t size, int wait_ms,
             const volatile sig_atomic_t *stop)
{
    for (;;) {
        int slice = wait_ms < 0 || wait_ms > WAIT_SLICE_MS ? WAIT_SLICE_MS : wait_ms;
        ssize_t got = source_read(o->file.source, to, size, slice);

        if (got != SOURCE_WAIT || *stop)
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
    uint8_t *data = f->buffer->data;
    size_t to = 0;

    for (size_t i = 0; i < f->count; i++) {
        struct packet *packet = &f->buffer->packets[i];

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
make_space(struct filling *f, size_t need)
{
    if (need <= f->size - f->start)
        return true;
    if (f->count > 0 && f->start - f->taken < f->size / 4 * 3)
        return false;
    compact(f);
    return need <= f->size - f->start;
}

static size_t
read_size(const struct offline *o, const struct filling *f)
{
    uint64_t average = o->file.packets ? o->file.offset / o->file.packets + 1 : 256;
    uint64_t wanted = (f->buffer->max_packets - f->count) * average;
    size_t unparsed = f->end - f->start, limit = f->size - f->end;

    if (limit > STEP_MAX - unparsed)
        limit = STEP_MAX - unparsed;
    wanted = wanted < READ_MIN ? READ_MIN : wanted > READ_MAX ? READ_MAX : wanted;
    return wanted < limit ? (size_t)wanted : limit;
}

static enum reading
read_more(struct offline *o, struct filling *f, const struct step *step)
{
    if (*f->stop)
        return NO_MORE;
    if (!make_space(f, step->need))
        return BUFFER_FULL;

    ssize_t got = read_or_wait(o, f->buffer->data + f->end, read_size(o, f), f->wait_ms, f->stop);

    if (got == SOURCE_WAIT)
        return NOTHING_YET;
    if (got > 0) {
        f->end += (size_t)got;
        return GO_ON;
    }
    close_file(o, capture_reader_say_cut(&o->file, f->end - f->start, step));
    f->end = f->start;
    return GO_ON;
}

static void
take(struct offline *o, struct filling *f, struct packet *packet)
{
    packet->offset += (uint32_t)f->start;
    memset(packet->reserved, 0, sizeof packet->reserved);
    if (o->filter && !packet_filter_takes(o->filter, packet, f->buffer->data + packet->offset)) {
        o->filtered++;
        return;
    }
    f->taken += packet->captured;
    f->count++;
}

static enum reading
advance(struct offline *o, struct filling *f)
{
    struct packet *packet = &f->buffer->packets[f->count];
    struct step step;

    if (!o->file.source)
        return open_next(o, f->stop) ? GO_ON : NO_MORE;
    switch (capture_reader_step(&o->file, f->buffer->data + f->start, f->end - f->start, packet,
                                &step)) {
    case STEP_PACKET:
        take(o, f, packet);
        f->start += step.used;
        return GO_ON;
    case STEP_OTHER: f->start += step.used; return GO_ON;
    case STEP_SHORT: return read_more(o, f, &step);
    default:
        capture_reader_say_damage(&o->file, step.why);
        close_file(o, true);
        f->end = f->start;
        return GO_ON;
    }
}

long
offline_fill(struct offline *o, const struct capture_buffer *buffer, int wait_ms,
             const volatile sig_atomic_t *stop)
{
    struct filling f = { .buffer = buffer, .stop = stop, .wait_ms = wait_ms, .end = o->carried };
    enum reading reading = GO_ON;

    f.size = buffer->size < UINT32_MAX ? buffer->size : UINT32_MAX;
    memcpy(buffer->data, o->carry, o->carried);
    while (reading == GO_ON && f.count < buffer->max_packets)
        reading = advance(o, &f);
    o->carried = f.end - f.start;
    memcpy(o->carry, buffer->data + f.start, o->carried);
    if (f.count > 0)
        return (long)f.count;
    return reading == NO_MORE ? CAPTURE_END : CAPTURE_WAIT;
}

/* Goes through what comes before the first packet.  False when the file ended, or was stopped. */
static bool
reach_first_packet(struct offline *o, const volatile sig_atomic_t *stop)
{
    while (!capture_reader_at_packet(&o->file, o->carry, o->carried)) {
        struct packet none;
        struct step step;
        enum step_result result = capture_reader_step(&o->file, o->carry, o->carried, &none, &step);

        if (result == STEP_OTHER) {
            o->carried -= step.used;
            memmove(o->carry, o->carry + step.used, o->carried);
        } else if (result == STEP_SHORT) {
            size_t space = STEP_MAX - o->carried;
            ssize_t got = read_or_wait(o, o->carry + o->carried,
                                       space < READ_MIN ? space : READ_MIN, -1, stop);

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
    if (!o->file.source && !open_next(o, stop))
        return 0;
    /* What is wrong with the file is met again, and said, by the next fill. */
    (void)reach_first_packet(o, stop);
    return capture_reader_linktypes(&o->file, linktypes, max);
}

void
offline_progress(const struct offline *o, struct capture_progress *progress)
{
    progress->bytes = o->done + (o->file.source ? source_position(o->file.source) : 0);
    progress->total = o->inputs.total;
    progress->filtered = o->filtered;
    progress->name = o->file.source ? o->file.name : "";
}

bool
offline_damaged(const struct offline *o)
{
    return o->damaged || (o->filter && packet_filter_failed(o->filter));
}
