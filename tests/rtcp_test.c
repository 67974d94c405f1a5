/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "rtcp.pb-c.h"

#define BLOCK "00000007 40 fffffe 00010002 00000005 aabbccdd 00010000"
#define SENDER "c8 0006 00000001 e5b4c0d1 80000000 000000a0 0000000a 00000640"
#define RECEIVER "80 c9 0001 00000002"

static void
a_sender_says_what_it_sent(void)
{
    Types__RTCP *rtcp = decoded("80" SENDER);

    CU_ASSERT_EQUAL_FATAL(rtcp->n_packettypes, 1);
    CU_ASSERT_EQUAL(rtcp->packettypes[0], 200);
    CU_ASSERT_EQUAL(rtcp->ssrc, 1);
    CU_ASSERT_EQUAL(rtcp->ntptimestamp, UINT64_C(0xe5b4c0d180000000));
    CU_ASSERT_EQUAL(rtcp->rtptimestamp, 160);
    CU_ASSERT(rtcp->packetcount == 10 && rtcp->octetcount == 1600);
}

static void
a_receiver_says_what_came(void)
{
    Types__RTCP *rtcp = decoded("81 c9 0007 00000002" BLOCK);

    CU_ASSERT_EQUAL(rtcp->ssrc, 2);
    CU_ASSERT_EQUAL_FATAL(rtcp->n_reports, 1);
    CU_ASSERT_EQUAL(rtcp->reports[0]->ssrc, 7);
    CU_ASSERT_EQUAL(rtcp->reports[0]->fractionlost, 64);
    CU_ASSERT_EQUAL(rtcp->reports[0]->packetslost, -2);
    CU_ASSERT_EQUAL(rtcp->reports[0]->highestsequence, 0x10002);
    CU_ASSERT_EQUAL(rtcp->reports[0]->jitter, 5);
    CU_ASSERT_EQUAL(rtcp->reports[0]->lastreport, 0xaabbccdd);
    CU_ASSERT_EQUAL(rtcp->reports[0]->delay, 65536);
}

static void
what_is_lost_has_a_sign(void)
{
    Types__RTCP *rtcp =
        decoded("81 c9 0007 00000002 00000007 00 7fffff 00000000 00000000 00000000 00000000");

    CU_ASSERT_EQUAL(rtcp->reports[0]->packetslost, 0x7fffff);
    rtcp = decoded("81 c9 0007 00000002 00000007 00 800000 00000000 00000000 00000000 00000000");
    CU_ASSERT_EQUAL(rtcp->reports[0]->packetslost, -0x800000);
}

static void
sources_are_described(void)
{
    /* "a" and "bc"; padded to whole words, with a word of zeros where the items fill one. */
    Types__RTCP *rtcp = decoded(RECEIVER "82 ca 0006 00000001 01 01 61 00 00000003 01 02 6263 06 01"
                                         "74 00 00000000");

    CU_ASSERT_EQUAL_FATAL(rtcp->n_descriptions, 2);
    CU_ASSERT_STRING_EQUAL(rtcp->descriptions[0]->cname, "a");
    CU_ASSERT_EQUAL(rtcp->descriptions[1]->ssrc, 3);
    CU_ASSERT_STRING_EQUAL(rtcp->descriptions[1]->cname, "bc");
    CU_ASSERT_STRING_EQUAL(rtcp->descriptions[1]->tool, "t");
    CU_ASSERT_EQUAL(rtcp->n_packettypes, 2);
}

static void
sources_leave_with_a_reason_or_without(void)
{
    Types__RTCP *rtcp = decoded("82 cb 0003 00000001 00000002 03 656e64");

    CU_ASSERT_EQUAL_FATAL(rtcp->n_goodbyes, 2);
    CU_ASSERT_EQUAL(rtcp->goodbyes[1], 2);
    CU_ASSERT_STRING_EQUAL(rtcp->reason, "end");
    rtcp = decoded("81 cb 0001 00000001");
    CU_ASSERT_STRING_EQUAL(rtcp->reason, "");
}

static void
other_kinds_say_who_reports(void)
{
    Types__RTCP *rtcp = decoded("81 cd 0002 00000009 00000001");

    CU_ASSERT_EQUAL(rtcp->packettypes[0], 205);
    CU_ASSERT_EQUAL(rtcp->ssrc, 9);
}

static void
what_does_not_fit_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("40 c9 0001 00000002"), "version other than 2");
    CU_ASSERT_STRING_EQUAL(refusal("80 bf 0001 00000002"), "type that is none of reports");
    CU_ASSERT_STRING_EQUAL(refusal("80 e0 0001 00000002"), "type that is none of reports");
    CU_ASSERT_STRING_EQUAL(refusal("80 c9 0002 00000002"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("81 c9 0001 00000002"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(RECEIVER "80"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(RECEIVER "82 cb 0001 00000001"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal(RECEIVER "81 ca 0002 00000001 01 07 6162"), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_sender_says_what_it_sent),
        SENTENCE(a_receiver_says_what_came),
        SENTENCE(what_is_lost_has_a_sign),
        SENTENCE(sources_are_described),
        SENTENCE(sources_leave_with_a_reason_or_without),
        SENTENCE(other_kinds_say_who_reports),
        SENTENCE(what_does_not_fit_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("rtcp", RECEIVER, own);
}
