/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "eapol.pb-c.h"

static void
the_type_says_what_follows(void)
{
    Types__EAPOL *eapol = decoded("02 03 0001 02");

    CU_ASSERT_EQUAL(eapol->version, 2);
    CU_ASSERT_EQUAL(eapol->type, 3);
    CU_ASSERT_EQUAL(eapol->length, 1);
    CU_ASSERT_EQUAL(next_space(), NC_EAPOL_TYPE);
    CU_ASSERT_EQUAL(next_value(), 3);
}

static void
padding_is_not_the_next_layer_s(void)
{
    decoded("01 00 0004 03010004 0000000000");
    CU_ASSERT_EQUAL(left(), 4);
}

static void
a_length_beyond_the_packet_leaves_what_there_is(void)
{
    decoded("01 00 0009 03010009");
    CU_ASSERT_EQUAL(left(), 4);
}

static void
nothing_follows_a_start(void)
{
    decoded("01 01 0000 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 0);
}

static void
nothing_follows_a_logoff(void)
{
    decoded("01 02 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_type_nobody_knows_yet_is_handed_on(void)
{
    decoded("03 05 0002 0100");
    CU_ASSERT_EQUAL(next_space(), NC_EAPOL_TYPE);
    CU_ASSERT_EQUAL(next_value(), 5);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_type_says_what_follows),
        SENTENCE(padding_is_not_the_next_layer_s),
        SENTENCE(a_length_beyond_the_packet_leaves_what_there_is),
        SENTENCE(nothing_follows_a_start),
        SENTENCE(nothing_follows_a_logoff),
        SENTENCE(a_type_nobody_knows_yet_is_handed_on),
        SENTENCES_END
    };

    return plugin_sentences("eapol", "02 03 0001", own);
}
