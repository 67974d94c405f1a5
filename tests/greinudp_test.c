/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define FRAME "020000000001 020000000002 0800 "
#define FOUR "4500001c 00000000 40110000 c0000201 c0000202 00350035 00080000"

static void
GRE_follows_at_once(void)
{
    decoded("0000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_IPPROTO);
    CU_ASSERT_EQUAL(next_value(), 47);
    CU_ASSERT_EQUAL(left(), 5);
}

static void
it_is_recognised_by_what_is_inside(void)
{
    CU_ASSERT_EQUAL(recognised("0000 0800" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("2000 6558 00000001" FRAME FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("b000 0800 3e58 0000 00000001 00000002" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 8847 00010140"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0000 86dd" FOUR), "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0800" FOUR), "reserved bits are not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("0000 0100" FOUR), "protocol is no EtherType");
}

static void
a_checksum_that_is_there_is_right(void)
{
    CU_ASSERT_EQUAL(recognised("a000 1234 4dca 0000 00000001"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("a000 1234 4dcb 0000 00000001"), "wrong checksum");
    CU_ASSERT_STRING_EQUAL(unrecognised("a000 1234 4dc9 0001 00000001"), "reserved bits are not 0");
    datagram.cut = true;
    CU_ASSERT_STRING_EQUAL(unrecognised("a000 1234 4dca 0000 00000001"),
                           "not inside what the header says");
    CU_ASSERT_EQUAL(recognised("8000 0800 ffff 0000" FOUR), NC_YES);
}

#define VOICE "00001234 0000dead 55555555 55555555"

static void
what_others_begin_with_is_no_GRE(void)
{
    static const char *const others[] = {
        "8000 1234" VOICE, "8008 88be" VOICE, "8000 0800" VOICE,                       /* RTP */
        "0000 8100 0001 0000 0000 0000 01610000010001", "0000 8180 0001 0000 00000000", /* DNS */
        "3000 1122 00000000 00000000 6869", "0000 8001 68656c6c6f",
        "0001 0000 2112a442 000000000000000000000000" /* STUN */
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(recognised(others[i]), NC_NO);
}

static void
what_takes_any_port_is_declined(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0000 2112a442 000000000000000000000000"),
                           "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("8000 1234 6dcc0000 0000dead 5555555555555555"),
                           "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("4f5054494f4e53207369703a61406220534950"),
                           "is not for this decoder");
    CU_ASSERT_STRING_EQUAL(unrecognised("0002 0800 00000000 00000000"),
                           "reserved bits are not 0");
}

static void
what_tunnels_carry_is_known(void)
{
    CU_ASSERT_EQUAL(recognised("0000 8100 0005 0800" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 8847 00010040 00020140"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 8847 00010040 00020040"), NC_NO);
    CU_ASSERT_EQUAL(recognised("1000 88be 00000001 1001 0001 00000000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 880b ff030021"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 00fe 83140100"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 00fe 45140100"), NC_NO);
    CU_ASSERT_EQUAL(recognised("0000 8864 11000001 0006 0021"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 8863 45000001"), NC_NO);
    CU_ASSERT_EQUAL(recognised("0000 88cc 0207 0402"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 88cc 4500"), NC_NO);
    CU_ASSERT_EQUAL(recognised("0000 2001 0001 0800 0000000000 00 0034 0000 0000 01"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0000 2001 0001 0800 0000000000 00 0034 0000 0000 02"), NC_NO);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(GRE_follows_at_once),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCE(a_checksum_that_is_there_is_right),
        SENTENCE(what_others_begin_with_is_no_GRE),
        SENTENCE(what_takes_any_port_is_declined),
        SENTENCE(what_tunnels_carry_is_known),
        SENTENCES_END
    };

    return plugin_sentences("greinudp", "00", own);
}
