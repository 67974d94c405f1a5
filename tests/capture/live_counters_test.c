/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live_counters.h"

#include "harness.h"

static void
a_counter_that_went_round_goes_on(void)
{
    struct live_counters c = { 0 };

    live_counters_take(&c, 4000000000, 3000000000, 0);
    live_counters_take(&c, 5, 4294967295, 0);
    live_counters_take(&c, 4294967295, 10, 0);
    CU_ASSERT_EQUAL(c.received, UINT64_C(8589934591));
    CU_ASSERT_EQUAL(c.dropped, UINT64_C(4294967306));
}

static void
counters_go_round_many_times(void)
{
    struct live_counters c = { 0 };
    uint32_t kernel = 0;

    for (uint64_t i = 0; i < 1000; i++) {
        kernel += 4000000000u;
        live_counters_take(&c, kernel, kernel, 0);
    }
    CU_ASSERT_EQUAL(c.received, UINT64_C(4000000000000));
    CU_ASSERT_EQUAL(c.dropped, UINT64_C(4000000000000));
}

static void
an_interface_that_begins_anew_at_0_counts_nothing_twice(void)
{
    struct live_counters c = { 0 };

    live_counters_take(&c, 0, 0, 100);
    live_counters_take(&c, 0, 0, 0);
    live_counters_take(&c, 0, 0, 7);
    CU_ASSERT_EQUAL(c.if_dropped, 107);
}

static void
that_drops_begin_is_said_once(void)
{
    struct live_counters c = { 0 };

    CU_ASSERT_FALSE(live_counters_drop_begins(&c, 1));
    live_counters_take(&c, 100, 1, 0);
    CU_ASSERT_TRUE(live_counters_drop_begins(&c, 2));
    CU_ASSERT_FALSE(live_counters_drop_begins(&c, 3));
    for (uint32_t second = 4; second < 200; second++) {
        live_counters_take(&c, 100 + second, second, second);
        CU_ASSERT_FALSE(live_counters_drop_begins(&c, second));
    }
}

static void
drops_that_begin_after_a_quiet_minute_are_said_again(void)
{
    struct live_counters c = { 0 };

    live_counters_take(&c, 10, 0, 1);
    CU_ASSERT_TRUE(live_counters_drop_begins(&c, 2));
    live_counters_take(&c, 20, 5, 1);
    CU_ASSERT_FALSE(live_counters_drop_begins(&c, 62));
    live_counters_take(&c, 30, 6, 1);
    CU_ASSERT_TRUE(live_counters_drop_begins(&c, 123));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_counter_that_went_round_goes_on),
        SENTENCE(counters_go_round_many_times),
        SENTENCE(an_interface_that_begins_anew_at_0_counts_nothing_twice),
        SENTENCE(that_drops_begin_is_said_once),
        SENTENCE(drops_that_begin_after_a_quiet_minute_are_said_again),
        SENTENCES_END
    };

    return sentences("live counters", own);
}
