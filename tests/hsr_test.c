/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_type_follows_the_tag(void)
{
    decoded("1034 0001 86dd 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_length_that_follows_is_that_of_the_frame(void)
{
    decoded("1034 0001 0003 aaaa03 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_type_follows_the_tag),
        SENTENCE(a_length_that_follows_is_that_of_the_frame),
        SENTENCES_END
    };

    return plugin_sentences("hsr", "1034 0001 0800", own);
}
