/* SPDX-License-Identifier: Apache-2.0 */
/* What IKE proposes: RFC 7296 section 3.3, and RFC 2408 sections 3.5 and 3.6 with the attributes of
 * RFC 2409 appendix A and RFC 2407 section 4.5 for version 1. */
#include "ike.h"

enum { PAYLOAD_HEADER = 4, IKE_PROTOCOL = 1, SHORT_VALUE = 0x8000, LIFE_BYTES_MOST = 8 };

/* Of the first phase of version 1; of all phases of version 2 the key's length alone. */
enum { ENCRYPTION = 1, HASH, AUTHENTICATION, GROUP, LIFE_TYPE = 11, LIFE_DURATION,
       KEY_LENGTH = 14 };

/* Of the second phase. */
enum { SA_LIFE_TYPE = 1, SA_LIFE_DURATION, SA_GROUP, SA_MODE, SA_AUTHENTICATION, SA_KEY_LENGTH };

static void
tell_first_phase(uint16_t type, uint64_t value, Types__IKETransform *to)
{
    switch (type) {
    case ENCRYPTION: to->encryption = (uint32_t)value; break;
    case HASH: to->hash = (uint32_t)value; break;
    case AUTHENTICATION: to->authentication = (uint32_t)value; break;
    case GROUP: to->group = (uint32_t)value; break;
    case LIFE_TYPE: to->lifetype = (uint32_t)value; break;
    case LIFE_DURATION: to->lifeduration = value; break;
    case KEY_LENGTH: to->keylength = (uint32_t)value; break;
    }
}

static void
tell_second_phase(uint16_t type, uint64_t value, Types__IKETransform *to)
{
    switch (type) {
    case SA_LIFE_TYPE: to->lifetype = (uint32_t)value; break;
    case SA_LIFE_DURATION: to->lifeduration = value; break;
    case SA_GROUP: to->group = (uint32_t)value; break;
    case SA_MODE: to->mode = (uint32_t)value; break;
    case SA_AUTHENTICATION: to->authentication = (uint32_t)value; break;
    case SA_KEY_LENGTH: to->keylength = (uint32_t)value; break;
    }
}

/* The value is two bytes, or as many as these say, RFC 2408 section 3.3. */
static void
read_attributes(struct nc_cursor *in, bool first_phase, Types__IKETransform *to)
{
    while (nc_left(in)) {
        uint16_t type = nc_u16(in);
        uint64_t value = nc_u16(in);

        if (!(type & SHORT_VALUE)) {
            struct nc_cursor bytes = nc_slice(in, (size_t)value);

            value = 0;
            if (nc_left(&bytes) <= LIFE_BYTES_MOST)
                value = nc_uint(&bytes, nc_left(&bytes));
        }
        if (!nc_ok(in))
            return;
        if (first_phase)
            tell_first_phase(type & ~SHORT_VALUE, value, to);
        else
            tell_second_phase(type & ~SHORT_VALUE, value, to);
    }
}

/* A payload of its own form inside another. */
static struct nc_cursor
inner_payload(struct nc_cursor *in)
{
    uint16_t length;

    nc_skip(in, 2);
    length = nc_u16(in);
    nc_require(in, length >= PAYLOAD_HEADER, "payload shorter than its header");
    return nc_slice(in, nc_ok(in) ? (size_t)length - PAYLOAD_HEADER : 0);
}

/* Version 2 says what a transform is for and which it is, version 1 counts and names them. */
static void
read_transform(struct nc_packet *pkt, struct nc_cursor *in, const Types__IKE *ike,
               Types__IKEProposal *proposal)
{
    struct nc_cursor body = inner_payload(in);
    Types__IKETransform *to;

    if (!nc_ok(in))
        return;
    to = nc_add(pkt, proposal, transforms, types__iketransform);
    if (ike->majorversion == 1) {
        to->number = nc_u8(&body);
        to->id = nc_u8(&body);
        nc_skip(&body, 2);
        read_attributes(&body, proposal->protocolid == IKE_PROTOCOL, to);
    } else {
        to->type = nc_u8(&body);
        nc_skip(&body, 1);
        to->id = nc_u16(&body);
        read_attributes(&body, true, to);
    }
    if (!nc_ok(&body))
        nc_fail(in, nc_reason(&body));
}

void
ike_proposals(struct nc_packet *pkt, struct nc_cursor *in, Types__IKE *ike)
{
    while (nc_left(in) && nc_ok(in)) {
        struct nc_cursor body = inner_payload(in);
        Types__IKEProposal *proposal;
        uint8_t spi, count;

        if (!nc_ok(in))
            return;
        proposal = nc_add(pkt, ike, proposals, types__ikeproposal);
        proposal->number = nc_u8(&body);
        proposal->protocolid = nc_u8(&body);
        spi = nc_u8(&body);
        count = nc_u8(&body);
        proposal->spi = nc_bytes(&body, spi);
        for (int i = 0; i < count && nc_ok(&body); i++)
            read_transform(pkt, &body, ike, proposal);
        if (!nc_ok(&body))
            nc_fail(in, nc_reason(&body));
    }
}
