/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "icmpv6.pb-c.h"

static void
type_and_code_are_one_number(void)
{
    Types__ICMPv6 *icmp = decoded("0104 abcd");

    CU_ASSERT_EQUAL(icmp->typecode, 260);
    CU_ASSERT_EQUAL(icmp->checksum, 0xabcd);
}

static void
the_type_says_how_to_read_the_body(void)
{
    decoded("8700 abcd 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_ICMPV6_TYPE);
    CU_ASSERT_EQUAL(next_value(), 135);
    CU_ASSERT_EQUAL(left(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(type_and_code_are_one_number),
        SENTENCE(the_type_says_how_to_read_the_body),
        SENTENCES_END
    };

    return plugin_sentences("icmpv6", "8000 abcd", own);
}
