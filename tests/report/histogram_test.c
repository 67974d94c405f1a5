/* SPDX-License-Identifier: Apache-2.0 */
/* Sizes in bins: each in the one that begins at it or before, by parts of which there are few. */
#include "folder.h"
#include "report/histogram.h"

#include <stdio.h>
#include <string.h>

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static void
every_number_is_in_the_bin_that_begins_before_it(void)
{
    static const uint64_t numbers[] = { 0, 1, 2, 4, 5, 9, 10, 999, 1000, UINT64_MAX };
    static struct histogram histogram;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t bin = 0;

        histogram = (struct histogram){ 0 };
        histogram_add(&histogram, "a", 1, numbers[i]);
        while (!histogram.parts[0].bins[bin])
            bin++;
        CU_ASSERT(histogram_from(bin) <= numbers[i]);
        CU_ASSERT(bin + 1 == HISTOGRAM_BINS || histogram_from(bin + 1) > numbers[i]);
    }
}

static void
parts_that_find_no_place_are_one(void)
{
    static struct histogram histogram;
    char name[16];

    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "part %d", i);
        histogram_add(&histogram, name, strlen(name), (uint64_t)i);
    }
    CU_ASSERT_EQUAL(histogram.n_parts, HISTOGRAM_PARTS);
    CU_ASSERT_STRING_EQUAL(histogram.parts[0].name, "part 0");
    CU_ASSERT_STRING_EQUAL(histogram.parts[HISTOGRAM_PARTS - 1].name, "others");
    CU_ASSERT_EQUAL(histogram.parts[HISTOGRAM_PARTS - 1].count, 100 - HISTOGRAM_PARTS + 1);
    CU_ASSERT(histogram.count == 100 && histogram.smallest == 0 && histogram.largest == 99);
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(every_number_is_in_the_bin_that_begins_before_it),
        TEST(parts_that_find_no_place_are_one),
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("histogram", tests);
}
