/* SPDX-License-Identifier: Apache-2.0 */
/* Our own records, as their plugins carry them: every field says what it means. */
#include "harness.h"

#include "dissect/plugin_files.h"
#include "schema.pb-c.h"
#include "schema/meaning.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_OURS = 59, MESSAGE = 4, FIELD = 2 };

static struct plugins *plugins;

/* What stands behind a field of a message of a file; NULL: nothing. */
static char *
comment_on(const Schema__File *file, size_t message, size_t field)
{
    const int32_t path[] = { MESSAGE, (int32_t)message, FIELD, (int32_t)field };

    for (size_t i = 0; file->source && i < file->source->n_location; i++) {
        const Schema__Location *at = file->source->location[i];

        if (at->n_path == 4 && memcmp(at->path, path, sizeof path) == 0 && at->trailing.len)
            return strndup((const char *)at->trailing.data, at->trailing.len);
    }
    return NULL;
}

/* What is wrong with a comment on a field of this type; NULL: nothing. */
static const char *
comment_problem(const char *comment, int type)
{
    const char *word = comment ? comment + strspn(comment, " ") : "", *close = strchr(word, ']');
    enum schema_meaning meaning;

    if (!comment)
        return "has no comment behind it";
    if (*word++ != '[' || !close)
        return "does not begin with a meaning in brackets";
    meaning = meaning_of_word(word, strcspn(word, " ]"));
    if (meaning == MEANING_NONE)
        return "has a meaning that is not in the list of netcap/schema.h";
    if (!meaning_fits(meaning, type))
        return "has a meaning that its type cannot hold";
    if (meaning_is_unit(meaning) && word[strcspn(word, " ]")] == ' ')
        return "has a second unit";
    return strcspn(close + 1, "\n") == strspn(close + 1, " ") ? "does not say what it is" : NULL;
}

static size_t
check_message(const Schema__File *file, size_t message)
{
    const Schema__Message *is = file->message[message];
    size_t found = is->n_nested;

    for (size_t i = 0; i < is->n_field; i++) {
        char *comment = comment_on(file, message, i);
        const char *problem = comment_problem(comment, is->field[i]->type);

        if (problem)
            fprintf(stderr, "%s: %s.%s %s\n", file->name, is->name, is->field[i]->name, problem);
        found += problem != NULL;
        free(comment);
    }
    return found;
}

static size_t
check_plugin(const struct nc_plugin *is)
{
    Schema__FileSet *set =
        schema__file_set__unpack(NULL, is->schema->size, (const uint8_t *)(is->schema + 1));
    size_t found = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(set);
    for (size_t i = 0; i < set->n_file; i++)
        for (size_t k = 0; k < set->file[i]->n_message; k++)
            found += check_message(set->file[i], k);
    schema__file_set__free_unpacked(set, NULL);
    return found;
}

static void
every_record_brings_its_schema(void)
{
    size_t records = 0;

    for (size_t i = 0; i < plugins->n; i++) {
        const struct nc_plugin *is = &plugins->list[i].is;

        records += is->record != NULL;
        if (is->record && !is->schema)
            fprintf(stderr, "%s has no .schema\n", plugins->list[i].file);
        CU_ASSERT(!is->record == !is->schema);
    }
    CU_ASSERT(records >= LEAST_OURS);
}

static void
every_field_has_a_meaning_that_it_can_hold_and_a_comment(void)
{
    size_t found = 0;

    for (size_t i = 0; i < plugins->n; i++)
        if (plugins->list[i].is.schema)
            found += check_plugin(&plugins->list[i].is);
    CU_ASSERT_EQUAL(found, 0);
}

static void
a_field_that_says_nothing_or_what_cannot_be_would_be_found(void)
{
    enum { INT32 = 5, STRING = 9 };

    CU_ASSERT_PTR_NULL(comment_problem(" [port] the sender's\n", INT32));
    CU_ASSERT_PTR_NULL(comment_problem(" [count packets] of it\n", INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(NULL, INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" the sender's\n", INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" [harbour] the sender's\n", INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" [time] when\n", INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" [bytes] of it\n", STRING));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" [ns ms] of it\n", INT32));
    CU_ASSERT_PTR_NOT_NULL(comment_problem(" [port] \n", INT32));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(every_record_brings_its_schema),
        SENTENCE(every_field_has_a_meaning_that_it_can_hold_and_a_comment),
        SENTENCE(a_field_that_says_nothing_or_what_cannot_be_would_be_found), SENTENCES_END
    };
    char loading[PATH_MAX], folder[] = "../plugins";
    int failed;

    plugins = calloc(1, sizeof *plugins);
    if (!plugins)
        return 99;
    plugins_load(plugins, (char *const[]){ folder, NULL }, loading);
    failed = sentences("meanings", own);
    plugins_free(plugins);
    return failed;
}
