/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <netcap/conversation.h>
#include <string.h>

static void
a_protocol_goes_by_its_name_or_number(void)
{
    CU_ASSERT_EQUAL(nc_protocol_named("TCP"), 6);
    CU_ASSERT_EQUAL(nc_protocol_named("udp"), 17);
    CU_ASSERT_EQUAL(nc_protocol_named("IPv6-ICMP"), 58);
    CU_ASSERT_EQUAL(nc_protocol_named("132"), 132);
    CU_ASSERT_EQUAL(nc_protocol_named("002"), 2);
}

static void
what_is_no_protocol_is_none(void)
{
    static const char *const none[] = { "", "tcpx", "256", "-1", "6x", " 6", "0x6", "99999999999" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CU_ASSERT_EQUAL(nc_protocol_named(none[i]), -1);
}

static const char *
community_id(uint8_t protocol, const char *from, const char *to, uint16_t a, uint16_t b)
{
    static char text[NC_COMMUNITY_ID];
    const uint8_t *address[] = { (const uint8_t *)from, (const uint8_t *)to };
    struct nc_conversation told =
        nc_conversation_told(protocol, address, 4, (const uint16_t[]){ a, b });

    nc_put_community_id(text, &told);
    return text;
}

/* The examples of the specification's baseline. */
static void
the_id_of_what_is_told_is_that_of_the_specification(void)
{
    static const char a[] = "\x80\xe8\x6e\x78", b[] = "\x42\x23\xfa\xcc";
    static const char c[] = "\xc0\xa8\x00\x59", d[] = "\xc0\xa8\x00\x01";

    CU_ASSERT_STRING_EQUAL(community_id(6, a, b, 34855, 80), "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CU_ASSERT_STRING_EQUAL(community_id(6, b, a, 80, 34855), "1:LQU9qZlK+B5F3KDmev6m5PMibrg=");
    CU_ASSERT_STRING_EQUAL(community_id(1, c, d, 8, 0), "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
    CU_ASSERT_STRING_EQUAL(community_id(1, d, c, 0, 0), "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=");
}

static void
an_id_tells_what_it_is_made_of_besides_the_ends(void)
{
    static const uint8_t a[] = { 0x80, 0xe8, 0x6e, 0x78 }, b[] = { 0x42, 0x23, 0xfa, 0xcc };
    static const uint8_t c[] = { 192, 168, 0, 89 }, d[] = { 192, 168, 0, 1 };
    static const uint16_t ports[] = { 34855, 80 }, none[] = { 0, 0 };
    struct nc_conversation found;

    CU_ASSERT_TRUE(nc_conversation_of_id("1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
                                         (const uint8_t *const[]){ a, b }, 4, ports, &found));
    CU_ASSERT_EQUAL(found.protocol, 6);
    CU_ASSERT_FALSE(nc_conversation_of_id("1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
                                          (const uint8_t *const[]){ a, b }, 4, none, &found));
    CU_ASSERT_TRUE(nc_conversation_of_id("1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
                                         (const uint8_t *const[]){ c, d }, 4, none, &found));
    CU_ASSERT_TRUE(found.protocol == 1 && found.type == 8);
    CU_ASSERT_FALSE(nc_conversation_of_id("", (const uint8_t *const[]){ c, d }, 4, none, &found));
}

static void
only_some_protocols_have_ports(void)
{
    CU_ASSERT(nc_protocol_has_ports(6) && nc_protocol_has_ports(17) && nc_protocol_has_ports(132));
    CU_ASSERT(nc_protocol_is_extension(0) && nc_protocol_is_extension(44));
    CU_ASSERT(!nc_protocol_is_extension(6) && !nc_protocol_is_extension(58));
    CU_ASSERT(!nc_protocol_has_ports(1) && !nc_protocol_has_ports(58) && !nc_protocol_has_ports(0));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_protocol_goes_by_its_name_or_number), SENTENCE(what_is_no_protocol_is_none),
        SENTENCE(the_id_of_what_is_told_is_that_of_the_specification),
        SENTENCE(an_id_tells_what_it_is_made_of_besides_the_ends),
        SENTENCE(only_some_protocols_have_ports), SENTENCES_END
    };

    return sentences("told", own);
}
