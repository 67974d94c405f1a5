/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "eap.pb-c.h"

static void
a_request_has_a_type_and_its_data(void)
{
    Types__EAP *eap = decoded("01 07 000a 01 68656c6c6f");

    CU_ASSERT_EQUAL(eap->code, 1);
    CU_ASSERT_EQUAL(eap->id, 7);
    CU_ASSERT_EQUAL(eap->length, 10);
    CU_ASSERT_EQUAL(eap->type, 1);
    CU_ASSERT(spells(eap->typedata, "hello"));
}

static void
type_data_end_with_the_length(void)
{
    Types__EAP *eap = decoded("02 07 0006 03 04 00000000");

    CU_ASSERT_EQUAL(eap->type, 3);
    CU_ASSERT(holds(eap->typedata, "04"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_type_may_be_without_data(void)
{
    Types__EAP *eap = decoded("01 00 0005 01");

    CU_ASSERT_EQUAL(eap->type, 1);
    CU_ASSERT_EQUAL(eap->typedata.len, 0);
}

static void
padding_of_a_success_is_no_type(void)
{
    Types__EAP *eap = decoded("03 07 0004 ff ff");

    CU_ASSERT_EQUAL(eap->code, 3);
    CU_ASSERT_EQUAL(eap->type, 0);
    CU_ASSERT_EQUAL(eap->typedata.len, 0);
}

static void
a_length_below_the_header_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("01 07 0003 01"), "length shorter than the header");
}

static void
data_cut_short_are_kept_and_marked(void)
{
    Types__EAP *eap = decoded("01 07 000a 01 6865");

    CU_ASSERT(spells(eap->typedata, "he"));
    CU_ASSERT_STRING_EQUAL(malformed(), "length runs past the packet");
}

static void
nothing_follows(void)
{
    decoded("01 07 0006 01 68 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_has_a_type_and_its_data),
        SENTENCE(type_data_end_with_the_length),
        SENTENCE(a_type_may_be_without_data),
        SENTENCE(padding_of_a_success_is_no_type),
        SENTENCE(a_length_below_the_header_is_refused),
        SENTENCE(data_cut_short_are_kept_and_marked),
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("eap", "03 07 0004", own);
}
