/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "bacnet.pb-c.h"

#include <stdio.h>

/* A message to one, of a network's header without addresses and this behind it. */
static const char *
message(const char *hex)
{
    static char all[512];
    uint8_t bytes[256];

    snprintf(all, sizeof all, "81 0a %04zx 0100 %s", 6 + from_hex(hex, bytes, sizeof bytes), hex);
    return all;
}

static Types__BACnet *
application(const char *hex)
{
    return decoded(message(hex));
}

static void
a_request_is_about_a_property_of_an_object(void)
{
    Types__BACnet *bacnet = application("00 05 07 0c 0c 02000009 19 4d 29 03");

    CU_ASSERT(bacnet->application && bacnet->pdutype == 0 && bacnet->invokeid == 7);
    CU_ASSERT(bacnet->service == 12 && bacnet->objecttype == 8 && bacnet->objectinstance == 9);
    CU_ASSERT(bacnet->property == 77 && bacnet->arrayindex == 3);
    CU_ASSERT(bacnet->function == 10 && bacnet->length == 19 && left() == 0);
    bacnet = application("00 05 07 0f 0c ffffffff 1b 012345 3e 3f");
    CU_ASSERT(bacnet->objecttype == 1023 && bacnet->objectinstance == 0x3fffff);
    CU_ASSERT_EQUAL(bacnet->property, 0x12345);
}

static void
of_several_properties_the_object_is_said(void)
{
    Types__BACnet *bacnet = application("00 05 07 0e 0c 02000009 1e 09 4d 1f");

    CU_ASSERT(bacnet->objecttype == 8 && bacnet->objectinstance == 9 && bacnet->property == 0);
    CU_ASSERT_EQUAL(application("00 05 07 05 0c 02000009 19 4d")->objecttype, 0);
}

static void
segments_have_numbers(void)
{
    Types__BACnet *bacnet = application("0e 05 07 00 10 0c 0c 02000009 19 4d");

    CU_ASSERT(bacnet->segmented && bacnet->morefollows && bacnet->windowsize == 16);
    CU_ASSERT(bacnet->sequencenumber == 0 && bacnet->service == 12 && bacnet->property == 77);
    bacnet = application("38 07 02 10 0c 0c 02000009 19 4d");
    CU_ASSERT(bacnet->segmented && !bacnet->morefollows && bacnet->sequencenumber == 2);
    CU_ASSERT(bacnet->objecttype == 0 && bacnet->property == 0);
    bacnet = application("40 07 02 10");
    CU_ASSERT(bacnet->pdutype == 4 && bacnet->sequencenumber == 2 && bacnet->windowsize == 16);
}

static void
devices_are_asked_and_say_who_they_are(void)
{
    Types__BACnet *bacnet = application("10 08 0a 0100 1a 0200");

    CU_ASSERT(bacnet->pdutype == 1 && bacnet->lowlimit == 256 && bacnet->highlimit == 512);
    bacnet = application("10 00 c4 0200007b 22 05c4 91 02 21 07");
    CU_ASSERT(bacnet->objecttype == 8 && bacnet->objectinstance == 123 && bacnet->maxapdu == 1476);
    CU_ASSERT(bacnet->segmentationsupport == 2 && bacnet->vendorid == 7);
    CU_ASSERT_EQUAL(application("10 08")->highlimit, 0);
}

static void
what_went_wrong_is_said(void)
{
    Types__BACnet *bacnet = application("50 07 0c 91 02 92 0100");

    CU_ASSERT(bacnet->errorclass == 2 && bacnet->errorcode == 256 && bacnet->service == 12);
    CU_ASSERT(application("60 07 09")->reason == 9);
    CU_ASSERT(application("71 07 05")->reason == 5);
    CU_ASSERT(application("20 07 0f")->service == 15);
}

static void
networks_have_addresses(void)
{
    Types__BACnet *bacnet = decoded("81 0a 0017 01 2b 0102 02 aabb 0304 06 010203040506 fe 10 08");

    CU_ASSERT(bacnet->destinationnetwork == 258 && holds(bacnet->destinationaddress, "aabb"));
    CU_ASSERT(bacnet->sourcenetwork == 772 && holds(bacnet->sourceaddress, "010203040506"));
    CU_ASSERT(bacnet->hopcount == 254 && bacnet->priority == 3 && !bacnet->expectingreply);
    CU_ASSERT(bacnet->application && bacnet->service == 8);
}

static void
routers_have_messages_of_their_own(void)
{
    Types__BACnet *bacnet = decoded("81 0b 0009 01 80 01 0005");

    CU_ASSERT(bacnet->networkmessage && bacnet->networkmessagetype == 1 && !bacnet->application);
    bacnet = decoded("81 0b 0009 01 80 80 0102");
    CU_ASSERT_EQUAL(bacnet->networkmessagetype, 128);
    CU_ASSERT_STRING_EQUAL(refusal("81 0b 0008 01 80 80 01"), nc_truncated);
}

static void
what_is_forwarded_has_the_address_of_who_sent_it(void)
{
    Types__BACnet *bacnet = decoded("81 04 000e c0000201 bac1 01 00 10 08");

    CU_ASSERT_STRING_EQUAL(bacnet->forwardedip, "192.0.2.1");
    CU_ASSERT(bacnet->forwardedport == 47809 && bacnet->service == 8);
}

static void
the_link_alone_has_results(void)
{
    CU_ASSERT_EQUAL(((Types__BACnet *)decoded("81 00 0006 0030"))->result, 48);
    CU_ASSERT(!((Types__BACnet *)decoded("81 05 0006 003c"))->application);
}

static void
lengths_and_versions_are_checked(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0003 01"), "length below the header");
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0009 01 00 10 08"), "shorter than its length");
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0008 02 00 10 08"), "version is not 1");
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0008 01 00 80 08"), "no type of message");
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0007 01 00 10"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("81 0a 0009 01 20 0001 06"), nc_truncated);
}

static void
values_beyond_the_message_are_malformed(void)
{
    static const char *const cut[] = { "00 05 07 0c 0c 020000", "10 00 c4 02", "50 07 0c 91" };

    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        application(cut[i]);
        CU_ASSERT_STRING_EQUAL(malformed(), "value beyond the message");
    }
}

static void
a_datagram_is_known_by_its_length(void)
{
    CU_ASSERT_EQUAL(recognised("81 0a 0008 01 00 10 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("81 0a 0009 01 00 10 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("81 0a 0007 01 00 10 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("82 0a 0008 01 00 10 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("81 0d 0008 01 00 10 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("81 0a 00"), NC_NO);
    CU_ASSERT_STRING_EQUAL(unrecognised("82 0a 0008 01 00 10 08"), nc_declined);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("81 0a 0009 01 00 10 08"), NC_YES);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_request_is_about_a_property_of_an_object),
        SENTENCE(of_several_properties_the_object_is_said),
        SENTENCE(segments_have_numbers),
        SENTENCE(devices_are_asked_and_say_who_they_are),
        SENTENCE(what_went_wrong_is_said),
        SENTENCE(networks_have_addresses),
        SENTENCE(routers_have_messages_of_their_own),
        SENTENCE(what_is_forwarded_has_the_address_of_who_sent_it),
        SENTENCE(the_link_alone_has_results),
        SENTENCE(lengths_and_versions_are_checked),
        SENTENCE(values_beyond_the_message_are_malformed),
        SENTENCE(a_datagram_is_known_by_its_length),
        SENTENCES_END
    };

    return plugin_sentences("bacnet", "81 0a 0008 01 00 10 08", own);
}
