/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "opcua.pb-c.h"

#include <stdio.h>
#include <string.h>

#define URL "14000000 6f70632e7463703a2f2f686f73743a343834302f"
#define HELLO "48454c46 34000000 00000000 ffff0000 00000100 00000200 05000000" URL
#define POLICY_NONE                                                                                \
    "2f000000 687474703a2f2f6f7063666f756e646174696f6e2e6f72672f55412f5365637572697479506f6c69"    \
    "6379234e6f6e65"
#define OPEN                                                                                       \
    "4f504e46 53000000 07000000" POLICY_NONE "ffffffff ffffffff 33000000 01000000 01 00 be01"
#define READ "4d534746 20000000 07000000 09000000 34000000 02000000 01 00 7702 0000 0000"

static Types__OPCUA *
ua(size_t n)
{
    return written(n);
}

/* What this is behind the opening of a channel without protection. */
static Types__OPCUA *
opened(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, OPEN);
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    return ua(1);
}

static void
a_hello_has_sizes_and_url(void)
{
    new_talk();
    says_hex(NC_CLIENT, HELLO);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ua(0)->messagetype, "HEL");
    CU_ASSERT_STRING_EQUAL(ua(0)->chunktype, "F");
    CU_ASSERT_EQUAL(ua(0)->messagesize, 52);
    CU_ASSERT(ua(0)->receivebuffersize == 65535 && ua(0)->sendbuffersize == 65536);
    CU_ASSERT(ua(0)->maxmessagesize == 131072 && ua(0)->maxchunkcount == 5);
    CU_ASSERT_STRING_EQUAL(ua(0)->endpointurl, "opc.tcp://host:4840/");
    CU_ASSERT_STRING_EQUAL(ua(0)->dstip, "10.0.0.2");
    CU_ASSERT(ua(0)->srcport == 40000 && ua(0)->dstport == 4840 && *ua(0)->communityid);
}

static void
an_acknowledge_has_sizes(void)
{
    new_talk();
    says_hex(NC_CLIENT, HELLO);
    says_hex(NC_SERVER, "41434b46 1c000000 01000000 00200000 00400000 00000000 07000000");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT(ua(1)->protocolversion == 1 && ua(1)->receivebuffersize == 8192);
    CU_ASSERT(ua(1)->sendbuffersize == 16384 && ua(1)->maxchunkcount == 7);
}

static void
an_error_has_code_and_reason(void)
{
    new_talk();
    says_hex(NC_CLIENT, HELLO);
    says_hex(NC_SERVER, "45525246 13000000 00007d80 03000000 62 61 64");
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_EQUAL(ua(1)->error, 0x807d0000);
    CU_ASSERT_STRING_EQUAL(ua(1)->reason, "bad");
}

static void
a_server_may_ask_to_be_asked(void)
{
    new_talk();
    says_hex(NC_CLIENT, "52484546 16000000 03000000 75 72 69 03000000 75 72 6c");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ua(0)->serveruri, "uri");
    CU_ASSERT_STRING_EQUAL(ua(0)->endpointurl, "url");
}

static void
an_open_without_protection_is_plain(void)
{
    Types__OPCUA *open;

    opened(READ);
    open = ua(0);
    CU_ASSERT_STRING_EQUAL(open->securitypolicyuri,
                           "http://opcfoundation.org/UA/SecurityPolicy#None");
    CU_ASSERT(open->plain && open->securechannelid == 7);
    CU_ASSERT(open->sequencenumber == 51 && open->requestid == 1 && open->serviceid == 446);
    CU_ASSERT_STRING_EQUAL(open->service, "OpenSecureChannelRequest");
}

static void
a_message_says_what_is_asked(void)
{
    Types__OPCUA *read = opened(READ);

    CU_ASSERT_STRING_EQUAL(read->messagetype, "MSG");
    CU_ASSERT(read->securechannelid == 7 && read->tokenid == 9 && read->sequencenumber == 52);
    CU_ASSERT(read->requestid == 2 && read->serviceid == 631 && read->plain);
    CU_ASSERT_STRING_EQUAL(read->service, "ReadRequest");
}

static void
nodes_are_told_in_three_ways(void)
{
    Types__OPCUA *message = opened("4d534746 1a000000 07000000 09000000 34000000 02000000 00 2a");

    CU_ASSERT_EQUAL(message->serviceid, 42);
    CU_ASSERT_STRING_EQUAL(message->service, "");
    message = opened("4d534746 1f000000 07000000 09000000 34000000 02000000 02 0000 77020000");
    CU_ASSERT_EQUAL(message->serviceid, 631);
    message = opened("4d534746 1f000000 07000000 09000000 34000000 02000000 02 0100 77020000");
    CU_ASSERT(message->serviceid == 0 && !*message->service);
    message = opened("4d534746 1c000000 07000000 09000000 34000000 02000000 01 03 7702");
    CU_ASSERT_EQUAL(message->serviceid, 0);
}

static void
parts_behind_the_first_have_no_service(void)
{
    new_talk();
    says_hex(NC_CLIENT, OPEN);
    says_hex(NC_CLIENT,
             "4d534743 20000000 07000000 09000000 34000000 02000000 01 00 7702 0000 0000");
    says_hex(NC_CLIENT, READ READ);
    CU_ASSERT_EQUAL_FATAL(play(), 4);
    CU_ASSERT_STRING_EQUAL(ua(1)->chunktype, "C");
    CU_ASSERT_EQUAL(ua(1)->serviceid, 631);
    CU_ASSERT_EQUAL(ua(2)->serviceid, 0);
    CU_ASSERT_EQUAL(ua(3)->serviceid, 631);
}

static void
a_message_that_is_given_up_says_why(void)
{
    Types__OPCUA *message = opened("4d534741 23000000 07000000 09000000 34000000 02000000"
                                   "00000280 03000000 62 61 64");

    CU_ASSERT_EQUAL(message->error, 0x80020000);
    CU_ASSERT_STRING_EQUAL(message->reason, "bad");
}

static void
what_is_encrypted_is_not_told(void)
{
    new_talk();
    says_hex(NC_CLIENT, "4f504e46 26000000 07000000 02000000 78 79 03000000 616263 01000000 ff"
                        "0101 0202 0303 0404");
    says_hex(NC_CLIENT, READ);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(ua(0)->securitypolicyuri, "xy");
    CU_ASSERT(ua(0)->certificatesize == 3 && holds(ua(0)->thumbprint, "ff"));
    CU_ASSERT(!ua(0)->plain && !ua(0)->sequencenumber);
    CU_ASSERT(!ua(1)->plain && !ua(1)->sequencenumber && !ua(1)->serviceid);
    CU_ASSERT_EQUAL(ua(1)->tokenid, 9);
}

static void
a_channel_nobody_saw_opened_is_not_told(void)
{
    new_talk();
    says_hex(NC_CLIENT, READ);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT(!ua(0)->plain && !ua(0)->requestid && ua(0)->securechannelid == 7);
}

static void
values_are_passed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, OPEN);
    says_hex(NC_CLIENT,
             "4d534746 00100000 07000000 09000000 34000000 02000000 01 00 7702 0000 0000");
    loses(NC_CLIENT, 4000);
    says_hex(NC_CLIENT, "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000"
                        "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000");
    says_hex(NC_CLIENT, READ);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 3);
    CU_ASSERT_EQUAL(ua(2)->messagesize, 32);
}

static void
texts_beyond_the_message_are_refused(void)
{
    static const char *const messages[][2] = {
        { "48454c46 20000000 00000000 ffff0000 00000100 00000200 05000000 01000000",
          "message shorter than what it holds" },
        { "48454c46 20000000 00000000 ffff0000 00000100 00000200 05000000 01100000",
          "URL of more than 4096 bytes" },
        { "45525246 10000000 00000000 00000080", "reason of more than 4096 bytes" },
        { "4f504e46 20000000 00000000 00010000 00000000 00000000 00000000 00000000",
          "policy of more than 255 bytes" },
        { "4f504e46 20000000 00000000 00000000 00000000 15000000 00000000 00000000",
          "thumbprint of more than 20 bytes" },
        { "4f504e46 20000000 00000000 00000000 01000100 00000000 00000000 00000000",
          "certificate beyond its message" },
    };

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        new_talk();
        says_hex(NC_CLIENT, messages[i][0]);
        CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), messages[i][1]);
    }
}

static void
a_text_may_be_none_at_all(void)
{
    new_talk();
    says_hex(NC_CLIENT, "48454c46 20000000 00000000 ffff0000 00000100 00000200 05000000 ffffffff");
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    CU_ASSERT_STRING_EQUAL(ua(0)->endpointurl, "");
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
sizes_have_limits(void)
{
    CU_ASSERT_EQUAL(answer_to_hex("48454c46 1f000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("48454c46 20000000"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("48454c46 20100000"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("48454c46 21100000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("41434b46 1b000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("41434b46 1d000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("45525246 0f000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("4f504e46 1f000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("4f504e46 00000100"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("4f504e46 01000100"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("4d534746 17000000"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("4d534746 00000004"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("4d534746 01000004"), NC_NO);
}

static void
other_bytes_are_not_claimed(void)
{
    static const char *const others[] = { "47",        "4845 4d",   "48454c 43",
                                          "48454c 41", "4f504e 43", "4d5347 44",
                                          "434c4f 41", "16030100",  "48454c4c 4f0d0a0d",
                                          "4d534720",  "00" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_hex(others[i]), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("48"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("4d534743"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("4d534741 180000"), NC_MORE);
    new_talk();
    talk()->port[1] = 4841;
    says_hex(NC_CLIENT, HELLO);
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, OPEN);
    says_hex(NC_CLIENT, "4d534743 20000000");
    loses(NC_CLIENT, 24);
    says_hex(NC_CLIENT, READ);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(ua(1)->serviceid, 631);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, HELLO OPEN);
    says_hex(NC_SERVER, "41434b46 1c000000 01000000 00200000 00400000 00000000 07000000");
    says_hex(NC_CLIENT, READ);
    says_hex(NC_CLIENT, "434c4f46 1c000000 07000000 09000000 35000000 03000000 01 00 c401");
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(a_hello_has_sizes_and_url),
                                           SENTENCE(an_acknowledge_has_sizes),
                                           SENTENCE(an_error_has_code_and_reason),
                                           SENTENCE(a_server_may_ask_to_be_asked),
                                           SENTENCE(an_open_without_protection_is_plain),
                                           SENTENCE(a_message_says_what_is_asked),
                                           SENTENCE(nodes_are_told_in_three_ways),
                                           SENTENCE(parts_behind_the_first_have_no_service),
                                           SENTENCE(a_message_that_is_given_up_says_why),
                                           SENTENCE(what_is_encrypted_is_not_told),
                                           SENTENCE(a_channel_nobody_saw_opened_is_not_told),
                                           SENTENCE(values_are_passed_over),
                                           SENTENCE(texts_beyond_the_message_are_refused),
                                           SENTENCE(a_text_may_be_none_at_all),
                                           SENTENCE(sizes_have_limits),
                                           SENTENCE(other_bytes_are_not_claimed),
                                           SENTENCE(behind_a_gap_messages_are_found_again),
                                           SENTENCES_END };

    return stream_sentences("opcua", sound, own);
}
