/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "mqtt.pb-c.h"

#include <string.h>

#define CONNECT_4 "10 0d 0004 4d515454 04 02 003c 0001 63 "
#define CONNECT_5 "10 0e 0004 4d515454 05 02 003c 00 0001 63 "

static Types__MQTT *
packet_of(size_t n)
{
    return written(n);
}

/* The packet behind a client's first. */
static Types__MQTT *
said(const char *connect, int side, const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, connect);
    says_hex(side, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    return packet_of(1);
}

static size_t
records_of(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, CONNECT_4);
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, "c0 00");
    return play();
}

static Types__MQTT *
connect(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return packet_of(0);
}

static void
a_client_says_who_it_is(void)
{
    Types__MQTT *mqtt = connect("10 17 0004 4d515454 04 c0 000a 0001 63 0003 6a6f65 0003 707764");

    CU_ASSERT_STRING_EQUAL(mqtt->protocol, "MQTT");
    CU_ASSERT_STRING_EQUAL(mqtt->clientid, "c");
    CU_ASSERT_STRING_EQUAL(mqtt->username, "joe");
    CU_ASSERT(spells(mqtt->password, "pwd"));
    CU_ASSERT(mqtt->version == 4 && mqtt->keepalive == 10 && !mqtt->cleansession);
    CU_ASSERT(mqtt->srcport == 40000 && mqtt->dstport == 1883);
}

static void
a_will_has_a_topic_and_a_size(void)
{
    Types__MQTT *mqtt = connect("10 14 0004 4d515454 04 34 0000 0000 0001 77 0003 010203");

    CU_ASSERT_STRING_EQUAL(mqtt->willtopic, "w");
    CU_ASSERT(mqtt->willsize == 3 && mqtt->willqos == 2 && mqtt->willretain);
    mqtt = connect("10 18 0004 4d515454 05 04 0000 00 0000 05 02 00000001 0001 77 0000");
    CU_ASSERT_STRING_EQUAL(mqtt->willtopic, "w");
    CU_ASSERT(mqtt->willsize == 0 && mqtt->version == 5 && mqtt->willqos == 0);
}

static void
in_3_1_name_and_password_may_be_missing(void)
{
    Types__MQTT *mqtt = connect("10 0f 0006 4d5149736470 03 c2 0000 0001 63");

    CU_ASSERT_STRING_EQUAL(mqtt->protocol, "MQIsdp");
    CU_ASSERT(mqtt->version == 3 && mqtt->password.len == 0);
    new_talk();
    says_hex(NC_CLIENT, "10 0d 0004 4d515454 04 c2 0000 0001 63");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "fields beyond the packet");
}

static void
the_bit_of_a_bridge_is_no_version(void)
{
    CU_ASSERT_EQUAL(connect("10 0d 0004 4d515454 84 02 0000 0001 63")->version, 4);
}

static void
what_is_published_has_topic_and_size(void)
{
    Types__MQTT *mqtt = said(CONNECT_4, NC_CLIENT, "3d 09 0003 612f62 0007 6869");

    CU_ASSERT_STRING_EQUAL(mqtt->topic, "a/b");
    CU_ASSERT(mqtt->qos == 2 && mqtt->duplicate && mqtt->retain && mqtt->packetid == 7);
    CU_ASSERT(mqtt->payloadsize == 2 && mqtt->payload.len == 0 && mqtt->version == 4);
    mqtt = said(CONNECT_4, NC_CLIENT, "30 05 0001 61 6869");
    CU_ASSERT(mqtt->payloadsize == 2 && mqtt->packetid == 0);
    mqtt = said(CONNECT_5, NC_CLIENT, "30 08 0001 61 02 01 01 6869");
    CU_ASSERT(mqtt->payloadsize == 2 && mqtt->version == 5);
}

static void
the_payload_is_written_on_demand(void)
{
    with_stream_option("payload", 1);
    CU_ASSERT(holds(said(CONNECT_4, NC_CLIENT, "30 05 0001 61 6869")->payload, "6869"));
    with_stream_option("payload", 0);
}

/* A message of so many bytes, and a packet behind it. */
static void
publishes(size_t size)
{
    static uint8_t bytes[200000];
    size_t length = 3 + size;

    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "\x30\0\0\0\0\1a", 7);
    bytes[1] = (length & 0x7f) | 0x80;
    bytes[2] = (length >> 7 & 0x7f) | 0x80;
    bytes[3] = (uint8_t)(length >> 14);
    new_talk();
    says_hex(NC_CLIENT, CONNECT_4);
    says(NC_CLIENT, bytes, 4 + length);
    says_hex(NC_CLIENT, "c0 00");
}

static void
messages_of_any_size_are_met(void)
{
    static const size_t sizes[] = { 16384, 65535, 65536, 65537, 150000 };

    with_stream_option("payload", 1);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        publishes(sizes[i]);
        CU_ASSERT_EQUAL_FATAL(play_in_pieces(1400, 0), 3);
        CU_ASSERT(packet_of(1)->payloadsize == sizes[i] && packet_of(2)->type == 12);
        CU_ASSERT_EQUAL(packet_of(1)->payload.len, sizes[i] <= 65536 ? sizes[i] : 0);
    }
    with_stream_option("payload", 0);
    publishes(5000);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_EQUAL(packet_of(1)->payloadsize, 5000);
}

static void
subscriptions_list_filters(void)
{
    Types__MQTT *mqtt = said(CONNECT_4, NC_CLIENT, "82 0b 0001 0001 61 01 0002 622f 02");

    CU_ASSERT_EQUAL_FATAL(mqtt->n_topics, 2);
    CU_ASSERT_EQUAL_FATAL(mqtt->n_topicqos, 2);
    CU_ASSERT_STRING_EQUAL(mqtt->topics[1], "b/");
    CU_ASSERT(mqtt->topicqos[0] == 1 && mqtt->topicqos[1] == 2 && mqtt->packetid == 1);
    mqtt = said(CONNECT_5, NC_CLIENT, "a2 06 0002 00 0001 61");
    CU_ASSERT_EQUAL_FATAL(mqtt->n_topics, 1);
    CU_ASSERT_EQUAL(mqtt->n_topicqos, 0);
}

static void
acknowledgments_have_codes(void)
{
    Types__MQTT *mqtt = said(CONNECT_4, NC_SERVER, "90 04 0001 02 80");

    CU_ASSERT_EQUAL_FATAL(mqtt->n_returncodes, 2);
    CU_ASSERT(mqtt->returncodes[0] == 2 && mqtt->returncodes[1] == 128);
    CU_ASSERT(said(CONNECT_4, NC_SERVER, "20 02 00 05")->returncode == 5);
    CU_ASSERT(said(CONNECT_4, NC_SERVER, "20 02 01 00")->sessionpresent);
    CU_ASSERT(said(CONNECT_5, NC_SERVER, "40 04 0001 87 00")->returncode == 0x87);
    CU_ASSERT(said(CONNECT_5, NC_SERVER, "40 02 0001")->packetid == 1);
    CU_ASSERT(said(CONNECT_5, NC_SERVER, "b0 04 0001 00 11")->n_returncodes == 1);
    CU_ASSERT(said(CONNECT_5, NC_SERVER, "e0 01 8b")->returncode == 0x8b);
    CU_ASSERT(said(CONNECT_5, NC_SERVER, "f0 02 18 00")->returncode == 0x18);
    CU_ASSERT(said(CONNECT_4, NC_SERVER, "b0 02 0001")->n_returncodes == 0);
}

static void
fields_beyond_their_packet_cost_it(void)
{
    static const char *const wrong[] = {
        "30 04 0003 6162", "32 03 0001 61", "82 05 0001 0002 61", "82 07 0001 0001 61 00 00",
        "a2 04 0001 0001", "10 0a 0004 4d515454 04 02 0000",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_EQUAL(records_of(wrong[i]), 2);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "fields beyond the packet");
    }
    new_talk();
    says_hex(NC_CLIENT, CONNECT_5);
    says_hex(NC_CLIENT, "30 05 0001 61 02 01");
    CU_ASSERT_EQUAL(play(), 1);
}

static void
what_no_packet_begins_with_is_refused(void)
{
    static const char *const wrong[] = {
        "00 00", "36 05 0001 61 6162", "20 01 00", "41 02 0001", "80 05 0001 0001 61", "60 02 0001",
        "c0 01 00", "c1 00", "30 ffffffff 7f", "40 01 00",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        new_talk();
        says_hex(NC_CLIENT, CONNECT_4);
        says_hex(NC_CLIENT, wrong[i]);
        says_hex(NC_CLIENT, "c0 00");
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 2);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
    }
}

static void
from_the_middle_packets_are_known_by_their_end(void)
{
    new_talk();
    talk()->opened = false;
    client("\x30 of something");
    says_hex(NC_CLIENT, "30 05 0001 61 6869 c0 00");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT(packet_of(0)->version == 0 && packet_of(1)->type == 12);
}

static void
behind_a_gap_packets_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, CONNECT_4 "30 7f 0001 61");
    loses(NC_CLIENT, 100);
    says_hex(NC_CLIENT, "00 00");
    says_hex(NC_CLIENT, "e0 00");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(packet_of(1)->type, 14);
}

static void
a_gap_in_a_long_message_loses_no_place(void)
{
    new_talk();
    says_hex(NC_CLIENT, CONNECT_4 "30 8d27 0001 61");
    loses(NC_CLIENT, 5000);
    says_hex(NC_CLIENT, "0000 30 05 0001 61 6869 e0 00");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 4);
    CU_ASSERT(packet_of(1)->payloadsize == 5002 && packet_of(2)->payloadsize == 2);
}

static void
any_port_may_be_its_own(void)
{
    uint8_t bytes[32];
    size_t size = from_hex(CONNECT_4, bytes, sizeof bytes);

    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, size), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n\r\n"), NC_NO);
    talk()->port[1] = 80;
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, size), NC_YES);
    for (size_t i = 1; i < 8; i++)
        CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, i), NC_MORE);
    bytes[7] = 'U';
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, bytes, size), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\xc0\0", 2), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, CONNECT_4);
    says_hex(NC_SERVER, "20 02 00 00");
    says_hex(NC_CLIENT, "82 06 0001 0001 61 01 30 05 0001 61 6869");
    says_hex(NC_SERVER, "90 03 0001 01 d0 00");
    says_hex(NC_CLIENT, "e0 00");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_client_says_who_it_is),
        SENTENCE(a_will_has_a_topic_and_a_size),
        SENTENCE(in_3_1_name_and_password_may_be_missing),
        SENTENCE(the_bit_of_a_bridge_is_no_version),
        SENTENCE(what_is_published_has_topic_and_size),
        SENTENCE(the_payload_is_written_on_demand),
        SENTENCE(messages_of_any_size_are_met),
        SENTENCE(subscriptions_list_filters),
        SENTENCE(acknowledgments_have_codes),
        SENTENCE(fields_beyond_their_packet_cost_it),
        SENTENCE(what_no_packet_begins_with_is_refused),
        SENTENCE(from_the_middle_packets_are_known_by_their_end),
        SENTENCE(behind_a_gap_packets_are_found_again),
        SENTENCE(a_gap_in_a_long_message_loses_no_place),
        SENTENCE(any_port_may_be_its_own),
        SENTENCES_END
    };

    return stream_sentences("mqtt", sound, own);
}
