/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"
#include "utf8.h"

static size_t
fit(const char *text, size_t most)
{
    static char room[16];

    return nc_utf8_fit(strcpy(room, text), most);
}

static void
what_fits_is_as_long_as_it_is(void)
{
    CU_ASSERT_EQUAL(fit("", 4), 0);
    CU_ASSERT_EQUAL(fit("abc", 4), 3);
    CU_ASSERT_EQUAL(fit("ab\xc3\xa9", 4), 4);
    CU_ASSERT_EQUAL(fit("abcde", 4), 4);
    CU_ASSERT_EQUAL(fit("abcde", 0), 0);
}

static void
no_part_of_a_character_is_left_at_the_end(void)
{
    CU_ASSERT_EQUAL(fit("abc\xc3\xa9", 4), 3);
    CU_ASSERT_EQUAL(fit("ab\xe2\x82\xac", 3), 2);
    CU_ASSERT_EQUAL(fit("ab\xe2\x82\xac", 4), 2);
    CU_ASSERT_EQUAL(fit("a\xf0\x9f\x98\x80", 4), 1);
    CU_ASSERT_EQUAL(fit("a\xf0\x9f\x98\x80", 5), 5);
    CU_ASSERT_EQUAL(fit("ab\xc3\xa9\xc3\xa9", 4), 4);
    CU_ASSERT_EQUAL(fit("\xc3\xa9", 1), 0);
}

/* Nobody has said that it is UTF-8. */
static void
bytes_that_begin_no_character_are_cut_anywhere(void)
{
    CU_ASSERT_EQUAL(fit("\x80\x80\x80\x80\x80\x80\x80", 5), 5);
    CU_ASSERT_EQUAL(fit("\x80\x80\x80", 1), 1);
    CU_ASSERT_EQUAL(fit("\x80", 0), 0);
}

static const char *
copy(const char *text)
{
    static char from[16], to[4] = { 'x', 'x', 'x', 'x' };

    nc_utf8_copy(to, sizeof to, strcpy(from, text));
    return to;
}

static void
a_copy_is_what_fits_and_has_an_end(void)
{
    CU_ASSERT_STRING_EQUAL(copy("ab\xc3\xa9"), "ab");
    CU_ASSERT_STRING_EQUAL(copy("abc"), "abc");
    CU_ASSERT_STRING_EQUAL(copy("abcd"), "abc");
    CU_ASSERT_STRING_EQUAL(copy(""), "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_fits_is_as_long_as_it_is),
        SENTENCE(no_part_of_a_character_is_left_at_the_end),
        SENTENCE(bytes_that_begin_no_character_are_cut_anywhere),
        SENTENCE(a_copy_is_what_fits_and_has_an_end),
        SENTENCES_END
    };

    return sentences("utf8", own);
}
