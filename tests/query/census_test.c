/* SPDX-License-Identifier: Apache-2.0 */
/* Values counted: exactly while they are few, near it and bounded when they are many. */
#include "query/census.h"

#include "query_helper.h"

#include <stdio.h>

static void
few_values_are_counted_exactly(void)
{
    struct census *census = census_new();
    const struct census_value *top[3];

    for (uint32_t i = 0; i < 10000; i++) {
        uint32_t value = i % 100 < 50 ? 7 : i % 1000;

        census_add(census, &value, sizeof value);
    }
    CU_ASSERT(census_is_exact(census));
    CU_ASSERT_EQUAL(census_distinct(census), 501);
    CU_ASSERT_EQUAL(census_top(census, top, 3), 3);
    CU_ASSERT_EQUAL(top[0]->count, 5000);
    CU_ASSERT_EQUAL(top[1]->count, 10);
    census_free(census);
}

static void
many_values_are_counted_nearly_and_the_frequent_ones_kept(void)
{
    struct census *census = census_new();
    const struct census_value *top[2];
    char text[32];

    for (uint32_t i = 0; i < 1000000; i++) {
        snprintf(text, sizeof text, "value %u", i % 10 == 3 ? 4711 : i);
        census_add(census, text, strlen(text));
    }
    CU_ASSERT(!census_is_exact(census));
    CU_ASSERT(census_distinct(census) > 850000 && census_distinct(census) < 950000);
    CU_ASSERT_EQUAL(census_top(census, top, 1), 1);
    CU_ASSERT_EQUAL(memcmp(top[0]->bytes, "value 4711", top[0]->size), 0);
    CU_ASSERT(top[0]->count <= 100001 && top[0]->count > 90000);
    census_free(census);
}

static void
long_values_are_told_apart_by_all_of_their_bytes(void)
{
    struct census *census = census_new();
    const struct census_value *top[1];
    uint8_t bytes[1000] = { 1 };

    census_add(census, bytes, sizeof bytes);
    bytes[999] = 1;
    census_add(census, bytes, sizeof bytes);
    census_add(census, NULL, 0);
    CU_ASSERT_EQUAL(census_distinct(census), 3);
    census_add(census, bytes, sizeof bytes);
    CU_ASSERT_EQUAL(census_top(census, top, 1), 1);
    CU_ASSERT(top[0]->size == 1000 && top[0]->count == 2);
    census_free(census);
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(few_values_are_counted_exactly),
        TEST(many_values_are_counted_nearly_and_the_frequent_ones_kept),
        TEST(long_values_are_told_apart_by_all_of_their_bytes),
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("census", tests);
}
