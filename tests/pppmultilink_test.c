/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_frame_in_one_part_goes_on(void)
{
    decoded("c0000001 0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 3);
    decoded("c0ffffff 21 45");
    CU_ASSERT_EQUAL(left(), 2);
}

static void
parts_of_one_go_nowhere(void)
{
    static const char *const parts[] = { "80000001 0021 45", "00000002 0021", "40000003 ff" };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        decoded(parts[i]);
        CU_ASSERT_EQUAL(next_space(), NC_NONE);
    }
}

static void
numbers_may_be_short(void)
{
    decoded("c123 0021 45");
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 3);
    decoded("c001 0021 45000020"); /* which could be a long one, but for what follows */
    CU_ASSERT_EQUAL(left(), 6);
    decoded("c001 c021 01010004");
    CU_ASSERT_EQUAL(left(), 6);
    decoded("8123 0021 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_long_number_stays_one_whatever_is_in_it(void)
{
    decoded("c000 0021 0021 45");
    CU_ASSERT_EQUAL(left(), 3);
    decoded("c000 0021 8021 01");
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_class_is_part_of_either_header(void)
{
    decoded("c4000001 0021 45");
    CU_ASSERT_EQUAL(left(), 3);
    decoded("fc000001 0021 45");
    CU_ASSERT_EQUAL(left(), 3);
    decoded("d001 0021 45000020");
    CU_ASSERT_EQUAL(left(), 6);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_in_one_part_goes_on),
        SENTENCE(parts_of_one_go_nowhere),
        SENTENCE(numbers_may_be_short),
        SENTENCE(a_long_number_stays_one_whatever_is_in_it),
        SENTENCE(a_class_is_part_of_either_header),
        SENTENCES_END
    };

    return plugin_sentences("pppmultilink", "80000001", own);
}
