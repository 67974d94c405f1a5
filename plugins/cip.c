/* SPDX-License-Identifier: Apache-2.0 */
/* CIP, ODVA's CIP Networks Library volume 1: requests and responses, section 2-4, and the paths by
 * which requests name an object, appendix C. */
#include "cip.h"

#include "cip.pb-c.h"
#include "netcap.pb-c.h"

enum { RESPONSE = 0x80, WORD = 2 };
enum { SEGMENT_TYPE = 0xe0, LOGICAL = 0x20, LOGICAL_TYPE = 0x1c, FORMAT = 3, SYMBOL = 0x91 };
enum { PORT_EXTENDED = 0x10, PORT_NUMBER = 0x0f };
enum { OF_CLASS = 0x00, OF_INSTANCE = 0x04, OF_ATTRIBUTE = 0x10, SPECIAL = 0x14 };
enum { CONNECTION_MANAGER = 6, UNCONNECTED_SEND = 0x52, TICKS = 2 };

/* Of one byte, or behind a byte of padding of two or four. */
static uint32_t
read_logical(struct nc_cursor *path, uint8_t format)
{
    if (!format)
        return nc_u8(path);
    nc_require(path, format < FORMAT, "format of a path that is reserved");
    nc_skip(path, 1);
    return (uint32_t)nc_uint_le(path, format == 1 ? 2 : 4);
}

/* Which way to go on: a port, and an address there that may have a size; padded to an even one. */
static void
skip_port(struct nc_cursor *path, uint8_t segment)
{
    size_t size = segment & PORT_EXTENDED ? nc_u8(path) : 1;

    if ((segment & PORT_NUMBER) == PORT_NUMBER)
        nc_skip(path, WORD);
    nc_skip(path, size + (segment & PORT_EXTENDED ? size % WORD : 0));
}

/* Up to the first part that is neither a number nor a name. */
static void
read_path(struct nc_packet *pkt, struct nc_cursor *path, Types__CIP *cip)
{
    while (nc_left(path)) {
        uint8_t segment = nc_u8(path), kind = segment & LOGICAL_TYPE;
        uint32_t value;

        if (!(segment & SEGMENT_TYPE)) {
            skip_port(path, segment);
            continue;
        }
        if (segment == SYMBOL && !cip->symbol[0]) {
            cip->symbol = nc_text(pkt, nc_bytes(path, nc_u8(path)));
            return;
        }
        if ((segment & SEGMENT_TYPE) != LOGICAL || kind >= SPECIAL)
            return;
        value = read_logical(path, segment & FORMAT);
        switch (kind) {
        case OF_CLASS: cip->classid = value; break;
        case OF_INSTANCE: cip->instanceid = value; break;
        case OF_ATTRIBUTE: cip->attributeid = value; break;
        }
    }
}

static void
read_request(struct nc_packet *pkt, struct nc_cursor *in, Types__CIP *cip)
{
    struct nc_cursor path = nc_slice(in, (size_t)nc_u8(in) * WORD);

    read_path(pkt, &path, cip);
    nc_require(in, nc_ok(&path), "path beyond its size");
}

static void
read_response(struct nc_packet *pkt, struct nc_cursor *in, Types__CIP *cip)
{
    uint8_t count;

    nc_skip(in, 1);
    cip->status = nc_u8(in);
    count = nc_u8(in);
    for (int i = 0; i < count && nc_ok(in); i++)
        nc_push(pkt, cip, additionalstatus, nc_u16_le(in));
}

/* Volume 1 section 3-5.5.2: the request inside is for another, to whom the router passes it. */
static void
read_unconnected_send(struct nc_packet *pkt, struct nc_cursor inside)
{
    struct nc_cursor message;

    nc_skip(&inside, TICKS);
    message = nc_slice(&inside, nc_u16_le(&inside));
    if (nc_ok(&inside) && nc_left(&message))
        nc_hand_on(pkt, message, CIP_SPACE, CIP_MESSAGE);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__CIP *cip = record;
    uint8_t service = nc_u8(in);

    cip->response = (service & RESPONSE) != 0;
    cip->serviceid = service & ~RESPONSE;
    if (cip->response)
        read_response(pkt, in, cip);
    else
        read_request(pkt, in, cip);
    if (!nc_ok(in))
        return;
    cip->datalength = (uint32_t)nc_left(in);
    if (nc_wants_payload(pkt))
        cip->data = nc_rest(in);
    if (!cip->response && cip->serviceid == UNCONNECTED_SEND && cip->classid == CONNECTION_MANAGER)
        read_unconnected_send(pkt, nc_ahead(in));
    nc_skip(in, nc_left(in));
}

NC_SCHEMA(cip);

NC_PLUGIN(cip,
    .name     = "CIP",
    .about    = "Common Industrial Protocol",
    .type     = TYPES__TYPE__NC_CIP,
    .record   = &types__cip__descriptor,
    .schema   = &cip_schema,
    .on       = NC_ON(NC_KEY(CIP_SPACE, CIP_MESSAGE)),
    NC_PAYLOAD("write the data of services"),
    .hands_on = CIP_SPACE,
    .decode   = decode);
