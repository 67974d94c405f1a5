/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipsecah.pb-c.h"

static void
the_check_value_takes_what_the_length_leaves(void)
{
    Types__IPSecAH *ah = decoded("06 04 0000 80000001 ffffffff a0a1a2a3a4a5a6a7a8a9aaab 61");

    CU_ASSERT_EQUAL(ah->spi, 0x80000001);
    CU_ASSERT_EQUAL(ah->seq, 0xffffffff);
    CU_ASSERT(holds(ah->authenticationdata, "a0a1a2a3a4a5a6a7a8a9aaab"));
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_header_without_a_check_value_has_length_1(void)
{
    Types__IPSecAH *ah = decoded("06 01 1234 00000001 00000002 61");

    CU_ASSERT_EQUAL(ah->reserved, 0x1234);
    CU_ASSERT_EQUAL(ah->authenticationdata.len, 0);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("06 00 0000 00000001 00000002 00000000"),
                           "length shorter than the header");
}

static void
a_check_value_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("06 02 0000 00000001 00000002 a0a1a2"), nc_truncated);
}

static void
the_next_header_says_what_follows(void)
{
    decoded("32 01 0000 00000001 00000002");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 50);
}

static void
nothing_follows_no_next_header(void)
{
    decoded("3b 01 0000 00000001 00000002");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_check_value_takes_what_the_length_leaves),
        SENTENCE(a_header_without_a_check_value_has_length_1),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_check_value_beyond_the_packet_is_refused),
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(nothing_follows_no_next_header),
        SENTENCES_END
    };

    return plugin_sentences("ipsecah", "0602 0000 00000001 00000002 a0a1a2a3", own);
}
