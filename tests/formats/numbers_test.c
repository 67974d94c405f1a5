/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text: all of them, and the same when they are read again. */
#include "formats/formats.h"
#include "dump_helper.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
every_number_type_is_read(void)
{
    struct bytes record = { .used = 0 };

    put_number(&record, 3, (uint64_t)INT64_MIN);
    put_number(&record, 4, UINT64_MAX);
    put_number(&record, 5, (uint64_t)-2);
    put_fixed(&record, 6, UINT64_MAX, 8);
    put_fixed(&record, 7, UINT32_MAX, 4);
    put_number(&record, 8, 2);
    put_number(&record, 13, UINT32_MAX);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I64,U64,I32,X64,X32,B,U32"),
                           "-9223372036854775808,18446744073709551615,-2,18446744073709551615,"
                           "4294967295,true,4294967295\n");
}

static void
numbers_of_every_length_are_as_printf_has_them(void)
{
    for (uint64_t power = 1; power; power = power > UINT64_MAX / 10 ? 0 : 10 * power)
        for (uint64_t number = power - 1; number <= power + 1; number++) {
            struct bytes record = { .used = 0 };
            char wanted[64];

            put_number(&record, 3, number);
            put_number(&record, 4, number);
            snprintf(wanted, sizeof wanted, "%lld,%llu\n", (long long)number,
                     (unsigned long long)number);
            CU_ASSERT_STRING_EQUAL(csv_of(&record, "I64,U64"), wanted);
        }
}

static void
signed_fixed_and_zigzag_numbers_are_read(void)
{
    struct bytes record = { .used = 0 };

    put_fixed(&record, 15, (uint32_t)-4, 4);
    put_fixed(&record, 16, (uint64_t)-5, 8);
    put_number(&record, 17, 5);
    put_number(&record, 18, UINT64_MAX);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "SX32,SX64,Z32,Z64"), "-4,-5,-3,-9223372036854775808\n");
}

static void
doubles_come_back_the_same(void)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = { { 0.1, "0.1\n" },       { 1e-9, "1e-09\n" },
                 { 0.1 + 0.2, "0.30000000000000004\n" },
                 { 7.123456789, "7.123456789\n" },
                 { -2.5, "-2.5\n" },     { 1e20, "1e+20\n" },
                 { 0.999999999, "0.999999999\n" }, { 3, "3\n" },
                 { NAN, "NaN\n" },       { -INFINITY, "-Infinity\n" } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes record = { .used = 0 };

        put_real(&record, 1, rows[i].number);
        CU_ASSERT_STRING_EQUAL(csv_of(&record, "D"), rows[i].text);
    }
}

/* A number of any size: of any bits, or near a power of two or ten, where neighbours are uneven. */
static double
some_number(int i)
{
    uint64_t bits = (uint64_t)rand() << 62 ^ (uint64_t)rand() << 31 ^ (uint64_t)rand();
    double near = 1 + (rand() % 5 - 2) * 1.1102230246251565e-16, number;

    switch (i % 4) {
    case 0: memcpy(&number, &bits, sizeof number); return number;
    case 1: return near * ldexp(1, rand() % 80 - 20);
    case 2: return near * pow(10, rand() % 21 - 5);
    default: return (double)(bits % 8000000007) / 1e9;
    }
}

static void
doubles_are_as_short_as_printf_can_have_them(void)
{
    srand(1);
    for (int i = 0; i < 100000; i++) {
        double number = some_number(i);
        struct textbuf text = { .fd = -1 };
        char printed[400];
        int digits = 15;

        if (!isfinite(number) || number == floor(number))
            continue;
        do
            snprintf(printed, sizeof printed, "%.*g", digits++, number);
        while (strtod(printed, NULL) != number);
        text_shortest(&text, number, false);
        text_char(&text, '\0');
        if (strcmp(text.data, printed))
            CU_FAIL("a double has other digits");
        textbuf_free(&text);
    }
}

static void
decimals_are_rounded_as_printf_rounds_them(void)
{
    srand(1);
    for (int i = 0; i < 20000; i++) {
        double number = ldexp((double)rand() - RAND_MAX / 2.0, -(rand() % 64));
        struct textbuf text = { .fd = -1 };
        char printed[64];

        text_decimal(&text, number);
        text_char(&text, '\0');
        snprintf(printed, sizeof printed, "%.8f", number);
        /* The same number: only zeros at the end are missing. */
        if (strtod(text.data, NULL) != strtod(printed, NULL))
            CU_FAIL("a double was rounded differently");
        textbuf_free(&text);
    }
}

static void
json_doubles_come_back_the_same(void)
{
    struct bytes record = { .used = 0 }, whole = { .used = 0 }, not_a_number = { .used = 0 };

    put_real(&record, 1, 0.1 + 0.2);
    put_single(&record, 2, 0.1f);
    put_real(&whole, 1, 1e20);
    put_real(&not_a_number, 1, NAN);
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &record, "D,F"),
                           "{\"D\":0.30000000000000004,\"F\":0.1}\n");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &whole, "D"), "{\"D\":1e+20}\n");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &not_a_number, "D"), "{\"D\":\"NaN\"}\n");
}

static void
json_has_big_numbers_in_quotes_where_that_is_asked_for(void)
{
    static const uint64_t numbers[] = { UINT64_C(1) << 53, (UINT64_C(1) << 53) + 1, UINT64_MAX,
                                        0 - (UINT64_C(1) << 53), 0 - (UINT64_C(1) << 53) - 1 };
    static const char *const wanted[] = {
        "{\"I64\":9007199254740992,\"U64\":9007199254740992}\n",
        "{\"I64\":\"9007199254740993\",\"U64\":\"9007199254740993\"}\n",
        "{\"I64\":-1,\"U64\":\"18446744073709551615\"}\n",
        "{\"I64\":-9007199254740992,\"U64\":\"18437736874454810624\"}\n",
        "{\"I64\":\"-9007199254740993\",\"U64\":\"18437736874454810623\"}\n"
    };
    struct dump_options options = options_of(&format_jsonl);

    options.select = "I64,U64";
    options.style.big_numbers = BIG_STRINGS;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct bytes record = { .used = 0 };

        start_all_file(&file);
        put_number(&record, 3, numbers[i]);
        put_number(&record, 4, numbers[i]);
        put_framed(&file, &record);
        CU_ASSERT_STRING_EQUAL(dump(&options), wanted[i]);
    }
}

static const CU_TestInfo tests[] = {
#define TEST(name) { #name, name }
    TEST(every_number_type_is_read),
    TEST(numbers_of_every_length_are_as_printf_has_them),
    TEST(signed_fixed_and_zigzag_numbers_are_read),
    TEST(doubles_come_back_the_same),
    TEST(doubles_are_as_short_as_printf_can_have_them),
    TEST(decimals_are_rounded_as_printf_rounds_them),
    TEST(json_doubles_come_back_the_same),
    TEST(json_has_big_numbers_in_quotes_where_that_is_asked_for),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("numbers", tests);
}
