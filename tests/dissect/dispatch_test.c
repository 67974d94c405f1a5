/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/dispatch.h"

#include "harness.h"

#include <netcap/plugin.h>
#include <string.h>

static struct dispatch dispatch;

static void
empty(void)
{
    memset(&dispatch, 0, sizeof dispatch);
}

/* The table filled with the ports from 0 on, until it takes no more. */
static size_t
crowd(void)
{
    size_t n = 0;

    empty();
    while (n < DISPATCH_SIZE && dispatch_add(&dispatch, NC_UDP_PORT, n, n % 5))
        n++;
    return n;
}

static void
a_key_is_found_in_its_own_space_only(void)
{
    empty();
    dispatch_add(&dispatch, NC_UDP_PORT, 53, 3);
    CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_UDP_PORT, 53), 3);
    CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_TCP_PORT, 53), -1);
    CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_UDP_PORT, 54), -1);
}

static void
an_empty_table_finds_nothing(void)
{
    empty();
    CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_NONE, 0), -1);
    CU_ASSERT_EQUAL(dispatch_find(&dispatch, UINT32_MAX, UINT64_MAX), -1);
}

static void
a_table_takes_so_many_keys_and_no_more(void)
{
    CU_ASSERT_EQUAL(crowd(), KEYS_MAX);
}

static void
each_key_of_a_full_table_is_found(void)
{
    size_t n = crowd();

    for (size_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_UDP_PORT, i), (int)(i % 5));
}

static void
no_other_key_is_found_in_a_full_table(void)
{
    size_t n = crowd();

    for (size_t i = 0; i < DISPATCH_SIZE; i++)
        CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_UDP_PORT, n + i), -1);
}

static void
keys_of_one_place_are_all_found(void)
{
    uint64_t same[3];
    size_t n = 0;

    empty();
    for (uint64_t v = 0; n < 3; v++)
        if (dispatch_slot(NC_SNAP, v) == DISPATCH_SIZE - 1)
            same[n++] = v;
    for (size_t i = 0; i < 3; i++)
        dispatch_add(&dispatch, NC_SNAP, same[i], i);
    for (size_t i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(dispatch_find(&dispatch, NC_SNAP, same[i]), (int)i);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_key_is_found_in_its_own_space_only),
        SENTENCE(an_empty_table_finds_nothing),
        SENTENCE(a_table_takes_so_many_keys_and_no_more),
        SENTENCE(each_key_of_a_full_table_is_found),
        SENTENCE(no_other_key_is_found_in_a_full_table),
        SENTENCE(keys_of_one_place_are_all_found),
        SENTENCES_END
    };

    return sentences("dispatch", own);
}
