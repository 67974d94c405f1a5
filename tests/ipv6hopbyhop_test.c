/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipv6hopbyhop.pb-c.h"

static void
options_have_type_length_and_data(void)
{
    Types__IPv6HopByHop *header = decoded("3a00 05020001 0100");

    CU_ASSERT_EQUAL(header->n_options, 2);
    CU_ASSERT_EQUAL(header->options[0]->optiontype, 5);
    CU_ASSERT_EQUAL(header->options[0]->optionlength, 2);
    CU_ASSERT_EQUAL(header->options[0]->actuallength, 4);
    CU_ASSERT(holds(header->options[0]->optiondata, "0001"));
}

static void
pad1_is_a_lone_byte(void)
{
    Types__IPv6HopByHop *header = decoded("3a00 05020000 0000");

    CU_ASSERT_EQUAL(header->n_options, 3);
    CU_ASSERT_EQUAL(header->options[2]->optiontype, 0);
    CU_ASSERT_EQUAL(header->options[2]->optionlength, 0);
    CU_ASSERT_EQUAL(header->options[2]->actuallength, 1);
}

static void
the_length_counts_eight_bytes_after_the_first_eight(void)
{
    Types__IPv6HopByHop *header = decoded("3a01 010c 000000000000000000000000 80");

    CU_ASSERT_EQUAL(header->n_options, 1);
    CU_ASSERT_EQUAL(header->options[0]->optionlength, 12);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_option_beyond_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3a00 05020000 3e01 61"), "option runs past its header");
}

static void
an_option_without_a_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3a00 0503000000 3e"), "option runs past its header");
}

static void
a_header_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3a01 05020000 0100"), nc_truncated);
}

static void
the_next_header_says_what_follows(void)
{
    decoded("3a00 010400000000");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 58);
}

static void
nothing_follows_no_next_header(void)
{
    decoded("3b00 010400000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(options_have_type_length_and_data),
        SENTENCE(pad1_is_a_lone_byte),
        SENTENCE(the_length_counts_eight_bytes_after_the_first_eight),
        SENTENCE(an_option_beyond_the_header_is_refused),
        SENTENCE(an_option_without_a_length_is_refused),
        SENTENCE(a_header_beyond_the_packet_is_refused),
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(nothing_follows_no_next_header),
        SENTENCES_END
    };

    return plugin_sentences("ipv6hopbyhop", "3a00 05020000 0100", own);
}
