/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "udp.pb-c.h"

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0fa0 0035 0007 0000"), "length shorter than the header");
    CU_ASSERT_STRING_EQUAL(refusal("0fa0 0035 0001 0000"), "length shorter than the header");
}

static void
bytes_behind_the_length_are_no_payload(void)
{
    Types__UDP *udp = decoded("0fa0 0035 000a 0000 6162 0000");

    CU_ASSERT_EQUAL(udp->payloadsize, 2);
    CU_ASSERT_EQUAL(udp->payloadentropy, 1.0);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_length_of_zero_means_what_was_captured(void)
{
    Types__UDP *udp = decoded("0fa0 0035 0000 0000 61626364");

    CU_ASSERT_EQUAL(udp->length, 0);
    CU_ASSERT_EQUAL(udp->payloadsize, 4);
}

static void
a_length_beyond_the_capture_counts_what_is_there(void)
{
    Types__UDP *udp = decoded("0fa0 0035 05dc 0000 6162");

    CU_ASSERT_EQUAL(udp->length, 1500);
    CU_ASSERT_EQUAL(udp->payloadsize, 2);
}

static void
the_payload_is_written_only_on_demand(void)
{
    Types__UDP *udp = decoded("0fa0 0035 000a 0000 6162");

    CU_ASSERT_EQUAL(udp->payload.len, 0);
    with_option("payload", 1);
    udp = decoded("0fa0 0035 000a 0000 6162 0000");
    CU_ASSERT(holds(udp->payload, "6162"));
}

static void
either_port_may_say_what_follows(void)
{
    decoded("0fa0 0035 0008 0000");
    CU_ASSERT_EQUAL(next_space(), NC_UDP_PORT);
    CU_ASSERT_EQUAL(next_value(), 53);
    CU_ASSERT_EQUAL(next_other(), 4000);
}

static void
ports_are_given_to_the_layers_inside(void)
{
    decoded("0fa0 0035 0008 0000");
    CU_ASSERT_EQUAL(ends()->source_port, 4000);
    CU_ASSERT_EQUAL(ends()->destination_port, 53);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(bytes_behind_the_length_are_no_payload),
        SENTENCE(a_length_of_zero_means_what_was_captured),
        SENTENCE(a_length_beyond_the_capture_counts_what_is_there),
        SENTENCE(the_payload_is_written_only_on_demand),
        SENTENCE(either_port_may_say_what_follows),
        SENTENCE(ports_are_given_to_the_layers_inside),
        SENTENCES_END
    };

    return plugin_sentences("udp", "0fa0 0035 0008 0000", own);
}
