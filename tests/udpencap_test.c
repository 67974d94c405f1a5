/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
an_association_is_esp(void)
{
    decoded("00000001 00000002");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 50);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
ike_comes_behind_a_marker(void)
{
    decoded("00000000 0102030405060708");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('I', 'K', 'E', 'M'));
    CU_ASSERT_EQUAL(left(), 8);
}

static void
a_keepalive_is_one_byte(void)
{
    decoded("ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
an_association_may_begin_with_ones(void)
{
    decoded("ff000001 00000002");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 50);
    CU_ASSERT_EQUAL(left(), 8);
}

static void
another_byte_alone_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("fe"), nc_truncated);
}

#define IKE "0102030405060708 0000000000000000 21 20 22 08 00000000 "

static void
keepalives_and_IKE_are_recognised_and_ESP_is_possible(void)
{
    CU_ASSERT_EQUAL(recognised("ff"), NC_YES);
    CU_ASSERT_EQUAL(recognised("00000000" IKE "0000001c"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c0000001 00000001 00000000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("80000001 00000001 00000000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("00000100 ffffffff 00000000"), NC_MORE);
}

static void
an_association_has_an_index_and_a_number(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("000000ff 00000001 00000000"),
                           "index of ESP that is reserved");
    CU_ASSERT_STRING_EQUAL(unrecognised("c0000001 00000000 00000000"), "ESP without a number");
}

#define TWELVE "00000000 00000000 00000000"

static void
what_takes_any_port_is_no_ESP(void)
{
    static const char *const others[] = {
        "0001 0000 2112a442" TWELVE, "0101 0004 2112a442" TWELVE "80220000", /* STUN */
        "16 fefd 0000 000000000001 0003 0e0000", "17 fefd 0001 000000000001 0003 0e0000", /* DTLS */
        "80 00 1234 11223344" TWELVE, "90 e0 1234 11223344" TWELVE, /* RTP */
        "c3 00000001 08 0102030405060708 00 00", "c0 6b3343cf 02 0102 04 01020304 0000" /* QUIC */
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_STRING_EQUAL(unrecognised(others[i]), "is not for this decoder");
}

static void
what_hardly_looks_like_another_may_be_ESP(void)
{
    CU_ASSERT_EQUAL(recognised("0001 0000 2112a443" TWELVE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0001 0004 2112a442" TWELVE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("80 00 1234 00112233" TWELVE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("80 48 1234 11223344" TWELVE), NC_MORE);
    CU_ASSERT_EQUAL(recognised("c3000000 02080102 03040506 07080000"), NC_MORE);
}

static void
what_is_neither_is_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("00000000" IKE "0000001d"), "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("c0000001 00000001 000000"), "no ESP of whole words");
    CU_ASSERT_STRING_EQUAL(unrecognised("c00000"), "ends too early");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_association_is_esp),
        SENTENCE(ike_comes_behind_a_marker),
        SENTENCE(a_keepalive_is_one_byte),
        SENTENCE(an_association_may_begin_with_ones),
        SENTENCE(another_byte_alone_is_refused),
        SENTENCE(keepalives_and_IKE_are_recognised_and_ESP_is_possible),
        SENTENCE(an_association_has_an_index_and_a_number),
        SENTENCE(what_takes_any_port_is_no_ESP),
        SENTENCE(what_hardly_looks_like_another_may_be_ESP),
        SENTENCE(what_is_neither_is_not_recognised),
        SENTENCES_END
    };

    return plugin_sentences("udpencap", "00000001", own);
}
