/* SPDX-License-Identifier: Apache-2.0 */
/* MQTT: 3.1 (IBM, 2010), 3.1.1 and 5.0 (OASIS), whose sections are meant below.  Messages may be as
 * long as 256 MB, so what they say is read from their beginning and the rest passed over.  The file
 * is long because each of fifteen packets has a layout of its own, in three versions. */
#include "begins.h"
#include "ends.h"

#include "mqtt.pb-c.h"
#include "netcap.pb-c.h"

enum { CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK,
       UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH };
enum { DUPLICATE = 8, QOS = 3, QOS_NONE = 3, RETAIN = 1, FIXED_FLAGS = 2 };
enum { LENGTH_BYTES = 4, SMALL = 4096, PAYLOAD_MOST = 65536, PACKET_MOST = 131072 };
enum { LEVEL_MASK = 0x7f, WITH_PROPERTIES = 5, PRESENT = 1 };
enum { CLEAN = 0x02, WILL = 0x04, WILL_RETAIN = 0x20, PASSWORD = 0x40, USER = 0x80 };

/* Fewest bytes behind the fixed header, by type. */
static const uint8_t least[16] = { 0, 10, 2, 2, 2, 2, 2, 2, 5, 3, 4, 2, 0, 0, 0, 0 };

struct state {
    struct nc_reader side[2];
    uint8_t version; /* 0: the client's first packet was not seen */
};

/* How a packet begins, section 2.1. */
struct fixed {
    uint8_t type, flags;
    uint32_t length, size; /* of what follows, and of these bytes themselves */
};

/* For .size of the framing. */
struct reading {
    const struct nc_packet *pkt;
    uint8_t version;
    bool lost;
};

/* Section 2.2.3: seven bits a byte, the lowest first.  Its bytes; 0: there are not all of them. */
static size_t
length_of(ProtobufCBinaryData bytes, uint32_t *length)
{
    *length = 0;
    for (size_t i = 0; i < bytes.len && i < LENGTH_BYTES; i++) {
        *length |= (uint32_t)(bytes.data[i] & 0x7f) << 7 * i;
        if (!(bytes.data[i] & 0x80))
            return i + 1;
    }
    return 0;
}

/* Section 2.2.2; in 3.1 what is sent again says so here too. */
static bool
may_have(uint8_t type, uint8_t flags)
{
    switch (type) {
    case 0: return false;
    case PUBLISH: return (flags >> 1 & QOS) != QOS_NONE;
    case PUBREL: case SUBSCRIBE: case UNSUBSCRIBE: return (flags & ~DUPLICATE) == FIXED_FLAGS;
    default: return !flags;
    }
}

static enum nc_answer
read_fixed(ProtobufCBinaryData bytes, struct fixed *fixed)
{
    size_t size;

    if (!bytes.len)
        return NC_MORE;
    fixed->type = bytes.data[0] >> 4;
    fixed->flags = bytes.data[0] & 15;
    if (!may_have(fixed->type, fixed->flags))
        return NC_NO;
    bytes.data++;
    bytes.len--;
    size = length_of(bytes, &fixed->length);
    if (!size)
        return bytes.len < LENGTH_BYTES ? NC_MORE : NC_NO;
    fixed->size = 1 + (uint32_t)size;
    if (fixed->type == PINGREQ || fixed->type == PINGRESP)
        return fixed->length ? NC_NO : NC_YES;
    return fixed->length < least[fixed->type] ? NC_NO : NC_YES;
}

/* Whether packets lie one behind the other up to the end of the bytes. */
static bool
are_packets(ProtobufCBinaryData bytes)
{
    struct fixed fixed;

    while (read_fixed(bytes, &fixed) == NC_YES && bytes.len - fixed.size >= fixed.length) {
        if (bytes.len - fixed.size == fixed.length)
            return true;
        bytes.data += fixed.size + fixed.length;
        bytes.len -= fixed.size + fixed.length;
    }
    return false;
}

/* Two bytes say little: where a place is lost, those are believed that end with what is there. */
static enum nc_answer
begins(const void *context, ProtobufCBinaryData bytes)
{
    const struct reading *reading = context;
    struct fixed fixed;

    if (reading->lost)
        return are_packets(bytes) ? NC_YES : NC_NO;
    return read_fixed(bytes, &fixed);
}

static enum nc_answer
is_connect(ProtobufCBinaryData bytes, const struct fixed *fixed)
{
    ProtobufCBinaryData inside = { bytes.len - fixed->size, bytes.data + fixed->size };
    enum nc_answer now = begins_with(inside, "\0\4MQTT", 6);

    return now != NC_NO ? now : begins_with(inside, "\0\6MQIsdp", 8);
}

/* A connection begins with a packet that names the protocol.  One that was captured from its middle
 * is known on the port alone, by packets that end where the segment does. */
static enum nc_answer
probe(const struct nc_stream *is, struct nc_cursor *first)
{
    ProtobufCBinaryData bytes = nc_rest(first);
    bool middle = is->by_port && !is->opened;
    struct fixed fixed = { 0 };
    enum nc_answer answer = read_fixed(bytes, &fixed);

    if (answer == NC_YES && fixed.type == CONNECT)
        return is_connect(bytes, &fixed);
    if (answer == NC_MORE)
        return middle || !bytes.len || fixed.type == CONNECT ? NC_MORE : NC_NO;
    return middle && are_packets(bytes) ? NC_YES : NC_NO;
}

static void
skip_properties(struct nc_cursor *in, uint8_t version)
{
    uint32_t length;
    size_t size;

    if (version < WITH_PROPERTIES)
        return;
    size = length_of(nc_rest(in), &length);
    nc_require(in, size || nc_left(in) < LENGTH_BYTES, "length of more than four bytes");
    nc_skip(in, (size ? size : LENGTH_BYTES) + length);
}

/* What of a message that is published is to be read: all up to its payload, section 3.3. */
static size_t
size_of_publish(const struct reading *reading, struct nc_cursor *ahead, const struct fixed *fixed)
{
    size_t before = nc_left(ahead), head;

    nc_skip(ahead, nc_u16(ahead) + (fixed->flags >> 1 & QOS ? 2 : 0));
    skip_properties(ahead, reading->version);
    head = before - nc_left(ahead);
    if (!nc_ok(ahead))
        return 0;
    nc_require(ahead, head <= fixed->length, "topic beyond the packet");
    if (nc_wants_payload(reading->pkt) && fixed->length - head <= PAYLOAD_MOST)
        return fixed->size + fixed->length;
    return fixed->size + head;
}

static size_t
size(void *context, struct nc_cursor *ahead)
{
    const struct reading *reading = context;
    struct fixed fixed = { 0 };

    read_fixed(nc_rest(ahead), &fixed);
    nc_skip(ahead, fixed.size);
    if (fixed.type == PUBLISH && fixed.length > SMALL)
        return size_of_publish(reading, ahead, &fixed);
    nc_require(ahead, fixed.length <= PACKET_MOST, "packet of more than 128 KiB");
    return fixed.size + fixed.length;
}

static char *
text(struct nc_packet *pkt, struct nc_cursor *in)
{
    return nc_text(pkt, nc_bytes(in, nc_u16(in)));
}

static void
read_will(struct nc_packet *pkt, struct nc_cursor *in, Types__MQTT *mqtt, uint8_t flags)
{
    skip_properties(in, (uint8_t)mqtt->version);
    mqtt->willqos = flags >> 3 & QOS;
    mqtt->willretain = (flags & WILL_RETAIN) != 0;
    mqtt->willtopic = text(pkt, in);
    mqtt->willsize = nc_u16(in);
    nc_skip(in, (size_t)mqtt->willsize);
}

/* Section 3.1; in 3.1 name and password may be missing all the same. */
static void
read_connect(struct nc_packet *pkt, struct nc_cursor *in, Types__MQTT *mqtt, struct state *state)
{
    uint8_t flags;

    mqtt->protocol = text(pkt, in);
    mqtt->version = nc_u8(in) & LEVEL_MASK;
    flags = nc_u8(in);
    mqtt->cleansession = (flags & CLEAN) != 0;
    mqtt->keepalive = nc_u16(in);
    skip_properties(in, (uint8_t)mqtt->version);
    mqtt->clientid = text(pkt, in);
    if (flags & WILL)
        read_will(pkt, in, mqtt, flags);
    if (flags & USER && (mqtt->version > 3 || nc_left(in)))
        mqtt->username = text(pkt, in);
    if (flags & PASSWORD && (mqtt->version > 3 || nc_left(in)))
        mqtt->password = nc_secret(pkt, nc_bytes(in, nc_u16(in)));
    state->version = (uint8_t)mqtt->version;
}

/* Those of other packets are fixed. */
static void
read_flags(Types__MQTT *mqtt, uint8_t flags)
{
    mqtt->duplicate = (flags & DUPLICATE) != 0;
    mqtt->qos = flags >> 1 & QOS;
    mqtt->retain = (flags & RETAIN) != 0;
}

static void
read_publish(struct nc_packet *pkt, struct nc_cursor *in, Types__MQTT *mqtt, size_t behind)
{
    mqtt->topic = text(pkt, in);
    if (mqtt->qos)
        mqtt->packetid = nc_u16(in);
    skip_properties(in, (uint8_t)mqtt->version);
    mqtt->payloadsize = (uint32_t)(nc_left(in) + behind);
    if (nc_wants_payload(pkt) && mqtt->payloadsize <= PAYLOAD_MOST)
        mqtt->payload = nc_bytes(in, nc_left(in));
}

/* Filters, each with what is asked for where that is so; or the codes that answer them. */
static void
read_list(struct nc_packet *pkt, struct nc_cursor *in, Types__MQTT *mqtt)
{
    mqtt->packetid = nc_u16(in);
    if (mqtt->type != UNSUBACK || nc_left(in))
        skip_properties(in, (uint8_t)mqtt->version);
    while (nc_left(in)) {
        if (mqtt->type == SUBACK || mqtt->type == UNSUBACK) {
            nc_push(pkt, mqtt, returncodes, nc_u8(in));
            continue;
        }
        nc_push(pkt, mqtt, topics, text(pkt, in));
        if (mqtt->type == SUBSCRIBE)
            nc_push(pkt, mqtt, topicqos, nc_u8(in) & QOS);
    }
}

/* Version 5 may leave out a code of 0 at the end, and what follows it. */
static void
read_code(struct nc_cursor *in, Types__MQTT *mqtt)
{
    if (nc_left(in))
        mqtt->returncode = nc_u8(in);
    if (nc_left(in))
        skip_properties(in, (uint8_t)mqtt->version);
}

static void
read_inside(struct nc_packet *pkt, struct nc_cursor *in, Types__MQTT *mqtt, struct state *state,
            size_t behind)
{
    mqtt->version = state->version;
    switch (mqtt->type) {
    case CONNECT: read_connect(pkt, in, mqtt, state); break;
    case CONNACK:
        mqtt->sessionpresent = nc_u8(in) & PRESENT;
        read_code(in, mqtt);
        break;
    case PUBLISH: read_publish(pkt, in, mqtt, behind); break;
    case PUBACK: case PUBREC: case PUBREL: case PUBCOMP:
        mqtt->packetid = nc_u16(in);
        read_code(in, mqtt);
        break;
    case SUBSCRIBE: case SUBACK: case UNSUBSCRIBE: case UNSUBACK: read_list(pkt, in, mqtt); break;
    case DISCONNECT: case AUTH: read_code(in, mqtt); break;
    }
}

static const struct nc_framing framing = { begins, size };

static void
stream(struct nc_packet *pkt, const struct nc_stream *is, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    struct nc_reader *reader = &state->side[is->side];
    bool lost = nc_lost_place(is, reader) || reader->lost;
    struct reading reading = { pkt, state->version, lost };
    struct nc_cursor packet = nc_read_message(pkt, is, in, reader, &framing, &reading);
    struct fixed fixed = { 0 };
    Types__MQTT *mqtt;
    size_t behind;

    if (!nc_ok(&packet))
        return;
    read_fixed(nc_rest(&packet), &fixed);
    nc_skip(&packet, fixed.size);
    behind = fixed.length - nc_left(&packet);
    mqtt = nc_new(pkt, types__mqtt);
    mqtt->type = fixed.type;
    mqtt->remaininglength = fixed.length;
    if (fixed.type == PUBLISH)
        read_flags(mqtt, fixed.flags);
    read_inside(pkt, &packet, mqtt, state, behind);
    nc_pass(pkt, behind);
    if (!nc_ok(&packet)) {
        nc_refuse(pkt, "fields beyond the packet");
        return;
    }
    ENDS_REPORT(pkt, is, is->side, mqtt);
    nc_write(pkt, mqtt, is->time);
}

NC_SCHEMA(mqtt);

NC_PLUGIN(mqtt,
    .name       = "MQTT",
    .about      = "Message Queuing Telemetry Transport: messages of things",
    .type       = TYPES__TYPE__NC_MQTT,
    .record     = &types__mqtt__descriptor,
    .schema     = &mqtt_schema,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, 1883)),
    NC_PAYLOAD("write what is published"),
    .probe      = probe,
    .stream     = stream,
    .state_size = sizeof(struct state));
