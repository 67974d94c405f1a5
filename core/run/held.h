/* SPDX-License-Identifier: Apache-2.0 */
/* What stages still hold when the capture has ended: given out part by part, or lost, which is
 * said. */
#ifndef HELD_H
#define HELD_H

#include "catalog.pb-c.h"
#include "shared/tasks.h"

enum { HELD_TEXT = 128, HELD_PARTS_MAX = 1 << 20 };

struct held {
    const char *lost[STAGES_MAX]; /* why; NULL: it is not */
    uint32_t parts;               /* in which it was given out so far */
};

/* "fragments", "streams", "flows of Connection", in a buffer of HELD_TEXT bytes. */
const char *held_name(const struct shared *, const Catalog__Catalog *, uint32_t stage,
                      char *buffer);

/* What the stage still holds is lost: it is said why. */
void held_lose(struct held *, const struct shared *, const Catalog__Catalog *, uint32_t stage,
               const char *why);

/* Whether a stage holds more than it gave out in this last batch, and is to go on.  Not for ever,
 * as a worker can say so. */
bool held_goes_on(struct held *, const struct tasks *, const Catalog__Catalog *,
                  const struct batch *);

bool held_lost_any(const struct held *);

#endif
