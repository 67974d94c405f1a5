/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas and records with random damage, each in a buffer of exactly its size. */
#include "formats/formats.h"
#include "dump_helper.h"

#include <stdlib.h>

enum { ROUNDS = 20000 };

static uint64_t state = 88172645463325252u;

/* The same numbers in every run: a failure comes back. */
static unsigned
pick(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

static void
damage_bytes(struct bytes *bytes)
{
    static const uint8_t nasty[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
    unsigned count = 1 + pick(4);

    for (unsigned i = 0; i < count && bytes->used > 1; i++) {
        size_t at = pick((unsigned)bytes->used);

        if (pick(8) == 0)
            bytes->used = 1 + at;
        else if (pick(2) == 0)
            bytes->data[at] = nasty[pick(sizeof nasty)];
        else
            bytes->data[at] ^= (uint8_t)(1u << pick(8));
    }
}

/* Memory of exactly this size, so that the sanitizer sees the first byte too many. */
static uint8_t *
exact(const struct bytes *bytes)
{
    uint8_t *copy = malloc(bytes->used ? bytes->used : 1);

    return copy ? memcpy(copy, bytes->data, bytes->used) : NULL;
}

static void
put_rich(struct bytes *record)
{
    struct bytes inner = { .used = 0 };

    put_sample(&inner);
    put_sample(record);
    put_real(record, 1, 1.5);
    put_single(record, 2, 0.25f);
    put_bytes(record, 12, "\x01\x02", 2);
    put_number(record, 14, 5);
    put_number(record, 18, 99);
    put_bytes(record, 20, "\x01\x80\x01", 3);
    put_text(record, 21, "l\xc3\xa4nger");
    put_bytes(record, 23, "\x01\x00\x00\x00", 4);
    put_inside(record, 5000, &inner);
}

static struct schema *
schema_of_all_types(void)
{
    struct bytes schema = { .used = 0 };
    char why[256];

    put_all_types(&schema);
    return schema_new(schema.data, schema.used, "made.All", why, sizeof why);
}

static void
print(const struct format *format, const struct columns *columns, struct values *values,
      const struct value *record, struct textbuf *to)
{
    struct printer printer = { .to = to, .columns = columns, .separator = ',', .style.utc = true };
    const struct value *cells[32];

    for (size_t i = 0; i < columns->count && i < 32; i++)
        cells[i] = column_value(&columns->list[i], values, record);
    if (format->begin)
        format->begin(&printer);
    format->record(&printer, cells);
    if (format->end)
        format->end(&printer);
}

/* Whether the record came apart into values, and every format could print them. */
static bool
survives(struct values *values, const struct columns *columns, const struct bytes *record)
{
    uint8_t *bytes = exact(record);
    const struct value *fields = bytes ? values_decode(values, bytes, record->used) : NULL;
    bool good = fields || *values_damage(values);

    for (size_t i = 0; fields && formats[i]; i++) {
        struct textbuf to = { .fd = -1 };

        print(formats[i], columns, values, fields, &to);
        good &= to.used > 0 && to.data[to.used - 1] == '\n';
        textbuf_free(&to);
    }
    free(bytes);
    return good;
}

static void
damaged_records_are_printed_or_refused(void)
{
    struct schema *schema = schema_of_all_types();
    const struct schema_message *type = schema_record(schema);
    struct values *values = values_new(type);
    struct bytes whole = { .used = 0 };
    struct columns columns;
    unsigned failures = 0;
    char why[256];

    CU_ASSERT_FATAL(columns_new(&columns, type,
                                "M,RM,RM.R,Self,Self.RM.T,D,F,S,Y,E,Z64,RI,RS,RX,"
                                "Timestamp",
                                why, sizeof why));
    put_rich(&whole);
    for (int i = 0; i < ROUNDS; i++) {
        struct bytes record = whole;

        damage_bytes(&record);
        failures += !survives(values, &columns, &record);
    }
    CU_ASSERT_EQUAL(failures, 0);
    columns_free(&columns);
    values_free(values);
    schema_free(schema);
}

/* Whether the schema is refused with a reason, or reads the record without harm. */
static bool
schema_survives(const struct bytes *damaged, const struct bytes *record)
{
    uint8_t *bytes = exact(damaged);
    char why[256];
    struct schema *schema =
        bytes ? schema_new(bytes, damaged->used, "made.All", why, sizeof why) : NULL;
    bool good = schema || *why;

    free(bytes);
    if (schema) {
        const struct schema_message *type = schema_record(schema);
        struct values *values = values_new(type);
        struct columns columns;

        good = columns_new(&columns, type, NULL, why, sizeof why) &&
               survives(values, &columns, record);
        columns_free(&columns);
        values_free(values);
    }
    schema_free(schema);
    return good;
}

/* One more file, of comments on its message and fields. */
static void
put_commented(struct bytes *set)
{
    static const uint8_t message[] = { 4, 0 }, field[] = { 4, 0, 2, 1 }, nested[] = { 4, 0, 3, 0 };
    struct bytes content = { .used = 0 }, more = { .used = 0 }, inner = { .used = 0 },
                 source = { .used = 0 };

    put_text(&more, 1, "More");
    put_field(&more, "A", 1, 5, 0, NULL);
    put_field(&more, "SrcPort", 2, 5, 0, NULL);
    put_text(&inner, 1, "Inner");
    put_inside(&more, 3, &inner);
    put_inside(&content, 4, &more);
    put_comment(&source, message, sizeof message, 3, "A message.");
    put_comment(&source, field, sizeof field, 4, "[count ports] there are");
    put_comment(&source, nested, sizeof nested, 3, "Inside.");
    put_inside(&content, 9, &source);
    put_schema(set, &content);
}

static void
damaged_schemas_are_used_or_refused(void)
{
    struct bytes whole = { .used = 0 }, record = { .used = 0 };
    unsigned failures = 0;

    put_all_types(&whole);
    put_commented(&whole);
    put_rich(&record);
    CU_ASSERT(schema_survives(&whole, &record));
    for (int i = 0; i < ROUNDS; i++) {
        struct bytes damaged = whole;

        damage_bytes(&damaged);
        failures += !schema_survives(&damaged, &record);
    }
    CU_ASSERT_EQUAL(failures, 0);
}

static void
a_record_cut_at_any_byte_is_printed_or_refused(void)
{
    struct schema *schema = schema_of_all_types();
    struct values *values = values_new(schema_record(schema));
    struct bytes record = { .used = 0 };
    struct columns columns;
    char why[256];

    CU_ASSERT_FATAL(columns_new(&columns, schema_record(schema), NULL, why, sizeof why));
    put_rich(&record);
    while (record.used-- > 0)
        CU_ASSERT(survives(values, &columns, &record));
    columns_free(&columns);
    values_free(values);
    schema_free(schema);
}

static const CU_TestInfo tests[] = {
#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }
    TEST(damaged_records_are_printed_or_refused),
    TEST(damaged_schemas_are_used_or_refused),
    TEST(a_record_cut_at_any_byte_is_printed_or_refused),
    CU_TEST_INFO_NULL,
};

int
main(void)
{
    return run_tests("value", tests);
}
