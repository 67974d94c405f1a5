/* SPDX-License-Identifier: Apache-2.0 */
/* Sums by key: exact while there are few, the largest and how much they may lack when there are
 * many. */
#include "folder.h"
#include "report/busiest.h"

#include <stdio.h>
#include <string.h>

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

static void
add(struct busiest *busiest, const char *key, uint64_t count, uint64_t sum)
{
    const uint64_t sums[BUSIEST_SUMS] = { count, sum };

    busiest_add(busiest, key, strlen(key), sums);
}

static void
few_keys_have_their_sums_the_largest_first(void)
{
    struct busiest *busiest = busiest_new(1);
    const struct busiest_row *const *rows;

    add(busiest, "b", 1, 10);
    add(busiest, "a", 1, 10);
    add(busiest, "c", 1, 4);
    add(busiest, "c", 1, 7);
    rows = busiest_rows(busiest);
    CU_ASSERT_EQUAL(busiest_count(busiest), 3);
    CU_ASSERT(busiest_is_exact(busiest));
    CU_ASSERT_EQUAL(busiest_missing(busiest), 0);
    CU_ASSERT(rows[0]->key[0] == 'c' && rows[0]->sums[0] == 2 && rows[0]->sums[1] == 11);
    CU_ASSERT(rows[1]->key[0] == 'a' && rows[2]->key[0] == 'b');
    busiest_free(busiest);
}

static void
of_many_keys_the_largest_stay_and_lack_no_more_than_is_told(void)
{
    struct busiest *busiest = busiest_new(0);
    const struct busiest_row *const *rows;
    char key[32];

    for (uint32_t i = 0; i < 300000; i++) {
        snprintf(key, sizeof key, "key %u", i % 10 == 3 ? 4711 : i);
        add(busiest, key, 1, 0);
    }
    rows = busiest_rows(busiest);
    CU_ASSERT(!busiest_is_exact(busiest));
    CU_ASSERT(busiest_count(busiest) <= BUSIEST_KEYS);
    CU_ASSERT_EQUAL(memcmp(rows[0]->key, "key 4711", rows[0]->size), 0);
    CU_ASSERT(rows[0]->sums[0] <= 30001);
    CU_ASSERT(rows[0]->sums[0] + busiest_missing(busiest) >= 30001);
    busiest_free(busiest);
}

static void
a_sum_that_is_too_large_stays_the_largest(void)
{
    struct busiest *busiest = busiest_new(0);

    add(busiest, "a", UINT64_MAX - 1, 0);
    add(busiest, "a", 5, 0);
    CU_ASSERT_EQUAL(busiest_rows(busiest)[0]->sums[0], UINT64_MAX);
    busiest_free(busiest);
}

int
main(void)
{
    static const CU_TestInfo tests[] = {
        TEST(few_keys_have_their_sums_the_largest_first),
        TEST(of_many_keys_the_largest_stay_and_lack_no_more_than_is_told),
        TEST(a_sum_that_is_too_large_stays_the_largest),
        CU_TEST_INFO_NULL,
    };

    return run_in_folder("busiest", tests);
}
