/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/deeds.h"

#include <stdlib.h>
#include <string.h>

/* Behind "plain": which words. */
#define OF " of "

static bool
is_text(const struct schema_field *field)
{
    return field->type == SCHEMA_STRING;
}

static bool
is_number(const struct schema_field *field)
{
    return !is_text(field) && field->type != SCHEMA_BYTES && field->type != SCHEMA_MESSAGE;
}

static enum deed
deed_of_untold(const struct schema_field *field)
{
    bool few = field->type == SCHEMA_BOOL || field->type == SCHEMA_ENUM;

    return few ? DEED_KEEP : DEED_UNTOLD;
}

static enum deed
deed_of_meaning(const struct schema_field *field)
{
    switch (field->meaning) {
    case MEANING_NONE: return deed_of_untold(field);
    case MEANING_TIME: return DEED_TIME;
    case MEANING_PORT: return is_text(field) ? DEED_PORT : DEED_KEEP;
    case MEANING_ADDRESS: return DEED_ADDRESS;
    case MEANING_MAC: return DEED_LINK;
    case MEANING_NAME: return DEED_NAME;
    case MEANING_URL: return DEED_URL;
    case MEANING_ID: return is_number(field) ? DEED_KEEP : DEED_ID;
    case MEANING_HEX: return DEED_DROP;
    case MEANING_TEXT:
    case MEANING_PAYLOAD: return DEED_TEXT;
    default: return DEED_KEEP; /* amounts, codes, flags */
    }
}

/* What the core calls what it makes of addresses, where nobody says so. */
static bool
is_derived(const struct schema_field *field)
{
    static const char *const names[] = { "ConnectionID", "FlowID", "UID" };

    if (field->meaning != MEANING_NONE && field->meaning != MEANING_ID &&
        field->meaning != MEANING_HEX)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(field->name, names[i]) == 0)
            return true;
    return false;
}

/* What a word behind the meaning says. */
static enum deed
deed_of_word(const struct schema_field *field, const char *word, size_t size)
{
    static const struct {
        const char *word;
        enum deed deed;
    } words[] = {
        { "plain", DEED_PLAIN }, { "mask", DEED_MASK },           { "address", DEED_ANY },
        { "part", DEED_DROP },   { "community", DEED_COMMUNITY },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == size && memcmp(words[i].word, word, size) == 0)
            return words[i].deed == DEED_PLAIN && is_number(field) ? DEED_KEEP : words[i].deed;
    if (size == strlen("derived") && memcmp(word, "derived", size) == 0)
        return is_number(field) ? DEED_NUMBER : DEED_ID;
    return size ? DEED_UNTOLD : deed_of_meaning(field); /* one that nobody knows may say anything */
}

/* " if NAME A..B", behind the word. */
static bool
read_condition(const struct schema_message *message, const char *text, struct deed_rule *rule)
{
    const char *name = text + strlen(" if "), *space;
    char *end;

    if (strncmp(text, " if ", strlen(" if ")) != 0 || !(space = strchr(name, ' ')))
        return false;
    rule->sibling = schema_field_named(message, name, (size_t)(space - name));
    rule->from = strtoull(space, &end, 10);
    if (strncmp(end, "..", 2) != 0)
        return false;
    rule->upto = strtoull(end + 2, &end, 10);
    return rule->sibling && !*end && is_number(rule->sibling) && !rule->sibling->repeated;
}

/* An amount's unit is no word of these. */
static bool
may_have_words(const struct schema_field *field)
{
    switch (field->meaning) {
    case MEANING_ADDRESS:
    case MEANING_NAME:
    case MEANING_ID:
    case MEANING_HEX:
    case MEANING_TEXT:
    case MEANING_PAYLOAD: return true;
    case MEANING_NUMBER: return strncmp(field->unit, "part", strlen("part")) == 0;
    default: return false;
    }
}

/* What stands behind the meaning: a word, or which field says how many bits count. */
static struct deed_rule
rule_of_words(const struct schema_message *message, const struct schema_field *field)
{
    struct deed_rule rule = { .otherwise = deed_of_meaning(field) };
    size_t word = strcspn(field->unit, " ");

    if (*field->unit == '/' && field->type == SCHEMA_BYTES) {
        rule.sibling = schema_field_named(message, field->unit + 1, strlen(field->unit + 1));
        rule.deed = rule.sibling && is_number(rule.sibling) ? DEED_PREFIX : DEED_UNTOLD;
        return rule;
    }
    rule.deed = deed_of_word(field, field->unit, word);
    if (rule.deed == DEED_PLAIN && strncmp(field->unit + word, OF, strlen(OF)) == 0)
        rule.words = field->unit + word + strlen(OF);
    else if (field->unit[word] && !read_condition(message, field->unit + word, &rule))
        rule.deed = rule.otherwise = DEED_UNTOLD;
    return rule;
}

struct deed_rule
deed_of(const struct schema_message *message, const struct schema_field *field)
{
    enum deed deed = deed_of_meaning(field);

    if (field->type == SCHEMA_MESSAGE)
        deed = DEED_INSIDE;
    else if (is_text(field) && strcmp(field->name, "CommunityID") == 0)
        deed = DEED_COMMUNITY;
    else if (is_derived(field))
        deed = is_number(field) ? DEED_NUMBER : DEED_ID;
    else if (field->unit && may_have_words(field))
        return rule_of_words(message, field);
    return (struct deed_rule){ .deed = deed, .otherwise = deed };
}

const char *
deed_name(enum deed deed)
{
    static const char *const names[] = {
        [DEED_UNTOLD] = "of unknown meaning",
        [DEED_TEXT] = "free text and payloads",
        [DEED_KEEP] = "kept",
        [DEED_INSIDE] = "messages",
        [DEED_ADDRESS] = "addresses",
        [DEED_PREFIX] = "prefixes",
        [DEED_MASK] = "masks",
        [DEED_LINK] = "link addresses",
        [DEED_ANY] = "ids that may be addresses",
        [DEED_NAME] = "names",
        [DEED_URL] = "URLs",
        [DEED_PLAIN] = "words",
        [DEED_PORT] = "ports",
        [DEED_TIME] = "times",
        [DEED_ID] = "ids",
        [DEED_NUMBER] = "numbers made of addresses",
        [DEED_COMMUNITY] = "Community IDs",
        [DEED_DROP] = "checksums, keys and digests",
    };

    return names[deed];
}
