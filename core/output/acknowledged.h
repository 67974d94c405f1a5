/* SPDX-License-Identifier: Apache-2.0 */
/* What all destinations that the files of a folder are sent to have acknowledged. */
#ifndef ACKNOWLEDGED_H
#define ACKNOWLEDGED_H

#include "base/out_folder.h"
#include "output/position.h"

struct acknowledged {
    struct position *all;
    size_t count;
    size_t unknown; /* those of which nobody can tell what they have: it counts as nothing */
};

/* `said`: of how many of those it was said already, which then are more; NULL: nothing is said. */
struct acknowledged acknowledged_read(const char *folder, size_t *said);
void acknowledged_free(struct acknowledged *);

/* Whether there is a destination, and each has acknowledged all of the file. */
bool acknowledged_whole(const struct acknowledged *, const struct file_id *);

/* For what --keep removes (struct keep_sent): false when the folder is sent to somebody who has not
 * acknowledged all of a file in it.  The context is one of these. */
struct acknowledged_ask {
    size_t said;                                       /* as above */
    bool (*id_at)(struct file_id *, const char *path); /* what who sends it knows a file by */
};

bool acknowledged_by_all(void *context, const struct out_folder *, const char *file);

#endif
