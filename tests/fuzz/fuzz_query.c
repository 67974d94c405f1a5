/* SPDX-License-Identifier: Apache-2.0 */
/* An expression, up to the first zero, and records behind it, each with its length before it: asked
 * of them as records of connections and of DNS.  What is wrong with an expression lies within it,
 * and its opposite is true of the other records. */
#include "fuzz.h"

#include "connection.pb-c.h"
#include "dissect/descriptors.h"
#include "dns.pb-c.h"
#include "query/query.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 2048 };

static struct schema *
schema_of(const ProtobufCMessageDescriptor *record)
{
    char why[256];
    size_t size;
    uint8_t *set = descriptors_of(record, &size);
    struct schema *schema = set ? schema_new(set, size, record->name, why, sizeof why) : NULL;

    if (!schema)
        broken("there is no schema of %s", record->name);
    free(set);
    return schema;
}

static void
check_error(const char *text, const struct query_error *error)
{
    char line[QUERY_EXCERPT + 1], carets[QUERY_EXCERPT + 1];

    if (!error->what[0] || !memchr(error->what, '\0', sizeof error->what))
        broken("an expression is wrong, and nothing is said");
    if (error->at > strlen(text) || error->length > strlen(text) - error->at)
        broken("what is wrong lies outside of the expression");
    query_excerpt(text, error, line, carets);
    if (strlen(line) > QUERY_EXCERPT || strlen(carets) > QUERY_EXCERPT || !strchr(carets, '^'))
        broken("nothing points to what is wrong");
}

static void
ask_both(struct query *query, struct query *opposite, struct taker *input)
{
    while (taker_left(input)) {
        size_t size;
        const uint8_t *record = take_bytes(input, take16(input), &size);
        enum query_answer answer = query_ask(query, record, size);
        enum query_answer other = query_ask(opposite, record, size);

        if (answer == QUERY_DAMAGED ? !query_damage(query)[0] : answer == other)
            broken("an expression and its opposite are told the same");
    }
}

static void
ask(const struct schema_message *record, const char *text, struct taker input)
{
    char opposite_text[TEXT_MAX + 4] = "!(";
    struct query_error error = { .what = "" };
    struct query *query = query_new(record, text, &error), *opposite;

    if (!query) {
        check_error(text, &error);
        return;
    }
    strcat(strcat(opposite_text, text), ")");
    opposite = query_new(record, opposite_text, &error);
    if (opposite)
        ask_both(query, opposite, &input);
    query_free(opposite);
    query_free(query);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct schema *connection, *dns;
    const uint8_t *end = size ? memchr(bytes, 0, size) : NULL;
    size_t length = end ? (size_t)(end - bytes) : size;
    char text[TEXT_MAX] = "";
    struct taker records = { bytes + length + (end != NULL), bytes + size };

    if (!connection) {
        connection = schema_of(&types__connection__descriptor);
        dns = schema_of(&types__dns__descriptor);
    }
    memcpy(text, bytes, length < TEXT_MAX ? length : TEXT_MAX - 1);
    ask(schema_record(connection), text, records);
    ask(schema_record(dns), text, records);
    return 0;
}
