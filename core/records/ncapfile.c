/* SPDX-License-Identifier: Apache-2.0 */
#include "records/ncapfile.h"

#include "base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_SIZE ((size_t)256 << 10)
#define MAX_RECORD ((size_t)64 << 20)
#define MAX_HEADER ((size_t)4 << 20)

struct ncapfile {
    char *path;
    struct source *source;
    Types__Header *header;
    struct schema *schema;
    uint8_t *buffer;
    size_t size, start, end; /* start to end are read and not yet given out */
    uint64_t position;       /* of start, in the decompressed file */
    uint64_t record_at;      /* where the last message begins */
    uint64_t records;
    bool ended, damaged;
    char damage[512];
    char no_schema[384];
};

__attribute__((format(printf, 2, 3))) static void
damage(struct ncapfile *file, const char *format, ...)
{
    va_list args;

    if (file->damaged)
        return;
    va_start(args, format);
    vsnprintf(file->damage, sizeof file->damage, format, args);
    va_end(args);
    file->damaged = true;
}

/* Moves what is left to the front, and makes the buffer larger only once it is full: an
 * absurd length alone takes no memory. */
static void
make_room(struct ncapfile *file)
{
    if (file->start > 0) {
        memmove(file->buffer, file->buffer + file->start, file->end - file->start);
        file->end -= file->start;
        file->start = 0;
    }
    if (file->end == file->size) {
        file->size = file->size ? 2 * file->size : BUFFER_SIZE;
        file->buffer = grow(file->buffer, file->size);
    }
}

static bool
fill(struct ncapfile *file, size_t wanted)
{
    while (file->end - file->start < wanted && !file->ended) {
        ssize_t count;

        if (file->start > 0 || file->end == file->size)
            make_room(file);
        count = source_read(file->source, file->buffer + file->end, file->size - file->end, -1);
        if (count > 0)
            file->end += (size_t)count;
        else if (count != SOURCE_WAIT)
            file->ended = true;
    }
    return file->end - file->start >= wanted;
}

static const char *
noun(const struct ncapfile *file)
{
    return file->header ? "record" : "header";
}

static void
damage_at(struct ncapfile *file, const char *what)
{
    const char *source = source_damage(file->source);

    if (file->header)
        damage(file, "record %" PRIu64 " at byte %" PRIu64 ": %s%s%s", file->records + 1,
               file->record_at, what, source ? "; " : "", source ? source : "");
    else
        damage(file, "expected the header of a file of audit records: %s%s%s", what,
               source ? "; " : "", source ? source : "");
}

/* 1: a length; 0: the end of the file; -1: damage. */
static int
read_length(struct ncapfile *file, uint64_t *length)
{
    char what[96];

    *length = 0;
    file->record_at = file->position;
    for (size_t i = 0; i < 10; i++) {
        if (!fill(file, i + 1)) {
            if (i == 0 && !source_damage(file->source))
                return 0;
            damage_at(file, i ? "the file ends within its length" : "nothing more could be read");
            return -1;
        }
        *length |= (uint64_t)(file->buffer[file->start + i] & 0x7f) << (7 * i);
        if (file->buffer[file->start + i] < 0x80) {
            file->start += i + 1;
            file->position += i + 1;
            return 1;
        }
    }
    snprintf(what, sizeof what, "expected the length of a %s, found no number", noun(file));
    damage_at(file, what);
    return -1;
}

/* The bytes of the next message; NULL at the end and at damage. */
static const uint8_t *
read_message(struct ncapfile *file, size_t most, size_t *size)
{
    const uint8_t *message;
    uint64_t length;
    char what[128];

    if (file->damaged || read_length(file, &length) <= 0)
        return NULL;
    if (length > most) {
        snprintf(what, sizeof what, "its length is given as %" PRIu64 ", the most is %zu", length,
                 most);
        damage_at(file, what);
        return NULL;
    }
    if (!fill(file, length)) {
        snprintf(what, sizeof what, "cut off, expected %" PRIu64 " bytes, there are %zu", length,
                 file->end - file->start);
        damage_at(file, what);
        return NULL;
    }
    message = file->buffer + file->start;
    file->start += length;
    file->position += length;
    *size = length;
    return message;
}

/* Whether the file begins as captures do: the likeliest wrong file. */
static bool
is_capture(struct ncapfile *file)
{
    static const uint8_t magics[][4] = { { 0xd4, 0xc3, 0xb2, 0xa1 },
                                         { 0xa1, 0xb2, 0xc3, 0xd4 },
                                         { 0x4d, 0x3c, 0xb2, 0xa1 },
                                         { 0xa1, 0xb2, 0x3c, 0x4d },
                                         { 0x0a, 0x0d, 0x0d, 0x0a } };

    if (!fill(file, 4))
        return false;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (memcmp(file->buffer + file->start, magics[i], 4) == 0)
            return true;
    return false;
}

static void
read_header(struct ncapfile *file)
{
    const uint8_t *message;
    size_t size = 0;

    if (is_capture(file)) {
        damage(file, "this is a capture, expected a file of audit records; read it with netcapd");
        return;
    }
    message = read_message(file, MAX_HEADER, &size);
    if (message)
        file->header = types__header__unpack(NULL, size, message);
    else
        damage(file, "the file is empty, expected a header and audit records");
    if (file->header && !*file->header->version && !*file->header->created) {
        types__header__free_unpacked(file->header, NULL);
        file->header = NULL;
    }
    if (!file->header)
        damage(file, "expected a file of audit records (TYPE.ncap.gz), this does not begin with "
                     "the header of one");
}

static void
read_schema(struct ncapfile *file)
{
    const Types__Header *header = file->header;
    char why[256];

    if (header->schema.len == 0) {
        snprintf(file->no_schema, sizeof file->no_schema,
                 "written by netcap %.32s, without a schema: names and types of the fields are "
                 "expected in the header, and this file does not have them; 'netcap info' prints "
                 "what it has",
                 header->version);
        return;
    }
    file->schema = schema_new(header->schema.data, header->schema.len, header->recordname, why,
                                   sizeof why);
    if (!file->schema)
        snprintf(file->no_schema, sizeof file->no_schema, "the schema in the header: %s", why);
}

struct ncapfile *
ncapfile_open(const char *path)
{
    struct ncapfile *file = need(1, sizeof *file);
    int reason;

    file->path = grow(NULL, strlen(path) + 1);
    strcpy(file->path, path);
    file->source = source_open(path);
    reason = errno;
    if (!file->source)
        damage(file, "cannot be opened: %s", strerror(reason));
    else
        read_header(file);
    if (file->header)
        read_schema(file);
    errno = reason;
    return file;
}

void
ncapfile_close(struct ncapfile *file)
{
    if (!file)
        return;
    if (file->source)
        source_close(file->source);
    if (file->header)
        types__header__free_unpacked(file->header, NULL);
    schema_free(file->schema);
    free(file->buffer);
    free(file->path);
    free(file);
}

const char *
ncapfile_path(const struct ncapfile *file)
{
    return file->path;
}

bool
ncapfile_is_open(const struct ncapfile *file)
{
    return file->source != NULL;
}

const Types__Header *
ncapfile_header(const struct ncapfile *file)
{
    return file->header;
}

const struct schema_message *
ncapfile_record(const struct ncapfile *file)
{
    return file->schema ? schema_record(file->schema) : NULL;
}

const char *
ncapfile_no_schema(const struct ncapfile *file)
{
    return file->schema ? NULL : file->no_schema;
}

const uint8_t *
ncapfile_next(struct ncapfile *file, size_t *size)
{
    const uint8_t *message = read_message(file, MAX_RECORD, size);

    if (message)
        file->records++;
    return message;
}

const char *
ncapfile_damage(const struct ncapfile *file)
{
    return file->damaged ? file->damage : NULL;
}

void
ncapfile_damaged_record(struct ncapfile *file, const char *how)
{
    damage(file, "record %" PRIu64 " at byte %" PRIu64 " is damaged %s", file->records,
           file->record_at, how);
}

uint64_t
ncapfile_records(const struct ncapfile *file)
{
    return file->records;
}

uint64_t
ncapfile_bytes(const struct ncapfile *file)
{
    return file->position;
}

const struct source *
ncapfile_source(const struct ncapfile *file)
{
    return file->source;
}
