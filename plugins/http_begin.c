/* SPDX-License-Identifier: Apache-2.0 */
/* Where messages begin: what is looked for where that is not known, in lines, and at first. */
#include "http.h"

enum { LINE_SURE = 2048 }; /* of a first line: so much of it makes sure without its end */

enum nc_answer
http_begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct call *c = context;
    uint8_t known = c->state->requester;
    bool lost = c->side->reader.lost;
    enum nc_answer request = NC_NO, response = NC_NO;

    if ((!known || http_is_requester(c)) && !(lost && http_known_method(bytes) == NC_NO))
        request = http_begins_request(bytes, lost || !known);
    if (!known || !http_is_requester(c))
        response = http_begins_response(bytes, lost || !known);
    return request == NC_NO || response == NC_YES ? response : request;
}

/* Up to the end of the next line, or all of one that has none yet. */
static size_t
line_size(ProtobufCBinaryData bytes)
{
    const uint8_t *end = bytes.len ? memchr(bytes.data, '\n', bytes.len) : NULL;

    return end ? (size_t)(end + 1 - bytes.data) : bytes.len;
}

/* So many bytes are lines that begin no message.  A body may be nothing but those, however short:
 * each costs little more than it takes to find its end. */
static size_t
other_lines(const struct call *c, ProtobufCBinaryData bytes)
{
    size_t n = 0;

    while (n < bytes.len) {
        ProtobufCBinaryData line = { bytes.len - n, bytes.data + n };

        line.len = *line.data == '\n' ? 1 : line_size(line);
        if (*line.data != '\n' && http_begins(c, line) != NC_NO)
            break;
        n += line.len;
    }
    return n;
}

/* One behind what is passed over is for the next call, which is told its time and offset.  Within a
 * line the reader knows where segments begin. */
bool
http_find(struct call *c)
{
    size_t first = nc_tell(c->in), at;
    bool found;

    do {
        ProtobufCBinaryData rest = nc_rest(c->in);
        struct nc_cursor line;
        size_t size = line_size(rest);

        at = nc_tell(c->in);
        line = nc_window(c->in, at, at + size);
        found = nc_find_message(&line, &c->side->reader, http_begins, c);
        nc_skip(c->in, nc_tell(&line) - at);
        if (nc_tell(c->in) == at + size && rest.data[size - 1] == '\n')
            nc_skip(c->in, other_lines(c, nc_rest(c->in)));
    } while (nc_left(c->in) && nc_tell(c->in) > at);
    return found && at == first;
}

/* Whether the first line, or as much of it as is there, begins a message; in the middle, where it
 * may be the end of one that was lost or refused, one that is hardly anything else. */
static enum nc_answer
probe_line(const struct nc_stream *is_, ProtobufCBinaryData rest, bool middle)
{
    enum nc_answer known = http_known_method(rest);
    enum nc_answer response = http_begins_response(rest, true);
    enum nc_answer request = middle && known == NC_NO ? NC_NO : http_begins_request(rest, true);
    bool cut = http_is_cut_request(rest);

    if (request == NC_YES || response == NC_YES || (is_->broken && cut && !middle))
        return NC_YES;
    if (request == NC_MORE && rest.len >= LINE_SURE && known == NC_YES && (cut || !middle))
        return NC_YES;
    return request == NC_MORE || response == NC_MORE ? NC_MORE : NC_NO;
}

/* Mail, logs and files quote such a line; a message goes on with a field, or ends its head. */
static enum nc_answer
probe_head(const struct nc_stream *is_, ProtobufCBinaryData rest)
{
    enum nc_answer answer = probe_line(is_, rest, true);
    size_t line = line_size(rest);

    if (answer != NC_YES)
        return answer;
    if (rest.data[line - 1] != '\n') /* it is long */
        return http_known_method(rest) == NC_YES ? NC_YES : NC_MORE;
    return http_goes_on((ProtobufCBinaryData){ rest.len - line, rest.data + line });
}

enum nc_answer
http_begins_answer(ProtobufCBinaryData rest)
{
    enum nc_answer answer = http_begins_response(rest, true);
    size_t line = line_size(rest);

    if (answer != NC_YES)
        return answer;
    if (rest.data[line - 1] != '\n')
        return NC_MORE;
    return http_goes_on((ProtobufCBinaryData){ rest.len - line, rest.data + line });
}

/* A capture that begins in the middle of a stream may begin in the middle of a message. */
enum nc_answer
http_probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    enum nc_answer answer = NC_MORE;
    bool middle = is_->offset != 0;

    skip_line_ends(first);
    while (nc_left(first)) {
        ProtobufCBinaryData rest = nc_rest(first);

        answer = middle ? probe_head(is_, rest) : probe_line(is_, rest, false);
        if (answer != NC_NO || is_->opened || is_->offset)
            break;
        nc_skip(first, line_size(rest));
        middle = true;
    }
    return answer;
}
