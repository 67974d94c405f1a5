/* SPDX-License-Identifier: Apache-2.0 */
/* Precision Time Protocol, IEEE 1588, over Ethernet and UDP: known, but nothing is inside. */
#include <netcap/plugin.h>

enum { VERSION_1 = 1, VERSION_2 = 2, HEADER_SIZE = 34, HEADER_1_REST = 36 };

/* Event and general messages: IEEE 1588-2019 table 36. */
static bool
is_known(uint8_t type)
{
    return type <= 3 || (type >= 8 && type <= 13);
}

static void
check(struct nc_cursor *in, bool cut)
{
    uint8_t type = nc_u8(in) & 15, version = nc_u8(in) & 15;
    uint16_t length = nc_u16(in);

    nc_require(in, version == VERSION_1 || version == VERSION_2, "version is neither 1 nor 2");
    /* Version 1 has two numbers of 16 bits, its own and that of the network's part. */
    if (version == VERSION_1) {
        nc_require(in, type == 0 && length == VERSION_1, "versions that do not agree");
        nc_skip(in, HEADER_1_REST);
        return;
    }
    nc_require(in, is_known(type), "message of an unknown type");
    nc_require(in, length >= HEADER_SIZE, "length below that of the header");
    if (nc_ok(in) && !cut)
        nc_skip(in, length - 4u);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    check(in, false);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    check(first, is->cut);
    return nc_ok(first) ? NC_YES : NC_NO;
}

NC_PLUGIN(ptp,
    .name   = "PTP",
    .about  = "Precision Time Protocol, IEEE 1588, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88f7), NC_KEY(NC_UDP_PORT, 319),
                    NC_KEY(NC_UDP_PORT, 320)),
    .decode = decode,
    .recognise = recognise);
