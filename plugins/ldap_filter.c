/* SPDX-License-Identifier: Apache-2.0 */
/* Filters of searches, RFC 4511 section 4.5.1.7, as text: RFC 4515 section 3. */
#include "ldap.h"

#include <string.h>

enum { TEXT_MOST = 2048, DEEPEST = 24 };
enum { AND = 0xa0, OR = 0xa1, NOT = 0xa2, EQUAL = 0xa3, SUBSTRINGS = 0xa4, GREATER = 0xa5,
       LESS = 0xa6, PRESENT = 0x87, ABOUT = 0xa8, EXTENSIBLE = 0xa9 };
/* Of substrings, and of an extensible match. */
enum { INITIAL = 0x80, ANY = 0x81, FINAL = 0x82 };
enum { RULE = 0x81, TYPE = 0x82, VALUE = 0x83, DN = 0x84 };

struct text {
    char bytes[TEXT_MOST + 4]; /* with the dots, and the end */
    size_t n;
    bool cut;
};

static void
put(struct text *text, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n && !text->cut; i++)
        if (text->n < TEXT_MOST)
            text->bytes[text->n++] = bytes[i];
        else
            text->cut = true;
}

static void
put_word(struct text *text, const char *word)
{
    put(text, word, strlen(word));
}

/* Parentheses, an asterisk, a backslash, and what is no letter of ASCII. */
static void
put_value(struct text *text, const struct nc_cursor *value)
{
    ProtobufCBinaryData bytes = nc_rest(value);

    for (size_t i = 0; i < bytes.len && !text->cut; i++) {
        char escaped[3] = "\\";

        if (bytes.data[i] >= ' ' && bytes.data[i] <= '~' && !strchr("()*\\", bytes.data[i])) {
            put(text, (const char *)bytes.data + i, 1);
            continue;
        }
        nc_hex(escaped + 1, bytes.data[i], 2);
        put(text, escaped, sizeof escaped);
    }
}

static void
put_octets(struct text *text, struct nc_cursor *in)
{
    struct nc_cursor value = nc_der_expect(in, NC_DER_OCTET_STRING);

    put_value(text, &value);
}

static void
put_pair(struct text *text, struct nc_cursor *in, const char *between)
{
    put_octets(text, in);
    put_word(text, between);
    put_octets(text, in);
}

/* A text before, texts between, and one behind asterisks; the first and the last may be missing. */
static void
put_substrings(struct text *text, struct nc_cursor *in)
{
    struct nc_cursor list;
    struct nc_der part;
    uint8_t last = 0;

    put_octets(text, in);
    put_word(text, "=");
    list = nc_der_expect(in, NC_DER_SEQUENCE);
    nc_require(&list, nc_left(&list), "no substrings");
    while (nc_der_next(&list, &part)) {
        nc_require(&list, part.identifier >= INITIAL && part.identifier <= FINAL,
                   "substring that does not exist");
        nc_require(&list, last < FINAL && (part.identifier > INITIAL || !last),
                   "substrings out of order");
        if (part.identifier != INITIAL)
            put_word(text, "*");
        put_value(text, &part.value);
        last = part.identifier;
    }
    if (last != FINAL)
        put_word(text, "*");
    ldap_end(in, &list);
}

static void
put_extensible(struct text *text, struct nc_cursor *in)
{
    struct nc_cursor rule = nc_ahead(in), type = rule, value = rule;
    struct nc_der part;
    bool has_rule = false, has_type = false, has_value = false, dn = false;

    while (nc_der_next(in, &part)) {
        switch (part.identifier) {
        case RULE: rule = part.value; has_rule = true; break;
        case TYPE: type = part.value; has_type = true; break;
        case VALUE: value = part.value; has_value = true; break;
        case DN: dn = nc_u8(&part.value) != 0; break;
        default: nc_fail(in, "part of a match that does not exist");
        }
    }
    nc_require(in, has_value && (has_rule || has_type), "match of nothing");
    if (!nc_ok(in))
        return;
    if (has_type)
        put_value(text, &type);
    if (dn)
        put_word(text, ":dn");
    if (has_rule) {
        put_word(text, ":");
        put_value(text, &rule);
    }
    put_word(text, ":=");
    put_value(text, &value);
}

static void put_filter(struct text *text, struct nc_cursor *in, int depth);

static void
put_filters(struct text *text, struct nc_cursor *in, const char *sign, int depth)
{
    put_word(text, sign);
    while (nc_left(in))
        put_filter(text, in, depth + 1);
}

static void
put_choice(struct text *text, struct nc_der *filter, int depth)
{
    struct nc_cursor *in = &filter->value;

    switch (filter->identifier) {
    case AND: put_filters(text, in, "&", depth); break;
    case OR: put_filters(text, in, "|", depth); break;
    case NOT:
        put_word(text, "!");
        put_filter(text, in, depth + 1);
        break;
    case EQUAL: put_pair(text, in, "="); break;
    case SUBSTRINGS: put_substrings(text, in); break;
    case GREATER: put_pair(text, in, ">="); break;
    case LESS: put_pair(text, in, "<="); break;
    case ABOUT: put_pair(text, in, "~="); break;
    case PRESENT:
        put_value(text, in);
        put_word(text, "=*");
        break;
    case EXTENSIBLE: put_extensible(text, in); break;
    default: nc_fail(in, "filter that does not exist");
    }
}

/* What lies deeper than anybody asks is not read. */
static void
put_filter(struct text *text, struct nc_cursor *in, int depth)
{
    struct nc_der filter;

    nc_require(in, nc_der_next(in, &filter), nc_truncated);
    if (!nc_ok(in))
        return;
    put_word(text, "(");
    if (depth < DEEPEST)
        put_choice(text, &filter, depth);
    else
        put_word(text, "...");
    put_word(text, ")");
    ldap_end(in, &filter.value);
}

char *
ldap_filter(struct nc_packet *pkt, struct nc_cursor *in)
{
    struct text *text = nc_alloc(pkt, sizeof *text);

    put_filter(text, in, 0);
    if (text->cut)
        memcpy(text->bytes + TEXT_MOST, "...", 4);
    return text->bytes;
}
