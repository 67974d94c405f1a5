/* SPDX-License-Identifier: Apache-2.0 */
/* notice.log of Zeek, in columns with a tab between, which #fields names, or a JSON object a line
 * (docs.zeek.org, "Zeek Log Formats" and Notice::Info).  A notice is about a connection (id.orig_h
 * and its kin), or has src, dst and p, or only some of these. */
#include "base/json_tree.h"
#include "labels/label_answer.h"
#include "labels/label_nets.h"

#include "base/parse.h"
#include "host.h"

#include <stdio.h>
#include <string.h>

/* What is read, in the order of the names. */
enum { TS, NOTE, PROTO, ORIG_H, ORIG_P, RESP_H, RESP_P, SRC, DST, P, COMMUNITY, MEMBERS };

static const char *const names[MEMBERS] = { "ts",        "note",      "proto",       "id.orig_h",
                                            "id.orig_p", "id.resp_h", "id.resp_p",   "src",
                                            "dst",       "p",         "community_id" };

enum { LONGEST_UNSET = 16, NO_COLUMN = 0 };

/* What the head of a file says: the column of each member, from 1; what stands for nothing. */
struct state {
    bool columns;
    uint16_t column[MEMBERS];
    char separator, unset[LONGEST_UNSET];
};

/* More are milliseconds since 1970, as one of the JSON formats has them. */
#define MOST_SECONDS_DIGITS 11

static bool
is_notice(const char *line)
{
    return strncmp(line, "#separator", 10) == 0 || strncmp(line, "#fields", 7) == 0 ||
           (*line == '{' && strstr(line, "\"note\""));
}

/* ---- what a line has ---- */

static const char *
take_time(struct label_reading *reading, const char *text, struct label_said *said)
{
    char whole[32];
    size_t digits = strspn(text, "0123456789");
    const char *expected;

    if (digits > MOST_SECONDS_DIGITS && digits < 16) {
        snprintf(whole, sizeof whole, "%.*s.%s", (int)digits - 3, text, text + digits - 3);
        whole[digits + 1] = '\0';
        text = whole;
    }
    expected = label_time_read(text, &reading->zone, &said->end);
    said->begin = said->end;
    return expected;
}

static bool
take_port(struct pool *pool, struct label_side *side, const char *text)
{
    uint64_t port;

    if (!text)
        return true;
    if (!parse_number(text, 0, UINT16_MAX, &port))
        return false;
    label_side_port(pool, side, (int)port);
    return true;
}

static const char *
take_side(struct pool *pool, struct label_side *side, const char *address, const char *port)
{
    if (address && !label_side_address(pool, side, address))
        return "an address";
    return take_port(pool, side, port) ? NULL : "a port";
}

static enum label_answer
take(struct label_reading *reading, const char *const has[MEMBERS], struct label_said *said)
{
    bool connection = has[ORIG_H] && has[RESP_H];
    const char *expected = has[TS] ? take_time(reading, has[TS], said) : "a time in ts";

    if (expected)
        return label_taken(reading, expected);
    if (!has[NOTE])
        return label_broken(reading, "a name in note");
    said->label = has[NOTE];
    said->community_id = has[COMMUNITY] ? has[COMMUNITY] : "";
    said->protocol = has[PROTO] ? nc_protocol_named(has[PROTO]) : -1;
    if (has[PROTO] && said->protocol < 0)
        return label_broken(reading, "a protocol in proto, by its name or number");
    said->control = said->protocol >= 0 && !nc_protocol_has_ports((uint8_t)said->protocol);
    if (!connection && !has[SRC] && !has[DST] && !has[COMMUNITY])
        return LABEL_NOWHERE;
    expected = take_side(reading->pool, &said->sides[0], has[connection ? ORIG_H : SRC],
                         connection ? has[ORIG_P] : NULL);
    if (!expected)
        expected = take_side(reading->pool, &said->sides[1], has[connection ? RESP_H : DST],
                             has[connection ? RESP_P : P]);
    return label_taken(reading, expected);
}

/* ---- columns ---- */

static char *
cut(char **at, char separator)
{
    char *cell = *at, *end = cell ? strchr(cell, separator) : NULL;

    if (end)
        *end = '\0';
    *at = end ? end + 1 : NULL;
    return cell;
}

static void
name_columns(struct state *state, char *at)
{
    memset(state->column, 0, sizeof state->column);
    for (unsigned i = 1; at && i < UINT16_MAX; i++) {
        const char *name = cut(&at, state->separator);

        for (size_t m = 0; m < MEMBERS; m++)
            if (strcmp(names[m], name) == 0)
                state->column[m] = (uint16_t)i;
    }
    state->columns = true;
}

/* A file that was rotated and put together again has several heads. */
static enum label_answer
read_head(struct label_reading *reading, struct state *state, char *line)
{
    static const char separator[] = "#separator \\x", unset[] = "#unset_field";
    char *value = line + strcspn(line, " \t");
    unsigned hex;

    if (!state->separator)
        state->separator = '\t';
    if (strncmp(line, separator, sizeof separator - 1) == 0 &&
        sscanf(line + sizeof separator - 1, "%2x", &hex) == 1 && hex)
        state->separator = (char)hex;
    value = strchr(line, state->separator);
    if (value && strncmp(line, unset, sizeof unset - 1) == 0)
        snprintf(state->unset, sizeof state->unset, "%s", value + 1);
    if (!value || strncmp(line, "#fields", 7) != 0)
        return LABEL_NONE;
    name_columns(state, value + 1);
    return state->column[TS] && state->column[NOTE]
               ? LABEL_NONE
               : label_stop(reading, "the columns ts and note in #fields");
}

static enum label_answer
read_columns(struct label_reading *reading, char *line, struct label_said *said)
{
    struct state *state = reading->state;
    const char *has[MEMBERS] = { NULL };

    if (*line == '#')
        return read_head(reading, state, line);
    if (!state->columns)
        return label_broken(reading, "#fields before the first notice");
    for (unsigned i = 1; line; i++) {
        const char *cell = cut(&line, state->separator);
        bool nothing = !*cell || strcmp(cell, *state->unset ? state->unset : "-") == 0;

        for (size_t m = 0; m < MEMBERS && !nothing; m++)
            if (state->column[m] == i)
                has[m] = cell;
    }
    return take(reading, has, said);
}

/* ---- JSON ---- */

static enum label_answer
read_object(struct label_reading *reading, char *line, struct label_said *said)
{
    const struct json *notice = json_read(reading->pool, line);
    const char *has[MEMBERS] = { NULL };

    if (!notice || notice->kind != JSON_OBJECT)
        return label_broken(reading, "a JSON object");
    for (size_t m = 0; m < MEMBERS; m++) {
        const struct json *member = json_member(notice, names[m]);

        has[m] = member && member->text && *member->text ? member->text : NULL;
    }
    return take(reading, has, said);
}

static enum label_answer
read_notice(struct label_reading *reading, char *line, struct label_said *said)
{
    return *line == '{' ? read_object(reading, line, said) : read_columns(reading, line, said);
}

const struct label_format label_format_notice = {
    .name = "notice",
    .is = is_notice,
    .read = read_notice,
    .state_size = sizeof(struct state),
};
