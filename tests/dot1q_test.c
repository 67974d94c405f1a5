/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dot1q.pb-c.h"

static void
the_tag_is_cut_into_its_fields(void)
{
    Types__Dot1Q *tag = decoded("b123 0800");

    CU_ASSERT_EQUAL(tag->priority, 5);
    CU_ASSERT_EQUAL(tag->dropeligible, 1);
    CU_ASSERT_EQUAL(tag->vlanidentifier, 0x123);
    CU_ASSERT_EQUAL(tag->type, 0x0800);
}

static void
the_type_says_what_follows(void)
{
    decoded("0064 8100 0065 0800");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8100);
    CU_ASSERT_EQUAL(left(), 4);
}

static void
a_length_instead_of_a_type_means_llc(void)
{
    Types__Dot1Q *tag = decoded("0064 0003 424203 0000");

    CU_ASSERT_EQUAL(tag->type, 3);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_tagged_frame_without_802_2_is_ipx(void)
{
    decoded("000a 0022 ffff 0022 0011");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
    CU_ASSERT_EQUAL(left(), 6);
}

static void
half_the_sign_of_ipx_is_llc(void)
{
    decoded("000a 0003 ffe003");
    CU_ASSERT_EQUAL(next_value(), 4);
    decoded("000a 0003 e0ff03");
    CU_ASSERT_EQUAL(next_value(), 4);
    decoded("000a 0001 ffff");
    CU_ASSERT_EQUAL(next_value(), 4);
}

static void
behind_a_type_the_sign_of_ipx_means_nothing(void)
{
    decoded("000a 0800 ffff");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_tag_is_cut_into_its_fields),
        SENTENCE(the_type_says_what_follows),
        SENTENCE(a_length_instead_of_a_type_means_llc),
        SENTENCE(a_tagged_frame_without_802_2_is_ipx),
        SENTENCE(half_the_sign_of_ipx_is_llc),
        SENTENCE(behind_a_type_the_sign_of_ipx_means_nothing),
        SENTENCES_END
    };

    return plugin_sentences("dot1q", "0064 0800", own);
}
