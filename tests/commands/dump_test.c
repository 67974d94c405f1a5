/* SPDX-License-Identifier: Apache-2.0 */
#include "dump_helper.h"

static void
an_unknown_column_is_refused_with_the_names(void)
{
    struct bytes record = { .used = 0 };

    CU_ASSERT_STRING_EQUAL(csv_of(&record, "I32,M.Nope"), "");
    CU_ASSERT_EQUAL(status, STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "made.In has no field Nope; it has: A, T, R"));
}

static void
nothing_lies_inside_a_number(void)
{
    struct bytes record = { .used = 0 };

    csv_of(&record, "I32.X");
    CU_ASSERT_EQUAL(status, STATUS_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "I32 is not a message"));
}

static void
dots_lead_into_messages_and_lists(void)
{
    struct bytes record = { .used = 0 };

    put_sample(&record);
    CU_ASSERT_STRING_EQUAL(csv_of(&record, "M.T,RM.A,I32,Self.M.T"), "x,(7-7),-3,\n");
}

static void
utc_prints_timestamps_as_rfc_3339(void)
{
    struct dump_options options = options_of(&format_csv);
    static const char *const times[][2] = {
        { "1499254962.000005", "2017-07-05T11:42:42.000005Z\n" },
        { "1499254962.5", "2017-07-05T11:42:42.000005Z\n" },
        { "1.123456789", "1970-01-01T00:00:01.123456789Z\n" },
        { "-0.500000", "1969-12-31T23:59:59.500000Z\n" },
        { "-1.000000", "1969-12-31T23:59:59.000000Z\n" },
        { "-0.000000001", "1969-12-31T23:59:59.999999999Z\n" },
        { "-30610223999.000000", "1000-01-01T00:00:01.000000Z\n" },
        { "-30610224000.000000", "-30610224000.000000\n" },
        { "-", "-\n" },
        { "99999999999999.0", "99999999999999.0\n" },
        { "soon", "soon\n" }
    };

    options.style.utc = true;
    options.title = false;
    options.select = "Timestamp";
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct bytes record = { .used = 0 };

        start_all_file(&file);
        put_text(&record, 1000, times[i][0]);
        put_framed(&file, &record);
        CU_ASSERT_STRING_EQUAL(dump(&options), times[i][1]);
    }
}

static void
bytes_are_shown_as_they_are_asked_for(void)
{
    struct dump_options options = options_of(&format_csv);
    static const char *const as[][2] = {
        [BYTES_AUTO] = { "61012c22c3a45c", "\"61012c22c3a45c\"}" },
        [BYTES_HEX] = { "61012c22c3a45c", "\"61012c22c3a45c\"}" },
        [BYTES_TEXT] = { "\"a\\001,\"\"\\195\\164\\\\\"",
                         "\"a\\\\001,\\\"\\\\195\\\\164\\\\\\\\\"}" },
        [BYTES_BASE64] = { "YQEsIsOkXA==", "\"YQEsIsOkXA==\"}" },
    };

    options.title = false;
    options.select = "Y";
    for (uint32_t i = 0; i < sizeof as / sizeof *as; i++)
        for (int json = 0; json < 2; json++) {
            struct bytes record = { .used = 0 };

            options.format = json ? &format_jsonl : &format_csv;
            options.style.bytes = i;
            start_all_file(&file);
            put_text(&record, 12, "a\x01,\"\xc3\xa4\\");
            put_framed(&file, &record);
            dump(&options);
            CU_ASSERT_NSTRING_EQUAL(output.data + 5 * json, as[i][json], strlen(as[i][json]));
        }
}

static void
limit_ends_each_file_early(void)
{
    struct dump_options options = options_of(&format_csv);
    struct bytes record = { .used = 0 };

    start_all_file(&file);
    put_framed(&file, &record);
    put_framed(&file, &record);
    options.select = "B";
    options.choice.limit = 1;
    CU_ASSERT_STRING_EQUAL(dump(&options), "B\nfalse\n");
}

static void
fields_prints_only_the_names(void)
{
    struct dump_options options = options_of(&format_csv);
    struct bytes record = { .used = 0 };

    start_all_file(&file);
    put_framed(&file, &record);
    options.fields = true;
    options.select = "S,M.A";
    CU_ASSERT_STRING_EQUAL(dump(&options), "S,M.A\n");
}

static void
header_prints_what_the_header_says(void)
{
    struct dump_options options = options_of(&format_csv);

    start_all_file(&file);
    options.header = true;
    dump(&options);
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "Created       2017-07-05T11:42:42.000005Z\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "Source        in.pcap\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "Type          made.All, number 37\n"));
}

static void
damage_in_one_file_does_not_stop_the_next(void)
{
    struct dump_options options = options_of(&format_csv);
    char *const paths[] = { second, path };
    struct bytes record = { .used = 0 };

    options.select = "B";
    start_all_file(&file);
    put_framed(&file, &record);
    save_bytes(path, file.data, file.used);
    put_byte(&file, 9);
    save_bytes(second, file.data, file.used);
    CU_ASSERT_STRING_EQUAL(dump_paths(&options, paths, 2), "B\nfalse\nfalse\n");
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "record 2 at byte"));
}

static void
a_missing_file_is_a_failure_that_names_it(void)
{
    struct dump_options options = options_of(&format_csv);
    char missing[] = "/nonexistent/file";
    char *const paths[] = { missing };

    dump_paths(&options, paths, 1);
    CU_ASSERT_EQUAL(status, STATUS_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/nonexistent/file: cannot be opened: No such file"));
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(an_unknown_column_is_refused_with_the_names),
    TEST(nothing_lies_inside_a_number),
    TEST(dots_lead_into_messages_and_lists),
    TEST(utc_prints_timestamps_as_rfc_3339),
    TEST(bytes_are_shown_as_they_are_asked_for),
    TEST(limit_ends_each_file_early),
    TEST(fields_prints_only_the_names),
    TEST(header_prints_what_the_header_says),
    TEST(damage_in_one_file_does_not_stop_the_next),
    TEST(a_missing_file_is_a_failure_that_names_it),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("dump", tests);
}
