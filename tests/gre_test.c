/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "gre.pb-c.h"

#include <string.h>

static void
a_version_above_1_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0002 0800"), "version is neither 0 nor 1");
}

static void
without_flags_the_payload_follows_at_once(void)
{
    Types__GRE *gre = decoded("0000 0800 45");

    CU_ASSERT(!gre->checksumpresent && !gre->keypresent && !gre->seqpresent && !gre->routing);
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x0800);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_checksum_comes_with_an_offset(void)
{
    Types__GRE *gre = decoded("8000 0800 abcd 1234 45");

    CU_ASSERT_EQUAL(gre->checksum, 0xabcd);
    CU_ASSERT_EQUAL(gre->offset, 0x1234);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
key_and_number_come_in_this_order(void)
{
    Types__GRE *gre = decoded("3000 0800 fffffffe 00000007 45");

    CU_ASSERT_EQUAL(gre->key, 0xfffffffe);
    CU_ASSERT_EQUAL(gre->seq, 7);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
a_missing_key_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2000 0800 ffffff"), nc_truncated);
}

static void
a_missing_number_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3000 0800 00000001 0000"), nc_truncated);
}

static void
routes_are_a_chain_in_wire_order(void)
{
    Types__GRE *gre = decoded("4800 0800 0000 0004 0800 04 08 c0000201 c0000202"
                              "0002 00 01 aa 0000 00 00 45");

    CU_ASSERT_PTR_NOT_NULL_FATAL(gre->routing);
    CU_ASSERT_EQUAL(gre->routing->addressfamily, 0x0800);
    CU_ASSERT_EQUAL(gre->routing->sreoffset, 4);
    CU_ASSERT_EQUAL(gre->routing->srelength, 8);
    CU_ASSERT(holds(gre->routing->routinginformation, "c0000201 c0000202"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(gre->routing->next);
    CU_ASSERT(holds(gre->routing->next->routinginformation, "aa"));
    CU_ASSERT_PTR_NULL(gre->routing->next->next);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
the_entry_that_ends_the_routes_is_none(void)
{
    Types__GRE *gre = decoded("4000 0800 0000 0000 0000 00 00 45");

    CU_ASSERT_PTR_NULL(gre->routing);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
routes_without_an_end_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("4000 0800 0000 0000 0800 00 04 c0000201"), nc_truncated);
}

static void
routes_beyond_sixteen_are_left_out_but_passed_over(void)
{
    char hex[512] = "4000 0800 0000 0000";
    Types__GRERouting *route;
    int n = 0;

    for (int i = 0; i < 17; i++)
        strcat(hex, " 0800 00 00");
    strcat(hex, "0000 00 00 45");
    for (route = ((Types__GRE *)decoded(hex))->routing; route; route = route->next)
        n++;
    CU_ASSERT_EQUAL(n, 16);
    CU_ASSERT_STRING_EQUAL(malformed(), "more than 16 source routes");
    CU_ASSERT_EQUAL(left(), 1);
}

static void
pptp_has_an_acknowledgement(void)
{
    Types__GRE *gre = decoded("3081 880b 0001 0009 00000003 00000005 c0");

    CU_ASSERT(gre->ackpresent && gre->version == 1 && gre->flags == 16);
    CU_ASSERT_EQUAL(gre->seq, 3);
    CU_ASSERT_EQUAL(gre->ack, 5);
    CU_ASSERT_EQUAL(gre->key, 0x00010009);
}

static void
the_acknowledgement_bit_is_reserved_in_version_0(void)
{
    Types__GRE *gre = decoded("0080 0800 45");

    CU_ASSERT(gre->ackpresent);
    CU_ASSERT_EQUAL(gre->ack, 0);
    CU_ASSERT_EQUAL(left(), 1);
}

static void
other_reserved_bits_are_no_acknowledgement(void)
{
    Types__GRE *gre = decoded("0078 0800 45");

    CU_ASSERT(!gre->ackpresent);
    CU_ASSERT_EQUAL(gre->flags, 15);
}

static void
a_key_of_version_0_says_nothing_of_the_payload(void)
{
    decoded("2000 0800 00000001 4500");
    CU_ASSERT_EQUAL(left(), 2);
}

static void
pptp_says_how_long_its_payload_is(void)
{
    decoded("2001 880b 0002 0009 c021 ffffff");
    CU_ASSERT_EQUAL(left(), 2);
    CU_ASSERT_EQUAL(next_value(), 0x880b);
}

static void
nothing_follows_an_acknowledgement_alone(void)
{
    decoded("2081 880b 0000 0009 00000005");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
mirrored_frames_without_a_number_have_no_header(void)
{
    decoded("0000 88be ff");
    CU_ASSERT_EQUAL(next_space(), NC_ETHERTYPE);
    CU_ASSERT_EQUAL(next_value(), 0x6558);
}

static void
mirrored_frames_with_a_number_have_one(void)
{
    decoded("1000 88be 00000001 10");
    CU_ASSERT_EQUAL(next_value(), 0x88be);
}

static void
ethernet_over_ip_has_none_either(void)
{
    decoded("2001 6400 0001 1900 ffff");
    CU_ASSERT_EQUAL(next_value(), 0x6558);
    CU_ASSERT_EQUAL(left(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_version_above_1_is_refused),
        SENTENCE(without_flags_the_payload_follows_at_once),
        SENTENCE(a_checksum_comes_with_an_offset),
        SENTENCE(key_and_number_come_in_this_order),
        SENTENCE(a_missing_key_is_refused),
        SENTENCE(a_missing_number_is_refused),
        SENTENCE(routes_are_a_chain_in_wire_order),
        SENTENCE(the_entry_that_ends_the_routes_is_none),
        SENTENCE(routes_without_an_end_are_refused),
        SENTENCE(routes_beyond_sixteen_are_left_out_but_passed_over),
        SENTENCE(pptp_has_an_acknowledgement),
        SENTENCE(the_acknowledgement_bit_is_reserved_in_version_0),
        SENTENCE(other_reserved_bits_are_no_acknowledgement),
        SENTENCE(a_key_of_version_0_says_nothing_of_the_payload),
        SENTENCE(pptp_says_how_long_its_payload_is),
        SENTENCE(nothing_follows_an_acknowledgement_alone),
        SENTENCE(mirrored_frames_without_a_number_have_no_header),
        SENTENCE(mirrored_frames_with_a_number_have_one),
        SENTENCE(ethernet_over_ip_has_none_either),
        SENTENCES_END
    };

    return plugin_sentences("gre", "0000 0800", own);
}
