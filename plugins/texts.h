/* SPDX-License-Identifier: Apache-2.0 */
/* Protocols whose headers are lines of text: SIP and HTTP. */
#ifndef TEXTS_H
#define TEXTS_H

#include <netcap/plugin.h>

#include <string.h>

static inline uint8_t
lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte - 'A' + 'a') : byte;
}

static inline bool
same(ProtobufCBinaryData text, const uint8_t *other, size_t size)
{
    if (text.len != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(text.data[i]) != lower(other[i]))
            return false;
    return true;
}

static inline bool
is(ProtobufCBinaryData text, const char *word)
{
    return same(text, (const uint8_t *)word, strlen(word));
}

/* The text, a part of which is a secret: see nc_secret(). */
static inline ProtobufCBinaryData
without_secret(struct nc_packet *pkt, ProtobufCBinaryData text, ProtobufCBinaryData part)
{
    ProtobufCBinaryData pieces[3] = { text, nc_secret(pkt, part), text };
    struct nc_cursor all;

    if (pieces[1].data == part.data)
        return text;
    pieces[0].len = (size_t)(part.data - text.data);
    pieces[2].data = part.data + part.len;
    pieces[2].len = text.len - pieces[0].len - part.len;
    all = nc_join(pkt, pieces, 3);
    return nc_rest(&all);
}

static inline bool
blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static inline ProtobufCBinaryData
trimmed(ProtobufCBinaryData text)
{
    while (text.len && blank(text.data[text.len - 1]))
        text.len--;
    for (; text.len && blank(*text.data); text.len--)
        text.data++;
    return text;
}

/* What stands before the first of these bytes, which both leave the text; all without one. */
static inline ProtobufCBinaryData
cut(ProtobufCBinaryData *text, uint8_t at)
{
    const uint8_t *end = text->data ? memchr(text->data, at, text->len) : NULL;
    ProtobufCBinaryData head = *text;

    if (!text->data)
        return (ProtobufCBinaryData){ 0, NULL };
    if (end)
        head.len = (size_t)(end - text->data);
    text->data += head.len + (end != NULL);
    text->len -= head.len + (end != NULL);
    return head;
}

/* A number of at most so many digits, up to 18; -1 when it is none. */
static inline int64_t
number(ProtobufCBinaryData text, size_t most)
{
    int64_t value = 0;

    if (text.len == 0 || text.len > most)
        return -1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

/* How far the search for the end of a header has come in bytes that are still unread, so that
 * each is searched once, however small the pieces in which they come. */
struct header_search {
    uint32_t scanned;
    uint32_t lines; /* whole ones */
};

/* Size of the header, the empty line behind it counted; 0 when that is not there yet.  The first
 * line is not empty. */
static inline size_t
header_size(ProtobufCBinaryData bytes, struct header_search *search)
{
    while (search->scanned < bytes.len) {
        const uint8_t *at = bytes.data + search->scanned;
        const uint8_t *end = memchr(at, '\n', bytes.len - search->scanned);
        size_t before = end ? (size_t)(end - bytes.data) : bytes.len;

        search->scanned = (uint32_t)(before + (end != NULL));
        search->lines += end != NULL;
        if (!end)
            return 0;
        while (before && bytes.data[before - 1] == '\r')
            before--;
        if (before && bytes.data[before - 1] == '\n')
            return search->scanned;
    }
    return 0;
}

/* Without the end of a line, in which more than one CR is met. */
static inline ProtobufCBinaryData
without_end(ProtobufCBinaryData line)
{
    while (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* The next line without its end. */
static inline ProtobufCBinaryData
cut_line(ProtobufCBinaryData *lines)
{
    return without_end(cut(lines, '\n'));
}

/* Empty lines before a message; they leave its time to its first byte. */
static inline bool
skip_line_ends(struct nc_cursor *in)
{
    size_t left = nc_left(in);

    while (nc_left(in) && (nc_peek(in) == '\r' || nc_peek(in) == '\n'))
        nc_skip(in, 1);
    return nc_left(in) < left;
}

#endif
