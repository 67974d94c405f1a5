/* SPDX-License-Identifier: Apache-2.0 */
/* Files of an earlier run in the folder, which this one takes the place of. */
#ifndef OLDER_H
#define OLDER_H

#include "base/out_folder.h"

#include <stdbool.h>
#include <stddef.h>

struct older {
    char **names;
    size_t n;
    bool unread; /* there may be more, which is said */
};

/* The files that an earlier run's report lists and that are there, .part files as others, and the
 * report itself, but for run.json, in whose place another one comes: one that is not listed is
 * somebody else's.  A name that netcapd gives to no file is said
 * and passed over. */
void older_list(struct older *, const struct out_folder *, const char *report);

/* A file of this run has the name. */
void older_forget(struct older *, const char *name);

/* Removes them, but nothing that is no plain file; the list then has what could not be removed,
 * each of which is said. */
void older_remove(struct older *, const struct out_folder *);

void older_free(struct older *);

#endif
