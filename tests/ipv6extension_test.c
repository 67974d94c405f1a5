/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
the_next_header_says_what_follows(void)
{
    decoded("0600 010400000000 61");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 6);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_length_counts_eight_bytes_after_the_first_eight(void)
{
    decoded("1102 00000000 0000 00000000 00000000 00000000 00000000 61");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 17);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_no_next_header(void)
{
    decoded("3b00 010400000000 61");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_header_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0601 010400000000 00000000000000"), nc_truncated);
}

static void
an_option_beyond_its_header_is_malformed(void)
{
    led_by(NC_IPPROTO, 60);
    decoded("0600 010500000000 61");
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past its header");
    CU_ASSERT_EQUAL(left(), 1);
    led_by(NC_IPPROTO, 60);
    decoded("0600 000105000000 61");
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past its header");
    led_by(NC_IPPROTO, 60);
    decoded("0600 000001020000 61");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(the_length_counts_eight_bytes_after_the_first_eight),
        SENTENCE(nothing_follows_no_next_header),
        SENTENCE(a_header_beyond_the_packet_is_refused),
        SENTENCE(an_option_beyond_its_header_is_malformed),
        SENTENCES_END
    };

    return plugin_sentences("ipv6extension", "3b00 010400000000", own);
}
