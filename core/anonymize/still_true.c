/* SPDX-License-Identifier: Apache-2.0 */
#include "anonymize/still_true.h"

#include "netcap/flow.h"
#include "run/counted.h"
#include "run/report_put.h"

#include <string.h>

enum { WORD_MOST = 40 };

static const char *const members[] = { "packets",  "marked", "noted",      "filtered", "drops",
                                       "left_out", "limits", "reassembly", "hygiene" };

/* What stands in them, besides what reassembly counts and why flows end. */
static const char *const keys[] = {
    "all",        "decoded",    "unknown",   "refused",   "set_aside",
    "dropped",    "kernel",     "interface", "netcapd",   "limit",
    "count",      "first",      "last",      "backwards", "cut",
    "duplicates", "link_types", "link_type", "packets",   "link_types_left_out",
    "flows",      "type",       "ended",
};

static bool
is_of(const char *key, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, list[i]) == 0)
            return true;
    return false;
}

static bool
is_known(const char *key)
{
    if (is_of(key, keys, sizeof keys / sizeof *keys))
        return true;
    for (size_t i = 0; i < counted_names; i++)
        if (strcmp(key, counted_name[i].key) == 0)
            return true;
    for (uint32_t end = NC_END_NONE + 1; *nc_end_text(end); end++)
        if (strcmp(key, nc_end_text(end)) == 0)
            return true;
    return false;
}

/* A time, or the name of a type or of an option: nothing that came from outside. */
static bool
is_ours(const struct json *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char words[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    static const char times[] = "0123456789-:.TZ+";
    const char *is = text->text;

    if (!text->key || strlen(is) > WORD_MOST)
        return false;
    if (strcmp(text->key, "first") == 0 || strcmp(text->key, "last") == 0)
        return !is[strspn(is, times)];
    return (strcmp(text->key, "type") == 0 || strcmp(text->key, "limit") == 0) && *is &&
           strchr(letters, *is) && !is[strspn(is, words)];
}

static void put_json(struct textbuf *, const struct json *);

static void
put_members(struct textbuf *to, const struct json *all, bool named)
{
    const char *between = "";

    for (const struct json *m = all; m; m = m->next) {
        if ((named && !is_known(m->key)) || (m->kind == JSON_TEXT && !is_ours(m)))
            continue;
        text_string(to, between);
        if (named)
            put_key(to, "", m->key);
        put_json(to, m);
        between = ", ";
    }
}

static void
put_json(struct textbuf *to, const struct json *value)
{
    switch (value->kind) {
    case JSON_NULL: text_string(to, "null"); break;
    case JSON_FALSE: text_string(to, "false"); break;
    case JSON_TRUE: text_string(to, "true"); break;
    case JSON_NUMBER: text_string(to, value->text); break;
    case JSON_TEXT:
        text_char(to, '"');
        text_string(to, value->text);
        text_char(to, '"');
        break;
    case JSON_LIST:
        text_char(to, '[');
        put_members(to, value->first, false);
        text_char(to, ']');
        break;
    case JSON_OBJECT:
        text_char(to, '{');
        put_members(to, value->first, true);
        text_char(to, '}');
        break;
    }
}

void
still_true(struct textbuf *to, const struct json *run)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const struct json *member = json_member(run, members[i]);

        if (!member || member->kind == JSON_TEXT)
            continue;
        put_key(to, ",\n  ", members[i]);
        put_json(to, member);
    }
}
