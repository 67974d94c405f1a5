/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv4.pb-c.h"

static void
type_and_code_are_one_number(void)
{
    Types__ICMPv4 *icmp = decoded("0304 0003 0000 05dc 4500");

    CU_ASSERT_EQUAL(icmp->typecode, 772);
    CU_ASSERT_EQUAL(icmp->checksum, 3);
    CU_ASSERT_EQUAL(icmp->seq, 1500);
}

static void
nothing_follows(void)
{
    decoded("0800 abcd 1234 0001 61626364");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(type_and_code_are_one_number),
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("icmpv4", "0800 abcd 1234 0001", own);
}
