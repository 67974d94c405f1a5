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

void
hygiene_see(struct hygiene *h, const struct batch *b, uint32_t from, uint32_t upto)
{
    for (uint32_t i = from; i < upto; i++) {
        const struct packet *p = &b->packets[i];

        see_linktype(h, p->linktype);
        if (!p->timeless)
            moment_span_take(&h->span, &(struct moment){ p->seconds, p->nanoseconds });
        h->cut += p->captured < p->length;
    }
    if (h->window)
        h->duplicates += duplicates_see(h->window, b, from, upto);
}
