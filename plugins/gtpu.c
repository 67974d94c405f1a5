/* SPDX-License-Identifier: Apache-2.0 */
/* GTP version 1, user plane: 3GPP TS 29.281. */
#include <netcap/plugin.h>

enum { VERSION = 1, HAS_ANY = 0x07, HAS_EXTENSION = 0x04, USER_DATA = 255, WORD = 4 };
enum { IPV4 = 0x0800, IPV6 = 0x86dd };

/* Section 5.2: the length counts words, itself and the type of the next with them. */
static void
skip_extensions(struct nc_cursor *in, uint8_t type)
{
    while (type && nc_ok(in)) {
        size_t length = (size_t)nc_u8(in) * WORD;

        nc_require(in, length > 0, "extension header of no length");
        nc_skip(in, length > 0 ? length - 2 : 0);
        type = nc_u8(in);
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t flags = nc_u8(in), type = nc_u8(in);
    uint16_t length = nc_u16(in);

    (void)record;
    nc_require(in, flags >> 5 == VERSION, "version is not 1");
    nc_scope(pkt, NC_SCOPE_GTP, nc_u32(in));
    nc_limit(in, length);
    /* One flag is enough for all three fields, section 5.1; those without flags mean nothing. */
    if (flags & HAS_ANY) {
        uint8_t extension;

        nc_skip(in, 3);
        extension = nc_u8(in);
        if (flags & HAS_EXTENSION)
            skip_extensions(in, extension);
    }
    if (type == USER_DATA && nc_peek(in) >> 4 == 4)
        nc_next(pkt, NC_ETHERTYPE, IPV4);
    else if (type == USER_DATA && nc_peek(in) >> 4 == 6)
        nc_next(pkt, NC_ETHERTYPE, IPV6);
}

NC_PLUGIN(gtpu,
    .name   = "GTPU",
    .about  = "GPRS Tunnelling Protocol, user plane",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 2152)),
    .decode = decode);
