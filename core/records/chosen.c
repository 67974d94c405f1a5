/* SPDX-License-Identifier: Apache-2.0 */
#include "records/chosen.h"

#include "base/memory.h"
#include "base/parse.h"
#include "base/say.h"
#include "query/sorted.h"
#include "query/spill.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What records that are sorted take before they go to disk. */
#define SORT_MEMORY ((size_t)96 << 20)

struct chosen {
    struct record_file *file;
    uint64_t limit, given;
    struct sorted *sorted; /* NULL: as they stand in the file */
    bool all_read, gave_up;
    struct query *query;              /* NULL: all */
    struct instant from, to;          /* none is relative once there was a record */
    const struct schema_field *field; /* by which time goes */
    size_t place;                     /* of it */
    struct value_wanted *wanted;      /* that field alone; NULL: no time matters */
    struct values *values;
};

/* What is wrong with the time, in words; NULL: nothing.  Of one behind the first record and one
 * that is not only the file says which is earlier. */
static const char *
take_time(struct choice *choice, struct instant *instant, const char *value)
{
    const struct instant *from = &choice->from, *to = &choice->to;

    if (!instant_read(instant, value))
        return "expected a time, as 2026-11-28T12:00:00Z, 2026-11-28, seconds since 1970, or +10s "
               "behind the first record";
    if (from->given && to->given && from->relative == to->relative && from->time >= to->time)
        return "expected a --from before --to";
    return NULL;
}

const char *
choice_take(struct choice *choice, const struct arg_row *row, const char *value, bool *ours)
{
    *ours = true;
    switch (row->id) {
    case CHOOSE_SORT: choice->sort = value; return NULL;
    case CHOOSE_MEMORY:
        if (!parse_size(value, &choice->memory))
            return "expected a size, as 96M or 1G";
        return NULL;
    case CHOOSE_LIMIT:
        return parse_number(value, 0, UINT64_MAX, &choice->limit) ? NULL
                                                                  : "expected a number of records";
    case CHOOSE_WHERE: choice->where = value; return NULL;
    case CHOOSE_FROM: return take_time(choice, &choice->from, value);
    case CHOOSE_TO: return take_time(choice, &choice->to, value);
    default: *ours = false; return NULL;
    }
}

static bool
choose_by_time(struct chosen *chosen)
{
    const struct record_file *file = chosen->file;
    const struct schema_message *record = record_file_schema(file);

    chosen->field = instant_field(record);
    if (!chosen->field) {
        say_error("%s: --from and --to: %s has no field that means a time", record_file_path(file),
                  record->name);
        return false;
    }
    chosen->place = (size_t)(chosen->field - record->fields);
    chosen->wanted = need(record->count, sizeof *chosen->wanted);
    chosen->wanted[chosen->place].it = true;
    chosen->values = values_new(record);
    return true;
}

static bool
choose_by_expression(struct chosen *chosen, const char *where)
{
    const struct record_file *file = chosen->file;
    char line[QUERY_EXCERPT + 1], carets[QUERY_EXCERPT + 1];
    struct query_error error;

    chosen->query = query_new(record_file_schema(file), where, &error);
    if (chosen->query)
        return true;
    say_error("%s: --where: %s", record_file_path(file), error.what);
    query_excerpt(where, &error, line, carets);
    say_error("    %s", line);
    say_error("    %s", carets);
    return false;
}

static bool
choose_order(struct chosen *chosen, const struct choice *choice)
{
    const struct sorted_plan plan = { .record = record_file_schema(chosen->file),
                                      .fields = choice->sort,
                                      .limit = choice->limit,
                                      .last = choice->last,
                                      .memory = choice->memory ? choice->memory : SORT_MEMORY,
                                      .files = spill_files() };
    char why[2048];

    chosen->sorted = sorted_new(&plan, why, sizeof why);
    if (!chosen->sorted)
        say_error("%s: --sort: %s", record_file_path(chosen->file), why);
    return chosen->sorted != NULL;
}

struct chosen *
chosen_new(const struct choice *choice, struct record_file *file)
{
    struct chosen *chosen = need(1, sizeof *chosen);

    chosen->file = file;
    chosen->limit = choice->limit;
    chosen->from = choice->from;
    chosen->to = choice->to;
    if ((!choice->where || choose_by_expression(chosen, choice->where)) &&
        ((!choice->from.given && !choice->to.given) || choose_by_time(chosen)) &&
        ((!choice->sort && !choice->last) || choose_order(chosen, choice)))
        return chosen;
    chosen_free(chosen);
    return NULL;
}

void
choice_prepare(const struct choice *choice, const char *folder)
{
    if (choice->sort || choice->last)
        spill_open(folder ? folder : "/var/tmp");
}

void
chosen_free(struct chosen *chosen)
{
    if (!chosen)
        return;
    query_free(chosen->query);
    sorted_free(chosen->sorted);
    values_free(chosen->values);
    free(chosen->wanted);
    free(chosen);
}

static void
settle(struct instant *moment, wide first)
{
    if (moment->relative)
        moment->time += first;
    moment->relative = false;
}

/* From the one on, and before the other. */
static enum query_answer
is_within(struct chosen *chosen, const uint8_t *bytes, size_t size)
{
    const struct value *record = values_decode_some(chosen->values, chosen->wanted, bytes, size);
    wide time;

    if (!record)
        return QUERY_DAMAGED;
    if (!instant_of(chosen->field, &record[chosen->place], &time))
        return QUERY_NO;
    settle(&chosen->from, time);
    settle(&chosen->to, time);
    return (!chosen->from.given || time >= chosen->from.time) &&
                   (!chosen->to.given || time < chosen->to.time)
               ? QUERY_YES
               : QUERY_NO;
}

/* QUERY_NO: not this record. */
static enum query_answer
ask(struct chosen *chosen, const uint8_t *bytes, size_t size, const char **damage)
{
    enum query_answer answer = QUERY_YES;

    if (chosen->values) {
        answer = is_within(chosen, bytes, size);
        *damage = values_damage(chosen->values);
    }
    if (answer == QUERY_YES && chosen->query) {
        answer = query_ask(chosen->query, bytes, size);
        *damage = query_damage(chosen->query);
    }
    return answer;
}

/* As the file has them. */
static const uint8_t *
next_in_file(struct chosen *chosen, size_t *size)
{
    const uint8_t *bytes;

    while ((bytes = record_file_next(chosen->file, size))) {
        const char *damage = NULL;

        switch (ask(chosen, bytes, *size, &damage)) {
        case QUERY_YES: return bytes;
        case QUERY_DAMAGED: record_file_set_damage(chosen->file, damage); return NULL;
        default: break;
        }
    }
    return NULL;
}

static void
give_up(struct chosen *chosen, int why)
{
    say_error("%s: the records to be sorted do not fit into memory, and no more can be kept in a "
              "temporary file in %s: %s; name another folder in TMPDIR, or choose fewer with "
              "--where, --from, --to or --limit",
              record_file_path(chosen->file), spill_folder(), strerror(why));
    chosen->gave_up = true;
}

static void
read_all(struct chosen *chosen)
{
    const uint8_t *bytes;
    size_t size;

    while ((bytes = next_in_file(chosen, &size))) {
        enum sorted_took took = sorted_add(chosen->sorted, bytes, size);

        if (took == SORTED_FULL)
            give_up(chosen, spill_files() ? 0 : errno);
        if (took == SORTED_FAILED)
            give_up(chosen, sorted_error(chosen->sorted));
        if (took == SORTED_DAMAGED)
            record_file_set_damage(chosen->file, sorted_damage(chosen->sorted));
        if (took != SORTED_TOOK)
            break;
    }
}

const uint8_t *
chosen_next(struct chosen *chosen, size_t *size)
{
    const uint8_t *bytes;

    if (chosen->given == chosen->limit || chosen->gave_up)
        return NULL;
    if (chosen->sorted && !chosen->all_read)
        read_all(chosen);
    chosen->all_read = true;
    if (chosen->gave_up)
        return NULL;
    bytes = chosen->sorted ? sorted_next(chosen->sorted, size) : next_in_file(chosen, size);
    chosen->given += bytes != NULL;
    if (!bytes && chosen->sorted && sorted_error(chosen->sorted))
        give_up(chosen, sorted_error(chosen->sorted));
    return bytes;
}

bool
chosen_gave_up(const struct chosen *chosen)
{
    return chosen->gave_up;
}
