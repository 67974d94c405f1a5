/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
ipv4_user_data_is_known_by_its_version(void)
{
    decoded("30ff0001 00000001 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
ipv6_user_data_is_known_by_its_version(void)
{
    decoded("30ff0001 00000001 60");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
user_data_of_another_kind_stays_closed(void)
{
    decoded("30ff0001 00000001 ff");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
nothing_follows_a_signalling_message(void)
{
    decoded("32010004 00000000 45000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
one_flag_brings_three_fields(void)
{
    decoded("32ff0005 00000001 0001 00 85 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
extension_headers_count_words(void)
{
    decoded("34ff0015 00000001 0000 00 85 02 10 00 aaaaaaaa c0 02 bbbbbbbbbbbb 00 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_extension_type_without_its_flag_means_nothing(void)
{
    decoded("31ff0005 00000001 0000 01 85 60");
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
an_extension_header_of_no_length_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("34ff0008 00000001 0000 00 85 00 10 00 85"),
                           "extension header of no length");
}

static void
an_extension_header_beyond_the_message_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("34ff0008 00000001 0000 00 85 02 10 00 00 00 00 00 00"),
                           nc_truncated);
}

static void
the_length_ends_the_message(void)
{
    decoded("30ff0001 00000001 45 0000");
    CU_ASSERT_EQUAL(left(), 1);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("50ff0000 00000001"), "version is not 1");
    CU_ASSERT_STRING_EQUAL(refusal("10ff0000 00000001"), "version is not 1");
}

static void
it_is_recognised_by_a_length_that_is_right(void)
{
    CU_ASSERT_EQUAL(recognised("30ff0002 00000001 4500"), NC_YES);
    CU_ASSERT_EQUAL(recognised("32010004 00000000 00010000"), NC_YES);
    CU_ASSERT_EQUAL(recognised("30ff0001 00000001 4500"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("30ff0003 00000001 4500"), "length beyond the datagram");
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("30ff0003 00000001 4500"), NC_YES);
}

static void
other_versions_and_messages_are_not_recognised(void)
{
    CU_ASSERT_STRING_EQUAL(unrecognised("50ff0002 00000001 4500"), "version is not 1");
    CU_ASSERT_STRING_EQUAL(unrecognised("20ff0002 00000001 4500"), "is GTP'");
    CU_ASSERT_STRING_EQUAL(unrecognised("30100002 00000001 4500"),
                           "message that the user plane does not have");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(ipv4_user_data_is_known_by_its_version),
        SENTENCE(ipv6_user_data_is_known_by_its_version),
        SENTENCE(user_data_of_another_kind_stays_closed),
        SENTENCE(nothing_follows_a_signalling_message),
        SENTENCE(one_flag_brings_three_fields),
        SENTENCE(extension_headers_count_words),
        SENTENCE(an_extension_type_without_its_flag_means_nothing),
        SENTENCE(an_extension_header_of_no_length_is_refused),
        SENTENCE(an_extension_header_beyond_the_message_is_refused),
        SENTENCE(the_length_ends_the_message),
        SENTENCE(another_version_is_refused),
        SENTENCE(it_is_recognised_by_a_length_that_is_right),
        SENTENCE(other_versions_and_messages_are_not_recognised),
        SENTENCES_END
    };

    return plugin_sentences("gtpu", "30ff0000 00000001", own);
}
