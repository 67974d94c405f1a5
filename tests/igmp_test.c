/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "igmp.pb-c.h"

#include <stdio.h>

#define TENTH UINT64_C(100000000)
#define GENERAL "00000000 "
#define GROUP "e00000fb "

static void
a_query_of_8_bytes_without_a_time_is_version_1(void)
{
    Types__IGMP *igmp = decoded("1100 eeff" GENERAL);

    CU_ASSERT_EQUAL(igmp->version, 1);
    CU_ASSERT_EQUAL(igmp->type, 0x11);
    CU_ASSERT_EQUAL(igmp->checksum, 0xeeff);
    CU_ASSERT(holds(igmp->groupaddress, "00000000"));
}

static void
a_query_of_8_bytes_with_a_time_is_version_2(void)
{
    Types__IGMP *igmp = decoded("1164 ee9b" GENERAL);

    CU_ASSERT_EQUAL(igmp->version, 2);
    CU_ASSERT_EQUAL(igmp->maxresponsetime, 100 * TENTH);
}

static void
times_of_version_2_are_linear_to_the_end(void)
{
    Types__IGMP *igmp = decoded("11ff 0000" GENERAL);

    CU_ASSERT_EQUAL(igmp->maxresponsetime, 255 * TENTH);
}

static void
queries_of_9_to_11_bytes_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1164 ee9b" GENERAL "00"), "query of 9 to 11 bytes");
    CU_ASSERT_STRING_EQUAL(refusal("1164 ee9b" GENERAL "000000"), "query of 9 to 11 bytes");
}

static void
reports_of_version_1_have_no_time(void)
{
    Types__IGMP *igmp = decoded("12ff 0000" GROUP);

    CU_ASSERT_EQUAL(igmp->version, 1);
    CU_ASSERT_EQUAL(igmp->maxresponsetime, 0);
    CU_ASSERT(holds(igmp->groupaddress, "e00000fb"));
}

static void
report_and_leave_are_version_2(void)
{
    Types__IGMP *igmp = decoded("1600 0904" GROUP);

    CU_ASSERT_EQUAL(igmp->version, 2);
    igmp = decoded("1700 0804" GROUP);
    CU_ASSERT_EQUAL(igmp->version, 2);
    CU_ASSERT(holds(igmp->groupaddress, "e00000fb"));
}

static void
a_query_of_version_3_lists_its_sources(void)
{
    Types__IGMP *igmp = decoded("1114 0000" GROUP "fa 7d 0002 c0000201 c0000202");

    CU_ASSERT_EQUAL(igmp->version, 3);
    CU_ASSERT(igmp->supressrouterprocessing);
    CU_ASSERT_EQUAL(igmp->robustnessvalue, 2);
    CU_ASSERT_EQUAL(igmp->intervaltime, 1250 * TENTH);
    CU_ASSERT_EQUAL(igmp->numberofsources, 2);
    CU_ASSERT_EQUAL_FATAL(igmp->n_sourceaddresses, 2);
    CU_ASSERT_STRING_EQUAL(igmp->sourceaddresses[1], "192.0.2.2");
}

/* RFC 3376 section 4.1.1: 0x80 is (0 + 16) << 3, 0xff is (15 + 16) << 10, 0x9a is 26 << 4. */
static void
times_of_version_3_float_from_128_on(void)
{
    static const struct { const char *code; uint64_t value; } codes[] = {
        { "7f", 127 }, { "80", 128 }, { "9a", 416 }, { "ff", 31744 }
    };
    char hex[64];

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        snprintf(hex, sizeof hex, "11%s 0000" GENERAL "02 %s 0000", codes[i].code, codes[i].code);
        Types__IGMP *igmp = decoded(hex);

        CU_ASSERT_EQUAL(igmp->maxresponsetime, codes[i].value * TENTH);
        CU_ASSERT_EQUAL(igmp->intervaltime, codes[i].value * 10 * TENTH);
    }
}

static void
sources_that_are_not_there_are_malformed(void)
{
    Types__IGMP *igmp = decoded("1114 0000" GROUP "02 7d ffff c0000201 c000");

    CU_ASSERT_EQUAL(igmp->n_sourceaddresses, 1);
    CU_ASSERT_EQUAL(igmp->numberofsources, 65535);
    CU_ASSERT_STRING_EQUAL(malformed(), "fewer sources than announced");
}

static void
a_report_of_version_3_lists_groups_and_their_sources(void)
{
    Types__IGMP *igmp = decoded("22ff 0000 0000 0002 04 00 0000" GROUP
                                "01 00 0002 e0000016 c0000201 c0000202");

    CU_ASSERT(igmp->version == 3 && igmp->maxresponsetime == 0 && !igmp->groupaddress.len);
    CU_ASSERT_EQUAL(igmp->numberofgrouprecords, 2);
    CU_ASSERT_EQUAL_FATAL(igmp->n_grouprecords, 2);
    CU_ASSERT_EQUAL(igmp->grouprecords[0]->type, 4);
    CU_ASSERT_STRING_EQUAL(igmp->grouprecords[0]->multicastaddress, "224.0.0.251");
    CU_ASSERT_EQUAL(igmp->grouprecords[1]->numberofsources, 2);
    CU_ASSERT_EQUAL_FATAL(igmp->grouprecords[1]->n_sourceaddresses, 2);
    CU_ASSERT_STRING_EQUAL(igmp->grouprecords[1]->sourceaddresses[0], "192.0.2.1");
}

static void
auxiliary_data_is_passed_over(void)
{
    Types__IGMP *igmp = decoded("2200 0000 0000 0002 06 02 0001" GROUP "c0000201 0102030405060708"
                                "03 00 0000 e0000016");

    CU_ASSERT_EQUAL_FATAL(igmp->n_grouprecords, 2);
    CU_ASSERT_EQUAL(igmp->grouprecords[0]->auxdatalen, 2);
    CU_ASSERT_STRING_EQUAL(igmp->grouprecords[1]->multicastaddress, "224.0.0.22");
}

static void
a_group_that_is_cut_is_left_out(void)
{
    Types__IGMP *igmp = decoded("2200 0000 0000 0002 04 00 0000" GROUP "04 00 0001 e0000016");

    CU_ASSERT_EQUAL(igmp->n_grouprecords, 1);
    CU_ASSERT_EQUAL(igmp->numberofgrouprecords, 2);
    CU_ASSERT_STRING_EQUAL(malformed(), "group record runs past the report");
}

static void
a_group_whose_auxiliary_data_is_cut_is_kept(void)
{
    Types__IGMP *igmp = decoded("2200 0000 0000 0001 04 01 0000" GROUP "010203");

    CU_ASSERT_EQUAL(igmp->n_grouprecords, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "group record runs past the report");
}

static void
a_report_without_its_count_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2200 0000 0000 00"), nc_truncated);
}

static void
other_types_show_type_and_checksum_only(void)
{
    Types__IGMP *igmp = decoded("1303 abcd 00000e03");

    CU_ASSERT(igmp->type == 0x13 && igmp->checksum == 0xabcd);
    CU_ASSERT(!igmp->version && !igmp->maxresponsetime && !igmp->groupaddress.len);
    CU_ASSERT_EQUAL(left(), 4);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_query_of_8_bytes_without_a_time_is_version_1),
        SENTENCE(a_query_of_8_bytes_with_a_time_is_version_2),
        SENTENCE(times_of_version_2_are_linear_to_the_end),
        SENTENCE(queries_of_9_to_11_bytes_are_refused),
        SENTENCE(reports_of_version_1_have_no_time),
        SENTENCE(report_and_leave_are_version_2),
        SENTENCE(a_query_of_version_3_lists_its_sources),
        SENTENCE(times_of_version_3_float_from_128_on),
        SENTENCE(sources_that_are_not_there_are_malformed),
        SENTENCE(a_report_of_version_3_lists_groups_and_their_sources),
        SENTENCE(auxiliary_data_is_passed_over),
        SENTENCE(a_group_that_is_cut_is_left_out),
        SENTENCE(a_group_whose_auxiliary_data_is_cut_is_kept),
        SENTENCE(a_report_without_its_count_is_refused),
        SENTENCE(other_types_show_type_and_checksum_only),
        SENTENCES_END
    };

    return plugin_sentences("igmp", "1600 0904" GROUP, own);
}
