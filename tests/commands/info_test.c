/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/fields.h"
#include "commands/info.h"
#include "dump_helper.h"
#include "records/schemas.h"

/* What a command prints of the file. */
static const char *show(enum status (*files)(char *const *paths, size_t count, struct textbuf *to))
{
    char *const paths[] = { path };

    output.used = 0;
    output.fd = -1;
    save_bytes(path, file.data, file.used);
    hear();
    status = files(paths, 1, &output);
    heard();
    text_char(&output, '\0');
    return output.data;
}

static void
put_timed_record(const char *time)
{
    struct bytes record = { .used = 0 };

    put_text(&record, 1000, time);
    put_framed(&file, &record);
}

static void
info_counts_the_records(void)
{
    start_all_file(&file);
    put_timed_record("5.000000");
    put_timed_record("6.000000");
    CU_ASSERT_PTR_NOT_NULL(strstr(show(info_files), "Records       2\n"));
    CU_ASSERT_EQUAL(status, STATUS_DONE);
}

static void
info_finds_the_earliest_and_the_latest_time(void)
{
    start_all_file(&file);
    put_timed_record("5.000001");
    put_timed_record("7.000000");
    put_timed_record("5.000000");
    CU_ASSERT_PTR_NOT_NULL(strstr(show(info_files), "First         1970-01-01T00:00:05.000000Z\n"
                                                    "Last          1970-01-01T00:00:07.000000Z\n"));
}

static void
info_counts_what_comes_before_damage(void)
{
    start_all_file(&file);
    put_timed_record("5.000000");
    put_byte(&file, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(show(info_files), "Records       1\n"));
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "record 2 at byte"));
}

static void
info_reads_a_file_without_schema(void)
{
    file.used = 0;
    put_header(&file, NULL, NULL);
    put_timed_record("5.000000");
    CU_ASSERT_PTR_NOT_NULL(strstr(show(info_files), "Version       v0.4.0\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "Records       1\n"));
    CU_ASSERT_EQUAL(status, STATUS_DONE);
}

static void
info_shows_nothing_a_terminal_would_obey(void)
{
    struct bytes header = { .used = 0 };

    file.used = 0;
    put_text(&header, 2, "\x1b[2J");
    put_text(&header, 4, "v1");
    put_framed(&file, &header);
    CU_ASSERT_PTR_NOT_NULL(strstr(show(info_files), "Source        \\x1b[2J\n"));
}

static void
fields_lists_each_message_once(void)
{
    start_all_file(&file);
    CU_ASSERT_PTR_NOT_NULL(strstr(show(fields_files), "22    RM         repeated made.In\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "\nmade.In\n1     A  int32\n2     T  string\n"
                                               "3     R  repeated int32\n"));
    CU_ASSERT_PTR_NULL(strstr(strstr(output.data, "\nmade.In\n") + 1, "\nmade."));
}

/* A file of records with two fields and what its schema says of them. */
static void
start_commented_file(const char *syntax, const char *message, const char *first,
                     const char *other)
{
    static const uint8_t is[] = { 4, 0 }, a[] = { 4, 0, 2, 0 }, b[] = { 4, 0, 2, 1 };
    struct bytes schema = { .used = 0 }, content = { .used = 0 }, record = { .used = 0 },
                 source = { .used = 0 };

    put_text(&record, 1, "Said");
    put_field(&record, "Took", 1, 3, 0, NULL);
    put_field(&record, "Lost", 2, 5, 1, NULL);
    put_inside(&content, 4, &record);
    put_comment(&source, is, sizeof is, 3, message);
    put_comment(&source, a, sizeof a, 4, first);
    put_comment(&source, b, sizeof b, 4, other);
    put_inside(&content, 9, &source);
    put_text(&content, 12, syntax);
    put_schema(&schema, &content);
    file.used = 0;
    put_header(&file, &schema, "made.Said");
}

static void
fields_tells_meaning_unit_and_comment(void)
{
    start_commented_file("proto3", "What was said.", "[ns] until the answer",
                         "[count packets] and not found");
    CU_ASSERT_STRING_EQUAL(show(fields_files),
                           "made.Said: What was said.\n"
                           "1     Took  int64           ns             until the answer\n"
                           "2     Lost  repeated int32  count packets  and not found\n");
}

static void
fields_tells_what_may_be_absent(void)
{
    start_commented_file("proto2", "", "", "");
    CU_ASSERT_STRING_EQUAL(show(fields_files), "made.Said\n"
                                               "1     Took  optional int64\n"
                                               "2     Lost  repeated int32\n");
}

static void
fields_shows_nothing_a_terminal_would_obey(void)
{
    start_commented_file("proto3", "\x1b[2J", "[ns] \xc2\x9b" "2J", "[count \x1b[2J] x");
    show(fields_files);
    CU_ASSERT_PTR_NULL(strchr(output.data, '\x1b'));
    CU_ASSERT_PTR_NULL(strstr(output.data, "\xc2\x9b"));
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "\\xc2\\x9b"));
}

static void
fields_of_a_file_without_schema_are_refused(void)
{
    file.used = 0;
    put_header(&file, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(show(fields_files), "");
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "without a schema"));
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(info_counts_the_records),
    TEST(info_finds_the_earliest_and_the_latest_time),
    TEST(info_counts_what_comes_before_damage),
    TEST(info_reads_a_file_without_schema),
    TEST(info_shows_nothing_a_terminal_would_obey),
    TEST(fields_lists_each_message_once),
    TEST(fields_tells_meaning_unit_and_comment),
    TEST(fields_tells_what_may_be_absent),
    TEST(fields_shows_nothing_a_terminal_would_obey),
    TEST(fields_of_a_file_without_schema_are_refused),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    schemas_look_in("/nonexistent"); /* none of the build tree's */
    return run_tests("info", tests);
}
