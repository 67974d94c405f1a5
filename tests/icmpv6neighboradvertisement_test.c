/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6neighboradvertisement.pb-c.h"

#define TARGET "fe800000000000000000000000000001 "

static void
flags_are_the_first_byte(void)
{
    Types__ICMPv6NeighborAdvertisement *advertisement = decoded("e0ffffff" TARGET);

    CU_ASSERT_EQUAL(advertisement->flags, 0xe0);
    CU_ASSERT_STRING_EQUAL(advertisement->targetaddress, "fe80::1");
}

static void
the_target_link_layer_address_is_an_option(void)
{
    Types__ICMPv6NeighborAdvertisement *advertisement =
        decoded("60000000" TARGET "0201 020000000002");

    CU_ASSERT_EQUAL_FATAL(advertisement->n_options, 1);
    CU_ASSERT_EQUAL(advertisement->options[0]->type, 2);
    CU_ASSERT(holds(advertisement->options[0]->data, "020000000002"));
}

static void
an_option_of_length_0_keeps_what_was_before(void)
{
    Types__ICMPv6NeighborAdvertisement *advertisement = decoded("60000000" TARGET "0200 0000");

    CU_ASSERT_EQUAL(advertisement->n_options, 0);
    CU_ASSERT_EQUAL(advertisement->flags, 0x60);
    CU_ASSERT_STRING_EQUAL(malformed(), "option of length 0");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(flags_are_the_first_byte),
        SENTENCE(the_target_link_layer_address_is_an_option),
        SENTENCE(an_option_of_length_0_keeps_what_was_before),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6neighboradvertisement", "60000000" TARGET, own);
}
