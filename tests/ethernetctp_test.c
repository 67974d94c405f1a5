/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ethernetctp.pb-c.h"

#define FORWARD "0200 020000000001 "

static void
the_skip_count_has_its_low_byte_first(void)
{
    Types__EthernetCTP *ctp = decoded("0201 0100 0000");

    CU_ASSERT_EQUAL(ctp->skipcount, 0x0102);
}

static void
an_odd_skip_count_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0100 0100 0000"), "skip count is odd");
}

static void
a_reply_is_the_next_layer(void)
{
    decoded("0000 0100 3412 6869");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('C', 'T', 'P', 'F'));
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 6);
}

static void
a_reply_is_found_behind_what_is_forwarded(void)
{
    decoded("0000" FORWARD FORWARD "0100 0000 68");
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 5);
}

static void
what_has_been_forwarded_already_is_passed_over(void)
{
    decoded("0800" FORWARD "0100 0000");
    CU_ASSERT_EQUAL(next_value(), 1);
    CU_ASSERT_EQUAL(left(), 4);
}

static void
another_function_is_for_another_layer(void)
{
    decoded("0000 0300 0000");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('C', 'T', 'P', 'F'));
    CU_ASSERT_EQUAL(next_value(), 3);
}

static void
a_message_that_forwards_to_nobody_is_malformed(void)
{
    decoded("0000 0200 0200000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
a_message_without_a_function_is_malformed(void)
{
    decoded("0000 01");
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_skip_count_has_its_low_byte_first),
        SENTENCE(an_odd_skip_count_is_refused),
        SENTENCE(a_reply_is_the_next_layer),
        SENTENCE(a_reply_is_found_behind_what_is_forwarded),
        SENTENCE(what_has_been_forwarded_already_is_passed_over),
        SENTENCE(another_function_is_for_another_layer),
        SENTENCE(a_message_that_forwards_to_nobody_is_malformed),
        SENTENCE(a_message_without_a_function_is_malformed),
        SENTENCES_END
    };

    return plugin_sentences("ethernetctp", "0000", own);
}
