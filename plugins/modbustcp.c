/* SPDX-License-Identifier: Apache-2.0 */
/* Modbus messaging on TCP/IP, implementation guide 1.0b section 3.1. */
#include <netcap/plugin.h>

#include "modbustcp.pb-c.h"
#include "netcap.pb-c.h"

/* The length counts unit and function, and at most 252 bytes behind them. */
enum { LEAST_LENGTH = 2, MOST_LENGTH = 254, EXCEPTION = 0x80 };

/* The message behind this one in the same segment. */
#define MORE NC_SPACE('M', 'B', 'U', 'S')

struct options {
    bool payload;
};

static const struct nc_option options[] = {
    NC_BOOL(struct options, payload, false, "write the data of requests and responses"),
    NC_OPTIONS_END
};

#define HEADER(_)                      \
    _(UINT, transactionidentifier, 16) \
    _(UINT, protocolidentifier, 16)    \
    _(UINT, length, 16)                \
    _(UINT, unitidentifier, 8)

NC_HEADER(Types__ModbusTCP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const struct options *opts = nc_options(pkt);
    Types__ModbusTCP *modbus = record;
    uint8_t function = nc_u8(in);
    size_t wanted;

    if (modbus->protocolidentifier) { /* another protocol, or the middle of a message */
        nc_decline(in);
        return;
    }
    nc_require(in, modbus->length >= LEAST_LENGTH, "length below unit and function");
    nc_require(in, modbus->length <= MOST_LENGTH, "length beyond the longest message");
    if (!nc_ok(in))
        return;
    modbus->exception = (function & EXCEPTION) != 0;
    modbus->functioncode = function & ~EXCEPTION;
    wanted = (size_t)modbus->length - LEAST_LENGTH;
    if (nc_left(in) < wanted)
        nc_malformed(pkt, nc_truncated);
    else if (nc_left(in) > wanted)
        nc_next(pkt, MORE, 0);
    if (nc_left(in) < wanted)
        wanted = nc_left(in);
    if (opts->payload)
        modbus->payload = nc_bytes(in, wanted);
    else
        nc_skip(in, wanted);
}

NC_PLUGIN(modbustcp,
    .name         = "ModbusTCP",
    .about        = "Modbus over TCP/IP",
    .type         = TYPES__TYPE__NC_ModbusTCP,
    .record       = &types__modbus_tcp__descriptor,
    .on           = NC_ON(NC_KEY(NC_TCP_PORT, 502), NC_KEY(MORE, 0)),
    .fields       = header,
    .read         = read_header,
    .options      = options,
    .options_size = sizeof(struct options),
    .decode       = decode);
