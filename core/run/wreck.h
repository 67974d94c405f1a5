/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker that died leaves in a room. */
#ifndef WRECK_H
#define WRECK_H

#include "run/recover.h"

/* Finds out from its breadcrumbs where it died, as far as they can be believed, takes back what is
 * not done, and gives the room out again.  Why it died is the reason that the packet to blame gets.
 * Under the lock of the tasks. */
void recover_room(struct recovery *, const struct order *, enum stall killed, const char *reason);

#endif
