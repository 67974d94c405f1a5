/* SPDX-License-Identifier: Apache-2.0 */
/* A run that writes sets of files: when one is closed and the next one opened. */
#ifndef ROTATION_H
#define ROTATION_H

#include "output/acknowledged.h"
#include "run/closing.h"
#include "run/counts.h"
#include "settings/settings.h"

struct rotation {
    const struct settings *settings;
    const struct out_folder *folder;
    struct set_name name;      /* of the set at hand */
    char set[SET_NAME_TEXT];   /* what its files' names say */
    uint64_t number;           /* in the run, from 1 */
    struct counts opened;      /* what had been counted by then */
    uint64_t records, written; /* so many were taken over by then; bytes of the files */
    uint64_t slot;             /* which of the times of --rotate-time it was opened in */
    struct closing closing;    /* of the set before */
    struct acknowledged_ask ask;
};

/* The first set; false, and it is said, when it can have no name. */
bool rotation_begin(struct rotation *, const struct settings *, const struct out_folder *,
                    struct report *);

/* Turns when it is due: what was taken over is in one set, what comes in the next.  To be called
 * between batches.  False, and it is said, when that set, or one before, could not be closed. */
bool rotation_turn(struct supervisor *);

/* The run is about to end: the set before the last is closed.  True where there are no sets, false
 * as above. */
bool rotation_end(struct supervisor *);

#endif
