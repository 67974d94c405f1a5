/* SPDX-License-Identifier: Apache-2.0 */
#include "base/wire.h"

#include "harness.h"

#include <string.h>

static void
a_number_of_any_length_comes_back(void)
{
    for (unsigned bits = 0; bits <= 64; bits++) {
        uint64_t number = bits ? UINT64_MAX >> (64 - bits) : 0, read = 1;
        uint8_t bytes[WIRE_VARINT_MAX];
        struct wire wire = { bytes, wire_put_varint(bytes, number) };

        CU_ASSERT_EQUAL(wire_left(&wire), wire_varint_size(number));
        CU_ASSERT(wire_varint(&wire, &read) && read == number && wire.at == wire.end);
    }
}

static void
a_number_is_written_as_protobuf_has_it(void)
{
    uint8_t bytes[WIRE_VARINT_MAX];

    CU_ASSERT_EQUAL(wire_put_varint(bytes, 300) - bytes, 2);
    CU_ASSERT_EQUAL(memcmp(bytes, "\xac\x02", 2), 0);
}

static void
a_number_cut_off_or_without_end_is_none(void)
{
    uint8_t bytes[WIRE_VARINT_MAX + 1];
    uint64_t read;

    memset(bytes, 0x80, sizeof bytes);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        struct wire wire = { bytes, bytes + size };

        CU_ASSERT_FALSE(wire_varint(&wire, &read));
    }
}

static void
a_field_longer_than_what_is_left_is_damage(void)
{
    static const uint8_t bytes[] = { 1 << 3 | WIRE_BYTES, 3, 'a', 'b' };
    struct wire wire = { bytes, bytes + sizeof bytes };
    struct wire_item item;

    CU_ASSERT_FALSE(wire_next(&wire, &item));
}

static void
a_field_has_its_number_and_what_is_inside(void)
{
    static const uint8_t bytes[] = { 0xa2, 1, 2, 'a', 'b' };
    struct wire wire = { bytes, bytes + sizeof bytes };
    struct wire_item item;

    CU_ASSERT_FATAL(wire_next(&wire, &item));
    CU_ASSERT_EQUAL(item.number, 20);
    CU_ASSERT_EQUAL(wire_left(&item.inside), 2);
    CU_ASSERT_EQUAL(*item.inside.at, 'a');
    CU_ASSERT_EQUAL(wire_left(&wire), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_number_of_any_length_comes_back),
        SENTENCE(a_number_is_written_as_protobuf_has_it),
        SENTENCE(a_number_cut_off_or_without_end_is_none),
        SENTENCE(a_field_longer_than_what_is_left_is_damage),
        SENTENCE(a_field_has_its_number_and_what_is_inside),
        SENTENCES_END
    };

    return sentences("wire", own);
}
