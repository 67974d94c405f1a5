/* SPDX-License-Identifier: Apache-2.0 */
/* Modbus messaging on TCP/IP, implementation guide 1.0b section 3.1. */
#include <netcap/plugin.h>

#include "modbustcp.pb-c.h"
#include "netcap.pb-c.h"

/* The length counts unit and function, and at most 252 bytes behind them.  UMAS, with which
 * controllers of Schneider Electric are programmed, takes a byte more. */
enum { LENGTH_AT = 4, LENGTH_END = 6, LEAST_LENGTH = 2, MOST_LENGTH = 254, EXCEPTION = 0x80 };
enum { FUNCTION_AT = 7, UMAS = 90, UMAS_LENGTH = 255 };

#define HEADER(_)                      \
    _(UINT, transactionidentifier, 16) \
    _(UINT, protocolidentifier, 16)    \
    _(UINT, length, 16)                \
    _(UINT, unitidentifier, 8)

NC_HEADER(Types__ModbusTCP, HEADER)

static int
most_length(uint8_t function)
{
    return function == UMAS ? UMAS_LENGTH : MOST_LENGTH;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__ModbusTCP *modbus = record;
    uint8_t function = nc_u8(in);
    size_t wanted;

    nc_require(in, !modbus->protocolidentifier, "protocol other than Modbus");
    nc_require(in, modbus->length >= LEAST_LENGTH, "length below unit and function");
    nc_require(in, modbus->length <= most_length(function), "length beyond the longest message");
    if (!nc_ok(in))
        return;
    modbus->exception = (function & EXCEPTION) != 0;
    modbus->functioncode = function & ~EXCEPTION;
    wanted = (size_t)modbus->length - LEAST_LENGTH;
    nc_require(in, nc_left(in) >= wanted, "shorter than its length");
    if (nc_wants_payload(pkt))
        modbus->payload = nc_bytes(in, wanted);
    else
        nc_skip(in, wanted);
}

struct state {
    struct nc_reader side[2];
};

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const uint8_t *at = bytes.data;
    int length;

    (void)context;
    if (bytes.len < LENGTH_END)
        return (bytes.len > 2 && at[2]) || (bytes.len > 3 && at[3]) ? NC_NO : NC_MORE;
    length = at[4] << 8 | at[5];
    if (at[2] || at[3] || length < LEAST_LENGTH || length > UMAS_LENGTH)
        return NC_NO;
    if (length <= MOST_LENGTH)
        return NC_YES;
    if (bytes.len <= FUNCTION_AT)
        return NC_MORE;
    return length <= most_length(at[FUNCTION_AT]) ? NC_YES : NC_NO;
}

/* Function 0 does not exist, application protocol 1.1b3 section 4.1: one that is sent all the same,
 * as by who tries all, is known by a length that is that of all there is. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    enum nc_answer answer = is->by_port ? begins(NULL, bytes) : NC_NO;

    if (answer != NC_YES)
        return answer;
    if (bytes.len <= FUNCTION_AT)
        return NC_MORE;
    if (bytes.data[FUNCTION_AT] & ~EXCEPTION)
        return NC_YES;
    return bytes.len == LENGTH_END + (size_t)(bytes.data[4] << 8 | bytes.data[5]) ? NC_YES : NC_NO;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    (void)context;
    nc_skip(ahead, LENGTH_AT);
    return LENGTH_END + (size_t)nc_u16(ahead);
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *state)
{
    struct nc_reader *reader = &((struct state *)state)->side[is->side];
    struct nc_cursor message = nc_read_message(pkt, is, in, reader, &framing, NULL);
    Types__ModbusTCP *modbus;

    if (!nc_ok(&message))
        return;
    modbus = nc_new(pkt, types__modbus_tcp);
    read_header(pkt, &message, modbus);
    decode(pkt, &message, modbus);
    nc_write(pkt, modbus, is->time);
}

NC_SCHEMA(modbustcp);

NC_PLUGIN(modbustcp,
    .name       = "ModbusTCP",
    .about      = "Modbus over TCP/IP",
    .type       = TYPES__TYPE__NC_ModbusTCP,
    .record     = &types__modbus_tcp__descriptor,
    .schema     = &modbustcp_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 502)),
    .fields     = header,
    .read       = read_header,
    NC_PAYLOAD("write the data of requests and responses"),
    .decode     = decode,
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
