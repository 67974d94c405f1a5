/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for every plugin. */
#include "harness.h"

#include "dissect/encode.h"
#include "dissect/encoder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 20000, ENCODED_TRIES = 5000, SMALL_ARENA = NC_ALLOC_MAX + 8192 };

static uint64_t random_state;

static uint32_t
random_number(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 24);
}

/* Like a header, mostly zeros and small numbers, or anything. */
static uint8_t
random_byte(void)
{
    uint32_t n = random_number();

    switch (n & 3) {
    case 0: case 1:
        return 0;
    case 2:
        return n >> 2 & 15;
    default:
        return (uint8_t)(n >> 2);
    }
}

/* Half of the inputs begin as a sound header does, with a byte changed here and there. */
static size_t
random_input(uint8_t *to)
{
    uint32_t kind = random_number();
    size_t sound = kind & 1 ? from_hex(sound_header, to, INPUT_MAX) : 0;
    size_t size = sound + random_number() % (kind & 6 ? 100 : INPUT_MAX - sound);

    for (size_t i = 0; i < size; i++)
        if (i >= sound || random_number() % 16 == 0)
            to[i] = random_byte();
    return size;
}

static void
it_says_what_it_is(void)
{
    CU_ASSERT_EQUAL(plugin->abi, NC_ABI);
    CU_ASSERT_EQUAL(plugin->size, sizeof *plugin);
    for (const char *c = plugin->name; *c; c++)
        CU_ASSERT(isalnum((unsigned char)*c));
    CU_ASSERT(strlen(plugin->about) > 0 && !strchr(plugin->about, '\n'));
    CU_ASSERT(plugin->on[0].space != NC_NONE);
    CU_ASSERT_EQUAL(plugin->record != NULL, plugin->type > 0);
    CU_ASSERT(!plugin->record || strcmp(plugin->record->short_name, plugin->name) == 0);
}

static void
every_short_header_is_refused(void)
{
    uint8_t bytes[INPUT_MAX];
    size_t size = from_hex(sound_header, bytes, sizeof bytes);

    for (size_t n = 0; n < size; n++)
        CU_ASSERT_FALSE(run_bytes(bytes, n));
    CU_ASSERT(run_bytes(bytes, size));
}

static bool
is_word(const struct nc_field *field)
{
    return field->kind == NC_KIND_WORD || field->kind == NC_KIND_WORD_LE;
}

/* Where on the wire the nth bit of a field is, counted from its least significant one; rows before
 * it take `at` bits. */
static size_t
place_of(const struct nc_field *fields, size_t which, size_t at, size_t n)
{
    size_t word = which, before = n, size;

    if (fields[which].kind == NC_KIND_UINT_LE)
        return at + n / 8 * 8 + 7 - n % 8;
    if (fields[which].kind != NC_KIND_BITS)
        return at + fields[which].bits - 1 - n;
    while (!is_word(&fields[--word]))
        before += fields[word].bits;
    at -= before - n;
    size = 8u * fields[word].size;
    return fields[word].kind == NC_KIND_WORD ? at + size - 1 - before
                                             : at + before / 8 * 8 + 7 - before % 8;
}

/* A one in the last bit of a field, or ones in all of them. */
static void
fill(uint8_t *bytes, const struct nc_field *fields, size_t which, size_t at, bool all)
{
    for (size_t n = 0; n < (all ? fields[which].bits : 1u); n++) {
        size_t place = place_of(fields, which, at, n);

        bytes[place / 8] |= (uint8_t)(128 >> place % 8);
    }
}

static bool
text_is(const struct nc_field *field, const char *text, int filled)
{
    static const char *const expected[][3] = {
        [NC_KIND_MAC] = { "00:00:00:00:00:00", "00:00:00:00:00:01", "ff:ff:ff:ff:ff:ff" },
        [NC_KIND_IPV4] = { "0.0.0.0", "0.0.0.1", "255.255.255.255" },
        [NC_KIND_IPV6] = { "::", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
    };

    return strcmp(text, expected[field->kind][filled]) == 0;
}

static bool
number_is(const struct nc_field *field, const void *member, int filled)
{
    uint64_t ones = UINT64_MAX >> (64 - field->bits);
    uint64_t number = filled == 2 ? ones : (uint64_t)filled;
    uint32_t word;

    if (field->size == sizeof number)
        return memcmp(member, &number, sizeof number) == 0;
    memcpy(&word, member, sizeof word);
    return word == (uint32_t)number;
}

/* Filled: 0 with zeros, 1 with a one at the end, 2 with ones. */
static bool
member_is(const struct nc_field *field, size_t at, const void *of, int filled)
{
    const uint8_t *member = (const uint8_t *)of + field->member;
    const ProtobufCBinaryData *bytes = (const void *)member;
    const char *text;

    switch (field->kind) {
    case NC_KIND_SKIP: case NC_KIND_WORD: case NC_KIND_WORD_LE:
        return true;
    case NC_KIND_BYTES:
        return bytes->data == input() + at / 8 && bytes->len == field->bits / 8u;
    case NC_KIND_UINT: case NC_KIND_UINT_LE: case NC_KIND_BITS:
        return number_is(field, member, filled);
    default:
        memcpy(&text, member, sizeof text);
        return text_is(field, text, filled);
    }
}

/* Whether what belongs to no field is as the empty message has it. */
static bool
rest_is_untouched(const void *of)
{
    size_t size = plugin->record->sizeof_message;
    uint8_t *filled = malloc(size), *empty = calloc(1, size);
    bool same;

    memcpy(filled, of, size);
    plugin->record->message_init((ProtobufCMessage *)empty);
    for (const struct nc_field *f = plugin->fields; f->kind != NC_KIND_END; f++) {
        memset(filled + f->member, 0, is_word(f) ? 0 : f->size);
        memset(empty + f->member, 0, is_word(f) ? 0 : f->size);
    }
    same = memcmp(filled, empty, size) == 0;
    free(filled);
    free(empty);
    return same;
}

static void
check_field_alone(size_t which, size_t which_at, size_t size, int filled)
{
    const struct nc_field *fields = plugin->fields;
    uint8_t bytes[NC_VIEW_MAX] = { 0 };
    void *of;
    size_t at = 0;

    fill(bytes, fields, which, which_at, filled == 2);
    of = run_read(bytes, size);
    CU_ASSERT(nc_ok(cursor()));
    CU_ASSERT_EQUAL(nc_left(cursor()), 0);
    for (size_t i = 0; fields[i].kind != NC_KIND_END; at += fields[i++].bits)
        CU_ASSERT(member_is(&fields[i], at, of, i == which ? filled : 0));
    CU_ASSERT(rest_is_untouched(of));
}

static void
each_field_alone_lands_in_its_member_and_nowhere_else(void)
{
    size_t bits = 0, at = 0;

    if (!plugin->fields)
        return;
    for (const struct nc_field *f = plugin->fields; f->kind != NC_KIND_END; f++)
        bits += f->bits;
    for (size_t i = 0; plugin->fields[i].kind != NC_KIND_END; at += plugin->fields[i++].bits) {
        if (is_word(&plugin->fields[i]))
            continue;
        check_field_alone(i, at, bits / 8, 1);
        check_field_alone(i, at, bits / 8, 2);
    }
}

/* The memory that was not handed out is as it was. */
static bool
arena_is_clean(void)
{
    const struct nc_packet *pkt = packet();

    if (pkt->arena_end != pkt->scratch) /* used up: the record must be refused */
        return !nc_ok(cursor());
    for (const uint8_t *at = pkt->arena_at; at < pkt->scratch; at++)
        if (*at != ARENA_UNUSED)
            return false;
    return pkt->arena_at <= pkt->scratch;
}

static void
any_bytes_are_survived(void)
{
    uint8_t bytes[INPUT_MAX];
    size_t broken = 0;

    random_state = 88172645463325252u;
    use_arena(SMALL_ARENA);
    for (int i = 0; i < TRIES; i++) {
        size_t size = random_input(bytes);
        const struct nc_cursor *in = cursor();

        run_bytes(bytes, size);
        broken += in->base != input() || in->pos < in->base || in->end < in->pos ||
                  in->end > input() + size || !arena_is_clean();
    }
    CU_ASSERT_EQUAL(broken, 0);
}

/* How many of so many random inputs are recognised; those of noise do not begin as sound ones. */
static size_t
times_recognised(bool noise)
{
    uint8_t bytes[INPUT_MAX];
    size_t n = 0;

    random_state = 88172645463325252u;
    for (int i = 0; i < TRIES; i++) {
        size_t size = random_input(bytes);

        for (size_t at = 0; noise && at < size; at++)
            bytes[at] = (uint8_t)random_number();
        n += run_recognise(bytes, size) == NC_YES;
    }
    return n;
}

static void
noise_is_hardly_ever_recognised(void)
{
    if (!plugin->recognise)
        return;
    times_recognised(false);
    CU_ASSERT(times_recognised(true) < TRIES / 100);
}

/* A name server answers to the port it was asked from, which may be this plugin's. */
static void
an_answer_of_DNS_is_not_recognised_whatever_its_number(void)
{
    static const char *const answers[] = {
        "0000 8180 0001 0001 0000 0000 03777777 07 6578616d706c65 03 636f6d 00 0001 0001"
        "c00c 0001 0001 00000e10 0004 c0000201",
        "0000 8583 0001 0000 0000 0000 03777777 07 6578616d706c65 03 636f6d 00 001c 0001",
        "0000 8400 0001 0002 0000 0001 05 5f68747470 04 5f746370 00 000c 0001"
        "c00c 000c 0001 00000e10 0004 01 61 c00c c00c 000c 0001 00000e10 0004 01 62 c00c"
        "00 0029 04d0 00000000 0000",
    };
    uint8_t bytes[INPUT_MAX];
    size_t wrong = 0;

    for (size_t i = 0; i < 6 && plugin->recognise && strcmp(plugin->name, "DNS") != 0; i++) {
        size_t size = from_hex(answers[i / 2], bytes, sizeof bytes);

        datagram.network_kind = i % 2 ? NC_ENDPOINT_IPV6 : NC_ENDPOINT_IPV4;
        for (uint32_t id = 0; id < 65536; id++) {
            bytes[0] = (uint8_t)(id >> 8);
            bytes[1] = (uint8_t)id;
            wrong += run_recognise(bytes, size) == NC_YES;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* Behind a one or more byte length is what protobuf-c packs, and it unpacks that again. */
static bool
survives_the_file(const struct encoder *encoder, uint8_t *encoded, uint8_t *packed, size_t capacity)
{
    static const struct encoder_common none;
    size_t size = encoder_write(encoder, record(), &none, encoded, capacity), length = 0, head = 0;
    ProtobufCMessage *again;
    bool same;

    for (; head < size && (head == 0 || encoded[head - 1] & 128); head++)
        length |= (size_t)(encoded[head] & 127) << (7 * head);
    if (!size || head + length != size || protobuf_c_message_get_packed_size(record()) != length ||
        protobuf_c_message_pack(record(), packed) != length)
        return false;
    again = protobuf_c_message_unpack(plugin->record, NULL, length, encoded + head);
    same = again && memcmp(encoded + head, packed, length) == 0;
    if (same)
        same = protobuf_c_message_pack(again, packed) == length &&
               memcmp(encoded + head, packed, length) == 0;
    if (again)
        protobuf_c_message_free_unpacked(again, NULL);
    return same;
}

static void
what_is_encoded_unpacks_to_the_same(void)
{
    enum { ROOM = 1 << 18 };
    uint8_t bytes[INPUT_MAX], *encoded = malloc(ROOM), *packed = malloc(ROOM);
    struct encoder *encoder = plugin->record ? encoder_compile(plugin->record) : NULL;
    size_t written = 0, broken = 0;

    random_state = 2463534242u;
    use_arena(1 << 20);
    for (int i = 0; i < ENCODED_TRIES && encoder; i++)
        if (run_bytes(bytes, random_input(bytes))) {
            written++;
            broken += !survives_the_file(encoder, encoded, packed, ROOM);
        }
    CU_ASSERT(!plugin->record || written > 0);
    CU_ASSERT_EQUAL(broken, 0);
    encoder_free(encoder);
    free(encoded);
    free(packed);
}

const struct sentence free_sentences[] = {
    SENTENCE(it_says_what_it_is),
    SENTENCE(every_short_header_is_refused),
    SENTENCE(each_field_alone_lands_in_its_member_and_nowhere_else),
    SENTENCE(any_bytes_are_survived),
    SENTENCE(noise_is_hardly_ever_recognised),
    SENTENCE(an_answer_of_DNS_is_not_recognised_whatever_its_number),
    SENTENCE(what_is_encoded_unpacks_to_the_same),
    SENTENCES_END
};
