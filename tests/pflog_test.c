/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#define OLD \
    "656d3000 000000000000000000000000 00000000000000000000000000000000 00000000 00000001 ffffffff"
#define NEW OLD "00000000 00000000 00000000 01000000"

static void
the_address_family_says_what_follows(void)
{
    decoded("3d 02 00 00" NEW "45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
every_system_has_a_family_of_its_own_for_ipv6(void)
{
    static const char *const packets[] = {
        "3d 18 00 00" NEW "60", "3d 1c 00 00" NEW "60", "3d 1e 00 00" NEW "60"
    };
    
    for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
        decoded(packets[i]);
        CU_ASSERT_EQUAL(next_value(), 0x86dd);
    }
}

static void
a_header_of_older_systems_is_shorter(void)
{
    decoded("2d 02 00 00" OLD "45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_packet_begins_at_a_multiple_of_four(void)
{
    decoded("3e 02 00 00" NEW "45");
    CU_ASSERT_EQUAL(left(), 1);
    decoded("41 02 00 00" NEW "00000000 45");
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2c 02 00 00" NEW), "length shorter than the header");
}

static void
a_length_beyond_the_packet_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("41 02 00 00" NEW), nc_truncated);
}

static void
another_family_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3d 0a 00 00" NEW "60"), "address family is not IP");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_address_family_says_what_follows),
        SENTENCE(every_system_has_a_family_of_its_own_for_ipv6),
        SENTENCE(a_header_of_older_systems_is_shorter),
        SENTENCE(the_packet_begins_at_a_multiple_of_four),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(a_length_beyond_the_packet_is_refused),
        SENTENCE(another_family_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pflog", "2d 02 00 00" OLD, own);
}
