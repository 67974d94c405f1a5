/* SPDX-License-Identifier: Apache-2.0 */
/* DNS of a network other than the Internet, and a name where nobody expects one. */
#include "harness_stream.h"

#include "dns.pb-c.h"

#include <stdio.h>

#define WWW " 03777777 076578616d706c65 03636f6d 00 "

/* The one answer to a question for www.example.com, at 12; example.com is at 16. */
static Types__DNSResourceRecord *
answer_of_chaosnet(const char *type, const char *data)
{
    char hex[512];
    Types__DNS *dns;

    snprintf(hex, sizeof hex,
             "0001 8180 0001 0001 0000 0000" WWW "%s 0003 c00c %s 0003 00000000 %s", type, type,
             data);
    dns = decoded(hex);
    CU_ASSERT_EQUAL_FATAL(dns->n_answers, 1);
    return dns->answers[0];
}

static void
an_address_of_chaosnet_is_a_name_and_a_number(void)
{
    Types__DNSResourceRecord *rr = answer_of_chaosnet("0001", "000a 036e6574 026368 00 0102");

    CU_ASSERT(spells(rr->chdomain, "net.ch"));
    CU_ASSERT_EQUAL(rr->chaddress, 0x102);
    CU_ASSERT_STRING_EQUAL(rr->ip, "");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
    rr = answer_of_chaosnet("0001", "0004 c010 ffff"); /* compressed */
    CU_ASSERT(spells(rr->chdomain, "example.com"));
    CU_ASSERT_EQUAL(rr->chaddress, 0xffff);
    CU_ASSERT_STRING_EQUAL(rr->ip, "");
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
an_address_of_chaosnet_that_is_not_whole_stays_bytes(void)
{
    Types__DNSResourceRecord *rr = answer_of_chaosnet("0001", "0003 c010 ff");

    CU_ASSERT(!rr->chdomain.len && !rr->chaddress && holds(rr->data, "c010ff"));
    CU_ASSERT_STRING_EQUAL(malformed(), nc_truncated);
    rr = answer_of_chaosnet("0001", "0005 c010 ffff 00");
    CU_ASSERT(!rr->chdomain.len && !rr->chaddress);
    CU_ASSERT_STRING_EQUAL(malformed(), "address of the wrong length");
}

static void
chaosnet_has_no_addresses_of_ipv6(void)
{
    Types__DNSResourceRecord *rr = answer_of_chaosnet("001c", "0003 c01001");

    CU_ASSERT(!*rr->ip && !rr->chdomain.len && holds(rr->data, "c01001"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
texts_of_chaosnet_are_texts(void)
{
    Types__DNSResourceRecord *rr = answer_of_chaosnet("0010", "0004 03 392e31");

    CU_ASSERT_EQUAL_FATAL(rr->n_txts, 1);
    CU_ASSERT(spells(rr->txts[0], "9.1"));
}

/* "abc" stands in number and flags, whose kind of query does not exist. */
static void
a_name_may_stand_in_the_header(void)
{
    CU_ASSERT_EQUAL(recognised("0361 6263 0001 0000 0000 0000 c000 0001 0001"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("0361 6263 0001 0000 0000 0000 0177 c00b 0001 0001"), NC_MORE);
    CU_ASSERT_STRING_EQUAL(unrecognised("0361 6263 0001 0000 0000 0000 0177 c00c 0001 0001"),
                           "neither question nor record");
    CU_ASSERT_STRING_EQUAL(unrecognised("0361 6263 0001 0000 0000 0000 c100 0001 0001"),
                           "neither question nor record");
    CU_ASSERT_STRING_EQUAL(unrecognised("0361 6263 0001 0000 0000 0000 8000 0001 0001"),
                           "neither question nor record");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_address_of_chaosnet_is_a_name_and_a_number),
        SENTENCE(an_address_of_chaosnet_that_is_not_whole_stays_bytes),
        SENTENCE(chaosnet_has_no_addresses_of_ipv6),
        SENTENCE(texts_of_chaosnet_are_texts),
        SENTENCE(a_name_may_stand_in_the_header),
        SENTENCES_END
    };

    return plugin_sentences("dns", "0001 0100 0000 0000 0000 0000", own);
}
