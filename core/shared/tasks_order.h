/* SPDX-License-Identifier: Apache-2.0 */
/* Which task comes next.  All under the lock. */
#ifndef TASKS_ORDER_H
#define TASKS_ORDER_H

#include "shared/tasks.h"

/* An order for a block, else for the furthest stage of the oldest batch; its task is TAKEN.  False
 * when nothing can be done. */
bool tasks_order(struct tasks *, struct order *);

/* Whether no stage can go on with a batch before its records are taken over. */
bool tasks_rest(const struct tasks *, const struct batch *);

#endif
