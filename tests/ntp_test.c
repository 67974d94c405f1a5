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
control_and_private_messages_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("26", "02 06 ec")), "control or private message");
    CU_ASSERT_STRING_EQUAL(refusal(HEADER("27", "02 06 ec")), "control or private message");
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
        SENTENCE(control_and_private_messages_are_refused),
        SENTENCES_END
    };

    return plugin_sentences("ntp", HEADER("23", "02 06 ec"), own);
}
