/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/offline.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/say.h"
#include "capture/capture_reader.h"
#include "capture/inputs.h"
#include "capture/packet_filter.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is read at once.  Bytes read but not parsed when a batch is full are copied to the next
 * one, so reads shrink to what the batch still needs. */
#define READ_MIN ((size_t)16 << 10)
#define READ_MAX ((size_t)256 << 10)

/* A signal between looking at the flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

struct offline {
    struct inputs inputs;
    struct input_note *notes; /* of each */
    size_t next;
    struct capture_reader file;
    struct packet_filter *filter;
    uint64_t done, filtered; /* bytes of the files that are closed; packets left out */
    uint64_t cut;            /* packets of those files that were too long */
    uint64_t unpack_max, unpack_ratio;
    uint32_t sections; /* of the files that are closed */
    bool sums, damaged;
    size_t carried; /* bytes read but not parsed, for the next buffer */
    uint8_t carry[STEP_MAX];
};

/* How long reading may take: until a time, or until somebody hurries it. */
struct patience {
    double end;
    const volatile sig_atomic_t *hurry;
};

/* A buffer being filled.  Of its size, [start, end) has been read and not parsed. */
struct filling {
    const struct capture_buffer *buffer;
    struct patience patience;
    size_t size, start, end;
    size_t count, taken; /* packets, and bytes of theirs */
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
    free(o->notes);
    free(o);
}

struct offline *
offline_open(const struct capture_options *options, int *status)
{
    struct offline *o = need(1, sizeof *o);

    o->sums = options->sums;
    o->unpack_max = options->unpack_max;
    o->unpack_ratio = options->unpack_ratio;
    *status = (int)inputs_list(&o->inputs, options->inputs, options->n_inputs);
    if (*status == STATUS_DONE && options->filter)
        o->filter = packet_filter_open(options->filter, status);
    if (*status != STATUS_DONE) {
        offline_close(o);
        return NULL;
    }
    o->notes = need(o->inputs.n + 1, sizeof *o->notes);
    for (size_t i = 0; i < o->inputs.n; i++)
        o->notes[i] = (struct input_note){ .path = o->inputs.list[i].path, .no_sum = "not read" };
    return o;
}

/* Opens the next file, unless it cannot be read; NO_MORE when there is none. */
static enum reading
open_next(struct offline *o)
{
    const char *path;

    if (o->next == o->inputs.n)
        return NO_MORE;
    path = o->inputs.list[o->next++].path;
    if (!capture_reader_open(&o->file, path, o->unpack_max, o->unpack_ratio)) {
        say_error("%s: cannot be read: %s", path, strerror(errno));
        o->damaged = true;
    } else if (o->sums) {
        source_sum(o->file.source);
    }
    return GO_ON;
}

/* Of the file at hand. */
static void
note_state(const struct offline *o, struct input_note *note)
{
    static const char *const formats[] = { NULL, "pcap", "pcapng" };

    note->format = formats[o->file.format];
    note->compression = source_compression(o->file.source);
    note->size = source_position(o->file.source);
    note->no_sum = "not read to its end";
}

/* What is damaged is summed up whole all the same. */
static void
note_whole(struct offline *o, struct input_note *note)
{
    note_state(o, note);
    if (strcmp(note->path, "-") == 0)
        note->no_sum = "standard input";
    else if (!o->sums)
        note->no_sum = "not asked for";
    else
        note->no_sum = source_digest(o->file.source, note->sha256, &note->size);
}

static void
close_file(struct offline *o, bool damaged)
{
    note_whole(o, &o->notes[o->next - 1]);
    o->damaged |= damaged | capture_reader_say_losses(&o->file);
    o->cut += o->file.cut;
    o->done += source_position(o->file.source);
    o->sections += capture_reader_sections(&o->file);
    capture_reader_close(&o->file);
}

static struct patience
patience_of(int wait_ms, const volatile sig_atomic_t *hurry)
{
    return (struct patience){ wait_ms < 0 ? INFINITY : clock_seconds() + wait_ms / 1e3, hurry };
}

static bool
has_run_out(const struct patience *patience)
{
    return *patience->hurry || clock_seconds() >= patience->end;
}

static ssize_t
read_or_wait(struct offline *o, uint8_t *to, size_t size, const struct patience *patience)
{
    ssize_t got;

    do {
        double left = (patience->end - clock_seconds()) * 1e3;
        int slice = left < 0 ? 0 : left < WAIT_SLICE_MS ? (int)left + 1 : WAIT_SLICE_MS;

        got = source_read(o->file.source, to, size, slice);
    } while (got == SOURCE_WAIT && !has_run_out(patience));
    return got;
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
    if (!make_space(f, step->need))
        return BUFFER_FULL;

    ssize_t got = read_or_wait(o, f->buffer->data + f->end, read_size(o, f), &f->patience);

    if (got == SOURCE_WAIT)
        return NOTHING_YET;
    if (got > 0) {
        f->end += (size_t)got;
        return has_run_out(&f->patience) ? NOTHING_YET : GO_ON;
    }
    close_file(o, capture_reader_say_cut(&o->file, f->end - f->start, step));
    f->end = f->start;
    return GO_ON;
}

static void
take(struct offline *o, struct filling *f, struct packet *packet)
{
    packet->offset += (uint32_t)f->start;
    input_note_take(&o->notes[o->next - 1], packet);
    packet->interface |= (o->sections + capture_reader_sections(&o->file) - 1) << 16;
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
        return open_next(o);
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
             const volatile sig_atomic_t *hurry)
{
    struct filling f = { .buffer = buffer,
                         .patience = patience_of(wait_ms, hurry),
                         .end = o->carried };
    enum reading reading = GO_ON;

    f.size = buffer->size < UINT32_MAX ? buffer->size : UINT32_MAX;
    memcpy(buffer->data, o->carry, o->carried);
    while (reading == GO_ON && f.count < buffer->max_packets)
        reading = *hurry ? NOTHING_YET : advance(o, &f);
    o->carried = f.end - f.start;
    memcpy(o->carry, buffer->data + f.start, o->carried);
    if (f.count > 0)
        return (long)f.count;
    return reading == NO_MORE ? CAPTURE_END : CAPTURE_WAIT;
}

/* Reads on, at the end of what is carried of which `start` bytes are done with; NO_MORE when there
 * are none. */
static enum reading
carry_more(struct offline *o, size_t start, const struct patience *patience)
{
    size_t space;
    ssize_t got;

    o->carried -= start;
    memmove(o->carry, o->carry + start, o->carried);
    space = STEP_MAX - o->carried;
    got = read_or_wait(o, o->carry + o->carried, space < READ_MIN ? space : READ_MIN, patience);
    if (got > 0)
        o->carried += (size_t)got;
    return got > 0 ? GO_ON : got == SOURCE_WAIT ? NOTHING_YET : NO_MORE;
}

/* Goes through what comes before the first packet; NO_MORE when there is none. */
static enum reading
reach_first_packet(struct offline *o, const struct patience *patience)
{
    enum reading reading = GO_ON;
    size_t start = 0;

    while (reading == GO_ON &&
           !capture_reader_at_packet(&o->file, o->carry + start, o->carried - start)) {
        struct packet none;
        struct step step;

        switch (capture_reader_step(&o->file, o->carry + start, o->carried - start, &none, &step)) {
        case STEP_OTHER: start += step.used; break;
        case STEP_SHORT:
            reading = carry_more(o, start, patience);
            start = 0;
            if (reading == GO_ON && has_run_out(patience))
                reading = NOTHING_YET;
            break;
        default: reading = NO_MORE;
        }
    }
    o->carried -= start;
    memmove(o->carry, o->carry + start, o->carried);
    return reading;
}

long
offline_linktypes(struct offline *o, uint16_t *linktypes, size_t max, int wait_ms,
                  const volatile sig_atomic_t *hurry)
{
    struct patience patience = patience_of(wait_ms, hurry);

    while (!o->file.source && open_next(o) != NO_MORE)
        ;
    if (!o->file.source)
        return 0;
    /* What is wrong with the file is met again, and said, by the next fill. */
    if (reach_first_packet(o, &patience) == NOTHING_YET)
        return CAPTURE_WAIT;
    return (long)capture_reader_linktypes(&o->file, linktypes, max);
}

const char *
offline_reads(const struct offline *o, const struct stat *about)
{
    return inputs_find(&o->inputs, about);
}

const struct input *
offline_input(const struct offline *o, size_t i)
{
    return i < o->inputs.n ? &o->inputs.list[i] : NULL;
}

bool
offline_input_note(const struct offline *o, size_t i, struct input_note *note)
{
    if (i >= o->inputs.n)
        return false;
    *note = o->notes[i];
    if (o->file.source && i == o->next - 1)
        note_state(o, note);
    return true;
}

void
offline_progress(const struct offline *o, struct capture_progress *progress)
{
    progress->bytes = o->done + (o->file.source ? source_position(o->file.source) : 0);
    progress->total = o->inputs.total;
    progress->filtered = o->filtered;
    progress->cut = o->cut + (o->file.source ? o->file.cut : 0);
    progress->name = o->file.source ? o->file.name : "";
}

bool
offline_damaged(const struct offline *o)
{
    return o->damaged || o->inputs.missed || (o->filter && packet_filter_failed(o->filter));
}
