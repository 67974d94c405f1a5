/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

static void
ppp_follows_a_sessions_header(void)
{
    decoded("1100 1234 0002 0021");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
    CU_ASSERT_EQUAL(left(), 2);
}

static void
padding_is_cut_off(void)
{
    decoded("1100 1234 0003 0021 45 000000");
    CU_ASSERT_EQUAL(left(), 3);
}

static void
nothing_follows_while_a_session_is_found(void)
{
    decoded("1109 0000 0004 01010000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
the_session_is_a_scope_of_what_it_carries_alone(void)
{
    decoded("1100 1234 0002 0021");
    CU_ASSERT_EQUAL(packet()->place.tunnel_kind, NC_SCOPE_PPPOE);
    CU_ASSERT_EQUAL(packet()->place.tunnel, 0x1234);
    decoded("1165 1234 0004 01010000");
    CU_ASSERT_EQUAL(packet()->place.tunnel_kind, NC_SCOPE_NONE);
}

static void
another_version_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2100 0001 0000"), "version and type are not 1");
}

static void
another_type_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("1200 0001 0000"), "version and type are not 1");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(ppp_follows_a_sessions_header),
        SENTENCE(padding_is_cut_off),
        SENTENCE(nothing_follows_while_a_session_is_found),
        SENTENCE(the_session_is_a_scope_of_what_it_carries_alone),
        SENTENCE(another_version_is_refused),
        SENTENCE(another_type_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("pppoe", "1100 0001 0000", own);
}
