/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to fields, by what they mean; of every field of our own records that is decided. */
#include "anonymize/deeds.h"

#include "dissect/plugin_files.h"
#include "harness.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_OURS = 59, MOST = 256 };

static struct plugins *plugins;

/* Messages looked at, as one may be in several and in itself. */
static const struct schema_message *seen[MOST];
static size_t n_seen;

static size_t
undecided(const struct schema_message *message)
{
    size_t found = 0;

    for (size_t i = 0; i < n_seen; i++)
        if (seen[i] == message)
            return 0;
    CU_ASSERT_TRUE_FATAL(n_seen < MOST);
    seen[n_seen++] = message;
    for (size_t i = 0; i < message->count; i++) {
        const struct schema_field *field = &message->fields[i];

        if (field->message)
            found += undecided(field->message);
        if (deed_of(message, field).deed != DEED_UNTOLD)
            continue;
        fprintf(stderr, "%s.%s: nobody says what is to be done to it\n", message->name,
                field->name);
        found++;
    }
    return found;
}

static void
of_every_field_of_ours_it_is_decided(void)
{
    size_t records = 0, found = 0;
    char why[256];

    for (size_t i = 0; i < plugins->n; i++) {
        const struct nc_plugin *is = &plugins->list[i].is;
        struct schema *schema;

        if (!is->schema)
            continue;
        schema = schema_new((const uint8_t *)(is->schema + 1), is->schema->size, is->record->name,
                            why, sizeof why);
        CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
        n_seen = 0;
        found += undecided(schema_record(schema));
        schema_free(schema);
        records++;
    }
    CU_ASSERT(records >= LEAST_OURS);
    CU_ASSERT_EQUAL(found, 0);
}

static struct schema_field code = { .name = "Code", .type = SCHEMA_INT32, .meaning = MEANING_CODE };

static struct deed_rule
rule(const char *name, enum schema_type type, enum schema_meaning meaning, const char *unit)
{
    static struct schema_field fields[2];
    static struct schema_message message = { .name = "M", .fields = fields, .count = 2 };

    fields[0] = code;
    fields[1] =
        (struct schema_field){ .name = name, .type = type, .meaning = meaning, .unit = unit };
    return deed_of(&message, &fields[1]);
}

static enum deed
deed(enum schema_type type, enum schema_meaning meaning, const char *unit)
{
    return rule("Field", type, meaning, unit).deed;
}

static void
a_meaning_decides(void)
{
    CU_ASSERT_EQUAL(deed(SCHEMA_STRING, MEANING_ADDRESS, NULL), DEED_ADDRESS);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_ADDRESS, NULL), DEED_ADDRESS);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_MAC, NULL), DEED_LINK);
    CU_ASSERT_EQUAL(deed(SCHEMA_STRING, MEANING_ID, NULL), DEED_ID);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_ID, NULL), DEED_KEEP);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_HEX, NULL), DEED_DROP);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_PAYLOAD, NULL), DEED_TEXT);
    CU_ASSERT_EQUAL(deed(SCHEMA_INT32, MEANING_NUMBER, "words"), DEED_KEEP);
    CU_ASSERT_EQUAL(deed(SCHEMA_INT32, MEANING_COUNT, "plain"), DEED_KEEP);
}

static void
without_one_only_a_name_of_ours_and_what_holds_nothing_does(void)
{
    CU_ASSERT_EQUAL(deed(SCHEMA_STRING, MEANING_NONE, NULL), DEED_UNTOLD);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT64, MEANING_NONE, NULL), DEED_UNTOLD);
    CU_ASSERT_EQUAL(deed(SCHEMA_BOOL, MEANING_NONE, NULL), DEED_KEEP);
    CU_ASSERT_EQUAL(rule("CommunityID", SCHEMA_STRING, MEANING_NONE, NULL).deed, DEED_COMMUNITY);
    CU_ASSERT_EQUAL(rule("ConnectionID", SCHEMA_STRING, MEANING_NONE, NULL).deed, DEED_ID);
    CU_ASSERT_EQUAL(rule("UID", SCHEMA_UINT64, MEANING_ID, NULL).deed, DEED_NUMBER);
    CU_ASSERT_EQUAL(rule("UID", SCHEMA_STRING, MEANING_HEX, NULL).deed, DEED_ID);
}

static void
a_word_behind_the_meaning_says_more(void)
{
    CU_ASSERT_EQUAL(deed(SCHEMA_STRING, MEANING_NAME, "plain"), DEED_PLAIN);
    CU_ASSERT_EQUAL(deed(SCHEMA_INT32, MEANING_HEX, "plain"), DEED_KEEP);
    CU_ASSERT_STRING_EQUAL(rule("X", SCHEMA_STRING, MEANING_NAME, "plain of GET PUT").words,
                           "GET PUT");
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_ID, "adress"), DEED_UNTOLD);
    CU_ASSERT_EQUAL(deed(SCHEMA_STRING, MEANING_HEX, "?"), DEED_UNTOLD);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_ID, "address"), DEED_ANY);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT32, MEANING_ADDRESS, "mask"), DEED_MASK);
    CU_ASSERT_EQUAL(deed(SCHEMA_UINT64, MEANING_ID, "derived"), DEED_NUMBER);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_HEX, "/Code"), DEED_PREFIX);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_HEX, "/Other"), DEED_UNTOLD);
}

static void
a_condition_names_a_number_beside_it(void)
{
    struct deed_rule is = rule("Data", SCHEMA_BYTES, MEANING_PAYLOAD, "plain if Code 1..8");

    CU_ASSERT_EQUAL(is.deed, DEED_PLAIN);
    CU_ASSERT_EQUAL(is.otherwise, DEED_TEXT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(is.sibling);
    CU_ASSERT_STRING_EQUAL(is.sibling->name, "Code");
    CU_ASSERT_EQUAL(is.from, 1);
    CU_ASSERT_EQUAL(is.upto, 8);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_PAYLOAD, "plain if Other 1..8"), DEED_UNTOLD);
    CU_ASSERT_EQUAL(deed(SCHEMA_BYTES, MEANING_PAYLOAD, "plain if Code 1"), DEED_UNTOLD);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(of_every_field_of_ours_it_is_decided),
        SENTENCE(a_meaning_decides),
        SENTENCE(without_one_only_a_name_of_ours_and_what_holds_nothing_does),
        SENTENCE(a_word_behind_the_meaning_says_more),
        SENTENCE(a_condition_names_a_number_beside_it),
        SENTENCES_END,
    };
    char loading[PATH_MAX], folder[] = "../plugins";
    int failed;

    plugins = calloc(1, sizeof *plugins);
    if (!plugins)
        return 99;
    plugins_load(plugins, (char *const[]){ folder, NULL }, loading);
    failed = sentences("deeds", own);
    plugins_free(plugins);
    return failed;
}
