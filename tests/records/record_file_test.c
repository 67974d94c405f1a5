/* SPDX-License-Identifier: Apache-2.0 */
#include "dump_helper.h"
#include "records/record_file.h"
#include "records/schemas.h"

#include <stdlib.h>

static struct bytes schema;

static void
reset(struct bytes *bytes)
{
    bytes->used = 0;
}

/* Dumps a file with this schema and an empty record of this name. */
static void
dump_with_schema(const char *record)
{
    struct bytes empty = { .used = 0 };

    reset(&file);
    put_header(&file, &schema, record);
    put_framed(&file, &empty);
    dump_as(&format_csv);
}

/* A schema of one message, "made.M", with these fields in it. */
static void
schema_of(const struct bytes *fields)
{
    struct bytes content = { .used = 0 }, message = { .used = 0 };

    put_text(&message, 1, "M");
    memcpy(message.data + message.used, fields->data, fields->used);
    message.used += fields->used;
    put_inside(&content, 4, &message);
    reset(&schema);
    put_schema(&schema, &content);
}

static size_t
lines(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void
a_file_cut_at_any_byte_gives_all_whole_records(void)
{
    struct dump_options options = options_of(&format_csv);
    struct bytes record = { .used = 0 };
    size_t ends[4], size;

    options.title = false;
    put_sample(&record);
    start_all_file(&file);
    ends[0] = file.used;
    for (int i = 1; i < 4; i++) {
        put_framed(&file, &record);
        ends[i] = file.used;
    }
    for (size = file.used; size-- > 0;) {
        size_t whole = 0;
        bool boundary = size == ends[0];

        for (int i = 1; i < 4; i++) {
            whole += size >= ends[i];
            boundary |= size == ends[i];
        }
        file.used = size;
        CU_ASSERT_EQUAL(lines(dump(&options)), whole);
        CU_ASSERT_EQUAL(status, boundary ? STATUS_DONE : STATUS_PARTIAL);
        CU_ASSERT_EQUAL(said[0] == '\0', boundary);
    }
}

static void
a_record_of_more_than_64_mib_is_damage(void)
{
    start_all_file(&file);
    put_varint(&file, (64 << 20) + 1);
    dump_as(&format_csv);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "record 1 at byte"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "its length is given as 67108865, the most is 67108864"));
}

static void
a_length_without_end_is_damage(void)
{
    start_all_file(&file);
    for (int i = 0; i < 20; i++)
        put_byte(&file, 0xff);
    dump_as(&format_csv);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "expected the length of a record, found no number"));
}

static void
a_damaged_record_ends_the_file_and_says_where(void)
{
    struct bytes good = { .used = 0 }, bad = { .used = 0 };

    put_number(&good, 5, 1);
    put_byte(&bad, 5 << 3);
    start_all_file(&file);
    put_framed(&file, &good);
    put_framed(&file, &bad);
    put_framed(&file, &good);
    CU_ASSERT_EQUAL(lines(dump_as(&format_csv)), 2);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "record 2 at byte"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "at its byte 0, in made.All: expected a whole field"));
}

/* The sample record inside itself, depth times. */
static void
put_nested(struct bytes *record, int depth)
{
    for (int i = 0; i < depth; i++) {
        struct bytes inside = *record;

        reset(record);
        put_inside(record, 5000, &inside);
    }
}

static void
messages_nest_64_deep_and_no_deeper(void)
{
    struct bytes record = { .used = 0 };

    put_number(&record, 5, 1);
    put_nested(&record, 63);
    csv_of(&record, "Self");
    CU_ASSERT_EQUAL(status, STATUS_DONE);
    put_nested(&record, 1);
    csv_of(&record, "Self");
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "messages nest deeper than 64"));
}

static void
a_record_that_would_fill_the_memory_is_damage(void)
{
    size_t values = (size_t)4300000;
    uint8_t *large = malloc(sizeof file.data + values);
    char *const paths[] = { second };
    struct dump_options options = options_of(&format_csv);

    CU_ASSERT_PTR_NOT_NULL_FATAL(large);
    start_all_file(&file);
    put_varint(&file, values + 6); /* with a tag of two bytes and a length of four */
    put_varint(&file, 20 << 3 | 2);
    put_varint(&file, values);
    memcpy(large, file.data, file.used);
    memset(large + file.used, 1, values);
    save_bytes(second, large, file.used + values);
    free(large);
    dump_paths(&options, paths, 1);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "more values than a record can hold"));
}

static void
a_file_without_schema_is_refused_in_words(void)
{
    reset(&file);
    put_header(&file, NULL, NULL);
    CU_ASSERT_STRING_EQUAL(dump_as(&format_csv), "");
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "written by netcap v0.4.0, without a schema"));
}

static void
the_header_of_a_file_without_schema_is_printed(void)
{
    struct dump_options options = options_of(&format_csv);

    reset(&file);
    put_header(&file, NULL, NULL);
    options.header = true;
    dump(&options);
    CU_ASSERT_EQUAL(status, STATUS_DONE);
    CU_ASSERT_PTR_NOT_NULL(strstr(output.data, "NC_UDP, number 37"));
}

static void
a_capture_is_sent_to_netcapd(void)
{
    static const uint8_t magic[24] = { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4 };

    memcpy(file.data, magic, file.used = sizeof magic);
    dump_as(&format_csv);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "read it with netcapd"));
}

static void
any_other_file_is_refused(void)
{
    file.used = (size_t)sprintf((char *)file.data, "%0200d", 0);
    dump_as(&format_csv);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "expected a file of audit records (TYPE.ncap.gz)"));
}

static void
an_empty_file_is_said_to_be_empty(void)
{
    reset(&file);
    dump_as(&format_csv);
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "the file is empty"));
}

static void
a_schema_without_the_record_is_refused(void)
{
    reset(&schema);
    put_all_types(&schema);
    dump_with_schema("made.Other");
    CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "the records are called made.Other"));
}

static void
a_type_that_is_not_there_is_refused(void)
{
    struct bytes fields = { .used = 0 };

    put_field(&fields, "F", 1, 11, 0, ".made.Gone");
    schema_of(&fields);
    dump_with_schema("made.M");
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "field F refers to made.Gone"));
}

static void
names_that_are_no_names_are_refused(void)
{
    static const char *const names[] = { "", "a\x1b", "a,b", "a.b", "\xc3\xa4", "a\"" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct bytes fields = { .used = 0 };

        put_field(&fields, names[i], 1, 5, 0, NULL);
        schema_of(&fields);
        dump_with_schema("made.M");
        CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, "a name in the schema is empty, too long"));
    }
}

static void
impossible_numbers_and_types_are_refused(void)
{
    static const unsigned rows[][2] = { { 0, 5 }, { 1u << 29, 5 }, { 1, 0 }, { 1, 10 }, { 1, 19 } };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes fields = { .used = 0 };

        put_field(&fields, "F", rows[i][0], rows[i][1], 0, NULL);
        schema_of(&fields);
        dump_with_schema("made.M");
        CU_ASSERT_EQUAL(status, STATUS_PARTIAL);
    }
}

static void
two_fields_with_one_number_are_refused(void)
{
    struct bytes fields = { .used = 0 };

    put_field(&fields, "F", 1, 5, 0, NULL);
    put_field(&fields, "G", 1, 5, 0, NULL);
    schema_of(&fields);
    dump_with_schema("made.M");
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "has two fields with the number 1"));
}

/* A column of the second would have what the first holds. */
static void
two_fields_with_one_name_are_refused(void)
{
    struct bytes fields = { .used = 0 };

    put_field(&fields, "F", 1, 5, 0, NULL);
    put_field(&fields, "G", 2, 5, 0, NULL);
    put_field(&fields, "F", 3, 5, 0, NULL);
    schema_of(&fields);
    dump_with_schema("made.M");
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "message made.M has two fields with the name F"));
}

static void
a_schema_nested_without_end_is_refused(void)
{
    struct bytes message = { .used = 0 }, content = { .used = 0 };

    put_text(&message, 1, "M");
    for (int i = 0; i < 70; i++) {
        struct bytes inside = message;

        reset(&message);
        put_text(&message, 1, "M");
        put_inside(&message, 3, &inside);
    }
    put_inside(&content, 4, &message);
    reset(&schema);
    put_schema(&schema, &content);
    dump_with_schema("made.M");
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "nest deeper than 64"));
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(a_file_cut_at_any_byte_gives_all_whole_records),
    TEST(a_record_of_more_than_64_mib_is_damage),
    TEST(a_length_without_end_is_damage),
    TEST(a_damaged_record_ends_the_file_and_says_where),
    TEST(messages_nest_64_deep_and_no_deeper),
    TEST(a_record_that_would_fill_the_memory_is_damage),
    TEST(a_file_without_schema_is_refused_in_words),
    TEST(the_header_of_a_file_without_schema_is_printed),
    TEST(a_capture_is_sent_to_netcapd),
    TEST(any_other_file_is_refused),
    TEST(an_empty_file_is_said_to_be_empty),
    TEST(a_schema_without_the_record_is_refused),
    TEST(a_type_that_is_not_there_is_refused),
    TEST(names_that_are_no_names_are_refused),
    TEST(impossible_numbers_and_types_are_refused),
    TEST(two_fields_with_one_number_are_refused),
    TEST(two_fields_with_one_name_are_refused),
    TEST(a_schema_nested_without_end_is_refused),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    schemas_look_in("/nonexistent"); /* none of the build tree's */
    return run_tests("record_file", tests);
}
