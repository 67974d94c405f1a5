/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define CHECK_VALUE "000102030405060708090a0b0c0d0e0f"

static void
an_ethertype_follows_a_clear_tag(void)
{
    decoded("0000 00000001 0800 45" CHECK_VALUE);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_channel_identifier_is_passed_over(void)
{
    decoded("2000 00000001 020000000001 0001 86dd 60" CHECK_VALUE);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x86dd);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_short_length_leaves_out_the_padding(void)
{
    decoded("0003 00000001 0800 45" CHECK_VALUE "00000000");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_short_frame_may_come_without_padding(void)
{
    decoded("0003 00000001 0800 45" CHECK_VALUE);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_number_of_the_association_means_nothing(void)
{
    decoded("0300 00000001 0800 45" CHECK_VALUE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
what_is_encrypted_stays_closed(void)
{
    decoded("0c00 00000001 0800 45" CHECK_VALUE);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
what_is_changed_stays_closed(void)
{
    decoded("0400 00000001 0800 45" CHECK_VALUE);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_missing_check_value_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0000 00000001 0800 000102030405060708090a0b0c0d"),
                           nc_truncated);
}

static void
a_short_length_beyond_the_frame_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0004 00000001 0800 45" CHECK_VALUE), nc_truncated);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("8000 00000001 0800" CHECK_VALUE), "version is not 0");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_ethertype_follows_a_clear_tag),
        SENTENCE(a_channel_identifier_is_passed_over),
        SENTENCE(a_short_length_leaves_out_the_padding),
        SENTENCE(a_short_frame_may_come_without_padding),
        SENTENCE(the_number_of_the_association_means_nothing),
        SENTENCE(what_is_encrypted_stays_closed),
        SENTENCE(what_is_changed_stays_closed),
        SENTENCE(a_missing_check_value_is_refused),
        SENTENCE(a_short_length_beyond_the_frame_is_refused),
        SENTENCE(another_version_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("macsec", "0000 00000001 0800 " CHECK_VALUE, own);
}
