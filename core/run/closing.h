/* SPDX-License-Identifier: Apache-2.0 */
/* What is done when a set of files is closed, beside the run, which goes on: the disk may take its
 * time.  The files get their names once they are on disk, then the set its report, and sets that
 * are not kept go. */
#ifndef CLOSING_H
#define CLOSING_H

#include "base/part_files.h"
#include "base/set_name.h"
#include "base/textbuf.h"
#include "output/keep.h"

#include <pthread.h>
#include <stdatomic.h>

struct closing {
    const struct out_folder *folder;
    const struct keep *keep;
    struct keep_sent sent;
    struct part_files files;
    char *report;                 /* its name; allocated, as what follows */
    struct textbuf before, after; /* the files have their names: what it says */
    struct set_name next;         /* the set that is open */
    pthread_t thread;
    bool runs;   /* it was begun, and not awaited */
    bool beside; /* there is a thread */
    bool ok;     /* once it is over */
    atomic_bool over;
};

/* Begins with what stands there, which goes with the end. */
void closing_begin(struct closing *);

/* Whether one that was begun goes on. */
bool closing_goes_on(const struct closing *);

/* Waits for its end; false when the set could not be closed, which was said. */
bool closing_await(struct closing *);

#endif
