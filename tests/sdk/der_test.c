/* SPDX-License-Identifier: Apache-2.0 */
/* Elements as ITU-T X.690 has them: the examples of sections 8.1.2 to 8.19 and what breaks them. */
#include "der_talk.h"

static const char *
refused(const char *hex)
{
    struct nc_cursor in = over(hex);

    CU_ASSERT_FALSE(next(&in));
    CU_ASSERT_EQUAL(nc_left(&in), 0);
    CU_ASSERT(nc_ok(&in) || !nc_ok(&element.value));
    return why(&in);
}

static void
an_element_has_identifier_number_value_and_all_of_it(void)
{
    struct nc_cursor in = over("1a 05 4a6f6e6573 0500");

    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT_EQUAL(element.identifier, NC_DER_VISIBLE_STRING);
    CU_ASSERT_EQUAL(element.number, 26);
    CU_ASSERT(holds(nc_rest(&element.value), "4a6f6e6573"));
    CU_ASSERT(holds(element.whole, "1a054a6f6e6573"));
    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT_EQUAL(element.identifier, NC_DER_NULL);
    CU_ASSERT_EQUAL(nc_left(&element.value), 0);
}

static void
behind_the_last_element_there_is_none_which_is_no_failure(void)
{
    CU_ASSERT_STRING_EQUAL(refused(""), "");
}

static void
numbers_from_31_on_have_bytes_of_their_own(void)
{
    struct nc_cursor in = over("bf 87 68 00  1f 8f ff ff ff 7f 00");

    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT_EQUAL(element.identifier, 0xbf);
    CU_ASSERT_EQUAL(element.number, 1000);
    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT_EQUAL(element.number, UINT32_MAX);
}

static void
a_number_above_32_bits_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("1f 90 80 80 80 00 00"), "tag number above 32 bits");
    CU_ASSERT_STRING_EQUAL(refused("1f ffffffff ffffffff"), "tag number above 32 bits");
}

static void
lengths_may_have_more_bytes_than_they_need(void)
{
    struct nc_cursor in = over("04 84 00000002 abcd  04 8a 00000000000000000001 ef");

    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT(holds(nc_rest(&element.value), "abcd"));
    CU_ASSERT_FATAL(next(&in));
    CU_ASSERT(holds(nc_rest(&element.value), "ef"));
}

static void
a_length_beyond_the_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("04 02 ab"), "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refused("04 81 80 ab"), "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refused("04 84 ffffffff ab"), "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refused("04 88 ffffffffffffffff ab"), "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refused("04 89 010000000000000001 ab"), "length beyond its message");
}

static void
an_indefinite_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("30 80 0500 0000"), "indefinite length");
}

static void
what_is_cut_in_its_header_ends_too_early(void)
{
    CU_ASSERT_STRING_EQUAL(refused("04"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("04 82 01"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("1f 87"), nc_truncated);
}

static void
an_expected_element_is_its_value(void)
{
    struct nc_cursor in = over("30 03 020107 05 00"), list = nc_der_expect(&in, NC_DER_SEQUENCE);

    CU_ASSERT_EQUAL(nc_der_int(&list, NC_DER_INTEGER), 7);
    CU_ASSERT(nc_ok(&list) && !nc_left(&list));
    CU_ASSERT(nc_der_is(&in, NC_DER_NULL));
    CU_ASSERT_FALSE(nc_der_is(&list, 0));
}

static void
another_element_than_expected_fails_both_cursors(void)
{
    struct nc_cursor in = over("31 03 020107"), list = nc_der_expect(&in, NC_DER_SEQUENCE);

    CU_ASSERT_STRING_EQUAL(why(&in), "another element than expected");
    CU_ASSERT_STRING_EQUAL(why(&list), "another element than expected");
    CU_ASSERT_EQUAL(nc_left(&list), 0);
}

static void
an_expected_element_that_is_missing_ends_too_early(void)
{
    struct nc_cursor in = over(""), list = nc_der_expect(&in, NC_DER_SEQUENCE);

    CU_ASSERT_PTR_EQUAL(nc_reason(&in), nc_truncated);
    CU_ASSERT_PTR_EQUAL(nc_reason(&list), nc_truncated);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_element_has_identifier_number_value_and_all_of_it),
        SENTENCE(behind_the_last_element_there_is_none_which_is_no_failure),
        SENTENCE(numbers_from_31_on_have_bytes_of_their_own),
        SENTENCE(a_number_above_32_bits_is_refused),
        SENTENCE(lengths_may_have_more_bytes_than_they_need),
        SENTENCE(a_length_beyond_the_message_is_refused),
        SENTENCE(an_indefinite_length_is_refused),
        SENTENCE(what_is_cut_in_its_header_ends_too_early),
        SENTENCE(an_expected_element_is_its_value),
        SENTENCE(another_element_than_expected_fails_both_cursors),
        SENTENCE(an_expected_element_that_is_missing_ends_too_early),
        SENTENCES_END
    };

    return sentences("der", own);
}
