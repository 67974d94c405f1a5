/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <netcap/record.h>
#include <stdio.h>
#include <string.h>

static struct nc_cursor message; /* behind the name read last */

static ProtobufCBinaryData
name_at(const char *hex, size_t from)
{
    message = over(hex);
    nc_skip(&message, from);
    return nc_domain_name(fresh(&message), &message);
}

/* Three labels of 63 bytes and one of so many. */
static ProtobufCBinaryData
long_name(int last)
{
    char hex[600] = "";

    for (int i = 0; i < 4; i++) {
        int size = i < 3 ? 63 : last;

        sprintf(hex + strlen(hex), "%02x", size);
        memset(hex + strlen(hex), '6', 2 * (size_t)size);
    }
    memcpy(hex + strlen(hex), "00", 3);
    return name_at(hex, 0);
}

/* The name "a", and so many pointers, each to the one before. */
static ProtobufCBinaryData
end_of_chain(int pointers)
{
    char hex[1200] = "016100";
    int target = 0;

    for (int i = 0; i < pointers; i++) {
        sprintf(hex + strlen(hex), "%04x", 0xc000 | target);
        target = 3 + 2 * i;
    }
    return name_at(hex, (size_t)target);
}

static void
labels_are_joined_by_dots(void)
{
    CU_ASSERT(spells(name_at("03777777 076578616d706c65 03636f6d 00", 0), "www.example.com"));
    CU_ASSERT_EQUAL(nc_left(&message), 0);
}

static void
the_root_is_empty_and_no_failure(void)
{
    CU_ASSERT_EQUAL(name_at("00 01", 0).len, 0);
    CU_ASSERT(nc_ok(&message));
    CU_ASSERT_EQUAL(nc_left(&message), 1);
}

static void
bytes_of_a_label_stay_as_they_are(void)
{
    CU_ASSERT(holds(name_at("04 002eff5c 00", 0), "002eff5c"));
}

static void
a_pointer_leads_back_and_ends_the_name(void)
{
    CU_ASSERT(spells(name_at("03636f6d00 0161c000 99", 5), "a.com"));
    CU_ASSERT_EQUAL(nc_left(&message), 1);
}

static void
a_pointer_may_lead_to_a_pointer(void)
{
    CU_ASSERT(spells(name_at("03636f6d00 0161c000 0162c005", 9), "b.a.com"));
}

static void
a_pointer_to_the_root_adds_nothing(void)
{
    CU_ASSERT(spells(name_at("00 0161c000", 1), "a"));
    CU_ASSERT(nc_ok(&message));
}

static void
a_pointer_to_itself_is_refused(void)
{
    name_at("c000", 0);
    CU_ASSERT_STRING_EQUAL(why(&message), "name points forward or to itself");
}

static void
a_pointer_into_its_own_name_is_refused(void)
{
    name_at("0161c000", 0);
    CU_ASSERT_STRING_EQUAL(why(&message), "name points forward or to itself");
}

static void
a_pointer_forward_is_refused(void)
{
    name_at("c0020161 00", 0);
    CU_ASSERT_STRING_EQUAL(why(&message), "name points forward or to itself");
}

static void
two_pointers_in_a_circle_are_refused(void)
{
    name_at("c002 c000 c002", 4);
    CU_ASSERT_STRING_EQUAL(why(&message), "name points forward or to itself");
}

static void
what_a_pointer_leads_to_ends_before_the_name(void)
{
    name_at("0261 c000", 2);
    CU_ASSERT_FALSE(nc_ok(&message));
}

static void
half_a_pointer_is_refused(void)
{
    name_at("00 c0", 1);
    CU_ASSERT_FALSE(nc_ok(&message));
    CU_ASSERT_EQUAL(nc_left(&message), 0);
}

static void
a_long_chain_of_bare_pointers_is_refused(void)
{
    CU_ASSERT(spells(end_of_chain(127), "a"));
    CU_ASSERT(nc_ok(&message));
    end_of_chain(128);
    CU_ASSERT_STRING_EQUAL(why(&message), "name with more pointers than labels");
}

static void
a_label_without_an_end_is_refused(void)
{
    CU_ASSERT_EQUAL(name_at("03 6161", 0).len, 0);
    CU_ASSERT_PTR_EQUAL(nc_reason(&message), nc_truncated);
}

static void
a_name_without_its_root_is_refused(void)
{
    CU_ASSERT_EQUAL(name_at("0161", 0).len, 0);
    CU_ASSERT_PTR_EQUAL(nc_reason(&message), nc_truncated);
}

static void
a_label_of_an_unknown_kind_is_refused(void)
{
    char hex[300] = "40";

    memset(hex + 2, '6', 2 * 64);
    memcpy(hex + 2 + 2 * 64, "00", 3);
    name_at(hex, 0);
    CU_ASSERT_STRING_EQUAL(why(&message), "label of an unknown kind");
}

static void
a_name_may_be_255_bytes_on_the_wire(void)
{
    CU_ASSERT_EQUAL(long_name(61).len, 253);
    CU_ASSERT(nc_ok(&message));
}

static void
a_name_longer_than_255_bytes_is_refused(void)
{
    long_name(62);
    CU_ASSERT_STRING_EQUAL(why(&message), "name longer than 255 bytes");
}

static void
a_window_keeps_a_name_inside_its_data(void)
{
    struct nc_cursor all = over("0161 00 0162 63"), data = nc_window(&all, 3, 5);

    nc_domain_name(fresh(&all), &data);
    CU_ASSERT_PTR_EQUAL(nc_reason(&data), nc_truncated);
    CU_ASSERT(nc_ok(&all));
}

static void
single_byte_options_have_length_1(void)
{
    struct nc_cursor list = over("01 00");
    struct nc_tlv option;

    CU_ASSERT(nc_ip_option(&list, &option));
    CU_ASSERT(option.type == 1 && option.length == 1 && option.value.len == 0);
    CU_ASSERT(nc_ip_option(&list, &option));
    CU_ASSERT(option.type == 0 && option.length == 1);
    CU_ASSERT_FALSE(nc_ip_option(&list, &option));
    CU_ASSERT(nc_ok(&list));
}

static void
the_length_of_an_option_counts_its_head(void)
{
    struct nc_cursor list = over("0204 05b4 0402");
    struct nc_tlv option;

    CU_ASSERT(nc_ip_option(&list, &option));
    CU_ASSERT(option.length == 4 && holds(option.value, "05b4"));
    CU_ASSERT(nc_ip_option(&list, &option));
    CU_ASSERT(option.type == 4 && option.length == 2 && option.value.len == 0);
}

static void
an_option_length_below_2_fails_the_list(void)
{
    struct nc_cursor list = over("0201 0101");
    struct nc_tlv option;

    CU_ASSERT_FALSE(nc_ip_option(&list, &option));
    CU_ASSERT_STRING_EQUAL(why(&list), "option length below 2");
}

static void
an_option_beyond_the_list_fails_it(void)
{
    struct nc_cursor list = over("0204 05");
    struct nc_tlv option;

    CU_ASSERT_FALSE(nc_ip_option(&list, &option));
    CU_ASSERT_PTR_EQUAL(nc_reason(&list), nc_truncated);
}

static void
an_option_without_a_length_fails_the_list(void)
{
    struct nc_cursor list = over("02");
    struct nc_tlv option;

    CU_ASSERT_FALSE(nc_ip_option(&list, &option));
    CU_ASSERT_FALSE(nc_ok(&list));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(labels_are_joined_by_dots),
        SENTENCE(the_root_is_empty_and_no_failure),
        SENTENCE(bytes_of_a_label_stay_as_they_are),
        SENTENCE(a_pointer_leads_back_and_ends_the_name),
        SENTENCE(a_pointer_may_lead_to_a_pointer),
        SENTENCE(a_pointer_to_the_root_adds_nothing),
        SENTENCE(a_pointer_to_itself_is_refused),
        SENTENCE(a_pointer_into_its_own_name_is_refused),
        SENTENCE(a_pointer_forward_is_refused),
        SENTENCE(two_pointers_in_a_circle_are_refused),
        SENTENCE(what_a_pointer_leads_to_ends_before_the_name),
        SENTENCE(half_a_pointer_is_refused),
        SENTENCE(a_long_chain_of_bare_pointers_is_refused),
        SENTENCE(a_label_without_an_end_is_refused),
        SENTENCE(a_name_without_its_root_is_refused),
        SENTENCE(a_label_of_an_unknown_kind_is_refused),
        SENTENCE(a_name_may_be_255_bytes_on_the_wire),
        SENTENCE(a_name_longer_than_255_bytes_is_refused),
        SENTENCE(a_window_keeps_a_name_inside_its_data),
        SENTENCE(single_byte_options_have_length_1),
        SENTENCE(the_length_of_an_option_counts_its_head),
        SENTENCE(an_option_length_below_2_fails_the_list),
        SENTENCE(an_option_beyond_the_list_fails_it),
        SENTENCE(an_option_without_a_length_fails_the_list),
        SENTENCES_END
    };

    return sentences("sdk_constructs", own);
}
