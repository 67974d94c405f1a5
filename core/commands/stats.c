/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap stats": what the columns of records hold. */
#include "commands/column_stats.h"

#include "base/memory.h"
#include "base/parse.h"
#include "commands/commands.h"
#include "formats/json.h"
#include "formats/visible_text.h"
#include "records/chosen.h"

#include <stdlib.h>
#include <string.h>

enum { OPT_JSON, OPT_SELECT, OPT_TOP };
enum { MANY_NAMES = 16384 }; /* bytes of them */

static const struct arg_row rows[] = {
    { OPT_JSON, 0, "json", NULL, NULL, "Output", "a JSON object for each file instead of a table",
      NULL },
    { OPT_TOP, 't', "top", "N", NULL, NULL,
      "how many of the most frequent values are told, 3 if nothing is said", NULL },
    { OPT_SELECT, 's', "select", "A,B.C", NULL, "Selection",
      "only these columns; if nothing is said all, and those of messages inside", NULL },
    CHOOSE_ROWS(NULL),
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap stats",
    "FILE|DIR...",
    "Prints of each column how many values it has, in how many records it has none, how many "
    "different ones there are, the least, the largest and the most frequent. Beyond 16384 "
    "different ones their number is near what it is, and marked with ~; the most frequent ones "
    "are there at least as often as is said.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct stats {
    struct choice choice;
    const char *select;
    uint64_t top;
    bool json;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct stats *stats = context;
    bool choice;
    const char *expected = choice_take(&stats->choice, row, value, &choice);

    if (choice)
        return expected;
    if (row->id == OPT_TOP && !parse_number(value, 0, COLUMN_TOP, &stats->top))
        return "expected a number of values, at most 100";
    if (row->id == OPT_SELECT)
        stats->select = value;
    stats->json |= row->id == OPT_JSON;
    return NULL;
}

/* "A,B.C,B.D": all that hold values themselves, in messages as far as these do not nest on and do
 * not become too many. */
static void
name_columns(struct textbuf *names, const struct schema_message *message, const char *before,
             int depth)
{
    for (size_t i = 0; i < message->count; i++) {
        const struct schema_field *field = &message->fields[i];
        char *name = need_text("%s%s", before, field->name);

        if (field->message && field->message->count && depth < 2 && names->used < MANY_NAMES) {
            char *inside = need_text("%s.", name);

            name_columns(names, field->message, inside, depth + 1);
            free(inside);
        } else {
            text_string(names, names->used ? "," : "");
            text_string(names, name);
        }
        free(name);
    }
}

static bool
choose_columns(const struct stats *stats, const struct record_file *file, struct columns *columns)
{
    const struct schema_message *record = record_file_schema(file);
    struct textbuf names = { .fd = -1 };
    char why[2048];
    bool found;

    if (!stats->select)
        name_columns(&names, record, "", 0);
    text_char(&names, '\0');
    found =
        columns_new(columns, record, stats->select ? stats->select : names.data, why, sizeof why);
    if (!found)
        say_error("%s: --select: %s", record_file_path(file), why);
    textbuf_free(&names);
    return found;
}

static uint64_t
count_all(struct record_file *file, struct chosen *chosen, const struct columns *columns,
          struct column_stats *all)
{
    struct values *values = values_new(record_file_schema(file));
    const uint8_t *bytes;
    uint64_t records = 0;
    size_t size;

    while ((bytes = chosen_next(chosen, &size))) {
        const struct value *record = values_decode(values, bytes, size);

        if (!record) {
            record_file_set_damage(file, values_damage(values));
            break;
        }
        for (size_t i = 0; i < columns->count; i++)
            column_stats_add(&all[i], column_value(&columns->list[i], values, record));
        records++;
    }
    values_free(values);
    return records;
}

static void
put_json(struct textbuf *to, const struct record_file *file, uint64_t records,
         struct column_stats *all, size_t count, size_t top)
{
    const char *name = record_file_schema(file)->name;

    text_string(to, "{\"file\":");
    json_string(to, record_file_path(file), strlen(record_file_path(file)));
    text_string(to, ",\"record\":");
    json_string(to, name, strlen(name));
    text_string(to, ",\"records\":");
    text_unsigned(to, records);
    text_string(to, ",\"columns\":[");
    for (size_t i = 0; i < count; i++) {
        text_string(to, i ? "," : "");
        column_stats_json(&all[i], to, top);
    }
    text_string(to, "]}\n");
}

static void
put_table(struct textbuf *to, const struct record_file *file, uint64_t records,
          struct column_stats *all, size_t count, size_t top)
{
    const char *path = record_file_path(file);

    visible_text(to, path, strlen(path), SIZE_MAX);
    text_string(to, ": ");
    text_unsigned(to, records);
    text_string(to, records == 1 ? " record of " : " records of ");
    text_string(to, record_file_schema(file)->name);
    text_string(to, "\n\n");
    column_stats_table(all, count, to, top);
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    const struct stats *stats = context;
    struct column_stats *all = NULL;
    struct chosen *chosen = NULL;
    struct columns columns = { NULL, 0 };
    enum status status = STATUS_USAGE;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    textbuf_flush(to);
    if (choose_columns(stats, file, &columns))
        chosen = chosen_new(&stats->choice, file);
    if (chosen) {
        uint64_t records;

        all = column_stats_new(&columns);
        records = count_all(file, chosen, &columns, all);
        (stats->json ? put_json : put_table)(to, file, records, all, columns.count, stats->top);
        status = STATUS_DONE;
    }
    column_stats_free(all, columns.count);
    chosen_free(chosen);
    columns_free(&columns);
    return status;
}

static enum status
show_files(const void *options, char *const *paths, size_t count, struct textbuf *to)
{
    struct stats stats = *(const struct stats *)options;

    return command_each_file(paths, count, stats.json ? "" : "\n", show, &stats, to);
}

static int
run(int argc, char **argv)
{
    struct stats stats = { .choice = CHOICE_ALL, .top = 3 };

    return command_run(&command_stats, argc, argv, take_option, &stats, show_files);
}

const struct command command_stats = {
    .name = "stats",
    .brief = "print count, range and most frequent values of each column",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
