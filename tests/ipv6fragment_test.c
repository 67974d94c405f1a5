/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipv6fragment.pb-c.h"

static void
offset_reserved_bits_and_flag_share_two_bytes(void)
{
    Types__IPv6Fragment *fragment = decoded("11 ff 000d ffffffff");

    CU_ASSERT_EQUAL(fragment->reserved1, 255);
    CU_ASSERT_EQUAL(fragment->fragmentoffset, 1);
    CU_ASSERT_EQUAL(fragment->reserved2, 2);
    CU_ASSERT_EQUAL(fragment->morefragments, 1);
    CU_ASSERT_EQUAL(fragment->identification, 0xffffffff);
}

static void
an_atomic_fragment_hands_on_what_it_holds(void)
{
    decoded("11 00 0000 00000007 61");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 17);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_a_first_fragment(void)
{
    decoded("11 00 0001 00000007 61");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_a_later_fragment(void)
{
    decoded("11 00 0008 00000007 61");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_no_next_header(void)
{
    decoded("3b 00 0000 00000007");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(offset_reserved_bits_and_flag_share_two_bytes),
        SENTENCE(an_atomic_fragment_hands_on_what_it_holds),
        SENTENCE(nothing_follows_a_first_fragment),
        SENTENCE(nothing_follows_a_later_fragment),
        SENTENCE(nothing_follows_no_next_header),
        SENTENCES_END
    };

    return plugin_sentences("ipv6fragment", "11 00 0000 00000007", own);
}
