/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "dhcpv6.pb-c.h"

#define LINK "20010db8000000000000000000000001 "
#define PEER "fe800000000000000000000000000002 "

static void
a_solicitation_has_a_transaction_and_no_addresses(void)
{
    Types__DHCPv6 *dhcp = decoded("01 abcdef");

    CU_ASSERT_EQUAL(dhcp->msgtype, 1);
    CU_ASSERT(holds(dhcp->transactionid, "abcdef"));
    CU_ASSERT_STRING_EQUAL(dhcp->linkaddr, "");
    CU_ASSERT_STRING_EQUAL(dhcp->peeraddr, "");
    CU_ASSERT_EQUAL(dhcp->n_options, 0);
}

static void
relay_messages_have_hops_and_addresses(void)
{
    Types__DHCPv6 *dhcp = decoded("0c 03" LINK PEER);

    CU_ASSERT_EQUAL(dhcp->hopcount, 3);
    CU_ASSERT_STRING_EQUAL(dhcp->linkaddr, "2001:db8::1");
    CU_ASSERT_STRING_EQUAL(dhcp->peeraddr, "fe80::2");
    CU_ASSERT_EQUAL(dhcp->transactionid.len, 0);
    dhcp = decoded("0d 20" LINK PEER);
    CU_ASSERT_EQUAL(dhcp->hopcount, 32);
}

static void
a_relay_message_without_its_addresses_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0c 03" LINK "fe80"), nc_truncated);
}

static void
options_have_code_length_and_data(void)
{
    Types__DHCPv6 *dhcp = decoded("01 abcdef 0008 0002 ffff 000e 0000");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 2);
    CU_ASSERT(dhcp->options[0]->code == 8 && dhcp->options[0]->length == 2);
    CU_ASSERT(holds(dhcp->options[0]->data, "ffff"));
    CU_ASSERT(dhcp->options[1]->code == 14 && dhcp->options[1]->length == 0);
}

static void
options_inside_of_options_stay_bytes(void)
{
    Types__DHCPv6 *dhcp = decoded("0c 00" LINK PEER "0009 0008 01 abcdef 000e 0000");

    CU_ASSERT_EQUAL_FATAL(dhcp->n_options, 1);
    CU_ASSERT_EQUAL(dhcp->options[0]->code, 9);
    CU_ASSERT(holds(dhcp->options[0]->data, "01 abcdef 000e 0000"));
}

static void
an_option_beyond_the_message_keeps_those_before(void)
{
    Types__DHCPv6 *dhcp = decoded("01 abcdef 000e 0000 0001 ffff 0003");

    CU_ASSERT_EQUAL(dhcp->n_options, 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the message");
}

static void
half_an_option_is_malformed(void)
{
    decoded("01 abcdef 000e00");
    CU_ASSERT_STRING_EQUAL(malformed(), "option runs past the message");
}

static void
it_is_recognised_by_its_kind_and_options(void)
{
    datagram.network_kind = NC_ENDPOINT_IPV6;
    CU_ASSERT_EQUAL(recognised("01 abcdef"), NC_YES);
    CU_ASSERT_EQUAL(recognised("01 abcdef 0001 0003 000101 0008 0002 0000"), NC_YES);
    CU_ASSERT_EQUAL(recognised("0c 01" LINK PEER "0009 0001 00"), NC_YES);
    CU_ASSERT_EQUAL(recognised("ff abcdef 0008 0002 0000"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("01 abcdef 0008 0002 0000 0001"), NC_MORE);
}

static void
what_has_neither_is_not_recognised(void)
{
    datagram.network_kind = NC_ENDPOINT_IPV6;
    CU_ASSERT_STRING_EQUAL(unrecognised("01 abcdef 0008"), "neither kind nor options");
    CU_ASSERT_STRING_EQUAL(unrecognised("01 abcdef 0001 0001 00"), "neither kind nor options");
    CU_ASSERT_STRING_EQUAL(unrecognised("26 abcdef 0008 0003 0000"), "neither kind nor options");
    CU_ASSERT_STRING_EQUAL(unrecognised("01 abcd"), "ends too early");
    datagram.network_kind = NC_ENDPOINT_IPV4;
    CU_ASSERT_STRING_EQUAL(unrecognised("01 abcdef"), "is not carried by IPv6");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_solicitation_has_a_transaction_and_no_addresses),
        SENTENCE(relay_messages_have_hops_and_addresses),
        SENTENCE(a_relay_message_without_its_addresses_is_refused),
        SENTENCE(options_have_code_length_and_data),
        SENTENCE(options_inside_of_options_stay_bytes),
        SENTENCE(an_option_beyond_the_message_keeps_those_before),
        SENTENCE(half_an_option_is_malformed),
        SENTENCE(it_is_recognised_by_its_kind_and_options),
        SENTENCE(what_has_neither_is_not_recognised),
        SENTENCES_END
    };

    return plugin_sentences("dhcpv6", "01 abcdef", own);
}
