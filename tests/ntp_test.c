/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ntp.pb-c.h"

#define TIMES "0000000000000001 0000000000000002 0000000000000003 ffffffffffffffff "
#define HEADER(first, second) first second " 00000010 00000020 47505300 " TIMES

static void
leap_version_and_mode_share_a_byte(void)
{
    Types__NTP *ntp = decoded(HEADER("e5", "02 0a ec"));

    CU_ASSERT_EQUAL(ntp->leapindicator, 3);
    CU_ASSERT_EQUAL(ntp->version, 4);
    CU_ASSERT_EQUAL(ntp->mode, 5);
}

static void
poll_and_precision_are_signed(void)
{
    Types__NTP *ntp = decoded(HEADER("23", "02 ff ec"));

    CU_ASSERT_EQUAL(ntp->poll, -1);
    CU_ASSERT_EQUAL(ntp->precision, -20);
    ntp = decoded(HEADER("23", "02 7f 80"));
    CU_ASSERT_EQUAL(ntp->poll, 127);
    CU_ASSERT_EQUAL(ntp->precision, -128);
}

static void
times_are_raw_64_bits(void)
{
    Types__NTP *ntp = decoded(HEADER("23", "02 06 ec"));

    CU_ASSERT(ntp->referencetimestamp == 1 && ntp->origintimestamp == 2);
    CU_ASSERT_EQUAL(ntp->receivetimestamp, 3);
    CU_ASSERT_EQUAL(ntp->transmittimestamp, UINT64_MAX);
    CU_ASSERT_EQUAL(ntp->referenceid, 0x47505300);
}

static void
all_that_follows_is_extension(void)
{
    Types__NTP *ntp = decoded(HEADER("23", "02 06 ec") "0104 0010 6162");

    CU_ASSERT(holds(ntp->extensionbytes, "010400106162"));
    CU_ASSERT_EQUAL(left(), 0);
}

static void
without_more_there_is_no_extension(void)
{
    Types__NTP *ntp = decoded(HEADER("23", "02 06 ec"));

    CU_ASSERT_EQUAL(ntp->extensionbytes.len, 0);
}

static void
control_and_private_messages_have_version_and_mode_and_no_more(void)
{
    Types__NTP *ntp = decoded("16 02 0001 0000 0000 0000 0000");

    CU_ASSERT(ntp->version == 2 && ntp->mode == 6);
    ntp = decoded("17 00 03 2a 0000 0000");
    CU_ASSERT(ntp->version == 2 && ntp->mode == 7);
    ntp = decoded(HEADER("e6", "02 06 ec"));
    CU_ASSERT(ntp->version == 4 && !ntp->stratum && !ntp->precision && !ntp->transmittimestamp);
    CU_ASSERT_STRING_EQUAL(refusal("17 00 03 2a 0000 00"), "ends too early");
}

static void
a_message_is_recognised_by_version_mode_stratum_and_poll(void)
{
    CU_ASSERT_EQUAL(recognised(HEADER("23", "02 06 ec")), NC_YES);
    CU_ASSERT_EQUAL(recognised(HEADER("08", "10 f6 ec")), NC_YES); /* version 1, once a second */
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("3b", "02 06 ec")), "version that does not exist");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("20", "02 06 ec")), "mode that is reserved");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("23", "11 06 ec")), "stratum above 16");
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER("23", "02 81 80")),
                           "poll interval that nobody keeps");
    CU_ASSERT_STRING_EQUAL(unrecognised("23 02 06 ec 00000010"), "ends too early");
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("23 02 06 ec 00000010"), NC_MORE);
}

static void
what_modes_6_and_7_count_is_there(void)
{
    CU_ASSERT_EQUAL(recognised("16 82 0001 0000 0000 0000 0005 6162636465 000000"), NC_YES);
    CU_ASSERT_STRING_EQUAL(unrecognised("16 82 0001 0000 0000 0000 0009 61626364 65000000"),
                           "count beyond the message");
    CU_ASSERT_EQUAL(recognised("97 00 03 2a 0001 0004 61626364"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("17 00 00 2a 0000 0000"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("17 00 01 2a 0000 0000"),
                           "implementation that does not exist");
    CU_ASSERT_STRING_EQUAL(unrecognised("17 00 04 2a 0000 0000"),
                           "implementation that does not exist");
    CU_ASSERT_STRING_EQUAL(unrecognised("97 00 03 2a 0002 0004 61626364"),
                           "items beyond the message");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(leap_version_and_mode_share_a_byte),
        SENTENCE(poll_and_precision_are_signed),
        SENTENCE(times_are_raw_64_bits),
        SENTENCE(all_that_follows_is_extension),
        SENTENCE(without_more_there_is_no_extension),
        SENTENCE(control_and_private_messages_have_version_and_mode_and_no_more),
        SENTENCE(a_message_is_recognised_by_version_mode_stratum_and_poll),
        SENTENCE(what_modes_6_and_7_count_is_there),
        SENTENCES_END
    };

    return plugin_sentences("ntp", HEADER("23", "02 06 ec"), own);
}
