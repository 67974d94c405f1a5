/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include "iec104.pb-c.h"

#include <stdio.h>
#include <string.h>

static Types__IEC104 *
frame(size_t n)
{
    return written(n);
}

/* The only record of what the client says. */
static Types__IEC104 *
said(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, hex);
    CU_ASSERT_EQUAL_FATAL(play(), 1);
    return frame(0);
}

/* The same behind a frame by which the stream is known. */
static size_t
records_of(const char *hex)
{
    new_talk();
    says_hex(NC_CLIENT, "68 04 43 00 00 00");
    says_hex(NC_CLIENT, hex);
    says_hex(NC_CLIENT, "68 04 83 00 00 00");
    return play();
}

static void
information_is_numbered_in_both_directions(void)
{
    Types__IEC104 *iec = said("68 0e feff 0200 64 01 06 00 0100 000000 14");

    CU_ASSERT(iec->length == 14 && iec->format == 0);
    CU_ASSERT(iec->sendsequence == 32767 && iec->receivesequence == 1);
    CU_ASSERT(iec->typeid_ == 100 && iec->cause == 6 && iec->commonaddress == 1);
    CU_ASSERT_EQUAL_FATAL(iec->n_objects, 1);
    CU_ASSERT(iec->objects[0]->address == 0 && holds(iec->objects[0]->element, "14"));
}

static void
supervision_says_what_is_expected_next(void)
{
    Types__IEC104 *iec = said("68 04 01 00 0a 01");

    CU_ASSERT(iec->format == 1 && iec->receivesequence == 133 && iec->sendsequence == 0);
}

static void
control_is_one_of_six(void)
{
    static const uint8_t bits[] = { 4, 8, 16, 32, 64, 128 };
    char hex[32];

    for (size_t i = 0; i < sizeof bits; i++) {
        snprintf(hex, sizeof hex, "68 04 %02x 00 00 00", bits[i] | 3);
        CU_ASSERT(said(hex)->control == bits[i] && frame(0)->format == 3);
    }
    CU_ASSERT_EQUAL(records_of("68 04 03 00 00 00"), 2);
    CU_ASSERT_EQUAL(records_of("68 04 0f 00 00 00"), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "no message where one should begin");
}

static void
a_control_field_has_no_other_bits(void)
{
    static const char *const wrong[] = {
        "68 04 07 01 00 00", "68 04 07 00 01 00", "68 04 07 00 00 01", "68 04 05 00 00 00",
        "68 04 01 01 00 00", "68 04 01 00 01 00", "68 05 01 00 00 00 00", "68 05 07 00 00 00 00",
        "68 0e 0000 0100 64 01 06 00 0100 000000 14",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CU_ASSERT_EQUAL(records_of(wrong[i]), 2);
}

static void
cause_has_two_flags(void)
{
    Types__IEC104 *iec = said("68 0e 0000 0000 2d 01 c7 09 0100 010000 81");

    CU_ASSERT(iec->cause == 7 && iec->negative && iec->test && iec->originator == 9);
    iec = said("68 0e 0000 0000 2d 01 3f 00 0100 010000 81");
    CU_ASSERT(iec->cause == 63 && !iec->negative && !iec->test);
}

static void
each_object_has_its_address(void)
{
    Types__IEC104 *iec = said("68 12 0000 0000 01 02 03 00 0100 010203 01 ffffff 00");

    CU_ASSERT(!iec->sequence && iec->count == 2);
    CU_ASSERT_EQUAL_FATAL(iec->n_objects, 2);
    CU_ASSERT(iec->objects[0]->address == 0x030201 && iec->objects[1]->address == 0xffffff);
    CU_ASSERT(holds(iec->objects[0]->element, "01") && holds(iec->objects[1]->element, "00"));
}

static void
objects_of_a_sequence_have_addresses_in_a_row(void)
{
    Types__IEC104 *iec = said("68 11 0000 0000 05 82 03 00 0100 ff0000 0102 0304");

    CU_ASSERT(iec->sequence && iec->count == 2);
    CU_ASSERT_EQUAL_FATAL(iec->n_objects, 2);
    CU_ASSERT(iec->objects[0]->address == 255 && iec->objects[1]->address == 256);
    CU_ASSERT(holds(iec->objects[1]->element, "0304"));
}

static void
a_unit_may_have_no_objects(void)
{
    CU_ASSERT_EQUAL(said("68 0a 0000 0000 46 00 04 00 0100")->n_objects, 0);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
}

static void
private_types_are_not_looked_into(void)
{
    CU_ASSERT_EQUAL(said("68 0b 0000 0000 80 02 03 00 0100 01")->n_objects, 0);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
}

static void
objects_that_cannot_be_are_malformed(void)
{
    CU_ASSERT_EQUAL(said("68 0f 0000 0000 01 02 03 00 0100 0100000200")->n_objects, 0);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "objects of different sizes");
    CU_ASSERT_EQUAL(said("68 0e 0000 0000 01 02 03 00 0100 01000002")->n_objects, 0);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "less than an address for each object");
    CU_ASSERT_EQUAL(said("68 0c 0000 0000 01 82 03 00 0100 0100")->count, 2);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "ends too early");
}

static void
known_types_have_elements_of_one_size(void)
{
    CU_ASSERT_EQUAL(said("68 0e 0000 0000 0d 01 03 00 0100 010000 00")->n_objects, 0);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "objects of another size than their type's");
    CU_ASSERT_EQUAL(said("68 0d 0000 0000 66 01 05 00 0100 010000")->n_objects, 1);
    CU_ASSERT_STRING_EQUAL(stream_malformed(), "");
    CU_ASSERT_EQUAL(said("68 0f 0000 0000 29 01 03 00 0100 010000 0102")->n_objects, 1);
    CU_ASSERT(holds(frame(0)->objects[0]->element, "0102"));
}

/* A unit of one object of this type and element. */
static const Types__IEC104Object *
object(unsigned type, const char *element)
{
    char hex[128];
    uint8_t bytes[32];

    snprintf(hex, sizeof hex, "68 %02zx 0000 0000 %02x 01 03 00 0100 010000 %s",
             13 + from_hex(element, bytes, sizeof bytes), type, element);
    CU_ASSERT_EQUAL_FATAL(said(hex)->n_objects, 1);
    return frame(0)->objects[0];
}

static void
values_have_the_form_of_their_type(void)
{
    static const struct {
        unsigned type;
        const char *element;
        double value;
        int32_t quality;
    } of[] = {
        { 1, "81", 1, 128 }, { 2, "10 000000", 0, 16 }, { 3, "42", 2, 64 }, { 5, "7f 10", -1, 16 },
        { 5, "bf 00", 63, 0 }, { 5, "40 00", -64, 0 }, { 7, "ffffffff 80", 4294967295.0, 128 },
        { 9, "0080 01", -1, 1 }, { 9, "0040 00", 0.5, 0 }, { 11, "ffff 00", -1, 0 },
        { 13, "0000c03f 80", 1.5, 128 }, { 15, "feffffff 85", -2, 133 }, { 21, "0040", 0.5, 0 },
        { 30, "01 00000000000000", 1, 0 }, { 36, "000020c1 01 00000000000000", -10, 1 },
        { 45, "81", 1, 128 }, { 46, "06", 2, 4 }, { 47, "02", 2, 0 }, { 49, "0102 80", 513, 128 },
        { 50, "0000803f 00", 1, 0 }, { 51, "01020304", 67305985, 0 },
        { 64, "01000000 ff000000000000", 1, 0 }, { 70, "01", 0, 0 }, { 100, "14", 0, 0 },
    };

    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        const Types__IEC104Object *is = object(of[i].type, of[i].element);

        CU_ASSERT(is->value == of[i].value && is->quality == of[i].quality);
    }
}

static void
lengths_have_bounds(void)
{
    static char hex[600];

    CU_ASSERT_EQUAL(records_of("68 03 01 00 00 00"), 2);
    CU_ASSERT_EQUAL(records_of("68 09 0000 0000 64 01 06 00 01"), 2);
    strcpy(hex, "68 fd 0000 0000 80 01 03 00 0100");
    for (int i = 0; i < 243; i++)
        strcat(hex, "ff");
    CU_ASSERT_EQUAL(said(hex)->length, 253);
    hex[4] = 'e';
    strcat(hex, "ff");
    CU_ASSERT_EQUAL(records_of(hex), 2);
}

static void
who_sends_is_the_source(void)
{
    new_talk();
    says_hex(NC_CLIENT, "68 04 07 00 00 00");
    says_hex(NC_SERVER, "68 04 0b 00 00 00 68 04 83 00 00 00");
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(frame(0)->srcip, "10.0.0.1");
    CU_ASSERT_STRING_EQUAL(frame(1)->srcip, "10.0.0.2");
    CU_ASSERT(frame(1)->srcport == 2404 && frame(2)->control == 128);
    CU_ASSERT_EQUAL(written_at(2).seconds, 2);
}

static void
behind_a_gap_frames_are_found_again(void)
{
    new_talk();
    says_hex(NC_CLIENT, "68 04 07 00 00 00 68 0e 0000");
    loses(NC_CLIENT, 5);
    says_hex(NC_CLIENT, "00 00 00");
    says_hex(NC_CLIENT, "68 04 43 00 00 00");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_EQUAL(frame(1)->control, 64);
}

static void
other_streams_are_declined(void)
{
    new_talk();
    client("hello\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "h"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "he"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "hello\r\n"), NC_NO);
}

static void
sound(void)
{
    says_hex(NC_CLIENT, "68 04 07 00 00 00");
    says_hex(NC_SERVER, "68 04 0b 00 00 00");
    says_hex(NC_CLIENT, "68 0e 0000 0000 64 01 06 00 0100 000000 14 68 04 43 00 00 00");
    says_hex(NC_SERVER, "68 12 0000 0000 01 02 03 00 0100 010203 01 ffffff 00");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(information_is_numbered_in_both_directions),
        SENTENCE(supervision_says_what_is_expected_next),
        SENTENCE(control_is_one_of_six),
        SENTENCE(a_control_field_has_no_other_bits),
        SENTENCE(cause_has_two_flags),
        SENTENCE(each_object_has_its_address),
        SENTENCE(objects_of_a_sequence_have_addresses_in_a_row),
        SENTENCE(a_unit_may_have_no_objects),
        SENTENCE(private_types_are_not_looked_into),
        SENTENCE(objects_that_cannot_be_are_malformed),
        SENTENCE(known_types_have_elements_of_one_size),
        SENTENCE(values_have_the_form_of_their_type),
        SENTENCE(lengths_have_bounds),
        SENTENCE(who_sends_is_the_source),
        SENTENCE(behind_a_gap_frames_are_found_again),
        SENTENCE(other_streams_are_declined),
        SENTENCES_END
    };

    return stream_sentences("iec104", sound, own);
}
