/* SPDX-License-Identifier: Apache-2.0 */
/* OPC UA Connection Protocol and UA Secure Conversation, OPC 10000-6 sections 7.1 and 6.7.  Numbers
 * of services: opcfoundation.org/UA/schemas/NodeIds.csv, those of the binary encoding; their names
 * make it long. */
#include "begins.h"
#include "speaker.h"

#include "netcap.pb-c.h"
#include "opcua.pb-c.h"

enum { HEAD = 8, LARGEST = 65536, SIZE_MOST = 64 << 20, URL_MOST = 4096, POLICY_MOST = 255,
       MESSAGE_HEAD = 24, NODE_MOST = 7, THUMBPRINT_MOST = 20 };
/* How a node is told: in one, three or six bytes. */
enum { TWO_BYTE = 0, FOUR_BYTE = 1, NUMERIC = 2 };

static const char none[] = "http://opcfoundation.org/UA/SecurityPolicy#None";

struct state {
    struct nc_reader side[2];
    bool plain;        /* the secure channel has the policy None */
    bool continued[2]; /* the next part is not the first of its message */
};

static const struct service {
    uint16_t id;
    const char *name;
} services[] = {
    { 397, "ServiceFault" }, { 422, "FindServersRequest" }, { 425, "FindServersResponse" },
    { 428, "GetEndpointsRequest" }, { 431, "GetEndpointsResponse" },
    { 446, "OpenSecureChannelRequest" }, { 449, "OpenSecureChannelResponse" },
    { 452, "CloseSecureChannelRequest" }, { 455, "CloseSecureChannelResponse" },
    { 461, "CreateSessionRequest" }, { 464, "CreateSessionResponse" },
    { 467, "ActivateSessionRequest" }, { 470, "ActivateSessionResponse" },
    { 473, "CloseSessionRequest" }, { 476, "CloseSessionResponse" }, { 479, "CancelRequest" },
    { 482, "CancelResponse" }, { 527, "BrowseRequest" }, { 530, "BrowseResponse" },
    { 533, "BrowseNextRequest" }, { 536, "BrowseNextResponse" },
    { 554, "TranslateBrowsePathsToNodeIdsRequest" },
    { 557, "TranslateBrowsePathsToNodeIdsResponse" }, { 560, "RegisterNodesRequest" },
    { 563, "RegisterNodesResponse" }, { 566, "UnregisterNodesRequest" },
    { 569, "UnregisterNodesResponse" }, { 631, "ReadRequest" }, { 634, "ReadResponse" },
    { 664, "HistoryReadRequest" }, { 667, "HistoryReadResponse" }, { 673, "WriteRequest" },
    { 676, "WriteResponse" }, { 712, "CallRequest" }, { 715, "CallResponse" },
    { 751, "CreateMonitoredItemsRequest" }, { 754, "CreateMonitoredItemsResponse" },
    { 763, "ModifyMonitoredItemsRequest" }, { 766, "ModifyMonitoredItemsResponse" },
    { 769, "SetMonitoringModeRequest" }, { 772, "SetMonitoringModeResponse" },
    { 775, "SetTriggeringRequest" }, { 778, "SetTriggeringResponse" },
    { 781, "DeleteMonitoredItemsRequest" }, { 784, "DeleteMonitoredItemsResponse" },
    { 787, "CreateSubscriptionRequest" }, { 790, "CreateSubscriptionResponse" },
    { 793, "ModifySubscriptionRequest" }, { 796, "ModifySubscriptionResponse" },
    { 799, "SetPublishingModeRequest" }, { 802, "SetPublishingModeResponse" },
    { 826, "PublishRequest" }, { 829, "PublishResponse" }, { 832, "RepublishRequest" },
    { 835, "RepublishResponse" }, { 841, "TransferSubscriptionsRequest" },
    { 844, "TransferSubscriptionsResponse" }, { 847, "DeleteSubscriptionsRequest" },
    { 850, "DeleteSubscriptionsResponse" }
};

/* -1 stands for no text at all. */
static ProtobufCBinaryData
read_string(struct nc_cursor *in, uint32_t most, const char *too_long)
{
    uint32_t size = nc_u32_le(in);

    if (size == UINT32_MAX)
        size = 0;
    nc_require(in, size <= most, too_long);
    return nc_bytes(in, size);
}

static void
read_hello(struct nc_packet *pkt, struct nc_cursor *in, bool asks, Types__OPCUA *ua)
{
    ua->protocolversion = nc_u32_le(in);
    ua->receivebuffersize = nc_u32_le(in);
    ua->sendbuffersize = nc_u32_le(in);
    ua->maxmessagesize = nc_u32_le(in);
    ua->maxchunkcount = nc_u32_le(in);
    if (asks)
        ua->endpointurl = nc_text(pkt, read_string(in, URL_MOST, "URL of more than 4096 bytes"));
}

static void
read_reverse(struct nc_packet *pkt, struct nc_cursor *in, Types__OPCUA *ua)
{
    ua->serveruri = nc_text(pkt, read_string(in, URL_MOST, "URI of more than 4096 bytes"));
    ua->endpointurl = nc_text(pkt, read_string(in, URL_MOST, "URL of more than 4096 bytes"));
}

static void
read_error(struct nc_packet *pkt, struct nc_cursor *in, Types__OPCUA *ua)
{
    ua->error = nc_u32_le(in);
    ua->reason = nc_text(pkt, read_string(in, URL_MOST, "reason of more than 4096 bytes"));
}

/* Which service it is; those of other namespaces are somebody's own. */
static void
read_service(struct nc_cursor *in, Types__OPCUA *ua)
{
    uint32_t namespace = 0;

    switch (nc_u8(in)) {
    case TWO_BYTE: ua->serviceid = nc_u8(in); break;
    case FOUR_BYTE:
        namespace = nc_u8(in);
        ua->serviceid = nc_u16_le(in);
        break;
    case NUMERIC:
        namespace = nc_u16_le(in);
        ua->serviceid = nc_u32_le(in);
        break;
    }
    if (namespace)
        ua->serviceid = 0;
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (services[i].id == ua->serviceid)
            ua->service = (char *)services[i].name;
}

/* What may be encrypted, section 6.7.2. */
static void
read_sequence(struct nc_packet *pkt, struct nc_cursor *in, bool first, Types__OPCUA *ua)
{
    ua->plain = true;
    ua->sequencenumber = nc_u32_le(in);
    ua->requestid = nc_u32_le(in);
    if (*ua->chunktype == 'A')
        read_error(pkt, in, ua);
    else if (first)
        read_service(in, ua);
}

static void
read_opening(struct nc_packet *pkt, struct nc_cursor *in, struct state *state, Types__OPCUA *ua)
{
    ProtobufCBinaryData policy;

    ua->securechannelid = nc_u32_le(in);
    policy = read_string(in, POLICY_MOST, "policy of more than 255 bytes");
    ua->securitypolicyuri = nc_text(pkt, policy);
    ua->certificatesize = (uint32_t)read_string(in, LARGEST, "certificate beyond its message").len;
    ua->thumbprint = read_string(in, THUMBPRINT_MOST, "thumbprint of more than 20 bytes");
    state->plain = policy.len == sizeof none - 1 && memcmp(policy.data, none, policy.len) == 0;
    if (state->plain)
        read_sequence(pkt, in, true, ua);
}

static void
read_secured(struct nc_packet *pkt, struct nc_cursor *in, const struct state *state, bool first,
             Types__OPCUA *ua)
{
    ua->securechannelid = nc_u32_le(in);
    ua->tokenid = nc_u32_le(in);
    if (state->plain)
        read_sequence(pkt, in, first, ua);
}

static const struct type {
    const char *name;
    uint32_t least, most; /* bytes */
} types[] = {
    { "HEL", 32, 32 + URL_MOST }, { "ACK", 28, 28 }, { "ERR", 16, 16 + URL_MOST },
    { "RHE", 16, 16 + 2 * URL_MOST }, { "OPN", 32, LARGEST }, { "MSG", MESSAGE_HEAD, SIZE_MOST },
    { "CLO", MESSAGE_HEAD, LARGEST }
};

static const struct type *
type_of(const uint8_t *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (memcmp(types[i].name, name, 3) == 0)
            return &types[i];
    return NULL;
}

static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct type *type;
    uint32_t size = 0;

    (void)context;
    if (bytes.len < 3) {
        for (size_t i = 0; i < sizeof types / sizeof *types; i++)
            if (memcmp(types[i].name, bytes.data, bytes.len) == 0)
                return NC_MORE;
        return NC_NO;
    }
    type = type_of(bytes.data);
    if (!type || (bytes.len > 3 && bytes.data[3] != 'F' &&
                  (bytes.data[0] != 'M' || (bytes.data[3] != 'C' && bytes.data[3] != 'A'))))
        return NC_NO;
    if (bytes.len < HEAD)
        return NC_MORE;
    for (int i = HEAD - 1; i > 3; i--)
        size = size << 8 | bytes.data[i];
    return size >= type->least && size <= type->most ? NC_YES : NC_NO;
}

static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    if (!nc_left(first))
        return NC_MORE;
    return is->by_port ? begins(NULL, nc_rest(first)) : NC_NO;
}

/* Of a message only its head is read, all of one that says why it is given up. */
static size_t
size(void *context, struct nc_cursor *ahead)
{
    uint64_t *pass = context;
    uint32_t type = nc_u24(ahead);
    uint8_t chunk = nc_u8(ahead);
    size_t size = nc_u32_le(ahead), head = MESSAGE_HEAD + NODE_MOST;

    *pass = 0;
    if (type != ('M' << 16 | 'S' << 8 | 'G') || size <= head || (chunk == 'A' && size <= LARGEST))
        return size;
    *pass = size - head;
    return head;
}

static const struct nc_framing framing = { begins, size };

static void
read_body(struct nc_packet *pkt, struct nc_cursor *in, struct state *state, bool first,
          Types__OPCUA *ua)
{
    switch (*ua->messagetype) {
    case 'H': read_hello(pkt, in, true, ua); break;
    case 'A': read_hello(pkt, in, false, ua); break;
    case 'E': read_error(pkt, in, ua); break;
    case 'R': read_reverse(pkt, in, ua); break;
    case 'O': read_opening(pkt, in, state, ua); break;
    default: read_secured(pkt, in, state, first, ua);
    }
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    bool *continued = &state->continued[is->side];
    uint64_t pass = 0;
    struct nc_cursor message;
    Types__OPCUA *ua;

    if (is->gap)
        *continued = false;
    message = nc_read_message(pkt, is, in, &state->side[is->side], &framing, &pass);
    if (!nc_ok(&message))
        return;
    ua = nc_new(pkt, types__opcua);
    ua->messagetype = nc_text(pkt, nc_bytes(&message, 3));
    ua->chunktype = nc_text(pkt, nc_bytes(&message, 1));
    ua->messagesize = nc_u32_le(&message);
    read_body(pkt, &message, state, !*continued, ua);
    *continued = *ua->chunktype == 'C';
    if (pass)
        nc_pass(pkt, pass);
    if (!nc_ok(&message)) {
        nc_refuse(pkt, nc_reason(&message) == nc_truncated ? "message shorter than what it holds"
                                                           : nc_reason(&message));
        return;
    }
    ua->timestamp = nc_time_text(pkt, is->time);
    SPEAKER_REPORT(pkt, is, ua);
    nc_write(pkt, ua, is->time);
}

NC_SCHEMA(opcua);

NC_PLUGIN(opcua,
    .name   = "OPCUA",
    .about  = "OPC Unified Architecture over TCP",
    .type   = TYPES__TYPE__NC_OPCUA,
    .record = &types__opcua__descriptor,
    .schema = &opcua_schema,
    .on     = NC_ON(NC_KEY(NC_TCP_PORT, 4840)),
    .probe  = probe,
    .stream = stream,
    .state_size = sizeof(struct state));
