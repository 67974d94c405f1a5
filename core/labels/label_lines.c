/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_lines.h"

#include "base/memory.h"
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

enum { BUFFER = 256 << 10 };

struct label_lines {
    struct source *source;
    char buffer[BUFFER];
    size_t at, end;
    char line[LABEL_LINE_MOST + 1];
};

struct label_lines *
label_lines_open(const char *path)
{
    struct source *source = source_open(path);
    struct label_lines *lines = source ? need(1, sizeof *lines) : NULL;

    if (lines) {
        lines->source = source;
        source_sum(source);
    }
    return lines;
}

void
label_lines_close(struct label_lines *lines)
{
    source_close(lines->source);
    free(lines);
}

static bool
fill(struct label_lines *lines)
{
    ssize_t got;

    do
        got = source_read(lines->source, lines->buffer, sizeof lines->buffer, -1);
    while (got == SOURCE_WAIT);
    lines->at = 0;
    lines->end = got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Bytes up to the line's end, or the buffer's; whether that is the line's. */
static bool
take_part(struct label_lines *lines, size_t *size)
{
    const char *from = lines->buffer + lines->at;
    const char *end = memchr(from, '\n', lines->end - lines->at);
    size_t length = end ? (size_t)(end - from) : lines->end - lines->at;
    size_t fits = *size < LABEL_LINE_MOST ? LABEL_LINE_MOST - *size : 0;

    if (fits)
        memcpy(lines->line + *size, from, length < fits ? length : fits);
    *size += length;
    lines->at += length + (end != NULL);
    return end;
}

char *
label_lines_next(struct label_lines *lines, const char **why)
{
    bool any = false, whole = false;
    size_t size = 0;

    *why = NULL;
    while (!whole && (lines->at < lines->end || fill(lines))) {
        any = true;
        whole = take_part(lines, &size);
    }
    if (size > LABEL_LINE_MOST)
        *why = "a line of at most 1048576 bytes";
    else if (memchr(lines->line, '\0', size))
        *why = "text without a zero byte";
    if (size && !*why && lines->line[size - 1] == '\r')
        size--;
    lines->line[*why ? 0 : size] = '\0';
    return any ? lines->line : NULL;
}

const char *
label_lines_damage(const struct label_lines *lines)
{
    return source_damage(lines->source);
}

bool
label_lines_sum(struct label_lines *lines, char to[DIGEST_TEXT], uint64_t *size)
{
    return !source_digest(lines->source, to, size);
}
