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

static void
a_time_is_in_seconds_unless_it_says_otherwise(void)
{
    static const struct {
        const char *text;
        uint64_t milliseconds;
    } times[] = { { "0", 0 },        { "90", 90000 },    { "90s", 90000 },   { "250ms", 250 },
                  { "5m", 300000 },  { "2h", 7200000 },  { "1d", 86400000 } };
    uint64_t value;

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        CU_ASSERT_TRUE(parse_time(times[i].text, &value) && value == times[i].milliseconds);
}

static void
a_size_may_have_its_unit_behind_it(void)
{
    uint64_t value;

    CU_ASSERT_TRUE(parse_size("0", &value) && value == 0);
    CU_ASSERT_TRUE(parse_size("4097", &value) && value == 4097);
    CU_ASSERT_TRUE(parse_size("3K", &value) && value == 3072);
    CU_ASSERT_TRUE(parse_size("500M", &value) && value == UINT64_C(500) << 20);
    CU_ASSERT_TRUE(parse_size("2G", &value) && value == UINT64_C(2) << 30);
    CU_ASSERT_TRUE(parse_size("1T", &value) && value == UINT64_C(1) << 40);
}

static void
what_only_looks_like_a_time_or_a_size_is_none(void)
{
    static const char *const words[] = {
        "", "s", "M", "-1", "+1", " 1", "1 ", "1x", "1.5", "5S", "5mm", "1 s", "0x10", "1k",
        "99999999999999999999", "99999999999999999999999999999",
    };
    uint64_t value;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        CU_ASSERT_FALSE(parse_time(words[i], &value));
        CU_ASSERT_FALSE(parse_size(words[i], &value));
    }
    CU_ASSERT_FALSE(parse_size("5m", &value));
    CU_ASSERT_FALSE(parse_time("5M", &value));
}

static void
a_time_or_a_size_that_is_too_large_for_a_number_is_none(void)
{
    uint64_t value;

    CU_ASSERT_TRUE(parse_size("16777215T", &value) && value == UINT64_C(16777215) << 40);
    CU_ASSERT_FALSE(parse_size("16777216T", &value));
    CU_ASSERT_FALSE(parse_time("18446744073709551615", &value));
    CU_ASSERT_TRUE(parse_time("18446744073709551615ms", &value));
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
        SENTENCE(a_time_is_in_seconds_unless_it_says_otherwise),
        SENTENCE(a_size_may_have_its_unit_behind_it),
        SENTENCE(what_only_looks_like_a_time_or_a_size_is_none),
        SENTENCE(a_time_or_a_size_that_is_too_large_for_a_number_is_none),
        SENTENCES_END
    };

    return sentences("parse", own);
}
