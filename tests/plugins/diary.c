/* SPDX-License-Identifier: Apache-2.0 */
/* DIARY: what sensor stations tell port 4747 over TCP, entry by entry: "DY", the size of the text
 * in two bytes, the text. */
#include <netcap/plugin.h>

#include "diary.pb-c.h"

enum { HEADER_SIZE = 4, PAGE = 1000 };

struct state {
    struct nc_reader side[2];
};

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    (void)context;
    if (bytes.data[0] != 'D' || (bytes.len > 1 && bytes.data[1] != 'Y'))
        return NC_NO;
    return bytes.len > 1 ? NC_YES : NC_MORE;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    uint16_t length;

    (void)context;
    nc_skip(ahead, 2);
    length = nc_u16(ahead);
    nc_require(ahead, length <= PAGE, "entry longer than a page");
    return HEADER_SIZE + (size_t)length;
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[conn->side];
    struct nc_cursor entry = nc_read_message(pkt, conn, in, reader, &framing, NULL);
    Diary__Diary *diary;

    if (!nc_ok(&entry))
        return;
    diary = nc_new(pkt, diary__diary);
    nc_skip(&entry, HEADER_SIZE);
    diary->offset = conn->offset;
    diary->text = nc_text(pkt, nc_rest(&entry));
    nc_write(pkt, diary, conn->time);
}

NC_PLUGIN(diary,
    .name       = "Diary",
    .about      = "Diaries of sensor stations",
    .type       = 10004,
    .record     = &diary__diary__descriptor,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 4747)),
    .stream     = stream,
    .state_size = sizeof(struct state));
