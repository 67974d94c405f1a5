/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind the head of an HTTP message, RFC 9112 sections 6 and 7. */
#include "http.h"

enum {
    CHUNK_LINE_MAX = 4096, /* its size with extensions, or a field of the trailer */
    CHUNK_DIGITS = 16
};

void
http_begin_message(struct call *c)
{
    c->side->place = HEAD;
    c->side->search = (struct header_search){ 0, 0 };
}

void
http_search(struct call *c)
{
    http_begin_message(c);
    http_lose_order(c);
    c->side->reader.lost = true;
}

void
http_lose_place(struct call *c, const char *reason)
{
    nc_refuse(c->pkt, reason);
    http_search(c);
}

void
http_pass(struct call *c, uint64_t n)
{
    uint64_t from = c->is->offset + nc_tell(c->in);

    c->side->upto = n < UINT64_MAX - from ? from + n : UINT64_MAX;
    nc_pass(c->pkt, n);
}

void
http_enter_body(struct call *c, const struct framing *framing, bool until_close)
{
    http_begin_message(c);
    if (framing->chunked)
        c->side->place = CHUNK;
    else if (framing->coded || (until_close && framing->length < 0))
        http_pass(c, UINT64_MAX);
    else if (framing->expect && framing->length > 0) {
        c->side->place = LATER_BODY;
        c->side->body = (uint64_t)framing->length;
    } else if (framing->length > 0)
        http_pass(c, (uint64_t)framing->length);
}

/* The line that comes next; false when it is not all there. */
static bool
whole_line(struct call *c, ProtobufCBinaryData *line)
{
    ProtobufCBinaryData rest = nc_rest(c->in);
    const uint8_t *end = rest.data ? memchr(rest.data, '\n', rest.len) : NULL;

    if (!end && rest.len > CHUNK_LINE_MAX) {
        nc_skip(c->in, rest.len);
        http_lose_place(c, "line of a chunk without end");
    }
    if (!end)
        return false;
    nc_skip(c->in, (size_t)(end + 1 - rest.data));
    *line = cut_line(&rest);
    return true;
}

void
http_read_chunk(struct call *c)
{
    ProtobufCBinaryData line;
    uint64_t size = 0;
    size_t n = 0;

    if (!whole_line(c, &line))
        return;
    line = trimmed(cut(&line, ';'));
    for (; n < line.len && n <= CHUNK_DIGITS; n++) {
        uint8_t digit = lower(line.data[n]);

        if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) {
            http_lose_place(c, "size of a chunk that is no number");
            return;
        }
        size = size << 4 | (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    if (!n || n > CHUNK_DIGITS) {
        http_lose_place(c, n ? "size of a chunk beyond 64 bits" : "chunk without a size");
        return;
    }
    c->side->place = size ? CHUNK_END : TRAILER;
    c->side->body = 0;
    http_pass(c, size);
}

void
http_end_chunk(struct call *c)
{
    ProtobufCBinaryData line;

    if (!whole_line(c, &line))
        return;
    c->side->place = CHUNK;
    if (line.len)
        http_lose_place(c, "chunk longer than its size");
}

void
http_read_trailer(struct call *c)
{
    ProtobufCBinaryData line;
    size_t left = nc_left(c->in);

    if (!whole_line(c, &line))
        return;
    c->side->body += left - nc_left(c->in);
    if (c->side->body > HEAD_MAX)
        http_lose_place(c, "trailer of more than 65000 bytes");
    else if (!line.len)
        http_begin_message(c);
}
