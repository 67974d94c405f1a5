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
raw_novell_frames_are_IPX(void)
{
    decoded("0007 0004 ffff 0004");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_tag_is_cut_into_its_fields),
        SENTENCE(the_type_says_what_follows),
        SENTENCE(a_length_instead_of_a_type_means_llc),
        SENTENCE(raw_novell_frames_are_IPX),
        SENTENCES_END
    };

    return plugin_sentences("dot1q", "0064 0800", own);
}
