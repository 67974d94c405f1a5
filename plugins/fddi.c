/* SPDX-License-Identifier: Apache-2.0 */
/* Fiber distributed data interface, ISO 9314-2. */
#include <netcap/plugin.h>

#include "fddi.pb-c.h"
#include "ieee8023.h"
#include "netcap.pb-c.h"

enum { PRIORITY = 7, KIND = 0x30, LLC = 0x10, MAC_SIZE = 6 };

struct options {
    bool bitswap;
};

static const struct nc_option options[] = {
    NC_BOOL(struct options, bitswap, false, "the capture has addresses low bit first"),
    NC_OPTIONS_END
};

static uint8_t
reversed(uint8_t byte)
{
    uint8_t to = 0;

    for (int bit = 0; bit < 8; bit++)
        to |= (uint8_t)((byte >> bit & 1) << (7 - bit));
    return to;
}

/* Drivers differ in the order of the bits, and nothing in the capture tells which it is. */
static char *
read_address(struct nc_packet *pkt, struct nc_cursor *in, uint8_t *address)
{
    const struct options *opts = nc_options(pkt);
    const uint8_t *wire = nc_view(in, MAC_SIZE);

    for (int i = 0; i < MAC_SIZE; i++)
        address[i] = opts->bitswap ? reversed(wire[i]) : wire[i];
    return nc_text_mac(pkt, address);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__FDDI *fddi = record;
    uint8_t control = nc_u8(in), source[MAC_SIZE], destination[MAC_SIZE];

    fddi->framecontrol = control & ~PRIORITY;
    fddi->priority = control & PRIORITY;
    fddi->dstmac = read_address(pkt, in, destination);
    fddi->srcmac = read_address(pkt, in, source);
    nc_link(pkt, NC_ENDPOINT_MAC, source, destination, MAC_SIZE);
    if ((control & KIND) == LLC)
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_LLC);
}

NC_SCHEMA(fddi);

NC_PLUGIN(fddi,
    .name         = "FDDI",
    .about        = "Fiber Distributed Data Interface",
    .type         = TYPES__TYPE__NC_FDDI,
    .record       = &types__fddi__descriptor,
    .schema       = &fddi_schema,
    .on           = NC_ON(NC_KEY(NC_LINKTYPE, 10)),
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
