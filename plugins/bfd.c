/* SPDX-License-Identifier: Apache-2.0 */
/* Bidirectional forwarding detection, RFC 5880 section 4. */
#include <netcap/plugin.h>

#include "bfd.pb-c.h"
#include "netcap.pb-c.h"

enum { VERSION = 1, HEADER_SIZE = 24, LENGTH_AT = 3, PASSWORD = 1, ECHO = 3785, AUTH = 4 };

#define HEADER(_)                          \
    _(UINT, version, 3)                    \
    _(UINT, diagnostic, 5)                 \
    _(UINT, state, 2)                      \
    _(UINT, poll, 1)                       \
    _(UINT, final, 1)                      \
    _(UINT, controlplaneindependent, 1)    \
    _(UINT, authpresent, 1)                \
    _(UINT, demand, 1)                     \
    _(UINT, multipoint, 1)                 \
    _(UINT, detectmultiplier, 8)           \
    _(SKIP, , 8)                           \
    _(UINT, mydiscriminator, 32)           \
    _(UINT, yourdiscriminator, 32)         \
    _(UINT, desiredmintxinterval, 32)      \
    _(UINT, requiredminrxinterval, 32)     \
    _(UINT, requiredminechorxinterval, 32)

NC_HEADER(Types__BFD, HEADER)

/* A password follows its key at once; the digests have a reserved byte and a number first. */
static void
read_auth(struct nc_packet *pkt, struct nc_cursor *section, Types__BFD *bfd)
{
    Types__BFDAuthHeader *auth = nc_new(pkt, types__bfdauth_header);
    uint8_t length;

    auth->authtype = nc_u8(section);
    length = nc_u8(section);
    nc_require(section, length >= 2 && length - 2u <= nc_left(section),
               "authentication of a wrong length");
    nc_limit(section, length - 2u);
    auth->keyid = nc_u8(section);
    if (auth->authtype != PASSWORD) {
        nc_skip(section, 1);
        auth->sequencenumber = nc_u32(section);
    }
    auth->data = nc_secret(pkt, nc_rest(section));
    if (nc_ok(section))
        bfd->authheader = auth;
    else
        nc_malformed(pkt, "authentication of a wrong length");
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__BFD *bfd = record;
    struct nc_cursor start = nc_window(in, 0, nc_tell(in)), section;
    uint8_t length;

    nc_skip(&start, LENGTH_AT);
    length = nc_u8(&start);
    nc_require(in, bfd->version == VERSION, "version is not 1");
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    section = nc_slice(in, nc_ok(in) ? (size_t)length - HEADER_SIZE : 0);
    if (nc_ok(in) && bfd->authpresent)
        read_auth(pkt, &section, bfd);
}

/* RFC 5880 section 6.8.6 has what is discarded.  Only the receiver's port says that it is BFD, the
 * sender's is any, and what an echo holds is the sender's own affair: RFC 5881 section 4. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);
    uint8_t start = nc_u8(first), flags = nc_u8(first), multiplier = nc_u8(first);
    uint8_t length = nc_u8(first);
    uint32_t mine = nc_u32(first);

    if (is->by_source || is->key.value == ECHO) {
        nc_decline(first);
        return NC_NO;
    }
    nc_require(first, start >> 5 == VERSION, "version is not 1");
    nc_require(first, length >= HEADER_SIZE, "length shorter than the header");
    nc_require(first, is->cut || length <= all, nc_truncated);
    nc_require(first, multiplier > 0, "detection multiplier of 0");
    nc_require(first, mine > 0, "discriminator of 0");
    if (is->cut)
        return NC_MORE;
    if (flags & AUTH) {
        nc_skip(first, HEADER_SIZE - 7); /* and the kind of the section */
        length = (uint8_t)(length - nc_u8(first));
    }
    return length == HEADER_SIZE ? NC_YES : NC_MORE;
}

/* Over one hop, its echoes, over several hops: RFC 5881 and 5883. */
NC_SCHEMA(bfd);

NC_PLUGIN(bfd,
    .name   = "BFD",
    .about  = "Bidirectional Forwarding Detection",
    .type   = TYPES__TYPE__NC_BFD,
    .record = &types__bfd__descriptor,
    .schema = &bfd_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 3784), NC_KEY(NC_UDP_PORT, 3785),
                    NC_KEY(NC_UDP_PORT, 4784)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
