/* SPDX-License-Identifier: Apache-2.0 */
/* Which sets of files are kept in a folder that is a log. */
#ifndef KEEP_H
#define KEEP_H

#include "output/sets.h"

/* 0: as much as there is. */
struct keep {
    uint64_t sets;    /* so many */
    uint64_t bytes;   /* of all files of the sets */
    uint64_t seconds; /* since a set's last file was written */
};

/* Of "24" (sets), "20G" or "500M" (bytes), "7d", "12h", "90m" or "30s" (age), or of one of each
 * kind with commas between.  NULL, or what was expected instead. */
const char *keep_read(const char *text, struct keep *);

/* Whether there is a limit at all. */
bool keep_removes(const struct keep *);

/* Marks the oldest sets as long as there are too many of them, too many bytes, or the oldest is too
 * old; how many go.  Of sets opened before `open`, which is being written: one that is unfinished
 * counts for nothing and stays, and so does the last whole one.  `now` is seconds since 1970. */
size_t keep_choose(const struct keep *, struct sets *, const struct set_name *open, int64_t now);

/* Whom the files of a folder are sent to.  `acknowledged` tells whether all of them have all of the
 * file with that name in the folder; NULL: they are sent to nobody.  Called by any thread, one at a
 * time. */
struct keep_sent {
    bool (*acknowledged)(void *context, const struct out_folder *, const char *file);
    void *context;
};

/* Chooses among the sets in a folder and removes what goes.  Of those that were not acknowledged it
 * is said how many they were, and of which time; so is what cannot be removed. */
void keep_apply(const struct keep *, const struct out_folder *, const struct set_name *open,
                const struct keep_sent *);

#endif
