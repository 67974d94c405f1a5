/* SPDX-License-Identifier: Apache-2.0 */
#include "records/whole.h"

#include "base/memory.h"
#include "base/wire.h"
#include "records/headers.h"
#include "records/schemas.h"
#include "schema/value.h"
#include "source/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE ((size_t)256 << 10)
#define MAX_MESSAGE ((size_t)64 << 20)

/* No block of netcapd is larger. */
#define WINDOW ((uint64_t)2 << 20)

/* What is spent behind one damaged block on what only looks like another. */
enum { MOST_TRIES = 4096 };
#define MOST_TRIED ((uint64_t)256 << 20)

enum { NEEDLE = 32 }; /* so much of a block is looked for in the damaged one */

struct counts {
    uint64_t records, blocks, headers, unknown;
};

struct reading {
    struct whole *whole;
    struct source *source;
    struct values *values;
    bool compressed;
    uint8_t *buffer;
    size_t size, start, end; /* start to end are bytes of a message that is not complete */
    uint64_t position;       /* of start, in a file that is not compressed */
    uint64_t member;         /* the block at hand */
    uint64_t from;           /* where what is not counted yet begins in the file */
    struct counts pending;   /* in that */
    uint64_t probation;      /* blocks count once they go on beyond this; 0: at once */
    uint64_t damaged;        /* the damaged block before */
    bool to_end;             /* all is well in that up to the end of the file */
    unsigned tries;
    uint64_t tried;
    char what[400];
};

static void
add_part(struct whole *whole, uint64_t from, uint64_t to)
{
    if (from == to)
        return;
    if (whole->n_parts && whole->parts[whole->n_parts - 1].to == from) {
        whole->parts[whole->n_parts - 1].to = to;
        return;
    }
    whole->parts = grow(whole->parts, (whole->n_parts + 1) * sizeof *whole->parts);
    whole->parts[whole->n_parts++] = (struct whole_part){ from, to };
}

/* What was read up to there is whole. */
static void
count(struct reading *r, uint64_t to)
{
    struct whole *whole = r->whole;

    if (r->probation && whole->n_holes)
        whole->holes[whole->n_holes - 1].to = r->from;
    add_part(whole, r->from, to);
    whole->records += r->pending.records;
    whole->blocks += r->pending.blocks;
    whole->headers += r->pending.headers;
    whole->unknown += r->pending.unknown;
    r->pending = (struct counts){ 0 };
    r->from = to;
    r->probation = 0;
}

/* A block has ended, and its checksum is right. */
static void
end_block(struct reading *r, uint64_t at, bool last)
{
    r->pending.blocks++;
    if (r->start == r->end && (last || at >= r->probation))
        count(r, at);
}

static bool
wrong(struct reading *r, const char *what)
{
    const char *source = source_damage(r->source);

    if (source)
        snprintf(r->what, sizeof r->what, "%s", source);
    else
        snprintf(r->what, sizeof r->what, "record %" PRIu64 " of the %s at byte %" PRIu64 ": %s",
                 (r->compressed ? 0 : r->whole->records) + r->pending.records + 1,
                 r->compressed ? "block" : "file, which begins",
                 r->compressed ? r->member : r->position, what);
    return false;
}

static void
take_schema(struct whole *whole)
{
    Types__Header *header = whole->header;

    whole->foreign_schema = header->schema.len == 0;
    if (whole->foreign_schema && !schemas_give(header, whole->why, sizeof whole->why))
        return;
    whole->schema = schema_new(header->schema.data, header->schema.len, header->recordname,
                               whole->why, sizeof whole->why);
}

static bool
take_first(struct reading *r, const uint8_t *bytes, size_t size)
{
    struct whole *whole = r->whole;

    whole->header = headers_read(bytes, size);
    if (!whole->header)
        return wrong(r, "expected a header");
    take_schema(whole);
    if (whole->schema)
        r->values = values_new(schema_record(whole->schema));
    r->pending.headers++;
    return true;
}

static bool
take_other_header(struct reading *r, const uint8_t *bytes, size_t size)
{
    const struct whole *whole = r->whole;
    const struct schema_message *record = whole->schema ? schema_record(whole->schema) : NULL;
    Types__Header *header = headers_read(bytes, size);
    char why[600];
    const char *differs = header ? headers_differs(whole->header, record, header, why, sizeof why)
                                 : "its header is damaged";

    headers_free(header);
    r->pending.headers++;
    return !differs || wrong(r, differs);
}

static bool
take_record(struct reading *r, const uint8_t *bytes, size_t size)
{
    char what[64];

    r->pending.records++;
    if (!r->values)
        return true;
    if (!values_decode(r->values, bytes, size)) {
        r->pending.records--;
        return wrong(r, values_damage(r->values));
    }
    if (!values_unknown(r->values))
        return true;
    r->pending.unknown++;
    if (r->whole->foreign_schema)
        return true;
    r->pending.records--;
    snprintf(what, sizeof what, "its field %" PRIu32 " is none of the file's schema",
             values_unknown(r->values));
    return wrong(r, what);
}

static bool
take_message(struct reading *r, const uint8_t *bytes, size_t size)
{
    const struct whole *whole = r->whole;
    const struct schema_message *record = whole->schema ? schema_record(whole->schema) : NULL;

    if (!whole->header)
        return take_first(r, bytes, size);
    if (headers_is(bytes, size, record))
        return take_other_header(r, bytes, size);
    return take_record(r, bytes, size);
}

/* All messages that are complete.  Of a file that is not compressed each is whole by itself. */
static bool
take_messages(struct reading *r)
{
    while (r->start < r->end) {
        struct wire wire = { r->buffer + r->start, r->buffer + r->end };
        const uint8_t *const begin = wire.at, *bytes;
        uint64_t length;

        if (!wire_varint(&wire, &length))
            return r->end - r->start < WIRE_VARINT_MAX || wrong(r, "its length is no number");
        if (length > MAX_MESSAGE)
            return wrong(r, "its length is more than any record's");
        if (length > wire_left(&wire))
            return true;
        bytes = wire.at;
        if (!take_message(r, bytes, length))
            return false;
        r->start = (size_t)(bytes + length - r->buffer);
        r->position += length + (uint64_t)(bytes - begin);
        if (!r->compressed)
            count(r, r->position);
    }
    return true;
}

static void
make_space(struct reading *r)
{
    if (r->start > 0)
        memmove(r->buffer, r->buffer + r->start, r->end - r->start);
    r->end -= r->start;
    r->start = 0;
    if (r->size - r->end < AT_ONCE) {
        r->size = 2 * r->size + AT_ONCE;
        r->buffer = grow(r->buffer, r->size);
    }
}

/* The next bytes: 1, 0 at a sound end, -1 at damage. */
static int
read_on(struct reading *r)
{
    ssize_t n;

    make_space(r);
    do
        n = source_read(r->source, r->buffer + r->end, AT_ONCE, -1);
    while (n == SOURCE_WAIT);
    r->compressed = strcmp(source_compression(r->source), "none") != 0;
    if (source_member(r->source) != r->member) {
        end_block(r, source_member(r->source), false);
        r->member = source_member(r->source);
    }
    r->end += n > 0 ? (size_t)n : 0;
    if (r->probation && n > 0)
        r->tried += (uint64_t)n;
    if (n > 0)
        return take_messages(r) ? 1 : -1;
    if (n == 0 && r->start == r->end && r->compressed)
        end_block(r, source_position(r->source), true);
    if (n == 0)
        return r->start == r->end || wrong(r, "the file ends in the midst of it") ? 0 : -1;
    wrong(r, "");
    return -1;
}

/* Whether what stands there are bytes that the damaged block gives, as far as it can be read: then
 * they are what some packet carried. */
static bool
is_carried(struct reading *r, uint64_t at)
{
    uint8_t needle[NEEDLE];
    size_t size = source_peek(r->source, at, needle, sizeof needle), kept = 0;
    bool found = false;
    ssize_t n;

    if (!source_resume(r->source, r->damaged))
        return true;
    r->start = r->end = 0;
    make_space(r);
    while (!found && r->tried < MOST_TRIED && source_member(r->source) == r->damaged &&
           source_position(r->source) < r->damaged + WINDOW &&
           (n = source_read(r->source, r->buffer + kept, AT_ONCE - NEEDLE, -1)) > 0) {
        size_t all = kept + (size_t)n;

        found = memmem(r->buffer, all, needle, size) != NULL;
        r->tried += (uint64_t)n;
        kept = all < size ? all : size - 1;
        memmove(r->buffer, r->buffer + all - kept, kept);
    }
    return found;
}

/* Goes on at the next that looks like a block, from there on; false when nothing does. */
static bool
try_next(struct reading *r, uint64_t from)
{
    uint64_t at;

    while (r->tries++ < MOST_TRIES && r->tried < MOST_TRIED && source_find(r->source, from, &at)) {
        from = at + 1;
        if ((r->to_end && is_carried(r, at)) || !source_resume(r->source, at))
            continue;
        r->member = r->from = at;
        r->start = r->end = 0;
        r->position = 0;
        return true;
    }
    return false;
}

static void
add_hole(struct reading *r)
{
    struct whole *whole = r->whole;
    struct whole_hole hole = {
        .from = r->from, .to = UINT64_MAX, .before = whole->records, .loose = r->pending.records
    };

    snprintf(hole.what, sizeof hole.what, "%s", r->what);
    whole->holes = grow(whole->holes, (whole->n_holes + 1) * sizeof *whole->holes);
    whole->holes[whole->n_holes++] = hole;
    r->damaged = r->member;
    r->to_end = source_damage(r->source) &&
                source_peek(r->source, source_position(r->source), &(uint8_t){ 0 }, 1) == 0;
    r->probation = r->member + WINDOW;
    r->tries = 0;
    r->tried = 0;
}

/* Behind damage, whether there is something more to read. */
static bool
recover(struct reading *r)
{
    uint64_t from = r->probation ? r->from : r->member;

    if (!r->probation)
        add_hole(r);
    r->pending = (struct counts){ 0 };
    /* A header whose checksum is wrong is none. */
    return r->whole->headers > 0 && r->compressed && try_next(r, from + 1);
}

void
whole_read(struct whole *whole, struct source *source,
           void (*step)(uint64_t bytes, uint64_t records))
{
    struct reading reading = { .whole = whole, .source = source };
    uint64_t bytes = 0, records = 0;
    int result;

    *whole = (struct whole){ .compression = "none" };
    while ((result = read_on(&reading)) > 0 || (result < 0 && recover(&reading))) {
        uint64_t position = source_position(source);

        /* What is tried behind damage is gone through more than once. */
        step(position > bytes ? position - bytes : 0, whole->records - records);
        bytes = position > bytes ? position : bytes;
        records = whole->records;
    }
    if (!whole->header)
        snprintf(whole->why, sizeof whole->why, "%s",
                 *reading.what ? reading.what : "the file is empty");
    whole->compression = source_compression(source);
    values_free(reading.values);
    free(reading.buffer);
}

void
whole_free(struct whole *whole)
{
    headers_free(whole->header);
    schema_free(whole->schema);
    free(whole->parts);
    free(whole->holes);
}
