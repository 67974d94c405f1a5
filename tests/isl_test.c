/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_frame_follows(void)
{
    decoded("aaaa03 00000c 0015 0000 0000 02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_header_of_a_ring_is_longer(void)
{
    led_by(NC_SPACE('i', 's', 'l', 'f'), 1);
    decoded("aaaa03 00000c 0015 0000 0002 0011 0021 40 10");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 6);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
what_else_it_carries_is_not_read(void)
{
    for (uint64_t carries = 2; carries < 4; carries++) {
        led_by(NC_SPACE('i', 's', 'l', 'f'), carries);
        decoded("aaaa03 00000c 0015 0000 0000 10");
        CU_ASSERT_EQUAL(next_space(), NC_NONE);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_follows),
        SENTENCE(the_header_of_a_ring_is_longer),
        SENTENCE(what_else_it_carries_is_not_read),
        SENTENCES_END
    };

    return plugin_sentences("isl", "aaaa03 00000c 0014 0000 0000", own);
}
