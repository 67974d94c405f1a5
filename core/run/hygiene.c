/* SPDX-License-Identifier: Apache-2.0 */
#include "run/hygiene.h"

static void
see_linktype(struct hygiene *h, uint16_t linktype)
{
    size_t i = 0;

    while (i < h->n_linktypes && h->linktypes[i].linktype != linktype)
        i++;
    if (i == HYGIENE_LINKTYPES) {
        h->linktypes_left_out++;
        return;
    }
    if (i == h->n_linktypes)
        h->linktypes[h->n_linktypes++] = (struct linktype_count){ .linktype = linktype };
    h->linktypes[i].packets++;
}

static void
see_time(struct hygiene *h, const struct moment *time)
{
    moment_span_take(&h->span, time);
    moment_span_take(&h->recent, time);
}

void
hygiene_see(struct hygiene *h, const struct batch *b, uint32_t from, uint32_t upto)
{
    for (uint32_t i = from; i < upto; i++) {
        const struct packet *p = &b->packets[i];

        see_linktype(h, p->linktype);
        if (!p->timeless)
            see_time(h, &(struct moment){ p->seconds, p->nanoseconds });
        h->cut += p->captured < p->length;
    }
    if (h->window)
        h->duplicates += duplicates_see(h->window, b, from, upto);
}

void
hygiene_turn(struct hygiene *h)
{
    h->recent = (struct moment_span){ .any = false };
}

void
hygiene_since(struct hygiene *h, const struct hygiene *before)
{
    size_t n = 0;

    h->duplicates -= before->duplicates;
    h->cut -= before->cut;
    h->span = h->recent;
    for (size_t i = 0; i < h->n_linktypes; i++) {
        struct linktype_count l = h->linktypes[i];

        l.packets -= i < before->n_linktypes ? before->linktypes[i].packets : 0;
        if (l.packets)
            h->linktypes[n++] = l;
    }
    h->n_linktypes = n;
    h->linktypes_left_out -= before->linktypes_left_out;
}
