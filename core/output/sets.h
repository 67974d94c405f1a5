/* SPDX-License-Identifier: Apache-2.0 */
/* The sets of files in a folder that is a log, whose names base/set_name.h has.
 *
 * A set is what has its name in the folder and is netcapd's, as our_file() says; all else there is
 * nobody's business here.  Nothing is known of runs: netcapd and netcap collect do the same. */
#ifndef SETS_H
#define SETS_H

#include "base/out_folder.h"
#include "base/set_name.h"

#include <stdint.h>

struct file_set {
    struct set_name name;
    char **files;    /* their names in the folder, in no order */
    size_t n_files;
    uint64_t bytes;  /* of all of them */
    int64_t changed; /* when the last of them was written: seconds since 1970 */
    bool unfinished; /* one is called .part: a run writes it, or was killed when it did */
    bool goes;       /* see keep_choose(), output/keep.h */
};

struct sets {
    struct file_set *list; /* the one opened first is the first */
    size_t n;
};

/* Those that are there; false with errno set when the folder cannot be looked through, and then
 * there are none.  To be freed in any case. */
bool sets_list(struct sets *, const struct out_folder *);
void sets_free(struct sets *);

/* A name for a set that is opened at this moment: no file in the folder is of it.  False with errno
 * set when the folder cannot be looked through: any name could be one that would be replaced. */
bool sets_free_name(const struct out_folder *, int64_t now, struct set_name *);

/* Removes a set: its records, then what is said of it, so that what a kill leaves of it is still
 * one.  What is no plain file stays.  False when something stays, which is said. */
bool sets_remove(const struct file_set *, const struct out_folder *);

#endif
