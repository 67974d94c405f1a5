/* SPDX-License-Identifier: Apache-2.0 */
/* SCTP, RFC 9260 section 3. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "sctp.pb-c.h"

enum { DATA = 0, WHOLE = 3, CHUNK_HEADER = 4, DATA_HEADER = 16 };

#define HEADER(_)                \
    _(UINT, srcport, 16)         \
    _(UINT, dstport, 16)         \
    _(UINT, verificationtag, 32) \
    _(UINT, checksum, 32)

NC_HEADER(Types__SCTP, HEADER)

/* Up to the first message that is all in one chunk; false when there is none. */
static bool
find_message(struct nc_packet *pkt, struct nc_cursor *in)
{
    while (nc_left(in) >= CHUNK_HEADER) {
        uint8_t type = nc_u8(in), flags = nc_u8(in);
        size_t length = nc_u16(in), padded = (length + 3) & ~(size_t)3;

        if (length < CHUNK_HEADER || length - CHUNK_HEADER > nc_left(in)) {
            nc_malformed(pkt, "chunk of a wrong length");
            return false;
        }
        if (type == DATA && (flags & WHOLE) == WHOLE && length > DATA_HEADER) {
            nc_limit(in, length - CHUNK_HEADER);
            nc_skip(in, DATA_HEADER - CHUNK_HEADER);
            return true;
        }
        /* The last chunk may come without its padding. */
        nc_skip(in, padded - CHUNK_HEADER < nc_left(in) ? padded - CHUNK_HEADER : nc_left(in));
    }
    return false;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__SCTP *sctp = record;

    nc_transport(pkt, NC_ENDPOINT_SCTP, (uint16_t)sctp->srcport, (uint16_t)sctp->dstport, in);
    if (find_message(pkt, in))
        nc_next_either(pkt, NC_SCTP_PORT, sctp->dstport, sctp->srcport);
}

NC_SCHEMA(sctp);

NC_PLUGIN(sctp,
    .name   = "SCTP",
    .about  = "Stream Control Transmission Protocol",
    .type   = TYPES__TYPE__NC_SCTP,
    .record = &types__sctp__descriptor,
    .schema = &sctp_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 132)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
