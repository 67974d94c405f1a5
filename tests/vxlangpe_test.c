/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
the_next_protocol_says_what_follows(void)
{
    decoded("0c000003 00000100 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("0c000001 00000100 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    decoded("0c000004 00000100 0f");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x894f);
}

static void
without_one_it_is_Ethernet_whatever_the_flag(void)
{
    decoded("08000001 00000100 45");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    decoded("08000000 00000100 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
}

static void
nothing_follows_what_operates_the_tunnel(void)
{
    decoded("0d000001 00000100 45");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1c000003 00000100"), "version is not 0");
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("0c000001 00000100" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0c000003 00000100" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("08000000 00000100" FRAME FOUR), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0c000004 00000100" "0fc20201"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000002 00000100" FOUR),
                           "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000009 00000100" FOUR),
                           "next protocol that is not known");
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000001 00000101" FOUR), "reserved bits are not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("00000001 00000100" FOUR),
                           "neither a network nor a next protocol");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_next_protocol_says_what_follows),
        SENTENCE(without_one_it_is_Ethernet_whatever_the_flag),
        SENTENCE(nothing_follows_what_operates_the_tunnel),
        SENTENCE(another_version_is_refused),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCES_END
    };

    return plugin_sentences("vxlangpe", "0c000003 00000100", own);
}
