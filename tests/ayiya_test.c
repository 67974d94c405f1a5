/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

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
    decoded("00 00 01 3b 00000000 00 60");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    decoded("00 00 01 29 00000000 00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
what_asks_for_an_echo_may_be_a_packet_too(void)
{
    decoded("00 00 03 29 00000000 00 60");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 41);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
any_protocol_may_follow(void)
{
    static const char *const nexts[] = { "04", "06", "11", "2f", "32", "3a" };

    for (size_t i = 0; i < sizeof nexts / sizeof *nexts; i++) {
        char hex[64];

        snprintf(hex, sizeof hex, "00 00 01 %s 00000000 00 60", nexts[i]);
        decoded(hex);
        CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
        CU_ASSERT_EQUAL(next_value(), strtoul(nexts[i], NULL, 16));
    }
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
    CU_ASSERT_EQUAL(recognised("41 52 27 3b 00000000" ID SIGNATURE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("41 52 21 3b 00000000" ID SIGNATURE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("41 41 11 04 00000000" ID "00112233445566778899001122334455" FOUR),
                    NC_YES);
    CU_ASSERT_EQUAL(recognised("42 00 01 11 00000000" ID "00350035 00080000"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 21 29 00000000" ID SIGNATURE FOUR),
                           "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 28 29 00000000" ID SIGNATURE SIX),
                           "operation that is not known");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 5f 21 29 00000000" ID SIGNATURE SIX),
                           "signature of another length than its hash");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 51 21 29 00000000" ID SIGNATURE SIX),
                           "signature of another length than its hash");
    CU_ASSERT_STRING_EQUAL(unrecognised("43 52 21 29 00000000" ID SIGNATURE SIX),
                           "identity of an unknown kind");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 31 29 00000000" ID SIGNATURE SIX),
                           "authentication that is not known");
    CU_ASSERT_STRING_EQUAL(unrecognised("41 52 21 06 00000000" ID SIGNATURE),
                           "not inside what the header says");
}

static void
what_others_begin_with_is_no_AYIYA(void)
{
    static const char *const others[] = {
        "45 00 01 02 03 04 05 06 0708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", /* QUIC */
        "52454749 53544552 207369703a78205349502f322e300d0a0d0a",                     /* SIP */
        "5349502f 322e3020 323030204f4b0d0a436f6e74656e742d4c656e6774683a20300d0a0d0a"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(recognised(others[i]), NC_NO);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_next_header_says_what_follows),
        SENTENCE(nothing_follows_other_operations),
        SENTENCE(what_asks_for_an_echo_may_be_a_packet_too),
        SENTENCE(any_protocol_may_follow),
        SENTENCE(a_signature_beyond_the_datagram_is_refused),
        SENTENCE(an_identity_beyond_the_datagram_is_refused),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCE(what_others_begin_with_is_no_AYIYA),
        SENTENCES_END
    };

    return plugin_sentences("ayiya", "00 00 01 29 00000000 00", own);
}
