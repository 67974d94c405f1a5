/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader makes of the comments in a file's schema, which may say anything. */
#include "dump_helper.h"
#include "schema/schema.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 4, FIELD = 2, NESTED = 3, BEFORE = 3, BEHIND = 4, SYNTAX = 12, SOURCE = 9 };
enum { TYPE_DOUBLE = 1, TYPE_INT32 = 5, TYPE_STRING = 9, TYPE_MESSAGE = 11, TYPE_BYTES = 12 };

static struct bytes content, record, source;
static struct schema *schema;
static char why[256];

/* A record made.All without fields and comments. */
static void
begin(void)
{
    schema_free(schema);
    schema = NULL;
    content.used = record.used = source.used = 0;
    put_text(&record, 1, "All");
}

/* What comes of it; NULL when it is refused. */
static const struct schema_message *
read(const char *syntax)
{
    struct bytes set = { .used = 0 };

    put_inside(&content, MESSAGE, &record);
    put_inside(&content, SOURCE, &source);
    if (syntax)
        put_text(&content, SYNTAX, syntax);
    put_schema(&set, &content);
    schema = schema_new(set.data, set.used, "made.All", why, sizeof why);
    return schema ? schema_record(schema) : NULL;
}

static void
comment(unsigned field, const char *text)
{
    const uint8_t at[] = { MESSAGE, 0, FIELD, (uint8_t)field };

    put_comment(&source, at, sizeof at, BEHIND, text);
}

/* A record of one field with this comment. */
static const struct schema_field *
one(const char *name, unsigned type, const char *text)
{
    const struct schema_message *is;

    begin();
    put_field(&record, name, 1, type, 0, NULL);
    comment(0, text);
    is = read("proto3");
    CU_ASSERT_PTR_NOT_NULL_FATAL(is);
    return &is->fields[0];
}

static void
brackets_say_meaning_and_unit_and_the_rest_what_it_is(void)
{
    const struct schema_field *field =
        one("A", TYPE_INT32, " [count lost packets] on\n the way \n");

    CU_ASSERT_EQUAL(field->meaning, MEANING_COUNT);
    CU_ASSERT_STRING_EQUAL(field->unit, "lost packets");
    CU_ASSERT_STRING_EQUAL(field->comment, "on the way");
}

static void
a_unit_of_time_or_size_is_the_meaning(void)
{
    CU_ASSERT_EQUAL(one("A", TYPE_INT32, "[ns] that it took")->meaning, MEANING_NS);
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[ns] that it took")->unit, "ns");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[bytes]")->unit, "bytes");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[bytes per year]")->unit, "bytes");
    CU_ASSERT_PTR_NULL(one("A", TYPE_INT32, "[number]")->unit);
}

static void
without_brackets_the_name_decides(void)
{
    CU_ASSERT_EQUAL(one("TimestampLast", TYPE_STRING, "when")->meaning, MEANING_TIME);
    CU_ASSERT_EQUAL(one("SrcIP", TYPE_STRING, "")->meaning, MEANING_ADDRESS);
    CU_ASSERT_EQUAL(one("DstMAC", TYPE_BYTES, "")->meaning, MEANING_MAC);
    CU_ASSERT_EQUAL(one("SrcPort", TYPE_INT32, "")->meaning, MEANING_PORT);
    CU_ASSERT_EQUAL(one("UpPort", TYPE_STRING, "as Gi0/1")->meaning, MEANING_NONE);
    CU_ASSERT_EQUAL(one("UpPort", TYPE_STRING, "[port]")->meaning, MEANING_PORT);
    CU_ASSERT_EQUAL(one("Sport", TYPE_INT32, "")->meaning, MEANING_NONE);
    CU_ASSERT(schema_is_time(one("Timestamp", TYPE_STRING, "")));
    CU_ASSERT(!schema_is_time(one("Timestamp", TYPE_INT32, "")));
}

static void
brackets_decide_before_the_name(void)
{
    CU_ASSERT_EQUAL(one("TimestampIP", TYPE_STRING, "[address]")->meaning, MEANING_ADDRESS);
    CU_ASSERT(!schema_is_time(one("Timestamp", TYPE_STRING, "[text]")));
    CU_ASSERT(schema_is_time(one("When", TYPE_STRING, "[time]")));
}

static void
a_meaning_that_the_type_cannot_hold_counts_for_nothing(void)
{
    const struct schema_field *field = one("A", TYPE_INT32, "[time] of day");

    CU_ASSERT_EQUAL(field->meaning, MEANING_NONE);
    CU_ASSERT(!schema_is_time(field));
    CU_ASSERT_STRING_EQUAL(field->comment, "of day");
    CU_ASSERT_EQUAL(one("SrcPort", TYPE_INT32, "[payload]")->meaning, MEANING_PORT);
    CU_ASSERT_EQUAL(one("A", TYPE_DOUBLE, "[count]")->meaning, MEANING_NONE);
    CU_ASSERT_PTR_NULL(one("A", TYPE_STRING, "[ns]")->unit);
}

static void
brackets_with_another_word_are_the_comments_own(void)
{
    const struct schema_field *field = one("A", TYPE_INT32, "[sic] as sent");

    CU_ASSERT_EQUAL(field->meaning, MEANING_NONE);
    CU_ASSERT_STRING_EQUAL(field->comment, "[sic] as sent");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[ns without an end")->comment,
                           "[ns without an end");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[]")->comment, "[]");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[")->comment, "[");
}

static void
a_unit_is_short_and_plain(void)
{
    char comment[600];

    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[count \x1b[2J] of what")->unit, "?");
    snprintf(comment, sizeof comment, "[count %0513d] x", 0);
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, comment)->unit, "?");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "[count] of what")->comment, "of what");
}

static void
a_comment_is_one_line(void)
{
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, "\r\n one\t\ttwo\x01\x7f three\n\n")->comment,
                           "one two three");
    CU_ASSERT_STRING_EQUAL(one("A", TYPE_INT32, " \n ")->comment, "");
}

static void
a_comment_in_front_counts_where_there_is_none_behind(void)
{
    const uint8_t at[] = { MESSAGE, 0, FIELD, 0 };

    begin();
    put_field(&record, "A", 1, TYPE_INT32, 0, NULL);
    put_comment(&source, at, sizeof at, BEFORE, "[s] until then");
    CU_ASSERT_PTR_NOT_NULL_FATAL(read("proto3"));
    CU_ASSERT_STRING_EQUAL(schema_record(schema)->fields[0].comment, "until then");
    CU_ASSERT_EQUAL(schema_record(schema)->fields[0].meaning, MEANING_S);
}

static void
messages_have_comments_too_also_those_inside_of_others(void)
{
    const uint8_t outer[] = { MESSAGE, 0 }, inner[] = { MESSAGE, 0, NESTED, 0 },
                  field[] = { MESSAGE, 0, NESTED, 0, FIELD, 0 };
    struct bytes nested = { .used = 0 };
    const struct schema_message *is;

    begin();
    put_field(&record, "In", 1, TYPE_MESSAGE, 0, ".made.All.In");
    put_text(&nested, 1, "In");
    put_field(&nested, "A", 1, TYPE_INT32, 0, NULL);
    put_inside(&record, NESTED, &nested);
    put_comment(&source, outer, sizeof outer, BEFORE, "The outer.");
    put_comment(&source, inner, sizeof inner, BEFORE, "The inner.");
    put_comment(&source, field, sizeof field, BEHIND, "[code] the field");
    is = read("proto3");
    CU_ASSERT_PTR_NOT_NULL_FATAL(is);
    CU_ASSERT_STRING_EQUAL(is->comment, "The outer.");
    CU_ASSERT_STRING_EQUAL(is->fields[0].message->comment, "The inner.");
    CU_ASSERT_EQUAL(is->fields[0].message->fields[0].meaning, MEANING_CODE);
}

static void
comments_on_what_is_not_there_are_passed_over(void)
{
    static const uint8_t nowhere[][6] = {
        { MESSAGE, 1 },           { MESSAGE, 0, FIELD, 1 },  { MESSAGE, 0, FIELD, 0, 1, 0 },
        { MESSAGE, 0, NESTED, 0 }, { MESSAGE, 0, NESTED, 9, FIELD, 0 }, { 99, 0, FIELD, 0 },
        { MESSAGE, 0, 99, 0 },
    };
    static const uint8_t depth[] = { 2, 4, 6, 4, 6, 4, 4 };
    uint8_t deep[300];

    begin();
    put_field(&record, "A", 1, TYPE_INT32, 0, NULL);
    for (size_t i = 0; i < sizeof depth; i++)
        put_comment(&source, nowhere[i], depth[i], BEHIND, "[ns] x");
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 ? 0 : i ? NESTED : MESSAGE;
    put_comment(&source, deep, sizeof deep, BEHIND, "[ns] x");
    put_comment(&source, deep, 3, BEHIND, "[ns] x");
    put_comment(&source, deep, 0, BEHIND, "[ns] x");
    CU_ASSERT_PTR_NOT_NULL_FATAL(read("proto3"));
    CU_ASSERT_EQUAL(schema_record(schema)->fields[0].meaning, MEANING_NONE);
    CU_ASSERT_STRING_EQUAL(schema_record(schema)->fields[0].comment, "");
}

static void
damaged_comments_are_refused_in_a_sentence(void)
{
    begin();
    put_field(&record, "A", 1, TYPE_INT32, 0, NULL);
    put_bytes(&source, 1, "\x0a\x02\x04\x80", 4); /* a path that ends within a number */
    CU_ASSERT_PTR_NULL(read("proto3"));
    CU_ASSERT_STRING_EQUAL(why, "the schema's comments are damaged");
    begin();
    put_field(&record, "A", 1, TYPE_INT32, 0, NULL);
    put_byte(&source, 0x0a);
    put_byte(&source, 9);
    CU_ASSERT_PTR_NULL(read("proto3"));
    CU_ASSERT_STRING_EQUAL(why, "the schema's comments are damaged");
}

/* A field that is repeated, plain, of a message, of a oneof, optional in proto3. */
static void
put_each_kind(void)
{
    struct bytes field = { .used = 0 };

    begin();
    put_field(&record, "List", 1, TYPE_INT32, 1, NULL);
    put_field(&record, "Plain", 2, TYPE_INT32, 0, NULL);
    put_field(&record, "Inner", 3, TYPE_MESSAGE, 0, ".made.All");
    put_text(&field, 1, "Either");
    put_number(&field, 3, 4);
    put_number(&field, 4, 1);
    put_number(&field, 5, TYPE_INT32);
    put_number(&field, 9, 0);
    put_inside(&record, 2, &field);
    field.used = 0;
    put_text(&field, 1, "Maybe");
    put_number(&field, 3, 5);
    put_number(&field, 4, 1);
    put_number(&field, 5, TYPE_INT32);
    put_number(&field, 17, 1);
    put_inside(&record, 2, &field);
}

static void
has_presence(const char *syntax, const bool wanted[5])
{
    put_each_kind();
    CU_ASSERT_PTR_NOT_NULL_FATAL(read(syntax));
    for (int i = 0; i < 5; i++)
        CU_ASSERT_EQUAL(schema_record(schema)->fields[i].presence, wanted[i]);
}

static void
what_is_absent_can_be_told_in_proto2_and_of_messages_choices_and_optional_fields(void)
{
    has_presence("proto3", (const bool[]){ false, false, true, true, true });
    has_presence("proto2", (const bool[]){ false, true, true, true, true });
    has_presence(NULL, (const bool[]){ false, true, true, true, true });
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(brackets_say_meaning_and_unit_and_the_rest_what_it_is),
    TEST(a_unit_of_time_or_size_is_the_meaning),
    TEST(without_brackets_the_name_decides),
    TEST(brackets_decide_before_the_name),
    TEST(a_meaning_that_the_type_cannot_hold_counts_for_nothing),
    TEST(brackets_with_another_word_are_the_comments_own),
    TEST(a_unit_is_short_and_plain),
    TEST(a_comment_is_one_line),
    TEST(a_comment_in_front_counts_where_there_is_none_behind),
    TEST(messages_have_comments_too_also_those_inside_of_others),
    TEST(comments_on_what_is_not_there_are_passed_over),
    TEST(damaged_comments_are_refused_in_a_sentence),
    TEST(what_is_absent_can_be_told_in_proto2_and_of_messages_choices_and_optional_fields),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    int failed = run_tests("comments", tests);

    schema_free(schema);
    return failed;
}
