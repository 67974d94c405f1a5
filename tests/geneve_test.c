/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "geneve.pb-c.h"

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4000 6558 00000100"), "version is not 0");
    CU_ASSERT_STRING_EQUAL(refusal("8000 6558 00000100"), "version is not 0");
}

static void
flags_and_network_are_read(void)
{
    Types__Geneve *geneve = decoded("00c0 6558 abcdef 00 45");

    CU_ASSERT(geneve->oampacket && geneve->criticaloption);
    CU_ASSERT_EQUAL(geneve->vni, 0xabcdef);
    CU_ASSERT_EQUAL(geneve->protocol, 0x6558);
}

static void
options_are_listed_with_their_data(void)
{
    Types__Geneve *geneve = decoded("0300 0800 000001 00 0108 81 01 deadbeef ffff 02 00 45");

    CU_ASSERT_EQUAL(geneve->optionslength, 12);
    CU_ASSERT_EQUAL_FATAL(geneve->n_options, 2);
    CU_ASSERT_EQUAL(geneve->options[0]->class_, 0x0108);
    CU_ASSERT_EQUAL(geneve->options[0]->type, 0x81);
    CU_ASSERT_EQUAL(geneve->options[0]->length, 8);
    CU_ASSERT(holds(geneve->options[0]->data, "deadbeef"));
    CU_ASSERT_EQUAL(geneve->options[1]->length, 4);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_option_has_three_flags_and_a_length_of_five_bits(void)
{
    char hex[] = "2000 0800 000001 00 0108 01 bf"
                 "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
                 "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
                 "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
                 "00000000 00000000 00000000 00000000 00000000 00000000 00000000";
    Types__Geneve *geneve = decoded(hex);

    CU_ASSERT_EQUAL_FATAL(geneve->n_options, 1);
    CU_ASSERT_EQUAL(geneve->options[0]->flags, 5);
    CU_ASSERT_EQUAL(geneve->options[0]->length, 128);
    CU_ASSERT_EQUAL(geneve->options[0]->data.len, 124);
}

static void
an_option_beyond_the_options_is_left_out(void)
{
    Types__Geneve *geneve = decoded("0200 0800 000001 00 0108 01 00 0108 02 01 45000000");

    CU_ASSERT_EQUAL(geneve->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the options");
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 4);
}

static void
options_beyond_the_packet_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0200 0800 000001 00 0108 01 00"), nc_truncated);
}

static void
the_protocol_says_what_follows(void)
{
    decoded("0000 86dd 000001 00 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
}

static void
nothing_follows_a_lone_header(void)
{
    decoded("0000 6558 000001 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
it_is_recognised_by_its_options_and_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("0000 6558 00000100" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0280 0800 00000100 0102 03 01 aabbccdd" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 88cc 00000100 0207"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 0800 00000100 6000"), NC_MORE);
}

static void
what_it_is_not_is_said(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("4000 6558 00000100" FRAME FOUR), "version is not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("0000 0001 00000100" FRAME FOUR),
                           "protocol is no EtherType");
    CU_ASSERT_STRING_EQUAL(unrecognised("0100 88cc 00000100 0102 03 02 0207"),
                           "neither whole options nor a packet inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 88cc 00000100 0207"),
                           "neither whole options nor a packet inside");
    CU_ASSERT_STRING_EQUAL(unrecognised("0200 6558 00000100 0102"), "ends too early");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(another_version_is_refused),
        SENTENCE(flags_and_network_are_read),
        SENTENCE(options_are_listed_with_their_data),
        SENTENCE(an_option_has_three_flags_and_a_length_of_five_bits),
        SENTENCE(an_option_beyond_the_options_is_left_out),
        SENTENCE(options_beyond_the_packet_are_refused),
        SENTENCE(the_protocol_says_what_follows),
        SENTENCE(nothing_follows_a_lone_header),
        SENTENCE(it_is_recognised_by_its_options_and_what_is_inside),
        SENTENCE(what_it_is_not_is_said),
        SENTENCES_END
    };

    return plugin_sentences("geneve", "0000 6558 00000100", own);
}
