/* SPDX-License-Identifier: Apache-2.0 */
#include "records/record_file.h"

#include "base/memory.h"
#include "base/wire.h"
#include "capture/pcap_format.h"
#include "capture/pcapng.h"
#include "records/headers.h"
#include "records/reading_line.h"
#include "records/schemas.h"
#include "records/verified.h"
#include "source/source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECORD ((size_t)64 << 20)
#define MAX_HEADER ((size_t)4 << 20)

struct record_file {
    char *path;
    struct source *source;
    Types__Header *header;
    struct schema *schema;
    struct verified bytes;
    uint64_t position;  /* of what is next in them, in the decompressed file */
    uint64_t record_at; /* where the last message begins */
    uint64_t records, headers;
    uint64_t told_bytes, told_records; /* of the live line */
    bool foreign_schema; /* not the file's own */
    bool damaged;
    bool grows;   /* what is missing may come */
    bool waiting; /* for the message of this length */
    uint64_t length;
    char damage[900];
    char no_schema[512];
};

__attribute__((format(printf, 2, 3))) static void
damage(struct record_file *file, const char *format, ...)
{
    va_list args;

    if (file->damaged)
        return;
    va_start(args, format);
    vsnprintf(file->damage, sizeof file->damage, format, args);
    va_end(args);
    file->damaged = true;
}

/* How far it is. */
static void
tell(struct record_file *file)
{
    uint64_t bytes = source_position(file->source);

    reading_line_step(bytes - file->told_bytes, file->records - file->told_records);
    file->told_bytes = bytes;
    file->told_records = file->records;
}

static bool
fill(struct record_file *file, size_t wanted)
{
    while (!file->bytes.ended && verified_left(&file->bytes) < wanted) {
        bool waits = !verified_read(&file->bytes, file->source);

        tell(file);
        if (waits && file->grows)
            break;
    }
    return verified_left(&file->bytes) >= wanted;
}

static const char *
noun(const struct record_file *file)
{
    return file->header ? "record" : "header";
}

/* There would be more, but for the block that it is of. */
static void
damage_by_block(struct record_file *file, const char *source)
{
    damage(file,
           "%s %" PRIu64 " at byte %" PRIu64 ": the block that begins at byte %" PRIu64 " of the "
           "file is damaged, so nothing of it is read: %s; 'netcap check' says what behind it is "
           "whole, 'netcap --damaged COMMAND' reads what stands in it before the damage",
           noun(file), file->records + 1, file->record_at, source_member(file->source), source);
}

static void
damage_at(struct record_file *file, const char *what)
{
    const char *source = source_damage(file->source);

    if (source && verified_held(&file->bytes))
        damage_by_block(file, source);
    else if (file->header)
        damage(file, "record %" PRIu64 " at byte %" PRIu64 ": %s%s%s", file->records + 1,
               file->record_at, what, source ? "; " : "", source ? source : "");
    else
        damage(file, "expected the header of a file of audit records: %s%s%s", what,
               source ? "; " : "", source ? source : "");
}

/* The next bytes, of which there are so many. */
static const uint8_t *
take(struct record_file *file, size_t size)
{
    file->position += size;
    return verified_take(&file->bytes, size);
}

/* 1: a length; 0: the end of the file; -1: damage. */
static int
read_length(struct record_file *file, uint64_t *length)
{
    const uint8_t *next;
    char what[96];

    *length = 0;
    file->record_at = file->position;
    for (size_t size = 1; size <= WIRE_VARINT_MAX; size++) {
        if (!fill(file, size)) {
            if (file->grows && !file->bytes.ended)
                return 0;
            if (size == 1 && !source_damage(file->source))
                return 0;
            damage_at(file,
                      size > 1 ? "the file ends within its length" : "nothing more could be read");
            return -1;
        }
        next = verified_next(&file->bytes);
        if (next[size - 1] < 0x80) {
            wire_varint(&(struct wire){ next, next + size }, length);
            take(file, size);
            return 1;
        }
    }
    snprintf(what, sizeof what, "expected the length of a %s, found no number", noun(file));
    damage_at(file, what);
    return -1;
}

/* The bytes of the next message; NULL at the end and at damage. */
static const uint8_t *
read_message(struct record_file *file, size_t most, size_t *size)
{
    const uint8_t *message;
    char what[128];
    uint64_t length;

    if (file->damaged || (!file->waiting && read_length(file, &file->length) <= 0))
        return NULL;
    length = file->length;
    if (length > most) {
        snprintf(what, sizeof what, "its length is given as %" PRIu64 ", the most is %zu", length,
                 most);
        damage_at(file, what);
        return NULL;
    }
    file->waiting = !fill(file, length) && file->grows && !file->bytes.ended;
    if (file->waiting)
        return NULL;
    if (verified_left(&file->bytes) < length) {
        snprintf(what, sizeof what, "cut off, expected %" PRIu64 " bytes, there are %zu", length,
                 verified_left(&file->bytes));
        damage_at(file, what);
        return NULL;
    }
    message = take(file, length);
    *size = length;
    return message;
}

/* Whether the file begins as captures do: the likeliest wrong file. */
static bool
is_capture(struct record_file *file)
{
    const uint8_t *magic;

    if (!fill(file, 4))
        return false;
    magic = verified_next(&file->bytes);
    return pcap_format_recognise(magic) || pcapng_recognise(magic);
}

static void
read_header(struct record_file *file)
{
    const uint8_t *message;
    size_t size = 0;

    if (is_capture(file)) {
        damage(file, "this is a capture, expected a file of audit records; read it with netcapd");
        return;
    }
    message = read_message(file, MAX_HEADER, &size);
    if (message)
        file->header = headers_read(message, size);
    else
        damage(file, "the file is empty, expected a header and audit records");
    file->headers = file->header != NULL;
    if (!file->header)
        damage(file, "expected a file of audit records (TYPE.ncap.gz), this does not begin with "
                     "the header of one");
}

static void
read_schema(struct record_file *file)
{
    Types__Header *header = file->header;
    char why[256];

    file->foreign_schema = header->schema.len == 0;
    if (file->foreign_schema && !schemas_give(header, why, sizeof why)) {
        snprintf(file->no_schema, sizeof file->no_schema,
                 "written by netcap %.32s, without a schema, and there is none for it here: %s; "
                 "'netcap --schemas=DIR COMMAND' says where they are, 'netcap info' prints what "
                 "the file says itself",
                 header->version, why);
        return;
    }
    file->schema =
        schema_new(header->schema.data, header->schema.len, header->recordname, why, sizeof why);
    if (!file->schema)
        snprintf(file->no_schema, sizeof file->no_schema, "the schema in the header: %s", why);
}

struct record_file *
record_file_open(const char *path)
{
    struct record_file *file = need(1, sizeof *file);

    file->path = need_copy(path);
    file->source = source_open(path);
    if (!file->source)
        damage(file, "cannot be opened: %s", strerror(errno));
    else
        read_header(file);
    if (file->header)
        read_schema(file);
    return file;
}

void
record_file_close(struct record_file *file)
{
    if (!file)
        return;
    if (file->source)
        source_close(file->source);
    headers_free(file->header);
    schema_free(file->schema);
    verified_free(&file->bytes);
    free(file->path);
    free(file);
}

const char *
record_file_path(const struct record_file *file)
{
    return file->path;
}

bool
record_file_is_open(const struct record_file *file)
{
    return file->source != NULL;
}

const Types__Header *
record_file_header(const struct record_file *file)
{
    return file->header;
}

const struct schema_message *
record_file_schema(const struct record_file *file)
{
    return file->schema ? schema_record(file->schema) : NULL;
}

const char *
record_file_no_schema(const struct record_file *file)
{
    return file->schema ? NULL : file->no_schema;
}

/* Whether a file that begins behind others goes on with such records. */
static bool
take_header(struct record_file *file, const uint8_t *message, size_t size)
{
    Types__Header *header = headers_read(message, size);
    char why[600], what[700];
    const char *differs =
        header ? headers_differs(file->header, record_file_schema(file), header, why,
                                        sizeof why)
               : "its header is damaged";

    headers_free(header);
    file->headers++;
    if (!differs)
        return true;
    snprintf(what, sizeof what,
             "another file begins here, and cannot be read with those before: %.500s; give them "
             "one by one",
             differs);
    damage_at(file, what);
    return false;
}

const uint8_t *
record_file_next(struct record_file *file, size_t *size)
{
    const uint8_t *message;

    while ((message = read_message(file, MAX_RECORD, size)) &&
           headers_is(message, *size, record_file_schema(file)))
        if (!take_header(file, message, *size))
            return NULL;
    if (message)
        file->records++;
    return message;
}

void
record_file_follow(struct record_file *file, bool grows)
{
    file->grows = grows;
    source_follow(file->source, grows);
}

const char *
record_file_damage(const struct record_file *file)
{
    return file->damaged ? file->damage : NULL;
}

void
record_file_set_damage(struct record_file *file, const char *how)
{
    damage(file, "record %" PRIu64 " at byte %" PRIu64 " is damaged %s", file->records,
           file->record_at, how);
}

void
record_file_forget_damage(struct record_file *file)
{
    file->damaged = false;
}

bool
record_file_lends_schema(const struct record_file *file)
{
    return file->foreign_schema && file->schema;
}

uint64_t
record_file_headers(const struct record_file *file)
{
    return file->headers;
}

uint64_t
record_file_count(const struct record_file *file)
{
    return file->records;
}

uint64_t
record_file_bytes(const struct record_file *file)
{
    return file->position;
}

const struct source *
record_file_source(const struct record_file *file)
{
    return file->source;
}
