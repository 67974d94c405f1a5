/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
a_frame_follows_whatever_the_cookie(void)
{
    decoded("00000007" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 42);
    decoded("00000007 deadbeef 40000001" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 42);
}

static void
nothing_follows_what_cannot_be_told(void)
{
    decoded("00000007 deadbe" FRAME FOUR);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_control_messages(void)
{
    decoded("00000000 c803 000c 00000001 0000 0001");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
other_messages_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00000000 c802 000c 00000001 0000 0001"),
                           "no control message of version 3");
    CU_ASSERT_STRING_EQUAL(refusal("00000000 c803 000b 00000001 0000 0001"),
                           "length below that of the header");
    CU_ASSERT_STRING_EQUAL(refusal("00000000 c803 000d 00000001 0000 0001"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_follows_whatever_the_cookie),
        SENTENCE(nothing_follows_what_cannot_be_told),
        SENTENCE(nothing_follows_control_messages),
        SENTENCE(other_messages_are_refused),
        SENTENCES_END
    };

    return plugin_sentences("l2tpip", "00000007", own);
}
