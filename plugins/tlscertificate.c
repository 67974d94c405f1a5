/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate of TLS up to 1.2, RFC 5280 section 4, as the plugin TLSClientHello hands it on. */
#include "tlscertificate.h"

#include <netcap/crypto.h>
#include <netcap/digest.h>

#include "netcap.pb-c.h"
#include "tlsclienthello.h"

static char *
hexadecimal(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    char *text = nc_alloc(pkt, 2 * bytes.len + 1), *to = text;

    for (size_t i = 0; 2 * bytes.len < NC_ALLOC_MAX && i < bytes.len; i++)
        to = nc_hex(to, bytes.data[i], 2);
    return text;
}

static char *
sha1(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    uint8_t digest[NC_SHA1_SIZE];

    nc_sha1_bytes(digest, bytes.data, bytes.len);
    return hexadecimal(pkt, (ProtobufCBinaryData){ sizeof digest, digest });
}

/* How many stand before it in the message that it was handed on of. */
static uint32_t
position(const struct nc_cursor *in)
{
    enum { LIST = MESSAGE_HEADER + 3 };
    size_t at = nc_tell(in);
    struct nc_cursor before = nc_window(in, at < LIST ? at : LIST, at);
    uint32_t n = 0;

    for (; nc_left(&before) > 3; n++)
        nc_skip(&before, nc_u24(&before));
    return n;
}

static char *
time_of(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct nc_der element;
    struct nc_time time;

    nc_require(in, nc_der_next(in, &element), "validity without two times");
    time = nc_der_time(&element.value, element.identifier);
    nc_require(in, element.identifier == NC_DER_UTC_TIME ||
                       element.identifier == NC_DER_GENERALIZED_TIME, "validity that is no time");
    nc_require(in, nc_ok(&element.value), "validity that is no time");
    return nc_time_text(pkt, time);
}

static char *
oid_of(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct nc_cursor algorithm = nc_der_expect(in, NC_DER_SEQUENCE);
    struct nc_cursor kind = nc_der_expect(&algorithm, NC_DER_OID);
    char *oid = nc_der_oid(pkt, &kind);

    nc_require(in, nc_ok(&kind), "algorithm of no kind");
    return oid;
}

/* A part of the certificate, whose failure is the whole's. */
static struct nc_cursor
pass_on(struct nc_cursor *in, struct nc_cursor part)
{
    if (!nc_ok(&part))
        nc_fail(in, nc_reason(&part));
    return part;
}

static void
read_names(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor issuer = nc_der_expect(in, NC_DER_SEQUENCE), validity, subject;
    ProtobufCBinaryData names[2] = { nc_rest(&issuer) };

    record->issuer = tlscertificate_name(pkt, &issuer);
    pass_on(in, issuer);
    validity = nc_der_expect(in, NC_DER_SEQUENCE);
    record->notbefore = time_of(pkt, &validity);
    record->notafter = time_of(pkt, &validity);
    pass_on(in, validity);
    subject = nc_der_expect(in, NC_DER_SEQUENCE);
    names[1] = nc_rest(&subject);
    record->subject = tlscertificate_name(pkt, &subject);
    pass_on(in, subject);
    record->selfissued = names[0].len == names[1].len &&
                         (!names[0].len || !memcmp(names[0].data, names[1].data, names[0].len));
}

/* What is signed, section 4.1.2. */
static void
read_signed(struct nc_packet *pkt, struct nc_cursor *in, Types__TLSCertificate *record)
{
    struct nc_cursor version, serial, key, extensions;
    struct nc_der element;

    record->version = 1;
    if (nc_der_is(in, NC_DER_CONTEXT(0) | NC_DER_CONSTRUCTED)) {
        version = nc_der_expect(in, NC_DER_CONTEXT(0) | NC_DER_CONSTRUCTED);
        record->version = 1 + (uint32_t)(nc_der_uint(&version, NC_DER_INTEGER) & 0xffff);
        pass_on(in, version);
    }
    serial = nc_der_expect(in, NC_DER_INTEGER);
    record->serialnumber = hexadecimal(pkt, nc_rest(&serial));
    record->signaturealgorithm = oid_of(pkt, in);
    read_names(pkt, in, record);
    key = nc_der_expect(in, NC_DER_SEQUENCE);
    tlscertificate_key(pkt, &key, record);
    pass_on(in, key);
    while (nc_der_next(in, &element)) {
        if (element.identifier != (NC_DER_CONTEXT(3) | NC_DER_CONSTRUCTED))
            continue;
        extensions = nc_der_expect(&element.value, NC_DER_SEQUENCE);
        tlscertificate_extensions(pkt, &extensions, record);
        pass_on(in, extensions);
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *memory)
{
    Types__TLSCertificate *record = memory;
    struct nc_cursor certificate, part, ahead = nc_ahead(in);
    uint32_t place = position(in);
    size_t begin = nc_tell(in);
    ProtobufCBinaryData whole;

    certificate = nc_der_expect(in, NC_DER_SEQUENCE);
    whole = nc_bytes(&ahead, nc_tell(in) - begin);
    if (nc_ok(in) && nc_left(in))
        nc_malformed(pkt, "bytes behind the certificate");
    part = nc_der_expect(&certificate, NC_DER_SEQUENCE);
    read_signed(pkt, &part, record);
    pass_on(in, part);
    oid_of(pkt, &certificate);
    nc_der_expect(&certificate, NC_DER_BIT_STRING);
    pass_on(in, certificate);
    if (!nc_ok(in))
        return;
    record->position = place;
    record->size = (uint32_t)whole.len;
    record->sha1 = sha1(pkt, whole);
    record->sha256 = nc_sha256(pkt, whole.data, whole.len);
}

NC_SCHEMA(tlscertificate);

NC_PLUGIN(tlscertificate, .name = "TLSCertificate",
          .about = "X.509 certificate of Transport Layer Security", .protocol = "TLS",
          .type = TYPES__TYPE__NC_TLSCertificate, .record = &types__tlscertificate__descriptor,
          .schema = &tlscertificate_schema,
          .on = NC_ON(NC_KEY(TLS_MESSAGES, CERTIFICATE)), .decode = decode);
