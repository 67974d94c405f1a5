/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "dnp3.pb-c.h"

#include <stdio.h>
#include <string.h>

/* A frame as it goes over the link, made of its control, addresses and data. */
static char frame_hex[1024];

static void
put_block(const uint8_t *bytes, size_t size)
{
    char *to = frame_hex + strlen(frame_hex);
    uint16_t crc = 0;

    for (size_t i = 0; i < size; i++) {
        to += sprintf(to, "%02x", bytes[i]);
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xa6bc : crc >> 1);
    }
    crc ^= 0xffff;
    sprintf(to, "%02x%02x", crc & 255, crc >> 8);
}

static const char *
frame(const char *control_and_addresses, const char *data)
{
    uint8_t head[8] = { 0x05, 0x64 }, bytes[300];
    size_t size = from_hex(data, bytes, sizeof bytes);

    head[2] = (uint8_t)(5 + size);
    from_hex(control_and_addresses, head + 3, 5);
    *frame_hex = '\0';
    put_block(head, sizeof head);
    for (size_t at = 0; at < size; at += 16)
        put_block(bytes + at, size - at < 16 ? size - at : 16);
    return frame_hex;
}

static Types__DNP3 *
request(const char *data)
{
    return decoded(frame("c4 0200 0300", data));
}

static Types__DNP3 *
in_stream(size_t n)
{
    return written(n);
}

static void
the_link_has_addresses_low_byte_first(void)
{
    Types__DNP3 *dnp3 = decoded(frame("f3 0201 0403", "c0 c0 17"));

    CU_ASSERT(dnp3->destination == 0x0102 && dnp3->source == 0x0304);
    CU_ASSERT(dnp3->frommaster && dnp3->primary && dnp3->framecount && dnp3->framecountvalid);
    CU_ASSERT(dnp3->length == 8 && dnp3->linkfunction == 3 && !dnp3->dataflowcontrol);
}

static void
a_bit_of_an_answer_is_flow_control(void)
{
    Types__DNP3 *dnp3 = decoded(frame("1b 0200 0300", ""));

    CU_ASSERT(dnp3->dataflowcontrol && !dnp3->framecountvalid && !dnp3->primary);
    CU_ASSERT(dnp3->length == 5 && dnp3->linkfunction == 11 && dnp3->function == 0);
}

static void
application_and_transport_have_a_byte_each(void)
{
    Types__DNP3 *dnp3 = request("ff ff 02");

    CU_ASSERT(dnp3->transportfirst && dnp3->transportfinal && dnp3->transportsequence == 63);
    CU_ASSERT(dnp3->applicationfirst && dnp3->applicationfinal && dnp3->confirm);
    CU_ASSERT(dnp3->unsolicited && dnp3->applicationsequence == 15 && dnp3->function == 2);
    dnp3 = request("40 00 00");
    CU_ASSERT(!dnp3->transportfinal && !dnp3->applicationfirst && !dnp3->applicationfinal);
    CU_ASSERT(dnp3->objectscut);
}

static void
what_continues_a_message_is_no_header_of_one(void)
{
    Types__DNP3 *dnp3 = request("81 c0 01 3c0206");

    CU_ASSERT(dnp3->transportfinal && dnp3->transportsequence == 1);
    CU_ASSERT(dnp3->function == 0 && dnp3->n_objects == 0 && !dnp3->objectscut);
}

static void
responses_alone_have_indications(void)
{
    CU_ASSERT_EQUAL(request("c0 c0 81 8002")->indications, 0x8002);
    CU_ASSERT_EQUAL(request("c0 c0 83 8002")->indications, 0x8002);
    CU_ASSERT_EQUAL(request("c0 c0 80 8002")->indications, 0);
    CU_ASSERT_EQUAL(request("c0 c0 84 8002")->indications, 0);
    request("c0 c0 81 80");
    CU_ASSERT_STRING_EQUAL(malformed(), "message shorter than its header");
}

static void
a_read_has_headers_without_objects(void)
{
    Types__DNP3 *dnp3 = request("c0 c0 01 0102 00 01 08 1e00 06 1405 29 01000000 07000000");

    CU_ASSERT_EQUAL_FATAL(dnp3->n_objects, 3);
    CU_ASSERT(dnp3->objects[0]->start == 1 && dnp3->objects[0]->stop == 8);
    CU_ASSERT(dnp3->objects[0]->count == 8 && dnp3->objects[1]->range == 6);
    CU_ASSERT(dnp3->objects[2]->prefix == 2 && dnp3->objects[2]->range == 9);
    CU_ASSERT_STRING_EQUAL(malformed(), "objects beyond the end of the message");
}

static void
ranges_have_one_two_or_four_bytes(void)
{
    static const char *const headers[] = {
        "c0 c0 01 0100 00 0203", "c0 c0 01 0100 01 02000300", "c0 c0 01 0100 02 0200000003000000",
        "c0 c0 01 0100 05 0200000003000000",
    };
    Types__DNP3 *dnp3;

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        dnp3 = request(headers[i]);
        CU_ASSERT_EQUAL_FATAL(dnp3->n_objects, 1);
        CU_ASSERT(dnp3->objects[0]->start == 2 && dnp3->objects[0]->stop == 3 && !dnp3->objectscut);
    }
    dnp3 = request("c0 c0 01 0100 00 0302");
    CU_ASSERT(dnp3->n_objects == 0 && dnp3->objectscut == false);
    CU_ASSERT_STRING_EQUAL(malformed(), "objects beyond the end of the message");
}

static void
objects_of_known_size_are_passed_over(void)
{
    static const char *const messages[] = {
        "c0 c0 81 0000 0101 00 0008 ffff 3c0206",             /* nine bits */
        "c0 c0 81 0000 0301 00 0004 ffff 3c0206",             /* five times two bits */
        "c0 c0 81 0000 0c01 28 0100 0500 4101000000000000000000 3c0206",
        "c0 c0 81 0000 7003 00 0001 616263646566 3c0206",     /* two strings of three bytes */
        "c0 c0 81 0000 7805 5b 02 0200ffff 0100ff 3c0206",    /* two of a size that each says */
        "c0 c0 81 0000 1e06 17 01 07 0000000000000000ff 3c0206",
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        Types__DNP3 *dnp3 = request(messages[i]);

        CU_ASSERT_EQUAL_FATAL(dnp3->n_objects, 2);
        CU_ASSERT(dnp3->objects[1]->group == 60 && !dnp3->objectscut);
        CU_ASSERT_STRING_EQUAL(malformed(), "");
    }
}

static void
behind_objects_of_unknown_size_nothing_is_guessed(void)
{
    static const char *const messages[] = {
        "c0 c0 81 0000 5a01 00 0001 3c0206",  /* a group without a row */
        "c0 c0 81 0000 0109 00 0001 3c0206",  /* a variation that there is not */
        "c0 c0 81 0000 0102 0a 3c0206",       /* a reserved range */
        "c0 c0 81 0000 0102 77 01 3c0206",    /* a reserved prefix */
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        Types__DNP3 *dnp3 = request(messages[i]);

        CU_ASSERT(dnp3->n_objects == 1 && dnp3->objectscut);
        CU_ASSERT_STRING_EQUAL(malformed(), "");
    }
}

static void
objects_beyond_the_message_are_malformed(void)
{
    Types__DNP3 *dnp3 = request("c0 c0 81 0000 1e01 00 0001 0000000000 00000000");

    CU_ASSERT(dnp3->n_objects == 1);
    CU_ASSERT_STRING_EQUAL(malformed(), "objects beyond the end of the message");
    request("c0 c0 81 0000 1e01 02 00000000 feffffff");
    CU_ASSERT_STRING_EQUAL(malformed(), "objects beyond the end of the message");
    dnp3 = request("40 c0 81 0000 1e01 00 0001 0000000000 00000000");
    CU_ASSERT(dnp3->objectscut);
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
checksums_are_checked(void)
{
    static char hex[1024];

    strcpy(hex, frame("c4 0200 0300", "c0 c0 01 3c0206"));
    hex[20] ^= 1;
    CU_ASSERT_STRING_EQUAL(refusal(hex), "wrong checksum of data");
    hex[8] ^= 1;
    CU_ASSERT_STRING_EQUAL(refusal(hex), "no frame of DNP3");
    CU_ASSERT_STRING_EQUAL(refusal("0564 04 c4 0200 0300 0000"), "no frame of DNP3");
}

static void
lengths_from_5_to_255_are_met(void)
{
    static char data[600];

    for (size_t size = 0; size <= 250; size++) {
        memset(data, 0, sizeof data);
        for (size_t i = 0; i < size; i++)
            memcpy(data + 2 * i, i ? "00" : "80", 2);
        CU_ASSERT_EQUAL(((Types__DNP3 *)decoded(frame("c4 0200 0300", data)))->length,
                        (int32_t)size + 5);
        CU_ASSERT_EQUAL(left(), 0);
    }
}

static void
a_datagram_is_known_by_its_header(void)
{
    CU_ASSERT_EQUAL(recognised(frame("c4 0200 0300", "c0 c0 01")), NC_YES);
    CU_ASSERT_EQUAL(recognised("0564 05 c4 0200 0300 0000"), NC_NO);
    CU_ASSERT_EQUAL(recognised("0564 05 c4"), NC_NO);
    CU_ASSERT_EQUAL(recognised("4745 5420"), NC_NO);
    CU_ASSERT_STRING_EQUAL(unrecognised("4745 5420"), nc_declined);
}

static void
another_frame_follows_in_a_datagram(void)
{
    static char two[2048];

    strcpy(two, frame("c9 0200 0300", ""));
    strcat(two, frame("c9 0200 0300", ""));
    decoded(two);
    CU_ASSERT(next_space() == NC_UDP_PORT && next_value() == 20000 && left() == 10);
    two[22] ^= 1;
    decoded(two);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
each_frame_of_a_stream_is_a_record(void)
{
    new_talk();
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c1 c1 01 3c0206"));
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c2 c2 0d"));
    says_hex(NC_SERVER, frame("44 0300 0200", "c3 c2 81 1000"));
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT(in_stream(0)->function == 1 && in_stream(1)->function == 13);
    CU_ASSERT(in_stream(2)->indications == 0x1000 && written_at(2).seconds == 3);
}

static void
a_frame_with_a_wrong_checksum_costs_itself(void)
{
    static char hex[1024];

    strcpy(hex, frame("c4 0200 0300", "c0 c0 01 3c0206"));
    hex[20] ^= 1;
    new_talk();
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c2 c2 0d"));
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_EQUAL(in_stream(0)->function, 13);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "wrong checksum of data");
}

static void
behind_a_gap_frames_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c0 c0 01 3c0206"));
    loses(NC_CLIENT, 3);
    says_hex(NC_CLIENT, "ffff ff");
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c2 c2 0d"));
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(in_stream(1)->function, 13);
}

static void
other_streams_are_declined(void)
{
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x05", 1), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x05\x01\x00", 3), NC_NO); /* SOCKS */
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x05\x64\x04", 3), NC_NO);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\x05\x64\x05\xc9\2\0\3\0\0\0", 10), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c1 c1 01 3c0206"));
    says_hex(NC_SERVER, frame("44 0300 0200", "c3 c2 81 1000 1e02 00 02 03 01 0500 01 0a00"));
    says_hex(NC_CLIENT, frame("c4 0200 0300", "c2 c2 0d"));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_link_has_addresses_low_byte_first),
        SENTENCE(a_bit_of_an_answer_is_flow_control),
        SENTENCE(application_and_transport_have_a_byte_each),
        SENTENCE(what_continues_a_message_is_no_header_of_one),
        SENTENCE(responses_alone_have_indications),
        SENTENCE(a_read_has_headers_without_objects),
        SENTENCE(ranges_have_one_two_or_four_bytes),
        SENTENCE(objects_of_known_size_are_passed_over),
        SENTENCE(behind_objects_of_unknown_size_nothing_is_guessed),
        SENTENCE(objects_beyond_the_message_are_malformed),
        SENTENCE(checksums_are_checked),
        SENTENCE(lengths_from_5_to_255_are_met),
        SENTENCE(a_datagram_is_known_by_its_header),
        SENTENCE(another_frame_follows_in_a_datagram),
        SENTENCE(each_frame_of_a_stream_is_a_record),
        SENTENCE(a_frame_with_a_wrong_checksum_costs_itself),
        SENTENCE(behind_a_gap_frames_are_found_again),
        SENTENCE(other_streams_are_declined),
        STREAM_SENTENCES,
        SENTENCES_END
    };

    stream_sound(sound);
    return plugin_sentences("dnp3", "0564 05 c9 0200 0300 3434", own);
}
