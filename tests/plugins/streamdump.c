/* SPDX-License-Identifier: Apache-2.0 */
/* All bytes of all streams, to be compared with what others make of the same segments. */
#include <netcap/plugin.h>

#include "streamdump.pb-c.h"

enum { CHUNK_MAX = 32768 };

static enum nc_answer
probe(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    (void)first;
    return NC_YES;
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    Streamdump__StreamDump *dump = nc_new(pkt, streamdump__stream_dump);
    const struct nc_conversation talk = nc_conversation_of_stream(conn);
    size_t n = nc_left(in);

    (void)state;
    dump->clientip = nc_address_text(pkt, conn->network_kind, conn->network[NC_CLIENT]);
    dump->serverip = nc_address_text(pkt, conn->network_kind, conn->network[NC_SERVER]);
    dump->clientport = conn->port[NC_CLIENT];
    dump->serverport = conn->port[NC_SERVER];
    dump->connectionid = nc_connection_id(pkt, &talk);
    dump->side = conn->side;
    dump->offset = conn->offset;
    dump->gap = conn->gap;
    dump->opened = conn->opened;
    dump->data = nc_bytes(in, n < CHUNK_MAX ? n : CHUNK_MAX);
    nc_write(pkt, dump, conn->time);
}

NC_PLUGIN(streamdump,
    .name   = "StreamDump",
    .about  = "All bytes of all streams",
    .type   = 10003,
    .record = &streamdump__stream_dump__descriptor,
    .probe  = probe,
    .stream = stream);
