/* @NAME@: messages over TCP, one behind the other: two letters, the size of the text, the text. */
#include <netcap/plugin.h>

#include "@stem@.pb-c.h"

enum { HEADER_SIZE = 4, MOST = 1000 };

/* Of a connection; all zero at first, and it has no pointers. */
struct state {
    struct nc_reader side[2];
};

NC_SCHEMA(@stem@);

/* Whether a message may begin with these bytes, one at least: how it is found again behind bytes
 * that were lost. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    (void)context;
    if (bytes.data[0] != 'N' || (bytes.len > 1 && bytes.data[1] != 'C'))
        return NC_NO;
    return bytes.len > 1 ? NC_YES : NC_MORE;
}

/* How long the message is that begins here. */
static size_t
size(void *context, struct nc_cursor *ahead)
{
    uint16_t length;

    (void)context;
    nc_skip(ahead, 2);
    length = nc_u16(ahead);
    nc_require(ahead, length <= MOST, "text longer than may be");
    return HEADER_SIZE + (size_t)length;
}

static const struct nc_framing framing = { begins, size };

/* The bytes of one side in order; called as long as some are read. */
static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
{
    struct nc_reader *reader = &((struct state *)own)->side[conn->side];
    struct nc_cursor whole = nc_read_message(pkt, conn, in, reader, &framing, NULL);
    @Stem@__@NAME@ *message;

    if (!nc_ok(&whole))
        return; /* not all there yet: comes again with more */
    message = nc_new(pkt, @stem@__@name@);
    nc_skip(&whole, HEADER_SIZE);
    message->fromserver = conn->side == NC_SERVER;
    message->text = nc_text(pkt, nc_rest(&whole));
    nc_write(pkt, message, conn->time);
}

NC_PLUGIN(@stem@,
    .name       = "@NAME@",
    .about      = "Messages of @NAME@",
    .type       = @type@,
    .record     = &@stem@__@name@__descriptor,
    .schema     = &@stem@_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 47474)),
    .stream     = stream,
    .state_size = sizeof(struct state));
