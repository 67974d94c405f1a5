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

/* One behind what is passed over is for the next call, which is told its time and offset. */
bool
http_find(struct call *c)
{
    size_t first = nc_tell(c->in), at;
    bool found;

    do {
        struct nc_cursor line;

        at = nc_tell(c->in);
        line = nc_window(c->in, at, at + line_size(nc_rest(c->in)));
        found = nc_find_message(&line, &c->side->reader, http_begins, c);
        nc_skip(c->in, nc_tell(&line) - at);
    } while (nc_left(c->in) && nc_tell(c->in) > at);
    return found && at == first;
}

/* Whether a message begins here; in the middle, where a line may be the end of one that was lost or
 * refused, one that is hardly anything else. */
static enum nc_answer
probe_line(const struct nc_stream *is_, ProtobufCBinaryData rest, bool middle)
{
    enum nc_answer known = http_known_method(rest);
    enum nc_answer response = http_begins_response(rest, true);
    enum nc_answer request = middle && known == NC_NO ? NC_NO : http_begins_request(rest, true);

    if (request == NC_YES || response == NC_YES || (is_->broken && http_is_cut_request(rest)))
        return NC_YES;
    if (request == NC_MORE && rest.len >= LINE_SURE && known == NC_YES)
        return NC_YES;
    return request == NC_MORE || response == NC_MORE ? NC_MORE : NC_NO;
}

/* A capture that begins in the middle of a stream may begin in the middle of a message. */
enum nc_answer
http_probe(const struct nc_stream *is_, struct nc_cursor *first)
{
    enum nc_answer answer = NC_MORE;
    bool middle = is_->offset != 0;

    skip_line_ends(first);
    while (nc_left(first)) {
        answer = probe_line(is_, nc_rest(first), middle);
        if (answer != NC_NO || is_->opened || is_->offset)
            break;
        nc_skip(first, line_size(nc_rest(first)));
        middle = true;
    }
    return answer;
}
