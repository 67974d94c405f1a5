/* SPDX-License-Identifier: Apache-2.0 */
/* Lines made straight from the wire are those made of values. */
#include "formats/csv_rows.h"

#include "dump_helper.h"
#include "formats/csv_text.h"
#include "formats/formats.h"

#include <stdlib.h>

enum { RECORDS = 3000, FIELDS = sizeof all_types / sizeof *all_types };

static struct schema *schema;
static const struct schema_message *all;
static struct columns columns;
static struct values *values;
static struct textbuf line = { .fd = -1 }, wanted = { .fd = -1 };

static struct printer
printer_to(struct textbuf *to, char separator)
{
    return (struct printer){ .to = to, .columns = &columns, .separator = separator };
}

static bool
make_line(struct printer *printer, struct wire record)
{
    struct csv_rows *rows = csv_rows_new(printer, all);
    bool made;

    line.used = 0;
    text_string(&line, "before");
    made = csv_rows_put(rows, record);
    csv_rows_free(rows);
    return made;
}

/* By way of values; false when the record is damaged. */
static bool
make_wanted(const struct printer *like, struct wire record)
{
    struct printer printer = *like;
    const struct value *fields = values_decode(values, record.at, wire_left(&record));
    const struct value *cells[FIELDS];

    if (!fields)
        return false;
    for (size_t i = 0; i < FIELDS; i++)
        cells[i] = column_value(&columns.list[i], values, fields);
    printer.to = &wanted;
    wanted.used = 0;
    text_string(&wanted, "before");
    (printer.separator == ',' ? format_csv : format_tsv).record(&printer, cells);
    return true;
}

static bool
is_same(void)
{
    return line.used == wanted.used && memcmp(line.data, wanted.data, line.used) == 0;
}

static struct wire
wire_of(const struct bytes *bytes)
{
    return (struct wire){ bytes->data, bytes->data + bytes->used };
}

static uint64_t state = 88172645463325252u;

/* The same numbers in every run: a failure comes back. */
static uint64_t
next_bits(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static unsigned
any_of(unsigned n)
{
    return (unsigned)(next_bits() >> 33) % n;
}

static void
put_any_text(struct bytes *to, unsigned field)
{
    static const char *const texts[] = {
        "",       "x",           "plain text of some length", "12.5",      "a,b",       "a\tb",
        "\"",     "say \"that\"", "back\\slash",               "=1+1",      "-1",        "'quoted",
        " =2",    "line\nend",   "\x1b[31m",                  "\xff\xfe!", "na\xc3\xafve",
        "1234567", "12345678",   "123456789,",                "\xe2\x80\xae", "\xef\xbc\x9d" "2",
        "1499254962.000005",     "-1.5",                      "@"
    };

    put_text(to, field, texts[any_of(sizeof texts / sizeof *texts)]);
}

static uint64_t
any_number(void)
{
    return next_bits() >> any_of(64);
}

static void
put_any_in(struct bytes *to, unsigned field)
{
    struct bytes in = { .used = 0 };

    if (any_of(2))
        put_number(&in, 1, any_number());
    if (any_of(2))
        put_any_text(&in, 2);
    for (unsigned n = any_of(3); n; n--)
        put_number(&in, 3, any_number());
    if (any_of(9) == 0)
        put_text(&in, 4 + any_of(3), "unknown");
    put_inside(to, field, &in);
}

static void put_any_record(struct bytes *to, unsigned depth);

static void
put_any_field(struct bytes *to, size_t i, unsigned depth)
{
    unsigned number = all_types[i].number;

    switch (all_types[i].type) {
    case SCHEMA_DOUBLE: put_real(to, number, (double)any_number() / 7); break;
    case SCHEMA_FLOAT: put_single(to, number, (float)any_number() / 7); break;
    case SCHEMA_FIXED64:
    case SCHEMA_SFIXED64: put_fixed(to, number, any_number(), 8); break;
    case SCHEMA_FIXED32:
    case SCHEMA_SFIXED32: put_fixed(to, number, any_number(), 4); break;
    case SCHEMA_STRING:
    case SCHEMA_BYTES: put_any_text(to, number); break;
    case SCHEMA_MESSAGE:
        if (number != 5000)
            put_any_in(to, number);
        else if (depth < 3)
            put_any_record(to, depth + 1);
        break;
    default: put_number(to, number, any_number()); break;
    }
}

/* In order, at first. */
static void
put_any_record(struct bytes *to, unsigned depth)
{
    struct bytes record = { .used = 0 };

    for (size_t i = 0; i < FIELDS; i++)
        if (any_of(3) == 0)
            for (unsigned n = all_types[i].repeated ? 1 + any_of(3) : 1; n; n--)
                put_any_field(&record, i, depth);
    if (any_of(9) == 0)
        put_text(&record, 20, "\1\2\3"); /* a packed list */
    if (depth)
        put_inside(to, 5000, &record);
    else
        *to = record;
}

static void
set_style(struct printer *printer, unsigned n)
{
    printer->style.formulas = n & 1 ? FORMULAS_KEEP : FORMULAS_ESCAPE;
    printer->style.utc = n & 2;
    printer->style.bytes = n >> 2 & 3;
}

static void
lines_are_those_of_the_format_for_whatever_a_record_holds(void)
{
    unsigned straight = 0, damaged = 0;

    for (unsigned i = 0; i < RECORDS; i++) {
        struct printer printer = printer_to(&line, i % 2 ? ',' : '\t');
        struct bytes record = { .used = 0 };
        bool made, whole;

        set_style(&printer, any_of(16));
        put_any_record(&record, 0);
        if (any_of(4) == 0)
            put_any_field(&record, any_of(FIELDS), 0);
        if (record.used && any_of(8) == 0)
            record.used -= any_of((unsigned)record.used);
        if (record.used && any_of(8) == 0)
            record.data[any_of((unsigned)record.used)] ^= (uint8_t)(1 << any_of(8));
        made = make_line(&printer, wire_of(&record));
        whole = make_wanted(&printer, wire_of(&record));
        CU_ASSERT_TRUE_FATAL(made ? whole && is_same() : line.used == strlen("before"));
        straight += made;
        damaged += !whole;
    }
    CU_ASSERT_TRUE(straight > RECORDS / 2);
    CU_ASSERT_TRUE(damaged > RECORDS / 100);
}

static void
fields_in_order_go_straight(void)
{
    struct printer printer = printer_to(&line, ',');
    struct bytes record = { .used = 0 };

    put_number(&record, 5, 7);
    put_text(&record, 9, "a,b");
    put_number(&record, 20, 1);
    put_number(&record, 20, 2);
    CU_ASSERT_TRUE(make_line(&printer, wire_of(&record)));
    CU_ASSERT_TRUE(make_wanted(&printer, wire_of(&record)));
    CU_ASSERT_TRUE(is_same());
}

static void
fields_twice_or_in_another_order_do_not(void)
{
    static const unsigned numbers[][2] = { { 5, 5 }, { 5, 3 } };

    for (size_t i = 0; i < 2; i++) {
        struct printer printer = printer_to(&line, ',');
        struct bytes record = { .used = 0 };

        put_number(&record, numbers[i][0], 7);
        put_number(&record, numbers[i][1], 8);
        CU_ASSERT_FALSE(make_line(&printer, wire_of(&record)));
        CU_ASSERT_EQUAL(line.used, strlen("before"));
    }
}

static void
too_many_values_are_for_the_other_way_to_refuse(void)
{
    enum { MESSAGES = 1100000, EACH = 3 };
    struct printer printer = printer_to(&line, ',');
    uint8_t *bytes = malloc(MESSAGES * EACH);

    for (size_t i = 0; i < MESSAGES; i++)
        memcpy(bytes + EACH * i, "\xb2\x01", EACH); /* an empty one in RM */
    CU_ASSERT_FALSE(make_line(&printer, (struct wire){ bytes, bytes + MESSAGES * EACH }));
    CU_ASSERT_FALSE(make_wanted(&printer, (struct wire){ bytes, bytes + MESSAGES * EACH }));
    CU_ASSERT_TRUE(make_line(&printer, (struct wire){ bytes, bytes + MESSAGES / 2 * EACH }));
    free(bytes);
}

static void
messages_that_nest_too_deep_are_too(void)
{
    struct printer printer = printer_to(&line, ',');
    struct bytes record = { .used = 0 };

    for (unsigned depth = 1; depth <= WIRE_MAX_DEPTH + 1; depth++) {
        struct bytes inside = record;

        CU_ASSERT_EQUAL(make_line(&printer, wire_of(&record)), depth <= WIRE_MAX_DEPTH);
        CU_ASSERT_EQUAL(make_wanted(&printer, wire_of(&record)), depth <= WIRE_MAX_DEPTH);
        record.used = 0;
        put_inside(&record, 5000, &inside);
    }
}

static void
each_byte_is_seen_wherever_it_stands_in_a_text(void)
{
    enum { LONGEST = 20 };
    static const char separators[] = { ',', '\t', 'x' };

    for (size_t i = 0; i < sizeof separators; i++)
        for (unsigned n = 0; n < LONGEST * LONGEST * 256; n++) {
            const size_t size = n / 256 % LONGEST + 1, at = n / 256 / LONGEST % size;
            const char byte = (char)n;
            bool plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\' &&
                         byte != separators[i];
            uint8_t text[LONGEST];

            memset(text, 'a', size);
            text[at] = (uint8_t)byte;
            line.used = 0;
            CU_ASSERT_EQUAL_FATAL(csv_put_plain(&line, text, size, separators[i]), plain);
            CU_ASSERT_EQUAL_FATAL(line.used, plain ? size : 0);
            CU_ASSERT_FALSE_FATAL(plain && memcmp(line.data, text, size) != 0);
        }
}

/* A record with one message each of so many types, and what says so. */
static void
put_many(struct bytes *schema_bytes, struct bytes *record, unsigned n)
{
    struct bytes content = { .used = 0 }, many = { .used = 0 }, nothing = { .used = 0 };

    put_text(&many, 1, "Many");
    put_field(&many, "N", n + 1, SCHEMA_INT32, 0, NULL);
    for (unsigned i = 1; i <= n; i++) {
        struct bytes message = { .used = 0 };
        char name[16], full[32];

        snprintf(name, sizeof name, "M%u", i);
        snprintf(full, sizeof full, ".made.%s", name);
        put_field(&many, name, i, SCHEMA_MESSAGE, 0, full);
        put_text(&message, 1, name);
        put_inside(&content, 4, &message);
        put_inside(record, i, &nothing);
    }
    put_inside(&content, 4, &many);
    put_schema(schema_bytes, &content);
}

/* In a list that is searched: what is of many is printed by way of values. */
static void
messages_of_very_many_types_are_for_the_other_way(void)
{
    for (unsigned n = 256; n <= 257; n++) {
        struct printer printer = printer_to(&line, ',');
        struct bytes bytes = { .used = 0 }, record = { .used = 0 };
        struct schema *many;
        struct csv_rows *rows;
        char why[256];

        put_many(&bytes, &record, n);
        many = schema_new(bytes.data, bytes.used, "made.Many", why, sizeof why);
        CU_ASSERT_PTR_NOT_NULL_FATAL(many);
        rows = csv_rows_new(&printer, schema_record(many));
        CU_ASSERT_EQUAL(csv_rows_put(rows, wire_of(&record)), n == 256);
        csv_rows_free(rows);
        schema_free(many);
    }
}

static void
what_is_nested_as_json_has_no_such_way(void)
{
    struct printer printer = printer_to(&line, ',');

    printer.style.nested = NESTED_JSON;
    CU_ASSERT_PTR_NULL(csv_rows_new(&printer, all));
}

static const CU_TestInfo tests[] = {
#define TEST(name) { #name, name }
    TEST(lines_are_those_of_the_format_for_whatever_a_record_holds),
    TEST(fields_in_order_go_straight),
    TEST(each_byte_is_seen_wherever_it_stands_in_a_text),
    TEST(fields_twice_or_in_another_order_do_not),
    TEST(too_many_values_are_for_the_other_way_to_refuse),
    TEST(messages_that_nest_too_deep_are_too),
    TEST(messages_of_very_many_types_are_for_the_other_way),
    TEST(what_is_nested_as_json_has_no_such_way),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    struct bytes descriptors = { .used = 0 };
    char why[256];
    int failed;

    put_all_types(&descriptors);
    schema = schema_new(descriptors.data, descriptors.used, "made.All", why, sizeof why);
    all = schema_record(schema);
    columns_new(&columns, all, NULL, why, sizeof why);
    values = values_new(all);
    failed = run_tests("csv_rows", tests);
    values_free(values);
    columns_free(&columns);
    schema_free(schema);
    textbuf_free(&line);
    textbuf_free(&wanted);
    return failed;
}
