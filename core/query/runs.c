/* SPDX-License-Identifier: Apache-2.0 */
#include "query/runs.h"

#include "base/memory.h"
#include "base/textbuf.h"
#include "base/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WRITTEN_AT_ONCE = 1 << 20, READ_AT_ONCE = 128 << 10 };

struct run {
    uint64_t at, end; /* in the file: what was not read yet */
    uint64_t records;
    struct textbuf bytes; /* read */
    size_t start;         /* of those that were not given out */
};

struct runs {
    int files[2];
    int reading, writing;   /* which of them */
    uint64_t end;           /* of what is written */
    struct textbuf waiting; /* to be written */
    struct run made, list[RUNS_MOST];
    size_t count;
};

struct runs *
runs_new(const int files[2])
{
    struct runs *runs = need(1, sizeof *runs);

    memcpy(runs->files, files, sizeof runs->files);
    runs->waiting.fd = -1;
    return runs;
}

static void
forget_all(struct runs *runs)
{
    for (size_t i = 0; i < runs->count; i++)
        textbuf_free(&runs->list[i].bytes);
    runs->count = 0;
}

void
runs_free(struct runs *runs)
{
    if (!runs)
        return;
    forget_all(runs);
    textbuf_free(&runs->waiting);
    free(runs);
}

static bool
write_waiting(struct runs *runs)
{
    const int file = runs->files[runs->writing];
    const size_t size = runs->waiting.used;
    size_t done = 0;

    if (lseek(file, (off_t)runs->end, SEEK_SET) < 0)
        return false;
    while (done < size) {
        ssize_t count = write(file, runs->waiting.data + done, size - done);

        if (count < 0 && errno != EINTR)
            return false;
        done += count > 0 ? (size_t)count : 0;
    }
    runs->end += size;
    runs->waiting.used = 0;
    return true;
}

bool
runs_put(struct runs *runs, const uint8_t *record, size_t size)
{
    uint8_t *at = (uint8_t *)textbuf_space(&runs->waiting, WIRE_VARINT_MAX);

    runs->waiting.used += (size_t)(wire_put_varint(at, size) - at);
    text_bytes(&runs->waiting, record, size);
    runs->made.records++;
    return runs->waiting.used < WRITTEN_AT_ONCE || write_waiting(runs);
}

bool
runs_end(struct runs *runs)
{
    if (!write_waiting(runs))
        return false;
    if (runs->reading != runs->writing)
        forget_all(runs);
    runs->reading = runs->writing;
    runs->made.end = runs->end;
    runs->made.bytes.fd = -1;
    runs->list[runs->count++] = runs->made;
    runs->made = (struct run){ .at = runs->end };
    return true;
}

void
runs_replace(struct runs *runs)
{
    runs->writing = !runs->reading;
    runs->end = 0;
    runs->made = (struct run){ .at = 0 };
}

size_t
runs_count(const struct runs *runs)
{
    return runs->count;
}

uint64_t
runs_records(const struct runs *runs)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < runs->count; i++)
        sum += runs->list[i].records;
    return sum;
}

/* Reads on; false at the end, and with errno set when that cannot be. */
static bool
read_more(const struct runs *runs, struct run *run)
{
    struct textbuf *bytes = &run->bytes;
    size_t left = bytes->used - run->start, most = READ_AT_ONCE;
    ssize_t count;

    if (run->at == run->end)
        return false;
    if (left)
        memmove(bytes->data, bytes->data + run->start, left);
    bytes->used = left;
    run->start = 0;
    if (run->end - run->at < most)
        most = (size_t)(run->end - run->at);
    do
        count = pread(runs->files[runs->reading], textbuf_space(bytes, most), most, (off_t)run->at);
    while (count < 0 && errno == EINTR);
    if (count == 0)
        errno = EIO; /* it is shorter than what was written */
    if (count <= 0)
        return false;
    bytes->used += (size_t)count;
    run->at += (uint64_t)count;
    return true;
}

const uint8_t *
runs_next(struct runs *runs, size_t which, size_t *size)
{
    struct run *run = &runs->list[which];
    struct wire all, record;

    errno = 0;
    for (;;) {
        const uint8_t *bytes = (const uint8_t *)run->bytes.data;

        all = (struct wire){ bytes ? bytes + run->start : NULL,
                             bytes ? bytes + run->bytes.used : NULL };
        if (wire_inside(&all, &record))
            break;
        if (!read_more(runs, run))
            return NULL;
    }
    run->start = (size_t)(all.at - (const uint8_t *)run->bytes.data);
    *size = wire_left(&record);
    return record.at;
}
