/* SPDX-License-Identifier: Apache-2.0 */
/* GTP version 1, user plane: 3GPP TS 29.281. */
#include "foreign.h"

enum { VERSION = 1, NOT_PRIME = 0x10, HAS_ANY = 0x07, HAS_EXTENSION = 0x04, WORD = 4 };
enum { ECHO_REQUEST = 1, ECHO_RESPONSE = 2, ERROR_INDICATION = 26, EXTENSIONS = 31,
       TUNNEL_STATUS = 253, USER_DATA = 255 };
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

/* Section 6.1: what there is over UDP besides what users send. */
static bool
is_known(uint8_t type)
{
    return type == ECHO_REQUEST || type == ECHO_RESPONSE || type == ERROR_INDICATION ||
           type == EXTENSIONS || type >= TUNNEL_STATUS;
}

/* Section 5.1: version 1, the flag that tells it from GTP', and the length of all that is behind
 * the first eight bytes. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t flags = nc_u8(first), type = nc_u8(first);
    uint16_t length = nc_u16(first);

    nc_skip(first, 4);
    nc_require(first, flags >> 5 == VERSION, "version is not 1");
    nc_require(first, flags & NOT_PRIME, "is GTP'");
    nc_require(first, is_known(type), "message that the user plane does not have");
    nc_require(first, is->cut || length <= nc_left(first), "length beyond the datagram");
    return length == nc_left(first) || (is->cut && length > nc_left(first)) ? NC_YES : NC_MORE;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(gtpu,
    .name   = "GTPU",
    .about  = "GPRS Tunnelling Protocol, user plane",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 2152)),
    .decode = decode,
    .recognise = recognise);
