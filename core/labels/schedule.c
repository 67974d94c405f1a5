/* SPDX-License-Identifier: Apache-2.0 */
/* A schedule of attacks: CSV (RFC 4180) whose first row names the columns, in any order.
 *
 *     # zone: -03:00
 *     begin,end,attackers,victims,protocol,ports,label
 *     2026-11-28T09:20:00,2026-11-28T10:20:00,192.0.2.10 192.0.2.11,198.51.100.0/24,tcp,80 443,DoS
 *
 * begin, end and label are needed; where another column or its value is missing, any is meant.  The
 * end is the first moment behind the attack.  Ports are those of the victims. */
#include "labels/label_answer.h"
#include "labels/label_nets.h"

#include "host.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { BEGIN, END, ATTACKERS, VICTIMS, PROTOCOL, PORTS, LABEL, COLUMNS };

static const char *const names[COLUMNS] = { "begin",    "end",   "attackers", "victims",
                                            "protocol", "ports", "label" };

#define EXPECTED_COLUMNS                                                                           \
    "a first row of begin, end and label, and of attackers, victims, protocol and ports as wanted"

struct state {
    bool begun;              /* the columns are named */
    uint8_t at[COLUMNS + 1]; /* which column a cell is of, from 1 */
};

static bool
is_schedule(const char *line)
{
    return *line == '#' || (strstr(line, "begin") && strstr(line, "label"));
}

/* The next cell of a row, without its quotes; NULL behind the last, or where quotes do not end. */
static char *
next_cell(char **at)
{
    char *from = *at, *to = from, *cell = from;
    bool quoted = from && *from == '"', open = quoted;

    if (!from)
        return NULL;
    for (from += quoted; *from && (open || *from != ','); from++) {
        if (open && *from == '"' && from[1] != '"') {
            open = false;
            continue;
        }
        from += open && *from == '"';
        *to++ = *from;
    }
    if (open)
        return NULL;
    *at = *from ? from + 1 : NULL;
    while (!quoted && to > cell && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    *to = '\0';
    return cell + (quoted ? 0 : strspn(cell, " \t"));
}

/* Whether a comment is meant to name a zone, however it is written. */
static bool
is_zone(const char *text)
{
    if (strncasecmp(text, "time", 4) == 0)
        text += 4 + strspn(text + 4, " \t-_");
    if (strncasecmp(text, "zone", 4) != 0)
        return false;
    text += 4 + strspn(text + 4, " \t");
    return !*text || strchr(":=,;+-0123456789", *text) || strncmp(text, "UTC", 3) == 0 ||
           strcmp(text, "Z") == 0;
}

/* "# zone: +03:00" counts before the first row; any other comment is one, but none that would be
 * taken for it. */
static enum label_answer
read_comment(struct label_reading *reading, const struct state *state, char *line)
{
    char *text = line + 1 + strspn(line + 1, " \t");
    size_t length;

    if (!is_zone(text))
        return LABEL_NONE;
    if (strncmp(text, "zone:", 5) != 0 || state->begun)
        return label_stop(reading, "a zone as '# zone: +03:00' before the first row");
    text += 5 + strspn(text + 5, " \t");
    for (length = strlen(text); length && strchr(" \t,", text[length - 1]); length--)
        text[length - 1] = '\0';
    return label_zone_read(&reading->zone, text)
               ? LABEL_NONE
               : label_stop(reading, "UTC or an offset from it, as +03:00");
}

static enum label_answer
no_column(struct label_reading *reading, const char *name)
{
    const char *how = strchr(name, ';') ? "is no column: are there semicolons for commas?"
                                        : "is no column, or is named twice:";

    snprintf(reading->why, sizeof reading->why, "'%.60s' %s expected %s", name, how,
             EXPECTED_COLUMNS);
    return LABEL_STOP;
}

/* A misspelt column would mean anybody: no others are taken. */
static enum label_answer
read_title(struct label_reading *reading, struct state *state, char *line)
{
    bool met[COLUMNS] = { false };
    size_t cell = 0;
    char *name;

    while ((name = next_cell(&line))) {
        size_t i = 0;

        while (i < COLUMNS && strcmp(names[i], name) != 0)
            i++;
        if (i == COLUMNS || met[i])
            return no_column(reading, name);
        met[i] = true;
        state->at[cell++] = (uint8_t)(i + 1);
    }
    if (line || !met[BEGIN] || !met[END] || !met[LABEL])
        return label_stop(reading, EXPECTED_COLUMNS);
    state->begun = true;
    return LABEL_NONE;
}

static const char *
take_times(struct label_reading *reading, char *const cells[COLUMNS], struct label_said *said)
{
    struct label_zone *zone = &reading->zone;
    const char *expected = label_time_read(cells[BEGIN], zone, &said->begin);

    if (!expected)
        expected = label_time_read(cells[END], zone, &said->end);
    if (!expected && said->end <= said->begin)
        expected = "an end behind the begin";
    said->end--;
    said->scheduled = true;
    return expected;
}

static const char *
take_ends(struct pool *pool, char *const cells[COLUMNS], struct label_said *said)
{
    const char *expected = label_nets_list(pool, cells[ATTACKERS], &said->sides[0]);

    if (!expected)
        expected = label_nets_list(pool, cells[VICTIMS], &said->sides[1]);
    if (!expected)
        expected = label_ports_list(pool, cells[PORTS], &said->sides[1]);
    if (!*cells[PROTOCOL] || strcmp(cells[PROTOCOL], "any") == 0)
        return expected;
    said->protocol = nc_protocol_named(cells[PROTOCOL]);
    return expected || said->protocol >= 0 ? expected : "a protocol, by its name or number";
}

static enum label_answer
read_row(struct label_reading *reading, const struct state *state, char *line,
         struct label_said *said)
{
    char nothing[] = "",
         *cells[COLUMNS] = { nothing, nothing, nothing, nothing, nothing, nothing, nothing };
    const char *expected;
    size_t cell = 0;
    char *text;

    for (; (text = next_cell(&line)) && state->at[cell]; cell++)
        cells[state->at[cell] - 1] = text;
    if (text || line || state->at[cell])
        return label_broken(reading, "as many cells as there are columns");
    expected = take_times(reading, cells, said);
    if (expected)
        return label_taken(reading, expected);
    said->label = cells[LABEL];
    expected = *said->label ? take_ends(reading->pool, cells, said) : "a label";
    return label_taken(reading, expected);
}

static enum label_answer
read_schedule(struct label_reading *reading, char *line, struct label_said *said)
{
    struct state *state = reading->state;

    if (*line == '#')
        return read_comment(reading, state, line);
    return state->begun ? read_row(reading, state, line, said) : read_title(reading, state, line);
}

const struct label_format label_format_schedule = {
    .name = "schedule",
    .is = is_schedule,
    .read = read_schedule,
    .state_size = sizeof(struct state),
};
