/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <stdio.h>

static void
type_2_has_eight_bytes(void)
{
    decoded("10640c01 00000000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_has_twelve_bytes(void)
{
    decoded("20640c01 00000001 0000 0000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_may_have_eight_more(void)
{
    decoded("20640c01 00000001 0000 0001 0000000000000000 ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
type_3_may_carry_ip_alone(void)
{
    decoded("20640c01 00000001 0000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_LINKTYPE);
    CU_ASSERT_EQUAL(next_value(), 101);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_reserved_frame_type_is_no_ethernet(void)
{
    char hex[64];

    for (unsigned type = 0; type < 32; type++) {
        if (type == 0 || type == 2)
            continue;
        for (unsigned sub = 0; sub < 2; sub++) {
            snprintf(hex, sizeof hex, "20640c01 00000001 0000 %04x %s ff", type << 10 | sub,
                     sub ? "0000000000000000" : "");
            decoded(hex);
            CU_ASSERT_EQUAL(next_space(), NC_SPACE('E', 'R', 'S', 'F'));
            CU_ASSERT_EQUAL(next_value(), type);
            CU_ASSERT_EQUAL(left(), 1);
        }
    }
}

static void
what_stands_around_the_frame_type_does_not_change_it(void)
{
    decoded("20640c01 00000001 0000 83fe ff");
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    decoded("20640c01 00000001 0000 8bfe ff");
    CU_ASSERT_EQUAL(next_value(), 101);
}

static void
the_vlan_of_either_type_is_a_scope_and_none_is_none(void)
{
    static const char *const heads[] = { "1%03x0c01 00000000 ff",
                                         "2%03x0c01 00000001 0000 0000 ff" };
    char hex[64];

    for (size_t i = 0; i < 2; i++)
        for (unsigned vlan = 0; vlan < 4096; vlan += 4095) {
            snprintf(hex, sizeof hex, heads[i], vlan);
            decoded(hex);
            CU_ASSERT_EQUAL(packet()->place.tunnel_kind, vlan ? NC_SCOPE_ERSPAN : NC_SCOPE_NONE);
            CU_ASSERT_EQUAL(packet()->place.tunnel, vlan);
        }
}

static void
a_subheader_that_is_missing_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("20640c01 00000001 0000 0001 00000000000000"), nc_truncated);
}

static void
a_short_type_3_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("20640c01 00000001 0000 00"), nc_truncated);
}

static void
another_type_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("00640c01 00000000"), "type is neither II nor III");
    CU_ASSERT_STRING_EQUAL(refusal("30640c01 00000000 00000000"), "type is neither II nor III");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(type_2_has_eight_bytes),
        SENTENCE(type_3_has_twelve_bytes),
        SENTENCE(type_3_may_have_eight_more),
        SENTENCE(type_3_may_carry_ip_alone),
        SENTENCE(a_reserved_frame_type_is_no_ethernet),
        SENTENCE(what_stands_around_the_frame_type_does_not_change_it),
        SENTENCE(the_vlan_of_either_type_is_a_scope_and_none_is_none),
        SENTENCE(a_subheader_that_is_missing_is_refused),
        SENTENCE(a_short_type_3_is_refused),
        SENTENCE(another_type_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("erspan", "10000000 00000000", own);
}
