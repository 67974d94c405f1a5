/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "linklayerdiscoveryinfo.pb-c.h"

#include <stdio.h>

/* The identifier of a management address with these bytes in it. */
static const char *
identifier(const char *length, const char *bytes)
{
    char hex[256];
    Types__LinkLayerDiscoveryInfo *info;
    unsigned size;

    sscanf(length, "%2x", &size);
    snprintf(hex, sizeof hex, "10%02x 05 01 c0000201 02 00000003 %s %s", size + 12, length, bytes);
    info = decoded(hex);
    return info->mgmtaddress->oid;
}

static void
descriptions_and_names_are_text(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("0803 657430 0a02 7377 0c04 c3a4 2061 0000");

    CU_ASSERT_STRING_EQUAL(info->portdescription, "et0");
    CU_ASSERT_STRING_EQUAL(info->sysname, "sw");
    CU_ASSERT_STRING_EQUAL(info->sysdescription, "\xc3\xa4 a");
}

static void
bytes_that_are_no_text_are_escaped(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("0a03 61ff00");

    CU_ASSERT_STRING_EQUAL(info->sysname, "a\\xff\\x00");
}

/* The system's and the enabled ones, of which all but one bit is off. */
static void
every_capability_has_its_bit(void)
{
    for (unsigned bit = 0; bit < 16; bit++) {
        char hex[32];
        Types__LLDPCapabilities *cap;
        Types__LinkLayerDiscoveryInfo *info;

        snprintf(hex, sizeof hex, "0e04 0000 %04x", 1u << bit);
        info = decoded(hex);
        cap = info->syscapabilities->enabledcap;
        CU_ASSERT(cap->other == (bit == 0) && cap->repeater == (bit == 1));
        CU_ASSERT(cap->bridge == (bit == 2) && cap->wlanap == (bit == 3));
        CU_ASSERT(cap->router == (bit == 4) && cap->phone == (bit == 5));
        CU_ASSERT(cap->docsis == (bit == 6) && cap->stationonly == (bit == 7));
        CU_ASSERT(cap->cvlan == (bit == 8) && cap->svlan == (bit == 9));
        CU_ASSERT_EQUAL(cap->tmpr, bit == 10);
    }
}

static void
the_capabilities_there_are_come_before_those_in_use(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("0e04 0014 0010");

    CU_ASSERT(info->syscapabilities->systemcap->bridge);
    CU_ASSERT(info->syscapabilities->systemcap->router);
    CU_ASSERT(!info->syscapabilities->enabledcap->bridge);
    CU_ASSERT(info->syscapabilities->enabledcap->router);
}

static void
a_management_address_shows_its_members(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("100c 05 01 c0000201 02 fffffffe 00");
    Types__LLDPMgmtAddress *address = info->mgmtaddress;

    CU_ASSERT_EQUAL(address->subtype, 1);
    CU_ASSERT(holds(address->address, "c0000201"));
    CU_ASSERT_EQUAL(address->interfacesubtype, 2);
    CU_ASSERT_EQUAL(address->interfacenumber, 0xfffffffe);
    CU_ASSERT_STRING_EQUAL(address->oid, "");
}

static void
every_management_address_is_listed(void)
{
    Types__LinkLayerDiscoveryInfo *info =
        decoded("100c 05 01 c0000201 02 00000001 00"
                "1018 11 02 20010db8000000000000000000000005 02 00000002 00"
                "0a01 61 100e 05 01 c0000202 03 00000003 02 2b06");

    CU_ASSERT_EQUAL_FATAL(info->n_mgmtaddresses, 3);
    CU_ASSERT(holds(info->mgmtaddresses[0]->address, "c0000201"));
    CU_ASSERT_EQUAL(info->mgmtaddresses[1]->subtype, 2);
    CU_ASSERT(holds(info->mgmtaddresses[1]->address, "20010db8000000000000000000000005"));
    CU_ASSERT_EQUAL(info->mgmtaddresses[2]->interfacenumber, 3);
    CU_ASSERT_STRING_EQUAL(info->mgmtaddresses[2]->oid, "1.3.6");
    CU_ASSERT(holds(info->mgmtaddress->address, "c0000202"));
}

static void
without_management_addresses_none_is_listed(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("0a01 61");

    CU_ASSERT_EQUAL(info->n_mgmtaddresses, 0);
    CU_ASSERT_EQUAL(info->mgmtaddress->subtype, 0);
}

static void
an_object_identifier_is_numbers_with_dots(void)
{
    CU_ASSERT_STRING_EQUAL(identifier("07", "2b060104018372"), "1.3.6.1.4.1.498");
    CU_ASSERT_STRING_EQUAL(identifier("01", "27"), "0.39");
    CU_ASSERT_STRING_EQUAL(identifier("01", "4f"), "1.39");
    CU_ASSERT_STRING_EQUAL(identifier("02", "8837"), "2.999");
    CU_ASSERT_STRING_EQUAL(identifier("0a", "2a 83ffffffffffffff7f"), "1.2.288230376151711743");
}

static void
an_object_identifier_that_does_not_end_is_malformed(void)
{
    CU_ASSERT_STRING_EQUAL(identifier("02", "2b86"), "");
    CU_ASSERT_STRING_EQUAL(malformed(), "object identifier is broken");
}

static void
an_object_identifier_of_too_large_numbers_is_malformed(void)
{
    CU_ASSERT_STRING_EQUAL(identifier("0c", "2b ffffffffffffffffffff7f"), "");
    CU_ASSERT_STRING_EQUAL(malformed(), "object identifier is broken");
}

static void
a_broken_management_address_is_left_out(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("100c 05 01 c0000201 02 00000001 00"
                                                  "100a 05 01 c0000202 02 000000 0a01 61");

    CU_ASSERT(holds(info->mgmtaddress->address, "c0000201"));
    CU_ASSERT_EQUAL(info->n_mgmtaddresses, 1);
    CU_ASSERT_STRING_EQUAL(info->sysname, "a");
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
an_address_of_no_kind_is_malformed(void)
{
    decoded("1007 00 02 00000001 00");
    CU_ASSERT_STRING_EQUAL(malformed(), "management address without a kind");
}

static void
organisations_have_values_of_their_own(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("fe06 00120f 01 8000 fe04 fffefd 07");

    CU_ASSERT_EQUAL_FATAL(info->n_orgtlvs, 2);
    CU_ASSERT_EQUAL(info->orgtlvs[0]->oui, 0x120f);
    CU_ASSERT_EQUAL(info->orgtlvs[0]->subtype, 1);
    CU_ASSERT(holds(info->orgtlvs[0]->info, "8000"));
    CU_ASSERT_EQUAL(info->orgtlvs[1]->oui, 0xfffefd);
    CU_ASSERT(holds(info->orgtlvs[1]->info, ""));
}

static void
an_organisation_without_a_subtype_is_malformed(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("fe03 00120f");

    CU_ASSERT_EQUAL(info->n_orgtlvs, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
what_has_no_meaning_yet_is_unknown(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("1202 abcd 0202 0441");

    CU_ASSERT_EQUAL_FATAL(info->n_unknown, 2);
    CU_ASSERT_EQUAL(info->unknown[0]->type, 9);
    CU_ASSERT_EQUAL(info->unknown[0]->length, 2);
    CU_ASSERT(holds(info->unknown[0]->value, "abcd"));
    CU_ASSERT_EQUAL(info->unknown[1]->type, 1);
}

static void
a_broken_value_does_not_stop_the_next(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("0e03 001400 0a02 7377");

    CU_ASSERT_STRING_EQUAL(info->sysname, "sw");
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
structures_are_there_though_empty(void)
{
    Types__LinkLayerDiscoveryInfo *info = decoded("");

    CU_ASSERT_PTR_NOT_NULL(info->syscapabilities->systemcap);
    CU_ASSERT_PTR_NOT_NULL(info->syscapabilities->enabledcap);
    CU_ASSERT_PTR_NOT_NULL(info->mgmtaddress);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(descriptions_and_names_are_text),
        SENTENCE(bytes_that_are_no_text_are_escaped),
        SENTENCE(every_capability_has_its_bit),
        SENTENCE(the_capabilities_there_are_come_before_those_in_use),
        SENTENCE(a_management_address_shows_its_members),
        SENTENCE(every_management_address_is_listed),
        SENTENCE(without_management_addresses_none_is_listed),
        SENTENCE(an_object_identifier_is_numbers_with_dots),
        SENTENCE(an_object_identifier_that_does_not_end_is_malformed),
        SENTENCE(an_object_identifier_of_too_large_numbers_is_malformed),
        SENTENCE(a_broken_management_address_is_left_out),
        SENTENCE(an_address_of_no_kind_is_malformed),
        SENTENCE(organisations_have_values_of_their_own),
        SENTENCE(an_organisation_without_a_subtype_is_malformed),
        SENTENCE(what_has_no_meaning_yet_is_unknown),
        SENTENCE(a_broken_value_does_not_stop_the_next),
        SENTENCE(structures_are_there_though_empty),
        SENTENCES_END
    };

    /* The values stand alone, as they come behind those that every frame has. */
    return plugin_sentences("linklayerdiscoveryinfo", "", own);
}
