/* SPDX-License-Identifier: Apache-2.0 */
#include "report/run_said.h"

#include "formats/json.h"

#include <string.h>

enum { LONGEST_TEXT = 300, ITEMS_MOST = 512, ALL_MOST = 192 << 10 };

static void put_json(struct textbuf *to, size_t end, const struct json *of);

/* Lists and objects, as far as there is room. */
static void
put_items(struct textbuf *to, size_t end, const struct json *of)
{
    size_t n = 0;

    text_char(to, of->kind == JSON_LIST ? '[' : '{');
    for (const struct json *item = of->first; item && n < ITEMS_MOST && to->used < end;
         item = item->next) {
        text_string(to, n++ ? "," : "");
        if (of->kind == JSON_OBJECT) {
            size_t size = strlen(item->key);

            json_string(to, item->key, size < LONGEST_TEXT ? size : LONGEST_TEXT);
            text_char(to, ':');
        }
        put_json(to, end, item);
    }
    text_char(to, of->kind == JSON_LIST ? ']' : '}');
}

static void
put_json(struct textbuf *to, size_t end, const struct json *of)
{
    size_t size = of->text ? strlen(of->text) : 0;

    switch (of->kind) {
    case JSON_NULL: text_string(to, "null"); break;
    case JSON_FALSE: text_string(to, "false"); break;
    case JSON_TRUE: text_string(to, "true"); break;
    case JSON_NUMBER: text_bytes(to, of->text, size); break;
    case JSON_TEXT: json_string(to, of->text, size < LONGEST_TEXT ? size : LONGEST_TEXT); break;
    default: put_items(to, end, of); break;
    }
}

/* Of packets that were decoded, how many notes say that a checksum is wrong; one packet may have
 * several, one for each protocol. */
static uint64_t
count_wrong_checksums(const struct json *run)
{
    static const char *const outcomes[] = { "marked", "noted" };
    const struct json *reasons = json_member(run, "reasons");
    uint64_t sum = 0, packets;

    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        const struct json *list = json_member(reasons, outcomes[i]);

        for (const struct json *one = list ? list->first : NULL; one; one = one->next) {
            const char *reason = json_text(one, "reason");

            if (reason && strstr(reason, "wrong checksum") && json_number(one, "packets", &packets))
                sum += packets;
        }
    }
    return sum;
}

/* How many there are in lists that may have been cut. */
static void
put_counts(struct textbuf *to, const struct json *run)
{
    static const char *const lists[] = { "sources", "inputs", "warnings" };

    text_string(to, ",\"counts\":{");
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const struct json *list = json_member(run, lists[i]), *item = list ? list->first : NULL;
        uint64_t n = 0;

        for (; item; item = item->next)
            n++;
        text_string(to, i ? ",\"" : "\"");
        text_string(to, lists[i]);
        text_string(to, "\":");
        text_unsigned(to, n);
    }
    text_string(to, ",\"wrong_checksums\":");
    if (json_member(run, "reasons"))
        text_unsigned(to, count_wrong_checksums(run));
    else
        text_string(to, "null"); /* as in a run that was anonymized */
    text_char(to, '}');
}

static const char *const shown[] = {
    "program",
    "anonymized",
    "status",
    "exit_status",
    "started",
    "ended",
    "sources",
    "inputs",
    "interrupted",
    "packets",
    "filtered",
    "drops",
    "left_out",
    "marked",
    "noted",
    "reasons",
    "reasons_left_out",
    "reassembly",
    "limits",
    "hygiene",
    "switched_off",
    "held_lost",
    "warnings",
    "warnings_left_out",
};

void
run_said_json(struct textbuf *to, const struct json *run)
{
    size_t end = to->used + ALL_MOST, n = 0;

    if (!run) {
        text_string(to, "null");
        return;
    }
    text_char(to, '{');
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        const struct json *member = json_member(run, shown[i]);

        if (!member)
            continue;
        text_string(to, n++ ? "," : "");
        json_string(to, shown[i], strlen(shown[i]));
        text_char(to, ':');
        put_json(to, end, member);
    }
    put_counts(to, run);
    text_char(to, '}');
}
