/* SPDX-License-Identifier: Apache-2.0 */
/* Slow protocols, IEEE 802.3 annex 57A: link aggregation and its markers, IEEE 802.1AX clause 6;
 * operation of links, IEEE 802.3 clause 57; what organizations have.  Nothing is inside. */
#include <netcap/plugin.h>

enum { AGGREGATION = 1, MARKER = 2, OAM = 3, ORGANIZATION = 10 };
enum { ACTOR = 1, ACTOR_LENGTH = 20, MARKER_LENGTH = 16, OAM_HEADER = 3, ORGANIZATION_ID = 3 };

/* Version, then the first element with its length. */
static void
check_first(struct nc_cursor *in, bool aggregation)
{
    uint8_t type, length;

    nc_skip(in, 1);
    type = nc_u8(in);
    length = nc_u8(in);
    if (aggregation)
        nc_require(in, type == ACTOR && length == ACTOR_LENGTH, "does not begin with its actor");
    else
        nc_require(in, length == MARKER_LENGTH, "marker of another length");
    nc_skip(in, length > 1 ? length - 2u : 0);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    switch (nc_u8(in)) {
    case AGGREGATION: check_first(in, true); break;
    case MARKER: check_first(in, false); break;
    case OAM: nc_skip(in, OAM_HEADER); break;
    case ORGANIZATION: nc_skip(in, ORGANIZATION_ID); break;
    default: nc_require(in, false, "slow protocol that is not known"); break;
    }
}

NC_PLUGIN(slowprotocols,
    .name   = "SlowProtocols",
    .about  = "LACP, markers, OAM of Ethernet, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8809)),
    .decode = decode);
