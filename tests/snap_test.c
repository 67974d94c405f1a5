/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "snap.pb-c.h"

static void
the_organisation_is_three_bytes(void)
{
    Types__SNAP *snap = decoded("00000c 2000");

    CU_ASSERT(holds(snap->organizationalcode, "00000c"));
    CU_ASSERT_EQUAL(snap->type, 0x2000);
}

static void
organisation_zero_means_an_ethertype(void)
{
    decoded("000000 0800 45");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_bridge_tunnel_means_an_ethertype(void)
{
    decoded("0000f8 8137");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x8137);
}

static void
another_organisation_has_its_own_numbers(void)
{
    decoded("080007 809b");
    CU_ASSERT_EQUAL(next_space(), NC_SNAP);
    CU_ASSERT_EQUAL(next_value(), 0x080007809b);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_organisation_is_three_bytes),
        SENTENCE(organisation_zero_means_an_ethertype),
        SENTENCE(the_bridge_tunnel_means_an_ethertype),
        SENTENCE(another_organisation_has_its_own_numbers),
        SENTENCES_END
    };

    return plugin_sentences("snap", "000000 0800", own);
}
