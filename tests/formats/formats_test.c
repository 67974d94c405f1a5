/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/formats.h"
#include "dump_helper.h"

#include <stdlib.h>

static void
the_names_an_option_takes_are_those_of_the_formats(void)
{
    char names[256] = "";

    for (size_t i = 0; formats[i]; i++) {
        CU_ASSERT_PTR_EQUAL(format_named(formats[i]->name), formats[i]);
        strcat(strcat(names, i ? " " : ""), formats[i]->name);
    }
    CU_ASSERT_STRING_EQUAL(names, format_names);
    CU_ASSERT_PTR_NULL(format_named("xml"));
}

static void
csv_begins_with_a_line_of_all_names(void)
{
    start_all_file(&file);
    CU_ASSERT_STRING_EQUAL(dump_as(&format_csv),
                           "D,F,I64,U64,I32,X64,X32,B,S,M,Y,U32,E,SX32,SX64,Z32,Z64,RI,RS,RM,RX,"
                           "Timestamp,Self\n");
    CU_ASSERT_EQUAL(status, STATUS_DONE);
}

static void
an_empty_record_has_every_default(void)
{
    struct bytes record = { .used = 0 };

    start_all_file(&file);
    put_framed(&file, &record);
    CU_ASSERT_STRING_EQUAL(strchr(dump_as(&format_csv), '\n') + 1,
                           "0,0,0,0,0,0,0,false,,,,0,RED,0,0,0,0,(),(),(),(),,\n");
}

static void
enums_have_names_and_unknown_ones_numbers(void)
{
    struct bytes known = { .used = 0 }, unknown = { .used = 0 };

    put_number(&known, 14, 5);
    put_number(&unknown, 14, (uint64_t)-6);
    CU_ASSERT_STRING_EQUAL(csv_of(&known, "E"), "GREEN\n");
    CU_ASSERT_STRING_EQUAL(csv_of(&unknown, "E"), "-6\n");
}

static void
bytes_are_lower_case_hex(void)
{
    struct bytes record = { .used = 0 };

    put_bytes(&record, 12, "\x00\xff\x1a", 3);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "Y"), "00ff1a\n");
}

static void
csv_quotes_only_what_needs_it(void)
{
    struct bytes record = { .used = 0 };

    put_text(&record, 9, "a,\"b\"\nc");
    put_text(&record, 21, "d,e");
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "S,RS,B"), "\"a,\"\"b\"\"\\x0ac\",\"(d,e)\",false\n");
}

static void
a_line_of_one_empty_cell_is_not_blank(void)
{
    struct bytes record = { .used = 0 };

    CU_ASSERT_STRING_EQUAL(csv_of(&record, "S"), "\"\"\n");
}

static void
lists_are_read_packed_and_not(void)
{
    struct bytes record = { .used = 0 };

    put_bytes(&record, 20, "\x01\x02", 2);
    put_number(&record, 20, 3);
    put_bytes(&record, 23, "\x04\x00\x00\x00\x05\x00\x00\x00", 8);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "RI,RX"), "(1-2-3),(4-5)\n");
}

static void
a_list_where_one_number_belongs_is_skipped(void)
{
    struct bytes record = { .used = 0 };

    put_bytes(&record, 5, "\x07\x08", 2);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I32,RI"), "0,()\n");
}

static void
nested_messages_are_in_parentheses(void)
{
    struct bytes record = { .used = 0 };

    put_sample(&record);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "M,RM,Self"), "(7-x-()),(7-x-())(7-x-()),\n");
}

static void
a_message_that_comes_twice_is_merged(void)
{
    struct bytes record = { .used = 0 }, in = { .used = 0 }, more = { .used = 0 };

    put_number(&in, 1, 7);
    put_number(&in, 3, 1);
    put_text(&more, 2, "late");
    put_number(&more, 3, 2);
    put_inside(&record, 11, &in);
    put_inside(&record, 11, &more);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "M"), "(7-late-(1-2))\n");
}

static void
the_last_of_two_scalars_counts(void)
{
    struct bytes record = { .used = 0 };

    put_number(&record, 5, 1);
    put_number(&record, 5, 2);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I32"), "2\n");
}

static void
unknown_fields_are_skipped(void)
{
    struct bytes record = { .used = 0 };

    put_number(&record, 99, 1);
    put_text(&record, 98, "later version");
    put_fixed(&record, 536870911, 1, 8);
    put_number(&record, 9, 1); /* a string's number with a number's wire type */
    put_number(&record, 5, 8);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I32,S"), "8,\n");
}

static void
json_has_defaults_and_leaves_absent_messages_out(void)
{
    struct bytes record = { .used = 0 };

    put_sample(&record);
    CU_ASSERT_STRING_EQUAL(
        dump_columns(&format_jsonl, &record, "I32,B,Y,E,M,RM.A,RI,Self,Self.I32"),
        "{\"I32\":-3,\"B\":false,\"Y\":\"\",\"E\":\"RED\",\"M\":{\"A\":7,"
        "\"T\":\"x\",\"R\":[]},\"RM.A\":[7,7],\"RI\":[]}\n");
}

static void
json_escapes_strings(void)
{
    struct bytes record = { .used = 0 };

    put_text(&record, 9, "\"\\\n\x01\xc3\xa4\xff\xed\xa0\x80");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &record, "S"),
                           "{\"S\":\"\\\"\\\\\\n\\u0001\xc3\xa4\\ufffd\\ufffd\\ufffd\\ufffd\"}\n");
}

static void
json_has_names_for_enums_and_numbers_for_unknown_ones(void)
{
    struct bytes known = { .used = 0 }, unknown = { .used = 0 };

    put_number(&known, 14, 5);
    put_number(&unknown, 14, 6);
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &known, "E"), "{\"E\":\"GREEN\"}\n");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_jsonl, &unknown, "E"), "{\"E\":6}\n");
}

static void
nested_values_are_json_in_csv_where_that_is_asked_for(void)
{
    struct dump_options options = options_of(&format_csv);
    struct bytes record = { .used = 0 }, in = { .used = 0 };

    put_number(&in, 1, 7);
    put_text(&in, 2, "a\"\\\n-(");
    put_inside(&record, 11, &in);
    put_text(&record, 9, "a\\b");
    put_text(&record, 21, "x");
    put_text(&record, 21, "=1");
    options.select = "M,Self,RS,S";
    options.title = false;
    start_all_file(&file);
    put_framed(&file, &record);
    CU_ASSERT_STRING_EQUAL(dump(&options),
                           "\"(7-a\"\"\\\\\\x0a-(-())\",,(x-=1),a\\\\b\n");
    options.style.nested = NESTED_JSON;
    CU_ASSERT_STRING_EQUAL(dump(&options),
                           "\"{\"\"A\"\":7,\"\"T\"\":\"\"a\\\"\"\\\\\\n-(\"\",\"\"R\"\":[]}\",,"
                           "\"[\"\"x\"\",\"\"=1\"\"]\",a\\\\b\n");
}

static void
text_prints_what_is_set_and_a_blank_line(void)
{
    struct bytes record = { .used = 0 };

    put_sample(&record);
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_text, &record, "I32,B,S,M"),
                           "I32: -3\nS: \"one\"\nM {\n  A: 7\n  T: \"x\"\n}\n\n");
}

static void
text_escapes_what_a_terminal_would_obey(void)
{
    struct bytes record = { .used = 0 };

    put_text(&record, 9, "\x1b[2J\"\xc2\x9b\xc3\xa4");
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_text, &record, "S"),
                           "S: \"\\033[2J\\\"\\302\\233\xc3\xa4\"\n\n");
}

static void
a_table_is_aligned_by_characters(void)
{
    struct dump_options options = options_of(&format_table);
    struct bytes record = { .used = 0 }, other = { .used = 0 };

    start_all_file(&file);
    put_text(&record, 9, "\xc3\xa4\x1b");
    put_number(&record, 5, 1234);
    put_text(&other, 9, "ab");
    put_framed(&file, &record);
    put_framed(&file, &other);
    options.select = "S,I32,B";
    CU_ASSERT_STRING_EQUAL(dump(&options), "S       I32  B\n-----  ----  -----\n"
                                           "\xc3\xa4\\x1b  1234  false\nab        0  false\n\n");
}

static void
a_table_begins_anew_after_a_hundred_records(void)
{
    struct dump_options options = options_of(&format_table);
    struct bytes record = { .used = 0 };
    const char *again;

    start_all_file(&file);
    put_number(&record, 5, 1);
    for (int i = 0; i < 101; i++)
        put_framed(&file, &record);
    options.select = "I32";
    again = strstr(dump(&options) + 1, "I32");
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    CU_ASSERT_EQUAL(again - output.data, 4 + 4 + 100 * 4 + 1);
    CU_ASSERT_STRING_EQUAL(again, "I32\n---\n  1\n\n");
}

static void
a_long_cell_is_cut_in_a_table(void)
{
    struct bytes record = { .used = 0 };
    char text[100], line[80];

    memset(text, 'y', sizeof text);
    put_bytes(&record, 9, text, sizeof text);
    snprintf(line, sizeof line, "%.59s…\n\n", text);
    CU_ASSERT_STRING_EQUAL(dump_columns(&format_table, &record, "S"), line);
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(the_names_an_option_takes_are_those_of_the_formats),
    TEST(csv_begins_with_a_line_of_all_names),
    TEST(an_empty_record_has_every_default),
    TEST(enums_have_names_and_unknown_ones_numbers),
    TEST(bytes_are_lower_case_hex),
    TEST(csv_quotes_only_what_needs_it),
    TEST(a_line_of_one_empty_cell_is_not_blank),
    TEST(lists_are_read_packed_and_not),
    TEST(a_list_where_one_number_belongs_is_skipped),
    TEST(nested_messages_are_in_parentheses),
    TEST(a_message_that_comes_twice_is_merged),
    TEST(the_last_of_two_scalars_counts),
    TEST(unknown_fields_are_skipped),
    TEST(json_has_defaults_and_leaves_absent_messages_out),
    TEST(json_escapes_strings),
    TEST(nested_values_are_json_in_csv_where_that_is_asked_for),
    TEST(json_has_names_for_enums_and_numbers_for_unknown_ones),
    TEST(text_prints_what_is_set_and_a_blank_line),
    TEST(text_escapes_what_a_terminal_would_obey),
    TEST(a_table_is_aligned_by_characters),
    TEST(a_table_begins_anew_after_a_hundred_records),
    TEST(a_long_cell_is_cut_in_a_table),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("format", tests);
}
