/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_type_follows_the_tag(void)
{
    decoded("01 01 0001 0005 86dd 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_length_that_follows_is_that_of_the_frame(void)
{
    decoded("01 01 0001 0005 0003 aaaa03 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
what_does_not_fit_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 01 0001 0005 0800"), "version is neither 0 nor 1");
    CU_ASSERT_STRING_EQUAL(refusal("01 02 0001 0005 0800"), "more than one option");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_type_follows_the_tag),
        SENTENCE(a_length_that_follows_is_that_of_the_frame),
        SENTENCE(what_does_not_fit_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("ciscometadata", "01 01 0001 0005 0800", own);
}
