/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "sctp.pb-c.h"

#define HEADER "0b59 0b5a 00000001 00000002"
#define DATA_HEADER "00000001 0002 0003 00000004"

static void
ports_are_those_of_the_layers_inside(void)
{
    decoded(HEADER);
    CU_ASSERT_EQUAL(ends()->source_port, 2905);
    CU_ASSERT_EQUAL(ends()->destination_port, 2906);
}

static void
nothing_follows_control_chunks(void)
{
    decoded(HEADER "0400 0006 6162 0000" "0b00 0004");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
the_first_whole_message_is_the_next_layer(void)
{
    decoded(HEADER "0300 0010 00000001 00010000 00000000" "0003 0013" DATA_HEADER "616263 00"
            "0003 0014" DATA_HEADER "78797a7a");
    CU_ASSERT_EQUAL(next_space(), NC_SCTP_PORT);
    CU_ASSERT_EQUAL(next_value(), 2906);
    CU_ASSERT_EQUAL(next_other(), 2905);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
part_of_a_message_is_no_layer(void)
{
    decoded(HEADER "0002 0012" DATA_HEADER "6162 0000" "0001 0011" DATA_HEADER "61");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
the_last_chunk_may_lack_its_padding(void)
{
    decoded(HEADER "0400 0005 61");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_chunk_below_its_header_is_malformed(void)
{
    decoded(HEADER "0400 0008 00000000" "0400 0003");
    CU_ASSERT_STRING_EQUAL(malformed(), "chunk of a wrong length");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_chunk_beyond_the_packet_is_malformed(void)
{
    decoded(HEADER "0003 0014" DATA_HEADER "616263");
    CU_ASSERT_STRING_EQUAL(malformed(), "chunk of a wrong length");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_message_too_short_for_its_header_is_no_layer(void)
{
    decoded(HEADER "0003 0010" DATA_HEADER);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(ports_are_those_of_the_layers_inside),
        SENTENCE(nothing_follows_control_chunks),
        SENTENCE(the_first_whole_message_is_the_next_layer),
        SENTENCE(part_of_a_message_is_no_layer),
        SENTENCE(the_last_chunk_may_lack_its_padding),
        SENTENCE(a_chunk_below_its_header_is_malformed),
        SENTENCE(a_chunk_beyond_the_packet_is_malformed),
        SENTENCE(a_message_too_short_for_its_header_is_no_layer),
        SENTENCES_END
    };

    return plugin_sentences("sctp", HEADER, own);
}
