/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf-c's own pack says what is right. */
#include "harness.h"

#include "dissect/encode.h"
#include "dissect/encoder.h"
#include "every.pb-c.h"
#include "every2.pb-c.h"
#include "random_message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 1 << 20, SLACK = 64 };

static const struct encoder_common nothing = { "", 0, NULL, 0, 0, NULL };
static uint8_t got[CAPACITY], expected[CAPACITY];
static struct random_source source;

static size_t
pack_behind_length(const void *message)
{
    size_t length = protobuf_c_message_get_packed_size(message), n = 0;

    for (uint64_t rest = length; n == 0 || rest; rest >>= 7)
        expected[n++] = (uint8_t)((rest & 127) | (rest > 127 ? 128 : 0));
    return n + protobuf_c_message_pack(message, expected + n);
}

static size_t
encode(const ProtobufCMessage *message, const struct encoder_common *common)
{
    struct encoder *e = encoder_compile(message->descriptor);
    size_t n = encoder_write(e, message, common, got, sizeof got);

    encoder_free(e);
    return n;
}

static bool
is_as_packed(const void *message)
{
    size_t n = encode(message, &nothing);

    return n == pack_behind_length(message) && memcmp(got, expected, n) == 0;
}

static void
random_messages_differ_from_pack(const ProtobufCMessageDescriptor *descriptor, int rounds)
{
    int different = 0;

    for (int i = 0; i < rounds; i++) {
        random_source_reset(&source, (uint64_t)i + 1);
        different += !is_as_packed(random_message(&source, descriptor, 3));
    }
    CU_ASSERT_EQUAL(different, 0);
}

static void
single_members_are_as_protobuf_packs_them(void)
{
    random_messages_differ_from_pack(&every__single__descriptor, 3000);
}

static void
packed_members_are_as_protobuf_packs_them(void)
{
    random_messages_differ_from_pack(&every__packed__descriptor, 500);
}

static void
a_choice_is_as_protobuf_packs_it(void)
{
    random_messages_differ_from_pack(&every__choice__descriptor, 3000);
}

static void
nested_and_repeated_members_are_as_protobuf_packs_them(void)
{
    random_messages_differ_from_pack(&every__every__descriptor, 500);
}

static void
required_members_are_as_protobuf_packs_them(void)
{
    random_messages_differ_from_pack(&every2__required__descriptor, 1000);
}

static void
members_that_may_be_absent_are_as_protobuf_packs_them(void)
{
    random_messages_differ_from_pack(&every2__optional__descriptor, 1000);
}

static void
an_empty_message_is_a_single_zero(void)
{
    Every__Every empty = EVERY__EVERY__INIT;

    CU_ASSERT_EQUAL(encode(&empty.base, &nothing), 1);
    CU_ASSERT_EQUAL(got[0], 0);
}

static void
a_message_that_is_set_but_empty_is_there(void)
{
    Every__Every inner = EVERY__EVERY__INIT, outer = EVERY__EVERY__INIT;

    outer.inner = &inner;
    CU_ASSERT_EQUAL(encode(&outer.base, &nothing), 3);
    CU_ASSERT_EQUAL(memcmp(got, "\x02\x3a\x00", 3), 0);
}

static void
a_negative_zero_is_left_out(void)
{
    Every__Single single = EVERY__SINGLE__INIT;

    single.double_ = -0.0;
    single.float_ = -0.0f;
    CU_ASSERT_EQUAL(encode(&single.base, &nothing), 1);
}

static void
no_number_is_a_number_too(void)
{
    Every__Single single = EVERY__SINGLE__INIT;

    single.double_ = (double)NAN;
    single.float_ = NAN;
    CU_ASSERT(is_as_packed(&single));
    CU_ASSERT_EQUAL(got[0], 14);
}

static void
a_message_missing_where_it_is_required_is_empty(void)
{
    Every2__Optional optional = EVERY2__OPTIONAL__INIT;

    CU_ASSERT_EQUAL(encode(&optional.base, &nothing), 4);
    CU_ASSERT_EQUAL(memcmp(got, "\x03\x9a\x01\x00", 4), 0);
}

static void
a_message_missing_in_a_list_is_empty(void)
{
    Every__Every every = EVERY__EVERY__INIT, other = EVERY__EVERY__INIT;
    Every__Every *list[] = { &other, NULL, &other };

    every.inners = list;
    every.n_inners = 3;
    CU_ASSERT_EQUAL(encode(&every.base, &nothing), 7);
    CU_ASSERT_EQUAL(memcmp(got, "\x06\x42\x00\x42\x00\x42\x00", 7), 0);
}

static void
a_text_missing_in_a_list_is_empty(void)
{
    Every__Every every = EVERY__EVERY__INIT;
    char *list[] = { (char *)"a", NULL };

    every.strings = list;
    every.n_strings = 2;
    CU_ASSERT_EQUAL(encode(&every.base, &nothing), 6);
    CU_ASSERT_EQUAL(memcmp(got,
                           "\x05\x2a\x01"
                           "a\x2a\x00",
                           6),
                    0);
}

static void
a_choice_without_its_pointer_is_left_out(void)
{
    Every__Choice choice = EVERY__CHOICE__INIT;

    choice.which_case = EVERY__CHOICE__WHICH_STRING;
    choice.string = NULL;
    CU_ASSERT(is_as_packed(&choice));
    choice.which_case = EVERY__CHOICE__WHICH_MESSAGE;
    choice.message = NULL;
    CU_ASSERT(is_as_packed(&choice));
    CU_ASSERT_EQUAL(got[0], 0);
}

/* Around each length at which the length itself grows by a byte. */
static void
lengths_of_all_sizes_are_right(size_t around)
{
    static uint8_t bytes[1 << 17];
    int wrong = 0;

    for (size_t n = around - 12; n < around + 12; n++) {
        Every__Every outer = EVERY__EVERY__INIT, middle = EVERY__EVERY__INIT,
                     inner = EVERY__EVERY__INIT;
        ProtobufCBinaryData one = { n, bytes };

        memset(bytes, (int)n, n);
        inner.bytes = &one;
        inner.n_bytes = 1;
        middle.inner = &inner;
        outer.inner = &middle;
        wrong += !is_as_packed(&outer);
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void
messages_longer_than_127_bytes_nest(void)
{
    lengths_of_all_sizes_are_right(128);
}

static void
messages_longer_than_16383_bytes_nest(void)
{
    lengths_of_all_sizes_are_right(16384);
}

/* In memory of exactly that size, for the address sanitizer; its result for the test. */
static size_t
encode_in(const struct encoder *e, const void *message, size_t capacity, const uint8_t *whole)
{
    uint8_t *to = malloc(capacity + 1);
    size_t n;

    to[capacity] = 0xa5;
    n = encoder_write(e, message, &nothing, to, capacity);
    CU_ASSERT_EQUAL(to[capacity], 0xa5);
    CU_ASSERT(n <= capacity);
    CU_ASSERT(n == 0 || memcmp(to, whole, n) == 0);
    free(to);
    return n;
}

static void
too_little_space_gives_nothing_at_every_size(void)
{
    struct encoder *e = encoder_compile(&every__every__descriptor);
    const void *message;
    size_t whole;

    random_source_reset(&source, 7);
    message = random_message(&source, &every__every__descriptor, 2);
    whole = pack_behind_length(message);
    CU_ASSERT(whole > 400);
    for (size_t capacity = 0; capacity < whole; capacity++)
        CU_ASSERT_EQUAL(encode_in(e, message, capacity, expected), 0);
    for (size_t capacity = whole; capacity < whole + SLACK; capacity++) {
        size_t n = encode_in(e, message, capacity, expected);

        CU_ASSERT(n == whole || n == 0);
    }
    CU_ASSERT_EQUAL(encode_in(e, message, whole + SLACK, expected), whole);
    encoder_free(e);
}

/* Messages within messages, depth of them under the outermost. */
static size_t
encode_nested(int depth)
{
    static Every__Every nested[64];

    for (int i = 0; i <= depth; i++) {
        every__every__init(&nested[i]);
        nested[i].inner = i < depth ? &nested[i + 1] : NULL;
    }
    return encode(&nested[0].base, &nothing);
}

static void
messages_nest_32_deep_and_no_deeper(void)
{
    CU_ASSERT_NOT_EQUAL(encode_nested(32), 0);
    CU_ASSERT_EQUAL(encode_nested(33), 0);
}

static void
a_message_that_contains_itself_ends(void)
{
    Every__Every ring = EVERY__EVERY__INIT;

    ring.inner = &ring;
    CU_ASSERT_EQUAL(encode(&ring.base, &nothing), 0);
}

/* Descriptors each of which has the next one as its only member. */
static bool
compiles(int depth)
{
    static ProtobufCFieldDescriptor fields[64];
    static ProtobufCMessageDescriptor messages[64];
    struct encoder *e;

    for (int i = 0; i <= depth; i++) {
        fields[i] = every__every__descriptor.fields[6];
        fields[i].descriptor = &messages[i + 1];
        messages[i] = every__every__descriptor;
        messages[i].fields = &fields[i];
        messages[i].n_fields = i < depth;
    }
    e = encoder_compile(&messages[0]);
    encoder_free(e);
    return e != NULL;
}

static void
types_nest_32_deep_and_no_deeper(void)
{
    CU_ASSERT(compiles(32));
    CU_ASSERT_FALSE(compiles(33));
}

static void
the_core_fills_in_timestamp_and_context(void)
{
    static const struct encoder_common common = { "12.000345", 9, (const uint8_t *)"\x0a\x01z",
                                                  3, 3, NULL };
    Every__Stamped stamped = EVERY__STAMPED__INIT;

    stamped.timestamp = (char *)"not this";
    stamped.number = 5;
    CU_ASSERT_EQUAL(encode(&stamped.base, &common), 19);
    CU_ASSERT_EQUAL(memcmp(got,
                           "\x12\x0a\x09"
                           "12.000345"
                           "\x20\x05"
                           "\x2a\x03\x0a\x01z",
                           19),
                    0);
}

static void
without_a_context_there_is_none(void)
{
    static const struct encoder_common common = { "1.0", 3, (const uint8_t *)"\x0a\x01z", 0, 0,
                                                  NULL };
    Types__PacketContext own = TYPES__PACKET_CONTEXT__INIT;
    Every__Stamped stamped = EVERY__STAMPED__INIT;

    own.srcip = (char *)"own";
    stamped.context = &own;
    CU_ASSERT_EQUAL(encode(&stamped.base, &common), 6);
    CU_ASSERT_EQUAL(memcmp(got,
                           "\x05\x0a\x03"
                           "1.0",
                           6),
                    0);
}

static void
a_nested_timestamp_is_the_decoders(void)
{
    Every__Stamped outer = EVERY__STAMPED__INIT, inner = EVERY__STAMPED__INIT;
    Types__PacketContext own = TYPES__PACKET_CONTEXT__INIT;
    Every__Stamped__PacketContext decoy = EVERY__STAMPED__PACKET_CONTEXT__INIT;

    own.srcip = (char *)"own";
    inner.timestamp = decoy.timestamp = (char *)"mine";
    inner.context = &own;
    outer.inner = &inner;
    outer.decoy = &decoy;
    CU_ASSERT(is_as_packed(&outer));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(single_members_are_as_protobuf_packs_them),
        SENTENCE(packed_members_are_as_protobuf_packs_them),
        SENTENCE(a_choice_is_as_protobuf_packs_it),
        SENTENCE(nested_and_repeated_members_are_as_protobuf_packs_them),
        SENTENCE(required_members_are_as_protobuf_packs_them),
        SENTENCE(members_that_may_be_absent_are_as_protobuf_packs_them),
        SENTENCE(an_empty_message_is_a_single_zero),
        SENTENCE(a_message_that_is_set_but_empty_is_there),
        SENTENCE(a_negative_zero_is_left_out),
        SENTENCE(no_number_is_a_number_too),
        SENTENCE(a_message_missing_where_it_is_required_is_empty),
        SENTENCE(a_message_missing_in_a_list_is_empty),
        SENTENCE(a_text_missing_in_a_list_is_empty),
        SENTENCE(a_choice_without_its_pointer_is_left_out),
        SENTENCE(messages_longer_than_127_bytes_nest),
        SENTENCE(messages_longer_than_16383_bytes_nest),
        SENTENCE(too_little_space_gives_nothing_at_every_size),
        SENTENCE(messages_nest_32_deep_and_no_deeper),
        SENTENCE(a_message_that_contains_itself_ends),
        SENTENCE(types_nest_32_deep_and_no_deeper),
        SENTENCE(the_core_fills_in_timestamp_and_context),
        SENTENCE(without_a_context_there_is_none),
        SENTENCE(a_nested_timestamp_is_the_decoders),
        SENTENCES_END
    };

    return sentences("encode", own);
}
