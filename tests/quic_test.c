/* SPDX-License-Identifier: Apache-2.0 */
/* Packets are sealed here as RFC 9001 section 5 and RFC 9369 say; those of their appendices A.2
 * begin as they do there. */
#include "quic_talk.h"

static void
is_that_of_the_rfc(const Types__QUIC *one, uint32_t version)
{
    CU_ASSERT_STRING_EQUAL(one->kind, "Initial");
    CU_ASSERT_EQUAL(one->version, version);
    CU_ASSERT(holds(one->dcid, ID) && one->scid.len == 0);
    CU_ASSERT_STRING_EQUAL(one->sni, "example.com");
    CU_ASSERT_EQUAL_FATAL(one->n_alpns, 1);
    CU_ASSERT_STRING_EQUAL(one->alpns[0], "alpn");
    CU_ASSERT_EQUAL(one->hellosize, 241);
    CU_ASSERT(one->numciphersuites == 2 && one->ciphersuites[1] == 0x1302);
    CU_ASSERT(one->n_extensions == 11 && one->n_supportedgroups == 3 && one->n_signaturealgs == 7);
    CU_ASSERT_STRING_EQUAL(one->ja3, "41bc9ae914d6cb3bd0bd0a5453ab7d7f");
    CU_ASSERT_STRING_EQUAL(one->ja4, "q13d0211an_62ed6f6ca7ad_4d634acda6c0");
}

/* Both appendices have the same hello, padded to 1162 bytes. */
static void
sample(uint32_t version, const char *begins)
{
    struct bytes frames = { .n = 1162 }, packet = { .n = 0 };
    struct bytes hello = { .n = 0 };

    memset(frames.at, 0, frames.n);
    put_hex(&hello, "060040f1" RFC_HELLO);
    memcpy(frames.at, hello.at, hello.n);
    add_initial(&packet, version, ID, ID, "", &frames);
    CU_ASSERT_EQUAL(packet.n, 1200);
    CU_ASSERT(holds((ProtobufCBinaryData){ 32, packet.at }, begins));
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), version);
    CU_ASSERT_EQUAL(record_of(0)->numdatagrams, 1);
}

static void
the_packet_of_rfc9001_is_read(void)
{
    sample(V1, "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11");
}

static void
the_packet_of_rfc9369_is_read(void)
{
    sample(V2, "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485");
}

static void
addresses_are_those_of_who_sent_it(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(record_of(0)->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(record_of(0)->dstip, "10.0.0.2");
    CU_ASSERT(record_of(0)->srcport == 40000 && record_of(0)->dstport == 443);
    CU_ASSERT_EQUAL(record_of(0)->packetnumber, 1);
    CU_ASSERT_EQUAL(strlen(record_of(0)->connectionid), 16);
}

static void
frames_may_be_in_any_order(void)
{
    struct bytes frames = { .n = 0 }, packet = { .n = 0 };

    put(&frames, 1, 1);                  /* PING */
    add_part(&frames, 200, 241);
    put_hex(&frames, "02 05 00 01 00 00 01"); /* ACK */
    add_part(&frames, 0, 100);
    put_hex(&frames, "0000");
    add_part(&frames, 90, 210);
    add_initial(&packet, V1, ID, ID, "", &frames);
    begin();
    say_bytes(NC_CLIENT, &packet);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), V1);
}

static void
a_hello_may_come_in_several_datagrams(void)
{
    begin();
    say_parts(ID, ID, 150, 241);
    say_parts(ID, ID, 0, 60);
    say_parts(ID, ID, 60, 150);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    is_that_of_the_rfc(record_of(0), V1);
    CU_ASSERT_EQUAL(record_of(0)->numdatagrams, 3);
    CU_ASSERT_EQUAL(written_at(0).seconds, 3);
}

static void
a_hello_with_a_hole_is_no_record(void)
{
    begin();
    say_parts(ID, ID, 0, 60);
    say_parts(ID, ID, 61, 241);
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

/* RFC 9000 section 7.2: the server has chosen an id of its own; the keys stay. */
static void
the_first_id_makes_the_keys_whatever_the_server_is_called(void)
{
    begin();
    say_parts(ID, ID, 0, 60);
    say_parts("0102030405", ID, 60, 241);
    CU_ASSERT_EQUAL(play(), 1);
}

static void
a_hello_said_again_is_one_record(void)
{
    begin();
    say_parts(ID, ID, 0, 241);
    say_parts(ID, ID, 0, 241);
    CU_ASSERT_EQUAL(play(), 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_packet_of_rfc9001_is_read),
        SENTENCE(the_packet_of_rfc9369_is_read),
        SENTENCE(addresses_are_those_of_who_sent_it),
        SENTENCE(frames_may_be_in_any_order),
        SENTENCE(a_hello_may_come_in_several_datagrams),
        SENTENCE(a_hello_with_a_hole_is_no_record),
        SENTENCE(the_first_id_makes_the_keys_whatever_the_server_is_called),
        SENTENCE(a_hello_said_again_is_one_record),
        SENTENCES_END
    };

    load_plugin("quic");
    return sentences("quic", own);
}
