/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in the place of others: as the authors of Crypto-PAn have them, and prefixes preserved
 * beside what is kept. */
#include "anonymize/addresses.h"

#include "harness.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

/* The key of sample.cpp of Crypto-PAn 1.0. */
static const uint8_t key[PAN_KEY] = { 21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                      22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                      101, 39, 98,  87,  76, 45,  42,  132, 34,  2 };

/* From its sample_trace_raw.dat and sample_trace_sanitized.dat; of version 6 as other programs have
 * it with the same key. */
static const char *const sample[][2] = {
    { "128.11.68.132", "135.242.180.132" },
    { "129.118.74.4", "134.136.186.123" },
    { "130.132.252.244", "133.68.164.234" },
    { "141.223.7.43", "141.167.8.160" },
    { "141.233.145.108", "141.129.237.235" },
    { "152.163.225.39", "151.140.114.167" },
    { "156.29.3.236", "147.225.12.42" },
    { "165.247.96.84", "162.9.99.234" },
    { "166.107.77.190", "160.132.178.185" },
    { "192.102.249.13", "252.138.62.131" },
    { "192.215.32.125", "252.43.47.189" },
    { "192.233.80.103", "252.25.108.8" },
    { "192.41.57.43", "252.222.221.184" },
    { "193.150.244.223", "253.169.52.216" },
    { "195.205.63.100", "255.186.223.5" },
    { "198.200.171.101", "249.199.68.213" },
    { "24.0.250.221", "100.15.198.226" },
    { "38.15.67.68", "64.3.66.187" },
    { "4.3.88.225", "124.60.155.63" },
    { "63.14.55.111", "95.9.215.7" },
    { "::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed" },
    { "::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef" },
    { "::ffff", "78ff:f001:9fc0:20df:8380:b1f1:704:f838" },
    { "2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e" },
    { "2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c" },
};

static struct secret secret;
static struct addresses addresses;

static size_t
read_address(const char *text, uint8_t to[PAN_LONGEST])
{
    bool six = strchr(text, ':') != NULL;

    CU_ASSERT_EQUAL_FATAL(inet_pton(six ? AF_INET6 : AF_INET, text, to), 1);
    return six ? 16 : 4;
}

static const char *
text_of(const uint8_t *address, size_t size)
{
    static char text[INET6_ADDRSTRLEN];

    return inet_ntop(size == 4 ? AF_INET : AF_INET6, address, text, sizeof text);
}

static const char *
image(const char *text)
{
    uint8_t address[PAN_LONGEST];
    size_t size = read_address(text, address);

    addresses_map(&addresses, address, address, size);
    return text_of(address, size);
}

static void
addresses_are_mapped_as_by_the_authors(void)
{
    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        uint8_t from[PAN_LONGEST], to[PAN_LONGEST];
        size_t size = read_address(sample[i][0], from);

        pan_map(&secret.pan, from, to, size);
        CU_ASSERT_STRING_EQUAL(text_of(to, size), sample[i][1]);
    }
}

static void
what_is_no_hosts_is_kept(void)
{
    static const char *const kept[] = { "0.0.0.0",     "127.0.0.1",       "224.0.0.251",
                                        "224.0.1.129", "239.255.255.250", "::",
                                        "::1",         "ff02::1",         "255.255.255.255",
                                        "ff05::1:3",   "::ffff:127.0.0.1" };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        uint8_t address[PAN_LONGEST];
        size_t size = read_address(kept[i], address);

        CU_ASSERT_STRING_EQUAL(image(kept[i]), kept[i]);
        CU_ASSERT_TRUE(addresses_keeps(address, size));
    }
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void
a_kind_of_address_stays_one_of_its_kind(void)
{
    CU_ASSERT_TRUE(begins(image("169.254.1.2"), "169.254."));
    CU_ASSERT_TRUE(begins(image("239.1.2.3"), "2"));
    CU_ASSERT_TRUE(begins(image("fe80::211:22ff:fe33:4455"), "fe80::"));
    CU_ASSERT_TRUE(begins(image("ff02::1:ff33:4455"), "ff02::1:ff"));
    CU_ASSERT_TRUE(begins(image("ff3e:30:2001:db8::1"), "ff3e:"));
    CU_ASSERT_STRING_NOT_EQUAL(image("ff02::1:ff33:4455"), "ff02::1:ff33:4455");
    CU_ASSERT_STRING_NOT_EQUAL(image("239.1.2.3"), "239.1.2.3");
}

static void
an_address_in_another_is_mapped_as_such(void)
{
    char four[64], six[64];

    snprintf(four, sizeof four, "::ffff:%s", image("192.0.2.33"));
    CU_ASSERT_STRING_EQUAL(image("::ffff:192.0.2.33"), four);
    snprintf(six, sizeof six, "%s", image("64:ff9b::192.0.2.33"));
    CU_ASSERT_TRUE(begins(six, "64:ff9b::"));
}

static unsigned
shared(const uint8_t *a, const uint8_t *b, size_t size)
{
    unsigned bits = 0;

    while (bits < 8 * size && ((a[bits / 8] ^ b[bits / 8]) & (0x80 >> bits % 8)) == 0)
        bits++;
    return bits;
}

/* From each of those that are kept as it is, and those that are mapped, as far as any bit. */
static void
prefixes_are_preserved_beside_what_is_kept(void)
{
    static const char *const some[] = {
        "0.0.0.0",   "127.0.0.1",       "169.254.0.9", "224.0.0.1",
        "232.1.1.1", "239.255.255.250", "10.1.2.3",    "::",
        "::1",       "::ffff:10.1.2.3", "64:ff9b::1",  "fe80::1",
        "ff02::1",   "ff02::1:ff00:1",  "ff3e::1",     "2001:db8::1"
    };

    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        uint8_t one[PAN_LONGEST], other[PAN_LONGEST], a[PAN_LONGEST], b[PAN_LONGEST];
        size_t size = read_address(some[i], one);

        addresses_map(&addresses, one, a, size);
        for (unsigned bit = 0; bit < 8 * size; bit++) {
            memcpy(other, one, size);
            other[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
            other[size - 1] ^= bit < 8 * size - 8 ? 0x5a : 0;
            addresses_map(&addresses, other, b, size);
            CU_ASSERT_EQUAL(shared(a, b, size), shared(one, other, size));
        }
    }
}

/* 82.232.187.240 is what the cipher pads with under this key, and 80.193.171.146 is near it. */
static void
no_other_address_stays_what_it_is(void)
{
    static const char *const some[] = { "80.193.171.146", "::ffff:80.193.171.146",
                                        "181.192.179.241" };
    struct secret other;
    uint8_t counted[PAN_KEY];

    for (uint8_t i = 0; i < PAN_KEY; i++)
        counted[i] = 7 + i;
    secret_begin(&other, counted);
    addresses = (struct addresses){ .secret = &other };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        CU_ASSERT_STRING_NOT_EQUAL(image(some[i]), some[i]);
    for (uint32_t i = 0; i < 100000; i++) {
        uint8_t from[4] = { 80, (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i }, to[4];

        addresses_map(&addresses, from, to, sizeof from);
        CU_ASSERT_NOT_EQUAL_FATAL(memcmp(from, to, sizeof from), 0);
    }
    addresses = (struct addresses){ .secret = &secret };
}

static void
a_prefix_is_that_of_what_begins_so(void)
{
    uint8_t address[PAN_LONGEST], whole[PAN_LONGEST], prefix[PAN_LONGEST];
    size_t size = read_address("2001:db8:1234:5678::9", address);

    addresses_map(&addresses, address, whole, size);
    addresses_map_prefix(&addresses, address, prefix, size, 44);
    CU_ASSERT_TRUE(shared(whole, prefix, size) >= 44);
    for (size_t i = 6; i < size; i++)
        CU_ASSERT_EQUAL(prefix[i], 0);
}

/* ---- links ---- */

static void
map_link(const char *hex, uint8_t to[6])
{
    unsigned bytes[6];

    sscanf(hex, "%x:%x:%x:%x:%x:%x", &bytes[0], &bytes[1], &bytes[2], &bytes[3], &bytes[4],
           &bytes[5]);
    for (int i = 0; i < 6; i++)
        to[i] = (uint8_t)bytes[i];
    addresses_map_link(&addresses, to, to, 6);
}

static void
a_vendor_is_kept_and_nothing_else(void)
{
    uint8_t one[6], other[6], local[6];

    map_link("00:11:22:33:44:55", one);
    map_link("00:11:22:33:44:56", other);
    CU_ASSERT_EQUAL(memcmp(one, "\x00\x11\x22", 3), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(one, "\x00\x11\x22\x33\x44\x55", 6), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(one, other, 6), 0);
    map_link("02:42:0a:00:00:01", local); /* which has no vendor, but may hold an address */
    CU_ASSERT_EQUAL(local[0] & 3, 2);
    CU_ASSERT_NOT_EQUAL(memcmp(local, "\x02\x42\x0a", 3), 0);
}

static void
whole_addresses_of_links_keep_two_bits(void)
{
    uint8_t one[6];

    addresses.whole_links = true;
    map_link("00:11:22:33:44:55", one);
    addresses.whole_links = false;
    CU_ASSERT_NOT_EQUAL(memcmp(one, "\x00\x11\x22", 3), 0);
    CU_ASSERT_EQUAL(one[0] & 3, 0);
}

static void
groups_are_kept_unless_they_hold_an_address(void)
{
    uint8_t group[6], six[PAN_LONGEST];

    map_link("ff:ff:ff:ff:ff:ff", group);
    CU_ASSERT_EQUAL(memcmp(group, "\xff\xff\xff\xff\xff\xff", 6), 0);
    map_link("01:80:c2:00:00:0e", group);
    CU_ASSERT_EQUAL(memcmp(group, "\x01\x80\xc2\x00\x00\x0e", 6), 0);
    map_link("01:00:5e:00:00:fb", group);
    CU_ASSERT_EQUAL(memcmp(group, "\x01\x00\x5e\x00\x00\xfb", 6), 0);
    map_link("01:00:5e:01:02:03", group);
    CU_ASSERT_NOT_EQUAL(memcmp(group, "\x01\x00\x5e\x01\x02\x03", 6), 0);
    map_link("33:33:ff:33:44:55", group);
    read_address(image("ff02::1:ff33:4455"), six);
    CU_ASSERT_EQUAL(memcmp(group + 3, six + 13, 3), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(group + 3, "\x33\x44\x55", 3), 0);
}

/* All numbers of 12 bits, and of 13, whose halves differ. */
static void
permutations_meet_every_number_once(void)
{
    for (unsigned bits = 12; bits <= 13; bits++) {
        bool met[1 << 13] = { false };
        size_t twice = 0;

        for (uint64_t i = 0; i < UINT64_C(1) << bits; i++) {
            uint64_t is = secret_permute(&secret, 7, bits, i);

            CU_ASSERT_TRUE_FATAL(is < UINT64_C(1) << bits);
            twice += met[is];
            met[is] = true;
        }
        CU_ASSERT_EQUAL(twice, 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(addresses_are_mapped_as_by_the_authors),
        SENTENCE(what_is_no_hosts_is_kept),
        SENTENCE(a_kind_of_address_stays_one_of_its_kind),
        SENTENCE(an_address_in_another_is_mapped_as_such),
        SENTENCE(prefixes_are_preserved_beside_what_is_kept),
        SENTENCE(no_other_address_stays_what_it_is),
        SENTENCE(a_prefix_is_that_of_what_begins_so),
        SENTENCE(a_vendor_is_kept_and_nothing_else),
        SENTENCE(whole_addresses_of_links_keep_two_bits),
        SENTENCE(groups_are_kept_unless_they_hold_an_address),
        SENTENCE(permutations_meet_every_number_once),
        SENTENCES_END,
    };

    secret_begin(&secret, key);
    addresses.secret = &secret;
    return sentences("addresses", own);
}
