/* SPDX-License-Identifier: Apache-2.0 */
/* One of those that go through a set side by side: captures one after another, each a run of its
 * own, with the same workers. */
#ifndef LANE_H
#define LANE_H

#include "each/set.h"

/* Until there is nothing more to take.  Each run's board tells what became of it; all in between is
 * this process's own, which is confined by now. */
void lane_run(const struct set *, uint32_t lane, const struct run_means *,
              const Catalog__Settings *);

#endif
