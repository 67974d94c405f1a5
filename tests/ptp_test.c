/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000"
#define HEADER(type, version, length) type version length ZEROS "00000000"

static void
nothing_follows_a_message(void)
{
    decoded(HEADER("1b", "12", "0024") "0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
version_1_begins_with_two_versions(void)
{
    decoded("0001 0001" ZEROS "00000000000000000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(refusal("0001 0002" ZEROS "00000000000000000000"),
                           "versions that do not agree");
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("00", "03", "0022")), "version is neither 1 nor 2");
}

static void
an_unknown_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("04", "02", "0022")), "message of an unknown type");
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("00", "02", "0021")), "length below that of the header");
}

static void
a_length_beyond_the_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("00", "02", "0023")), nc_truncated);
}

static void
it_is_recognised_by_version_type_and_length(void)
{
    CU_ASSERT_EQUAL(recognised(HEADER("00", "02", "0022")), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("00", "02", "0023")), nc_truncated);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised(HEADER("00", "02", "0023")), NC_YES);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_follows_a_message),
        SENTENCE(version_1_begins_with_two_versions),
        SENTENCE(another_version_is_refused),
        SENTENCE(an_unknown_message_is_refused),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_message_is_refused),
        SENTENCE(it_is_recognised_by_version_type_and_length),
        SENTENCES_END
    };

    return plugin_sentences("ptp", HEADER("00", "02", "0022"), own);
}
