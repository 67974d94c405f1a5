/* @NAME@: a header of eight bytes, two letters and a version first, and a text behind it. */
#include <netcap/plugin.h>

#include "@stem@.pb-c.h"

enum { MAGIC = 0x4e43 };

/* One row a field in the order of the wire: kind, member of the record, bits. */
#define HEADER(_)          \
    _(UINT, magic,    16)  \
    _(UINT, version,  4)   \
    _(UINT, kind,     4)   \
    _(UINT, length,   8)   \
    _(UINT, sequence, 32)

NC_HEADER(@Stem@__@NAME@, HEADER)

NC_SCHEMA(@stem@);

/* What comes behind the header.  What is not read is the payload of this layer. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    @Stem@__@NAME@ *message = record;
    struct nc_cursor text;

    nc_require(in, message->magic == MAGIC, "does not begin with NC");
    nc_require(in, message->version == 1, "version is not 1");
    text = nc_slice(in, message->length);
    message->text = nc_text(pkt, nc_rest(&text));
}

NC_PLUGIN(@stem@,
    .name   = "@NAME@",
    .about  = "Messages of @NAME@",
    .type   = @type@,
    .record = &@stem@__@name@__descriptor,
    .schema = &@stem@_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 47474)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
