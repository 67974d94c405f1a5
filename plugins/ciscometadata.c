/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco MetaData: version, how many options there are, and options of a length in their first
 * three bits, type and value; the one that there is has the group of a security policy. */
#include "ieee8023.h"

enum { MOST_VERSION = 1, OPTION = 4, MOST_OPTIONS = 1 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_u8(in) <= MOST_VERSION, "version is neither 0 nor 1");
    nc_require(in, nc_u8(in) <= MOST_OPTIONS, "more than one option");
    nc_skip(in, OPTION);
    ieee8023_next(pkt, in, nc_u16(in));
}

NC_PLUGIN(ciscometadata,
    .name   = "CiscoMetaData",
    .about  = "Cisco MetaData, tags of security groups",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8909)),
    .decode = decode);
