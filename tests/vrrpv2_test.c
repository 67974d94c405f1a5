/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "vrrpv2.pb-c.h"

#define AUTHENTICATION "0000000000000000 "

static void
addresses_are_listed(void)
{
    Types__VRRPv2 *vrrp = decoded("2101 6402 0001 abcd c0000201 c0000202" AUTHENTICATION);

    CU_ASSERT_EQUAL(vrrp->countipaddr, 2);
    CU_ASSERT_EQUAL_FATAL(vrrp->n_ipaddress, 2);
    CU_ASSERT_STRING_EQUAL(vrrp->ipaddress[0], "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(vrrp->ipaddress[1], "192.0.2.2");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
version_3_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("3101 6401 0064 abcd c0000201"), "version is not 2");
}

static void
what_is_no_advertisement_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2201 6401 0001 abcd c0000201" AUTHENTICATION),
                           "not an advertisement");
}

static void
fewer_addresses_than_announced_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("2101 6403 0001 abcd c0000201 c0000202"), nc_truncated);
}

static void
authentication_data_that_are_cut_short_are_malformed(void)
{
    Types__VRRPv2 *vrrp = decoded("2101 6401 0001 abcd c0000201 00000000000000");

    CU_ASSERT_EQUAL(vrrp->n_ipaddress, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication data cut short");
    decoded("2101 6401 0001 abcd c0000201 00");
    CU_ASSERT_STRING_EQUAL(malformed(), "authentication data cut short");
}

static void
an_advertisement_without_authentication_data_is_whole(void)
{
    Types__VRRPv2 *vrrp = decoded("2101 6403 0001 38fa c0a80001 c0a80002 c0a80003");

    CU_ASSERT_EQUAL(vrrp->n_ipaddress, 3);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(packet()->note);
    CU_ASSERT_STRING_EQUAL(packet()->note, "no authentication data");
}

/* Seven words of counter and digest, which CARP announces where VRRP has its addresses. */
static void
carp_is_whole(void)
{
    decoded("2101 0007 0001 a1b2 0011223344556677 000102030405060708090a0b0c0d0e0f10111213");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
authentication_data_that_are_there_need_no_note(void)
{
    decoded("2101 6401 0001 abcd c0000201" AUTHENTICATION);
    CU_ASSERT_PTR_NULL(packet()->note);
}

static void
a_password_is_no_address(void)
{
    Types__VRRPv2 *vrrp = decoded("2101 6401 0101 abcd c0000201 7365637265740000");

    CU_ASSERT_EQUAL(vrrp->authtype, 1);
    CU_ASSERT_EQUAL(vrrp->n_ipaddress, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(addresses_are_listed),
        SENTENCE(version_3_is_refused),
        SENTENCE(what_is_no_advertisement_is_refused),
        SENTENCE(fewer_addresses_than_announced_are_refused),
        SENTENCE(authentication_data_that_are_cut_short_are_malformed),
        SENTENCE(an_advertisement_without_authentication_data_is_whole),
        SENTENCE(carp_is_whole),
        SENTENCE(authentication_data_that_are_there_need_no_note),
        SENTENCE(a_password_is_no_address),
        SENTENCES_END
    };

    return plugin_sentences("vrrpv2", "2101 6401 0001 abcd c0000201", own);
}
