/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "cip.pb-c.h"

static void
a_request_names_an_object_by_numbers(void)
{
    Types__CIP *cip = decoded("0e 03 20 01 24 02 30 07");

    CU_ASSERT(!cip->response && cip->serviceid == 14 && cip->datalength == 0);
    CU_ASSERT(cip->classid == 1 && cip->instanceid == 2 && cip->attributeid == 7);
}

static void
numbers_of_a_path_have_one_two_or_four_bytes(void)
{
    Types__CIP *cip = decoded("10 08 21 00 0102 26 00 01020304 31 00 ff00 2c 05 ffff");

    CU_ASSERT(cip->classid == 0x201 && cip->instanceid == 0x04030201 && cip->attributeid == 255);
    CU_ASSERT_EQUAL(cip->datalength, 2);
    CU_ASSERT_STRING_EQUAL(refusal("10 01 23 00"), "path beyond its size");
    CU_ASSERT_STRING_EQUAL(refusal("10 01 21 00"), "path beyond its size");
    CU_ASSERT_STRING_EQUAL(refusal("10 02 26 00 0102"), "path beyond its size");
}

static void
a_tag_has_a_name(void)
{
    Types__CIP *cip = decoded("4c 05 91 03 746167 00 91 02 6162 0100");

    CU_ASSERT_STRING_EQUAL(cip->symbol, "tag");
    CU_ASSERT(cip->datalength == 2 && cip->serviceid == 0x4c);
    CU_ASSERT_STRING_EQUAL(refusal("4c 02 91 03 7461"), "path beyond its size");
}

static void
behind_what_is_no_number_a_path_is_not_read(void)
{
    Types__CIP *cip = decoded("0e 03 20 06 80 00 24 01");

    CU_ASSERT(cip->classid == 6 && cip->instanceid == 0);
    cip = decoded("0e 03 34 04 0000 20 06");
    CU_ASSERT_EQUAL(cip->classid, 0);
}

static void
ports_of_a_path_are_passed_over(void)
{
    Types__CIP *cip = decoded("0e 08 11 07 312e322e332e34 00 2001 2401 3007");

    CU_ASSERT(cip->classid == 1 && cip->instanceid == 1 && cip->attributeid == 7);
    CU_ASSERT_EQUAL(((Types__CIP *)decoded("0e 02 01 02 2006"))->classid, 6);
    CU_ASSERT_EQUAL(((Types__CIP *)decoded("0e 03 0f 0100 02 2006"))->classid, 6);
    CU_ASSERT_EQUAL(((Types__CIP *)decoded("0e 04 1f 02 0100 6162 2006"))->classid, 6);
    CU_ASSERT_STRING_EQUAL(refusal("0e 02 11 03 6162"), "path beyond its size");
}

static void
a_response_has_a_status(void)
{
    Types__CIP *cip = decoded("d4 00 01 02 0001 ff20 aabb");

    CU_ASSERT(cip->response && cip->serviceid == 0x54 && cip->status == 1);
    CU_ASSERT_EQUAL_FATAL(cip->n_additionalstatus, 2);
    CU_ASSERT(cip->additionalstatus[0] == 256 && cip->additionalstatus[1] == 0x20ff);
    CU_ASSERT_EQUAL(cip->datalength, 2);
    CU_ASSERT_STRING_EQUAL(refusal("d4 00 01 02 0001 ff"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("d4 00 01"), nc_truncated);
}

static void
the_data_are_written_on_demand(void)
{
    Types__CIP *cip = decoded("8e 00 00 00 0161");

    CU_ASSERT_EQUAL(cip->data.len, 0);
    with_option("payload", 1);
    cip = decoded("8e 00 00 00 0161");
    CU_ASSERT(holds(cip->data, "0161") && left() == 0);
}

static void
what_is_passed_on_may_be_cut(void)
{
    Types__CIP *cip = decoded("52 02 20 06 24 01 0a ff 0600 0102 2001");

    CU_ASSERT(cip->classid == 6 && cip->serviceid == 0x52 && cip->datalength == 8);
    CU_ASSERT_EQUAL(((Types__CIP *)decoded("52 02 20 06 24 01"))->datalength, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_names_an_object_by_numbers),
        SENTENCE(numbers_of_a_path_have_one_two_or_four_bytes),
        SENTENCE(a_tag_has_a_name),
        SENTENCE(ports_of_a_path_are_passed_over),
        SENTENCE(behind_what_is_no_number_a_path_is_not_read),
        SENTENCE(a_response_has_a_status),
        SENTENCE(the_data_are_written_on_demand),
        SENTENCE(what_is_passed_on_may_be_cut),
        SENTENCES_END
    };

    return plugin_sentences("cip", "0e 03 20 01 24 01 30 07", own);
}
