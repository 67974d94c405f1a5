/* SPDX-License-Identifier: Apache-2.0 */
/* DNP3, IEEE 1815-2012: frames of the link, section 9.2; segments of the transport, section 8.2;
 * what the application's message begins with, section 4.2, and which objects it has, annex A. */
#include "dnp3.h"

#include "netcap.pb-c.h"

/* The length counts control and addresses too; each 16 bytes of data have a checksum. */
enum { PORT = 20000, START = 0x0564, HEADER_SIZE = 10, COUNTED = 5, BLOCK = 16, CRC_SIZE = 2,
       BLOCKS_MOST = 16 };
enum { DIRECTION = 0x80, PRIMARY = 0x40, COUNT_BIT = 0x20, COUNT_VALID = 0x10, FUNCTION = 0x0f };
enum { CONFIRMED_DATA = 3, UNCONFIRMED_DATA = 4 };
enum { FINAL = 0x80, FIRST = 0x40, SEQUENCE = 0x3f };
enum { FRAGMENT_FIRST = 0x80, FRAGMENT_FINAL = 0x40, CONFIRM = 0x20, UNSOLICITED = 0x10,
       FRAGMENT_SEQUENCE = 0x0f };
enum { RESPONSE = 129, UNSOLICITED_RESPONSE = 130, AUTHENTICATE_RESPONSE = 131 };

/* Section 9.2.2.5: x^16+x^13+x^12+x^11+x^10+x^8+x^6+x^5+x^2+1, lowest bits first, inverted. */
static bool
is_sound(const uint8_t *bytes, size_t size)
{
    uint16_t crc = 0;

    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc >> 1 ^ (crc & 1 ? 0xa6bc : 0));
    }
    crc = (uint16_t)~crc;
    return bytes[size] == (crc & 0xff) && bytes[size + 1] == crc >> 8;
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;

    (void)context;
    if ((bytes.len > 0 && at[0] != START >> 8) || (bytes.len > 1 && at[1] != (START & 0xff)) ||
        (bytes.len > 2 && at[2] < COUNTED))
        return NC_NO;
    if (bytes.len < HEADER_SIZE)
        return NC_MORE;
    return is_sound(at, HEADER_SIZE - CRC_SIZE) ? NC_YES : NC_NO;
}

/* Start and checksum say more than a port does. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    (void)is;
    return begins(NULL, nc_rest(first));
}

/* Others choose ports as high for themselves. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    (void)is;
    if (begins(NULL, nc_rest(first)) == NC_YES)
        return NC_YES;
    nc_decline(first);
    return NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    size_t data;

    (void)context;
    nc_skip(ahead, 2);
    data = (size_t)nc_u8(ahead) - COUNTED;
    return HEADER_SIZE + data + CRC_SIZE * ((data + BLOCK - 1) / BLOCK);
}

static void
read_control(Types__DNP3 *dnp3, uint8_t control)
{
    dnp3->frommaster = (control & DIRECTION) != 0;
    dnp3->primary = (control & PRIMARY) != 0;
    dnp3->linkfunction = control & FUNCTION;
    dnp3->framecount = dnp3->primary && (control & COUNT_BIT) != 0;
    dnp3->framecountvalid = dnp3->primary && (control & COUNT_VALID) != 0;
    dnp3->dataflowcontrol = !dnp3->primary && (control & COUNT_VALID) != 0;
}

/* The data without their checksums. */
static struct nc_cursor
read_blocks(struct nc_packet *pkt, struct nc_cursor *in, size_t left)
{
    ProtobufCBinaryData pieces[BLOCKS_MOST];
    size_t n = 0;

    while (left && nc_ok(in)) {
        size_t bytes = left < BLOCK ? left : BLOCK;
        ProtobufCBinaryData block = nc_bytes(in, bytes + CRC_SIZE);

        if (!nc_ok(in))
            break;
        nc_require(in, is_sound(block.data, bytes), "wrong checksum of data");
        block.len = bytes;
        pieces[n++] = block;
        left -= bytes;
    }
    return nc_join(pkt, pieces, n);
}

static void
read_message(struct nc_packet *pkt, struct nc_cursor *in, Types__DNP3 *dnp3)
{
    uint8_t control = nc_u8(in);
    struct nc_cursor objects;

    dnp3->function = nc_u8(in);
    dnp3->applicationfirst = (control & FRAGMENT_FIRST) != 0;
    dnp3->applicationfinal = (control & FRAGMENT_FINAL) != 0;
    dnp3->confirm = (control & CONFIRM) != 0;
    dnp3->unsolicited = (control & UNSOLICITED) != 0;
    dnp3->applicationsequence = control & FRAGMENT_SEQUENCE;
    if (dnp3->function >= RESPONSE && dnp3->function <= AUTHENTICATE_RESPONSE)
        dnp3->indications = nc_u16(in);
    objects = nc_slice(in, nc_left(in));
    if (nc_ok(in))
        dnp3_read_objects(pkt, &objects, dnp3);
}

/* What continues a message says nothing of it. */
static void
read_segment(struct nc_packet *pkt, struct nc_cursor *data, Types__DNP3 *dnp3)
{
    uint8_t control = nc_u8(data);

    dnp3->transportfinal = (control & FINAL) != 0;
    dnp3->transportfirst = (control & FIRST) != 0;
    dnp3->transportsequence = control & SEQUENCE;
    if (!dnp3->transportfirst)
        return;
    read_message(pkt, data, dnp3);
    if (!nc_ok(data))
        nc_malformed(pkt, "message shorter than its header");
}

static void
read_frame(struct nc_packet *pkt, struct nc_cursor *in, Types__DNP3 *dnp3)
{
    struct nc_cursor data;

    nc_require(in, begins(NULL, nc_rest(in)) == NC_YES, "no frame of DNP3");
    nc_skip(in, 2);
    dnp3->length = nc_u8(in);
    read_control(dnp3, nc_u8(in));
    dnp3->destination = nc_u16_le(in);
    dnp3->source = nc_u16_le(in);
    nc_skip(in, CRC_SIZE);
    if (!nc_ok(in))
        return;
    data = read_blocks(pkt, in, (size_t)dnp3->length - COUNTED);
    if (nc_ok(in) && nc_left(&data) && dnp3->primary &&
        (dnp3->linkfunction == CONFIRMED_DATA || dnp3->linkfunction == UNCONFIRMED_DATA))
        read_segment(pkt, &data, dnp3);
}

/* A datagram has one frame or more, section 10.3. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    read_frame(pkt, in, record);
    if (nc_ok(in) && nc_left(in) && begins(NULL, nc_rest(in)) == NC_YES)
        nc_next(pkt, NC_UDP_PORT, PORT);
}

struct state {
    struct nc_reader side[2];
};

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor frame = nc_read_message(pkt, is, in, reader, &framing, NULL);
    Types__DNP3 *dnp3;

    if (!nc_ok(&frame))
        return;
    dnp3 = nc_new(pkt, types__dnp3);
    read_frame(pkt, &frame, dnp3);
    if (nc_ok(&frame))
        nc_write(pkt, dnp3, is->time);
    else
        nc_refuse(pkt, nc_reason(&frame));
}

NC_SCHEMA(dnp3);

NC_PLUGIN(dnp3,
    .name       = "DNP3",
    .about      = "Distributed Network Protocol of power grids and water works",
    .type       = TYPES__TYPE__NC_DNP3,
    .record     = &types__dnp3__descriptor,
    .schema     = &dnp3_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, PORT), NC_KEY(NC_UDP_PORT, PORT)),
    .recognise  = recognise,
    .decode     = decode,
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
