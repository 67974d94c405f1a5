/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "lcm.pb-c.h"

#define SMALL "4c433032 fffffffe "
#define FRAGMENT "4c433033 00000007 "

static void
a_small_message_has_a_channel(void)
{
    Types__LCM *lcm = decoded(SMALL "504f534500 0102");

    CU_ASSERT_EQUAL(lcm->magic, 0x4c433032);
    CU_ASSERT_EQUAL(lcm->sequencenumber, 0xfffffffe);
    CU_ASSERT_STRING_EQUAL(lcm->channelname, "POSE");
    CU_ASSERT(!lcm->fragmented);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_first_fragment_has_a_channel(void)
{
    Types__LCM *lcm = decoded(FRAGMENT "80000001 00000000 0000 0002 504f534500 0102");

    CU_ASSERT(lcm->fragmented);
    CU_ASSERT_EQUAL(lcm->payloadsize, 0x80000001);
    CU_ASSERT_EQUAL(lcm->fragmentoffset, 0);
    CU_ASSERT_EQUAL(lcm->totalfragments, 2);
    CU_ASSERT_STRING_EQUAL(lcm->channelname, "POSE");
}

static void
later_fragments_have_none(void)
{
    Types__LCM *lcm = decoded(FRAGMENT "00010000 fffffff0 0001 0002 504f534500");

    CU_ASSERT_EQUAL(lcm->fragmentoffset, 0xfffffff0);
    CU_ASSERT_EQUAL(lcm->fragmentnumber, 1);
    CU_ASSERT_STRING_EQUAL(lcm->channelname, "");
    CU_ASSERT_EQUAL(left(), 5);
}

static void
a_channel_may_have_no_name(void)
{
    Types__LCM *lcm = decoded(SMALL "00 0102");

    CU_ASSERT_STRING_EQUAL(lcm->channelname, "");
    CU_ASSERT_EQUAL(left(), 2);
}

static void
a_channel_name_must_end(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(SMALL "504f5345"), "channel name without an end");
    CU_ASSERT_STRING_EQUAL(refusal(SMALL), "channel name without an end");
}

static void
another_magic_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4c433031 00000000 00"), "magic is no LC02 or LC03");
}

static void
a_fragment_beyond_the_last_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(FRAGMENT "00000001 00000000 0002 0002"),
                           "fragment beyond the last one");
    CU_ASSERT_STRING_EQUAL(refusal(FRAGMENT "00000001 00000000 0000 0000"),
                           "fragment beyond the last one");
}

static void
half_a_fragment_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(FRAGMENT "00000001 00000000 0001"), nc_truncated);
}

static void
it_is_recognised_by_its_magic(void)
{
    CU_ASSERT_EQUAL(recognised(SMALL), NC_YES);
    CU_ASSERT_EQUAL(recognised(FRAGMENT), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("4c433034 00000001"), "magic is no LC02 or LC03");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_small_message_has_a_channel),
        SENTENCE(a_first_fragment_has_a_channel),
        SENTENCE(later_fragments_have_none),
        SENTENCE(a_channel_may_have_no_name),
        SENTENCE(a_channel_name_must_end),
        SENTENCE(another_magic_is_refused),
        SENTENCE(a_fragment_beyond_the_last_is_refused),
        SENTENCE(half_a_fragment_header_is_refused),
        SENTENCE(it_is_recognised_by_its_magic),
        SENTENCES_END
    };

    return plugin_sentences("lcm", "4c433032 00000001 504f534500", own);
}
