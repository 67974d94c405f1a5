/* SPDX-License-Identifier: Apache-2.0 */
#include "run/report_counts.h"

#include "formats/json.h"

#include <stdio.h>
#include <string.h>

enum { LIMIT_TEXT = 256 };

static void
put_count(struct textbuf *to, const char *between, const char *key, uint64_t count)
{
    text_string(to, between);
    json_string(to, key, strlen(key));
    text_string(to, ": ");
    text_unsigned(to, count);
}

static size_t
put_limit(struct textbuf *to, size_t before, const char *limit, uint64_t count)
{
    if (!count)
        return before;
    text_string(to, before ? ",\n    {\"limit\": " : "\n    {\"limit\": ");
    json_string(to, limit, strlen(limit));
    put_count(to, ", ", "count", count);
    text_char(to, '}');
    return before + 1;
}

static size_t
put_models(struct textbuf *to, size_t before, const struct supervisor *s, const struct counts *c)
{
    const struct shared *shared = s->tasks->shared;
    char limit[LIMIT_TEXT];

    for (uint32_t i = STAGE_FLOWS; i < shared->n_stages; i++) {
        snprintf(limit, sizeof limit, "%s.max_flows",
                 s->catalog->plugin[shared->stages[i].plugin]->name);
        before = put_limit(to, before, limit, c->flows[i].ended[NC_END_EVICTED]);
    }
    return before;
}

void
report_counts(struct textbuf *to, const struct supervisor *s, const struct counts *c)
{
    size_t limits = 0;

    put_count(to, ",\n  ", "left_out", c->read.left_out);
    put_count(to, ",\n  ", "filtered", c->read.filtered);
    put_count(to, ",\n  \"drops\": {", "kernel", c->read.dropped);
    put_count(to, ", ", "interface", c->read.if_dropped);
    put_count(to, ", ", "netcapd", c->read.unread + c->account.dropped);
    text_char(to, '}');
    text_string(to, ",\n  \"reassembly\": {");
    for (size_t i = 0; i < counted_names; i++)
        put_count(to, i ? ",\n    " : "\n    ", counted_name[i].key, c->counted[i]);
    text_string(to, "\n  },\n  \"limits\": [");
    for (uint32_t i = 0; i < BOUNDS; i++)
        limits = put_limit(to, limits, bound_option(i), c->account.bounds.count[i]);
    limits = put_models(to, limits, s, c);
    text_string(to, limits ? "\n  ]" : "]");
}
