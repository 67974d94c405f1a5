/* SPDX-License-Identifier: Apache-2.0 */
/* Messages out of a stream, and where they begin when that is not known. */
#include "host.h"

bool
nc_lost_place(const struct nc_stream *stream, struct nc_reader *reader)
{
    bool lost = stream->gap || (!reader->begun && !stream->opened);

    reader->begun = true;
    if (lost) {
        reader->lost = true;
        reader->known = false;
        reader->seen = 0;
    }
    return lost;
}

/* Messages begin where segments do, mostly: what was there before the last segment is passed over,
 * or else all. */
bool
nc_find_message(struct nc_cursor *in, struct nc_reader *reader, nc_begins *begins,
                const void *context)
{
    ProtobufCBinaryData rest = nc_rest(in);
    enum nc_answer answer = begins(context, rest);
    uint32_t seen = reader->seen;

    reader->lost = answer != NC_YES;
    reader->seen = answer == NC_MORE ? (uint32_t)rest.len : 0;
    if (answer == NC_NO)
        nc_skip(in, seen && seen < rest.len ? seen : rest.len);
    return answer == NC_YES;
}

static void
pass_what_is_none(struct nc_packet *pkt, struct nc_cursor *in, struct nc_reader *reader,
                  nc_begins *begins, const void *context)
{
    if (!reader->found) {
        nc_decline(in);
        return;
    }
    nc_malformed(pkt, "no message where one should begin");
    nc_find_message(in, reader, begins, context);
}

/* Whether a message begins here as far as can be told.  Once that is certain it is not asked again,
 * however small the pieces in which the message comes. */
static bool
at_message(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
           struct nc_reader *reader, nc_begins *begins, const void *context)
{
    enum nc_answer answer;

    if (!nc_left(in))
        return false;
    nc_lost_place(stream, reader);
    if (reader->lost)
        return reader->known = nc_find_message(in, reader, begins, context);
    answer = reader->known ? NC_YES : begins(context, nc_rest(in));
    reader->known = answer == NC_YES;
    if (answer == NC_NO)
        pass_what_is_none(pkt, in, reader, begins, context);
    return answer != NC_NO;
}

struct nc_cursor
nc_read_message(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
                struct nc_reader *reader, const struct nc_framing *framing, void *context)
{
    struct nc_cursor message = { in->pos, in->pos, in->pos, nc_truncated }, ahead;
    size_t size;

    if (!at_message(pkt, stream, in, reader, framing->begins, context))
        return message;
    ahead = nc_window(in, nc_tell(in), nc_tell(in) + nc_left(in));
    size = framing->size(context, &ahead);
    if (!nc_ok(&ahead))
        nc_fail(in, nc_reason(&ahead));
    if (!nc_ok(in) || !size)
        return message;
    message = nc_slice(in, size);
    if (nc_ok(in)) {
        reader->found = true;
        reader->known = false;
    }
    return message;
}
