/* SPDX-License-Identifier: Apache-2.0 */
/* Names of files of a set, written and read. */
#include "base/set_name.h"

#include "base/our_file.h"
#include "harness.h"

#include <string.h>

/* 2026-11-28T16:48:00Z */
static const int64_t moment = 1795884480;

static const char *
text_of(int64_t opened, uint32_t number)
{
    static char text[SET_NAME_TEXT];

    set_name_text(&(struct set_name){ opened, number }, text);
    return text;
}

static void
a_name_says_when_its_set_was_opened(void)
{
    CU_ASSERT_STRING_EQUAL(text_of(moment, 1), "-20261128T164800Z");
    CU_ASSERT_STRING_EQUAL(text_of(moment, 2), "-20261128T164800Z-2");
    CU_ASSERT_STRING_EQUAL(text_of(0, 11), "-19700101T000000Z-11");
}

static void
a_time_beyond_four_digits_of_a_year_is_the_nearest(void)
{
    CU_ASSERT_STRING_EQUAL(text_of(INT64_MAX, 1), "-99991231T235959Z");
    CU_ASSERT_STRING_EQUAL(text_of(INT64_MIN, UINT32_MAX), "-00000101T000000Z-4294967295");
}

static void
check_read(const char *file, size_t stem, int64_t opened, uint32_t number)
{
    struct set_name name;
    size_t length;

    CU_ASSERT(set_name_read(file, &name, &length));
    CU_ASSERT(length == stem && name.opened == opened && name.number == number);
}

static void
what_is_written_is_read(void)
{
    check_read("TCP-20261128T164800Z.ncap.gz", 3, moment, 1);
    check_read("TCP-20261128T164800Z-2.ncap.gz.part", 3, moment, 2);
    check_read("TCP-20261128T164800Z-10.2.parquet", 3, moment, 10);
    check_read("A-20261128T164800Z-20261128T164801Z.csv", 18, moment + 1, 1);
    check_read("run-99991231T235959Z.json", 3, 253402300799, 1);
}

static void
what_would_be_written_in_another_way_is_no_set(void)
{
    static const char *const none[] = {
        "", "-", "TCP.ncap.gz", "-20261128T164800Z.ncap.gz", "TCP-20261128T164800Z",
        "TCP-20261128T164800Zx.ncap", "TCP-20261128T164800Z-.ncap", "TCP-20261128T164800Z-0.ncap",
        "TCP-20261128T164800Z-1.ncap", "TCP-20261128T164800Z-02.ncap", "TCP-20261328T164800Z.ncap",
        "TCP-20260230T164800Z.ncap", "TCP-20261128T164860Z.ncap", "TCP-20261128T164800.ncap",
        "TCP-20261128T164800Z-1234567890.ncap", "TCP-2026112T164800Z.ncap", "netcap-20261128T16",
    };
    struct set_name name;

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CU_ASSERT_FALSE(set_name_read(none[i], &name, NULL));
}

static void
sets_are_in_the_order_of_their_opening(void)
{
    struct set_name first = { moment, 9 }, second = { moment, 10 }, third = { moment + 1, 1 };

    CU_ASSERT(set_name_compare(&first, &second) < 0 && set_name_compare(&third, &second) > 0);
    CU_ASSERT_EQUAL(set_name_compare(&first, &first), 0);
}

static void
files_without_a_set_come_first_then_sets_then_names(void)
{
    static const char *const ordered[] = {
        "A.ncap.gz",
        "Z.ncap.gz",
        "Z-19691231T235959Z.ncap.gz",
        "Z-19700101T000000Z.ncap.gz",
        "A-20261128T164800Z.ncap.gz",
        "Z-20261128T164800Z.ncap.gz",
        "A-20261128T164800Z-2.ncap.gz",
        "A-20261128T164800Z-10.ncap.gz",
    };

    for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++)
        for (size_t j = 0; j < sizeof ordered / sizeof *ordered; j++) {
            int order = set_name_order(ordered[i], ordered[j]);

            CU_ASSERT((i < j) == (order < 0) && (i > j) == (order > 0));
        }
}

static void
files_of_sets_are_ours(void)
{
    CU_ASSERT_EQUAL(our_file("run-20261128T164800Z.json"), OUR_REPORT);
    CU_ASSERT_EQUAL(our_file("run-20261128T164800Z-2.json.part"), OUR_REPORT);
    CU_ASSERT_EQUAL(our_file("errors-20261128T164800Z.pcapng.gz"), OUR_PACKETS);
    CU_ASSERT_EQUAL(our_file("TCP-20261128T164800Z.ncap.gz.part"), OUR_RECORDS);
    CU_ASSERT_EQUAL(our_file("run-2026.json"), OUR_NONE);
    CU_ASSERT_EQUAL(our_file("run-20261128T164800Z.x.json"), OUR_NONE);
    CU_ASSERT_EQUAL(our_file("mine-20261128T164800Z.pcapng.gz"), OUR_NONE);
    CU_ASSERT_EQUAL(our_file("run.json"), OUR_REPORT);
    CU_ASSERT_EQUAL(our_file("unknown.pcapng.gz.part"), OUR_PACKETS);
    CU_ASSERT_EQUAL(our_file("unknown.x.pcapng.gz"), OUR_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_name_says_when_its_set_was_opened),
        SENTENCE(a_time_beyond_four_digits_of_a_year_is_the_nearest),
        SENTENCE(what_is_written_is_read),
        SENTENCE(what_would_be_written_in_another_way_is_no_set),
        SENTENCE(sets_are_in_the_order_of_their_opening),
        SENTENCE(files_without_a_set_come_first_then_sets_then_names),
        SENTENCE(files_of_sets_are_ours),
        SENTENCES_END,
    };

    return sentences("set_name", own);
}
