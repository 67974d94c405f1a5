/* SPDX-License-Identifier: Apache-2.0 */
/* SNMP: version 1, RFC 1157 section 4, 2c, RFC 1901 and RFC 3416 section 3, and 3, RFC 3412 section
 * 6 with the users of RFC 3414 section 2.4.  Values: RFC 3416 section 3 and RFC 2578 section 7. */
#include <netcap/der.h>
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "snmp.pb-c.h"

enum { V1 = 0, V2C = 1, V3 = 3, GET = 0xa0, TRAP = 0xa4, GET_BULK = 0xa5, REPORT = 0xa8,
       USERS = 3, VALUE_MOST = 1024 };
/* Types of values, RFC 2578 section 7.1, and what stands for one, RFC 3416 section 3. */
enum { ADDRESS = 0x40, COUNTER32 = 0x41, UNSIGNED32 = 0x42, TIMETICKS = 0x43, OPAQUE = 0x44,
       COUNTER64 = 0x46, NO_SUCH_OBJECT = 0x80, NO_SUCH_INSTANCE = 0x81, END_OF_VIEW = 0x82 };

static const char *const pdus[] = {
    "get-request", "get-next-request", "response", "set-request", "trap", "get-bulk-request",
    "inform-request", "snmpV2-trap", "report"
};

static const struct type {
    uint8_t identifier;
    const char *name;
} types[] = {
    { NC_DER_INTEGER, "integer" }, { NC_DER_OCTET_STRING, "octets" }, { NC_DER_NULL, "null" },
    { NC_DER_OID, "oid" }, { ADDRESS, "address" }, { COUNTER32, "counter32" },
    { UNSIGNED32, "unsigned32" }, { TIMETICKS, "timeticks" }, { OPAQUE, "opaque" },
    { COUNTER64, "counter64" }, { NO_SUCH_OBJECT, "noSuchObject" },
    { NO_SUCH_INSTANCE, "noSuchInstance" }, { END_OF_VIEW, "endOfMibView" }
};

/* What is wrong inside an element is wrong with what it stands in. */
static void
end(struct nc_cursor *in, const struct nc_cursor *inside)
{
    nc_require(in, nc_ok(inside), nc_reason(inside));
}

static int32_t
number(struct nc_cursor *in)
{
    int64_t value = nc_der_int(in, NC_DER_INTEGER);

    nc_require(in, value >= INT32_MIN && value <= INT32_MAX, "number above 32 bits");
    return (int32_t)value;
}

static ProtobufCBinaryData
octets(struct nc_cursor *in)
{
    struct nc_cursor value = nc_der_expect(in, NC_DER_OCTET_STRING);

    return nc_rest(&value);
}

/* Some agents leave out the zero before a number whose first bit is set. */
static uint64_t
unsigned_of(struct nc_cursor *value, size_t most)
{
    size_t size = nc_left(value);

    if (size == most + 1 && nc_peek(value) == 0) {
        nc_skip(value, 1);
        size--;
    }
    nc_require(value, size && size <= most, "number of no or too many bytes");
    return nc_uint(value, size);
}

static char *
address_of(struct nc_packet *pkt, struct nc_cursor *value)
{
    nc_require(value, nc_left(value) == 4, "address of other than four bytes");
    return nc_ipv4(pkt, value);
}

static bool
is_text(ProtobufCBinaryData bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t byte = bytes.data[i];

        if ((byte < ' ' && byte != '\t' && byte != '\r' && byte != '\n') || byte > '~')
            return false;
    }
    return true;
}

static char *
hex_of(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    size_t n = bytes.len < VALUE_MOST / 2 ? bytes.len : VALUE_MOST / 2;
    char *text = nc_alloc(pkt, 2 * n + 1), *to = text;

    for (size_t i = 0; i < n; i++)
        to = nc_hex(to, bytes.data[i], 2);
    return text;
}

static char *
text_of(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    if (bytes.len > VALUE_MOST)
        bytes.len = VALUE_MOST;
    return nc_text(pkt, bytes);
}

static void
read_octets(struct nc_packet *pkt, struct nc_cursor *value, Types__SNMPVariable *variable)
{
    ProtobufCBinaryData bytes = nc_rest(value);

    if (is_text(bytes)) {
        variable->type = (char *)"text";
        variable->value = text_of(pkt, bytes);
    } else
        variable->value = hex_of(pkt, bytes);
}

static void
read_value(struct nc_packet *pkt, struct nc_der *element, Types__SNMPVariable *variable)
{
    struct nc_cursor *value = &element->value;

    switch (element->identifier) {
    case NC_DER_INTEGER:
        variable->value = nc_format(pkt, "%lld", (long long)nc_der_int_value(value));
        break;
    case NC_DER_OCTET_STRING: read_octets(pkt, value, variable); break;
    case NC_DER_OID: variable->value = nc_der_oid(pkt, value); break;
    case ADDRESS: variable->value = address_of(pkt, value); break;
    case COUNTER32: case UNSIGNED32: case TIMETICKS:
        variable->value = nc_format(pkt, "%llu", (unsigned long long)unsigned_of(value, 4));
        break;
    case COUNTER64:
        variable->value = nc_format(pkt, "%llu", (unsigned long long)unsigned_of(value, 8));
        break;
    case OPAQUE: variable->value = hex_of(pkt, nc_rest(value)); break;
    default: nc_require(value, !nc_left(value), "value where there is none");
    }
}

static void
read_variable(struct nc_packet *pkt, struct nc_cursor *list, Types__SNMP *snmp)
{
    struct nc_cursor pair = nc_der_expect(list, NC_DER_SEQUENCE);
    struct nc_cursor oid = nc_der_expect(&pair, NC_DER_OID);
    Types__SNMPVariable *variable = nc_add(pkt, snmp, variables, types__snmpvariable);
    struct nc_der value;

    variable->oid = nc_der_oid(pkt, &oid);
    end(&pair, &oid);
    nc_require(&pair, nc_der_next(&pair, &value), "variable without a value");
    for (size_t i = 0; i < sizeof types / sizeof *types && nc_ok(&pair); i++)
        if (types[i].identifier == value.identifier)
            variable->type = (char *)types[i].name;
    nc_require(&pair, *variable->type, "value of unknown type");
    if (nc_ok(&pair)) {
        read_value(pkt, &value, variable);
        end(&pair, &value.value);
    }
    end(list, &pair);
}

static void
read_trap(struct nc_packet *pkt, struct nc_cursor *pdu, Types__SNMP *snmp)
{
    struct nc_cursor value = nc_der_expect(pdu, NC_DER_OID);

    snmp->enterprise = nc_der_oid(pkt, &value);
    end(pdu, &value);
    value = nc_der_expect(pdu, ADDRESS);
    snmp->agentaddress = address_of(pkt, &value);
    end(pdu, &value);
    snmp->generictrap = number(pdu);
    snmp->specifictrap = number(pdu);
    value = nc_der_expect(pdu, TIMETICKS);
    snmp->uptime = (uint32_t)unsigned_of(&value, 4);
    end(pdu, &value);
}

static void
read_request(struct nc_cursor *pdu, bool bulk, Types__SNMP *snmp)
{
    int32_t first, second;

    snmp->requestid = number(pdu);
    first = number(pdu);
    second = number(pdu);
    *(bulk ? &snmp->nonrepeaters : &snmp->errorstatus) = first;
    *(bulk ? &snmp->maxrepetitions : &snmp->errorindex) = second;
}

static void
read_pdu(struct nc_packet *pkt, struct nc_cursor *in, Types__SNMP *snmp)
{
    uint8_t type = nc_peek(in);
    struct nc_cursor pdu, list;

    nc_require(in, type >= GET && type <= REPORT, "message that does not exist");
    pdu = nc_der_expect(in, type);
    if (!nc_ok(in))
        return;
    snmp->pdutype = (char *)pdus[type - GET];
    if (type == TRAP)
        read_trap(pkt, &pdu, snmp);
    else
        read_request(&pdu, type == GET_BULK, snmp);
    list = nc_der_expect(&pdu, NC_DER_SEQUENCE);
    while (nc_left(&list))
        read_variable(pkt, &list, snmp);
    end(&pdu, &list);
    end(in, &pdu);
}

/* RFC 3414 section 2.4, in a string; what proves the user is not read. */
static void
read_user(struct nc_packet *pkt, struct nc_cursor *in, Types__SNMP *snmp)
{
    struct nc_cursor string = nc_der_expect(in, NC_DER_OCTET_STRING);
    struct nc_cursor user;

    if (snmp->securitymodel != USERS || !nc_ok(in))
        return;
    user = nc_der_expect(&string, NC_DER_SEQUENCE);
    snmp->engineid = octets(&user);
    snmp->engineboots = number(&user);
    snmp->enginetime = number(&user);
    snmp->user = nc_text(pkt, octets(&user));
    octets(&user);
    octets(&user);
    end(in, &user);
}

static void
read_scoped(struct nc_packet *pkt, struct nc_cursor *in, Types__SNMP *snmp)
{
    struct nc_cursor scoped;

    if (nc_der_is(in, NC_DER_OCTET_STRING)) { /* encrypted */
        octets(in);
        return;
    }
    scoped = nc_der_expect(in, NC_DER_SEQUENCE);
    snmp->contextengineid = octets(&scoped);
    snmp->contextname = nc_text(pkt, octets(&scoped));
    read_pdu(pkt, &scoped, snmp);
    end(in, &scoped);
}

static void
read_v3(struct nc_packet *pkt, struct nc_cursor *in, Types__SNMP *snmp)
{
    struct nc_cursor global = nc_der_expect(in, NC_DER_SEQUENCE);
    struct nc_cursor flags;

    snmp->messageid = number(&global);
    snmp->maxsize = number(&global);
    flags = nc_der_expect(&global, NC_DER_OCTET_STRING);
    nc_require(&global, nc_left(&flags) == 1, "flags of other than a byte");
    snmp->flags = nc_u8(&flags);
    snmp->securitymodel = number(&global);
    end(in, &global);
    read_user(pkt, in, snmp);
    read_scoped(pkt, in, snmp);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__SNMP *snmp = record;
    struct nc_cursor all = nc_ahead(in), message = nc_der_expect(&all, NC_DER_SEQUENCE);
    int32_t version = number(&message);

    nc_require(&message, version == V1 || version == V2C || version == V3,
               "version that does not exist");
    snmp->version = version == V3 ? V3 : version + 1;
    if (version == V3)
        read_v3(pkt, &message, snmp);
    else {
        snmp->community = nc_secret(pkt, octets(&message));
        read_pdu(pkt, &message, snmp);
    }
    end(&all, &message);
    if (nc_ok(&all))
        nc_skip(in, nc_left(in) - nc_left(&all));
    else
        nc_fail(in, nc_is_cut(pkt) ? nc_truncated : nc_reason(&all));
}

/* A sequence, as long as the datagram, that begins with a version. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor bytes = *first, message;
    int32_t version;

    if (is->cut)
        return nc_peek(first) == NC_DER_SEQUENCE ? NC_MORE : NC_NO;
    message = nc_der_expect(&bytes, NC_DER_SEQUENCE);
    version = number(&message);
    if (!nc_ok(&message) || !(version == V1 || version == V2C || version == V3))
        nc_decline(first);
    return nc_left(&bytes) ? NC_MORE : NC_YES;
}

NC_SCHEMA(snmp);

NC_PLUGIN(snmp,
    .name   = "SNMP",
    .about  = "Simple Network Management Protocol",
    .type   = TYPES__TYPE__NC_SNMP,
    .record = &types__snmp__descriptor,
    .schema = &snmp_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 161), NC_KEY(NC_UDP_PORT, 162)),
    .decode = decode,
    .recognise = recognise);
