/* SPDX-License-Identifier: Apache-2.0 */
/* How hellos lie in a stream; what is in them is tlshello_test.c's. */
#include "hello_maker.h"

static void
who_says_hello_is_the_source(void)
{
    const Types__TLSClientHello *tls = with(NULL);

    CU_ASSERT_STRING_EQUAL(tls->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(tls->dstip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(tls->srcmac, "02:00:00:00:00:01");
    CU_ASSERT_STRING_EQUAL(tls->dstmac, "02:00:00:00:00:02");
    CU_ASSERT(tls->srcport == 40000 && tls->dstport == 80);
    new_talk();
    talk()->opened = false;
    say_in(NC_SERVER, RECORD);
    tls = only_record();
    CU_ASSERT_STRING_EQUAL(tls->srcip, "10.0.0.2");
    CU_ASSERT_STRING_EQUAL(tls->dstmac, "02:00:00:00:00:01");
    CU_ASSERT(tls->srcport == 80 && tls->dstport == 40000);
}

static void
addresses_that_are_not_there_are_empty(void)
{
    new_talk();
    talk()->link_kind = NC_ENDPOINT_NONE;
    talk()->network_kind = NC_ENDPOINT_IPV6;
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_STRING_EQUAL(only_record()->srcmac, "");
    CU_ASSERT_STRING_EQUAL(only_record()->srcip, "a00:1::");
}

static void
its_time_is_that_of_its_first_byte(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    says_hex(NC_CLIENT, "16 0301");
    put(0, 2);
    hello.size -= 2;
    says(NC_CLIENT, "\0\x2f", 2);
    says(NC_CLIENT, hello.bytes, hello.size);
    only_record();
    CU_ASSERT_EQUAL(written_at(0).seconds, 1);
}

static void
a_hello_may_lie_in_any_number_of_records(void)
{
    const Types__TLSClientHello *tls;

    for (size_t most = 1; most < 52; most += 7) {
        new_talk();
        make(0x0303, SUITES, "0000 0008 0006 00 0003 612e62");
        say_in(NC_CLIENT, most);
        tls = only_record();
        CU_ASSERT_EQUAL(tls->messagelen, (int32_t)most);
        CU_ASSERT_STRING_EQUAL(tls->sni, "a.b");
        CU_ASSERT(holds(tls->random, RANDOM));
    }
}

static void
what_follows_a_hello_in_its_last_record_is_not_looked_at(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    put_hex("0b000000");
    say_in(NC_CLIENT, 20);
    CU_ASSERT_EQUAL(only_record()->n_ciphersuites, 2);
}

/* So many bytes of padding, RFC 7685. */
static void
make_padded(size_t padding)
{
    begin_hello(0x0303, SUITES);
    put((unsigned)padding + 4, 2);
    put(0x0015, 2);
    put((unsigned)padding, 2);
    memset(hello.bytes + hello.size, 0, padding);
    hello.size += padding;
    measure(1, 3);
}

static void
a_hello_may_have_64_kib(void)
{
    new_talk();
    make_padded(65536 - 53);
    CU_ASSERT_EQUAL(hello.size, 65536);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(1460, 0), 1);
    CU_ASSERT_EQUAL(((Types__TLSClientHello *)written(0))->handshakelen, 65532);
    CU_ASSERT_EQUAL(((Types__TLSClientHello *)written(0))->extensionlen, 65487);
}

static void
a_hello_beyond_64_kib_is_refused(void)
{
    new_talk();
    make_padded(65536 - 53 + 1);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "hello longer than 64 KiB");
    CU_ASSERT_STRING_EQUAL(refused_hex("16 0301 0004 01 ffffff"), "hello longer than 64 KiB");
}

static void
a_hello_in_more_than_4096_records_is_refused(void)
{
    new_talk();
    make_padded(4096);
    say_in(NC_CLIENT, 1);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "hello in more than 4096 records");
}

static const char *
refused_with_suites(unsigned n)
{
    new_talk();
    begin_hello(0x0303, "");
    hello.size -= 4;
    put(2 * n, 2);
    for (unsigned suite = n; suite; suite--)
        put(10000 + suite, 2);
    put(0x0100, 2);
    measure(1, 3);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    return stream_refusal();
}

/* For lists of them, and for the text that a fingerprint is made of. */
static void
more_suites_than_memory_holds_are_refused(void)
{
    static const char *const reason = "needs more memory than one packet may have";

    CU_ASSERT_STRING_EQUAL(refused_with_suites(30000), reason);
    CU_ASSERT_STRING_EQUAL(refused_with_suites(12000), reason);
}

static void
the_hello_after_a_retry_request_is_a_record_too(void)
{
    new_talk();
    make(0x0303, SUITES, "0000 0008 0006 00 0003 612e62");
    say_in(NC_CLIENT, RECORD);
    say_retry();
    say_record(NC_CLIENT, 20, (const uint8_t *)"\1", 1);
    make(0x0303, SUITES, "0000 0008 0006 00 0003 632e64");
    say_in(NC_CLIENT, 3);
    say_record(NC_CLIENT, 23, hello.bytes, 20);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_STRING_EQUAL(((Types__TLSClientHello *)written(0))->sni, "a.b");
    CU_ASSERT_STRING_EQUAL(((Types__TLSClientHello *)written(1))->sni, "c.d");
    CU_ASSERT_EQUAL(written_at(1).seconds, 5);
}

static void
early_data_does_not_hide_the_second_hello(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    say_record(NC_CLIENT, 20, (const uint8_t *)"\1", 1);
    say_record(NC_CLIENT, 21, (const uint8_t *)"\1\0", 2);
    for (int i = 0; i < 63; i++)
        say_record(NC_CLIENT, 23, hello.bytes, hello.size);
    say_retry();
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 2);
}

static void
behind_64_records_of_data_nothing_is_looked_for(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    for (int i = 0; i < 64; i++)
        say_record(NC_CLIENT, 23, hello.bytes, hello.size);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 1);
}

static void
a_handshake_that_is_encrypted_is_not_taken_for_a_hello(void)
{
    static const char *const finished[] = { "14 0000", "01 ffffff 0303", "01 000010 4711",
                                            "01 000010 0233" };

    for (size_t i = 0; i < 4; i++) {
        uint8_t bytes[40] = { 0 };

        new_talk();
        make(0x0303, SUITES, NULL);
        say_in(NC_CLIENT, RECORD);
        say_record(NC_CLIENT, 22, (const uint8_t *)"\x10\0\0\1\7", 5);
        say_record(NC_CLIENT, 20, (const uint8_t *)"\1", 1);
        from_hex(finished[i], bytes, sizeof bytes);
        say_record(NC_CLIENT, 22, bytes, sizeof bytes);
        CU_ASSERT_EQUAL(play(), 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
        new_talk();
        say_in(NC_CLIENT, RECORD);
        say_record(NC_CLIENT, 20, (const uint8_t *)"\1", 1);
        say_record(NC_CLIENT, 22, bytes, sizeof bytes);
        CU_ASSERT_EQUAL(play(), 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
what_the_server_answers_refuses_nothing(void)
{
    static const char *const answers[] = { "48545450 2f312e31 20343030 0d0a0d0a", /* HTTP/1.1 400 */
                                           "15 0301 0002 0228", "16 03", "16 0403 0001 02",
                                           "16 0303 ffff 02" };

    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        new_talk();
        make(0x0303, SUITES, NULL);
        say_in(NC_CLIENT, RECORD);
        says_hex(NC_SERVER, answers[i]);
        CU_ASSERT_EQUAL(play(), 1);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    }
}

static void
behind_a_gap_only_a_whole_hello_counts(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    loses(NC_CLIENT, 700);
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 2);
    new_talk();
    say_in(NC_CLIENT, RECORD);
    loses(NC_CLIENT, 700);
    says_hex(NC_CLIENT, "99 88 77 66 55 44 33");
    say_in(NC_CLIENT, RECORD);
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
a_hello_with_a_hole_is_no_record(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    says_hex(NC_CLIENT, "16 0301 002f 01 00002b 0303");
    loses(NC_CLIENT, 20);
    says(NC_CLIENT, hello.bytes + 26, hello.size - 26);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
no_record_behind_a_hello_is_refused(void)
{
    new_talk();
    make(0x0303, SUITES, NULL);
    say_in(NC_CLIENT, RECORD);
    says_hex(NC_CLIENT, "16 0301 ffff");
    CU_ASSERT_EQUAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no record behind a hello");
}

static void
a_hello_that_breaks_off_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused_hex("16 0301 0006 01 00002d 0303 15 0301 0002 0228"),
                           "hello that breaks off");
    CU_ASSERT_STRING_EQUAL(refused_hex("16 0301 0006 01 00002d 0303 16 0401 0002 0228"),
                           "hello that breaks off");
    CU_ASSERT_STRING_EQUAL(refused_hex("16 0301 0006 01 00002d 0303 16 0301 0000 0228"),
                           "record of a hello without bytes");
}

static void
only_a_hello_is_claimed(void)
{
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\3\1\0\x40\1", 6), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_SERVER, "\x16\3\4\x48\0\1", 6), NC_YES);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\3\1\0\x40", 5), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x17\3\1\0\x40\1", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\2\1\0\x40\1", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\3\5\0\x40\1", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\3\1\x48\1\1", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x16\3\1\0\0\1", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_SERVER, "\x16\3\1\0\x40\3", 6), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "G"), NC_NO);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(who_says_hello_is_the_source),
        SENTENCE(addresses_that_are_not_there_are_empty),
        SENTENCE(its_time_is_that_of_its_first_byte),
        SENTENCE(a_hello_may_lie_in_any_number_of_records),
        SENTENCE(what_follows_a_hello_in_its_last_record_is_not_looked_at),
        SENTENCE(a_hello_may_have_64_kib),
        SENTENCE(a_hello_beyond_64_kib_is_refused),
        SENTENCE(a_hello_in_more_than_4096_records_is_refused),
        SENTENCE(more_suites_than_memory_holds_are_refused),
        SENTENCE(the_hello_after_a_retry_request_is_a_record_too),
        SENTENCE(early_data_does_not_hide_the_second_hello),
        SENTENCE(behind_64_records_of_data_nothing_is_looked_for),
        SENTENCE(a_handshake_that_is_encrypted_is_not_taken_for_a_hello),
        SENTENCE(what_the_server_answers_refuses_nothing),
        SENTENCE(behind_a_gap_only_a_whole_hello_counts),
        SENTENCE(a_hello_with_a_hole_is_no_record),
        SENTENCE(no_record_behind_a_hello_is_refused),
        SENTENCE(a_hello_that_breaks_off_is_refused),
        SENTENCE(only_a_hello_is_claimed),
        SENTENCES_END
    };

    return stream_sentences("tlsclienthello", say_all, own);
}
