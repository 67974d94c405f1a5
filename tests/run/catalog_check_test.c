/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "core_helper.h"
#include "dissect/plugins.h"
#include "run/catalog_check.h"

#include <string.h>

/* The catalog of the helper, whose second plugin is told to be something else. */
static const char *
problem_with(const char *name, const char *about)
{
    Catalog__Catalog catalog = *abc_catalog();
    Catalog__Plugin *list[3], second = *catalog.plugin[1];

    memcpy(list, catalog.plugin, sizeof list);
    second.name = (char *)name;
    second.about = (char *)about;
    list[1] = &second;
    catalog.plugin = list;
    return catalog_problem(&catalog);
}

static void
what_plugins_are_is_taken(void)
{
    CU_ASSERT_PTR_NULL(catalog_problem(abc_catalog()));
    CU_ASSERT_PTR_NULL(problem_with("Other", "another"));
}

static void
more_plugins_than_there_is_room_for_are_refused(void)
{
    static Catalog__Plugin *list[PLUGINS_MAX + 1];
    Catalog__Catalog catalog = *abc_catalog();

    for (size_t i = 0; i <= PLUGINS_MAX; i++)
        list[i] = catalog.plugin[0];
    catalog.plugin = list;
    catalog.n_plugin = PLUGINS_MAX + 1;
    CU_ASSERT_STRING_EQUAL(catalog_problem(&catalog), "there are more than there can be");
}

static void
a_name_that_is_no_file_or_another_plugins_is_refused(void)
{
    static const char words[] = "a name is none, or is there twice";

    CU_ASSERT_STRING_EQUAL(problem_with("", "x"), words);
    CU_ASSERT_STRING_EQUAL(problem_with("../../escape", "x"), words);
    CU_ASSERT_STRING_EQUAL(problem_with("E\033[31m", "x"), words);
    CU_ASSERT_STRING_EQUAL(problem_with(abc_catalog()->plugin[0]->name, "x"), words);
}

static void
a_text_that_a_terminal_would_obey_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(problem_with("Other", "a\033[2J"), "a text cannot be shown");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_plugins_are_is_taken),
        SENTENCE(more_plugins_than_there_is_room_for_are_refused),
        SENTENCE(a_name_that_is_no_file_or_another_plugins_is_refused),
        SENTENCE(a_text_that_a_terminal_would_obey_is_refused),
        SENTENCES_END
    };

    return sentences("catalog_check", own);
}
