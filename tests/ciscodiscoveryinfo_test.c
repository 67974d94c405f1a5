/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ciscodiscoveryinfo.pb-c.h"

#include <stdio.h>

/* What a frame with this value alone shows. */
static Types__CiscoDiscoveryInfo *
of(unsigned type, const char *hex)
{
    uint8_t bytes[INPUT_MAX];
    char all[1024];

    snprintf(all, sizeof all, "%04x %04zx %s", type, from_hex(hex, bytes, sizeof bytes) + 4, hex);
    return decoded(all);
}

static void
texts_have_members_of_their_own(void)
{
    CU_ASSERT_STRING_EQUAL(of(1, "523120")->deviceid, "R1 ");
    CU_ASSERT_STRING_EQUAL(of(3, "45742f30")->portid, "Et/0");
    CU_ASSERT_STRING_EQUAL(of(5, "31350a32")->version, "15\n2");
    CU_ASSERT_STRING_EQUAL(of(6, "c3a4")->platform, "\xc3\xa4");
    CU_ASSERT_STRING_EQUAL(of(9, "6c6162")->vtpdomain, "lab");
    CU_ASSERT_STRING_EQUAL(of(20, "6e")->sysname, "n");
    CU_ASSERT_STRING_EQUAL(of(21, "06022b86")->sysoid, "\x06\x02+\\x86");
}

static void
addresses_of_both_versions_are_listed(void)
{
    Types__CiscoDiscoveryInfo *info =
        of(2, "00000003 01 01 cc 0004 c0000201"
              "02 08 aaaa0300000086dd 0010 20010db8000000000000000000000001"
              "02 08 aaaa030000000800 0010 fe800000000000000000000000000002");

    CU_ASSERT_EQUAL_FATAL(info->n_addresses, 3);
    CU_ASSERT_STRING_EQUAL(info->addresses[0], "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(info->addresses[1], "2001:db8::1");
    CU_ASSERT_STRING_EQUAL(info->addresses[2], "fe80::2");
}

static void
management_addresses_have_a_list_of_their_own(void)
{
    Types__CiscoDiscoveryInfo *info = of(22, "00000001 01 01 cc 0004 c0000202");

    CU_ASSERT_EQUAL(info->n_addresses, 0);
    CU_ASSERT_EQUAL_FATAL(info->n_mgmtaddresses, 1);
    CU_ASSERT_STRING_EQUAL(info->mgmtaddresses[0], "192.0.2.2");
}

static void
addresses_that_are_not_of_ip_are_passed_over(void)
{
    Types__CiscoDiscoveryInfo *info = of(2, "00000004 01 01 81 0003 490001"
                                            "02 03 aaaa03 0004 c0000201"
                                            "01 01 cc 0005 c000020100"
                                            "01 01 cc 0004 c0000203");

    CU_ASSERT_EQUAL_FATAL(info->n_addresses, 1);
    CU_ASSERT_STRING_EQUAL(info->addresses[0], "192.0.2.3");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
a_count_beyond_the_value_keeps_what_there_is(void)
{
    Types__CiscoDiscoveryInfo *info = of(2, "ffffffff 01 01 cc 0004 c0000201 01 01 cc 0004 c000");

    CU_ASSERT_EQUAL(info->n_addresses, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
every_capability_has_its_bit(void)
{
    for (unsigned bit = 0; bit < 32; bit++) {
        char hex[16];
        Types__CDPCapabilities *cap;

        snprintf(hex, sizeof hex, "%08x", 1u << bit);
        cap = of(4, hex)->capabilities;
        CU_ASSERT(cap->l3router == (bit == 0) && cap->tbbridge == (bit == 1));
        CU_ASSERT(cap->spbridge == (bit == 2) && cap->l2switch == (bit == 3));
        CU_ASSERT(cap->ishost == (bit == 4) && cap->igmpfilter == (bit == 5));
        CU_ASSERT(cap->l1repeater == (bit == 6) && cap->isphone == (bit == 7));
        CU_ASSERT_EQUAL(cap->remotelymanaged, bit == 8);
    }
}

static void
prefixes_are_networks_with_masks(void)
{
    Types__CiscoDiscoveryInfo *info = of(7, "c0000285 18 0a000001 00 c0000201 20");

    CU_ASSERT_EQUAL_FATAL(info->n_ipprefixes, 3);
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[0]->ip, "192.0.2.0");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[0]->ipmask, "ffffff00");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[1]->ip, "0.0.0.0");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[1]->ipmask, "00000000");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[2]->ip, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[2]->ipmask, "ffffffff");
}

static void
a_lone_address_is_the_way_out(void)
{
    Types__CiscoDiscoveryInfo *info = of(7, "c0000201");

    CU_ASSERT_EQUAL_FATAL(info->n_ipprefixes, 1);
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[0]->ip, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(info->ipprefixes[0]->ipmask, "");
}

static void
a_prefix_beyond_32_bits_is_malformed(void)
{
    Types__CiscoDiscoveryInfo *info = of(7, "c0000200 18 c0000200 21");

    CU_ASSERT_EQUAL(info->n_ipprefixes, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "prefix longer than an address");
}

static void
a_hello_shows_its_twelve_members(void)
{
    Types__CDPHello *hello = of(8, "00000c 0112 c0000201 ffffffff 01 02 21 ff 020000000001"
                                   "020000000002 ff 0064")->cdphello;

    CU_ASSERT(holds(hello->oui, "00000c"));
    CU_ASSERT_EQUAL(hello->protocolid, 0x112);
    CU_ASSERT_STRING_EQUAL(hello->clustermaster, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(hello->unknown1, "255.255.255.255");
    CU_ASSERT(hello->version == 1 && hello->subversion == 2 && hello->status == 0x21);
    CU_ASSERT(hello->unknown2 == 255 && hello->unknown3 == 255 && hello->managementvlan == 100);
    CU_ASSERT_STRING_EQUAL(hello->clustercommander, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(hello->switchmac, "02:00:00:00:00:02");
}

static void
half_a_hello_is_left_out(void)
{
    Types__CDPHello *hello = of(8, "00000c 0112 c0000201 ffff")->cdphello;

    CU_ASSERT(hello && hello->protocolid == 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
numbers_have_members_of_their_own(void)
{
    CU_ASSERT_EQUAL(of(10, "0fff")->nativevlan, 4095);
    CU_ASSERT_EQUAL(of(16, "ffff")->powerconsumption, 65535);
    CU_ASSERT_EQUAL(of(17, "fffffffe")->mtu, 0xfffffffe);
    CU_ASSERT_EQUAL(of(18, "03")->extendedtrust, 3);
    CU_ASSERT_EQUAL(of(19, "05")->untrustedcos, 5);
}

static void
full_duplex_is_one(void)
{
    CU_ASSERT(of(11, "01")->fullduplex);
    CU_ASSERT_FALSE(of(11, "00")->fullduplex);
    CU_ASSERT_FALSE(of(11, "02")->fullduplex);
}

static void
dialogues_about_vlans_have_two_members(void)
{
    Types__CiscoDiscoveryInfo *info = decoded("000e 0007 01 0064 000f 0007 02 00c8");

    CU_ASSERT(info->vlanreply->id == 1 && info->vlanreply->vlan == 100);
    CU_ASSERT(info->vlanquery->id == 2 && info->vlanquery->vlan == 200);
}

static void
a_location_has_a_type_and_a_text(void)
{
    Types__CDPLocation *location = of(23, "02 7231")->location;

    CU_ASSERT_EQUAL(location->type, 2);
    CU_ASSERT_STRING_EQUAL(location->location, "r1");
}

static void
dialogues_about_power_list_values(void)
{
    Types__CiscoDiscoveryInfo *info = decoded("0019 000c 1234 0002 00001e78"
                                              "001a 0010 0000 0001 00000000 ffffffff");

    CU_ASSERT(info->powerrequest->id == 0x1234 && info->powerrequest->mgmtid == 2);
    CU_ASSERT_EQUAL_FATAL(info->powerrequest->n_values, 1);
    CU_ASSERT_EQUAL(info->powerrequest->values[0], 7800);
    CU_ASSERT_EQUAL_FATAL(info->poweravailable->n_values, 2);
    CU_ASSERT_EQUAL(info->poweravailable->values[1], 0xffffffff);
}

static void
half_a_value_of_power_is_malformed(void)
{
    CU_ASSERT_EQUAL(of(25, "1234 0002 00001e78 ff")->powerrequest->n_values, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
the_spare_pair_has_four_bits(void)
{
    for (unsigned bit = 0; bit < 8; bit++) {
        char hex[8];
        Types__CDPSparePairPoE *pair;

        snprintf(hex, sizeof hex, "%02x", 1u << bit);
        pair = of(31, hex)->sparepairpoe;
        CU_ASSERT(pair->psefourwire == (bit == 0) && pair->pdarchshared == (bit == 1));
        CU_ASSERT(pair->pdrequeston == (bit == 2) && pair->pseon == (bit == 3));
    }
}

#define TWENTY "000102030405060708090a0b0c0d0e0f10111213 "
#define MODEL "57532d43323936302d32345500000000 "
#define ENERGYWISE TWENTY "00000001 00000002" MODEL "0003 563031 464f433132333435363738 " \
                   "0102030405060708 "

static void
energywise_shows_its_fixed_members(void)
{
    Types__CDPEnergyWise *wise = of(29, ENERGYWISE "0000 0000")->energywise;

    CU_ASSERT(holds(wise->encrypteddata, TWENTY));
    CU_ASSERT(wise->unknown1 == 1 && wise->sequencenumber == 2 && wise->unknown2 == 3);
    CU_ASSERT_STRING_EQUAL(wise->modelnumber, "WS-C2960-24U");
    CU_ASSERT_STRING_EQUAL(wise->hardwareid, "V01");
    CU_ASSERT_STRING_EQUAL(wise->serialnum, "FOC12345678");
    CU_ASSERT(holds(wise->unknown3, "0102030405060708"));
}

static void
energywise_has_values_within(void)
{
    Types__CDPEnergyWise *wise = of(29, ENERGYWISE "0030 0003"
        "00000007 0000000c 726f6c65 00000008 0000000a 6400 00000017 00000016"
        "0001 a9ac c0000201 0002 c0000202 00000000")->energywise;

    CU_ASSERT_STRING_EQUAL(wise->role, "role");
    CU_ASSERT_STRING_EQUAL(wise->domain, "d");
    CU_ASSERT_STRING_EQUAL(wise->name, "");
    CU_ASSERT(holds(wise->replyunknown1, "0001") && holds(wise->replyport, "a9ac"));
    CU_ASSERT(holds(wise->replyaddress, "c0000201") && holds(wise->replyunknown2, "0002"));
    CU_ASSERT(holds(wise->replyunknown3, "c0000202"));
}

static void
energywise_stops_after_as_many_values_as_it_says(void)
{
    Types__CDPEnergyWise *wise = of(29, ENERGYWISE "0014 0001 00000007 0000000a 7272"
                                        "00000009 0000000a 6e6e")->energywise;

    CU_ASSERT_STRING_EQUAL(wise->role, "rr");
    CU_ASSERT_STRING_EQUAL(wise->name, "");
}

static void
a_value_of_energywise_beyond_its_list_is_malformed(void)
{
    Types__CDPEnergyWise *wise = of(29, ENERGYWISE "0012 0002 00000009 0000000a 6e6e"
                                        "00000007 00000009")->energywise;

    CU_ASSERT_STRING_EQUAL(wise->name, "nn");
    CU_ASSERT_STRING_EQUAL(malformed(), "EnergyWise value of a wrong length");
}

static void
a_value_of_energywise_shorter_than_its_header_is_malformed(void)
{
    of(29, ENERGYWISE "000a 0001 00000009 00000007 6e6e");
    CU_ASSERT_STRING_EQUAL(malformed(), "EnergyWise value of a wrong length");
}

static void
half_of_energywise_is_left_out(void)
{
    CU_ASSERT_EQUAL(of(29, TWENTY "00000001")->energywise->encrypteddata.len, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
what_nobody_knows_is_listed_as_it_is(void)
{
    Types__CiscoDiscoveryInfo *info = decoded("0018 0006 abcd 1001 0004");

    CU_ASSERT_EQUAL_FATAL(info->n_unknown, 2);
    CU_ASSERT(info->unknown[0]->type == 24 && info->unknown[0]->length == 6);
    CU_ASSERT(holds(info->unknown[0]->value, "abcd"));
    CU_ASSERT_EQUAL(info->unknown[1]->type, 0x1001);
}

static void
a_broken_value_does_not_stop_the_next(void)
{
    Types__CiscoDiscoveryInfo *info = decoded("000a 0005 0f 0001 0005 61");

    CU_ASSERT_EQUAL(info->nativevlan, 0);
    CU_ASSERT_STRING_EQUAL(info->deviceid, "a");
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
}

static void
structures_are_there_though_empty(void)
{
    Types__CiscoDiscoveryInfo *info = decoded("");

    CU_ASSERT(info->cdphello && info->capabilities && info->vlanreply && info->vlanquery);
    CU_ASSERT(info->location && info->powerrequest && info->poweravailable);
    CU_ASSERT(info->sparepairpoe && info->energywise);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(texts_have_members_of_their_own),
        SENTENCE(addresses_of_both_versions_are_listed),
        SENTENCE(management_addresses_have_a_list_of_their_own),
        SENTENCE(addresses_that_are_not_of_ip_are_passed_over),
        SENTENCE(a_count_beyond_the_value_keeps_what_there_is),
        SENTENCE(every_capability_has_its_bit),
        SENTENCE(prefixes_are_networks_with_masks),
        SENTENCE(a_lone_address_is_the_way_out),
        SENTENCE(a_prefix_beyond_32_bits_is_malformed),
        SENTENCE(a_hello_shows_its_twelve_members),
        SENTENCE(half_a_hello_is_left_out),
        SENTENCE(numbers_have_members_of_their_own),
        SENTENCE(full_duplex_is_one),
        SENTENCE(dialogues_about_vlans_have_two_members),
        SENTENCE(a_location_has_a_type_and_a_text),
        SENTENCE(dialogues_about_power_list_values),
        SENTENCE(half_a_value_of_power_is_malformed),
        SENTENCE(the_spare_pair_has_four_bits),
        SENTENCE(energywise_shows_its_fixed_members),
        SENTENCE(energywise_has_values_within),
        SENTENCE(energywise_stops_after_as_many_values_as_it_says),
        SENTENCE(a_value_of_energywise_beyond_its_list_is_malformed),
        SENTENCE(a_value_of_energywise_shorter_than_its_header_is_malformed),
        SENTENCE(half_of_energywise_is_left_out),
        SENTENCE(what_nobody_knows_is_listed_as_it_is),
        SENTENCE(a_broken_value_does_not_stop_the_next),
        SENTENCE(structures_are_there_though_empty),
        SENTENCES_END
    };

    /* The values stand alone, as they come behind the header. */
    return plugin_sentences("ciscodiscoveryinfo", "", own);
}
