/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include <string.h>

struct many {
    int32_t high, low, last;
    uint32_t reversed;
    int64_t wide;
    char *mac, *four, *six;
    ProtobufCBinaryData bytes;
    int32_t first, second;
    uint32_t third, fourth;
};

#define MANY(_)             \
    _(UINT, high, 4)        \
    _(UINT, low, 4)         \
    _(UINT_LE, reversed, 32) \
    _(SKIP, , 64)           \
    _(UINT, wide, 64)       \
    _(MAC, mac, 48)         \
    _(WORD, , 16)           \
    _(BITS, first, 1)       \
    _(SKIP, , 3)            \
    _(BITS, second, 12)     \
    _(IPV4, four, 32)       \
    _(IPV6, six, 128)       \
    _(BYTES, bytes, 24)     \
    _(WORD_LE, , 32)        \
    _(BITS, third, 31)      \
    _(BITS, fourth, 1)      \
    _(UINT, last, 8)

NC_FIELDS(many, struct many, MANY)

struct flags {
    int32_t lowest, pair, highest;
};

#define FLAGS(_)        \
    _(WORD, , 16)       \
    _(BITS, lowest, 1)  \
    _(BITS, pair, 2)    \
    _(SKIP, , 12)       \
    _(BITS, highest, 1)

NC_FIELDS(flags, struct flags, FLAGS)

#define FLAGS_LE(_)     \
    _(WORD_LE, , 16)    \
    _(BITS, lowest, 1)  \
    _(BITS, pair, 2)    \
    _(SKIP, , 12)       \
    _(BITS, highest, 1)

NC_FIELDS(flags_le, struct flags, FLAGS_LE)

#define ONE_WORD(_)      \
    _(WORD, , 64)        \
    _(BITS, wide, 64)

NC_FIELDS(one_word, struct many, ONE_WORD)

#define HEADER(_)         \
    _(UINT, lowest, 8)    \
    _(UINT, highest, 8)

NC_HEADER(struct flags, HEADER)

static struct flags
flags_of(const char *hex, void (*read)(struct nc_packet *, struct nc_cursor *, struct flags *))
{
    struct nc_cursor in = over(hex);
    struct flags flags = { 7, 7, 7 };

    read(fresh(&in), &in, &flags);
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 0);
    return flags;
}

static bool
are(struct flags flags, int32_t lowest, int32_t pair, int32_t highest)
{
    return flags.lowest == lowest && flags.pair == pair && flags.highest == highest;
}

static void
bits_of_a_word_begin_with_its_lowest(void)
{
    CU_ASSERT(are(flags_of("0001", read_flags), 1, 0, 0));
    CU_ASSERT(are(flags_of("0002", read_flags), 0, 1, 0));
    CU_ASSERT(are(flags_of("0004", read_flags), 0, 2, 0));
    CU_ASSERT(are(flags_of("8000", read_flags), 0, 0, 1));
}

static void
what_a_word_skips_lands_nowhere(void)
{
    CU_ASSERT(are(flags_of("7ff8", read_flags), 0, 0, 0));
}

static void
a_word_may_have_its_low_byte_first(void)
{
    CU_ASSERT(are(flags_of("0300", read_flags_le), 1, 1, 0));
    CU_ASSERT(are(flags_of("0080", read_flags_le), 0, 0, 1));
}

static void
a_word_may_be_one_number(void)
{
    struct nc_cursor in = over("8000000000000001");
    struct many many = { 0 };

    read_one_word(fresh(&in), &in, &many);
    CU_ASSERT_EQUAL(many.wide, INT64_MIN + 1);
}

static const char *const example =
    "5a 04030201 0000000000000000 0102030405060708 0a0b0c0d0e0f 1231 01020304 "
    "00000000000000000000000000000001 aabbcc 02000080 09";

static void
each_row_fills_its_member(void)
{
    struct nc_cursor in = over(example);
    struct many many = { 0 };

    read_many(fresh(&in), &in, &many);
    CU_ASSERT(nc_ok(&in) && nc_left(&in) == 0);
    CU_ASSERT(many.high == 5 && many.low == 10 && many.last == 9);
    CU_ASSERT_EQUAL(many.reversed, 0x01020304);
    CU_ASSERT_EQUAL(many.wide, 0x0102030405060708);
    CU_ASSERT_STRING_EQUAL(many.mac, "0a:0b:0c:0d:0e:0f");
    CU_ASSERT_STRING_EQUAL(many.four, "1.2.3.4");
    CU_ASSERT_STRING_EQUAL(many.six, "::1");
    CU_ASSERT(holds(many.bytes, "aabbcc"));
    CU_ASSERT(many.first == 1 && many.second == 0x123 && many.third == 2 && many.fourth == 1);
}

/* Reads the first n bytes of the example. */
static struct many
cut_to(size_t n, struct nc_cursor *in)
{
    struct many many = { .high = 7, .low = 7, .last = 7, .first = 7, .bytes = { 7, NULL } };

    *in = over(example);
    nc_limit(in, n);
    read_many(fresh(in), in, &many);
    return many;
}

static void
every_beginning_of_a_structure_fails(void)
{
    struct nc_cursor in = over(example);

    for (size_t n = nc_left(&in) - 1; n; n--) {
        cut_to(n, &in);
        CU_ASSERT_STRING_EQUAL(why(&in), nc_truncated);
        CU_ASSERT_EQUAL(nc_left(&in), 0);
    }
}

static void
where_bytes_end_the_members_before_are_kept(void)
{
    struct nc_cursor in;
    struct many many = cut_to(4, &in);

    CU_ASSERT(many.high == 5 && many.low == 10);
    CU_ASSERT(many.reversed == 0 && many.last == 0 && many.bytes.len == 0);
    CU_ASSERT_STRING_EQUAL(many.four, "0.0.0.0");
    many = cut_to(28, &in);
    CU_ASSERT_EQUAL(many.wide, 0x0102030405060708);
    CU_ASSERT_STRING_EQUAL(many.mac, "0a:0b:0c:0d:0e:0f");
    CU_ASSERT(many.first == 0 && many.second == 0);
    many = cut_to(29, &in);
    CU_ASSERT(many.first == 1 && many.second == 0x123);
}

/* The rows, read one by one, against the code made of them. */
static void
table_and_reader_say_the_same(void)
{
    struct nc_cursor in = over(example);
    struct nc_packet *pkt = fresh(&in);
    struct nc_cursor again = in;
    struct many read = { 0 }, walked = { 0 };

    read_many(pkt, &in, &read);
    nc_fields_short(pkt, &again, many_fields, &walked);
    CU_ASSERT_STRING_EQUAL(read.mac, walked.mac);
    CU_ASSERT_STRING_EQUAL(read.four, walked.four);
    CU_ASSERT_STRING_EQUAL(read.six, walked.six);
    read.mac = walked.mac;
    read.four = walked.four;
    read.six = walked.six;
    CU_ASSERT(read.bytes.len == walked.bytes.len && read.bytes.data == walked.bytes.data);
    CU_ASSERT(read.high == walked.high && read.low == walked.low && read.last == walked.last);
    CU_ASSERT(read.reversed == walked.reversed && read.wide == walked.wide);
    CU_ASSERT(read.first == walked.first && read.second == walked.second);
    CU_ASSERT(read.third == walked.third && read.fourth == walked.fourth);
}

static void
a_failed_cursor_gives_an_empty_structure(void)
{
    struct nc_cursor in = over("ffff");
    struct flags flags = { 7, 7, 7 };

    nc_fail(&in, "before");
    read_flags(fresh(&in), &in, &flags);
    CU_ASSERT(are(flags, 0, 0, 0));
    CU_ASSERT_STRING_EQUAL(why(&in), "before");
}

/* Members that no row names stay, as those of a record stay empty. */
static void
the_header_is_a_table_as_well(void)
{
    struct nc_cursor in = over("0102");
    struct flags flags = { 7, 7, 7 };

    read_header(fresh(&in), &in, &flags);
    CU_ASSERT(are(flags, 1, 7, 2));
    CU_ASSERT_STRING_EQUAL(header[1].name, "highest");
    CU_ASSERT_EQUAL(header[1].member, offsetof(struct flags, highest));
    CU_ASSERT_EQUAL(header[2].kind, NC_KIND_END);
}

static void
rows_of_a_word_say_how_wide_it_is(void)
{
    CU_ASSERT(flags_fields[0].kind == NC_KIND_WORD && flags_fields[0].size == 2);
    CU_ASSERT(flags_fields[0].bits == 0 && flags_fields[2].bits == 2);
    CU_ASSERT(flags_fields[2].kind == NC_KIND_BITS && flags_fields[2].size == 4);
    CU_ASSERT_EQUAL(flags_le_fields[0].kind, NC_KIND_WORD_LE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(bits_of_a_word_begin_with_its_lowest),
        SENTENCE(what_a_word_skips_lands_nowhere),
        SENTENCE(a_word_may_have_its_low_byte_first),
        SENTENCE(a_word_may_be_one_number),
        SENTENCE(each_row_fills_its_member),
        SENTENCE(every_beginning_of_a_structure_fails),
        SENTENCE(where_bytes_end_the_members_before_are_kept),
        SENTENCE(table_and_reader_say_the_same),
        SENTENCE(a_failed_cursor_gives_an_empty_structure),
        SENTENCE(the_header_is_a_table_as_well),
        SENTENCE(rows_of_a_word_say_how_wide_it_is),
        SENTENCES_END
    };

    return sentences("sdk_fields", own);
}
