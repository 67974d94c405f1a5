/* SPDX-License-Identifier: Apache-2.0 */
/* EnergyWise, a protocol within a value of Cisco discovery; Cisco has not published it. */
#include "ciscodiscoveryinfo.h"

#define REPLY(_)                \
    _(BYTES, replyunknown1, 16) \
    _(BYTES, replyport, 16)     \
    _(BYTES, replyaddress, 32)  \
    _(BYTES, replyunknown2, 16) \
    _(BYTES, replyunknown3, 32)

NC_FIELDS(reply, Types__CDPEnergyWise, REPLY)

#define START(_)                 \
    _(BYTES, encrypteddata, 160) \
    _(UINT, unknown1, 32)        \
    _(UINT, sequencenumber, 32)

NC_FIELDS(start, Types__CDPEnergyWise, START)

enum { ROLE = 7, DOMAIN, NAME, REPLY_TO = 23, VALUE_HEADER = 8 };

/* Text in a field of fixed size, filled up with NUL. */
static char *
padded_text(struct nc_packet *pkt, struct nc_cursor *in, size_t size)
{
    ProtobufCBinaryData text = nc_bytes(in, size);

    while (text.len && !text.data[text.len - 1])
        text.len--;
    return nc_text(pkt, text);
}

static void
read_value(struct nc_packet *pkt, struct nc_cursor *in, uint32_t type, Types__CDPEnergyWise *to)
{
    switch (type) {
    case ROLE:
        to->role = padded_text(pkt, in, nc_left(in));
        break;
    case DOMAIN:
        to->domain = padded_text(pkt, in, nc_left(in));
        break;
    case NAME:
        to->name = padded_text(pkt, in, nc_left(in));
        break;
    case REPLY_TO:
        read_reply(pkt, in, to);
        break;
    }
}

/* A length counts type and length too. */
static void
read_values(struct nc_packet *pkt, struct nc_cursor *in, Types__CDPEnergyWise *to)
{
    uint16_t size = nc_u16(in), count = nc_u16(in);
    struct nc_cursor list = nc_slice(in, size);

    for (; count && nc_left(&list); count--) {
        uint32_t type = nc_u32(&list), length = nc_u32(&list);
        struct nc_cursor value = nc_slice(&list, (size_t)length - VALUE_HEADER);

        read_value(pkt, &value, type, to);
        nc_require(&list, nc_ok(&value), nc_truncated);
    }
    nc_require(in, nc_ok(&list), "EnergyWise value of a wrong length");
}

void
ciscodiscoveryinfo_energywise(struct nc_packet *pkt, struct nc_cursor *in,
                              Types__CiscoDiscoveryInfo *info)
{
    Types__CDPEnergyWise *to = nc_new(pkt, types__cdpenergy_wise);

    read_start(pkt, in, to);
    to->modelnumber = padded_text(pkt, in, 16);
    to->unknown2 = nc_u16(in);
    to->hardwareid = padded_text(pkt, in, 3);
    to->serialnum = padded_text(pkt, in, 11);
    to->unknown3 = nc_bytes(in, 8);
    if (!nc_ok(in))
        return;
    info->energywise = to;
    read_values(pkt, in, to);
}
