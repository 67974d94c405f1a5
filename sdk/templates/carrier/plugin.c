/* @NAME@: a tunnel: two letters, what is inside as Ethernet has it, and that.  It has no record. */
#include <netcap/plugin.h>

enum { MAGIC = 0x4e43 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t type;

    (void)record; /* a carrier has none */
    nc_require(in, nc_u16(in) == MAGIC, "does not begin with NC");
    type = nc_u16(in);
    nc_next(pkt, NC_ETHERTYPE, type);
}

NC_PLUGIN(@stem@,
    .name   = "@NAME@",
    .about  = "The tunnel of @NAME@",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 47474)),
    .decode = decode);
