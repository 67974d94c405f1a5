/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
nothing_is_inside(void)
{
    decoded("04 0e 04 01 030c 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
each_kind_has_a_header_of_its_own(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 0020 05"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("03 0000"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("04 0e"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("05 0000 00"), nc_truncated);
}

static void
another_kind_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 000000"), "packet of an unknown kind");
    CU_ASSERT_STRING_EQUAL(refusal("06 00000000"), "packet of an unknown kind");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_inside),
        SENTENCE(each_kind_has_a_header_of_its_own),
        SENTENCE(another_kind_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("bluetooth", "01 030c 00", own);
}
