/* SPDX-License-Identifier: Apache-2.0 */
/* Messages out of a stream, and where they begin when that is not known. */
#include "host.h"

/* Of nc_reader.reserved: whether the place was lost over bytes that are no message, not over
 * missing ones, whose neighbours may be true; where the last segment begins, as .seen is where the
 * first does behind the one that is looked at. */
enum { OVER_NO_MESSAGE, LAST_SEEN };

static void
forget_seen(struct nc_reader *reader)
{
    reader->seen = reader->reserved[LAST_SEEN] = 0;
}

/* More is needed to tell; a segment begins behind these bytes. */
static void
note_seen(struct nc_reader *reader, size_t n)
{
    if (!reader->seen)
        reader->seen = (uint32_t)n;
    reader->reserved[LAST_SEEN] = (uint32_t)n;
}

/* Messages begin where segments do, mostly: what was there before the next segment is passed over,
 * or else all. */
static void
skip_segment(struct nc_cursor *in, struct nc_reader *reader)
{
    uint32_t n = (uint32_t)nc_left(in), seen = reader->seen, last = reader->reserved[LAST_SEEN];

    if (seen && seen < n)
        n = seen;
    nc_skip(in, n);
    forget_seen(reader);
    if (seen > n)
        note_seen(reader, seen - n);
    if (last > n)
        note_seen(reader, last - n);
}

bool
nc_lost_place(const struct nc_stream *stream, struct nc_reader *reader)
{
    bool lost = stream->gap || (!reader->begun && !stream->opened);

    reader->begun = true;
    if (lost) {
        reader->lost = true;
        reader->known = false;
        forget_seen(reader);
    }
    return lost;
}

bool
nc_find_message(struct nc_cursor *in, struct nc_reader *reader, nc_begins *begins,
                const void *context)
{
    ProtobufCBinaryData rest = nc_rest(in);
    enum nc_answer answer = begins(context, rest);

    reader->lost = answer != NC_YES;
    switch (answer) {
    case NC_YES: forget_seen(reader); break;
    case NC_MORE: note_seen(reader, rest.len); break;
    case NC_NO: skip_segment(in, reader); break;
    }
    return answer == NC_YES;
}

static void
refuse(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
       struct nc_reader *reader)
{
    if (!reader->found && !stream->known) {
        nc_decline(in);
        return;
    }
    nc_refuse(pkt, "no message where one should begin");
    reader->reserved[OVER_NO_MESSAGE] = true;
}

/* Bytes that are no message cost no more than themselves.  Zeek, too, bears with violations before
 * it takes an analyzer away (DPD::max_violations, later DPD::ignore_violations_after). */
static bool
find_again(struct nc_packet *pkt, struct nc_cursor *in, struct nc_reader *reader,
           nc_begins *begins, const void *context)
{
    size_t before = nc_left(in);

    if (nc_find_message(in, reader, begins, context)) {
        reader->reserved[OVER_NO_MESSAGE] = false;
        return true;
    }
    if (reader->reserved[OVER_NO_MESSAGE] && nc_left(in) < before)
        nc_refuse(pkt, "no message where one should begin");
    return false;
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
    if (nc_lost_place(stream, reader))
        reader->reserved[OVER_NO_MESSAGE] = false;
    if (reader->lost)
        return reader->known = find_again(pkt, in, reader, begins, context);
    answer = reader->known ? NC_YES : begins(context, nc_rest(in));
    reader->known = answer == NC_YES;
    if (answer == NC_YES)
        forget_seen(reader);
    if (answer == NC_MORE) /* the next segment may be a message when this turns out to be none */
        note_seen(reader, nc_left(in));
    if (answer != NC_NO)
        return reader->known;
    refuse(pkt, stream, in, reader);
    if (nc_ok(in))
        nc_find_message(in, reader, begins, context);
    return false;
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
