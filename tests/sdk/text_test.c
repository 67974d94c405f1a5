/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <arpa/inet.h>
#include <string.h>

static const char *
ipv6(const char *hex)
{
    struct nc_cursor in = over(hex);

    return nc_ipv6(fresh(&in), &in);
}

static bool
same_text(int family, const uint8_t *address)
{
    struct nc_cursor none = over("");
    struct nc_packet *pkt = fresh(&none);
    char expected[INET6_ADDRSTRLEN];

    inet_ntop(family, address, expected, sizeof expected);
    return strcmp(expected, family == AF_INET ? nc_text_ipv4(pkt, address)
                                              : nc_text_ipv6(pkt, address)) == 0;
}

static void
a_hardware_address_has_two_digits_a_byte(void)
{
    struct nc_cursor in = over("0a00ff0102b0");

    CU_ASSERT_STRING_EQUAL(nc_mac(fresh(&in), &in), "0a:00:ff:01:02:b0");
    CU_ASSERT_EQUAL(nc_left(&in), 0);
}

static void
every_byte_of_an_ipv4_address_is_decimal(void)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t address[4] = { (uint8_t)byte, 0, (uint8_t)(255 - byte), (uint8_t)byte };

        CU_ASSERT(same_text(AF_INET, address));
    }
}

static void
ipv6_addresses_are_as_the_system_writes_them(void)
{
    uint64_t state = 88172645463325252u;

    for (int i = 0; i < 20000; i++) {
        uint8_t address[16];

        for (int byte = 0; byte < 16; byte += 2) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            address[byte] = state & 0x100 ? 0 : (uint8_t)(state >> 16);
            address[byte + 1] = state & 0x300 ? 0 : (uint8_t)(state >> 24);
        }
        address[1] |= 1; /* not one that the system writes with an IPv4 tail */
        CU_ASSERT(same_text(AF_INET6, address));
    }
}

static void
the_first_of_two_equal_runs_of_zeros_is_shortened(void)
{
    CU_ASSERT_STRING_EQUAL(ipv6("2001 0db8 0000 0000 0001 0000 0000 0001"), "2001:db8::1:0:0:1");
}

static void
a_single_zero_group_is_not_shortened(void)
{
    CU_ASSERT_STRING_EQUAL(ipv6("2001 0db8 0000 0001 0001 0001 0001 0001"),
                           "2001:db8:0:1:1:1:1:1");
}

static void
a_group_has_as_many_digits_as_it_needs(void)
{
    CU_ASSERT_STRING_EQUAL(ipv6("1000 0fff 0100 00ff 0010 000f 0001 ffff"),
                           "1000:fff:100:ff:10:f:1:ffff");
}

static void
zeros_at_either_end_are_shortened(void)
{
    CU_ASSERT_STRING_EQUAL(ipv6("0000 0000 0000 0000 0000 0000 0000 0000"), "::");
    CU_ASSERT_STRING_EQUAL(ipv6("0000 0000 0000 0000 0000 0000 0000 0001"), "::1");
    CU_ASSERT_STRING_EQUAL(ipv6("fe80 0000 0000 0000 0000 0000 0000 0000"), "fe80::");
}

static void
an_address_mapped_from_ipv4_is_written_as_ipv4(void)
{
    CU_ASSERT_STRING_EQUAL(ipv6("0000 0000 0000 0000 0000 ffff c000 0201"), "192.0.2.1");
}

static void
an_address_that_is_not_all_there_is_zeros_and_fails(void)
{
    struct nc_cursor in = over("c00002");

    CU_ASSERT_STRING_EQUAL(nc_ipv4(fresh(&in), &in), "0.0.0.0");
    CU_ASSERT_FALSE(nc_ok(&in));
}

static const char *
text(const char *hex)
{
    struct nc_cursor in = over(hex);

    return nc_text(fresh(&in), nc_rest(&in));
}

static void
text_that_is_utf8_stays_as_it_is(void)
{
    CU_ASSERT_STRING_EQUAL(text("4361 66 c3a9 5c e282ac f09f9880"),
                           "Caf\xc3\xa9\\\xe2\x82\xac\xf0\x9f\x98\x80");
    CU_ASSERT_STRING_EQUAL(text(""), "");
}

static void
bytes_that_are_no_utf8_are_escaped_and_so_is_the_backslash_beside_them(void)
{
    CU_ASSERT_STRING_EQUAL(text("41 5c ff c3a9 00"), "A\\\\\\xff\xc3\xa9\\x00");
}

static void
overlong_surrogate_cut_and_too_high_characters_are_no_utf8(void)
{
    CU_ASSERT_STRING_EQUAL(text("c0af"), "\\xc0\\xaf");
    CU_ASSERT_STRING_EQUAL(text("e08080"), "\\xe0\\x80\\x80");
    CU_ASSERT_STRING_EQUAL(text("eda080"), "\\xed\\xa0\\x80");
    CU_ASSERT_STRING_EQUAL(text("f4908080"), "\\xf4\\x90\\x80\\x80");
    CU_ASSERT_STRING_EQUAL(text("41 e282"), "A\\xe2\\x82");
}

static void
hexadecimal_digits_are_the_lowest_of_a_number(void)
{
    char text[20] = "----------------";

    CU_ASSERT_PTR_EQUAL(nc_hex(text, 0x1a2f, 3), text + 3);
    CU_ASSERT_STRING_EQUAL(text, "a2f-------------");
    CU_ASSERT_PTR_EQUAL(nc_hex(text, 5, 0), text);
    nc_hex(text, 0xfedcba9876543210, 16);
    CU_ASSERT_STRING_EQUAL(text, "fedcba9876543210");
    CU_ASSERT_EQUAL(nc_hex_digit(0x2b), 'b');
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_hardware_address_has_two_digits_a_byte),
        SENTENCE(every_byte_of_an_ipv4_address_is_decimal),
        SENTENCE(ipv6_addresses_are_as_the_system_writes_them),
        SENTENCE(the_first_of_two_equal_runs_of_zeros_is_shortened),
        SENTENCE(a_single_zero_group_is_not_shortened),
        SENTENCE(a_group_has_as_many_digits_as_it_needs),
        SENTENCE(zeros_at_either_end_are_shortened),
        SENTENCE(an_address_mapped_from_ipv4_is_written_as_ipv4),
        SENTENCE(an_address_that_is_not_all_there_is_zeros_and_fails),
        SENTENCE(text_that_is_utf8_stays_as_it_is),
        SENTENCE(bytes_that_are_no_utf8_are_escaped_and_so_is_the_backslash_beside_them),
        SENTENCE(overlong_surrogate_cut_and_too_high_characters_are_no_utf8),
        SENTENCE(hexadecimal_digits_are_the_lowest_of_a_number),
        SENTENCES_END
    };

    return sentences("sdk_text", own);
}
