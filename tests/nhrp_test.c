/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define HEADER(size, version) "0001 0800 0000000000 ff" size "0000 0000" version "03 00 00"

static void
nothing_follows_a_request(void)
{
    decoded(HEADER("0016", "01") "0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("0014", "02")), "version is not 1");
}

static void
a_size_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("0013", "01")), "length below that of the header");
}

static void
a_size_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("0015", "01")), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_request),
        SENTENCE(another_version_is_refused),
        SENTENCE(a_size_below_the_header_is_refused),
        SENTENCE(a_size_beyond_the_packet_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("nhrp", HEADER("0014", "01"), own);
}
