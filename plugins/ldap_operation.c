/* SPDX-License-Identifier: Apache-2.0 */
/* Operations of LDAP: RFC 4511 sections 4.2 to 4.13. */
#include "ldap.h"

enum { SIMPLE = 0x80, SASL = 0xa3, SASL_RESULT = 0x87, REFERRAL = 0xa3, REQUEST_NAME = 0x80,
       RESPONSE_NAME = 0x8a, SUPERIOR = 0x80 };

static const struct operation {
    uint8_t identifier;
    const char *name;
} operations[] = {
    { LDAP_BIND_REQUEST, "bindRequest" }, { LDAP_BIND_RESPONSE, "bindResponse" },
    { LDAP_UNBIND, "unbindRequest" }, { LDAP_SEARCH, "searchRequest" },
    { LDAP_ENTRY, "searchResEntry" }, { LDAP_DONE, "searchResDone" },
    { LDAP_REFERENCE, "searchResRef" }, { LDAP_MODIFY, "modifyRequest" },
    { LDAP_MODIFIED, "modifyResponse" }, { LDAP_ADD, "addRequest" }, { LDAP_ADDED, "addResponse" },
    { LDAP_DELETE, "delRequest" }, { LDAP_DELETED, "delResponse" },
    { LDAP_RENAME, "modDNRequest" }, { LDAP_RENAMED, "modDNResponse" },
    { LDAP_COMPARE, "compareRequest" }, { LDAP_COMPARED, "compareResponse" },
    { LDAP_ABANDON, "abandonRequest" }, { LDAP_EXTENDED, "extendedReq" },
    { LDAP_EXTENDED_RESPONSE, "extendedResp" }, { LDAP_INTERMEDIATE, "intermediateResponse" }
};

const char *
ldap_operation(uint8_t identifier)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (operations[i].identifier == identifier)
            return operations[i].name;
    return NULL;
}

void
ldap_end(struct nc_cursor *in, const struct nc_cursor *inside)
{
    nc_require(in, nc_ok(inside), nc_reason(inside));
}

static ProtobufCBinaryData
octets(struct nc_cursor *in)
{
    struct nc_cursor value = nc_der_expect(in, NC_DER_OCTET_STRING);

    return nc_rest(&value);
}

static char *
text(struct nc_packet *pkt, struct nc_cursor *in)
{
    return nc_text(pkt, octets(in));
}

/* No number here is beyond 31 bits, section 4.1.1. */
static int32_t
number(struct nc_cursor *in, uint8_t identifier)
{
    uint64_t value = nc_der_uint(in, identifier);

    nc_require(in, value <= INT32_MAX, "number above 31 bits");
    return (int32_t)value;
}

static void
read_bind(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_der choice;

    ldap->version = number(in, NC_DER_INTEGER);
    ldap->dn = text(pkt, in);
    nc_require(in, nc_der_next(in, &choice), "bind without authentication");
    if (!nc_ok(in))
        return;
    ldap->authentication = (char *)(choice.identifier == SIMPLE ? "simple"
                                    : choice.identifier == SASL ? "sasl" : "other");
    if (choice.identifier == SIMPLE)
        ldap->password = nc_secret(pkt, nc_rest(&choice.value));
    if (choice.identifier != SASL)
        return;
    ldap->mechanism = text(pkt, &choice.value);
    if (nc_left(&choice.value))
        ldap->credentialsize = (uint32_t)octets(&choice.value).len;
    ldap_end(in, &choice.value);
}

/* Section 4.1.9; what follows of responses of more than that is told by its identifier. */
static void
read_result(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_der more;

    ldap->resultcode = number(in, NC_DER_ENUMERATED);
    ldap->matcheddn = text(pkt, in);
    ldap->diagnostic = text(pkt, in);
    while (nc_der_next(in, &more)) {
        if (more.identifier == REFERRAL)
            while (nc_left(&more.value))
                nc_push(pkt, ldap, referrals, text(pkt, &more.value));
        else if (more.identifier == SASL_RESULT)
            ldap->credentialsize = (uint32_t)nc_left(&more.value);
        else if (more.identifier == RESPONSE_NAME)
            ldap->extendedname = nc_text(pkt, nc_rest(&more.value));
        ldap_end(in, &more.value);
    }
}

static void
read_search(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_cursor list;

    ldap->dn = text(pkt, in);
    ldap->scope = number(in, NC_DER_ENUMERATED);
    ldap->derefaliases = number(in, NC_DER_ENUMERATED);
    ldap->sizelimit = number(in, NC_DER_INTEGER);
    ldap->timelimit = number(in, NC_DER_INTEGER);
    ldap->typesonly = nc_der_bool(in, NC_DER_BOOLEAN);
    ldap->filter = ldap_filter(pkt, in);
    list = nc_der_expect(in, NC_DER_SEQUENCE);
    while (nc_left(&list))
        nc_push(pkt, ldap, attributes, text(pkt, &list));
    ldap_end(in, &list);
}

/* The attribute that a type and values are of; where it is changed they stand behind what is done
 * to them. */
static void
read_attribute(struct nc_packet *pkt, struct nc_cursor *list, bool changed, Types__LDAP *ldap)
{
    struct nc_cursor attribute = nc_der_expect(list, NC_DER_SEQUENCE), inner;

    if (changed) {
        number(&attribute, NC_DER_ENUMERATED);
        inner = nc_der_expect(&attribute, NC_DER_SEQUENCE);
        ldap_end(list, &attribute);
        attribute = inner;
    }
    nc_push(pkt, ldap, attributes, text(pkt, &attribute));
    nc_der_expect(&attribute, NC_DER_SET);
    ldap_end(list, &attribute);
}

static void
read_attributes(struct nc_packet *pkt, struct nc_cursor *in, bool changed, Types__LDAP *ldap)
{
    struct nc_cursor list;

    ldap->dn = text(pkt, in);
    list = nc_der_expect(in, NC_DER_SEQUENCE);
    while (nc_left(&list))
        read_attribute(pkt, &list, changed, ldap);
    ldap_end(in, &list);
}

static void
read_rename(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_cursor superior;

    ldap->dn = text(pkt, in);
    ldap->newrdn = text(pkt, in);
    ldap->deleteoldrdn = nc_der_bool(in, NC_DER_BOOLEAN);
    if (!nc_der_is(in, SUPERIOR))
        return;
    superior = nc_der_expect(in, SUPERIOR);
    ldap->newsuperior = nc_text(pkt, nc_rest(&superior));
}

static void
read_compare(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_cursor pair;

    ldap->dn = text(pkt, in);
    pair = nc_der_expect(in, NC_DER_SEQUENCE);
    nc_push(pkt, ldap, attributes, text(pkt, &pair));
    octets(&pair);
    ldap_end(in, &pair);
}

static void
read_extended(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    struct nc_der name;

    if (nc_der_next(in, &name) && name.identifier == REQUEST_NAME)
        ldap->extendedname = nc_text(pkt, nc_rest(&name.value));
}

static void
read_references(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    while (nc_left(in))
        nc_push(pkt, ldap, referrals, text(pkt, in));
}

static void
read_choice(struct nc_packet *pkt, struct nc_cursor *in, uint8_t identifier, Types__LDAP *ldap)
{
    switch (identifier) {
    case LDAP_BIND_REQUEST: read_bind(pkt, in, ldap); break;
    case LDAP_SEARCH: read_search(pkt, in, ldap); break;
    case LDAP_ENTRY: case LDAP_ADD: read_attributes(pkt, in, false, ldap); break;
    case LDAP_MODIFY: read_attributes(pkt, in, true, ldap); break;
    case LDAP_DELETE: ldap->dn = nc_text(pkt, nc_rest(in)); break;
    case LDAP_RENAME: read_rename(pkt, in, ldap); break;
    case LDAP_COMPARE: read_compare(pkt, in, ldap); break;
    case LDAP_ABANDON: ldap->abandonid = (int32_t)nc_der_uint_value(in); break;
    case LDAP_EXTENDED: case LDAP_INTERMEDIATE: read_extended(pkt, in, ldap); break;
    case LDAP_REFERENCE: read_references(pkt, in, ldap); break;
    case LDAP_UNBIND: break;
    default: read_result(pkt, in, ldap);
    }
}

void
ldap_read_operation(struct nc_packet *pkt, struct nc_cursor *in, Types__LDAP *ldap)
{
    const char *name = ldap_operation(nc_peek(in));
    struct nc_der operation;

    nc_require(in, name != NULL, "operation that does not exist");
    if (!nc_der_next(in, &operation))
        return;
    ldap->operation = (char *)name;
    read_choice(pkt, &operation.value, operation.identifier, ldap);
    ldap_end(in, &operation.value);
}
