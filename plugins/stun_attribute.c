/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of STUN, RFC 8489 section 14; of TURN, RFC 8656 section 18; of ICE, RFC 8445 section
 * 16.1; of behaviour discovery, RFC 5780 section 7. */
#include "fcs.h"
#include "stun.h"

#include <string.h>

enum { WORD = 4, IPV4_FAMILY = 1, IPV6_FAMILY = 2, ADDRESS_MOST = 16, COOKIE_START = 0x2112,
       CLASS_SIZE = 100 };

/* XORed with the CRC, section 14.7. */
#define FINGERPRINT_MASK UINT32_C(0x5354554e)

enum { MAPPED = 0x01, USERNAME = 0x06, INTEGRITY = 0x08, ERROR_CODE, UNKNOWN, CHANNEL = 0x0c,
       LIFETIME, XOR_PEER = 0x12, DATA, REALM, NONCE, XOR_RELAYED, TRANSPORT = 0x19,
       INTEGRITY_SHA256 = 0x1c, XOR_MAPPED = 0x20, PRIORITY = 0x24, USE_CANDIDATE,
       SOFTWARE = 0x8022, ALTERNATE, FINGERPRINT = 0x8028, CONTROLLED, CONTROLLING,
       RESPONSE_ORIGIN, OTHER_ADDRESS };

struct end {
    char *ip;
    uint32_t port;
};

/* Section 14.1; with a mask of cookie and transaction 14.2.  What it has no family or size for is
 * no address. */
static struct end
read_end(struct nc_packet *pkt, struct nc_cursor *value, const uint8_t *mask)
{
    struct end end = { (char *)"", 0 };
    uint8_t plain[ADDRESS_MOST] = { 0 }, family;
    size_t size;

    nc_skip(value, 1);
    family = nc_u8(value);
    end.port = nc_u16(value) ^ (mask ? COOKIE_START : 0);
    size = family == IPV4_FAMILY ? 4 : ADDRESS_MOST;
    nc_require(value, family == IPV4_FAMILY || family == IPV6_FAMILY, "family of no address");
    nc_require(value, nc_left(value) == size, "address of the wrong length");
    if (!nc_ok(value))
        return (struct end){ (char *)"", 0 };
    memcpy(plain, nc_view(value, size), size);
    for (size_t i = 0; mask && i < size; i++)
        plain[i] ^= mask[i];
    end.ip = size == 4 ? nc_text_ipv4(pkt, plain) : nc_text_ipv6(pkt, plain);
    return end;
}

/* Class and number, section 14.8, and the reason. */
static void
read_error(struct nc_packet *pkt, struct nc_cursor *value, Types__STUN *stun)
{
    int32_t class;

    nc_skip(value, 2);
    class = nc_u8(value) & 7;
    stun->errorcode = class * CLASS_SIZE + nc_u8(value);
    if (nc_ok(value))
        stun->errorreason = nc_text(pkt, nc_rest(value));
}

static void
read_unknown(struct nc_packet *pkt, struct nc_cursor *value, Types__STUN *stun)
{
    while (nc_left(value) >= 2)
        nc_push(pkt, stun, unknownattributes, nc_u16(value));
}

/* Section 14.7: of all before it, the length counting it. */
static void
check_fingerprint(const struct nc_cursor *message, size_t at, uint32_t sum, Types__STUN *stun)
{
    struct nc_cursor before = nc_window(message, 0, at);

    stun->fingerprint = sum;
    stun->fingerprintright = (fcs_of(nc_rest(&before)) ^ FINGERPRINT_MASK) == sum;
}

static void
read_text(struct nc_packet *pkt, uint16_t type, struct nc_cursor *value, Types__STUN *stun)
{
    ProtobufCBinaryData bytes = nc_rest(value);

    switch (type) {
    case USERNAME: stun->username = nc_text(pkt, bytes); break;
    case REALM: stun->realm = nc_text(pkt, bytes); break;
    case NONCE: stun->nonce = nc_text(pkt, bytes); break;
    case SOFTWARE: stun->software = nc_text(pkt, bytes); break;
    case INTEGRITY:
    case INTEGRITY_SHA256: stun->messageintegrity = nc_secret(pkt, bytes); break;
    case DATA: stun->datasize = (uint32_t)bytes.len; break;
    case USE_CANDIDATE: stun->usecandidate = true; break;
    case ERROR_CODE: read_error(pkt, value, stun); break;
    case UNKNOWN: read_unknown(pkt, value, stun); break;
    }
}

static void
read_number(uint16_t type, struct nc_cursor *value, Types__STUN *stun)
{
    switch (type) {
    case CHANNEL: stun->channelnumber = nc_u16(value); break;
    case LIFETIME: stun->lifetime = nc_u32(value); break;
    case TRANSPORT: stun->requestedtransport = nc_u8(value); break;
    case PRIORITY: stun->priority = nc_u32(value); break;
    case CONTROLLED: stun->icecontrolled = nc_u64(value); break;
    case CONTROLLING: stun->icecontrolling = nc_u64(value); break;
    }
}

static void
read_address(struct nc_packet *pkt, uint16_t type, struct nc_cursor *value, const uint8_t *mask,
             Types__STUN *stun)
{
    bool masked = type == XOR_MAPPED || type == XOR_PEER || type == XOR_RELAYED;
    struct end end = read_end(pkt, value, masked ? mask : NULL);

#define END(name) stun->name##ip = end.ip, stun->name##port = end.port
    switch (type) {
    case MAPPED: END(mapped); break;
    case XOR_MAPPED: END(xormapped); break;
    case XOR_PEER: END(peer); break;
    case XOR_RELAYED: END(relayed); break;
    case ALTERNATE: END(alternate); break;
    case RESPONSE_ORIGIN: END(origin); break;
    case OTHER_ADDRESS: END(other); break;
    }
#undef END
}

static bool
is_address(uint16_t type)
{
    return type == MAPPED || type == XOR_MAPPED || type == XOR_PEER || type == XOR_RELAYED ||
           type == ALTERNATE || type == RESPONSE_ORIGIN || type == OTHER_ADDRESS;
}

/* What its value is wrong in spoils no other attribute.  That of DATA is somebody else's. */
void
stun_attribute(struct nc_packet *pkt, struct nc_cursor *in, const uint8_t *mask, Types__STUN *stun)
{
    Types__STUNAttribute *to = nc_add(pkt, stun, attributes, types__stunattribute);
    size_t at = nc_tell(in), padding;
    struct nc_cursor value;
    uint16_t type = nc_u16(in);

    to->type = type;
    to->length = nc_u16(in);
    padding = -(size_t)to->length % WORD;
    value = nc_slice(in, (size_t)to->length);
    nc_skip(in, padding);
    if (!nc_ok(in))
        return;
    if (type != DATA && type != INTEGRITY && type != INTEGRITY_SHA256)
        to->value = nc_rest(&value);
    if (is_address(type))
        read_address(pkt, type, &value, mask, stun);
    else if (type == FINGERPRINT)
        check_fingerprint(in, at, nc_u32(&value), stun);
    else
        read_number(type, &value, stun);
    read_text(pkt, type, &value, stun);
    if (!nc_ok(&value))
        nc_malformed(pkt, nc_reason(&value) == nc_truncated ? "attribute shorter than what it holds"
                                                            : nc_reason(&value));
}
