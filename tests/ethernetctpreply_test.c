/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ethernetctpreply.pb-c.h"

static void
numbers_have_their_low_byte_first(void)
{
    Types__EthernetCTPReply *reply = decoded("0100 3412");

    CU_ASSERT_EQUAL(reply->function, 1);
    CU_ASSERT_EQUAL(reply->receiptnumber, 0x1234);
}

static void
all_the_rest_is_data(void)
{
    Types__EthernetCTPReply *reply = decoded("0100 0000 68656c6c6f 0000");

    CU_ASSERT(holds(reply->data, "68656c6c6f0000"));
    CU_ASSERT_EQUAL(left(), 0);
}

static void
there_may_be_no_data(void)
{
    Types__EthernetCTPReply *reply = decoded("0100 0000");

    CU_ASSERT_EQUAL(reply->data.len, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(numbers_have_their_low_byte_first),
        SENTENCE(all_the_rest_is_data),
        SENTENCE(there_may_be_no_data),
        SENTENCES_END
    };

    return plugin_sentences("ethernetctpreply", "0100 0000", own);
}
