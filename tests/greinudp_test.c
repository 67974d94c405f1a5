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
    CU_ASSERT_EQUAL(recognised("b000 0800 00000000 00000001 00000002" FOUR), NC_YES);
    CU_ASSERT_EQUAL(recognised("0000 8847 00010140"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0000 86dd" FOUR), "not inside what the header says");
    CU_ASSERT_STRING_EQUAL(unrecognised("0001 0800" FOUR), "reserved bits are not 0");
    CU_ASSERT_STRING_EQUAL(unrecognised("0000 0100" FOUR), "protocol is no EtherType");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(GRE_follows_at_once),
        SENTENCE(it_is_recognised_by_what_is_inside),
        SENTENCES_END
    };

    return plugin_sentences("greinudp", "00", own);
}
