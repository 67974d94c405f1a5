/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6neighborsolicitation.pb-c.h"

#define HEADER "00000000 20010db8000000000000000000000002 "
#define SOURCE "0101 020000000001 "

static void
the_target_is_text(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation = decoded(HEADER);

    CU_ASSERT_STRING_EQUAL(solicitation->targetaddress, "2001:db8::2");
    CU_ASSERT_EQUAL(solicitation->n_options, 0);
}

static void
data_of_an_option_is_without_type_and_length(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation = decoded(HEADER SOURCE);

    CU_ASSERT_EQUAL_FATAL(solicitation->n_options, 1);
    CU_ASSERT_EQUAL(solicitation->options[0]->type, 1);
    CU_ASSERT(holds(solicitation->options[0]->data, "020000000001"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
the_length_of_an_option_counts_eight_bytes(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation =
        decoded(HEADER "0e02 0102030405060708090a0b0c0d0e" SOURCE);

    CU_ASSERT_EQUAL_FATAL(solicitation->n_options, 2);
    CU_ASSERT_EQUAL(solicitation->options[0]->type, 14);
    CU_ASSERT(holds(solicitation->options[0]->data, "0102030405060708090a0b0c0d0e"));
    CU_ASSERT_EQUAL(solicitation->options[1]->type, 1);
}

static void
an_option_of_length_0_ends_the_list(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation = decoded(HEADER SOURCE "0100" SOURCE);

    CU_ASSERT_EQUAL(solicitation->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "option of length 0");
}

static void
an_option_beyond_the_packet_is_left_out(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation = decoded(HEADER SOURCE "0102 020000000001");

    CU_ASSERT_EQUAL(solicitation->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
an_option_without_a_length_is_malformed(void)
{
    Types__ICMPv6NeighborSolicitation *solicitation = decoded(HEADER SOURCE "01");

    CU_ASSERT_EQUAL(solicitation->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
a_target_that_is_cut_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000000 20010db800000000000000000000"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_target_is_text),
        SENTENCE(data_of_an_option_is_without_type_and_length),
        SENTENCE(the_length_of_an_option_counts_eight_bytes),
        SENTENCE(an_option_of_length_0_ends_the_list),
        SENTENCE(an_option_beyond_the_packet_is_left_out),
        SENTENCE(an_option_without_a_length_is_malformed),
        SENTENCE(a_target_that_is_cut_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6neighborsolicitation", HEADER, own);
}
