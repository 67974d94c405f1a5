/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define SECOND(length)                                                                             \
    "01" length "02 00 06 04 0001 020000000001 00000064 00000bb8 00002710"                         \
                "0a000001 00000000 00000000 00000000"

static void
nothing_follows_either_version(void)
{
    decoded("00 00 10 03 0a 64 01 00" "636973636f000000 0a000001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded(SECOND("28"));
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
what_Cisco_added_is_known(void)
{
    decoded("00 03 0001 000a 02 00 0001 0001 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
other_bytes_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 00 10 03 0a 64 01 00" "636973636f000000 0a000001"),
                           "neither version of a message");
    CU_ASSERT_STRING_EQUAL(refusal("00 00 11 03 0a 64 01 00" "636973636f000000 0a000001"),
                           "neither version of a message");
    CU_ASSERT_STRING_EQUAL(refusal(SECOND("29")), "neither version of a message");
    CU_ASSERT_STRING_EQUAL(refusal("00 03 0001 000a 02 00 0001"), "neither version of a message");
}

static void
it_is_recognised_by_opcode_and_state(void)
{
    CU_ASSERT_EQUAL(recognised("00 01 04 03 0a 64 01 00" "636973636f000000 0a000001"), NC_YES);
    CU_ASSERT_EQUAL(recognised(SECOND("28")), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("00 01 05 03 0a 64 01 00" "636973636f000000 0a000001"),
                           "neither version of a message");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_either_version),
        SENTENCE(what_Cisco_added_is_known),
        SENTENCE(other_bytes_are_refused),
        SENTENCE(it_is_recognised_by_opcode_and_state),
        SENTENCES_END
    };

    return plugin_sentences("hsrp", "00 00 10 03 0a 64 01 00" "636973636f000000 0a000001", own);
}
