/* SPDX-License-Identifier: Apache-2.0 */
/* Where messages begin in a stream whose beginning was not captured, or of which bytes were lost. */
#ifndef RESYNC_H
#define RESYNC_H

#include <netcap/plugin.h>

/* One side of a stream. */
struct resync {
    bool begun, found; /* it was looked at; it had a message */
    bool lost;
    uint32_t seen;     /* bytes that were there at the last call, while lost */
};

/* Whether a message begins with these bytes, one at least. */
typedef enum nc_answer begins_message(const void *context, ProtobufCBinaryData bytes);

/* Messages begin where segments do, mostly: what was there before the last segment is passed over,
 * or else all.  Whether a message begins here. */
static inline bool
look_for_message(struct nc_cursor *in, struct resync *sync, begins_message *begins, const void *context)
{
    ProtobufCBinaryData rest = nc_rest(in);
    enum nc_answer answer = begins(context, rest);
    uint32_t seen = sync->seen;

    sync->lost = answer != NC_YES;
    sync->seen = answer == NC_MORE ? (uint32_t)rest.len : 0;
    if (answer == NC_NO)
        nc_skip(in, seen && seen < rest.len ? seen : rest.len);
    return answer == NC_YES;
}

/* Whether the stream has just begun in its middle, or goes on behind a gap: where messages begin is
 * then to be looked for. */
static inline bool
lost_its_place(const struct nc_stream *stream, struct resync *sync)
{
    bool lost = stream->gap || (!sync->begun && !stream->opened);

    sync->begun = true;
    if (lost) {
        sync->lost = true;
        sync->seen = 0;
    }
    return lost;
}

/* For protocols in which nothing stands between messages.  Whether one begins here as far as can be
 * told; when not, the call has nothing more to do.  What begins with something else is declined. */
static inline bool
at_message(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in, struct resync *sync,
           begins_message *begins)
{
    ProtobufCBinaryData rest = nc_rest(in);

    if (!rest.len)
        return false;
    lost_its_place(stream, sync);
    if (!sync->lost && begins(NULL, rest) != NC_NO)
        return true;
    if (!sync->lost && !sync->found)
        nc_decline(in);
    else if (!sync->lost)
        nc_malformed(pkt, "no message where one should begin");
    return nc_ok(in) && look_for_message(in, sync, begins, NULL);
}

#endif
