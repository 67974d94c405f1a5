/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "linklayerdiscovery.pb-c.h"

#include <string.h>

#define CHASSIS "0207 04 020000000001 "
#define PORT "0403 07 3132 "
#define TTL "0602 0078 "

static void
the_first_three_values_have_members_of_their_own(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0000");

    CU_ASSERT_EQUAL(lldp->chassisid->subtype, 4);
    CU_ASSERT(holds(lldp->chassisid->id, "020000000001"));
    CU_ASSERT_EQUAL(lldp->portid->subtype, 7);
    CU_ASSERT(holds(lldp->portid->id, "3132"));
    CU_ASSERT_EQUAL(lldp->ttl, 120);
    CU_ASSERT_EQUAL(lldp->n_values, 0);
}

static void
all_others_are_listed_as_they_are(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0a02 6869 fe05 00120f 0455 0000");

    CU_ASSERT_EQUAL_FATAL(lldp->n_values, 2);
    CU_ASSERT_EQUAL(lldp->values[0]->type, 5);
    CU_ASSERT_EQUAL(lldp->values[0]->length, 2);
    CU_ASSERT(holds(lldp->values[0]->value, "6869"));
    CU_ASSERT_EQUAL(lldp->values[1]->type, 127);
    CU_ASSERT(holds(lldp->values[1]->value, "00120f0455"));
}

static void
a_length_has_nine_bits(void)
{
    char hex[1100] = CHASSIS PORT TTL "0bff ";
    Types__LinkLayerDiscovery *lldp;

    for (int i = 0; i < 511; i++)
        strcat(hex, "61");
    lldp = decoded(hex);
    CU_ASSERT_EQUAL_FATAL(lldp->n_values, 1);
    CU_ASSERT_EQUAL(lldp->values[0]->type, 5);
    CU_ASSERT_EQUAL(lldp->values[0]->length, 511);
    CU_ASSERT_EQUAL(lldp->values[0]->value.len, 511);
}

static void
nothing_is_listed_behind_the_end(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0000 0a02 6869");

    CU_ASSERT_EQUAL(lldp->n_values, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_frame_may_do_without_the_end(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0a01 68");

    CU_ASSERT_EQUAL(lldp->n_values, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_value_beyond_the_frame_keeps_those_before_it(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0a01 68 0c05 6869");

    CU_ASSERT_EQUAL(lldp->n_values, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "value runs past the frame");
}

static void
the_values_are_left_for_the_next_layer(void)
{
    decoded(CHASSIS PORT TTL "0a02 6869 0000");
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('L', 'L', 'D', 'P'));
    CU_ASSERT_EQUAL(left(), 6);
}

static void
the_next_layer_comes_even_when_nothing_is_left(void)
{
    decoded(CHASSIS PORT TTL);
    CU_ASSERT_EQUAL(next_space(), NC_SPACE('L', 'L', 'D', 'P'));
    CU_ASSERT_EQUAL(left(), 0);
}

static void
a_second_chassis_is_listed(void)
{
    Types__LinkLayerDiscovery *lldp = decoded(CHASSIS PORT TTL "0203 07 6869");

    CU_ASSERT_EQUAL(lldp->chassisid->subtype, 4);
    CU_ASSERT_EQUAL_FATAL(lldp->n_values, 1);
    CU_ASSERT_EQUAL(lldp->values[0]->type, 1);
}

static void
the_order_of_the_first_three_is_required(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(PORT CHASSIS TTL), "does not begin with a chassis");
    CU_ASSERT_STRING_EQUAL(refusal(CHASSIS TTL PORT), "has no port behind the chassis");
    CU_ASSERT_STRING_EQUAL(refusal(CHASSIS PORT "0a01 68"), "has no time to live behind the port");
    CU_ASSERT_STRING_EQUAL(refusal("0000"), "does not begin with a chassis");
}

static void
identifiers_are_not_empty(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0201 04" PORT TTL), "chassis without an identifier");
    CU_ASSERT_STRING_EQUAL(refusal("0200" PORT TTL), "chassis without an identifier");
    CU_ASSERT_STRING_EQUAL(refusal(CHASSIS "0401 07" TTL), "port without an identifier");
}

static void
a_short_time_to_live_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(CHASSIS PORT "0601 78"), "time to live below 2 bytes");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_first_three_values_have_members_of_their_own),
        SENTENCE(all_others_are_listed_as_they_are),
        SENTENCE(a_length_has_nine_bits),
        SENTENCE(nothing_is_listed_behind_the_end),
        SENTENCE(a_frame_may_do_without_the_end),
        SENTENCE(a_value_beyond_the_frame_keeps_those_before_it),
        SENTENCE(the_values_are_left_for_the_next_layer),
        SENTENCE(the_next_layer_comes_even_when_nothing_is_left),
        SENTENCE(a_second_chassis_is_listed),
        SENTENCE(the_order_of_the_first_three_is_required),
        SENTENCE(identifiers_are_not_empty),
        SENTENCE(a_short_time_to_live_is_refused),
        SENTENCES_END
    };

    return plugin_sentences("linklayerdiscovery", CHASSIS PORT TTL, own);
}
