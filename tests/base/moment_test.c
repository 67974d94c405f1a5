/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"

#include "harness.h"

#include <string.h>

static bool
is(const char *text, int64_t seconds, uint32_t nanoseconds)
{
    struct moment moment;

    return moment_read(text, strlen(text), &moment, NULL) && moment.seconds == seconds &&
           moment.nanoseconds == nanoseconds;
}

static void
seconds_with_a_fraction_are_taken(void)
{
    CU_ASSERT_TRUE(is("0", 0, 0));
    CU_ASSERT_TRUE(is("1700000000", 1700000000, 0));
    CU_ASSERT_TRUE(is("1700000000.5", 1700000000, 500000000));
    CU_ASSERT_TRUE(is("1700000000.000000001", 1700000000, 1));
    CU_ASSERT_TRUE(is("-5", -5, 0));
    CU_ASSERT_TRUE(is("-0.25", -1, 750000000));
}

static void
dates_are_taken_with_a_clock_or_without(void)
{
    CU_ASSERT_TRUE(is("1970-01-01", 0, 0));
    CU_ASSERT_TRUE(is("2023-11-14T22:13:20Z", 1700000000, 0));
    CU_ASSERT_TRUE(is("2023-11-14 22:13:20", 1700000000, 0));
    CU_ASSERT_TRUE(is("2023-11-14T22:13", 1699999980, 0));
    CU_ASSERT_TRUE(is("2023-11-14T22:13:20.25z", 1700000000, 250000000));
    CU_ASSERT_TRUE(is("2024-02-29", 1709164800, 0));
}

static void
a_zone_counts(void)
{
    CU_ASSERT_TRUE(is("2023-11-15T00:13:20+02:00", 1700000000, 0));
    CU_ASSERT_TRUE(is("2023-11-14T21:43:20.5-00:30", 1700000000, 500000000));
}

static void
it_is_told_whether_only_a_day_is_said(void)
{
    struct moment moment;
    bool is_day;

    CU_ASSERT_TRUE(moment_read("2024-02-29 and more", 10, &moment, &is_day) && is_day);
    CU_ASSERT_TRUE(moment_read("2024-02-29T00:00", 16, &moment, &is_day) && !is_day);
    CU_ASSERT_TRUE(moment_read("0", 1, &moment, &is_day) && !is_day);
}

static void
what_is_no_moment_is_refused(void)
{
    static const char *const wrong[] = { "",
                                         "now",
                                         "-",
                                         "1.",
                                         "1.0000000001",
                                         "1e9",
                                         "12345678901234567890",
                                         "2023-13-01",
                                         "2023-02-30",
                                         "2023-11-14T25:00",
                                         "2023-11-14T22:13:20+2",
                                         "2023-11-14T22:13:20X",
                                         "2023-11-14T22:13:20.",
                                         "2023-11-14T22:13:20Zx" };
    struct moment moment;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_FALSE(moment_read(wrong[i], strlen(wrong[i]), &moment, NULL));
}

static bool
lasts(const char *text, int64_t seconds, uint32_t nanoseconds)
{
    struct moment moment;

    return moment_read_span(text, strlen(text), &moment) && moment.seconds == seconds &&
           moment.nanoseconds == nanoseconds;
}

static void
spans_are_taken_in_every_unit(void)
{
    CU_ASSERT_TRUE(lasts("10s", 10, 0));
    CU_ASSERT_TRUE(lasts("0.000000001s", 0, 1));
    CU_ASSERT_TRUE(lasts("1500000001ns", 1, 500000001));
    CU_ASSERT_TRUE(lasts("1.5us", 0, 1500));
    CU_ASSERT_TRUE(lasts("2.25ms", 0, 2250000));
    CU_ASSERT_TRUE(lasts("1.5m", 90, 0));
    CU_ASSERT_TRUE(lasts("0.000000001h", 0, 3600));
    CU_ASSERT_TRUE(lasts("106751d", INT64_C(106751) * 86400, 0));
}

static void
what_is_no_span_is_refused(void)
{
    static const char *const wrong[] = { "",    "s",      "10",     "-1s",    "1 s",  "1S",
                                         "1.s", "1.5ns", "106752d", "1e3s", "10sec", "1s1ms" };
    struct moment moment;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_FALSE(moment_read_span(wrong[i], strlen(wrong[i]), &moment));
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(seconds_with_a_fraction_are_taken),
                                           SENTENCE(dates_are_taken_with_a_clock_or_without),
                                           SENTENCE(a_zone_counts),
                                           SENTENCE(it_is_told_whether_only_a_day_is_said),
                                           SENTENCE(what_is_no_moment_is_refused),
                                           SENTENCE(spans_are_taken_in_every_unit),
                                           SENTENCE(what_is_no_span_is_refused), SENTENCES_END };

    return sentences("moment", own);
}
