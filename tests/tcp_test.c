/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "tcp.pb-c.h"

/* From port 49152 to 443. */
#define SEGMENT(offset, flags) "c000 01bb 000003e8 000007d0" offset flags "ffff 1234 0000"

static void
each_flag_has_its_own_bit(void)
{
    Types__TCP *tcp = decoded(SEGMENT("51", "55"));

    CU_ASSERT(tcp->ns && tcp->ece && tcp->ack && tcp->rst && tcp->fin);
    CU_ASSERT(!tcp->cwr && !tcp->urg && !tcp->psh && !tcp->syn);
}

static void
reserved_bits_are_no_flags(void)
{
    Types__TCP *tcp = decoded(SEGMENT("5e", "00"));

    CU_ASSERT_EQUAL(tcp->dataoffset, 5);
    CU_ASSERT_FALSE(tcp->ns);
}

static void
a_data_offset_below_five_words_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(SEGMENT("40", "10")), "data offset below 5 words");
}

static void
a_data_offset_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(SEGMENT("60", "10") "010101"), nc_truncated);
}

static void
options_are_listed_with_their_data(void)
{
    Types__TCP *tcp = decoded(SEGMENT("70", "02") "020405b4 01 030307");

    CU_ASSERT_EQUAL(tcp->n_options, 3);
    CU_ASSERT_EQUAL(tcp->options[0]->optiontype, 2);
    CU_ASSERT_EQUAL(tcp->options[0]->optionlength, 4);
    CU_ASSERT(holds(tcp->options[0]->optiondata, "05b4"));
    CU_ASSERT_EQUAL(tcp->options[1]->optionlength, 1);
    CU_ASSERT(holds(tcp->options[2]->optiondata, "07"));
}

static void
what_follows_the_end_of_options_is_padding(void)
{
    Types__TCP *tcp = decoded(SEGMENT("70", "10") "02040218 00010203");

    CU_ASSERT_EQUAL(tcp->n_options, 2);
    CU_ASSERT(holds(tcp->padding, "010203"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_broken_option_keeps_the_header_and_the_payload(void)
{
    Types__TCP *tcp = decoded(SEGMENT("60", "10") "01010204 6162");

    CU_ASSERT_EQUAL(tcp->n_options, 2);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
    CU_ASSERT_EQUAL(tcp->payloadsize, 2);
    CU_ASSERT_EQUAL(next_space(), NC_TCP_PORT);
}

static void
an_option_shorter_than_itself_is_malformed(void)
{
    decoded(SEGMENT("60", "10") "02000101");
    CU_ASSERT_STRING_EQUAL(malformed(), "option length below 2");
}

static void
the_payload_is_written_only_on_demand(void)
{
    Types__TCP *tcp = decoded(SEGMENT("50", "10") "6162");

    CU_ASSERT_EQUAL(tcp->payload.len, 0);
    with_option("payload", 1);
    tcp = decoded(SEGMENT("50", "10") "6162");
    CU_ASSERT(holds(tcp->payload, "6162"));
}

static void
the_payload_begins_behind_the_options(void)
{
    Types__TCP *tcp;

    with_option("payload", 1);
    tcp = decoded(SEGMENT("60", "10") "01010101 6162");
    CU_ASSERT(holds(tcp->payload, "6162"));
    CU_ASSERT_EQUAL(tcp->payloadsize, 2);
    CU_ASSERT_EQUAL(tcp->payloadentropy, 1.0);
}

static void
either_port_may_say_what_follows(void)
{
    decoded(SEGMENT("50", "10") "61");
    CU_ASSERT_EQUAL(next_space(), NC_TCP_PORT);
    CU_ASSERT_EQUAL(next_value(), 443);
    CU_ASSERT_EQUAL(next_other(), 49152);
}

static void
ports_are_given_to_the_layers_inside(void)
{
    decoded(SEGMENT("50", "10"));
    CU_ASSERT_EQUAL(ends()->source_port, 49152);
    CU_ASSERT_EQUAL(ends()->destination_port, 443);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_flag_has_its_own_bit),
        SENTENCE(reserved_bits_are_no_flags),
        SENTENCE(a_data_offset_below_five_words_is_refused),
        SENTENCE(a_data_offset_beyond_the_packet_is_refused),
        SENTENCE(options_are_listed_with_their_data),
        SENTENCE(what_follows_the_end_of_options_is_padding),
        SENTENCE(a_broken_option_keeps_the_header_and_the_payload),
        SENTENCE(an_option_shorter_than_itself_is_malformed),
        SENTENCE(the_payload_is_written_only_on_demand),
        SENTENCE(the_payload_begins_behind_the_options),
        SENTENCE(either_port_may_say_what_follows),
        SENTENCE(ports_are_given_to_the_layers_inside),
        SENTENCES_END
    };

    return plugin_sentences("tcp", "c000 01bb 000003e8 000007d0 50 10 ffff 1234 0000", own);
}
