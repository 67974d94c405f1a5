/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/member.h"

#include "base/compress.h"
#include "harness.h"

#include <string.h>
#include <zlib.h>

enum { RECORDS = 5000, SPACE = 2 * RECORDS + 4096 };

static uint8_t records[RECORDS], raw[RECORDS + 1], plain[SPACE], whole[SPACE];
static size_t plain_size, whole_size;
static struct block_id id;

/* Records of 9 bytes behind their length. */
static void
make(void)
{
    struct file_id file = file_id_of((const uint8_t *)"header", 6);
    uint8_t *body = whole + MEMBER_MARKED - MEMBER_PLAIN;

    for (size_t i = 0; i < RECORDS; i++)
        records[i] = i % 10 ? (uint8_t)(i * i >> 3) : 9;
    id = block_id_of(&file, 77, records, RECORDS);
    plain_size = compress_block(records, RECORDS, plain, sizeof plain);
    memcpy(body, plain, plain_size);
    whole_size = plain_size + MEMBER_MARKED - MEMBER_PLAIN;
    member_mark(whole, &id, (uint32_t)whole_size);
}

static void
an_id_is_read_as_it_was_written(void)
{
    struct block_id same;
    uint32_t size = 0;

    make();
    CU_ASSERT(member_read_mark(whole, &same, &size));
    CU_ASSERT(block_id_same(&same, &id));
    CU_ASSERT_EQUAL(size, whole_size);
}

static void
an_id_of_which_a_bit_has_changed_is_none(void)
{
    struct block_id other;
    uint32_t size;

    make();
    for (size_t bit = 0; bit < 8 * MEMBER_MARKED; bit++) {
        whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CU_ASSERT(!member_read_mark(whole, &other, &size));
        whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void
any_reader_of_gzip_reads_a_marked_member(void)
{
    z_stream z = { .next_in = whole, .next_out = raw, .avail_out = sizeof raw };

    make();
    z.avail_in = (uInt)whole_size;
    CU_ASSERT_EQUAL(inflateInit2(&z, 15 + 16), Z_OK);
    CU_ASSERT_EQUAL(inflate(&z, Z_FINISH), Z_STREAM_END);
    CU_ASSERT_EQUAL(z.total_out, RECORDS);
    CU_ASSERT_EQUAL(memcmp(raw, records, RECORDS), 0);
    inflateEnd(&z);
}

static void
heads_are_as_long_as_their_fields(void)
{
    static const uint8_t named[] = { 0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, 'a', 'b', 0, 1 };

    make();
    CU_ASSERT_EQUAL(member_head(plain, plain_size), MEMBER_PLAIN);
    CU_ASSERT_EQUAL(member_head(whole, whole_size), MEMBER_MARKED);
    CU_ASSERT_EQUAL(member_head(named, sizeof named), 13);
    for (size_t size = 0; size < MEMBER_MARKED; size++)
        CU_ASSERT_EQUAL(member_head(whole, size), 0);
    CU_ASSERT_EQUAL(member_head(records, RECORDS), 0);
}

static void
a_block_unpacks_to_what_it_says_or_not_at_all(void)
{
    make();
    CU_ASSERT(member_unpack(plain, plain_size, raw, RECORDS));
    CU_ASSERT_EQUAL(memcmp(raw, records, RECORDS), 0);
    CU_ASSERT(!member_unpack(plain, plain_size, raw, RECORDS - 1));
    CU_ASSERT(!member_unpack(plain, plain_size + 1, raw, RECORDS));
    CU_ASSERT(!member_unpack(whole, whole_size, raw, RECORDS)); /* it has fields */
    for (size_t cut = 0; cut < plain_size; cut += 7)
        CU_ASSERT(!member_unpack(plain, cut, raw, RECORDS));
    CU_ASSERT(member_unpack(plain, plain_size, raw, RECORDS));
}

static void
a_block_that_has_changed_does_not_unpack(void)
{
    make();
    for (size_t at = MEMBER_PLAIN; at < plain_size; at += 11) {
        plain[at] ^= 0x10;
        CU_ASSERT(!member_unpack(plain, plain_size, raw, RECORDS));
        plain[at] ^= 0x10;
    }
}

static void
records_are_counted_and_anything_else_is_told(void)
{
    make();
    CU_ASSERT_EQUAL(block_count(records, RECORDS), RECORDS / 10);
    CU_ASSERT_EQUAL(block_count(records, RECORDS - 1), -1);
    CU_ASSERT_EQUAL(block_count(records, 0), 0);
}

static void
ids_differ_when_anything_does(void)
{
    struct file_id other = file_id_of((const uint8_t *)"header2", 7);
    struct block_id ids[4];
    uint8_t bytes[BLOCK_ID];
    char text[BLOCK_ID_TEXT];

    make();
    ids[0] = block_id_of(&other, 77, records, RECORDS);
    ids[1] = block_id_of(&id.file, 78, records, RECORDS);
    ids[2] = block_id_of(&id.file, 77, records, RECORDS - 10);
    records[1] ^= 1;
    ids[3] = block_id_of(&id.file, 77, records, RECORDS);
    for (size_t i = 0; i < 4; i++) {
        struct block_id same;

        CU_ASSERT(!block_id_same(&id, &ids[i]));
        block_id_put(&ids[i], bytes);
        same = block_id_get(bytes);
        CU_ASSERT(block_id_same(&same, &ids[i]));
    }
    block_id_text(&ids[1], text);
    CU_ASSERT_EQUAL(strlen(text), 32 + 1 + 2 + 1 + 4 + 1 + 16);
    CU_ASSERT_EQUAL(strncmp(text + 32, "-4e-1388-", 9), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(an_id_is_read_as_it_was_written),
        SENTENCE(an_id_of_which_a_bit_has_changed_is_none),
        SENTENCE(any_reader_of_gzip_reads_a_marked_member),
        SENTENCE(heads_are_as_long_as_their_fields),
        SENTENCE(a_block_unpacks_to_what_it_says_or_not_at_all),
        SENTENCE(a_block_that_has_changed_does_not_unpack),
        SENTENCE(records_are_counted_and_anything_else_is_told),
        SENTENCE(ids_differ_when_anything_does),
        SENTENCES_END,
    };

    return sentences("member", own);
}
