/* SPDX-License-Identifier: Apache-2.0 */
/* The key of a certificate and its extensions: RFC 3279 section 2.3, RFC 5480, RFC 8410, and RFC
 * 5280 section 4.2. */
#include "tlscertificate.h"

#include <string.h>

static const char rsa[] = "1.2.840.113549.1.1.1", dsa[] = "1.2.840.10040.4.1",
                  elliptic[] = "1.2.840.10045.2.1";

static const struct {
    const char *oid;
    uint32_t bits;
} sizes[] = {
    { "1.2.840.10045.3.1.1", 192 }, { "1.3.132.0.33", 224 }, { "1.2.840.10045.3.1.7", 256 },
    { "1.3.132.0.10", 256 },        { "1.3.132.0.34", 384 }, { "1.3.132.0.35", 521 },
    { "1.3.101.112", 256 },         { "1.3.101.113", 456 },
};

static uint32_t
size_of(const char *oid)
{
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strcmp(sizes[i].oid, oid) == 0)
            return sizes[i].bits;
    return 0;
}

/* Of a number whose first bytes may be zeros. */
static uint32_t
bits_of(struct nc_cursor number)
{
    uint32_t bits;

    while (nc_left(&number) && !nc_peek(&number))
        nc_skip(&number, 1);
    bits = (uint32_t)nc_left(&number) * 8;
    for (uint8_t first = nc_peek(&number); bits && !(first & 0x80); first = (uint8_t)(first << 1))
        bits--;
    return bits;
}

/* The number that a SEQUENCE begins with. */
static uint32_t
bits_of_first(struct nc_cursor in)
{
    struct nc_cursor list = nc_der_expect(&in, NC_DER_SEQUENCE);

    return bits_of(nc_der_expect(&list, NC_DER_INTEGER));
}

void
tlscertificate_key(struct nc_packet *pkt, struct nc_cursor *info, Types__TLSCertificate *record)
{
    struct nc_cursor algorithm = nc_der_expect(info, NC_DER_SEQUENCE);
    struct nc_cursor kind = nc_der_expect(&algorithm, NC_DER_OID);
    struct nc_cursor key = nc_der_expect(info, NC_DER_BIT_STRING);

    nc_u8(&key); /* unused bits */
    record->keyalgorithm = nc_der_oid(pkt, &kind);
    nc_require(info, nc_ok(&kind) && nc_ok(&key), "key of no kind");
    if (!nc_ok(info))
        return;
    if (strcmp(record->keyalgorithm, rsa) == 0)
        record->keybits = bits_of_first(key);
    else if (strcmp(record->keyalgorithm, dsa) == 0)
        record->keybits = bits_of_first(algorithm);
    else
        record->keybits = size_of(record->keyalgorithm);
    if (strcmp(record->keyalgorithm, elliptic) || !nc_der_is(&algorithm, NC_DER_OID))
        return;
    kind = nc_der_expect(&algorithm, NC_DER_OID);
    record->keycurve = nc_der_oid(pkt, &kind);
    nc_require(info, nc_ok(&kind), "curve of no kind");
    record->keybits = size_of(record->keycurve);
}

/* ---- extensions ---- */

/* An IP address; of names that are constrained there would be a mask behind it. */
static void
push_address(struct nc_packet *pkt, struct nc_cursor *value, Types__TLSCertificate *record)
{
    if (nc_left(value) == 4)
        nc_push(pkt, record, ipaddresses, nc_ipv4(pkt, value));
    else if (nc_left(value) == 16)
        nc_push(pkt, record, ipaddresses, nc_ipv6(pkt, value));
}

/* Section 4.2.1.6; other kinds of names are passed over. */
static void
read_names(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor list = nc_der_expect(in, NC_DER_SEQUENCE);
    struct nc_der name;

    while (nc_der_next(&list, &name)) {
        ProtobufCBinaryData text = nc_rest(&name.value);

        switch (name.identifier) {
        case NC_DER_CONTEXT(1):
            nc_push(pkt, record, emailaddresses, nc_text(pkt, text));
            break;
        case NC_DER_CONTEXT(2): nc_push(pkt, record, dnsnames, nc_text(pkt, text)); break;
        case NC_DER_CONTEXT(6): nc_push(pkt, record, uris, nc_text(pkt, text)); break;
        case NC_DER_CONTEXT(7): push_address(pkt, &name.value, record); break;
        }
    }
    nc_require(in, nc_ok(&list), "names that are no names");
}

/* Section 4.2.1.9. */
static void
read_constraints(struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor list = nc_der_expect(in, NC_DER_SEQUENCE);

    if (nc_der_is(&list, NC_DER_BOOLEAN))
        record->isca = nc_der_bool(&list, NC_DER_BOOLEAN);
    if (nc_der_is(&list, NC_DER_INTEGER)) {
        uint64_t most = nc_der_uint(&list, NC_DER_INTEGER);

        record->haspathlength = true;
        record->pathlength = most < UINT32_MAX ? (uint32_t)most : UINT32_MAX;
    }
    nc_require(in, nc_ok(&list), "constraints that are none");
}

/* Section 4.2.1.3: the first bit is the highest of the first byte, and bit 0 of the record. */
static void
read_usage(struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor bits = nc_der_expect(in, NC_DER_BIT_STRING);

    nc_u8(&bits);
    for (uint32_t at = 0; nc_left(&bits) && at < 16; at += 8)
        for (uint32_t byte = nc_u8(&bits), bit = 0; bit < 8; bit++)
            record->keyusage |= (byte >> (7 - bit) & 1) << (at + bit);
}

/* Section 4.2.1.12. */
static void
read_purposes(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor list = nc_der_expect(in, NC_DER_SEQUENCE);

    while (nc_left(&list)) {
        struct nc_cursor one = nc_der_expect(&list, NC_DER_OID);
        char *oid = nc_der_oid(pkt, &one);

        nc_require(&list, nc_ok(&one), "purpose of no kind");
        if (nc_ok(&list))
            nc_push(pkt, record, extendedkeyusages, oid);
    }
    nc_require(in, nc_ok(&list), "purposes that are none");
}

static void
read_extension(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor kind = nc_der_expect(in, NC_DER_OID), value;
    const char *oid = nc_der_oid(pkt, &kind);

    nc_require(in, nc_ok(&kind), "extension of no kind");
    if (nc_der_is(in, NC_DER_BOOLEAN))
        nc_der_bool(in, NC_DER_BOOLEAN);
    value = nc_der_expect(in, NC_DER_OCTET_STRING);
    if (!nc_ok(in))
        return;
    if (strcmp(oid, "2.5.29.17") == 0)
        read_names(pkt, &value, record);
    else if (strcmp(oid, "2.5.29.19") == 0)
        read_constraints(&value, record);
    else if (strcmp(oid, "2.5.29.15") == 0)
        read_usage(&value, record);
    else if (strcmp(oid, "2.5.29.37") == 0)
        read_purposes(pkt, &value, record);
    if (!nc_ok(&value))
        nc_fail(in, nc_reason(&value));
}

void
tlscertificate_extensions(struct nc_packet *pkt, struct nc_cursor *list,
                          Types__TLSCertificate *record)
{
    while (nc_left(list)) {
        struct nc_cursor one = nc_der_expect(list, NC_DER_SEQUENCE);

        read_extension(pkt, &one, record);
        if (!nc_ok(&one))
            nc_fail(list, nc_reason(&one));
    }
}
