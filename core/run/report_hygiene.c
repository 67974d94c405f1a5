/* SPDX-License-Identifier: Apache-2.0 */
#include "run/report_hygiene.h"

#include "run/report_put.h"

static void
put_capture(struct textbuf *to, const struct hygiene *h, const struct capture_progress *read)
{
    put_span(to, "{\n    ", ",\n    ", &h->span);
    put_number(to, ",\n    ", "backwards", read->backwards);
    if (h->window)
        put_number(to, ",\n    ", "duplicates", h->duplicates);
    else
        put_null(to, ",\n    ", "duplicates");
    put_number(to, ",\n    ", "cut", h->cut);
}

static void
put_linktypes(struct textbuf *to, const struct hygiene *h)
{
    begin_list(to, ",\n    ", "link_types");
    for (size_t i = 0; i < h->n_linktypes; i++) {
        next_item(to, i);
        put_number(to, "  {", "link_type", h->linktypes[i].linktype);
        put_number(to, ", ", "packets", h->linktypes[i].packets);
        text_char(to, '}');
    }
    text_string(to, h->n_linktypes ? "\n    ]" : "]");
    put_number(to, ",\n    ", "link_types_left_out", h->linktypes_left_out);
}

static void
put_outcomes(struct textbuf *to, const struct account *a)
{
    put_number(to, ",\n    ", "unknown", a->outcome[PACKET_UNKNOWN]);
    put_number(to, ",\n    ", "refused", a->outcome[PACKET_REFUSED]);
    put_number(to, ",\n    ", "set_aside", a->outcome[PACKET_QUARANTINED]);
}

static void
put_counted(struct textbuf *to, const struct counts *c)
{
    for (size_t i = 0; i < counted_names; i++)
        if (counted_name[i].hygiene)
            put_number(to, ",\n    ", counted_name[i].key, c->counted[i]);
}

static void
put_model(struct textbuf *to, const char *name, const struct flow_counts *f)
{
    const size_t reasons = sizeof f->ended / sizeof f->ended[0];

    put_text(to, "  {", "type", name);
    put_number(to, ", ", "flows", f->flows);
    for (uint32_t i = NC_END_NONE + 1; i < reasons; i++)
        put_number(to, i == NC_END_NONE + 1 ? ", \"ended\": {" : ", ", nc_end_text(i), f->ended[i]);
    text_string(to, "}}");
}

static void
put_flows(struct textbuf *to, const struct supervisor *s, const struct counts *c)
{
    const struct shared *shared = s->tasks->shared;
    size_t n = 0;

    begin_list(to, ",\n    ", "flows");
    for (uint32_t i = STAGE_FLOWS; i < shared->n_stages; i++, n++) {
        next_item(to, n);
        put_model(to, s->catalog->plugin[shared->stages[i].plugin]->name, &c->flows[i]);
    }
    text_string(to, n ? "\n    ]" : "]");
}

void
report_hygiene(struct textbuf *to, const struct supervisor *s, const struct counts *c)
{
    put_key(to, ",\n  ", "hygiene");
    put_capture(to, &c->account.hygiene, &c->read);
    put_linktypes(to, &c->account.hygiene);
    put_outcomes(to, &c->account);
    put_counted(to, c);
    put_flows(to, s, c);
    text_string(to, "\n  }");
}
