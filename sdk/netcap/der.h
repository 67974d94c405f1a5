/* SPDX-License-Identifier: Apache-2.0 */
/* ASN.1 in its basic and distinguished encodings, X.690: certificates, Kerberos, SNMP, LDAP.
 *
 * An element is an identifier, a length and a value; a constructed one's value is elements again.
 * One is read at a time, and its value is a cursor of its own, so nothing here descends by itself
 * and how deep to go is the plugin's to say:
 *
 *     struct nc_cursor message = nc_der_expect(in, NC_DER_SEQUENCE);
 *     int64_t version = nc_der_int(&message, NC_DER_INTEGER);
 *     struct nc_der element;
 *
 *     while (nc_der_next(&message, &element))
 *         ...
 *
 * Lengths may have more bytes than they need, as SNMP and LDAP allow and their senders use (X.690
 * section 8.1.3.5); that is no failure for certificates either, whose digest is over what is there.
 * Indefinite lengths fail the cursor, as do those beyond it: nothing that is read here may have
 * them (RFC 4511 section 5.1, RFC 3417 section 8, X.690 section 10.1). */
#ifndef NETCAP_DER_H
#define NETCAP_DER_H

#include <netcap/traffic.h>

PROTOBUF_C__BEGIN_DECLS

struct nc_packet;

/* The first byte of an element, as far as that says all: class, whether it is constructed, and a
 * number below 31. */
enum nc_der_identifier {
    NC_DER_BOOLEAN = 0x01,
    NC_DER_INTEGER = 0x02,
    NC_DER_BIT_STRING = 0x03,
    NC_DER_OCTET_STRING = 0x04,
    NC_DER_NULL = 0x05,
    NC_DER_OID = 0x06,
    NC_DER_ENUMERATED = 0x0a,
    NC_DER_UTF8_STRING = 0x0c,
    NC_DER_RELATIVE_OID = 0x0d,
    NC_DER_NUMERIC_STRING = 0x12,
    NC_DER_PRINTABLE_STRING = 0x13,
    NC_DER_T61_STRING = 0x14,
    NC_DER_IA5_STRING = 0x16,
    NC_DER_UTC_TIME = 0x17,
    NC_DER_GENERALIZED_TIME = 0x18,
    NC_DER_VISIBLE_STRING = 0x1a,
    NC_DER_GENERAL_STRING = 0x1b,
    NC_DER_UNIVERSAL_STRING = 0x1c,
    NC_DER_BMP_STRING = 0x1e,
    NC_DER_SEQUENCE = 0x30,
    NC_DER_SET = 0x31,
    NC_DER_CONSTRUCTED = 0x20, /* to be added to these: */
};
#define NC_DER_APPLICATION(number) ((uint8_t)(0x40 | (number)))
#define NC_DER_CONTEXT(number) ((uint8_t)(0x80 | (number)))

struct nc_der {
    uint8_t identifier; /* the first byte; its lower five bits are ones where the number is above */
    uint8_t reserved[3];
    uint32_t number;    /* the tag's, within its class */
    struct nc_cursor value;
    ProtobufCBinaryData whole; /* the value with all before it: what digests go over */
};

/* The next element.  False where there are no more, or one is not sound, which fails the cursor. */
bool nc_der_next(struct nc_cursor *in, struct nc_der *element);

/* Whether the next element begins with this identifier: for those that may be left out. */
static inline bool
nc_der_is(const struct nc_cursor *in, uint8_t identifier)
{
    return nc_left(in) && nc_peek(in) == identifier;
}

/* The value of the next element, which has this identifier; if not, both cursors have failed. */
struct nc_cursor nc_der_expect(struct nc_cursor *in, uint8_t identifier);

/* The number that the next element, of this identifier, is.  One that does not fit, a negative one
 * that should not be, and a truth of more than a byte fail the cursor. */
int64_t nc_der_int(struct nc_cursor *in, uint8_t identifier);
uint64_t nc_der_uint(struct nc_cursor *in, uint8_t identifier);
bool nc_der_bool(struct nc_cursor *in, uint8_t identifier);

/* The same of the value of an element, all of which is read; so are those of the others below. */
int64_t nc_der_int_value(struct nc_cursor *value);
uint64_t nc_der_uint_value(struct nc_cursor *value);

/* An object identifier: "1.2.840.113549.1.1.11".  At most NC_DER_OID_MAX bytes, and 64 bits of a
 * number. */
#define NC_DER_OID_MAX 255
char *nc_der_oid(struct nc_packet *, struct nc_cursor *value);

/* A time of the kind NC_DER_UTC_TIME, whose years are those from 1950 to 2049 (RFC 5280 section
 * 4.1.2.5.1), or NC_DER_GENERALIZED_TIME.  Without a zone it is taken as UTC. */
struct nc_time nc_der_time(struct nc_cursor *value, uint8_t kind);

/* A text of this kind of string as UTF-8.  T61String is taken as ISO 8859-1, as those who wrote
 * some did; what is no character of BMPString or UniversalString, and NUL there, is U+FFFD; all
 * others are as nc_text() has them. */
char *nc_der_text(struct nc_packet *, struct nc_cursor *value, uint8_t kind);

PROTOBUF_C__END_DECLS

#endif
