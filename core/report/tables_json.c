/* SPDX-License-Identifier: Apache-2.0 */
#include "report/tables_json.h"

#include "formats/json.h"
#include "run/report_put.h"

#include <stdlib.h>
#include <string.h>

/* Of a table that is planned, and of one that nobody planned. */
enum { ROWS = 250, ROOM = 36 << 10, OTHER_ROWS = 50, OTHER_ROOM = 6 << 10 };

static void
put_heads(struct textbuf *to, const char *heads)
{
    char *head;

    begin_list(to, ",", "heads");
    for (size_t n = 0; (head = outline_part(heads, n)); n++) {
        text_string(to, n ? "," : "");
        json_string(to, head, strlen(head));
        free(head);
    }
    text_char(to, ']');
}

static size_t
count_parts(const char *text)
{
    size_t n = 0;
    char *part;

    while ((part = outline_part(text, n))) {
        free(part);
        n++;
    }
    return n;
}

/* How many columns are of the key, and what the others count. */
static void
put_columns(struct textbuf *to, const struct figure_table *table)
{
    bool ends = *outline_value(table->section, "ends");

    put_number(to, ",", "keys", ends ? 1 : count_parts(outline_value(table->section, "keys")));
    put_heads(to, outline_value(table->section, "heads"));
    begin_list(to, ",", "units");
    text_string(to, "\"records\"");
    for (size_t i = 0; i < table->n_sums; i++) {
        text_string(to, ",\"");
        text_string(to, meaning_word(table->sums[i]));
        text_char(to, '"');
    }
    text_char(to, ']');
}

static void
put_row(struct textbuf *to, const struct busiest_row *row, size_t sums)
{
    text_char(to, '[');
    for (size_t at = 0; at + TABLE_REST < row->size; at += 1u + row->key[at]) {
        text_string(to, at ? "," : "");
        json_string(to, row->key + at + 1, row->key[at]);
    }
    for (size_t i = 0; i <= sums; i++) {
        text_char(to, ',');
        text_unsigned(to, row->sums[i]);
    }
    text_char(to, ']');
}

static void
put_rows(struct textbuf *to, const struct figure_table *table)
{
    const struct busiest_row *const *rows = busiest_rows(table->rows);
    size_t count = busiest_count(table->rows), most = table->own ? OTHER_ROWS : ROWS;
    size_t end = to->used + (table->own ? OTHER_ROOM : ROOM);

    begin_list(to, ",", "rows");
    for (size_t i = 0; i < count && i < most && to->used < end; i++) {
        text_string(to, i ? "," : "");
        put_row(to, rows[i], table->n_sums);
    }
    text_char(to, ']');
}

void
tables_json(struct textbuf *to, struct figures *figures)
{
    begin_list(to, ",", "tables");
    for (size_t i = 0; i < figures->n_tables; i++) {
        const struct figure_table *table = figures->tables[i];

        put_text(to, i ? ",{" : "{", "id", table->section->name);
        put_text(to, ",", "group", outline_value(table->section, "group"));
        put_text(to, ",", "title", outline_value(table->section, "title"));
        put_text(to, ",", "record", outline_value(table->section, "record"));
        put_text(to, ",", "where", outline_value(table->section, "where"));
        put_columns(to, table);
        put_number(to, ",", "counted", table->counted);
        put_number(to, ",", "distinct",
                   busiest_is_exact(table->rows) ? busiest_count(table->rows) : BUSIEST_KEYS);
        put_key(to, ",", "exact");
        text_string(to, busiest_is_exact(table->rows) ? "true" : "false");
        put_number(to, ",", "missing", busiest_missing(table->rows));
        put_rows(to, table);
        text_char(to, '}');
    }
    text_char(to, ']');
}
