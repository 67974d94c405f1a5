/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "tlsserverhello.pb-c.h"

#include <stdio.h>

#define FOUR "01020304"
#define RANDOM FOUR FOUR FOUR FOUR FOUR FOUR FOUR FOUR
#define SHORT "02 000026 0303" RANDOM "00 c02f 00"

static Types__TLSServerHello *
with_extensions(const char *hex)
{
    char text[INPUT_MAX * 2];
    uint8_t bytes[INPUT_MAX];
    size_t size = from_hex(hex, bytes, sizeof bytes);

    snprintf(text, sizeof text, "02 %06zx 0303" RANDOM "00 c02f 00 %04zx %s", 40 + size, size, hex);
    return decoded(text);
}

static void
a_hello_has_what_the_server_chose(void)
{
    Types__TLSServerHello *hello = decoded("02 000028 0302" RANDOM "02 beef 0035 01");

    CU_ASSERT_EQUAL(hello->version, 0x0302);
    CU_ASSERT(holds(hello->random, RANDOM));
    CU_ASSERT(holds(hello->sessionid, "beef"));
    CU_ASSERT_EQUAL(hello->ciphersuite, 0x35);
    CU_ASSERT_EQUAL(hello->compressionmethod, 1);
    CU_ASSERT_EQUAL(hello->n_extensions, 0);
    CU_ASSERT_FALSE(hello->retry);
}

static void
extensions_are_there_in_their_order(void)
{
    Types__TLSServerHello *hello = with_extensions("ff01 0001 00 0017 0000 0023 0000 0005 0000");

    CU_ASSERT_EQUAL_FATAL(hello->n_extensions, 4);
    CU_ASSERT_EQUAL(hello->extensions[0], 0xff01);
    CU_ASSERT_EQUAL(hello->extensions[3], 5);
    CU_ASSERT(hello->securerenegotiationsupported && hello->ems && hello->ticketsupported &&
              hello->ocspstapling);
    CU_ASSERT_EQUAL(hello->securerenegotiation.len, 0);
}

static void
extensions_may_be_empty(void)
{
    Types__TLSServerHello *hello = with_extensions("3374 0000 0029 0000 ff01 0000 0010 0000");

    CU_ASSERT(hello->nextprotoneg && hello->selectedidentitypresent &&
              hello->securerenegotiationsupported);
    CU_ASSERT_EQUAL(hello->n_nextprotos, 0);
    CU_ASSERT_STRING_EQUAL(hello->alpnprotocol, "");
}

static void
a_protocol_is_chosen_in_either_way(void)
{
    Types__TLSServerHello *hello = with_extensions("0010 0005 0003 02 6832");

    CU_ASSERT_STRING_EQUAL(hello->alpnprotocol, "h2");
    hello = with_extensions("3374 0007 02 6832 03 616263");
    CU_ASSERT(hello->nextprotoneg);
    CU_ASSERT_EQUAL_FATAL(hello->n_nextprotos, 2);
    CU_ASSERT_STRING_EQUAL(hello->nextprotos[1], "abc");
}

static void
tls13_has_version_group_and_key_in_extensions(void)
{
    Types__TLSServerHello *hello =
        with_extensions("002b 0002 0304 0033 0006 001d 0002 abcd 0029 0002 0003");

    CU_ASSERT_EQUAL(hello->supportedversion, 0x0304);
    CU_ASSERT_EQUAL(hello->selectedgroup, 29);
    CU_ASSERT(hello->selectedidentitypresent && hello->selectedidentity == 3);
}

static void
a_retry_is_known_by_its_random_bytes(void)
{
    Types__TLSServerHello *hello =
        decoded("02 000038 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"
                "00 1301 00 0010 0033 0002 0017 002c 0006 0004 c00c1e00");

    CU_ASSERT(hello->retry);
    CU_ASSERT_EQUAL(hello->selectedgroup, 23);
    CU_ASSERT(holds(hello->cookie, "c00c1e00"));
}

static void
timestamps_are_those_of_a_list(void)
{
    Types__TLSServerHello *hello = with_extensions("0012 0009 0007 0002 aabb 0001 cc");

    CU_ASSERT_EQUAL_FATAL(hello->n_scts, 2);
    CU_ASSERT(holds(hello->scts[0], "aabb") && holds(hello->scts[1], "cc"));
}

/* MD5 of "771,49199,65281-23" and "771,49199,". */
static void
ja3s_is_of_version_suite_and_extensions(void)
{
    CU_ASSERT_STRING_EQUAL(with_extensions("ff01 0001 00 0017 0000")->ja3s,
                           "394441ab65754e2207b1e1b457b3641d");
    CU_ASSERT_STRING_EQUAL(((Types__TLSServerHello *)decoded(SHORT))->ja3s,
                           "174e7e4992a63f6d419626d97363adb8");
}

static void
lengths_that_do_not_fit_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 000027 0303" RANDOM "00 c02f 00"),
                           "length is not that of the hello");
    CU_ASSERT_STRING_EQUAL(refusal("02 000026 0403" RANDOM "00 c02f 00"),
                           "hello of an unknown version");
    CU_ASSERT_STRING_EQUAL(refusal("02 000026 0303" RANDOM "21 c02f 00"),
                           "session id longer than 32 bytes");
    CU_ASSERT_STRING_EQUAL(refusal("02 00002a 0303" RANDOM "00 c02f 00 0003 0000"),
                           "extensions longer or shorter than the hello");
    CU_ASSERT_STRING_EQUAL(refusal("02 00002c 0303" RANDOM "00 c02f 00 0004 0017 0001"),
                           "extension longer than the list of them");
    CU_ASSERT_STRING_EQUAL(refusal("02 00002e 0303" RANDOM "00 c02f 00 0006 0010 0002 0003"),
                           "list longer than its extension");
    CU_ASSERT_STRING_EQUAL(refusal("02 00002d 0303" RANDOM "00 c02f 00 0005 002b 0001 03"),
                           "list longer than its extension");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_hello_has_what_the_server_chose),
        SENTENCE(extensions_are_there_in_their_order),
        SENTENCE(extensions_may_be_empty),
        SENTENCE(a_protocol_is_chosen_in_either_way),
        SENTENCE(tls13_has_version_group_and_key_in_extensions),
        SENTENCE(a_retry_is_known_by_its_random_bytes),
        SENTENCE(timestamps_are_those_of_a_list),
        SENTENCE(ja3s_is_of_version_suite_and_extensions),
        SENTENCE(lengths_that_do_not_fit_are_refused),
        SENTENCES_END
    };

    return plugin_sentences("tlsserverhello", SHORT, own);
}
