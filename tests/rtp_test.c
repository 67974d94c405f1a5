/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"
#include "harness_plugin.h"

#include "rtp.pb-c.h"

#include <string.h>

/* Nobody leads to it but a session that was announced: its hook is called as it is then. */
static Types__RTP *kept;

static void
keep(struct nc_packet *pkt, void *record, struct nc_time time)
{
    (void)pkt;
    CU_ASSERT_EQUAL(time.seconds, 7);
    kept = record;
}

static struct nc_packet *last;
static struct nc_cursor in;

/* The record of these bytes, the session having announced 96 as place 2 of the names at 16 kHz. */
static Types__RTP *
told(const char *hex)
{
    static const struct nc_host host = { .write = keep };
    static const uint8_t session[NC_EXPECTED_STATE] = { 96, 2, 0x80, 0x02 };
    const struct nc_stream is = { .time = { 7, 0, 0 } };

    kept = NULL;
    in = over(hex);
    last = fresh(&in);
    last->host = &host;
    plugin->datagram(last, &is, &in, (void *)(uintptr_t)session);
    last->host = NULL;
    return kept;
}

static const char *
refused(const char *hex)
{
    CU_ASSERT_PTR_NULL(told(hex));
    return why(&in);
}

#define HEAD "1234 01020304 fffefdfc"

static void
the_header_is_read(void)
{
    Types__RTP *rtp = told("80 e0" HEAD "616263");

    CU_ASSERT_PTR_NOT_NULL_FATAL(rtp);
    CU_ASSERT(rtp->version == 2 && rtp->padding == 0 && rtp->extension == 0);
    CU_ASSERT_EQUAL(rtp->csrccount, 0);
    CU_ASSERT_EQUAL(rtp->marker, 1);
    CU_ASSERT_EQUAL(rtp->payloadtype, 96);
    CU_ASSERT_EQUAL(rtp->sequencenumber, 0x1234);
    CU_ASSERT_EQUAL(rtp->rtptimestamp, 0x1020304);
    CU_ASSERT_EQUAL(rtp->ssrc, 0xfffefdfc);
    CU_ASSERT_EQUAL(rtp->payloadsize, 3);
}

static void
an_encoding_is_what_the_session_said(void)
{
    Types__RTP *rtp = told("80 60" HEAD);

    CU_ASSERT_PTR_NOT_NULL_FATAL(rtp);
    CU_ASSERT_STRING_EQUAL(rtp->encoding, "GSM");
    CU_ASSERT_EQUAL(rtp->clockrate, 16000);
}

static void
else_it_is_by_its_number(void)
{
    CU_ASSERT_STRING_EQUAL(told("80 00" HEAD)->encoding, "PCMU");
    CU_ASSERT_STRING_EQUAL(told("80 09" HEAD)->encoding, "G722");
    CU_ASSERT_EQUAL(told("80 0a" HEAD)->clockrate, 44100);
    CU_ASSERT_STRING_EQUAL(told("80 22" HEAD)->encoding, "H263");
    CU_ASSERT_EQUAL(told("80 22" HEAD)->clockrate, 90000);
    CU_ASSERT_STRING_EQUAL(told("80 01" HEAD)->encoding, "");
    CU_ASSERT_STRING_EQUAL(told("80 61" HEAD)->encoding, "");
    CU_ASSERT_EQUAL(told("80 61" HEAD)->clockrate, 0);
}

static void
sources_extension_and_padding_are_no_payload(void)
{
    Types__RTP *rtp = told("b2 00" HEAD "00000001 00000002 bede 0001 aabbccdd 6162 000003");

    CU_ASSERT_PTR_NOT_NULL_FATAL(rtp);
    CU_ASSERT_EQUAL_FATAL(rtp->n_csrcs, 2);
    CU_ASSERT_EQUAL(rtp->csrcs[1], 2);
    CU_ASSERT_EQUAL(rtp->extensionprofile, 0xbede);
    CU_ASSERT_EQUAL(rtp->extensionsize, 4);
    CU_ASSERT_EQUAL(rtp->paddingsize, 3);
    CU_ASSERT_EQUAL(rtp->payloadsize, 2);
}

static void
padding_may_be_all_there_is(void)
{
    CU_ASSERT_EQUAL(told("a0 00" HEAD "0002")->payloadsize, 0);
    CU_ASSERT_STRING_EQUAL(refused("a0 00" HEAD "0003"), "padding beyond the packet");
    CU_ASSERT_STRING_EQUAL(refused("a0 00" HEAD "0000"), "padding of nothing");
    CU_ASSERT_STRING_EQUAL(refused("a0 00" HEAD), "padding of nothing");
}

static void
what_does_not_fit_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("81 00" HEAD "000000"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("90 00" HEAD "bede00"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("90 00" HEAD "bede 0001 aabbcc"), nc_truncated);
}

static void
what_comes_the_same_way_is_nobodys(void)
{
    static const char *const others[] = { "", "80", "80 00 1234 01020304 fffefd",
                                          "0001 0000 2112a442 000102030405060708090a0b",
                                          "16 fefd 0000 000000000001 0003 0e0000", "c0" HEAD HEAD };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_STRING_EQUAL(refused(others[i]), "");
}

static void
reports_are_handed_on(void)
{
    CU_ASSERT_PTR_NULL(told("80 c9 0001 00000001"));
    CU_ASSERT_EQUAL_FATAL(last->n_handed, 1);
    CU_ASSERT_EQUAL(last->handed[0].space, plugin->hands_on);
    CU_ASSERT_EQUAL(last->handed[0].value, 1);
    told("80 bf" HEAD);
    CU_ASSERT_EQUAL(last->n_handed, 0);
    told("80 e0" HEAD);
    CU_ASSERT_EQUAL(last->n_handed, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_header_is_read),
        SENTENCE(an_encoding_is_what_the_session_said),
        SENTENCE(else_it_is_by_its_number),
        SENTENCE(sources_extension_and_padding_are_no_payload),
        SENTENCE(padding_may_be_all_there_is),
        SENTENCE(what_does_not_fit_is_refused),
        SENTENCE(what_comes_the_same_way_is_nobodys),
        SENTENCE(reports_are_handed_on),
        SENTENCES_END
    };

    load_plugin("rtp");
    return sentences("rtp", own);
}
