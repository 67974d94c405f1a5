/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define ADDRESSES "20010db8000000000000000000000001 20010db8000000000000000000000002"
#define SIX "60000000 0000 3b 40" ADDRESSES
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"
#define ID "20010db8000000000000000000000003"
#define SIGNATURE "0011223344556677889900112233445566778899"
#define HEAD "41 52 21 29 00000000" ID SIGNATURE

static void
the_next_header_says_what_follows(void)
{
    decoded(HEAD "60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
nothing_follows_other_operations(void)
{
    decoded("00 00 02 29 00000000 00 60");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_signature_beyond_the_datagram_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00 f0 01 29 00000000 00 60"), nc_truncated);
}

static void
an_identity_beyond_the_datagram_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("f0 00 01 29 00000000 00 60"), nc_truncated);
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised(HEAD SIX), NC_YES);
    CU_ASSERT_EQUAL(recognised("41 52 20 3b 00000000" ID SIGNATURE), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 21 29 00000000" ID SIGNATURE FOUR),
                           "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 27 29 00000000" ID SIGNATURE SIX),
                           "operation that is not known");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 5f 21 29 00000000" ID SIGNATURE SIX),
                           "hash that is not known");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(nothing_follows_other_operations),
        SENTENCE(a_signature_beyond_the_datagram_is_refused),
        SENTENCE(an_identity_beyond_the_datagram_is_refused),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCES_END
    };

    return plugin_sentences("ayiya", "00 00 01 29 00000000 00", own);
}
