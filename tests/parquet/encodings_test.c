/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, levels and values as bytes, each worked out by hand from the specification. */
#include "dump_helper.h"
#include "parquet/hybrid.h"
#include "parquet/plain.h"
#include "parquet/thrift.h"

#include <string.h>

static struct textbuf written = { .fd = -1 };

static void
is_written(const char *bytes, size_t size)
{
    CU_ASSERT_EQUAL(written.used, size);
    CU_ASSERT(written.used == size && memcmp(written.data, bytes, size) == 0);
    written.used = 0;
}
#define IS_WRITTEN(bytes) is_written(bytes, sizeof bytes - 1)

static void
put_all(unsigned width, const uint32_t *values, size_t count)
{
    static struct hybrid hybrid;

    hybrid_begin(&hybrid, &written, width);
    for (size_t i = 0; i < count; i++)
        hybrid_put(&hybrid, values[i]);
    hybrid_end(&hybrid);
}

static void
a_number_has_as_many_bits_as_it_needs(void)
{
    CU_ASSERT_EQUAL(hybrid_width(0), 0);
    CU_ASSERT_EQUAL(hybrid_width(1), 1);
    CU_ASSERT_EQUAL(hybrid_width(4), 3);
    CU_ASSERT_EQUAL(hybrid_width(65535), 16);
}

static void
zero_to_seven_in_three_bits_are_those_of_the_specification(void)
{
    put_all(3, (const uint32_t[]){ 0, 1, 2, 3, 4, 5, 6, 7 }, 8);
    IS_WRITTEN("\x03\x88\xc6\xfa");
}

static void
a_long_run_is_its_length_and_one_number(void)
{
    uint32_t values[100];

    for (size_t i = 0; i < 100; i++)
        values[i] = 4;
    put_all(3, values, 100);
    IS_WRITTEN("\xc8\x01\x04");
    put_all(0, (const uint32_t[9]){ 0 }, 9);
    IS_WRITTEN("\x12");
    for (size_t i = 0; i < 8; i++)
        values[i] = 0x1234;
    put_all(13, values, 8);
    IS_WRITTEN("\x10\x34\x12");
}

static void
a_run_gives_what_the_group_before_it_lacks(void)
{
    uint32_t values[23] = { 1, 2, 3 };

    for (size_t i = 3; i < 23; i++)
        values[i] = 5;
    put_all(3, values, 23);
    IS_WRITTEN("\x03\xd1\xda\xb6\x1e\x05");
}

static void
the_last_group_is_filled_up(void)
{
    put_all(1, (const uint32_t[]){ 1, 0, 1 }, 3);
    IS_WRITTEN("\x03\x05");
    put_all(1, NULL, 0);
    IS_WRITTEN("");
}

static void
groups_are_as_many_as_a_header_can_announce(void)
{
    uint32_t values[HYBRID_LITERALS + 1];
    char wanted[2 + HYBRID_LITERALS / 8 + 1];

    for (size_t i = 0; i <= HYBRID_LITERALS; i++)
        values[i] = i % 2;
    put_all(1, values, HYBRID_LITERALS + 1);
    memset(wanted, 0xaa, sizeof wanted);
    wanted[0] = 0x7f;
    wanted[1 + HYBRID_LITERALS / 8] = 0x03;
    wanted[2 + HYBRID_LITERALS / 8] = 0x00;
    is_written(wanted, sizeof wanted);
}

static void
fields_of_thrift_are_told_by_their_distance(void)
{
    struct thrift thrift = thrift_begin(&written);

    thrift_i32(&thrift, 1, 2);
    thrift_i64(&thrift, 3, -1);
    thrift_bool(&thrift, 4, true);
    thrift_bool(&thrift, 20, false);
    thrift_byte(&thrift, 21, 32);
    thrift_end(&thrift);
    IS_WRITTEN("\x15\x04\x26\x01\x11\x02\x28\x13\x20\x00");
}

static void
structs_of_thrift_begin_to_count_anew(void)
{
    struct thrift thrift = thrift_begin(&written);

    thrift_struct(&thrift, 10);
    thrift_empty(&thrift, 3);
    thrift_end(&thrift);
    thrift_string(&thrift, 11, "ab");
    thrift_end(&thrift);
    IS_WRITTEN("\xac\x3c\x00\x00\x18\x02"
               "ab\x00");
}

static void
lists_of_thrift_have_a_longer_header_from_fifteen_elements_on(void)
{
    struct thrift thrift = thrift_begin(&written);

    thrift_list(&thrift, 1, THRIFT_I32, 2);
    thrift_item_i32(&thrift, -2);
    thrift_item_i32(&thrift, 200);
    thrift_list(&thrift, 2, THRIFT_BINARY, 15);
    for (int i = 0; i < 15; i++)
        thrift_item_string(&thrift, "");
    thrift_end(&thrift);
    IS_WRITTEN("\x19\x25\x03\x90\x03\x19\xf8\x0f"
               "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
}

static void
values_stand_as_the_specification_has_them(void)
{
    const struct group group = { .block = (const uint8_t *)"xab" };
    const uint64_t texts[] = { UINT64_C(1) << 32 | 2, 0 }, least = (uint64_t)-2;
    const uint64_t bits[] = { 1, 0, 0, 1, 0, 0, 0, 0, 1 };
    const double half = 0.5;
    uint64_t real;

    memcpy(&real, &half, sizeof real);
    plain_put(&written, &group, SHAPE_TEXT, texts, 2);
    IS_WRITTEN("\x02\0\0\0"
               "ab\0\0\0\0");
    plain_put(&written, &group, SHAPE_BOOL, bits, 9);
    IS_WRITTEN("\x09\x01");
    plain_put(&written, &group, SHAPE_INT32, &least, 1);
    IS_WRITTEN("\xfe\xff\xff\xff");
    plain_put(&written, &group, SHAPE_FLOAT, &real, 1);
    IS_WRITTEN("\0\0\0\x3f");
    plain_put(&written, &group, SHAPE_DOUBLE, &real, 1);
    IS_WRITTEN("\0\0\0\0\0\0\xe0\x3f");
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(a_number_has_as_many_bits_as_it_needs),
    TEST(zero_to_seven_in_three_bits_are_those_of_the_specification),
    TEST(a_long_run_is_its_length_and_one_number),
    TEST(a_run_gives_what_the_group_before_it_lacks),
    TEST(the_last_group_is_filled_up),
    TEST(groups_are_as_many_as_a_header_can_announce),
    TEST(fields_of_thrift_are_told_by_their_distance),
    TEST(structs_of_thrift_begin_to_count_anew),
    TEST(lists_of_thrift_have_a_longer_header_from_fifteen_elements_on),
    TEST(values_stand_as_the_specification_has_them),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("encodings of Parquet", tests);
}
