/* SPDX-License-Identifier: Apache-2.0 */
/* What the plugin TLSClientHello hands on to others: a server's messages and certificates. */
#include "hello_maker.h"

#include "tlsclienthello.pb-c.h"

#define FOUR "01020304"
#define ZEROS FOUR FOUR FOUR FOUR FOUR FOUR FOUR FOUR
#define OLD_HELLO "02 000026 0303" ZEROS "00 c02f 00"
#define NEW_HELLO "02 00002e 0303" ZEROS "00 1301 00 0006 002b 0002 0304"
#define RETRY                                                                                      \
    "02 000034 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00"   \
    "000c 002b 0002 0304 0033 0002 0017"
#define CERTIFICATES "0b 00000d 00000a 000003 30aabb 000001 cc"
#define DONE "0e 000000"
#define SPACE NC_SPACE('T', 'L', 'S', 'H')

static void
client_says_hello(void)
{
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
}

static void
begin(void)
{
    new_talk();
    client_says_hello();
}

static bool
handed(size_t n, uint64_t type, size_t before, const char *hex)
{
    const struct handed_on *one = handed_on(n);

    return one && one->space == SPACE && one->value == type && one->before == before &&
           holds((ProtobufCBinaryData){ one->size, one->bytes }, hex);
}

static size_t
handed_on_in_all(void)
{
    size_t n = 0;

    while (handed_on(n))
        n++;
    return n;
}

static void
a_server_s_hello_is_handed_on(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT(handed(0, 2, 0, OLD_HELLO));
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
each_certificate_is_handed_on_with_all_before_it(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "16 0303 0015" CERTIFICATES DONE);
    play();
    CU_ASSERT(handed(0, 2, 0, OLD_HELLO));
    CU_ASSERT(handed(1, 11, 10, "30aabb"));
    CU_ASSERT(handed(2, 11, 16, "cc"));
    CU_ASSERT_EQUAL(handed_on_in_all(), 3);
}

static void
all_messages_may_lie_in_one_record(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 003f" OLD_HELLO CERTIFICATES DONE);
    play();
    CU_ASSERT(handed(0, 2, 0, OLD_HELLO) && handed(1, 11, 10, "30aabb"));
    CU_ASSERT_EQUAL(handed_on_in_all(), 3);
}

static void
messages_may_be_split_anywhere(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    says_hex(NC_SERVER, "16 0303 0002 0b00 16 0303 0001 00 16 0303 0009 0d 00000a 000003 30aa");
    says_hex(NC_SERVER, "16 0303 0005 bb 000001 cc");
    play();
    CU_ASSERT(handed(1, 11, 10, "30aabb") && handed(2, 11, 16, "cc"));
}

static void
nothing_is_handed_on_behind_a_hello_of_tls13(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 0032" NEW_HELLO "16 0303 0011" CERTIFICATES);
    play();
    CU_ASSERT(handed(0, 2, 0, NEW_HELLO));
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
}

static void
behind_a_retry_comes_another_hello(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 0038" RETRY "14 0303 0001 01");
    client_says_hello();
    says_hex(NC_SERVER, "16 0303 0032" NEW_HELLO "14 0303 0001 01 16 0303 0011" CERTIFICATES);
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT(handed(0, 2, 0, RETRY) && handed(1, 2, 0, NEW_HELLO));
    CU_ASSERT_EQUAL(handed_on_in_all(), 2);
}

static void
behind_a_change_of_ciphers_nothing_is_handed_on(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "14 0303 0001 01 16 0303 0011" CERTIFICATES);
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
}

static void
alerts_are_passed_over(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "15 0303 0002 0170 16 0303 0011" CERTIFICATES);
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 3);
}

static void
a_server_may_be_all_that_was_captured(void)
{
    new_talk();
    talk()->opened = false;
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "16 0303 0011" CERTIFICATES);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_EQUAL(handed_on_in_all(), 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
a_client_s_certificates_are_handed_on_too(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    says_hex(NC_CLIENT, "16 0303 0011" CERTIFICATES "16 0303 0004 10 000000");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_EQUAL(handed_on_in_all(), 3);
}

static void
a_certificate_beyond_its_list_is_malformed(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "16 0303 000d 0b 000009 000006 000004 30aabb");
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "certificate longer than its list");
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO "16 0303 000d 0b 000009 000007 000003 30aabb");
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "certificate longer than its list");
}

static void
behind_a_gap_only_a_hello_counts(void)
{
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    loses(NC_SERVER, 100);
    says_hex(NC_SERVER, "16 0303 0011" CERTIFICATES);
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 1);
    begin();
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    loses(NC_SERVER, 100);
    says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
    play();
    CU_ASSERT_EQUAL(handed_on_in_all(), 2);
}

/* The longest message that memory holds in one piece, and one byte more. */
static void
a_message_may_have_64_kib(void)
{
    static uint8_t chain[NC_ALLOC_MAX + 1];

    for (size_t more = 0; more < 2; more++) {
        size_t all = NC_ALLOC_MAX + more, at = 0;
        const size_t lengths[] = { all - 4, all - 7, all - 10 };

        begin();
        says_hex(NC_SERVER, "16 0303 002a" OLD_HELLO);
        memset(chain, 0x30, sizeof chain);
        chain[at++] = 11;
        for (size_t i = 0; i < 3; i++)
            for (int shift = 16; shift >= 0; shift -= 8)
                chain[at++] = (uint8_t)(lengths[i] >> shift);
        for (at = 0; at < all;) {
            size_t size = all - at < RECORD ? all - at : RECORD;
            const uint8_t head[] = { 0x16, 3, 3, (uint8_t)(size >> 8), (uint8_t)size };

            says(NC_SERVER, head, sizeof head);
            says(NC_SERVER, chain + at, size);
            at += size;
        }
        play_in_pieces(0, 0);
        CU_ASSERT_EQUAL(handed_on_in_all(), 2 - more);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
what_looks_like_a_hello_only_at_first_is_none(void)
{
    static const char *const none[] = {
        "16 0303 002a 02 010000 0303" ZEROS "00 c02f 00", /* longer than 64 KiB */
        "16 0303 002a 02 000026 0403" ZEROS "00 c02f 00", /* of no version */
        "16 0303 002a 02 000026 0304" ZEROS "00 c02f 00",
        "16 0303 002a 02 000026 0303" ZEROS "21 c02f 00", /* a session id of 33 bytes */
        "16 0303 0004 02 000026 0303" ZEROS "00 c02f 00", /* a record of its header */
    };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        begin();
        says_hex(NC_SERVER, none[i]);
        CU_ASSERT_EQUAL(play(), 1);
        CU_ASSERT_EQUAL(handed_on_in_all(), 0);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
a_server_s_hello_is_claimed(void)
{
    uint8_t bytes[64];
    size_t size = from_hex("16 0303 002a" OLD_HELLO, bytes, sizeof bytes);

    CU_ASSERT_EQUAL(answer_to(NC_SERVER, bytes, size), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_SERVER, bytes, 44), NC_YES);
    for (size_t i = 0; i < 44; i++)
        CU_ASSERT_EQUAL(answer_to(NC_SERVER, bytes, i), NC_MORE);
    bytes[5] = 11;
    CU_ASSERT_EQUAL(answer_to(NC_SERVER, bytes, size), NC_NO);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_server_s_hello_is_handed_on),
        SENTENCE(each_certificate_is_handed_on_with_all_before_it),
        SENTENCE(all_messages_may_lie_in_one_record),
        SENTENCE(messages_may_be_split_anywhere),
        SENTENCE(nothing_is_handed_on_behind_a_hello_of_tls13),
        SENTENCE(behind_a_retry_comes_another_hello),
        SENTENCE(behind_a_change_of_ciphers_nothing_is_handed_on),
        SENTENCE(alerts_are_passed_over),
        SENTENCE(a_server_may_be_all_that_was_captured),
        SENTENCE(a_client_s_certificates_are_handed_on_too),
        SENTENCE(a_certificate_beyond_its_list_is_malformed),
        SENTENCE(behind_a_gap_only_a_hello_counts),
        SENTENCE(a_message_may_have_64_kib),
        SENTENCE(what_looks_like_a_hello_only_at_first_is_none),
        SENTENCE(a_server_s_hello_is_claimed),
        SENTENCES_END
    };

    return stream_sentences("tlsclienthello", begin, own);
}
