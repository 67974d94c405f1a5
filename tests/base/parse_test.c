/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"

#include "harness.h"

static void
every_word_for_on_and_off_is_a_switch(void)
{
    static const char *const on[] = { "on", "yes", "true", "1" };
    static const char *const off[] = { "off", "no", "false", "0" };

    for (size_t i = 0; i < 4; i++) {
        bool value = false;

        CU_ASSERT_TRUE(parse_switch(on[i], &value) && value);
        CU_ASSERT_TRUE(parse_switch(off[i], &value) && !value);
    }
}

static void
no_other_word_is_a_switch(void)
{
    static const char *const words[] = { "", "On", "o", "onn", "2", " on", "on ", "10" };
    bool value;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        CU_ASSERT_FALSE(parse_switch(words[i], &value));
}

static void
a_number_lies_within_its_bounds(void)
{
    uint64_t value;

    CU_ASSERT_TRUE(parse_number("2", 2, 9, &value) && value == 2);
    CU_ASSERT_TRUE(parse_number("9", 2, 9, &value) && value == 9);
    CU_ASSERT_FALSE(parse_number("1", 2, 9, &value));
    CU_ASSERT_FALSE(parse_number("10", 2, 9, &value));
}

static void
the_largest_number_is_one_and_the_next_is_not(void)
{
    uint64_t value;

    CU_ASSERT_TRUE(parse_number("18446744073709551615", 0, UINT64_MAX, &value));
    CU_ASSERT_EQUAL(value, UINT64_MAX);
    CU_ASSERT_FALSE(parse_number("18446744073709551616", 0, UINT64_MAX, &value));
    CU_ASSERT_FALSE(parse_number("0x10000000000000000", 0, UINT64_MAX, &value));
}

static void
a_number_may_be_hexadecimal_and_is_never_octal(void)
{
    uint64_t value;

    CU_ASSERT_TRUE(parse_number("0x1F", 0, 99, &value) && value == 31);
    CU_ASSERT_TRUE(parse_number("010", 0, 99, &value) && value == 10);
}

static void
what_only_looks_like_a_number_is_none(void)
{
    static const char *const words[] = { "",   " 5", "5 ",  "+5",   "-5",
                                         "5x", "0x", "0xg", "five", "5.0" };
    uint64_t value;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        CU_ASSERT_FALSE(parse_number(words[i], 0, UINT64_MAX, &value));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(every_word_for_on_and_off_is_a_switch),
        SENTENCE(no_other_word_is_a_switch),
        SENTENCE(a_number_lies_within_its_bounds),
        SENTENCE(the_largest_number_is_one_and_the_next_is_not),
        SENTENCE(a_number_may_be_hexadecimal_and_is_never_octal),
        SENTENCE(what_only_looks_like_a_number_is_none),
        SENTENCES_END
    };

    return sentences("parse", own);
}
