/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipv4.pb-c.h"

/* UDP from 192.0.2.1 to 192.0.2.2. */
#define HEADER(first, length, fragment) \
    first "00" length "0000" fragment "40110000 c0000201 c0000202"

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("65", "0014", "0000")), "version is not 4");
}

static void
a_header_below_five_words_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("44", "0014", "0000")), "header shorter than 20 bytes");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("45", "0013", "0000")), "length shorter than the header");
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("46", "0017", "0000") "00000000"),
                           "length shorter than the header");
}

static void
options_beyond_the_packet_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("4f", "0040", "0000") "01010101"), nc_truncated);
}

static void
options_beyond_the_length_are_refused_even_where_bytes_follow(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("46", "0014", "0000") "01010101"),
                           "length shorter than the header");
}

static void
flags_and_offset_share_two_bytes(void)
{
    Types__IPv4 *ip = decoded(HEADER("45", "0014", "bfff"));

    CU_ASSERT_EQUAL(ip->flags, 5);
    CU_ASSERT_EQUAL(ip->fragoffset, 0x1fff);
}

static void
bytes_behind_the_length_are_no_payload(void)
{
    Types__IPv4 *ip = decoded(HEADER("45", "0016", "0000") "6162 000000000000");

    CU_ASSERT_EQUAL(ip->payloadsize, 2);
    CU_ASSERT_EQUAL(ip->payloadentropy, 1.0);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_length_of_zero_means_what_was_captured(void)
{
    Types__IPv4 *ip = decoded(HEADER("46", "0000", "0000") "01010101 6162");

    CU_ASSERT_EQUAL(ip->length, 26);
    CU_ASSERT_EQUAL(ip->payloadsize, 2);
}

static void
a_length_beyond_the_capture_stays_as_it_is(void)
{
    Types__IPv4 *ip = decoded(HEADER("45", "05dc", "0000") "6162");

    CU_ASSERT_EQUAL(ip->length, 1500);
    CU_ASSERT_EQUAL(ip->payloadsize, 2);
}

static void
options_are_listed_with_their_data(void)
{
    Types__IPv4 *ip = decoded(HEADER("47", "001c", "0000") "01 94040000 010101");

    CU_ASSERT_EQUAL(ip->n_options, 5);
    CU_ASSERT_EQUAL(ip->options[1]->optiontype, 0x94);
    CU_ASSERT_EQUAL(ip->options[1]->optionlength, 4);
    CU_ASSERT(holds(ip->options[1]->optiondata, "0000"));
    CU_ASSERT_EQUAL(ip->options[4]->optionlength, 1);
}

static void
what_follows_the_end_of_options_is_padding(void)
{
    Types__IPv4 *ip = decoded(HEADER("47", "001c", "0000") "94040000 00aabbcc");

    CU_ASSERT_EQUAL(ip->n_options, 2);
    CU_ASSERT(holds(ip->padding, "aabbcc"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_broken_option_keeps_the_header_and_those_before(void)
{
    Types__IPv4 *ip = decoded(HEADER("46", "001a", "0000") "01 0101 94 6162");

    CU_ASSERT_EQUAL(ip->n_options, 3);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
    CU_ASSERT_EQUAL(ip->payloadsize, 2);
    CU_ASSERT_EQUAL(next_value(), 17);
}

static void
an_option_shorter_than_itself_is_malformed(void)
{
    decoded(HEADER("46", "0018", "0000") "94010000");
    CU_ASSERT_STRING_EQUAL(malformed(), "option length below 2");
}

static void
the_protocol_says_what_follows(void)
{
    decoded(HEADER("45", "0014", "4000"));
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 17);
}

static void
nothing_follows_a_first_fragment(void)
{
    decoded(HEADER("45", "0016", "2000") "6162");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_a_later_fragment(void)
{
    decoded(HEADER("45", "0016", "0001") "6162");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_fragment_has_addresses_too(void)
{
    decoded(HEADER("45", "0016", "0001") "6162");
    CU_ASSERT_STRING_EQUAL(ends()->source, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(ends()->destination, "192.0.2.2");
}

static void
addresses_come_without_ports(void)
{
    decoded(HEADER("45", "0014", "0000"));
    CU_ASSERT_EQUAL(ends()->source_port, -1);
    CU_ASSERT_EQUAL(ends()->destination_port, -1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(a_header_below_five_words_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(options_beyond_the_packet_are_refused),
        SENTENCE(options_beyond_the_length_are_refused_even_where_bytes_follow),
        SENTENCE(flags_and_offset_share_two_bytes),
        SENTENCE(bytes_behind_the_length_are_no_payload),
        SENTENCE(a_length_of_zero_means_what_was_captured),
        SENTENCE(a_length_beyond_the_capture_stays_as_it_is),
        SENTENCE(options_are_listed_with_their_data),
        SENTENCE(what_follows_the_end_of_options_is_padding),
        SENTENCE(a_broken_option_keeps_the_header_and_those_before),
        SENTENCE(an_option_shorter_than_itself_is_malformed),
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(nothing_follows_a_first_fragment),
        SENTENCE(nothing_follows_a_later_fragment),
        SENTENCE(a_fragment_has_addresses_too),
        SENTENCE(addresses_come_without_ports),
        SENTENCES_END
    };

    return plugin_sentences("ipv4", "45000014 00000000 40110000 c0000201 c0000202", own);
}
