/* SPDX-License-Identifier: Apache-2.0 */
/* Records taken apart: levels worked out by hand, dictionaries, least and greatest values. */
#include "dump_helper.h"
#include "parquet/dictionary.h"
#include "parquet/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define TEXT_OF(text) { .bytes = (const uint8_t *)(text), .size = sizeof(text) - 1 }

static struct shape shape;
static struct group *group;
static char why[256];
static const char block[] = "JulienDmitriyChris";

static void
begin(const struct schema_message *message)
{
    CU_ASSERT_TRUE_FATAL(shape_new(&shape, message, why, sizeof why));
    group = group_new(&shape, (const uint8_t *)block, false);
}

static void
end(void)
{
    group_free(group);
    shape_free(&shape);
}

/* "0 1 1" */
static const char *
levels(const uint8_t *list, size_t count)
{
    static char text[256];
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; list && i < count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%u", i ? " " : "", list[i]);
    return text;
}

#define REPETITIONS(leaf) levels(group->leaves[leaf].repetitions, group->leaves[leaf].n_entries)
#define DEFINITIONS(leaf) levels(group->leaves[leaf].definitions, group->leaves[leaf].n_entries)

static struct schema_field contact_fields[] = {
    { .name = "name", .number = 1, .type = SCHEMA_STRING },
    { .name = "phone", .number = 2, .type = SCHEMA_STRING, .presence = true },
};
static const struct schema_message contact = { .name = "Contact",
                                               .fields = contact_fields,
                                               .count = COUNT(contact_fields) };
static struct schema_field book_fields[] = {
    { .name = "owner", .number = 1, .type = SCHEMA_STRING },
    { .name = "numbers", .number = 2, .type = SCHEMA_STRING, .repeated = true },
    { .name = "contacts",
      .number = 3,
      .type = SCHEMA_MESSAGE,
      .repeated = true,
      .message = &contact },
};
static const struct schema_message book = { .name = "Book",
                                            .fields = book_fields,
                                            .count = COUNT(book_fields) };

static void
a_list_of_messages_with_one_value_missing_has_these_levels(void)
{
    struct value people[2][2] = { { TEXT_OF(block), TEXT_OF(block) }, { TEXT_OF(block) } };
    struct value second_contact = { .fields = people[1] };
    struct value first_contact = { .fields = people[0], .next = &second_contact };
    struct value second_number = TEXT_OF(block), first_number = TEXT_OF(block);
    struct value full[] = { TEXT_OF(block), { .first = &first_number, .size = 2 },
                            { .first = &first_contact, .size = 2 } };
    struct value empty[3] = { TEXT_OF(block) };

    first_number.next = &second_number;
    begin(&book);
    group_add(group, full);
    group_add(group, empty);
    CU_ASSERT_PTR_NULL(group->leaves[0].definitions);
    CU_ASSERT_PTR_NULL(group->leaves[0].repetitions);
    CU_ASSERT_EQUAL(group->leaves[0].n_values, 2);
    CU_ASSERT_STRING_EQUAL(REPETITIONS(1), "0 1 0");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(1), "1 1 0");
    CU_ASSERT_STRING_EQUAL(REPETITIONS(2), "0 1 0");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(2), "1 1 0");
    CU_ASSERT_STRING_EQUAL(REPETITIONS(3), "0 1 0");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(3), "2 1 0");
    CU_ASSERT_EQUAL(group->leaves[3].n_values, 1);
    CU_ASSERT_EQUAL(group->n_rows, 2);
    end();
}

static struct schema_field inner_fields[] = {
    { .name = "b", .number = 1, .type = SCHEMA_INT32, .repeated = true },
};
static const struct schema_message inner = { .name = "A", .fields = inner_fields, .count = 1 };
static struct schema_field outer_fields[] = {
    { .name = "a", .number = 1, .type = SCHEMA_MESSAGE, .repeated = true, .message = &inner },
};
static const struct schema_message outer = { .name = "R", .fields = outer_fields, .count = 1 };

/* [[1, 2], [3]], [[]], [] */
static void
lists_in_lists_have_these_levels(void)
{
    struct value three = { .number = 3 }, two = { .number = 2 };
    struct value one = { .number = 1, .next = &two }, none = { .first = NULL };
    struct value b12 = { .first = &one, .size = 2 }, b3 = { .first = &three, .size = 1 };
    struct value last = { .fields = &b3 }, first = { .fields = &b12, .next = &last };
    struct value of_none = { .fields = &none };

    begin(&outer);
    group_add(group, &(struct value){ .first = &first, .size = 2 });
    group_add(group, &(struct value){ .first = &of_none, .size = 1 });
    group_add(group, &none);
    CU_ASSERT_STRING_EQUAL(REPETITIONS(0), "0 2 1 0 0");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(0), "2 2 2 1 0");
    CU_ASSERT_EQUAL(group->leaves[0].n_values, 3);
    end();
}

static struct schema_field text_fields[] = {
    { .name = "Seen", .number = 1, .type = SCHEMA_STRING, .meaning = MEANING_TIME },
    { .name = "Peer", .number = 2, .type = SCHEMA_STRING, .meaning = MEANING_PORT },
};
static const struct schema_message texts = { .name = "T", .fields = text_fields, .count = 2 };

static void
add_texts(const char *when, const char *port)
{
    struct value record[] = { { .bytes = (const uint8_t *)when, .size = strlen(when) },
                              { .bytes = (const uint8_t *)port, .size = strlen(port) } };

    group_add(group, record);
}

static void
times_and_ports_are_numbers_and_what_is_none_is_null_and_counted(void)
{
    begin(&texts);
    add_texts("1700000000.250005", "443");
    add_texts("-1.999999999", "65535");
    add_texts("", "");
    CU_ASSERT_EQUAL(group->left_out, 0);
    add_texts("yesterday", "http");
    add_texts("9300000000.000000", "65536"); /* beyond what 64 bits of nanoseconds hold */
    add_texts("9200000000.000000001", "080");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(0), "1 1 0 0 0 1");
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(1), "1 1 0 0 0 0");
    CU_ASSERT_EQUAL(group->left_out, 5);
    CU_ASSERT_EQUAL(group->leaves[0].values[0], UINT64_C(1700000000250005000));
    CU_ASSERT_EQUAL(group->leaves[0].values[1], (uint64_t)-INT64_C(1999999999));
    CU_ASSERT_EQUAL(group->leaves[1].values[0], 443);
    end();
}

static void
only_text_that_means_a_time_or_a_port_becomes_a_number(void)
{
    struct schema_field fields[] = {
        { .name = "Timestamp", .number = 1, .type = SCHEMA_STRING, .meaning = MEANING_TEXT },
        { .name = "SrcPort", .number = 2, .type = SCHEMA_STRING },
        { .name = "Size", .number = 3, .type = SCHEMA_INT32, .meaning = MEANING_BYTES },
        { .name = "Peer", .number = 4, .type = SCHEMA_UINT64, .meaning = MEANING_PORT },
        { .name = "Peers", .number = 5, .type = SCHEMA_STRING, .meaning = MEANING_PORT,
          .repeated = true },
    };
    const struct schema_message message = { .name = "M", .fields = fields, .count = COUNT(fields) };
    const enum shape_kind kinds[] = { SHAPE_TEXT, SHAPE_TEXT, SHAPE_INT32, SHAPE_UINT64,
                                      SHAPE_PORT };

    begin(&message);
    for (size_t i = 0; i < COUNT(kinds); i++)
        CU_ASSERT_EQUAL(shape.nodes[shape.leaves[i]].kind, kinds[i]);
    CU_ASSERT_FALSE(shape.nodes[shape.leaves[3]].optional);
    CU_ASSERT_TRUE(shape.nodes[shape.leaves[4]].optional);
    end();
}

static struct schema_field self_fields[] = {
    { .name = "next", .number = 1, .type = SCHEMA_MESSAGE, .presence = true },
};
static const struct schema_message self = { .name = "S", .fields = self_fields, .count = 1 };

static void
a_message_that_is_in_itself_is_json(void)
{
    struct value none = { .fields = NULL }, one = { .fields = &none };
    uint64_t text;

    self_fields[0].message = &self;
    begin(&self);
    CU_ASSERT_EQUAL(shape.n_leaves, 1);
    CU_ASSERT_EQUAL(shape.nodes[shape.leaves[0]].kind, SHAPE_JSON);
    group_add(group, &(struct value){ .fields = &one });
    group_add(group, &none);
    text = group->leaves[0].values[0];
    CU_ASSERT_STRING_EQUAL(DEFINITIONS(0), "1 0");
    CU_ASSERT_EQUAL(group_text_size(text), 11);
    CU_ASSERT(memcmp(group_text(group, text), "{\"next\":{}}", 11) == 0);
    end();
}

static void
what_has_no_columns_is_refused_with_a_reason(void)
{
    const struct schema_message nothing = { .name = "Nothing" };

    CU_ASSERT_FALSE(shape_new(&shape, &nothing, why, sizeof why));
    CU_ASSERT_STRING_EQUAL(why, "Nothing has no fields, and Parquet no files without columns");
    shape_free(&shape);
}

static struct group_leaf
leaf_of(enum shape_kind kind, uint64_t *values, size_t count)
{
    static struct shape_node node;

    node.kind = kind;
    return (struct group_leaf){
        .node = &node, .n_entries = count, .values = values, .n_values = count
    };
}

static void
a_dictionary_has_values_in_the_order_in_which_they_come(void)
{
    const struct group none = { .block = (const uint8_t *)block };
    uint64_t values[40], sundry[40];
    struct dictionary dictionary;
    struct group_leaf leaf = leaf_of(SHAPE_INT64, values, 40);

    for (size_t i = 0; i < 40; i++) {
        values[i] = i % 2 ? 7 : 9;
        sundry[i] = i;
    }
    CU_ASSERT_TRUE_FATAL(dictionary_make(&dictionary, &none, &leaf));
    CU_ASSERT_EQUAL(dictionary.n_values, 2);
    CU_ASSERT_EQUAL(dictionary.values[0], 9);
    CU_ASSERT_EQUAL(dictionary.indexes[39], 1);
    dictionary_free(&dictionary);
    leaf = leaf_of(SHAPE_INT64, sundry, 40);
    CU_ASSERT_FALSE(dictionary_make(&dictionary, &none, &leaf));
}

static struct statistics
statistics_of(enum shape_kind kind, uint64_t *values, size_t count, const char *bytes)
{
    const struct group of = { .block = (const uint8_t *)bytes };
    struct group_leaf leaf = leaf_of(kind, values, count);
    struct statistics statistics;

    statistics_make(&statistics, &of, &leaf, values, count);
    return statistics;
}

static void
bounds_go_by_the_sign_of_numbers(void)
{
    uint64_t values[] = { 1, (uint64_t)-1, 0 };
    struct statistics s = statistics_of(SHAPE_INT64, values, 3, "");

    CU_ASSERT(memcmp(s.least.bytes, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0);
    CU_ASSERT(memcmp(s.greatest.bytes, "\x01\0\0\0\0\0\0\0", 8) == 0);
    s = statistics_of(SHAPE_UINT64, values, 3, "");
    CU_ASSERT(memcmp(s.least.bytes, "\0\0\0\0\0\0\0\0", 8) == 0);
    CU_ASSERT(memcmp(s.greatest.bytes, "\xff\xff\xff\xff\xff\xff\xff\xff", 8) == 0);
}

static void
bounds_pass_over_what_is_no_number_and_zero_is_both(void)
{
    const double reals[] = { NAN, 0.0, -0.0 };
    uint64_t values[3];
    struct statistics s;

    memcpy(values, reals, sizeof values);
    s = statistics_of(SHAPE_DOUBLE, values, 3, "");
    CU_ASSERT(memcmp(s.least.bytes, "\0\0\0\0\0\0\0\x80", 8) == 0);
    CU_ASSERT(memcmp(s.greatest.bytes, "\0\0\0\0\0\0\0\0", 8) == 0);
    s = statistics_of(SHAPE_DOUBLE, values, 1, "");
    CU_ASSERT_FALSE(s.least.there);
}

static void
a_long_text_is_bounded_by_shorter_ones(void)
{
    char text[101];
    uint64_t value = 100;
    struct statistics s;

    memset(text, 'a', sizeof text);
    s = statistics_of(SHAPE_TEXT, &value, 1, text);
    CU_ASSERT_EQUAL(s.least.size, BOUND_MAX);
    CU_ASSERT_FALSE(s.least.exact);
    CU_ASSERT_EQUAL(s.greatest.size, BOUND_MAX);
    CU_ASSERT_EQUAL(s.greatest.bytes[BOUND_MAX - 1], 'b');
    memset(text + 60, 0xff, 41);
    s = statistics_of(SHAPE_BYTES, &value, 1, text);
    CU_ASSERT_EQUAL(s.greatest.size, 60);
    memset(text, 0xff, sizeof text);
    s = statistics_of(SHAPE_BYTES, &value, 1, text);
    CU_ASSERT_FALSE(s.greatest.there);
    CU_ASSERT_TRUE(s.least.there);
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(a_list_of_messages_with_one_value_missing_has_these_levels),
    TEST(lists_in_lists_have_these_levels),
    TEST(times_and_ports_are_numbers_and_what_is_none_is_null_and_counted),
    TEST(only_text_that_means_a_time_or_a_port_becomes_a_number),
    TEST(a_message_that_is_in_itself_is_json),
    TEST(what_has_no_columns_is_refused_with_a_reason),
    TEST(a_dictionary_has_values_in_the_order_in_which_they_come),
    TEST(bounds_go_by_the_sign_of_numbers),
    TEST(bounds_pass_over_what_is_no_number_and_zero_is_both),
    TEST(a_long_text_is_bounded_by_shorter_ones),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("taking records apart for Parquet", tests);
}
