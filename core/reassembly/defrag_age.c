/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/defrag_age.h"

#define SECOND UINT64_C(1000000000)

static struct undo_items
by_age(struct defrag *r)
{
    return (struct undo_items){ defrag_cell(r, 0), sizeof(union cell),
                                offsetof(struct datagram, age) };
}

/* Seconds.  IPv6 has fragments wait 60 (RFC 8200 section 4.5); RFC 1122 section 3.3.2 wants 60 to
 * 120 of IPv4, whose hosts wait 30, as Linux does. */
static const uint32_t patience[PATIENCES] = { 30, 60, 120 };

static uint32_t
patience_for(uint32_t seconds)
{
    uint32_t i = 0;

    while (i + 1 < PATIENCES && patience[i] < seconds)
        i++;
    return i;
}

bool
age_is_over(const struct defrag *r, const struct datagram *d, uint64_t clock)
{
    uint64_t most = r->limits.timeout ? r->limits.timeout : patience[d->patience] * SECOND;

    return clock >= d->begun && clock - d->begun >= most;
}

uint32_t
age_oldest(struct defrag *r, uint32_t but)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < PATIENCES; i++) {
        uint32_t first = r->now.age[i].first;

        if (first && first == but)
            first = datagram_at(r, first)->age.after;
        if (first && (!found || datagram_at(r, first)->begun < datagram_at(r, found)->begun))
            found = first;
    }
    return found;
}

uint32_t
age_overdue(struct defrag *r, uint64_t clock)
{
    for (uint32_t i = 0; i < PATIENCES; i++) {
        uint32_t first = r->now.age[i].first;

        if (first && (clock == UINT64_MAX || age_is_over(r, datagram_at(r, first), clock)))
            return clock == UINT64_MAX ? age_oldest(r, 0) : first;
    }
    return 0;
}

void
age_begin(struct defrag *r, struct undo *undo, uint32_t index, uint32_t seconds)
{
    struct datagram *d = datagram_at(r, index);

    d->patience = patience_for(seconds);
    undo_list_append(&r->now.age[d->patience], undo, by_age(r), index);
}

void
age_forget(struct defrag *r, struct undo *undo, uint32_t index)
{
    undo_list_remove(&r->now.age[datagram_at(r, index)->patience], undo, by_age(r), index);
}
