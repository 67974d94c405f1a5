/* SPDX-License-Identifier: Apache-2.0 */
/* Packets are sealed here as RFC 9001 section 5 and RFC 9369 say; those of their appendices A.2
 * begin as they do there. */
#include "quic_talk.h"

static void
packets_of_one_datagram_stand_behind_each_other(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    put_hex(&packet, "e3 00000001 08" ID "00 04 00000000"); /* Handshake */
    add_part(&frames, 0, 241);
    add_initial(&packet, V1, ID, ID, "aabbcc", &frames);
    put_hex(&packet, "40 0102030405");
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 04 00000000");
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(record_of(0)->tokenlength, 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* RFC 9001 appendix A.4. */
static void
a_retry_is_known_by_its_seal(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    says_hex(NC_SERVER, RETRY);
    say_parts("f067a5502a4262b5", "f067a5502a4262b5", 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_FALSE(record_of(0)->retried);
    CU_ASSERT_STRING_EQUAL(record_of(1)->kind, "Retry");
    CU_ASSERT(holds(record_of(1)->scid, "f067a5502a4262b5"));
    CU_ASSERT_EQUAL(record_of(1)->tokenlength, 5);
    CU_ASSERT_STRING_EQUAL(record_of(1)->srcip, "10.0.0.2");
    CU_ASSERT(record_of(2)->retried && record_of(2)->numdatagrams == 2);
}

static void
a_retry_without_its_seal_is_none(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    says_hex(NC_SERVER, "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496bb");
    says_hex(NC_CLIENT, RETRY);
    CU_ASSERT_EQUAL(play(), 1);
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, RETRY);
    CU_ASSERT_EQUAL(play(), 0);
}

static void
a_server_says_which_versions_it_knows(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 1a2a3a4a 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, "80 00000000 00 08" ID "00000001 6b3343cf");
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(record_of(0)->kind, "VersionNegotiation");
    CU_ASSERT_EQUAL(record_of(0)->version, 0);
    CU_ASSERT_EQUAL_FATAL(record_of(0)->n_supportedversions, 2);
    CU_ASSERT_EQUAL(record_of(0)->supportedversions[1], V2);
    CU_ASSERT(record_of(1)->negotiated && !record_of(1)->retried);
}

static void
versions_that_are_none_are_refused(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 1a2a3a4a 08" ID "00 00 04 00000000");
    says_hex(NC_SERVER, "80 00000000 00 08" ID "00000001 6b3343");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no versions to negotiate");
}

static void
what_cannot_be_opened_is_no_record(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_part(&frames, 0, 241);
    add_initial(&packet, V1, ID, ID, "", &frames);
    for (size_t i = 6; i < packet.n; i += 7) {
        struct bytes other = packet;

        other.at[i] ^= 4;
        begin();
        say_bytes(NC_CLIENT, &other);
        CU_ASSERT_EQUAL(play(), 0);
    }
    begin();
    say_parts(ID, "0011223344556677", 0, 241);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
what_begins_with_no_hello_is_refused(void)
{
    static const uint8_t other[] = { 2, 0, 0, 1, 0 };
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    add_crypto(&frames, 0, other, sizeof other);
    memset(frames.at + frames.n, 0, 40);
    frames.n += 40;
    add_initial(&packet, V1, ID, ID, "", &frames);
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "begins with no hello");
}

static void
a_packet_longer_than_its_datagram_is_refused(void)
{
    begin();
    says_hex(NC_CLIENT, "c3 00000001 08" ID "00 00 05 00000000");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "packet longer than its datagram");
}

static void
only_long_headers_of_known_versions_are_recognised(void)
{
    CU_ASSERT_EQUAL(recognised("c3 00000001 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("d3 6b3343cf 14"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 ff00001d 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 0a1a2a3a 08"), NC_YES);
    CU_ASSERT_EQUAL(recognised("c3 00000001 15"), NC_NO);
    CU_ASSERT_EQUAL(recognised("c3 00000002 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("80 00000000 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("83 00000001 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("43 00000001 08"), NC_NO);
    CU_ASSERT_EQUAL(recognised("c3 000000"), NC_NO);
    CU_ASSERT_STRING_EQUAL(unrecognised("43 00000001 08"), nc_declined);
    CU_ASSERT_STRING_EQUAL(unrecognised("c3 000000"), nc_declined);
}

/* Frames of anything, rightly sealed: the sanitizers look on. */
static void
any_frames_are_survived(void)
{
    uint64_t random = 88172645463325252u;

    for (int i = 0; i < 2000; i++) {
        struct bytes frames = { .n = 0 }, packet = { .n = 0 };

        if (i & 1)
            add_part(&frames, 0, 241);
        for (int k = 0; k < 60; k++) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if (i & 1)
                frames.at[random % frames.n] = (uint8_t)(random >> 40);
            else
                put(&frames, random & 64 ? random & 7 : random >> 40, 1);
        }
        add_initial(&packet, V1, ID, ID, "", &frames);
        begin();
        say_bytes(NC_CLIENT, &packet);
        say_bytes(NC_CLIENT, &packet);
        CU_ASSERT(play() <= 1);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(packets_of_one_datagram_stand_behind_each_other),
        SENTENCE(a_retry_is_known_by_its_seal),
        SENTENCE(a_retry_without_its_seal_is_none),
        SENTENCE(a_server_says_which_versions_it_knows),
        SENTENCE(versions_that_are_none_are_refused),
        SENTENCE(what_cannot_be_opened_is_no_record),
        SENTENCE(what_begins_with_no_hello_is_refused),
        SENTENCE(a_packet_longer_than_its_datagram_is_refused),
        SENTENCE(only_long_headers_of_known_versions_are_recognised),
        SENTENCE(any_frames_are_survived),
        SENTENCES_END
    };

    load_plugin("quic");
    return sentences("quic_other", own);
}
