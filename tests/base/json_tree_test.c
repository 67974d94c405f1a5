/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_tree.h"

#include "harness.h"

#include <string.h>

static struct pool pool;
static char text[1 << 16];

static const struct json *
read_text(const char *is)
{
    pool_reset(&pool);
    strcpy(text, is);
    return json_read(&pool, text);
}

static void
members_are_found_by_their_names(void)
{
    const struct json *it =
        read_text(" {\"a\": 1, \"b\": [true, null, \"x\"], \"c\": {\"a\": \"y\"}} ");
    uint64_t number = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(it);
    CU_ASSERT(json_number(it, "a", &number));
    CU_ASSERT_EQUAL(number, 1);
    CU_ASSERT_STRING_EQUAL(json_text(json_member(it, "c"), "a"), "y");
    CU_ASSERT_EQUAL(json_member(it, "b")->first->kind, JSON_TRUE);
    CU_ASSERT_STRING_EQUAL(json_member(it, "b")->first->next->next->text, "x");
    CU_ASSERT_PTR_NULL(json_member(it, "d"));
    CU_ASSERT_PTR_NULL(json_text(it, "a"));
}

static void
escapes_are_what_they_mean(void)
{
    const struct json *it =
        read_text("\"\\\"\\\\\\/\\n\\u0041\\u00e4\\u20ac\\ud83d\\ude00\\ud83d\"");

    CU_ASSERT_PTR_NOT_NULL_FATAL(it);
    CU_ASSERT_STRING_EQUAL(it->text, "\"\\/\nA\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd");
}

static void
what_is_no_json_is_refused(void)
{
    static const char *const wrong[] = { "", "{", "{\"a\"}", "{\"a\": }", "[1,]", "[1 2]", "\"a",
                                         "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "{1: 2}", "nul",
                                         "[] []", "{\"a\": 1,}", "\"\\" };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_PTR_NULL(read_text(wrong[i]));
}

static void
numbers_are_whole_and_fit(void)
{
    const struct json *it =
        read_text("{\"a\": -1, \"b\": 1.5, \"c\": 18446744073709551616, "
                  "\"d\": 18446744073709551615}");
    uint64_t number = 0;

    CU_ASSERT_FALSE(json_number(it, "a", &number));
    CU_ASSERT_FALSE(json_number(it, "b", &number));
    CU_ASSERT_FALSE(json_number(it, "c", &number));
    CU_ASSERT(json_number(it, "d", &number));
    CU_ASSERT_EQUAL(number, UINT64_MAX);
}

static void
what_nests_too_deep_or_is_too_large_is_refused(void)
{
    memset(text, '[', 1000);
    text[1000] = '\0';
    pool_reset(&pool);
    CU_ASSERT_PTR_NULL(json_read(&pool, text));
    pool.budget = 100;
    CU_ASSERT_PTR_NULL(read_text("[1, 2, 3, 4, 5, 6, 7, 8, 9]"));
    pool.budget = 0;
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(members_are_found_by_their_names),
        SENTENCE(escapes_are_what_they_mean),
        SENTENCE(what_is_no_json_is_refused),
        SENTENCE(numbers_are_whole_and_fit),
        SENTENCE(what_nests_too_deep_or_is_too_large_is_refused),
        SENTENCES_END
    };
    int failed = sentences("json_tree", own);

    pool_free(&pool);
    return failed;
}
