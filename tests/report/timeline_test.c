/* SPDX-License-Identifier: Apache-2.0 */
/* Time in bins: whatever times come, in whatever order, each is counted in the bin it belongs to,
 * and there are never more of them. */
#include "folder.h"
#include "report/timeline.h"

#include <string.h>

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

#define SECOND INT64_C(1000000000)

static void
count(struct timeline *line, struct timeline_series *series, int64_t time)
{
    size_t bin;

    CU_ASSERT_FATAL(timeline_bin(line, time, &bin));
    series->bins[bin]++;
}

/* What is in the bin that a time belongs to. */
static uint64_t
there(struct timeline *line, const struct timeline_series *series, int64_t time)
{
    size_t bin;

    CU_ASSERT_FATAL(timeline_bin(line, time, &bin));
    return series->bins[bin];
}

static void
times_of_a_microsecond_have_a_bin_each(void)
{
    struct timeline line = { 0 };
    struct timeline_series *series = timeline_add(&line);

    for (int64_t i = 0; i < TIMELINE_BINS; i++)
        count(&line, series, 7 * SECOND + i * 1000);
    CU_ASSERT_EQUAL(line.width, 1000);
    CU_ASSERT_EQUAL(timeline_bins(&line), TIMELINE_BINS);
    CU_ASSERT_EQUAL(there(&line, series, 7 * SECOND + 5999), 1);
    timeline_free(&line);
}

static void
in_any_order_every_time_is_counted_where_it_belongs(void)
{
    static const int64_t times[] = { 1700000000 * SECOND, 1700000007 * SECOND + 1,
                                     1699999990 * SECOND, 1700003600 * SECOND,
                                     1699990000 * SECOND, 1700000000 * SECOND + 999 };
    enum { N = sizeof times / sizeof *times };
    struct timeline line = { 0 };
    struct timeline_series *series = timeline_add(&line), *other = timeline_add(&line);
    uint64_t sum = 0;

    for (size_t i = 0; i < N; i++)
        count(&line, series, times[i]);
    count(&line, other, times[1]);
    for (size_t i = 0; i < N; i++) {
        uint64_t alike = 0;

        for (size_t k = 0; k < N; k++)
            alike += times[k] / line.width == times[i] / line.width;
        CU_ASSERT_EQUAL(there(&line, series, times[i]), alike);
    }
    for (size_t i = 0; i < timeline_bins(&line); i++)
        sum += series->bins[i];
    CU_ASSERT_EQUAL(sum, N);
    CU_ASSERT_EQUAL(there(&line, other, times[1]), 1);
    CU_ASSERT(timeline_bins(&line) <= TIMELINE_BINS);
    timeline_free(&line);
}

static void
the_longest_time_there_is_fits_and_none_beyond(void)
{
    struct timeline line = { 0 };
    struct timeline_series *series = timeline_add(&line);
    size_t bin;

    count(&line, series, INT64_MAX / 2);
    count(&line, series, 0);
    CU_ASSERT(timeline_bins(&line) <= TIMELINE_BINS);
    CU_ASSERT_EQUAL(series->bins[0], 1);
    CU_ASSERT(!timeline_bin(&line, -1, &bin));
    CU_ASSERT(!timeline_bin(&line, INT64_MAX, &bin));
    timeline_free(&line);
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(times_of_a_microsecond_have_a_bin_each),
        TEST(in_any_order_every_time_is_counted_where_it_belongs),
        TEST(the_longest_time_there_is_fits_and_none_beyond),
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("timeline", tests);
}
