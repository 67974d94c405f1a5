/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6echo.pb-c.h"

static void
identifier_and_sequence_number_have_16_bits_each(void)
{
    Types__ICMPv6Echo *echo = decoded("fffe 0102");

    CU_ASSERT_EQUAL(echo->identifier, 0xfffe);
    CU_ASSERT_EQUAL(echo->seqnumber, 0x0102);
}

static void
the_data_is_of_no_layer(void)
{
    decoded("0001 0002 6162");
    CU_ASSERT_EQUAL(left(), 2);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
request_and_reply_are_decoded(void)
{
    CU_ASSERT(plugin->on[0].space == NC_ICMPV6_TYPE && plugin->on[0].value == 128);
    CU_ASSERT(plugin->on[1].space == NC_ICMPV6_TYPE && plugin->on[1].value == 129);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(identifier_and_sequence_number_have_16_bits_each),
        SENTENCE(the_data_is_of_no_layer),
        SENTENCE(request_and_reply_are_decoded),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6echo", "0001 0002", own);
}
