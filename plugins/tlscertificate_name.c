/* SPDX-License-Identifier: Apache-2.0 */
/* Names in certificates as text: RFC 4514. */
#include "tlscertificate.h"

#include <string.h>

enum { PARTS_MAX = 64 };

/* Section 3 has those before e-mail addresses and serial numbers, which many names have. */
static const struct {
    const char *name, *oid;
} kinds[] = {
    { "CN", "2.5.4.3" },
    { "L", "2.5.4.7" },
    { "ST", "2.5.4.8" },
    { "O", "2.5.4.10" },
    { "OU", "2.5.4.11" },
    { "C", "2.5.4.6" },
    { "STREET", "2.5.4.9" },
    { "DC", "0.9.2342.19200300.100.1.25" },
    { "UID", "0.9.2342.19200300.100.1.1" },
    { "serialNumber", "2.5.4.5" },
    { "emailAddress", "1.2.840.113549.1.9.1" },
};

static const char *
kind_of(const char *oid)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].oid, oid) == 0)
            return kinds[i].name;
    return NULL;
}

/* Section 2.4: what would be taken for a part of the name's own form has a backslash before it. */
static char *
escape(struct nc_packet *pkt, const char *from)
{
    size_t n = strlen(from);
    char *text = nc_alloc(pkt, 2 * n + 1), *to = text;

    if (2 * n + 1 > NC_ALLOC_MAX)
        return text;
    for (size_t i = 0; i < n; i++) {
        bool at_end = (i == 0 && (from[i] == ' ' || from[i] == '#')) ||
                      (i == n - 1 && from[i] == ' ');

        if (at_end || strchr("\"+,;<>\\", from[i]))
            *to++ = '\\';
        *to++ = from[i];
    }
    return text;
}

/* A value of a kind without a name of its own is given as it is encoded. */
static char *
hexadecimal(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    char *text = nc_alloc(pkt, 2 * bytes.len + 2), *to = text;

    if (2 * bytes.len + 2 > NC_ALLOC_MAX)
        return text;
    *to++ = '#';
    for (size_t i = 0; i < bytes.len; i++)
        to = nc_hex(to, bytes.data[i], 2);
    return text;
}

static char *
assertion(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct nc_cursor kind = nc_der_expect(in, NC_DER_OID);
    const char *oid = nc_der_oid(pkt, &kind), *name = kind_of(oid);
    struct nc_der value;
    char *text;

    nc_require(in, nc_ok(&kind), "name of no kind");
    nc_require(in, nc_der_next(in, &value), "name without a value");
    if (!nc_ok(in))
        return NULL;
    if (!name)
        return nc_format(pkt, "%s=%s", oid, hexadecimal(pkt, value.whole));
    text = nc_der_text(pkt, &value.value, value.identifier);
    nc_require(in, nc_ok(&value.value), "name that is no text");
    return nc_format(pkt, "%s=%s", name, escape(pkt, text));
}

/* Several of one part have a plus between them. */
static char *
part(struct nc_packet *pkt, struct nc_cursor *set)
{
    char *text = NULL;

    for (int n = 0; nc_left(set); n++) {
        struct nc_cursor pair = nc_der_expect(set, NC_DER_SEQUENCE);
        char *one = assertion(pkt, &pair);

        nc_require(set, nc_ok(&pair), nc_ok(&pair) ? "" : nc_reason(&pair));
        nc_require(set, n < PARTS_MAX, "name of more than 64 parts");
        if (nc_ok(set))
            text = text ? nc_format(pkt, "%s+%s", text, one) : one;
    }
    nc_require(set, text != NULL, "part of a name without any");
    return text;
}

char *
tlscertificate_name(struct nc_packet *pkt, struct nc_cursor *parts)
{
    char *text = NULL;

    for (int n = 0; nc_left(parts); n++) {
        struct nc_cursor set = nc_der_expect(parts, NC_DER_SET);
        char *one = part(pkt, &set);

        nc_require(parts, nc_ok(&set), nc_ok(&set) ? "" : nc_reason(&set));
        nc_require(parts, n < PARTS_MAX, "name of more than 64 parts");
        if (nc_ok(parts))
            text = text ? nc_format(pkt, "%s,%s", one, text) : one;
    }
    return text ? text : nc_format(pkt, "%s", "");
}
