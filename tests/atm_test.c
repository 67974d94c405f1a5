/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
frames_of_llc_are_handed_on(void)
{
    decoded("82 00 0020 aaaa03");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 4);
    CU_ASSERT_EQUAL(left(), 3);
}

static void
an_emulated_ethernet_has_the_number_of_a_client_first(void)
{
    decoded("01 00 0020 0001 02");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_control_frames_of_the_emulation(void)
{
    decoded("01 00 0020 ff00 0101");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_signalling(void)
{
    decoded("06 00 0005 09");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
an_emulated_ethernet_without_a_client_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 00 0020 00"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(frames_of_llc_are_handed_on),
        SENTENCE(an_emulated_ethernet_has_the_number_of_a_client_first),
        SENTENCE(nothing_follows_control_frames_of_the_emulation),
        SENTENCE(nothing_follows_signalling),
        SENTENCE(an_emulated_ethernet_without_a_client_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("atm", "02 00 0020", own);
}
