/* SPDX-License-Identifier: Apache-2.0 */
/* RADIUS, RFC 2865, and accounting, RFC 2866; attributes also of RFC 2869 (more of accounting),
 * RFC 3162 (IPv6), RFC 3579 (EAP) and RFC 5176 (changes to a session). */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "radius.pb-c.h"

enum { HEADER_SIZE = 20, AUTHENTICATOR_AT = 4, LENGTH_MOST = 4096, ATTRIBUTE_HEADER = 2,
       ADDRESS4 = 4, ADDRESS6 = 16 };

/* RFC 2865 section 3, RFC 3575 section 2.1, RFC 5176 section 2.3. */
enum { ACCESS_REQUEST = 1, STATUS_CLIENT = 13, RESOURCE_FREE = 21, EVENT = 34, DISCONNECT = 40,
       CHANGE_REFUSED = 45, ADDRESS_ALLOCATE = 50, ADDRESS_RELEASE = 51 };

enum { USER_NAME = 1, USER_PASSWORD, CHAP_PASSWORD, NAS_IP, NAS_PORT, SERVICE_TYPE,
       FRAMED_PROTOCOL, FRAMED_IP, FRAMED_NETMASK, FILTER_ID = 11, FRAMED_MTU, REPLY_MESSAGE = 18,
       CLASS = 25, VENDOR, SESSION_TIMEOUT, IDLE_TIMEOUT, CALLED = 30, CALLING, NAS_IDENTIFIER,
       ACCT_STATUS = 40, ACCT_DELAY, ACCT_INPUT, ACCT_OUTPUT, ACCT_SESSION, ACCT_AUTHENTIC,
       ACCT_TIME, ACCT_INPUT_PACKETS, ACCT_OUTPUT_PACKETS, ACCT_CAUSE, ACCT_MULTI_SESSION,
       ACCT_INPUT_GIGAWORDS = 52, ACCT_OUTPUT_GIGAWORDS, NAS_PORT_TYPE = 61, TUNNEL_PASSWORD = 69,
       CONNECT_INFO = 77, EAP_MESSAGE = 79, NAS_PORT_ID = 87, NAS_IPV6 = 95, ERROR_CAUSE = 101 };

/* RFC 2548: its attributes are answers to challenges, passwords and keys. */
enum { MICROSOFT = 311 };

/* RFC 3748 section 4: behind code, identifier and length. */
enum { EAP_TYPE_AT = 4 };

#define HEADER(_)          \
    _(UINT, code, 8)       \
    _(UINT, identifier, 8) \
    _(UINT, length, 16)    \
    _(BYTES, authenticator, 128)

NC_HEADER(Types__RADIUS, HEADER)

static bool
is_code(int32_t code)
{
    return (code >= ACCESS_REQUEST && code <= STATUS_CLIENT) ||
           (code >= RESOURCE_FREE && code <= EVENT) ||
           (code >= DISCONNECT && code <= CHANGE_REFUSED) || code == ADDRESS_ALLOCATE ||
           code == ADDRESS_RELEASE;
}

/* A value of another size than its type has says nothing. */
static uint32_t
number(ProtobufCBinaryData value)
{
    uint32_t n = 0;

    for (size_t i = 0; value.len == sizeof n && i < sizeof n; i++)
        n = n << 8 | value.data[i];
    return n;
}

static char *
address(struct nc_packet *pkt, ProtobufCBinaryData value, size_t size)
{
    if (value.len != size)
        return nc_text(pkt, (ProtobufCBinaryData){ 0, NULL });
    return size == ADDRESS4 ? nc_text_ipv4(pkt, value.data) : nc_text_ipv6(pkt, value.data);
}

static void
read_number(int32_t type, uint32_t n, Types__RADIUS *to)
{
    switch (type) {
    case NAS_PORT: to->nasport = n; break;
    case SERVICE_TYPE: to->servicetype = n; break;
    case FRAMED_PROTOCOL: to->framedprotocol = n; break;
    case FRAMED_MTU: to->framedmtu = n; break;
    case SESSION_TIMEOUT: to->sessiontimeout = n; break;
    case IDLE_TIMEOUT: to->idletimeout = n; break;
    case NAS_PORT_TYPE: to->nasporttype = n; break;
    case ERROR_CAUSE: to->errorcause = n; break;
    case ACCT_STATUS: to->acctstatustype = n; break;
    case ACCT_DELAY: to->acctdelaytime = n; break;
    case ACCT_INPUT: to->acctinputoctets |= n; break;
    case ACCT_OUTPUT: to->acctoutputoctets |= n; break;
    case ACCT_INPUT_GIGAWORDS: to->acctinputoctets |= (uint64_t)n << 32; break;
    case ACCT_OUTPUT_GIGAWORDS: to->acctoutputoctets |= (uint64_t)n << 32; break;
    case ACCT_AUTHENTIC: to->acctauthentic = n; break;
    case ACCT_TIME: to->acctsessiontime = n; break;
    case ACCT_INPUT_PACKETS: to->acctinputpackets = n; break;
    case ACCT_OUTPUT_PACKETS: to->acctoutputpackets = n; break;
    case ACCT_CAUSE: to->acctterminatecause = n; break;
    }
}

static void
read_text(struct nc_packet *pkt, int32_t type, ProtobufCBinaryData value, Types__RADIUS *to)
{
    switch (type) {
    case USER_NAME: to->username = nc_text(pkt, value); break;
    case NAS_IP: to->nasip = address(pkt, value, ADDRESS4); break;
    case NAS_IPV6: to->nasip = address(pkt, value, ADDRESS6); break;
    case FRAMED_IP: to->framedip = address(pkt, value, ADDRESS4); break;
    case FRAMED_NETMASK: to->framednetmask = address(pkt, value, ADDRESS4); break;
    case FILTER_ID: to->filterid = nc_text(pkt, value); break;
    case REPLY_MESSAGE: to->replymessage = nc_text(pkt, value); break;
    case CALLED: to->calledstationid = nc_text(pkt, value); break;
    case CALLING: to->callingstationid = nc_text(pkt, value); break;
    case NAS_IDENTIFIER: to->nasidentifier = nc_text(pkt, value); break;
    case NAS_PORT_ID: to->nasportid = nc_text(pkt, value); break;
    case CONNECT_INFO: to->connectinfo = nc_text(pkt, value); break;
    case ACCT_SESSION: to->acctsessionid = nc_text(pkt, value); break;
    case ACCT_MULTI_SESSION: to->acctmultisessionid = nc_text(pkt, value); break;
    case USER_PASSWORD: to->userpassword = value; break;
    case CHAP_PASSWORD: to->chappassword = value; break;
    case CLASS: to->class_ = value; break;
    }
}

/* A message of EAP goes on in the attributes behind its first one, RFC 3579 section 3.1. */
static void
read_eap(ProtobufCBinaryData value, Types__RADIUS *to)
{
    if (to->eapcode || !value.len)
        return;
    to->eapcode = value.data[0];
    if (value.len > EAP_TYPE_AT)
        to->eaptype = value.data[EAP_TYPE_AT];
}

/* RFC 2865 section 5.26: a vendor's number before the vendor's own. */
static ProtobufCBinaryData
read_vendor(struct nc_packet *pkt, ProtobufCBinaryData value, Types__RADIUSAttribute *to)
{
    ProtobufCBinaryData head = { sizeof to->vendorid, value.data };

    if (value.len < head.len)
        return value;
    to->vendorid = number(head);
    value.len -= head.len;
    value.data += head.len;
    return to->vendorid == MICROSOFT ? nc_secret(pkt, value) : value;
}

static bool
is_secret(int32_t type)
{
    return type == USER_PASSWORD || type == CHAP_PASSWORD || type == TUNNEL_PASSWORD ||
           type == EAP_MESSAGE;
}

static void
read_attribute(struct nc_packet *pkt, struct nc_cursor *in, Types__RADIUS *to)
{
    Types__RADIUSAttribute *attribute = nc_add(pkt, to, attributes, types__radiusattribute);
    ProtobufCBinaryData value;

    attribute->type = nc_u8(in);
    attribute->length = nc_u8(in);
    nc_require(in, attribute->length >= ATTRIBUTE_HEADER, "attribute shorter than its header");
    if (!nc_ok(in))
        return;
    value = nc_bytes(in, (size_t)attribute->length - ATTRIBUTE_HEADER);
    if (attribute->type == EAP_MESSAGE)
        read_eap(value, to);
    if (attribute->type == VENDOR)
        value = read_vendor(pkt, value, attribute);
    if (is_secret(attribute->type))
        value = nc_secret(pkt, value);
    attribute->value = value;
    read_text(pkt, attribute->type, value, to);
    if (value.len == sizeof(uint32_t))
        read_number(attribute->type, number(value), to);
}

/* Bytes behind the length are padding, RFC 2865 section 3. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__RADIUS *radius = record;

    nc_require(in, is_code(radius->code), "code that is not assigned");
    nc_require(in, radius->length >= HEADER_SIZE && radius->length <= LENGTH_MOST,
               "length that no message has");
    nc_require(in, (size_t)radius->length - HEADER_SIZE <= nc_left(in), "shorter than its length");
    if (!nc_ok(in))
        return;
    nc_limit(in, (size_t)radius->length - HEADER_SIZE);
    while (nc_left(in))
        read_attribute(pkt, in, radius);
}

/* How many attributes stand there, one behind the other, before the end or what is none. */
static int
attributes_in(struct nc_cursor *in)
{
    int n = 0;

    while (nc_left(in)) {
        uint8_t type = nc_u8(in), length = nc_u8(in);

        nc_require(in, type && length >= ATTRIBUTE_HEADER, "attribute shorter than its header");
        nc_skip(in, nc_ok(in) ? (size_t)length - ATTRIBUTE_HEADER : 0);
        n += nc_ok(in);
    }
    return n;
}

/* What has a code, a length, and attributes that fill it is RADIUS; one whose attributes break off
 * may be; all else is another protocol at a port that RADIUS has no claim to. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor ahead = nc_ahead(first), list;
    size_t all = nc_left(first), length;
    uint8_t code = nc_u8(&ahead);
    int n;

    nc_skip(&ahead, 1);
    length = nc_u16(&ahead);
    nc_skip(&ahead, HEADER_SIZE - AUTHENTICATOR_AT);
    if (!nc_ok(&ahead) || !is_code(code) || length < HEADER_SIZE || length > LENGTH_MOST ||
        (length > all && !is->cut)) {
        nc_decline(first);
        return NC_NO;
    }
    nc_limit(&ahead, length - HEADER_SIZE);
    list = ahead;
    n = attributes_in(&list);
    if (nc_ok(&list))
        return NC_YES;
    if (!n)
        nc_decline(first);
    return n ? NC_MORE : NC_NO;
}

NC_SCHEMA(radius);

NC_PLUGIN(radius,
    .name   = "RADIUS",
    .about  = "Remote Authentication Dial In User Service",
    .type   = TYPES__TYPE__NC_RADIUS,
    .record = &types__radius__descriptor,
    .schema = &radius_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 1812), NC_KEY(NC_UDP_PORT, 1813), NC_KEY(NC_UDP_PORT, 1645),
                    NC_KEY(NC_UDP_PORT, 1646), NC_KEY(NC_UDP_PORT, 3799)),
    .fields = header,
    .read   = read_header,
    .decode = decode,
    .recognise = recognise);
