/* SPDX-License-Identifier: Apache-2.0 */
/* VXLAN, RFC 7348, with the group policy of draft-smith-vxlan-group-policy. */
#include "foreign.h"
#include "inner.h"

#include "netcap.pb-c.h"
#include "vxlan.pb-c.h"

enum { ETHERNET = 0x6558, VALID = 0x08, GROUP_POLICY = 0x80, POLICY_FLAGS = 0x48 };

#define HEADER(_)                 \
    _(UINT, gbpextension, 1)      \
    _(SKIP, , 3)                  \
    _(UINT, valididflag, 1)       \
    _(SKIP, , 4)                  \
    _(UINT, gbpdontlearn, 1)      \
    _(SKIP, , 2)                  \
    _(UINT, gbpapplied, 1)        \
    _(SKIP, , 3)                  \
    _(UINT, gbpgrouppolicyid, 16) \
    _(UINT, vni, 24)              \
    _(SKIP, , 8)

NC_HEADER(Types__VXLAN, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)in;
    nc_scope(pkt, NC_SCOPE_VXLAN, (uint64_t)((const Types__VXLAN *)record)->vni);
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
}

/* RFC 7348 section 5: the flag of a valid identifier is set, and what is reserved is zero when it
 * is sent, though receivers do not look at it.  With the flag of group policies the second byte has
 * two more and a number follows, draft-smith-vxlan-group-policy section 2.1.  Reserved bits in use,
 * as by the generic protocol extension, stand before a frame of Ethernet or are not ours. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t flags = nc_u8(first), more = nc_u8(first), last;
    uint16_t policy = nc_u16(first);
    enum nc_answer inside;
    bool clean;

    nc_skip(first, 3);
    last = nc_u8(first);
    nc_require(first, flags & VALID, "no valid network identifier");
    inside = inner_ethernet(*first, is->cut);
    clean = !(flags & ~(VALID | GROUP_POLICY)) && !(more & ~POLICY_FLAGS) && !last;
    nc_require(first, clean || inside == NC_YES, "neither reserved bits of 0 nor Ethernet inside");
    return inside == NC_YES || (inside == NC_MORE && !(flags & GROUP_POLICY) && !more && !policy)
               ? NC_YES : NC_MORE;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

/* Linux took 8472 before there was a number. */
NC_PLUGIN(vxlan,
    .name   = "VXLAN",
    .about  = "Virtual eXtensible Local Area Network",
    .type   = TYPES__TYPE__NC_VXLAN,
    .record = &types__vxlan__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4789), NC_KEY(NC_UDP_PORT, 8472)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
