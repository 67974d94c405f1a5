/* SPDX-License-Identifier: Apache-2.0 */
/* What messages of Kerberos are made of, RFC 4120 section 5.2. */
#include "kerberos.h"

enum { PARTS_MOST = 16 };

void
kerberos_end(struct nc_cursor *in, const struct nc_cursor *inside)
{
    nc_require(in, nc_ok(inside), nc_reason(inside));
}

uint8_t
kerberos_tag(uint8_t number)
{
    return (uint8_t)(NC_DER_CONTEXT(number) | NC_DER_CONSTRUCTED);
}

bool
kerberos_has(const struct nc_cursor *in, uint8_t number)
{
    return nc_der_is(in, kerberos_tag(number));
}

int64_t
kerberos_read_number(struct nc_cursor *in)
{
    int64_t value = nc_der_int(in, NC_DER_INTEGER);

    nc_require(in, value >= INT32_MIN && value <= UINT32_MAX, "number above 32 bits");
    return value;
}

int64_t
kerberos_number(struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    int64_t value = kerberos_read_number(&inside);

    kerberos_end(in, &inside);
    return value;
}

char *
kerberos_text(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERAL_STRING);

    kerberos_end(in, &inside);
    return nc_text(pkt, nc_rest(&text));
}

char *
kerberos_time(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERALIZED_TIME);
    struct nc_time time = nc_der_time(&text, NC_DER_GENERALIZED_TIME);

    kerberos_end(&inside, &text);
    kerberos_end(in, &inside);
    return nc_ok(in) ? nc_time_text(pkt, time) : (char *)"";
}

char *
kerberos_fine_time(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor text = nc_der_expect(&inside, NC_DER_GENERALIZED_TIME);
    struct nc_time time = nc_der_time(&text, NC_DER_GENERALIZED_TIME);
    uint8_t next = (uint8_t)(number + 1);
    int64_t fraction = kerberos_has(in, next) ? kerberos_number(in, next) : 0;

    kerberos_end(&inside, &text);
    kerberos_end(in, &inside);
    nc_require(in, fraction >= 0 && fraction < 1000000, "fraction of a second or more");
    time.nanoseconds = (uint32_t)fraction * 1000;
    return nc_ok(in) ? nc_time_text(pkt, time) : (char *)"";
}

char *
kerberos_name(struct nc_packet *pkt, struct nc_cursor *in, uint8_t number, int32_t *type)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor name = nc_der_expect(&inside, NC_DER_SEQUENCE), parts, list, all;
    ProtobufCBinaryData pieces[2 * PARTS_MOST];
    size_t n = 0;

    *type = (int32_t)kerberos_number(&name, 0);
    parts = nc_der_expect(&name, kerberos_tag(1));
    list = nc_der_expect(&parts, NC_DER_SEQUENCE);
    while (nc_left(&list) && n < 2 * PARTS_MOST) {
        struct nc_cursor part = nc_der_expect(&list, NC_DER_GENERAL_STRING);

        pieces[n++] = nc_rest(&part);
        pieces[n++] = (ProtobufCBinaryData){ 1, (uint8_t *)"/" };
    }
    nc_require(&list, !nc_left(&list), "name of more than 16 parts");
    kerberos_end(&parts, &list);
    kerberos_end(&name, &parts);
    kerberos_end(&inside, &name);
    kerberos_end(in, &inside);
    if (!n || !nc_ok(in))
        return (char *)"";
    all = nc_join(pkt, pieces, n - 1);
    return nc_text(pkt, nc_rest(&all));
}

void
kerberos_encrypted(struct nc_cursor *in, uint8_t number, int32_t *type, uint32_t *version)
{
    struct nc_cursor inside = nc_der_expect(in, kerberos_tag(number));
    struct nc_cursor data = nc_der_expect(&inside, NC_DER_SEQUENCE), cipher;

    *type = (int32_t)kerberos_number(&data, 0);
    if (kerberos_has(&data, 1))
        *version = (uint32_t)kerberos_number(&data, 1);
    cipher = nc_der_expect(&data, kerberos_tag(2));
    nc_der_expect(&cipher, NC_DER_OCTET_STRING);
    kerberos_end(&data, &cipher);
    kerberos_end(&inside, &data);
    kerberos_end(in, &inside);
}
