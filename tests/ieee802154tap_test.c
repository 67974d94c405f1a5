/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
a_frame_follows_the_fields(void)
{
    decoded("00 00 0c00 0000 0100 01000000 4188");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 195);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 00 0400"), "version is not 0");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 00 0300"), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 00 0c00 0000 0100 010000"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_frame_follows_the_fields),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("ieee802154tap", "00 00 0400", own);
}
