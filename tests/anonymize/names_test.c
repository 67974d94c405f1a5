/* SPDX-License-Identifier: Apache-2.0 */
/* Names, URLs and other texts without the addresses in them. */
#include "anonymize/names.h"

#include "anonymize/texts.h"
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static const uint8_t key[PAN_KEY] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static struct secret secret;
static struct addresses addresses = { .secret = &secret };
static struct names names = { .addresses = &addresses, .small.fd = -1, .plain.fd = -1 };
static struct textbuf text = { .fd = -1 };

static const char *
put(void (*how)(struct names *, const char *, size_t, struct textbuf *), const char *from)
{
    text.used = 0;
    how(&names, from, strlen(from), &text);
    text_char(&text, '\0');
    return text.data;
}

static char *
image(const char *address)
{
    text.used = 0;
    CU_ASSERT_TRUE(words_address(&addresses, address, strlen(address), &text));
    return strndup(text.data, text.used);
}

/* In any form that is none of an address by itself: it is not there afterwards. */
static void
an_address_in_a_name_is_replaced_in_every_form(void)
{
    static const char *const forms[] = {
        "10.1.2.3",           "host-10-1-2-3.example.com",
        "10_1_2_3x",          "x010.001.002.003",
        "3.2.1.10.isp.net",   "ip0a010203",
        "0A010203",           "167838211",
        "00:11:22:33:44:55",  "00-11-22-33-44-55",
        "0011.2233.4455",     "x001122334455",
        "2001:db8::1",        "2001-db8-0-0-0-0-0-1",
        "e00:11:22:33:44:55", "1.3.6.1.2.10.1.2.3",
    };
    static const char *const parts[] = { "10.1.2.3", "10-1-2-3", "10_1_2_3",  "001.002",
                                         "3.2.1.10", "0a010203", "0A010203",  "167838211",
                                         "33:44:55", "33-44-55", "2233.4455", "2233445",
                                         "db8" };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *is = put(names_put, forms[i]);

        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
            CU_ASSERT_PTR_NULL(strstr(is, parts[p]));
    }
}

/* Marks that are mixed, digits of hexadecimal with and without zeros before, halves of links, what
 * URLs hide twice. */
static void
forms_that_people_mix_are_replaced(void)
{
    static const struct {
        const char *name, *part;
    } forms[] = {
        { "2001-db8-5--1.sslip.io", "db8" },
        { "x2001_db8__7.example", "db8" },
        { "ec2-10-1.2_3.example", "10-1.2_3" },
        { "h10.1:2-3", "1:2-3" },
        { "c0-a8-4d-0a.example", "a8-4d" },
        { "c0-a8-4d-a", "a8-4d" },
        { "0xC0A84D0A", "A84D" },
        { "cafebabe", "cafe" },
        { "a010203.example", "010203" },
        { "ap-4d-0a-1b.example", "0a-1b" },
        { "ESP_4D0A1B", "4D0A1B" },
        { "00-11:2a_33-44.55", "2a_33" },
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *is = put(names_put, forms[i].name);

        if (strstr(is, forms[i].part))
            fprintf(stderr, "%s became %s\n", forms[i].name, is);
        CU_ASSERT_PTR_NULL(strstr(is, forms[i].part));
    }
    put(names_put_url, "/a?b=10%252E1%252e2%252E3");
    CU_ASSERT_PTR_NULL(strstr(text.data, "%25"));
    CU_ASSERT_PTR_NULL(strstr(text.data, "10.1.2.3"));
}

/* "user:10.1.2.3" and "ip=2001:db8::1", wherever in the word they begin; other words stay. */
static void
an_address_in_base64_in_a_url_is_replaced(void)
{
    static const char *const hiding[] = { "dXNlcjoxMC4xLjIuMw==", "dXNlcjoxMC4xLjIuMw",
                                          "aXA9MjAwMTpkYjg6OjE", "MTAuMS4yLjM" };
    char url[64];

    for (size_t i = 0; i < sizeof hiding / sizeof *hiding; i++) {
        snprintf(url, sizeof url, "/a?b=%s&c=d", hiding[i]);
        put(names_put_url, url);
        CU_ASSERT_PTR_NULL(strstr(text.data, hiding[i]));
        CU_ASSERT_PTR_NOT_NULL(strstr(text.data, "/a?b="));
        CU_ASSERT_PTR_NOT_NULL(strstr(text.data, "&c=d"));
    }
    CU_ASSERT_STRING_EQUAL(put(names_put_url, "/internationalization/aGVsbG8gd29ybGQ"),
                           "/internationalization/aGVsbG8gd29ybGQ");
}

static void
an_address_in_dashes_becomes_its_image(void)
{
    char *six = image("2001:db8:5::1"), wanted[128];

    snprintf(wanted, sizeof wanted, "%s.sslip.io", six);
    for (char *at = wanted; *at; at++)
        *at = *at == ':' ? '-' : *at;
    CU_ASSERT_STRING_EQUAL(put(names_put, "2001-db8-5--1.sslip.io"), wanted);
    free(six);
}

static void
a_name_without_one_is_kept(void)
{
    static const char *const kept[] = { "www.example.com", "GigabitEthernet1/0/24",
                                        "srv-42",          "a.b.c.d.e.f.g",
                                        "127.0.0.1",       "",
                                        "decade.example",  "xn--nxasmq6b.com",
                                        "2024-01-02_3",    "add-on--2.example" };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        CU_ASSERT_STRING_EQUAL(put(names_put, kept[i]), kept[i]);
}

static void
a_host_that_is_an_address_becomes_its_image(void)
{
    char *four = image("192.0.2.7"), *six = image("2001:db8::7"), wanted[128];

    CU_ASSERT_STRING_EQUAL(put(names_put, "192.0.2.7"), four);
    snprintf(wanted, sizeof wanted, "%s:8080", four);
    CU_ASSERT_STRING_EQUAL(put(names_put, "192.0.2.7:8080"), wanted);
    snprintf(wanted, sizeof wanted, "[%s]:443", six);
    CU_ASSERT_STRING_EQUAL(put(names_put, "[2001:db8::7]:443"), wanted);
    snprintf(wanted, sizeof wanted, "http://[%s]:80/a?b=%s", six, four);
    CU_ASSERT_STRING_EQUAL(put(names_put_url, "http://[2001:db8::7]:80/a?b=192%2E0.2.7"), wanted);
    free(four);
    free(six);
}

static void
names_below_arpa_are_those_of_the_images(void)
{
    char *four = image("192.0.2.7"), wanted[128];
    unsigned b[4];

    sscanf(four, "%u.%u.%u.%u", &b[0], &b[1], &b[2], &b[3]);
    snprintf(wanted, sizeof wanted, "%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
    CU_ASSERT_STRING_EQUAL(put(names_put, "7.2.0.192.in-addr.arpa"), wanted);
    snprintf(wanted, sizeof wanted, "_x.%u.%u.%u.IN-ADDR.ARPA.", b[2], b[1], b[0]);
    CU_ASSERT_STRING_EQUAL(put(names_put, "_x.2.0.192.IN-ADDR.ARPA."), wanted);
    CU_ASSERT_STRING_NOT_EQUAL(put(names_put, "8.b.d.0.1.0.0.2.ip6.arpa"),
                               "8.b.d.0.1.0.0.2.ip6.arpa");
    CU_ASSERT_EQUAL(strlen(put(names_put, "8.b.d.0.1.0.0.2.ip6.arpa")),
                    strlen("8.b.d.0.1.0.0.2.ip6.arpa"));
    free(four);
}

/* Services stand before it, and parts of a network smaller than a byte has (RFC 2317), of which
 * nobody but their owner says how they are called. */
static void
what_stands_below_a_reverse_zone_is_replaced_with_it(void)
{
    char *four = image("192.0.2.7"), *part, wanted[128];
    unsigned b[4];

    sscanf(four, "%u.%u.%u.%u", &b[0], &b[1], &b[2], &b[3]);
    snprintf(wanted, sizeof wanted, "x.%u.%u.%u.%u.in-addr.arpa", b[3], b[2], b[1], b[0]);
    CU_ASSERT_STRING_EQUAL(put(names_put, "x.7.2.0.192.in-addr.arpa"), wanted);
    snprintf(wanted, sizeof wanted, "%u.%u/28.%u.%u.%u.in-addr.arpa", b[3], b[3] & 0xf0, b[2], b[1],
             b[0]);
    CU_ASSERT_STRING_EQUAL(put(names_put, "7.0/28.2.0.192.in-addr.arpa"), wanted);
    part = strchr(wanted, '.') + 1;
    CU_ASSERT_STRING_EQUAL(put(names_put, "0/28.2.0.192.in-addr.arpa"), part);
    put(names_put, "7.64-127.2.0.192.in-addr.arpa");
    CU_ASSERT_PTR_NULL(strstr(text.data, "64-127"));
    CU_ASSERT_NOT_EQUAL(memcmp(text.data, "7.", 2), 0);
    put(names_put, "x9.2.0.192.in-addr.arpa:53");
    CU_ASSERT_PTR_NULL(strstr(text.data, "x9"));
    CU_ASSERT_PTR_NULL(strstr(text.data, "2.0.192"));
    put(names_put, "x.8.b.d.0.1.0.0.2.ip6.arpa");
    CU_ASSERT_EQUAL(memcmp(text.data, "x.", 2), 0);
    CU_ASSERT_PTR_NULL(strstr(text.data, "8.b.d.0"));
    put(names_put, "8.b.d.0.1.0.0.2.ip6.int");
    CU_ASSERT_PTR_NULL(strstr(text.data, "8.b.d.0"));
    free(four);
}

static void
no_dot_is_added_to_a_name_below_arpa(void)
{
    static const char *const kept[] = { "x.in-addr.arpa", "lb._dns-sd.ip6.arpa.", "in-addr.arpa",
                                        ".in-addr.arpa" };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        CU_ASSERT_STRING_EQUAL(put(names_put, kept[i]), kept[i]);
}

static void
hashed_names_below_arpa_keep_nothing_but_the_image(void)
{
    char *plain = strdup(put(names_put, "7.2.0.192.in-addr.arpa")), *is;

    names.hashed = true;
    is = strdup(put(names_put, "alice.7.2.0.192.in-addr.arpa"));
    CU_ASSERT_PTR_NULL(strstr(is, "alice"));
    CU_ASSERT_STRING_EQUAL(strchr(is, '.') + 1, plain);
    CU_ASSERT_STRING_EQUAL(put(names_put, "in-addr.arpa."), "in-addr.arpa.");
    names.hashed = false;
    free(plain);
    free(is);
}

static void
hashed_names_below_one_domain_still_are(void)
{
    char *one, *other, *top;

    names.hashed = true;
    one = strdup(put(names_put, "www.example.com"));
    other = strdup(put(names_put, "mail.EXAMPLE.com"));
    top = strdup(put(names_put, "example.com"));
    CU_ASSERT_STRING_EQUAL(strchr(one, '.') + 1, top);
    CU_ASSERT_STRING_EQUAL(strchr(other, '.') + 1, top);
    CU_ASSERT_STRING_NOT_EQUAL(one, other);
    CU_ASSERT_PTR_NULL(strstr(one, "www"));
    CU_ASSERT_PTR_NULL(strstr(top, "com"));
    names.hashed = false;
    free(one);
    free(other);
    free(top);
}

static void
hashed_urls_keep_scheme_port_and_how_their_path_is_divided(void)
{
    char *host, wanted[64];

    names.hashed = true;
    host = strdup(put(names_put, "a.example"));
    snprintf(wanted, sizeof wanted, "https://%s:8443/", host);
    put(names_put_url, "https://a.example:8443/one/two?three=4");
    CU_ASSERT_EQUAL(strncmp(text.data, wanted, strlen(wanted)), 0);
    CU_ASSERT_PTR_NULL(strstr(text.data, "one"));
    CU_ASSERT_PTR_NULL(strstr(text.data, "three"));
    CU_ASSERT_PTR_NOT_NULL(strchr(text.data + strlen(wanted), '/'));
    CU_ASSERT_PTR_NOT_NULL(strchr(text.data + strlen(wanted), '?'));
    put(names_put_url, "10.0.0.1://x");
    CU_ASSERT_PTR_NULL(strstr(text.data, "10.0.0.1"));
    CU_ASSERT_STRING_EQUAL(put(names_put_url, "*"), "*");
    names.hashed = false;
    free(host);
}

static void
what_is_no_text_is_hashed_whole(void)
{
    text.used = 0;
    names_put(&names, "ab\0cd\x0a\x01\x02\x03", 9, &text);
    CU_ASSERT_EQUAL(text.used, 12);
    text.used = 0;
    names_put(&names, "name\0\0\0\0", 8, &text);
    CU_ASSERT_EQUAL(text.used, 4);
}

/* Any bytes of the alphabet of addresses end, and what was cleaned has nothing more to clean but
 * what took an address' place. */
static void
any_text_ends(void)
{
    static const char letters[] = "0123456789abcdefABCDEF.:-%x/[] ";
    char any[64];

    srand(7);
    for (int round = 0; round < 20000; round++) {
        size_t size = (size_t)rand() % sizeof any;

        for (size_t i = 0; i < size; i++)
            any[i] = letters[(size_t)rand() % (sizeof letters - 1)];
        names.hashed = round % 2;
        text.used = 0;
        names_put(&names, any, size, &text);
        names_put_url(&names, any, size, &text);
    }
    names.hashed = false;
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_address_in_a_name_is_replaced_in_every_form),
        SENTENCE(forms_that_people_mix_are_replaced),
        SENTENCE(an_address_in_base64_in_a_url_is_replaced),
        SENTENCE(an_address_in_dashes_becomes_its_image),
        SENTENCE(a_name_without_one_is_kept),
        SENTENCE(a_host_that_is_an_address_becomes_its_image),
        SENTENCE(names_below_arpa_are_those_of_the_images),
        SENTENCE(what_stands_below_a_reverse_zone_is_replaced_with_it),
        SENTENCE(no_dot_is_added_to_a_name_below_arpa),
        SENTENCE(hashed_names_below_arpa_keep_nothing_but_the_image),
        SENTENCE(hashed_names_below_one_domain_still_are),
        SENTENCE(hashed_urls_keep_scheme_port_and_how_their_path_is_divided),
        SENTENCE(what_is_no_text_is_hashed_whole),
        SENTENCE(any_text_ends),
        SENTENCES_END,
    };

    secret_begin(&secret, key);
    return sentences("names", own);
}
