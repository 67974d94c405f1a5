/* SPDX-License-Identifier: Apache-2.0 */
/* How long datagrams wait.  Those that wait equally long end in the order they began: each patience
 * has a list of its own, so that the next to end is at the head of one of few. */
#ifndef DEFRAG_AGE_H
#define DEFRAG_AGE_H

#include "reassembly/defrag_store.h"

/* A datagram begins, for which its protocol has so many seconds (0: it does not say); it goes. */
void age_begin(struct defrag *, struct undo *, uint32_t datagram, uint32_t seconds);
void age_forget(struct defrag *, struct undo *, uint32_t datagram);

/* Whether its time is up at this clock. */
bool age_is_over(const struct defrag *, const struct datagram *, uint64_t clock);

/* The one that began first of all but one; the first found whose time is up at this clock
 * (UINT64_MAX: the first of all).  0: there is none. */
uint32_t age_oldest(struct defrag *, uint32_t but);
uint32_t age_overdue(struct defrag *, uint64_t clock);

#endif
