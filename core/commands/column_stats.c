/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/column_stats.h"

#include "base/memory.h"
#include "formats/cell.h"
#include "formats/json.h"
#include "formats/visible_text.h"

#include <stdlib.h>
#include <string.h>

enum { CELLS = 7, MIN_WIDTH = 30, TOP_WIDTH = 30 };

struct column_stats *
column_stats_new(const struct columns *columns)
{
    struct column_stats *all = need(columns->count, sizeof *all);

    for (size_t i = 0; i < columns->count; i++) {
        all[i].column = &columns->list[i];
        all[i].census = census_new();
    }
    return all;
}

void
column_stats_free(struct column_stats *all, size_t count)
{
    for (size_t i = 0; all && i < count; i++) {
        census_free(all[i].census);
        free(all[i].least.bytes);
        free(all[i].largest.bytes);
    }
    free(all);
}

static bool
is_bytes(const struct schema_field *field)
{
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES;
}

static void
keep(struct kept_value *kept, const struct schema_field *field, const struct value *value)
{
    kept->value = *value;
    if (is_bytes(field)) {
        if (value->size > kept->size || !kept->bytes) {
            kept->size = 2 * value->size + 16;
            kept->bytes = grow(kept->bytes, kept->size);
        }
        if (value->size)
            memcpy(kept->bytes, value->bytes, value->size);
        kept->value.bytes = kept->bytes;
    }
    test_key(field, test_form_of(field), &kept->value, kept->space, &kept->key);
}

/* Of what can be told from what is absent, and of text that would be a time, an address or a port
 * but is empty. */
static bool
is_null(const struct schema_field *field, const struct value *value)
{
    if (field->type == SCHEMA_MESSAGE)
        return !value->fields;
    if (is_bytes(field))
        return value->size == 0 &&
               (field->presence ? !value->bytes : test_form_of(field) != TEST_BYTES);
    return field->presence && !field->repeated && value->size == 0;
}

static void
add_value(struct column_stats *stats, const struct value *value)
{
    const struct schema_field *field = &stats->column->field;
    uint8_t space[TEST_KEY];
    struct key key;

    stats->values++;
    if (field->type == SCHEMA_MESSAGE)
        return;
    if (is_bytes(field))
        census_add(stats->census, value->bytes, value->size);
    else
        census_add(stats->census, &value->number, sizeof value->number);
    if (!test_key(field, test_form_of(field), value, space, &key) ||
        (key.is_real && key.real != key.real))
        return;
    if (!stats->any || key_compare(&key, &stats->least.key) == KEY_LESS)
        keep(&stats->least, field, value);
    if (!stats->any || key_compare(&key, &stats->largest.key) == KEY_GREATER)
        keep(&stats->largest, field, value);
    stats->any = true;
}

void
column_stats_add(struct column_stats *stats, const struct value *value)
{
    const struct schema_field *field = &stats->column->field;
    const struct value *element = value && field->repeated ? value->first : value;
    uint64_t before = stats->values;

    for (; element; element = field->repeated ? element->next : NULL)
        if (!is_null(field, element))
            add_value(stats, element);
    stats->nulls += stats->values == before;
}

/* As a cell of CSV has it, without its escapes. */
static void
put_value(struct textbuf *to, const struct schema_field *field, const struct value *value)
{
    struct printer printer = { .to = to, .meant = true };

    cell_print_element(&printer, field, value);
}

static struct value
value_of(const struct schema_field *field, const struct census_value *top)
{
    struct value value = { .size = 1 };

    if (is_bytes(field)) {
        value.bytes = top->bytes;
        value.size = top->size < CENSUS_SHOWN ? top->size : CENSUS_SHOWN;
    } else {
        memcpy(&value.number, top->bytes, sizeof value.number);
    }
    return value;
}

static bool
is_number(const struct schema_field *field)
{
    return !is_bytes(field) && field->type != SCHEMA_ENUM && field->type != SCHEMA_DOUBLE &&
           field->type != SCHEMA_FLOAT;
}

static void
put_json_value(struct textbuf *to, const struct schema_field *field, const struct value *value)
{
    struct textbuf text = { .fd = -1 };
    bool finite = true;

    text_string(&text, "");
    put_value(&text, field, value);
    for (size_t i = 0;
         i < text.used && (field->type == SCHEMA_DOUBLE || field->type == SCHEMA_FLOAT); i++)
        finite &= text.data[i] != 'N' && text.data[i] != 'I';
    if (is_number(field) || (!is_bytes(field) && field->type != SCHEMA_ENUM && finite))
        text_bytes(to, text.data, text.used);
    else
        json_string(to, text.used ? text.data : "", text.used);
    textbuf_free(&text);
}

static void
put_count(struct textbuf *to, const char *name, uint64_t count)
{
    text_string(to, name);
    text_unsigned(to, count);
}

void
column_stats_json(struct column_stats *stats, struct textbuf *to, size_t top)
{
    const struct schema_field *field = &stats->column->field;
    const struct census_value *list[COLUMN_TOP];
    size_t n = census_top(stats->census, list, top);
    bool exact = census_is_exact(stats->census);

    text_string(to, "{\"name\":");
    json_string(to, stats->column->name, strlen(stats->column->name));
    put_count(to, ",\"values\":", stats->values);
    put_count(to, ",\"nulls\":", stats->nulls);
    if (field->type != SCHEMA_MESSAGE) {
        put_count(to, ",\"distinct\":", census_distinct(stats->census));
        text_string(to, exact ? ",\"exact\":true" : ",\"exact\":false");
    }
    if (stats->any) {
        text_string(to, ",\"min\":");
        put_json_value(to, field, &stats->least.value);
        text_string(to, ",\"max\":");
        put_json_value(to, field, &stats->largest.value);
    }
    text_string(to, ",\"top\":[");
    for (size_t i = 0; i < n; i++) {
        struct value value = value_of(field, list[i]);

        text_string(to, i ? ",{\"value\":" : "{\"value\":");
        put_json_value(to, field, &value);
        put_count(to, ",\"count\":", list[i]->count);
        text_string(to, list[i]->size > CENSUS_SHOWN ? ",\"cut\":true}" : "}");
    }
    text_string(to, "]}");
}

/* A row of the table: its cells one after the other, where each ends, and their widths. */
struct row {
    struct textbuf text;
    size_t ends[CELLS], widths[CELLS];
};

static void
end_cell(struct row *row, int cell, size_t width)
{
    row->ends[cell] = row->text.used;
    row->widths[cell] = width;
}

static void
plain_cell(struct row *row, int cell, const char *mark, uint64_t number)
{
    size_t from = row->text.used;

    text_string(&row->text, mark);
    text_unsigned(&row->text, number);
    end_cell(row, cell, row->text.used - from);
}

static size_t
put_visible(struct row *row, const struct schema_field *field, const struct value *value,
            size_t most)
{
    struct textbuf text = { .fd = -1 };
    size_t width;

    textbuf_space(&text, 1);
    put_value(&text, field, value);
    width = visible_text(&row->text, text.data, text.used, most);
    textbuf_free(&text);
    return width;
}

static void
value_cell(struct row *row, int cell, const struct column_stats *stats,
           const struct kept_value *kept)
{
    end_cell(row, cell,
             stats->any ? put_visible(row, &stats->column->field, &kept->value, MIN_WIDTH) : 0);
}

static void
top_cell(struct row *row, int cell, struct column_stats *stats, size_t top)
{
    const struct census_value *list[COLUMN_TOP];
    size_t n = census_top(stats->census, list, top), width = 0;

    for (size_t i = 0; i < n; i++) {
        struct value value = value_of(&stats->column->field, list[i]);
        size_t from;

        text_string(&row->text, i ? ", " : "");
        width += i ? 2 : 0;
        if (is_bytes(&stats->column->field) && value.size == 0) {
            text_string(&row->text, "\"\"");
            width += 2;
        }
        width += put_visible(row, &stats->column->field, &value, TOP_WIDTH);
        from = row->text.used;
        text_string(&row->text, census_is_exact(stats->census) ? " (" : " (>= ");
        text_unsigned(&row->text, list[i]->count);
        text_char(&row->text, ')');
        width += row->text.used - from;
    }
    end_cell(row, cell, width);
}

static void
fill_row(struct row *row, struct column_stats *stats, size_t top)
{
    const char *name = stats->column->name;

    text_string(&row->text, name);
    end_cell(row, 0, strlen(name));
    plain_cell(row, 1, "", stats->values);
    plain_cell(row, 2, "", stats->nulls);
    if (stats->column->field.type == SCHEMA_MESSAGE)
        end_cell(row, 3, 0);
    else
        plain_cell(row, 3, census_is_exact(stats->census) ? "" : "~",
                   census_distinct(stats->census));
    value_cell(row, 4, stats, &stats->least);
    value_cell(row, 5, stats, &stats->largest);
    top_cell(row, 6, stats, top);
}

static void
put_row(struct textbuf *to, const struct row *row, const size_t *widths)
{
    size_t from = 0;

    for (int i = 0; i < CELLS; i++) {
        size_t pad = widths[i] - row->widths[i];
        bool right = i >= 1 && i <= 3;

        text_pad(to, ' ', right ? pad : 0);
        text_bytes(to, row->text.data + from, row->ends[i] - from);
        if (i + 1 < CELLS)
            text_pad(to, ' ', (right ? 0 : pad) + 2);
        from = row->ends[i];
    }
    text_char(to, '\n');
}

void
column_stats_table(struct column_stats *all, size_t count, struct textbuf *to, size_t top)
{
    static const char *const titles[CELLS] = { "Column", "Values", "Nulls", "Distinct",
                                               "Min",    "Max",    "Top" };
    struct row *rows = need(count + 1, sizeof *rows);
    size_t widths[CELLS] = { 0 };

    for (int i = 0; i < CELLS; i++) {
        rows[0].text.fd = -1;
        text_string(&rows[0].text, titles[i]);
        end_cell(&rows[0], i, strlen(titles[i]));
    }
    for (size_t i = 0; i < count; i++) {
        rows[i + 1].text.fd = -1;
        fill_row(&rows[i + 1], &all[i], top);
    }
    for (size_t i = 0; i <= count; i++)
        for (int cell = 0; cell < CELLS; cell++)
            if (rows[i].widths[cell] > widths[cell])
                widths[cell] = rows[i].widths[cell];
    for (size_t i = 0; i <= count; i++) {
        put_row(to, &rows[i], widths);
        textbuf_free(&rows[i].text);
    }
    free(rows);
}
