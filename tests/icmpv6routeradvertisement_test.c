/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6routeradvertisement.pb-c.h"

static void
times_are_whole_numbers(void)
{
    Types__ICMPv6RouterAdvertisement *advertisement = decoded("40 c8 2328 ffffffff 80000000");

    CU_ASSERT_EQUAL(advertisement->hoplimit, 64);
    CU_ASSERT_EQUAL(advertisement->flags, 0xc8);
    CU_ASSERT_EQUAL(advertisement->routerlifetime, 9000);
    CU_ASSERT_EQUAL(advertisement->reachabletime, 0xffffffff);
    CU_ASSERT_EQUAL(advertisement->retranstimer, 0x80000000);
}

static void
a_prefix_is_an_option_of_32_bytes(void)
{
    Types__ICMPv6RouterAdvertisement *advertisement =
        decoded("40 00 0708 00000000 00000000"
                "0304 40c0 00000e10 00000708 00000000 20010db8000000000000000000000000"
                "0501 0000000005dc");

    CU_ASSERT_EQUAL_FATAL(advertisement->n_options, 2);
    CU_ASSERT_EQUAL(advertisement->options[0]->type, 3);
    CU_ASSERT(holds(advertisement->options[0]->data,
                    "40c0 00000e10 00000708 00000000 20010db8000000000000000000000000"));
    CU_ASSERT_EQUAL(advertisement->options[1]->type, 5);
}

static void
a_broken_option_keeps_those_before(void)
{
    Types__ICMPv6RouterAdvertisement *advertisement =
        decoded("40 00 0708 00000000 00000000 0501 0000000005dc 0304 40c0");

    CU_ASSERT_EQUAL(advertisement->n_options, 1);
    CU_ASSERT_EQUAL(advertisement->routerlifetime, 1800);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(times_are_whole_numbers),
        SENTENCE(a_prefix_is_an_option_of_32_bytes),
        SENTENCE(a_broken_option_keeps_those_before),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6routeradvertisement", "40 00 0708 00000000 00000000", own);
}
