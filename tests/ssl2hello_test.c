/* SPDX-License-Identifier: Apache-2.0 */
/* Hellos in the framing of SSL 2.0. */
#include "hello_maker.h"

#define SPECS "00002f 000035 010080"
#define CHALLENGE "000102030405060708090a0b0c0d0e0f"
#define SSL2 "8022 01 0301 0009 0000 0010" SPECS CHALLENGE

static void
a_hello_in_the_framing_of_ssl_2_is_a_record(void)
{
    const Types__TLSClientHello *tls;

    new_talk();
    says_hex(NC_CLIENT, SSL2);
    say_record(NC_SERVER, 22, (const uint8_t *)"\2\0\0\2\3\1", 6);
    say_record(NC_CLIENT, 22, (const uint8_t *)"\20\0\0\1\0", 5);
    tls = only_record();
    CU_ASSERT(tls->type == 0 && tls->version == 2 && tls->messagelen == 34);
    CU_ASSERT(tls->handshaketype == 1 && tls->handshakelen == 33);
    CU_ASSERT_EQUAL(tls->handshakeversion, 0x0301);
    CU_ASSERT(holds(tls->random, CHALLENGE));
    CU_ASSERT_EQUAL(tls->ciphersuitelen, 9);
    CU_ASSERT_EQUAL_FATAL(tls->n_ciphersuites, 3);
    CU_ASSERT(tls->ciphersuites[0] == 0x2f && tls->ciphersuites[2] == 0x10080);
    CU_ASSERT_EQUAL(tls->sessionidlen, 0);
    CU_ASSERT(!*tls->ja3 && !*tls->ja4 && !*tls->sni);
    CU_ASSERT_STRING_EQUAL(tls->srcip, "10.0.0.1");
    CU_ASSERT_EQUAL(written_at(0).seconds, 1);
}

static void
ssl_2_itself_has_such_a_hello_too(void)
{
    const Types__TLSClientHello *tls;

    new_talk();
    says_hex(NC_CLIENT, "802c 01 0002 0003 0010 0010 010080"
                        "ffeeddccbbaa99887766554433221100" CHALLENGE);
    says_hex(NC_CLIENT, "8003 02 0100");
    tls = only_record();
    CU_ASSERT_EQUAL(tls->handshakeversion, 2);
    CU_ASSERT(holds(tls->sessionid, "ffeeddccbbaa99887766554433221100"));
    CU_ASSERT(holds(tls->random, CHALLENGE));
}

static void
a_hello_of_ssl_2_may_be_padded(void)
{
    const Types__TLSClientHello *tls;

    new_talk();
    says_hex(NC_CLIENT, "0025 03 01 0301 0009 0000 0010" SPECS CHALLENGE "000000");
    tls = only_record();
    CU_ASSERT(tls->version == 2 && tls->messagelen == 34 && tls->handshakelen == 33);
    CU_ASSERT(holds(tls->random, CHALLENGE));
    new_talk();
    says_hex(NC_CLIENT, "0022 00 01 0301 0009 0000 0010" SPECS CHALLENGE);
    CU_ASSERT_EQUAL(only_record()->messagelen, 34);
}

static void
only_a_padded_hello_of_ssl_2_is_claimed(void)
{
    static const char *const others[] = {
        "4025 03 01 0301 0009 0000 0010" SPECS CHALLENGE "000000",
        "0025 02 01 0301 0009 0000 0010" SPECS CHALLENGE "000000",
        "0025 ff 01 0301 0009 0000 0010" SPECS CHALLENGE "000000",
        "0025 03 02 0301 0009 0000 0010" SPECS CHALLENGE "000000", "0001 0000 0006 0103 0000 0001",
    };
    uint8_t bytes[64];

    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x00\x25\3", 3), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x00\x25\3\1\3\1\0\x9\0\0\0", 11), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x00\x25\3\2", 4), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "220 x"), NC_NO);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, from_hex(others[i], bytes, sizeof bytes)),
                        NC_NO);
}

static void
only_a_hello_of_ssl_2_is_claimed(void)
{
    static const char *const others[] = {
        "0022 01 0301 0009 0000 0010", "8022 02 0301 0009 0000 0010", "8023 01 0301 0009 0000 0010",
        "8022 01 0401 0009 0000 0010", "8022 01 0301 0008 0000 0011", "8022 01 0301 0006 0003 0010",
        "8022 01 0301 000c 0000 000d", "8019 01 0301 0000 0000 0010", "8034 01 0301 000c 0000 0021",
    };
    uint8_t bytes[64];

    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, from_hex(SSL2, bytes, sizeof bytes)), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x80\x22\1\3\1\0\x9\0\0\0", 10), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x80", 1), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x80\x22\2", 3), NC_NO);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, from_hex(others[i], bytes, sizeof bytes)),
                        NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, SSL2);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_hello_in_the_framing_of_ssl_2_is_a_record),
        SENTENCE(ssl_2_itself_has_such_a_hello_too),
        SENTENCE(a_hello_of_ssl_2_may_be_padded),
        SENTENCE(only_a_padded_hello_of_ssl_2_is_claimed),
        SENTENCE(only_a_hello_of_ssl_2_is_claimed),
        SENTENCES_END
    };

    return stream_sentences("tlsclienthello", sound, own);
}
