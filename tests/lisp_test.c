/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
a_packet_follows_of_either_version(void)
{
    decoded("80123456 00000001 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("c8123456 00000501 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
with_its_flag_the_header_says_what_follows(void)
{
    decoded("0c000003 00000500 02");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
    decoded("0c000009 00000500 02");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
MPLS_has_no_number(void)
{
    decoded("0c000005 00000500 00001140");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000005 00000500 00001140" FOUR),
                           "next protocol that is not known");
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("80123456 00000001" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0c000003 00000500" FRAME FOUR), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("90123456 00000001" FOUR), "both a nonce and a version");
    CU_ASSERT_STRING_EQUAL(unrecognised("80123456 00000001" "4500ffff"),
                           "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("0c000009 00000500" FOUR),
                           "next protocol that is not known");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_packet_follows_of_either_version),
        SENTENCE(with_its_flag_the_header_says_what_follows),
        SENTENCE(MPLS_has_no_number),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCES_END
    };

    return plugin_sentences("lisp", "00000000 00000000", own);
}
