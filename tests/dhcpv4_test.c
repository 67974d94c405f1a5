/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dhcpv4.pb-c.h"

#include <stdio.h>

#define FOUR "00000000"
#define SIXTEEN FOUR FOUR FOUR FOUR
#define NAMES SIXTEEN SIXTEEN SIXTEEN SIXTEEN /* 64 bytes */
#define COOKIE " 63825363 "
#define NAMES_BUT_ONE SIXTEEN SIXTEEN SIXTEEN FOUR FOUR FOUR "000000" /* 63 bytes */
#define FIXED(length, address) \
    "01 01" length "00 deadbeef 0001 8000" FOUR FOUR FOUR FOUR address NAMES NAMES NAMES
#define HEADER FIXED("06", "020000000001 0000" FOUR FOUR) COOKIE

static void
members_of_the_header_have_their_places(void)
{
    Types__DHCPv4 *dhcp = decoded("02 01 06 03 fedcba98 ffff 8000 c0000201 c0000202 c0000203 "
                                  "c0000204 02000000000aff00" FOUR FOUR NAMES NAMES NAMES COOKIE);

    CU_ASSERT(dhcp->operation == 2 && dhcp->hardwaretype == 1 && dhcp->hardwareopts == 3);
    CU_ASSERT(dhcp->xid == 0xfedcba98 && dhcp->secs == 65535 && dhcp->flags == 0x8000);
    CU_ASSERT_STRING_EQUAL(dhcp->clientip, "192.0.2.1");
    CU_ASSERT_STRING_EQUAL(dhcp->yourclientip, "192.0.2.2");
    CU_ASSERT_STRING_EQUAL(dhcp->nextserverip, "192.0.2.3");
    CU_ASSERT_STRING_EQUAL(dhcp->relayagentip, "192.0.2.4");
    CU_ASSERT_STRING_EQUAL(dhcp->clienthwaddr, "02:00:00:00:00:0a");
}

static void
names_are_all_their_bytes(void)
{
    Types__DHCPv4 *dhcp = decoded(FIXED("00", SIXTEEN) COOKIE);

    CU_ASSERT(holds(dhcp->servername, NAMES));
    CU_ASSERT(holds(dhcp->file, NAMES NAMES));
}

static void
a_hardware_address_has_as_many_bytes_as_its_length(void)
{
    Types__DHCPv4 *dhcp = decoded(FIXED("00", SIXTEEN) COOKIE);

    CU_ASSERT_STRING_EQUAL(dhcp->clienthwaddr, "");
    dhcp = decoded(FIXED("01", "fe000000" FOUR FOUR FOUR) COOKIE);
    CU_ASSERT_STRING_EQUAL(dhcp->clienthwaddr, "fe");
    dhcp = decoded(FIXED("10", "000102030405060708090a0b0c0d0e0f") COOKIE);
    CU_ASSERT_STRING_EQUAL(dhcp->clienthwaddr, "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f");
}

static void
a_hardware_address_ends_with_its_field(void)
{
    Types__DHCPv4 *dhcp = decoded(FIXED("11", "000102030405060708090a0b0c0d0e0f") COOKIE);

    CU_ASSERT_EQUAL(dhcp->hardwarelen, 17);
    CU_ASSERT_STRING_EQUAL(dhcp->clienthwaddr, "00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f");
    CU_ASSERT_STRING_EQUAL(malformed(), "hardware address longer than its field");
}

static void
another_cookie_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(FIXED("06", SIXTEEN) "63825364"), "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(refusal(FIXED("06", SIXTEEN) NAMES_BUT_ONE), "no magic cookie of DHCP");
}

static void
bootp_has_no_options(void)
{
    Types__DHCPv4 *dhcp = decoded(FIXED("06", SIXTEEN) NAMES);

    CU_ASSERT_EQUAL(dhcp->xid, 0xdeadbeef);
    CU_ASSERT_EQUAL(dhcp->n_options, 0);
    CU_ASSERT_EQUAL(left(), 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    /* A vendor's cookie of before there were options. */
    dhcp = decoded(FIXED("06", SIXTEEN) "434d5500" NAMES);
    CU_ASSERT_EQUAL(dhcp->n_options, 0);
}

static void
bootp_may_leave_out_its_last_field(void)
{
    Types__DHCPv4 *dhcp = decoded(FIXED("06", SIXTEEN));

    CU_ASSERT_EQUAL(dhcp->xid, 0xdeadbeef);
    CU_ASSERT_EQUAL(dhcp->n_options, 0);
    CU_ASSERT_STRING_EQUAL(malformed(), "message of BOOTP without its last field");
    led_cut();
    decoded(FIXED("06", SIXTEEN));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

/* A message whose names hold options: that of the server, that of the file, the options. */
#define OVERLOADED(name, file, options) \
    "02 01 0600 deadbeef 0001 8000" FOUR FOUR FOUR FOUR SIXTEEN name file COOKIE options
#define HOST "0c 04 686f7374 ff 0c 01 78" SIXTEEN SIXTEEN SIXTEEN "000000000000"
#define BOOT "43 04 626f6f74 ff 0c 01 78" SIXTEEN SIXTEEN SIXTEEN "000000000000" NAMES

static void
options_stand_in_the_fields_of_the_names_too(void)
{
    Types__DHCPv4 *dhcp = decoded(OVERLOADED(HOST, BOOT, "34 01 03 35 01 02 ff"));

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 4);
    CU_ASSERT_EQUAL(dhcp->options[0]->type, 52);
    CU_ASSERT_EQUAL(dhcp->options[1]->type, 53);
    CU_ASSERT(dhcp->options[2]->type == 67 && spells(dhcp->options[2]->data, "boot"));
    CU_ASSERT(dhcp->options[3]->type == 12 && spells(dhcp->options[3]->data, "host"));
    CU_ASSERT_EQUAL(dhcp->servername.len, 64);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
only_fields_that_are_said_to_hold_options(void)
{
    Types__DHCPv4 *dhcp = decoded(OVERLOADED(HOST, BOOT, "34 01 01 ff"));

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT_EQUAL(dhcp->options[1]->type, 67);
    dhcp = decoded(OVERLOADED(HOST, BOOT, "34 01 02 ff"));
    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT_EQUAL(dhcp->options[1]->type, 12);
    dhcp = decoded(OVERLOADED(HOST, BOOT, "34 01 07 ff"));
    CU_ASSERT_EQUAL(dhcp->n_options, 1);
    dhcp = decoded(OVERLOADED(HOST, BOOT, "34 00 ff"));
    CU_ASSERT_EQUAL(dhcp->n_options, 1);
    dhcp = decoded(OVERLOADED(HOST, BOOT, "ff"));
    CU_ASSERT_EQUAL(dhcp->n_options, 0);
}

static void
an_option_beyond_its_field_is_malformed(void)
{
    decoded(OVERLOADED("0c 3f" SIXTEEN SIXTEEN SIXTEEN FOUR FOUR FOUR "0000", BOOT, "34 01 03 ff"));
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the message");
}

static void
values_of_one_code_are_joined(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "77 02 6162 35 01 05 77 01 63 77 00 ff");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT(dhcp->options[0]->type == 119 && dhcp->options[0]->length == 3);
    CU_ASSERT(spells(dhcp->options[0]->data, "abc"));
    CU_ASSERT(holds(dhcp->options[1]->data, "05"));
}

static void
a_value_may_be_longer_than_its_length_can_say(void)
{
    static char hex[2000];
    int at = snprintf(hex, sizeof hex, HEADER "77 ff");
    Types__DHCPv4 *dhcp;

    for (int i = 0; i < 255; i++)
        at += snprintf(hex + at, sizeof hex - (size_t)at, "61");
    snprintf(hex + at, sizeof hex - (size_t)at, "77 02 6263 ff");
    dhcp = decoded(hex);
    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 1);
    CU_ASSERT_EQUAL(dhcp->options[0]->length, 257);
    CU_ASSERT_EQUAL_FATAL(dhcp->options[0]->data.len, 257);
    CU_ASSERT(dhcp->options[0]->data.data[254] == 'a' && dhcp->options[0]->data.data[256] == 'c');
}

/* RFC 3396 section 5: from the options to the file's name, from there to the server's. */
static void
a_value_goes_on_in_the_fields_of_the_names(void)
{
    Types__DHCPv4 *dhcp = decoded(OVERLOADED(HOST, "0c 01 66 ff 00000000" SIXTEEN SIXTEEN SIXTEEN
                                             FOUR FOUR NAMES, "0c 01 6f 34 01 03 ff"));

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT(spells(dhcp->options[0]->data, "ofhost"));
}

static void
pads_are_not_joined(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "00 00 35 01 05 00 ff");

    CU_ASSERT_EQUAL(dhcp->n_options, 4);
}

static void
options_have_type_length_and_data(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "35 01 05 0c 04 686f7374 ff");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT(dhcp->options[0]->type == 53 && dhcp->options[0]->length == 1);
    CU_ASSERT(holds(dhcp->options[0]->data, "05"));
    CU_ASSERT(spells(dhcp->options[1]->data, "host"));
}

static void
a_pad_is_a_lone_byte(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "00 35 01 05 00 ff");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 3);
    CU_ASSERT(dhcp->options[0]->type == 0 && dhcp->options[0]->length == 0);
    CU_ASSERT_EQUAL(dhcp->options[0]->data.len, 0);
    CU_ASSERT_EQUAL(dhcp->options[1]->type, 53);
}

static void
what_follows_the_end_is_no_option(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "35 01 05 ff 00 35 01");

    CU_ASSERT_EQUAL(dhcp->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
an_empty_option_is_listed(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "50 00 ff");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 1);
    CU_ASSERT(dhcp->options[0]->type == 80 && dhcp->options[0]->length == 0);
}

static void
an_option_beyond_the_message_keeps_those_before(void)
{
    Types__DHCPv4 *dhcp = decoded(HEADER "35 01 05 0c ff 686f7374");

    CU_ASSERT_EQUAL(dhcp->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the message");
}

static void
an_option_without_a_length_is_malformed(void)
{
    decoded(HEADER "35 01 05 0c");
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the message");
}

#define REST SIXTEEN SIXTEEN FOUR FOUR NAMES NAMES NAMES NAMES /* of BOOTP, behind four bytes */

static void
it_is_recognised_by_its_cookie(void)
{
    CU_ASSERT_EQUAL(recognised(HEADER), NC_YES);
    CU_ASSERT_EQUAL(recognised(FIXED("06", SIXTEEN) NAMES), NC_MORE);
    CU_ASSERT_EQUAL(recognised(FIXED("06", SIXTEEN)), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("01010600 00000001 0000 0001" SIXTEEN SIXTEEN NAMES NAMES
                                        NAMES), "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(unrecognised(FIXED("06", SIXTEEN) FOUR), "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(unrecognised(FIXED("11", SIXTEEN) NAMES), "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(unrecognised("02000600" REST),
                           "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(unrecognised("02010611" REST),
                           "no magic cookie of DHCP");
    CU_ASSERT_STRING_EQUAL(unrecognised("03 01 06 00"), "neither request nor reply");
    datagram.network_kind = NC_ENDPOINT_IPV6;
    CU_ASSERT_STRING_EQUAL(unrecognised(HEADER), "is not carried by IPv4");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(members_of_the_header_have_their_places),
        SENTENCE(names_are_all_their_bytes),
        SENTENCE(a_hardware_address_has_as_many_bytes_as_its_length),
        SENTENCE(a_hardware_address_ends_with_its_field),
        SENTENCE(another_cookie_is_refused),
        SENTENCE(options_have_type_length_and_data),
        SENTENCE(a_pad_is_a_lone_byte),
        SENTENCE(what_follows_the_end_is_no_option),
        SENTENCE(an_empty_option_is_listed),
        SENTENCE(an_option_beyond_the_message_keeps_those_before),
        SENTENCE(an_option_without_a_length_is_malformed),
        SENTENCE(bootp_has_no_options),
        SENTENCE(bootp_may_leave_out_its_last_field),
        SENTENCE(options_stand_in_the_fields_of_the_names_too),
        SENTENCE(only_fields_that_are_said_to_hold_options),
        SENTENCE(an_option_beyond_its_field_is_malformed),
        SENTENCE(values_of_one_code_are_joined),
        SENTENCE(a_value_may_be_longer_than_its_length_can_say),
        SENTENCE(a_value_goes_on_in_the_fields_of_the_names),
        SENTENCE(pads_are_not_joined),
        SENTENCE(it_is_recognised_by_its_cookie),
        SENTENCES_END
    };

    return plugin_sentences("dhcpv4", FIXED("06", SIXTEEN), own);
}
