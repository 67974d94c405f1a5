/* SPDX-License-Identifier: Apache-2.0 */
/* EtherNet/IP, ODVA's CIP Networks Library volume 2 chapter 2: the encapsulation, section 2-3, and
 * the items in which it carries messages of CIP, section 2-6.  Inputs and outputs themselves, on
 * port 2222, have no such header. */
#include "cip.h"
#include "ends.h"

#include "enip.pb-c.h"
#include "netcap.pb-c.h"

enum { PORT = 44818, HEADER_SIZE = 24, LENGTH_MOST = 65511, CONTEXT = 8 };
enum { STATUS_AT = 8, STATUS_MOST = 0x6a, OPTIONS_AT = 20 };
enum { SEND_RR_DATA = 0x6f, SEND_UNIT_DATA = 0x70, INTERFACE_AND_TIMEOUT = 6 };
enum { CONNECTED = 0xb1, UNCONNECTED = 0xb2, SEQUENCE_COUNT = 2, ITEMS_MOST = 16 };

/* Section 2-3.2. */
static const uint8_t commands[] = { 0x00, 0x04, 0x63, 0x64, 0x65, 0x66, 0x6f, 0x70, 0x72, 0x73 };

struct state {
    struct nc_reader side[2];
};

static bool
is_command(uint8_t byte)
{
    for (size_t i = 0; i < sizeof commands; i++)
        if (commands[i] == byte)
            return true;
    return false;
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;

    (void)context;
    if ((bytes.len > 0 && !is_command(at[0])) || (bytes.len > 1 && at[1]))
        return NC_NO;
    if (bytes.len < HEADER_SIZE)
        return NC_MORE;
    if (at[STATUS_AT] > STATUS_MOST || (at[2] | at[3] << 8) > LENGTH_MOST)
        return NC_NO;
    for (int i = 1; i < 4; i++)
        if (at[STATUS_AT + i])
            return NC_NO;
    for (int i = 0; i < 4; i++)
        if (at[OPTIONS_AT + i])
            return NC_NO;
    return NC_YES;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    return is->by_port ? begins(NULL, nc_rest(first)) : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, 2);
    return HEADER_SIZE + (size_t)nc_u16_le(ahead);
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);

    if (begins(NULL, nc_rest(first)) == NC_YES && (size(NULL, first) == all || is->cut))
        return NC_YES;
    nc_decline(first); /* others choose ports as high for themselves */
    return NC_NO;
}

/* The items of a message: addresses, and what is sent to them. */
static void
read_items(struct nc_packet *pkt, struct nc_cursor in)
{
    uint16_t count;

    nc_skip(&in, INTERFACE_AND_TIMEOUT);
    count = nc_u16_le(&in);
    for (int i = 0; i < count && i < ITEMS_MOST && nc_ok(&in); i++) {
        uint16_t type = nc_u16_le(&in);
        struct nc_cursor item = nc_slice(&in, nc_u16_le(&in));

        if (type == CONNECTED)
            nc_skip(&item, SEQUENCE_COUNT);
        if ((type == CONNECTED || type == UNCONNECTED) && nc_left(&item))
            nc_hand_on(pkt, item, CIP_SPACE, CIP_MESSAGE);
    }
    if (!nc_ok(&in))
        nc_malformed(pkt, "item beyond the message");
}

static void
read_message(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in)
{
    Types__ENIP *enip = nc_new(pkt, types__enip);

    enip->command = nc_u16_le(in);
    enip->length = nc_u16_le(in);
    enip->sessionhandle = nc_u32_le(in);
    enip->status = nc_u32_le(in);
    enip->sendercontext = nc_bytes(in, CONTEXT);
    enip->options = nc_u32_le(in);
    nc_require(in, nc_left(in) >= enip->length, "shorter than its length");
    nc_limit(in, enip->length);
    if (!nc_ok(in))
        return;
    enip->commandspecific = nc_new(pkt, types__enipcommand_specific_data);
    enip->commandspecific->cmd = enip->command;
    if (nc_wants_payload(pkt))
        enip->commandspecific->data = nc_rest(in);
    if (nc_left(in) && (enip->command == SEND_RR_DATA || enip->command == SEND_UNIT_DATA))
        read_items(pkt, nc_ahead(in));
    nc_skip(in, nc_left(in));
    ENDS_REPORT(pkt, is, is->side, enip);
    nc_write(pkt, enip, is->time);
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, NULL);

    if (nc_ok(&message))
        read_message(pkt, is, &message);
}

static void
read_datagram(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    (void)state;
    nc_require(in, begins(NULL, nc_rest(in)) == NC_YES, "no message of EtherNet/IP");
    read_message(pkt, is, in);
}

NC_SCHEMA(enip);

NC_PLUGIN(enip,
    .name       = "ENIP",
    .about      = "EtherNet/IP, which carries CIP",
    .type       = TYPES__TYPE__NC_ENIP,
    .record     = &types__enip__descriptor,
    .schema     = &enip_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, PORT), NC_KEY(NC_UDP_PORT, PORT)),
    NC_PAYLOAD("write what commands say"),
    .recognise  = recognise,
    .probe      = probe,
    .stream     = stream,
    .datagram   = read_datagram,
    .hands_on   = CIP_SPACE,
    .state_size = sizeof(struct state));
