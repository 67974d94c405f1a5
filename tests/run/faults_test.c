/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "run/faults.h"

#include <string.h>

static struct faults faults;

static void
limits_are(uint64_t failures, uint64_t hangs)
{
    memset(&faults, 0, sizeof faults);
    faults.limits = (struct fault_limits){ failures, hangs };
}

/* After how many of them the plugin is switched off; 0: not within a thousand. */
static int
off_after(uint32_t who, bool hung)
{
    for (int i = 1; i <= 1000; i++)
        if (faults_add(&faults, who, hung))
            return i;
    return 0;
}

static void
a_plugin_is_switched_off_at_its_limit_and_not_before(void)
{
    limits_are(100, 5);
    CU_ASSERT_EQUAL(off_after(3, false), 100);
    CU_ASSERT_EQUAL(off_after(4, true), 5);
    limits_are(1, 1);
    CU_ASSERT_EQUAL(off_after(0, false), 1);
}

static void
a_hang_is_a_failure_too(void)
{
    limits_are(3, 5);
    CU_ASSERT_EQUAL(off_after(7, true), 3);
}

static void
each_plugin_is_counted_by_itself_and_switched_off_once(void)
{
    limits_are(2, 5);
    CU_ASSERT_FALSE(faults_add(&faults, 1, false));
    CU_ASSERT_FALSE(faults_add(&faults, 2, false));
    CU_ASSERT(faults_add(&faults, 1, false));
    CU_ASSERT_FALSE(faults_add(&faults, 1, false));
    CU_ASSERT(faults_add(&faults, 2, false));
    CU_ASSERT_EQUAL(faults.of[1].failures, 3);
}

static void
no_limit_never_switches_off_and_a_number_that_is_no_plugin_harms_nobody(void)
{
    limits_are(0, 0);
    CU_ASSERT_EQUAL(off_after(1, true), 0);
    limits_are(1, 1);
    CU_ASSERT_EQUAL(off_after(PLUGINS_MAX, true), 0);
    CU_ASSERT_EQUAL(off_after(UINT32_MAX, true), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_plugin_is_switched_off_at_its_limit_and_not_before),
        SENTENCE(a_hang_is_a_failure_too),
        SENTENCE(each_plugin_is_counted_by_itself_and_switched_off_once),
        SENTENCE(no_limit_never_switches_off_and_a_number_that_is_no_plugin_harms_nobody),
        SENTENCES_END
    };

    return sentences("faults", own);
}
