/* SPDX-License-Identifier: Apache-2.0 */
/* Flow models: a plugin says what makes two packets one flow and what to count; the core keeps
 * the table, ends flows and orders their records.
 *
 * .id names the flow of a packet, .observe counts it in, .report makes the record when the flow
 * has ended.  The state is zeroed memory of .state_size bytes without pointers.  The plugin's
 * options begin with the limits:
 *
 *     struct options { struct nc_flow_limits limits; };
 *     static const struct nc_option options[] = {
 *         NC_FLOW_LIMITS(struct options, limits, 60, 3600, 200000),
 *         NC_OPTIONS_END
 *     };
 */
#ifndef NETCAP_FLOW_H
#define NETCAP_FLOW_H

#include <netcap/option.h>
#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

/* What two packets have in common that belong to one flow.  Flows that run both ways have their
 * endpoints in an order that does not depend on the direction. */
#define NC_FLOW_ID_MAX 63
struct nc_flow_id {
    uint8_t size;
    uint8_t bytes[NC_FLOW_ID_MAX];
};

/* Why a flow ended.  The numbers are written into records and never change. */
enum nc_end {
    NC_END_NONE = 0,
    NC_END_IDLE = 1,    /* no packet for the idle timeout */
    NC_END_ACTIVE = 2,  /* it lasted for the active timeout; the next part goes on */
    NC_END_CLOSED = 3,  /* both sides closed it */
    NC_END_RESET = 4,
    NC_END_REUSED = 5,  /* its endpoints began anew */
    NC_END_EVICTED = 6, /* there were more flows than the limit allows */
    NC_END_INPUT = 7,   /* the capture ended */
};

/* What the core knows of a flow. */
struct nc_flow {
    struct nc_time first, last; /* the earliest and the latest packet */
    uint64_t packets;           /* this one counted */
    uint32_t part;              /* from 1; parts of one id have rising numbers */
    uint32_t ended;             /* enum nc_end, for .report */
};

/* What .observe found: the packet was counted, and the flow goes on, or it was the end of it, or
 * the packet opens another flow of this id and was not counted. */
enum nc_observed { NC_FLOW_OPEN, NC_FLOW_CLOSED, NC_FLOW_RESET, NC_FLOW_ANOTHER };

struct nc_flow_limits {
    uint64_t idle_timeout, active_timeout; /* seconds; 0: none */
    uint64_t max_flows;
};

#define NC_FLOW_LIMITS(type, m, idle, active, most)                                               \
    { "idle_timeout", "seconds without a packet that end a flow; 0 for none",                     \
      offsetof(type, m.idle_timeout), NC_OPTION_UINT, idle, 0, 31536000 },                        \
    { "active_timeout", "seconds after which a flow goes on as its next part; 0 for none",        \
      offsetof(type, m.active_timeout), NC_OPTION_UINT, active, 0, 31536000 },                    \
    { "max_flows", "flows kept at a time; beyond, the one idle longest is ended",                 \
      offsetof(type, m.max_flows), NC_OPTION_UINT, most, 1, 4000000 }

PROTOBUF_C__END_DECLS

#endif
