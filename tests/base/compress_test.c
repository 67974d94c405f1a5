/* SPDX-License-Identifier: Apache-2.0 */
#include "base/compress.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SIZE = 1 << 18, CAPACITY = SIZE + (SIZE >> 3) };

static uint8_t raw[SIZE], packed[CAPACITY], again[CAPACITY], back[SIZE];

/* Bytes that repeat here and there, as records do; another seed, other bytes. */
static void
fill(unsigned seed)
{
    for (size_t i = 0; i < SIZE; i++) {
        seed = seed * 1103515245 + 12345;
        raw[i] = (seed >> 16) % 4 ? (uint8_t)(i % 23) : (uint8_t)(seed >> 20);
    }
}

/* What gunzip makes of it. */
static size_t
unpack(size_t size)
{
    z_stream z = { .next_in = packed, .avail_in = (uInt)size, .next_out = back, .avail_out = SIZE };
    int end;

    CU_ASSERT_EQUAL_FATAL(inflateInit2(&z, 15 + 16), Z_OK);
    end = inflate(&z, Z_FINISH);
    inflateEnd(&z);
    return end == Z_STREAM_END && !z.avail_in ? z.total_out : 0;
}

static void
what_was_packed_comes_back(void)
{
    fill(1);
    CU_ASSERT_EQUAL(unpack(compress_block(raw, SIZE, packed, CAPACITY)), SIZE);
    CU_ASSERT_EQUAL(memcmp(raw, back, SIZE), 0);
}

static void
a_block_that_does_not_fit_is_told(void)
{
    fill(1);
    CU_ASSERT_EQUAL(compress_block(raw, SIZE, packed, 100), 0);
}

/* A worker packs blocks of many files in an order that nobody knows.  A short block shows best
 * what is left of those before: two records that begin alike. */
static void
a_block_is_packed_alike_whatever_was_packed_before(void)
{
    static const uint8_t record[] = "\x1b\x0a\x11"
                                    "1700000005.912345\x12\x03\0\0\x0c\x18\x80@";
    uint8_t sample[2 * sizeof record];
    size_t size;

    memcpy(sample, record, sizeof record);
    memcpy(sample + sizeof record, record, sizeof record);
    size = compress_block(sample, sizeof sample, packed, CAPACITY);
    for (unsigned round = 0; round < 50; round++) {
        fill(round);
        memcpy(raw + round, record, sizeof record);
        compress_block(raw, SIZE - 1000 * round, again, CAPACITY);
        CU_ASSERT_EQUAL_FATAL(compress_block(sample, sizeof sample, again, CAPACITY), size);
        CU_ASSERT_EQUAL(memcmp(packed, again, size), 0);
    }
}

static bool
comes_back(size_t size)
{
    memset(back, 0xa5, sizeof back);
    return unpack(compress_block(raw, size, packed, CAPACITY)) == size &&
           memcmp(raw, back, size) == 0;
}

static void
blocks_of_all_sizes_come_back(void)
{
    fill(2);
    for (size_t size = 1; size < SIZE; size = size * 3 + 1)
        CU_ASSERT(comes_back(size));
}

static void
nothing_is_a_member_too(void)
{
    size_t size = compress_block(raw, 0, packed, CAPACITY);

    CU_ASSERT(size > 0);
    CU_ASSERT_EQUAL(unpack(size), 0);
    CU_ASSERT_EQUAL(memcmp(packed, "\x1f\x8b", 2), 0);
}

static void
bytes_that_cannot_be_compressed_come_back_and_fit(void)
{
    uint32_t x = 1;

    for (size_t i = 0; i < SIZE; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        raw[i] = (uint8_t)x;
    }
    CU_ASSERT(comes_back(SIZE));
}

static void
equal_bytes_become_little(void)
{
    memset(raw, 'x', SIZE);
    CU_ASSERT(comes_back(SIZE));
    CU_ASSERT(compress_block(raw, SIZE, packed, CAPACITY) < SIZE / 100);
}

static void
too_little_space_gives_nothing_and_stays_inside(void)
{
    size_t whole;

    fill(3);
    whole = compress_block(raw, 5000, packed, CAPACITY);
    for (size_t capacity = 0; capacity < whole; capacity += capacity < 40 ? 1 : 11) {
        uint8_t *exactly = malloc(capacity + 1);

        exactly[capacity] = 0xa5;
        CU_ASSERT_EQUAL(compress_block(raw, 5000, exactly, capacity), 0);
        CU_ASSERT_EQUAL(exactly[capacity], 0xa5);
        free(exactly);
    }
}

static void
a_member_says_neither_when_nor_where_it_was_made(void)
{
    compress_block(raw, 1000, packed, CAPACITY);
    CU_ASSERT_EQUAL(memcmp(packed, "\x1f\x8b\x08\x00\x00\x00\x00\x00", 8), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_was_packed_comes_back),
        SENTENCE(a_block_that_does_not_fit_is_told),
        SENTENCE(a_block_is_packed_alike_whatever_was_packed_before),
        SENTENCE(blocks_of_all_sizes_come_back),
        SENTENCE(nothing_is_a_member_too),
        SENTENCE(bytes_that_cannot_be_compressed_come_back_and_fit),
        SENTENCE(equal_bytes_become_little),
        SENTENCE(too_little_space_gives_nothing_and_stays_inside),
        SENTENCE(a_member_says_neither_when_nor_where_it_was_made),
        SENTENCES_END
    };

    return sentences("compress", own);
}
