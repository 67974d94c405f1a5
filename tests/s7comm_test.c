/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "s7comm.pb-c.h"

#include <string.h>

#define STOP "03000021 02f080 32 01 0000 0007 0010 0000 29 0000000000 09 505f50524f4752414d "
#define SETUP "03000019 02f080 32 01 0000 ffff 0008 0000 f0 00 0001 0002 01e0 "

static Types__S7comm *
message(size_t n)
{
    return written(n);
}

static Types__S7comm *
said(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return message(0);
}

/* Between two that are sound, of which 2 records come. */
static size_t
records_of(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, SETUP);
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, STOP);
    return play();
}

static void
a_job_has_reference_function_and_sizes(void)
{
    Types__S7comm *s7 = said(STOP);

    CU_ASSERT(s7->protocolid == 0x32 && s7->messagetype == 1 && s7->pdureference == 7);
    CU_ASSERT(s7->parameterlength == 16 && s7->datalength == 0 && s7->length == 26);
    CU_ASSERT(s7->function == 41 && !s7->cut && s7->dstport == 102);
}

static void
a_setup_says_how_much_may_be_said(void)
{
    Types__S7comm *s7 = said(SETUP);

    CU_ASSERT(s7->function == 240 && s7->callsmost == 1 && s7->pdulength == 480);
}

static void
acknowledgments_have_errors(void)
{
    Types__S7comm *s7 = said("03000015 02f080 32 03 0000 0001 0002 0000 81 04 04 01");

    CU_ASSERT(s7->errorclass == 0x81 && s7->errorcode == 4 && s7->length == 14);
    CU_ASSERT(s7->function == 4 && s7->itemcount == 1 && s7->n_items == 0);
    s7 = said("03000013 02f080 32 02 0000 0001 0000 0000 d0 01");
    CU_ASSERT(s7->errorclass == 0xd0 && s7->errorcode == 1 && s7->function == 0);
}

static void
items_say_which_memory(void)
{
    Types__S7comm *s7 = said("0300001f 02f080 32 01 0000 0001 000e 0000 "
                             "04 01 12 0a 10 04 0003 0102 84 ffffff");

    CU_ASSERT_EQUAL_FATAL(s7->n_items, 1);
    CU_ASSERT(s7->items[0]->syntax == 16 && s7->items[0]->transportsize == 4);
    CU_ASSERT(s7->items[0]->count == 3 && s7->items[0]->db == 258);
    CU_ASSERT(s7->items[0]->area == 132 && s7->items[0]->address == 0xffffff);
}

static void
items_of_other_syntax_are_passed_over(void)
{
    Types__S7comm *s7 = said("03000024 02f080 32 01 0000 0001 0013 0000 "
                             "04 02 12 01 b2 00 12 0a 10 04 0003 0102 84 000001 ff");

    CU_ASSERT_EQUAL_FATAL(s7->n_items, 2);
    CU_ASSERT(s7->items[0]->syntax == 0xb2 && s7->items[0]->count == 0);
    CU_ASSERT(s7->items[1]->count == 3 && s7->items[1]->address == 1);
}

static void
items_that_cannot_be_are_refused(void)
{
    CU_ASSERT_EQUAL(records_of("03000014 02f080 32 01 0000 0001 0003 0000 04 01 13"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no item where one should be");
    CU_ASSERT_EQUAL(records_of("03000015 02f080 32 01 0000 0001 0004 0000 04 01 12 00"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "item without its syntax");
    CU_ASSERT_EQUAL(records_of("03000016 02f080 32 01 0000 0001 0005 0000 04 01 12 0a 10"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "parameters shorter than what they say");
}

static void
user_data_have_group_and_function(void)
{
    Types__S7comm *s7 = said("03000019 02f080 32 07 0000 0001 0008 0000 000112 04 12 84 01 09");

    CU_ASSERT(s7->userdatatype == 8 && s7->userdatagroup == 4);
    CU_ASSERT(s7->subfunction == 1 && s7->sequence == 9 && s7->function == 0);
    CU_ASSERT_EQUAL(records_of("03000018 02f080 32 07 0000 0001 0007 0000 000112 04 12 84 01"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "parameters shorter than what they say");
}

static void
sizes_beyond_the_packet_are_refused(void)
{
    CU_ASSERT_EQUAL(records_of("03000012 02f080 32 01 0000 0001 0001 0000 1d"), 3);
    CU_ASSERT_EQUAL(records_of("03000012 02f080 32 01 0000 0001 0001 0001 1d"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "parameters and data beyond the packet");
    CU_ASSERT_EQUAL(records_of("03000010 02f080 32 01 0000 0001 0001 00"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "ends too early");
    CU_ASSERT_EQUAL(records_of("03000011 02f080 32 04 0000 0001 0000 0000"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no type of message");
    CU_ASSERT_EQUAL(records_of("03000009 02f080 33 01"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "neither S7 nor S7-Plus");
}

static void
a_message_of_several_packets_is_one_record(void)
{
    CU_ASSERT_EQUAL_FATAL(records_of("03000012 02f000 32 01 0000 0001 0001 0004 1d"
                                     "03000009 02f000 3201 03000009 02f080 3207"), 3);
    CU_ASSERT(message(1)->cut && message(1)->function == 29 && message(1)->length == 15);
    CU_ASSERT_EQUAL(message(2)->function, 41);
    CU_ASSERT_EQUAL_FATAL(records_of("03000012 02f000 32 01 0000 0001 0002 0004 1d"
                                     "03000009 02f080 0102"), 3);
    CU_ASSERT(message(1)->cut && message(1)->function == 0 && message(1)->parameterlength == 2);
}

static void
packets_without_data_have_no_record(void)
{
    CU_ASSERT_EQUAL(records_of("03000016 11 d0 0001 0002 00 c00109 c1020100 c2020102"), 2);
    CU_ASSERT_EQUAL(records_of("03000007 02f080"), 2);
    CU_ASSERT_EQUAL(records_of("0300000b 06 80 0001 0002 00"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
s7_plus_is_recognised(void)
{
    Types__S7comm *s7 = said("03000011 02f080 72 03 1234 31 0000 04ca 00");

    CU_ASSERT(s7->protocolid == 0x72 && s7->messagetype == 3 && s7->length == 0x1234);
    CU_ASSERT_EQUAL(records_of("0300000b 02f080 72 fe 01 00"), 3);
    CU_ASSERT(message(1)->messagetype == 0xfe && message(1)->length == 0);
    CU_ASSERT_EQUAL(records_of("0300000b 02f080 72 04 01 00"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no version of S7-Plus");
}

static void
what_is_no_packet_is_refused(void)
{
    static const char *const wrong[] = {
        "03010012 02f080 32 01", "03000006 0100", "03000011 03f08000 32 01",
        "03000011 02f081 32 01", "03000011 06e0 00 0000 0000",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CU_ASSERT_EQUAL(records_of(wrong[i]), 2);
        CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
    }
}

static void
behind_a_gap_packets_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, SETUP "03000019 02f000 32 01");
    loses(NC_CLIENT, 8);
    says_hex(NC_CLIENT, "ffff ffff");
    says_hex(NC_CLIENT, STOP);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(message(1)->function, 41);
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[128];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
others_in_such_packets_are_declined(void)
{
    CU_ASSERT_EQUAL(answer_to_hex("03"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("03000019 02f080 32"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex(SETUP), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("03000019 02f080 32 04"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("03000019 02f080 0d b2"), NC_NO);                    /* MMS */
    CU_ASSERT_EQUAL(answer_to_hex("03000013 0ee00000000000 0100080003000000"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("03000013 0ee00000000000 0100080003000000"
                                  "030001be 02f080 7f65"), NC_NO); /* RDP */
    CU_ASSERT_EQUAL(answer_to_hex("03000016 11e0 0000000100 c00109c1020100c2020102" SETUP), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("0300000b 06 80 0001 0002 00" SETUP), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("0300000c 02f080 0400 0100 01"), NC_NO);
    new_talk();
    says_hex(NC_CLIENT, "03000016 11 e0 0000 0001 00 c00109 c1020100 c2020102");
    says_hex(NC_SERVER, "03000016 11 d0 0001 0002 00 c00109 c1020100 c2020102");
    says_hex(NC_CLIENT, "03000012 02f080 0db20506130100160102140200");
    CU_ASSERT_EQUAL(play_in_pieces(0, 0), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    says_hex(NC_CLIENT, SETUP);
    says_hex(NC_SERVER, "0300001b 02f080 32 03 0000 ffff 0008 0000 00 00 f0 00 0003 0003 00f0");
    says_hex(NC_CLIENT, STOP);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_job_has_reference_function_and_sizes),
        SENTENCE(a_setup_says_how_much_may_be_said),
        SENTENCE(acknowledgments_have_errors),
        SENTENCE(items_say_which_memory),
        SENTENCE(items_of_other_syntax_are_passed_over),
        SENTENCE(items_that_cannot_be_are_refused),
        SENTENCE(user_data_have_group_and_function),
        SENTENCE(sizes_beyond_the_packet_are_refused),
        SENTENCE(a_message_of_several_packets_is_one_record),
        SENTENCE(packets_without_data_have_no_record),
        SENTENCE(s7_plus_is_recognised),
        SENTENCE(what_is_no_packet_is_refused),
        SENTENCE(behind_a_gap_packets_are_found_again),
        SENTENCE(others_in_such_packets_are_declined),
        SENTENCES_END
    };

    return stream_sentences("s7comm", sound, own);
}
