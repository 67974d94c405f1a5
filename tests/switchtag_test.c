/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_type_behind_the_tag_says_what_follows(void)
{
    decoded("020000000002 020000000001 2c000080 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
it_may_be_a_length(void)
{
    decoded("020000000002 020000000001 2c000080 0003 424203 0000");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
a_type_may_stand_before_the_tag(void)
{
    led_by(NC_LINKTYPE, 285);
    decoded("020000000002 020000000001 dada0000 c0100539 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_type_behind_the_tag_says_what_follows),
        SENTENCE(it_may_be_a_length),
        SENTENCE(a_type_may_stand_before_the_tag),
        SENTENCES_END
    };

    return plugin_sentences("switchtag", "020000000002 020000000001 2c000080 0800", own);
}
