/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "llc.pb-c.h"

static void
the_lowest_bits_of_the_access_points_are_flags(void)
{
    Types__LLC *llc = decoded("f1 f0 03");

    CU_ASSERT_EQUAL(llc->dsap, 0xf0);
    CU_ASSERT_EQUAL(llc->ig, 1);
    CU_ASSERT_EQUAL(llc->ssap, 0xf0);
    CU_ASSERT_EQUAL(llc->cr, 0);
}

static void
a_response_has_cr_set(void)
{
    Types__LLC *llc = decoded("f0 f1 03");

    CU_ASSERT_EQUAL(llc->ig, 0);
    CU_ASSERT_EQUAL(llc->cr, 1);
    CU_ASSERT_EQUAL(llc->ssap, 0xf0);
}

static void
an_unnumbered_frame_has_one_control_byte(void)
{
    Types__LLC *llc = decoded("42 42 f3 00");

    CU_ASSERT_EQUAL(llc->control, 0xf3);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_supervisory_frame_has_two_control_bytes(void)
{
    Types__LLC *llc = decoded("f0 f1 01 07");

    CU_ASSERT_EQUAL(llc->control, 0x0107);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
an_information_frame_has_two_control_bytes(void)
{
    Types__LLC *llc = decoded("f0 f0 02 04 64");

    CU_ASSERT_EQUAL(llc->control, 0x0204);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_missing_second_control_byte_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("f0 f0 01"), nc_truncated);
}

static void
the_destination_says_what_follows(void)
{
    decoded("ab 43 03");
    CU_ASSERT_EQUAL(next_space(), NC_LLC_SAP);
    CU_ASSERT_EQUAL(next_value(), 0xaa);
}

/* The link type's packets begin with this header, RFC 2684. */
static void
atm_captures_begin_with_it(void)
{
    enum { LINKTYPE_ATM_RFC1483 = 100 };
    bool found = false;

    for (const struct nc_key *key = plugin->on; key->space != NC_NONE; key++)
        found |= key->space == NC_LINKTYPE && key->value == LINKTYPE_ATM_RFC1483;
    CU_ASSERT_TRUE(found);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_lowest_bits_of_the_access_points_are_flags),
        SENTENCE(a_response_has_cr_set),
        SENTENCE(an_unnumbered_frame_has_one_control_byte),
        SENTENCE(a_supervisory_frame_has_two_control_bytes),
        SENTENCE(an_information_frame_has_two_control_bytes),
        SENTENCE(a_missing_second_control_byte_is_refused),
        SENTENCE(the_destination_says_what_follows),
        SENTENCE(atm_captures_begin_with_it),
        SENTENCES_END
    };

    return plugin_sentences("llc", "aa aa 03", own);
}
