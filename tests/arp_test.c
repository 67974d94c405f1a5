/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "arp.pb-c.h"

static void
addresses_are_as_long_as_the_header_says(void)
{
    Types__ARP *arp = decoded("0006 0800 02 01 ffff aabb 11 ccdd 22");

    CU_ASSERT(holds(arp->srchwaddress, "aabb"));
    CU_ASSERT(holds(arp->srcprotaddress, "11"));
    CU_ASSERT(holds(arp->dsthwaddress, "ccdd"));
    CU_ASSERT(holds(arp->dstprotaddress, "22"));
}

static void
addresses_may_be_empty(void)
{
    Types__ARP *arp = decoded("0001 86dd 00 00 0001");

    CU_ASSERT_EQUAL(arp->srchwaddress.len, 0);
    CU_ASSERT_EQUAL(arp->dstprotaddress.len, 0);
}

static void
addresses_longer_than_the_packet_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0001 0800 ff ff 0001 00000000"), nc_truncated);
}

/* RFC 2225: with hardware type 19 other lengths follow the protocol. */
static void
atm_has_a_header_of_its_own(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("0013 0800 14 00 0001 04 14 00 04"), "ATM has another header");
}

static void
nothing_follows(void)
{
    decoded("0001 86dd 00 00 0001 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(addresses_are_as_long_as_the_header_says),
        SENTENCE(addresses_may_be_empty),
        SENTENCE(addresses_longer_than_the_packet_are_refused),
        SENTENCE(atm_has_a_header_of_its_own),
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("arp", "0001 0800 06 04 0001 020000000001 c0000201"
                                   "000000000000 c0000202", own);
}
