/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/values.h"

#include "anonymize/texts.h"
#include "commands/descriptor_wire.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* A word of a standard is no longer, and bytes of options that hold no address. */
enum { WORD_MOST = 80, OPTION_MOST = 40, PORT_MOST = 5, V4 = 4, V6 = 16, MAC = 6 };

/* A number beside the value: lists have many values with the same one beside. */
static uint64_t
number_beside(const struct given *g)
{
    const struct schema_field *sibling = g->field->rule.sibling;

    if (g->in->asked != sibling)
        g->in->answer = wire_number(g->in->message, sibling->number);
    g->in->asked = sibling;
    return g->in->answer;
}

/* What is done, as what the field depends on stands in the message. */
static enum deed
deed_now(const struct given *g)
{
    const struct deed_rule *rule = &g->field->rule;
    uint64_t number;

    if (!rule->sibling || rule->deed == DEED_PREFIX)
        return rule->deed;
    number = number_beside(g);
    return number >= rule->from && number <= rule->upto ? rule->deed : rule->otherwise;
}

/* ---- text and bytes ---- */

static bool
is_of(const uint8_t *text, size_t size, const char *allowed)
{
    for (size_t i = 0; i < size; i++)
        if (!text[i] || !strchr(allowed, text[i]))
            return false;
    return true;
}

/* As it looks in a standard, and nothing that may be an address. */
static bool
is_word(const struct given *g, const uint8_t *text, size_t size)
{
    if (size > WORD_MOST)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return texts_is_clean(&g->anonymity->addresses, (const char *)text, size, &g->anonymity->room);
}

/* How much of a text is one of the words, in any case, behind which a parameter may stand that is
 * left out; 0: it is none. */
static size_t
one_of(const char *words, const uint8_t *text, size_t size)
{
    const uint8_t *end = memchr(text, ';', size);
    size_t length = end ? (size_t)(end - text) : size;

    while (length && text[length - 1] == ' ')
        length--;
    for (size_t n; *words; words += n + strspn(words + n, " ")) {
        n = strcspn(words, " ");
        if (n == length && strncasecmp(words, (const char *)text, n) == 0)
            return n;
    }
    return 0;
}

/* What was computed has no words in it: a fingerprint. */
static bool
is_plain(const struct given *g, const uint8_t *bytes, size_t size)
{
    enum schema_meaning meaning = g->field->field->meaning;

    if (g->field->field->type == SCHEMA_BYTES && meaning != MEANING_NAME && meaning != MEANING_TEXT)
        return size <= OPTION_MOST;
    return meaning == MEANING_ID || meaning == MEANING_HEX || is_word(g, bytes, size);
}

/* Seconds, and a fraction: one dot at most. */
static bool
is_time(const uint8_t *text, size_t size)
{
    const uint8_t *dot = memchr(text, '.', size);

    return is_of(text, size, "-0123456789.") &&
           (!dot || !memchr(dot + 1, '.', size - (size_t)(dot + 1 - text)));
}

static void
put_bytes(const struct given *g, const uint8_t *bytes, size_t size)
{
    text_bytes(&g->anonymity->word, bytes, size);
}

static void
put_id_bytes(const struct given *g, const uint8_t *bytes, size_t size)
{
    uint8_t hash[SECRET_HASH];

    secret_hash(&g->anonymity->secret, SECRET_ID, bytes, size, hash);
    put_bytes(g, hash, size < sizeof hash ? size : sizeof hash);
}

static void
put_id(const struct given *g, const uint8_t *bytes, size_t size)
{
    if (g->field->field->type == SCHEMA_STRING)
        words_id(&g->anonymity->secret, (const char *)bytes, size, &g->anonymity->word);
    else
        put_id_bytes(g, bytes, size);
}

static void
put_link(const struct given *g, const uint8_t *bytes, size_t size)
{
    struct anonymity *a = g->anonymity;
    uint8_t mapped[ADDRESSES_LINK];

    if (g->field->field->type == SCHEMA_STRING) {
        if (!words_link(&a->addresses, (const char *)bytes, size, &a->word))
            put_id(g, bytes, size);
    } else if (size <= sizeof mapped) {
        addresses_map_link(&a->addresses, bytes, mapped, size);
        put_bytes(g, mapped, size);
    } else {
        put_id(g, bytes, size);
    }
}

/* Networks that are none of IP have addresses of links here: IEEE 802, and others. */
static void
put_address(const struct given *g, const uint8_t *bytes, size_t size)
{
    struct anonymity *a = g->anonymity;
    uint8_t mapped[V6];

    if (g->field->field->type == SCHEMA_STRING) {
        if (!words_address(&a->addresses, (const char *)bytes, size, &a->word))
            put_link(g, bytes, size);
    } else if (size == V4 || size == V6) {
        addresses_map(&a->addresses, bytes, mapped, size);
        put_bytes(g, mapped, size);
    } else {
        put_link(g, bytes, size);
    }
}

/* A number whose ones all stand before its zeros. */
static bool
is_mask(uint32_t number)
{
    return (~number & (~number + 1)) == 0;
}

/* Dotted, or in eight digits. */
static bool
read_mask(const uint8_t *bytes, size_t size, uint32_t *number)
{
    char copy[INET_ADDRSTRLEN], *end;
    struct in_addr address;

    if (!size || size >= sizeof copy)
        return false;
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    *number = (uint32_t)strtoul(copy, &end, 16);
    if (size == 2 * V4 && !*end)
        return true;
    if (inet_pton(AF_INET, copy, &address) != 1)
        return false;
    *number = ntohl(address.s_addr);
    return true;
}

static void
put_mask(const struct given *g, const uint8_t *bytes, size_t size)
{
    const struct schema_field *field = g->field->field;
    uint32_t number;

    if (field->type == SCHEMA_STRING && read_mask(bytes, size, &number) && is_mask(number))
        put_bytes(g, bytes, size);
    else if (field->meaning == MEANING_ADDRESS)
        put_address(g, bytes, size);
}

/* The bits of it that count are as the message says, and those behind them stay as they are: 0. */
static void
put_prefix(const struct given *g, const uint8_t *bytes, size_t size)
{
    uint64_t bits = number_beside(g);
    uint8_t address[V6] = { 0 };

    if (size > sizeof address)
        return;
    memcpy(address, bytes, size);
    addresses_map_prefix(&g->anonymity->addresses, address, address, sizeof address,
                         bits < 8 * size ? (unsigned)bits : (unsigned)(8 * size));
    put_bytes(g, address, size);
}

/* Behind the number of a family, as IANA has them: 1 and 2 are of IP, 6 of links. */
static void
put_any(const struct given *g, const uint8_t *bytes, size_t size)
{
    bool text = g->field->field->type == SCHEMA_STRING;
    bool behind = !text && ((size == 1 + V4 && *bytes == 1) || (size == 1 + V6 && *bytes == 2) ||
                            (size == 1 + MAC && *bytes == 6));

    if (behind) {
        put_bytes(g, bytes, 1);
        put_address(g, bytes + 1, size - 1);
    } else if (text || size == V4 || size == V6 || size == MAC || size == 8) {
        put_address(g, bytes, size);
    } else {
        names_put(&g->anonymity->names, (const char *)bytes, size, &g->anonymity->word);
    }
}

/* ---- who a record is of ---- */

/* The last one of the message, as text of an address. */
static size_t
read_end(const struct schema_field *field, struct wire message, uint8_t to[V6])
{
    struct wire text = wire_text(message, field->number);
    char copy[INET6_ADDRSTRLEN];
    size_t size = wire_left(&text);

    if (field->type != SCHEMA_STRING || !size || size >= sizeof copy)
        return 0;
    memcpy(copy, text.at, size);
    copy[size] = '\0';
    if (inet_pton(AF_INET, copy, to) == 1)
        return V4;
    return inet_pton(AF_INET6, copy, to) == 1 ? V6 : 0;
}

/* A number, or one as text; 0 where there is none. */
static uint16_t
read_port(const struct schema_field *field, struct wire message)
{
    struct wire text;
    unsigned port = 0;

    if (!field)
        return 0;
    if (field->type != SCHEMA_STRING)
        return (uint16_t)wire_number(message, field->number);
    for (text = wire_text(message, field->number); text.at < text.end; text.at++)
        port = 10 * port + (*text.at - '0');
    return (uint16_t)port;
}

/* A message may say only the addresses, or nobody, where the one around it says the rest: whether
 * they belong together is seen by the ID. */
static struct community_ends
read_ends(const struct standing *in)
{
    struct community_ends ends = { .size = 0 };

    for (; in; in = in->around) {
        const struct schema_field *const *at = in->place->ends;
        size_t size =
            ends.size || !at[0] || !at[1] ? 0 : read_end(at[0], in->message, ends.address[0]);

        if (size && read_end(at[1], in->message, ends.address[1]) == size)
            ends.size = size;
        for (int i = 0; i < 2; i++)
            if (!ends.port[i])
                ends.port[i] = read_port(at[2 + i], in->message);
    }
    return ends;
}

static void
put_community(const struct given *g, const uint8_t *bytes, size_t size)
{
    struct community_ends ends = read_ends(g->in);
    char old[NC_COMMUNITY_ID];
    const char *anew = NULL;

    if (size < sizeof old) {
        memcpy(old, bytes, size);
        old[size] = '\0';
        anew = community_anew(&g->anonymity->community, old, &ends);
    }
    if (anew)
        text_string(&g->anonymity->word, anew);
    else
        g->field->lost++;
}

void
values_bytes(const struct given *g, const uint8_t *bytes, size_t size)
{
    struct anonymity *a = g->anonymity;
    const struct deed_rule *rule = &g->field->rule;
    enum deed deed = deed_now(g);
    size_t word = deed == DEED_PLAIN && rule->words ? one_of(rule->words, bytes, size) : size;

    if (deed == DEED_PLAIN && size && (!word || !is_plain(g, bytes, word)))
        deed = rule->otherwise;
    g->field->done[deed]++;
    a->word.used = 0;
    switch (deed) {
    case DEED_KEEP: put_bytes(g, bytes, size); break;
    case DEED_PLAIN: put_bytes(g, bytes, word); break;
    case DEED_ADDRESS: put_address(g, bytes, size); break;
    case DEED_PREFIX: put_prefix(g, bytes, size); break;
    case DEED_MASK: put_mask(g, bytes, size); break;
    case DEED_LINK: put_link(g, bytes, size); break;
    case DEED_ANY: put_any(g, bytes, size); break;
    case DEED_NAME: names_put(&a->names, (const char *)bytes, size, &a->word); break;
    case DEED_URL: names_put_url(&a->names, (const char *)bytes, size, &a->word); break;
    case DEED_ID: put_id(g, bytes, size); break;
    case DEED_COMMUNITY: put_community(g, bytes, size); break;
    case DEED_PORT:
        if (size <= PORT_MOST && is_of(bytes, size, "0123456789"))
            put_bytes(g, bytes, size);
        break;
    case DEED_TIME:
        if (is_time(bytes, size))
            put_bytes(g, bytes, size);
        break;
    default: break;
    }
}

/* ---- numbers ---- */

static unsigned
bits_of(const struct schema_field *field)
{
    switch (field->type) {
    case SCHEMA_INT32:
    case SCHEMA_UINT32:
    case SCHEMA_SINT32:
    case SCHEMA_FIXED32:
    case SCHEMA_SFIXED32: return 32;
    default: return 64;
    }
}

static uint64_t
map_number(const struct given *g, uint64_t number)
{
    uint32_t address = htonl((uint32_t)number);
    uint8_t bytes[V4];

    memcpy(bytes, &address, sizeof bytes);
    addresses_map(&g->anonymity->addresses, bytes, bytes, sizeof bytes);
    memcpy(&address, bytes, sizeof bytes);
    return ntohl(address);
}

uint64_t
values_number(const struct given *g, uint64_t number)
{
    unsigned bits = bits_of(g->field->field);
    enum deed deed = deed_now(g);

    g->field->done[deed]++;
    switch (deed) {
    case DEED_KEEP:
    case DEED_PLAIN: return number;
    case DEED_MASK:
        if (is_mask((uint32_t)number))
            return number;
        return map_number(g, number);
    case DEED_ADDRESS:
    case DEED_ANY: return map_number(g, number);
    case DEED_NUMBER:
        return secret_permute(&g->anonymity->secret, SECRET_NUMBER, bits,
                              bits == 32 ? (uint32_t)number : number);
    default: return 0;
    }
}
