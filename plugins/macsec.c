/* SPDX-License-Identifier: Apache-2.0 */
/* MACsec, IEEE 802.1AE: the payload can be read where it is only authenticated. */
#include <netcap/plugin.h>

enum { VERSION = 0x80, EXPLICIT_CHANNEL = 0x20, ENCRYPTED_OR_CHANGED = 0x0c };
enum { CHANNEL = 8, SHORT_LENGTH = 0x3f, CHECK_VALUE = 16 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t tag = nc_u8(in), length = nc_u8(in) & SHORT_LENGTH;

    (void)record;
    nc_require(in, !(tag & VERSION), "version is not 0");
    nc_skip(in, 4); /* packet number */
    if (tag & EXPLICIT_CHANNEL)
        nc_skip(in, CHANNEL);
    if (tag & ENCRYPTED_OR_CHANGED)
        return;
    /* Padding can follow the check value of a short frame only. */
    nc_require(in, nc_left(in) >= length + (size_t)CHECK_VALUE, nc_truncated);
    nc_limit(in, length ? length : nc_left(in) - CHECK_VALUE);
    nc_next(pkt, NC_ETHERTYPE, nc_u16(in));
}

NC_PLUGIN(macsec,
    .name   = "MACsec",
    .about  = "Media Access Control security, IEEE 802.1AE",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88e5)),
    .decode = decode);
