/* @NAME@: datagrams of one conversation, counted by their sender: two letters, a number, a text. */
#include <netcap/plugin.h>

#include "@stem@.pb-c.h"

enum { MAGIC = 0x4e43 };

/* Of a conversation; all zero at first, and it has no pointers. */
struct state {
    uint32_t next; /* the number that is expected */
};

NC_SCHEMA(@stem@);

/* One whole datagram of either side. */
static void
datagram(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
{
    struct state *state = own;
    @Stem@__@NAME@ *message = nc_new(pkt, @stem@__@name@);

    nc_require(in, nc_u16(in) == MAGIC, "does not begin with NC");
    message->sequence = nc_u16(in);
    message->missing = message->sequence > state->next ? message->sequence - state->next : 0;
    message->text = nc_text(pkt, nc_rest(in));
    if (!nc_ok(in))
        return;
    state->next = message->sequence + 1;
    nc_write(pkt, message, conn->time);
}

NC_PLUGIN(@stem@,
    .name       = "@NAME@",
    .about      = "Messages of @NAME@",
    .type       = @type@,
    .record     = &@stem@__@name@__descriptor,
    .schema     = &@stem@_schema,
    .on         = NC_ON(NC_KEY(NC_UDP_PORT, 47474)),
    .datagram   = datagram,
    .state_size = sizeof(struct state));
