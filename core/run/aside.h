/* SPDX-License-Identifier: Apache-2.0 */
/* The packets of a batch that are set aside, each with one reason.  The supervisor's own: what
 * workers note they can lose again. */
#ifndef ASIDE_H
#define ASIDE_H

#include "shared/room.h"

struct aside {
    uint32_t n;
    struct note notes[BATCH_PACKETS]; /* in the order of the packets */
};

/* One more, unless it is there already; when a batch flushes `packet` stands for a flow. */
void aside_add(struct aside *, uint32_t packet, int plugin, const char *reason);

#endif
