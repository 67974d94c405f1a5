/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipv6.pb-c.h"

#define ENDS " 20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define ALERT "fd00 05020000 0100 "

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("40000000 0000 fd 40" ENDS), "version is not 6");
}

static void
the_first_word_is_cut_into_its_fields(void)
{
    Types__IPv6 *ip = decoded("6ee12345 0000 fd 40" ENDS);

    CU_ASSERT_EQUAL(ip->trafficclass, 0xee);
    CU_ASSERT_EQUAL(ip->flowlabel, 0x12345);
}

static void
bytes_behind_the_length_are_no_payload(void)
{
    Types__IPv6 *ip = decoded("60000000 0002 fd 40" ENDS "6162 0000");

    CU_ASSERT_EQUAL(ip->payloadsize, 2);
    CU_ASSERT_EQUAL(ip->payloadentropy, 1.0);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_length_of_zero_means_what_was_captured(void)
{
    Types__IPv6 *ip = decoded("60000000 0000 fd 40" ENDS "6162");

    CU_ASSERT_EQUAL(ip->length, 0);
    CU_ASSERT_EQUAL(ip->payloadsize, 2);
}

static void
nothing_is_left_when_no_header_and_no_length_follow(void)
{
    Types__IPv6 *ip = decoded("60000000 0000 3b 40" ENDS "6162");

    CU_ASSERT_EQUAL(ip->payloadsize, 0);
    CU_ASSERT_EQUAL(left(), 0);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
the_next_header_says_what_follows(void)
{
    decoded("60000000 0000 2c 40" ENDS "11");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 44);
}

static void
addresses_are_given_to_the_layers_inside(void)
{
    decoded("60000000 0000 fd 40" ENDS);
    CU_ASSERT_STRING_EQUAL(ends()->source, "2001:db8::1");
    CU_ASSERT_STRING_EQUAL(ends()->destination, "2001:db8::2");
}

static void
hop_by_hop_options_that_follow_are_shown(void)
{
    Types__IPv6 *ip = decoded("60000000 000c 00 40" ENDS ALERT "61626364");

    CU_ASSERT_PTR_NOT_NULL_FATAL(ip->hopbyhop);
    CU_ASSERT_EQUAL(ip->hopbyhop->n_options, 2);
    CU_ASSERT_EQUAL(ip->hopbyhop->options[0]->optiontype, 5);
    CU_ASSERT(holds(ip->hopbyhop->options[0]->optiondata, "0000"));
}

static void
hop_by_hop_options_are_no_payload(void)
{
    Types__IPv6 *ip = decoded("60000000 000a 00 40" ENDS ALERT "6162 0000");

    CU_ASSERT_EQUAL(ip->payloadsize, 2);
    CU_ASSERT_EQUAL(ip->payloadentropy, 1.0);
}

static void
hop_by_hop_options_are_left_for_their_own_record(void)
{
    decoded("60000000 000a 00 40" ENDS ALERT "6162");
    CU_ASSERT_EQUAL(next_value(), 0);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
broken_hop_by_hop_options_are_not_shown(void)
{
    Types__IPv6 *ip = decoded("60000000 0008 00 40" ENDS "fd00 05020000 3e01");

    CU_ASSERT_PTR_NULL(ip->hopbyhop);
    CU_ASSERT_EQUAL(ip->payloadsize, 8);
}

static void
a_jumbogram_is_cut_to_its_own_length(void)
{
    Types__IPv6 *ip = decoded("60000000 0000 00 40" ENDS "fd00 c204 0000000a" "6162 000000");

    CU_ASSERT_EQUAL(ip->payloadsize, 2);
    CU_ASSERT_EQUAL(left(), 10);
}

static void
a_jumbo_length_counts_only_without_another(void)
{
    Types__IPv6 *ip = decoded("60000000 000c 00 40" ENDS "fd00 c204 00000009" "61626364");

    CU_ASSERT_EQUAL(ip->payloadsize, 4);
}

static void
a_jumbo_length_inside_its_own_header_leaves_no_payload(void)
{
    Types__IPv6 *ip = decoded("60000000 0000 00 40" ENDS "fd00 c204 00000004" "6162");

    CU_ASSERT_EQUAL(ip->payloadsize, 0);
    CU_ASSERT_EQUAL(left(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(the_first_word_is_cut_into_its_fields),
        SENTENCE(bytes_behind_the_length_are_no_payload),
        SENTENCE(a_length_of_zero_means_what_was_captured),
        SENTENCE(nothing_is_left_when_no_header_and_no_length_follow),
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(addresses_are_given_to_the_layers_inside),
        SENTENCE(hop_by_hop_options_that_follow_are_shown),
        SENTENCE(hop_by_hop_options_are_no_payload),
        SENTENCE(hop_by_hop_options_are_left_for_their_own_record),
        SENTENCE(broken_hop_by_hop_options_are_not_shown),
        SENTENCE(a_jumbogram_is_cut_to_its_own_length),
        SENTENCE(a_jumbo_length_counts_only_without_another),
        SENTENCE(a_jumbo_length_inside_its_own_header_leaves_no_payload),
        SENTENCES_END
    };

    return plugin_sentences("ipv6", "60000000 00000040 20010db8000000000000000000000001 "
                            "20010db8000000000000000000000002", own);
}
